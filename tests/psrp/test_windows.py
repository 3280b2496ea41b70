"""Conversations of real Windows hosts: every message reads, and our bodies are theirs again."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge import clixml
from psbridge.clixml import records
from psbridge.errors import PsrpError
from psbridge.psrp import commands, hostcalls
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import Message, MessageType, unpack

FOLDER = Path(__file__).resolve().parent.parent / "data" / "windows"
STREAM = re.compile(r"<(?:\w+:)?(?:Stream|creationXml|connectXml|connectResponseXml|Arguments)\b[^>]*>([A-Za-z0-9+/=]+)<")
NAMES = sorted(path.name.removesuffix(".jsonl.gz") for path in FOLDER.glob("psrp_*.jsonl.gz"))


def messages(name: str) -> Iterator[tuple[str, Message]]:
    """Messages that one element carries whole."""
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for side, text in json.loads(line).items():
                for found in STREAM.findall(text if isinstance(text, str) else ""):
                    try:
                        whole = Reassembler().feed(base64.b64decode(found, validate=True))
                    except (ValueError, PsrpError):
                        continue
                    yield from ((side, unpack(data)) for data in whole)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_reads(name):
    for _, message in messages(name):
        message.value()


def test_host_calls_are_those_of_windows_to_the_letter():
    methods = set()
    for name in NAMES:
        for _, message in messages(name):
            if message.type is MessageType.PIPELINE_HOST_CALL:
                call = hostcalls.decode_call(message.value())
                methods.add(call.method.name)
                again = clixml.write_element(hostcalls.encode_call(call))
                if b"width" in message.body:  # .NET Framework has the height first
                    assert hostcalls.decode_call(clixml.read_element(again)) == call
                else:
                    assert again == message.body
    assert {"SetBufferContents2", "ScrollBufferContents", "FlushInputBuffer"} <= methods


def test_records_and_pipelines_read():
    seen = set()
    for name in NAMES:
        for _, message in messages(name):
            seen.add(message.type)
            if message.type is MessageType.CREATE_PIPELINE:
                assert commands.decode_pipeline(message.value()).commands
            elif message.type is MessageType.PROGRESS_RECORD:
                again = records.progress_body(records.read_progress(message.value()))
                assert clixml.write_element(again) == message.body
            elif message.type is MessageType.ERROR_RECORD:
                assert records.read_error(message.value()).fully_qualified_error_id
            elif message.type is MessageType.PIPELINE_HOST_RESPONSE:
                hostcalls.decode_response(message.value())
    assert MessageType.ENCRYPTED_SESSION_KEY in seen
    assert MessageType.RUNSPACEPOOL_INIT_DATA in seen
