"""Requests from templates are the requests that are built from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from psbridge.wsman.client import _built
from psbridge.wsman.requests import Command, Create, Delete, Receive, Send, Signal, StreamData
from psbridge.wsman.soap import Header, Option
from psbridge.wsman.templates import Templates

HEADER = Header(
    action="urn:action",
    to="http://server01:5985/wsman",
    resource_uri="urn:shell",
    message_id="uuid:1",
    session_id="uuid:S",
    max_envelope_size=153600,
    operation_timeout=20.0,
    locale="en-US",
    data_locale="de-DE",
    options=(Option("WSMAN_CMDSHELL_OPTION_KEEPALIVE", "TRUE"),),
    selectors={"ShellId": "ABC"},
)
BODIES = [
    Receive(("stdout",), "C1"),
    Receive(("stdout",)),
    Receive(("stdout", "stderr"), "C1"),
    Signal("powershell/signal/ctrl_c", "C1"),
    Delete(),
    Create("AB-1", "mine", ("stdin", "pr"), ("stdout",), creation_xml=b"\0\xff<&>" * 20),
    Create("AB-1", creation_xml=b""),
    Create("", 'a "name"', environment={"A": "b"}, working_directory="C:\\", idle_timeout=7.5, lifetime=1.0),
    Command("", ("QUJD=",), "C1"),
    Command("dir", ("a", "b")),
    Send((StreamData("stdin", b"x", "C1"),)),
]


@pytest.fixture
def templates() -> tuple[Templates, list[Any]]:
    built: list[Any] = []
    return Templates(lambda header, body: built.append(body) or _built(header, body)), built  # type: ignore[func-returns-value]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"message_id": "uuid:2", "to": "https://server02:5986/wsman"},
        {"operation_id": "uuid:O", "sequence_id": 17},
        {"sequence_id": 0},
        {"selectors": {}},
        {"selectors": {"ShellId": "a&b<c>", "Name": "\u00e9"}},
        {"options": (), "locale": "", "session_id": ""},
        {"operation_timeout": 1.5, "max_envelope_size": None},
        {"to": "http://[fe80::1]:5985/wsman?a=1&b=2"},
        {"compression": "xpress", "relates_to": "uuid:R"},
    ],
)
def test_the_same_bytes(templates: tuple[Templates, list[Any]], body: Any, changed: dict[str, Any]) -> None:
    made, _ = templates
    for header in (HEADER, replace(HEADER, **changed), HEADER):
        assert made.render(header, body) == _built(header, body)


@pytest.mark.parametrize("value", ["<", "&amp;", '"', "a b", "\u00e9", "slot-0-end", "x\ny"])
def test_any_text_comes_through(templates: tuple[Templates, list[Any]], value: str) -> None:
    made, _ = templates
    for body in (Receive(("stdout",), value), Command(value, (value,), "C"), Signal(value, value)):
        for header in (HEADER, replace(HEADER, selectors={"ShellId": value})):
            assert made.render(header, body) == _built(header, body)
            assert made.render(header, body) == _built(header, body)


def test_what_was_built_once_is_not_built_again(templates: tuple[Templates, list[Any]]) -> None:
    made, built = templates
    for number in range(50):
        made.render(
            replace(HEADER, message_id=f"uuid:{number}", operation_id="uuid:O", sequence_id=number), Receive(("stdout",), f"C{number}")
        )
    assert len(built) == 1


def test_memory_has_an_end(templates: tuple[Templates, list[Any]]) -> None:
    made, _ = templates
    for number in range(600):
        made.render(HEADER, Signal(f"urn:{number}", "C"))
    assert len(made._made) <= 256
