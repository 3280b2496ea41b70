"""Every recorded conversation: our server takes the client's bytes, our client the server's, and both say what was said."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from psbridge.errors import OutOfProcError, PsBridgeError
from psbridge.outofproc import FATAL_EXIT_CODE, Client, Element, Kind, Server, scan_line
from psbridge.outofproc.states import GuidState

FOLDER = Path(__file__).resolve().parent.parent / "data" / "outofproc"
FILES = sorted(FOLDER.glob("*.jsonl.gz"))

# Conversations whose client ends by breaking the rules; all others end with a fatal "unknown element" at the end of
# input.
FATAL = {
    "garbage_bad_base64", "garbage_bad_guid", "garbage_data_ack", "garbage_empty_data", "garbage_malformed_xml",
    "garbage_no_stream", "garbage_signal_session", "garbage_text", "garbage_text_first", "garbage_unknown_element",
    "garbage_empty_line",
}  # fmt: skip


# Signals for pipelines that do not exist, in odd spellings that the recorder gave no element name.
EXTRA = {UUID(f"bbbbbbbb-0000-4000-8000-0000000000{number}") for number in (79, 81, 82)}

# Conversations whose client did what ours refuses to do: no waiting for acknowledgements, a closed guid closed again.
UNRULY = ("garbage", "order", "no_ack", "stop_after_complete")


@dataclass(frozen=True)
class Frame:
    """One recorded line."""

    sent: bool
    raw: bytes
    element: str | None
    payload_size: int


@dataclass(frozen=True)
class Conversation:
    """One recorded file."""

    name: str
    client: str
    frames: list[Frame]
    stderr: str
    exit_code: int | None


def load(path: Path) -> Conversation:
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    frames = [
        Frame(r["dir"] == "c2s", base64.b64decode(r["raw"]), r.get("element"), sum(21 + f["length"] for f in r.get("fragments", ())))
        for r in rows
        if r["kind"] == "frame"
    ]
    end = rows[-1]
    stderr = "".join(chunk["text"] for chunk in end["stderr"])
    return Conversation(path.name.removesuffix(".jsonl.gz"), rows[0]["client"], frames, stderr, end["exit_code"])


@pytest.fixture(params=FILES, ids=lambda path: path.name.removesuffix(".jsonl.gz"))
def conversation(request):
    return load(request.param)


def test_there_are_recordings():
    assert len(FILES) == 135


def test_server_takes_what_the_real_server_took(conversation):
    server = Server()
    sent = b"".join(frame.raw for frame in conversation.frames if frame.sent)
    failure = None
    try:
        server.receive(sent)
        server.receive_eof()
    except OutOfProcError as error:
        failure = error
    assert failure is not None
    if conversation.exit_code is None:  # the client killed the server before it could say anything
        assert failure.what.startswith('An unknown element "" was received')
    else:
        assert conversation.exit_code == FATAL_EXIT_CODE
        assert conversation.stderr.removeprefix("Remote transport error: \n").startswith(failure.what)
    assert server.fatal_text() == failure.what


def test_server_hears_every_element(conversation):
    server, expected = Server(), []
    for frame in conversation.frames:
        if not frame.sent:
            continue
        try:
            server.receive(frame.raw)
        except OutOfProcError:
            assert conversation.name in FATAL
            break
        expected.append(frame)
    heard = [element for element in server.events() if element.guid not in EXTRA]
    named = [frame for frame in expected if frame.element is not None]
    assert [element.kind.value for element in heard[: len(named)]] == [frame.element for frame in named]
    sizes = [(len(e.payload), f.payload_size) for e, f in zip(heard, named, strict=False) if f.payload_size]
    assert all(ours == recorded for ours, recorded in sizes)


def test_client_takes_what_the_server_sent(conversation):
    """The client is driven as the recorded one was; where that one kept the rules, ours writes the same bytes."""
    client, written = Client(), []
    for frame in conversation.frames:
        if frame.sent:
            drive(client, frame.raw)
        else:
            client.receive(frame.raw)
        written.append(client.data_to_send())
    heard = client.events()
    received = [frame for frame in conversation.frames if not frame.sent]
    assert [element.kind.value for element in heard] == [frame.element for frame in received]
    assert [element.encode() for element in heard] == [frame.raw for frame in received]
    if not any(word in conversation.name for word in UNRULY):
        recorded = b"".join(frame.raw for frame in conversation.frames if frame.sent)
        assert sorted(b"".join(written).splitlines()) == sorted(recorded.splitlines())


def drive(client: Client, raw: bytes) -> None:
    """Make the client do what the recorded line did; what the rules forbid is left out."""
    elements, _ = scan_line(raw.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf"))
    for element in elements:
        try:
            do(client, element)
        except PsBridgeError:
            assert client.state(element.guid) is not GuidState.OPEN or element.kind not in {Kind.DATA, Kind.CLOSE}


def do(client: Client, element: Element) -> None:
    if element.kind is Kind.DATA:
        client.send(element.guid, element.payload, element.stream)
    elif element.kind is Kind.COMMAND:
        client.open_command(element.guid)
    elif element.kind is Kind.SIGNAL:
        client.signal(element.guid)
    elif element.kind is Kind.CLOSE:
        client.close(element.guid)


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_cutting_the_bytes_changes_nothing(size):
    raw = b"".join(frame.raw for frame in load(FOLDER / "realclient_job_streams.jsonl.gz").frames if frame.sent)
    whole, pieces = Server(), Server()
    whole.receive(raw)
    for start in range(0, len(raw), size):
        pieces.receive(raw[start : start + size])
    assert pieces.events() == whole.events()
