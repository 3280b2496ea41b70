"""Documents of known shapes say what the parser makes of them; documents that were changed never say anything else."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from psbridge.errors import PsBridgeError, WSManFault
from psbridge.wsman import client as client_side
from psbridge.wsman import replies
from psbridge.wsman import requests as ask
from psbridge.wsman import server as server_side
from psbridge.wsman.client import Client, Pending
from psbridge.wsman.requests import StreamData
from psbridge.wsman.server import Dialogue
from psbridge.wsman.shapes import Shapes
from psbridge.wsman.soap import Option

URI = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
DONE = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"


def guid() -> str:
    return str(uuid.uuid4()).upper()


def request(kind: str, number: int = 1) -> Pending:
    client, shell = Client(f"http://host{number}:5985/wsman"), guid()
    body, words = {
        "create": (ask.Create(guid(), "", ("stdin", "pr"), ("stdout",), creation_xml=b"abc%d" % number * 40), {}),
        "command": (ask.Command.with_payload(b"x%d" % number * 40, guid()), {"shell_id": shell}),
        "receive": (ask.Receive(("stdout",), guid()), {"shell_id": shell, "operation": (f"uuid:{guid()}", number)}),
        "session": (ask.Receive(("stdout",)), {"shell_id": shell}),
        "signal": (ask.Signal("powershell/signal/ctrl_c", guid()), {"shell_id": shell}),
        "delete": (ask.Delete(), {"shell_id": shell}),
    }[kind]
    return client.request(body, URI, options=(Option("protocolversion", "2.3", must_comply=True),), **words)  # type: ignore[arg-type]


KINDS = ["create", "command", "receive", "session", "signal", "delete"]
ANSWERS: dict[str, Any] = {
    "command": lambda: replies.Started(guid()),
    "receive": lambda: replies.Received(tuple(StreamData("stdout", uuid.uuid4().bytes * 4, "C1") for _ in range(3)), "C1", DONE, 0),
    "session": lambda: replies.Received((StreamData("stdout", uuid.uuid4().bytes),)),
    "signal": replies.Signaled,
    "delete": replies.Deleted,
}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_side, "_SHAPES", Shapes(server_side._again))
    monkeypatch.setattr(client_side, "_SHAPES", Shapes(client_side._again))


def parsed(dialogue: Dialogue, data: bytes) -> Any:
    try:
        return dialogue._check(dialogue._parse(data))
    except WSManFault:
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_request_of_a_shape_needs_no_parser(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogue = Dialogue()
    dialogue.receive(request(kind).data)
    later = request(kind, 22)
    expected = parsed(dialogue, later.data)
    monkeypatch.setattr(Dialogue, "_parse", lambda *_: pytest.fail("it was parsed"))
    assert dialogue.receive(later.data) == expected


@pytest.mark.parametrize("kind", list(ANSWERS))
def test_the_second_answer_of_a_shape_needs_no_parser(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogue, reader = Dialogue(), Client("http://host1:5985/wsman")
    for number in range(2):
        asked, reply = request(kind), ANSWERS[kind]()
        data = dialogue.reply(dialogue.receive(asked.data), reply)
        if number:
            monkeypatch.setattr(client_side, "parse_envelope", lambda *_: pytest.fail("it was parsed"))
        assert reader.reply(asked, data) == reply


@pytest.mark.parametrize("kind", ["session", "delete"])
def test_an_answer_to_something_else_is_refused_as_before(kind: str) -> None:
    dialogue, reader = Dialogue(), Client("http://host1:5985/wsman")
    asked, other = request(kind), request(kind)
    data = dialogue.reply(dialogue.receive(asked.data), ANSWERS[kind]())
    reader.reply(asked, data)
    with pytest.raises(PsBridgeError, match="relates to"):
        reader.reply(other, data)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_says_what_the_parser_says_or_goes_to_it(kind: str) -> None:
    dialogue, chance = Dialogue(), random.Random(kind)
    dialogue.receive(request(kind).data)
    good = request(kind, 7).data
    assert server_side._SHAPES.find(good) is not None
    for _ in range(400):
        changed = bytearray(good)
        place = chance.randrange(len(changed))
        changed[place : place + chance.randrange(2)] = chance.choice([b"<", b">", b"&", b'"', b" ", b"9", b"Z", b"\xe9", b"&amp;", b""])
        found = server_side._SHAPES.find(bytes(changed))
        assert found is None or found == parsed(dialogue, bytes(changed))


def test_a_declared_type_and_what_is_too_large_are_refused() -> None:
    dialogue = Dialogue()
    data = request("delete").data
    dialogue.receive(data)
    with pytest.raises(WSManFault):
        dialogue.receive(b"<!DOCTYPE a>" + data)
    with pytest.raises(WSManFault):
        Dialogue(max_envelope_size=100).receive(data)


def test_nothing_of_what_was_said_is_kept() -> None:
    dialogue, reader = Dialogue(), Client("http://host1:5985/wsman")
    asked = request("receive")
    secret = replies.Received((StreamData("stdout", b"a secret", "C1"),), "C1", DONE, 0)
    reader.reply(asked, dialogue.reply(dialogue.receive(asked.data), secret))
    dialogue.receive(request("create").data)
    kept = repr(server_side._SHAPES._known) + repr(client_side._SHAPES._known)
    assert "stdout" in kept
    for text in ("a secret", "C1", "host1", "abc1", asked.message_id):
        assert text not in kept


def model(value: str, texts: Mapping[str, str]) -> str | None:
    return None if texts["A"] == "no" else texts["A"] + texts.get("B", "")


def test_a_text_that_stands_twice_has_to_be_the_same() -> None:
    shapes = Shapes(model)
    assert shapes.learn(b'<a:Action>x</a:Action><r A="1"/><A>1</A>', "1", {"A": "1"})
    assert shapes.find(b'<a:Action>x</a:Action><r A="22"/><A>22</A>') == "22"
    assert shapes.find(b'<a:Action>x</a:Action><r A="22"/><A>23</A>') is None
    assert shapes.find(b'<a:Action>x</a:Action><r A="no"/><A>no</A>') is None


def test_shapes_that_cannot_be() -> None:
    shapes = Shapes(model)
    assert not shapes.learn(b"<A>1</A>", "1", {"A": "1"})  # it has no action
    assert not shapes.learn(b"<Action>x</Action><A>01</A>", "1", {"A": "1"})
    assert not shapes.learn(b"<Action>x</Action><A>1</A>", "2", {"A": "1"})  # it does not give the value back
    assert not shapes.learn(b"<Action>x</Action><A><![CDATA[1]]></A>", "1", {"A": "1"})
    assert shapes.find(b"<Action>x</Action><A>1</A>") is None


def test_who_never_writes_the_same_is_not_learnt_for_ever() -> None:
    shapes = Shapes(model)
    for number in range(100):
        shapes.learn(b"<Action>x</Action><n%d/><A>1</A>" % number, "1", {"A": "1"})
    assert len(shapes._known[b"x"]) < 20
