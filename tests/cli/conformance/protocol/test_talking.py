"""Dialogues with a server that answers by heart: what differs is told, with the step."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.protocol.dialogues import Dialogue
from psbridge.cli.conformance.protocol.envelopes import NS
from psbridge.cli.conformance.protocol.talking import converse

CREATED = "<x:ResourceCreated><w:SelectorSet><w:Selector Name='ShellId'>S1</w:Selector></w:SelectorSet></x:ResourceCreated>"
FAULT = (
    "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:X</s:Value></s:Subcode></s:Code>"
    "<s:Reason><s:Text>no</s:Text></s:Reason><s:Detail><f:WSManFault Code='7'/></s:Detail></s:Fault>"
)


class Server:
    """Gives bodies one after the other; the last one for ever."""

    def __init__(self, *bodies):
        self.bodies, self.asked = list(bodies), []

    def __call__(self, data):
        self.asked.append(data.decode())
        body = self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0]
        declared = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NS.items())
        return f"<s:Envelope {declared}><s:Header/><s:Body>{body}</s:Body></s:Envelope>".encode()


def talk(server, *steps):
    return converse(Dialogue("protocol/wsman/x", "", "", "", steps), server, "http://h/wsman")


def test_what_is_expected_is_nothing_to_tell():
    server = Server(CREATED, "<a:x>5</a:x>", "")
    assert talk(server, {"ask": "create"}, {"ask": "command", "expect": {"//a:x": "5", "//a:y": "!", "//a:*": "#1"}}) == []
    assert "S1" in server.asked[1]
    assert "transfer/Delete" in server.asked[-1]


@pytest.mark.parametrize("expected", ["6", "!", "#2", "~[6-9]"])
def test_what_differs_is_told_with_its_step(expected):
    (told,) = talk(Server("<a:x>5</a:x>"), {"ask": "get", "expect": {"//a:x": expected}})
    assert told.startswith("step 1 (get): //a:x: expected")


def test_faults_that_are_expected_and_not():
    assert talk(Server(FAULT), {"ask": "get", "fault": "7", "subcode": "w:X"}) == []
    assert "got 7 no" in talk(Server(FAULT), {"ask": "get"})[0]
    assert "got none" in talk(Server(""), {"ask": "get", "fault": "7"})[0]
    assert "subcode" in talk(Server(FAULT), {"ask": "get", "fault": "7", "subcode": "w:Y"})[0]


def test_values_are_kept_for_later_steps():
    server = Server("<a:x>kept</a:x>")
    talk(server, {"ask": "get", "save": {"one": "//a:x"}}, {"ask": "command", "command": "{one}"})
    assert "<rsp:Command>kept</rsp:Command>" in server.asked[1]
    assert "nothing to save" in talk(Server(""), {"ask": "get", "save": {"one": "//a:x"}})[0]


def test_receives_are_repeated_until_it_is_enough():
    stream = "<rsp:ReceiveResponse><rsp:Stream Name='stdout'>YQ==</rsp:Stream>{}</rsp:ReceiveResponse>"
    done = stream.format(f"<rsp:CommandState State='{NS['rsp']}/CommandState/Done'/>")
    server = Server(stream.format(""), stream.format(""), done)
    assert talk(server, {"ask": "receive", "until": "done", "expect": {"stdout": "aaa"}}) == []
    assert len(server.asked) == 3
    assert talk(Server(stream.format("")), {"ask": "receive", "times": 2, "expect": {"stdout": "aa"}}) == []
    assert "got none" in talk(Server(stream.format(""), FAULT), {"ask": "receive", "until": "done", "times": 1, "fault": "7"})[0]
