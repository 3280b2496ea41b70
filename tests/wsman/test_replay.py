"""Every recorded envelope is understood by both sides, and what we build equals what was recorded, field by field."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from psbridge.errors import WSManFault
from psbridge.wsman.client import Client, Pending, render_request
from psbridge.wsman.names import Action
from psbridge.wsman.replies import Received
from psbridge.wsman.requests import BY_KIND, Receive, Send
from psbridge.wsman.server import Dialogue, Request
from psbridge.wsman.soap import parse_envelope

CLIENT = Client("http://host:5985/wsman")
BOOLEANS = {"true": True, "false": False}
DURATION = re.compile(r"PT?[\dDTHMS.]+")
# What is ours to choose: ids, and the languages that the declaration of an element may carry.
CHOSEN = {"MessageID", "ActivityId", "OperationID"}


def canonical(element):
    """An element as nested tuples: prefixes, attribute order, blanks around text and spelling of values do not count."""
    name = etree.QName(element)
    attributes = tuple(sorted((key, value_of(value)) for key, value in element.attrib.items()))
    text = None if name.localname in CHOSEN else value_of((element.text or "").strip())
    return (name.namespace, name.localname, attributes, text, tuple(canonical(child) for child in element))


def value_of(text):
    if text.lower() in BOOLEANS:
        return BOOLEANS[text.lower()]
    return re.sub(r"(\d)\.0+S$", r"\1S", text) if DURATION.fullmatch(text) else text


def same(ours: bytes, recorded: bytes):
    a, b = etree.fromstring(ours), etree.fromstring(recorded)
    assert canonical(a.find("{*}Header")) == canonical(b.find("{*}Header"))
    assert canonical(a.find("{*}Body")) == canonical(b.find("{*}Body"))


def pending_for(request: Request) -> Pending:
    return Pending(request.action, request.header.message_id, b"")


def test_there_are_recordings(all_exchanges):
    assert len(all_exchanges) == 520


def test_requests_are_understood_and_built_alike(conversation):
    dialogue = Dialogue()
    for exchange in conversation:
        try:
            request = dialogue.receive(exchange.request)
        except WSManFault as error:
            assert "PT-1S" in error.reason
            continue
        same(render_request(request.header, request.body), exchange.request)
        assert dialogue.receive(render_request(request.header, request.body)) == request


def test_answers_are_understood_and_built_alike(conversation):
    dialogue = Dialogue()
    for exchange in conversation:
        try:
            request = dialogue.receive(exchange.request)
        except WSManFault as refused:
            same(dialogue_of(exchange).fault(refused), exchange.response)
            continue
        try:
            related = replace(request.header, message_id=parse_envelope(exchange.response).header.relates_to)
            request = replace(request, header=related)  # one recording was edited by hand and relates to another id
            reply = CLIENT.reply(pending_for(request), exchange.response)
        except WSManFault as error:
            same(dialogue_of(exchange).fault(error, request), exchange.response)
            continue
        same(dialogue_of(exchange).reply(request, reply), exchange.response)


def dialogue_of(exchange) -> Dialogue:
    """A dialogue that is like the recorded service: its name, and whether it sends activity ids."""
    machine = re.search(rb'Machine="([^"]*)"', exchange.response)
    return Dialogue(machine=machine[1].decode() if machine else "", activity_ids=b"ActivityId" in exchange.response)


def test_client_builds_the_recorded_headers(conversation):
    """Not only `render_request` from a parsed header: the client's own defaults make the same header."""
    for exchange in conversation:
        header = parse_envelope(exchange.request.replace(b"PT-1S", b"PT1S")).header
        client = Client(header.to, max_envelope_size=header.max_envelope_size, session_id=header.session_id)
        request = Dialogue().receive(exchange.request.replace(b"PT-1S", b"PT1S"))
        built = client.request(
            request.body,
            header.resource_uri,
            selectors=header.selectors,
            options=header.options,
            timeout=header.operation_timeout,
        )
        same(built.data, exchange.request.replace(b"PT-1S", b"PT1S"))


def test_streams_carry_what_was_recorded(all_exchanges):
    sent = received = 0
    for exchange in all_exchanges:
        if b"PT-1S" in exchange.request:
            continue
        request = Dialogue().receive(exchange.request)
        if isinstance(request.body, Send):
            sent += sum(len(stream.data) for stream in request.body.streams)
        if isinstance(request.body, Receive) and b"Fault" not in exchange.response:
            pending = replace(pending_for(request), message_id=parse_envelope(exchange.response).header.relates_to)
            reply = CLIENT.reply(pending, exchange.response)
            assert isinstance(reply, Received)
            received += sum(len(stream.data) for stream in reply.streams)
    assert sent > 10_000
    assert received > 100_000


@pytest.mark.parametrize("action", [a for a in Action if a not in {Action.IDENTIFY, Action.PULL, Action.PUT, Action.RELEASE}])
def test_every_action_was_recorded(action, all_exchanges):
    assert any(action.value.encode() + b"<" in exchange.request for exchange in all_exchanges)


def test_every_request_class_has_a_codec():
    assert len(BY_KIND) == len(Action)
