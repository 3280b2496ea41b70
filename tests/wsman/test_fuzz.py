"""Mutated recorded envelopes: only the project's own errors come out, of the service's side and of the client's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psbridge.errors import PsBridgeError
from psbridge.wsman.client import Client, Pending
from psbridge.wsman.names import Action
from psbridge.wsman.server import Dialogue

FOLDER = Path(__file__).resolve().parent.parent / "data" / "windows"
NAMES = ("winrs_standard", "psrp_disconnected_commands", "psrp_is_alive_invalid_selectors", "winrs_environment", "psrp_receive_failure")
CLIENT, DIALOGUE = Client("http://host/wsman"), Dialogue()


def seeds(key: str) -> list[bytes]:
    texts = [gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).decode() for name in NAMES]
    found = [json.loads(line)[key].encode() for text in texts for line in text.split("\n") if line]
    return [envelope for envelope in found if len(envelope) < 6000]


REQUESTS, ANSWERS = seeds("request"), seeds("response")
PIECES = [
    b"<", b">", b"</", b"/>", b"&", b"&#0;", b"&lt;", b"<![CDATA[", b"<!--", b"<!DOCTYPE a>", b"\0", b"\xff", b'"', b"'",
    b"<a/>", b"-1", b"99999999999999999999999", b"PT", b"uuid:", b"xmlns=''", b"=", b"\xc3", b"s:", b"rsp:", b"Body",
]  # fmt: skip
ACTIONS = list(Action)
FUZZ = settings(max_examples=max(400, settings().max_examples), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutated(draw, pool):
    raw = bytearray(draw(st.sampled_from(pool)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(raw)))
        length = draw(st.one_of(st.integers(0, 10), st.integers(0, 400)))
        raw[at : at + length] = draw(st.one_of(st.just(b""), st.sampled_from(PIECES), st.binary(max_size=6)))
    return bytes(raw)


@FUZZ
@given(mutated(REQUESTS))
def test_service_raises_only_our_errors(data):
    try:
        request = DIALOGUE.receive(data)
    except PsBridgeError as error:
        assert DIALOGUE.fault(error)
    else:
        assert request.action in ACTIONS


@FUZZ
@given(mutated(ANSWERS), st.sampled_from(ACTIONS))
def test_client_raises_only_our_errors(data, action):
    try:
        CLIENT.reply(Pending(action, "", b""), data)
    except PsBridgeError as error:
        assert str(error)


@FUZZ
@given(st.binary(max_size=200))
def test_noise(data):
    try:
        DIALOGUE.receive(data)
    except PsBridgeError as error:
        assert str(error)
