"""Answers from templates are the answers that are built from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from psbridge.wsman.names import Action
from psbridge.wsman.replies import REPLIES, Created, Deleted, Received, Sent, Signaled, Started
from psbridge.wsman.requests import Delete, StreamData
from psbridge.wsman.server import Dialogue, Request, _answers_in
from psbridge.wsman.soap import Header, new_envelope, to_bytes, write_reply_header

COMMAND = "0B4F4E1C-2B8E-4D9A-9C0F-000000000001"
ANSWERS: list[tuple[Action, Any]] = [
    (Action.RECEIVE, Received()),
    (Action.RECEIVE, Received((StreamData("stdout", b"\0\1\xff"),))),
    (Action.RECEIVE, Received((StreamData("stdout", b"abc", COMMAND), StreamData("stderr", b"", COMMAND, True)))),
    (Action.RECEIVE, Received((StreamData("stdout", b"x" * 5000, COMMAND, False),), COMMAND, "http://x/CommandState/Done", 0)),
    (Action.RECEIVE, Received((), "", "http://x/CommandState/Running")),
    (Action.RECEIVE, Received((), COMMAND, "http://x/CommandState/Done", -1)),
    (Action.COMMAND, Started(COMMAND)),
    (Action.SEND, Sent()),
    (Action.SIGNAL, Signaled()),
    (Action.DELETE, Deleted()),
]
UNFIT: list[tuple[Action, Any]] = [
    (Action.COMMAND, Started("a&b")),
    (Action.RECEIVE, Received((StreamData('a"b', b"x"),))),
    (Action.RECEIVE, Received((StreamData("stdout", b"x", "\u00e9"),))),
    (Action.RECEIVE, Received((), "a<b", "Done")),
    (Action.CREATE, Created(shell_id=COMMAND)),
]


def header(action: Action, **words: str) -> Header:
    told = {"message_id": "uuid:1", "activity_id": "uuid:2", "to": "urn:anonymous", "relates_to": "uuid:3", **words}
    number = 1 if told.get("operation_id") else None
    return replace(Header(action=action.response, sequence_id=number), **told)  # type: ignore[arg-type]


def built(asked: Header, action: Action, reply: Any, language: str) -> bytes:
    root, head, body = new_envelope(REPLIES[action].prefixes, language)
    write_reply_header(head, asked)
    REPLIES[action].write(body, reply)
    return to_bytes(root)


@pytest.mark.parametrize("words", [{}, {"operation_id": "uuid:9"}, {"activity_id": ""}, {"message_id": "uuid:other"}])
@pytest.mark.parametrize(("action", "reply"), ANSWERS)
def test_templates_give_the_same_bytes(action: Action, reply: Any, words: dict[str, str]) -> None:
    asked = header(action, **words)
    for language in ("en-US", "de-DE", ""):
        for _ in range(2):  # the second time the template is there
            assert _answers_in(language).render(asked, REPLIES[action].prefixes, reply) == built(asked, action, reply, language)


@pytest.mark.parametrize(("action", "reply"), UNFIT)
def test_what_xml_would_write_otherwise_is_left_to_it(action: Action, reply: Any) -> None:
    assert _answers_in("en-US").render(header(action), REPLIES[action].prefixes, reply) is None


@pytest.mark.parametrize("name", ["relates_to", "operation_id"])
def test_what_a_client_says_is_looked_at(name: str) -> None:
    asked = header(Action.DELETE, **{name: "<evil/>"})
    assert _answers_in("en-US").render(asked, REPLIES[Action.DELETE].prefixes, Deleted()) is None
    request = Request(Action.DELETE, Header(message_id="a&b"), Delete())
    assert b"<a:RelatesTo>a&amp;b</a:RelatesTo>" in Dialogue().reply(request, Deleted())
