"""Mutated real lines: only the project's own errors come out, and both readers agree on what is well-formed."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psbridge.errors import PsBridgeError
from psbridge.outofproc import Client, Element, Server, scan_line
from psbridge.outofproc.tolerant import scan_tolerantly

FOLDER = Path(__file__).resolve().parent.parent / "data" / "outofproc"


def seeds() -> list[bytes]:
    found: dict[bytes, None] = {}
    for name in ("garbage_double_quotes", "realclient_job_streams", "garbage_comment", "stop_pipeline"):
        for line in gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).splitlines():
            row = json.loads(line)
            if row["kind"] == "frame":
                found[b64decode(row["raw"])[:2000]] = None
    return list(found)


SEEDS = seeds()
PIECES = [
    b"<",
    b">",
    b"</Data>",
    b"'",
    b'"',
    b"&",
    b"&#0;",
    b"<![CDATA[",
    b"<!--",
    b"\0",
    b"\xff",
    b"\n",
    b"=",
    b"<?xml",
    b" ",
    b"<_>",
    b"</_>",
]


@st.composite
def mutated(draw):
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 12))
        raw[at : at + length] = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
    return bytes(raw)


FUZZ = settings(max_examples=max(400, settings().max_examples), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(mutated())
def test_server_raises_only_our_errors(data):
    server = Server()
    try:
        server.receive(data)
        server.receive_eof()
    except PsBridgeError as error:
        assert str(error)
    assert all(isinstance(element, Element) for element in server.events())


@FUZZ
@given(mutated(), st.integers(1, 50))
def test_client_raises_only_our_errors(data, cut):
    client = Client()
    try:
        for start in range(0, len(data), cut):
            client.receive(data[start : start + cut])
        client.receive_eof()
    except PsBridgeError as error:
        assert str(error)


@FUZZ
@given(mutated())
def test_fast_and_tolerant_readers_agree(data):
    for line in data.split(b"\n"):
        fast, slow = scan_line(line), scan_tolerantly(line)
        assert fast[0] == slow[0]
        assert (fast[1] is None) == (slow[1] is None)


@FUZZ
@given(st.binary(max_size=300))
def test_elements_survive_the_wire(payload):
    if payload:
        element = Element(scan_line(SEEDS[0].rstrip())[0][0].kind, scan_line(SEEDS[0].rstrip())[0][0].guid, payload)
        if element.kind.value == "Data":
            assert scan_line(element.encode().rstrip(b"\n")) == ([element], None)
