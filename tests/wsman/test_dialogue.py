"""Client and dialogue joined: every message goes over and comes back; what is wrong is answered with Windows' fault."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace

import pytest

from psbridge.errors import InvalidTransition, LocalProtocolError, RemoteProtocolError, SoapError, WSManFault
from psbridge.wsman import replies, requests
from psbridge.wsman.client import Client, Pending, payload_room
from psbridge.wsman.faults import NO_SUCH_COMMAND, PROVIDER_CMD, PROVIDER_SHELL, FaultKind, fault
from psbridge.wsman.names import (
    RESOURCE_CMD,
    RESOURCE_CONFIG,
    RESOURCE_POWERSHELL,
    RESOURCE_SHELL,
    Action,
    CommandState,
    Signal,
)
from psbridge.wsman.server import Dialogue
from psbridge.wsman.shells import CommandInfo, ShellInfo
from psbridge.wsman.soap import Header, Option
from psbridge.wsman.states import (
    COMMAND,
    SHELL,
    CommandEvent,
    CommandPhase,
    ShellEvent,
    ShellState,
    advance_command,
    advance_shell,
    fault_of,
)

SHELL_ID = "4283CBDC-3706-415B-88BD-B385F3E51A53"
COMMAND_ID = "CF84C20A-0A35-43FA-AF78-0B4711DA5F30"
CLIENT = Client("http://host:5985/wsman")
DIALOGUE = Dialogue(machine="HOST")

INFO = ShellInfo(
    shell_id=SHELL_ID, name="n", resource_uri=RESOURCE_POWERSHELL, owner="HOST\\me", client_ip="::1", process_id=12,
    working_directory="C:\\", environment={"a": "b c", "ü": "<&>"}, idle_timeout=7200.0, input_streams=("stdin", "pr"),
    output_streams=("stdout",), max_idle_timeout=2147483.647, locale="en-US", data_locale="en-US",
    compression_mode="NoCompression", profile_loaded="Yes", encoding="UTF8", buffer_mode="Block", state="Connected",
    shell_run_time=90061.0, shell_inactivity=0.0, memory_used="46MB", child_processes=0,
)  # fmt: skip
TALK = [
    (requests.Create(), replies.Created("http://h/wsman", RESOURCE_CMD, SHELL_ID, INFO)),
    (
        requests.Create(SHELL_ID, "n", ("stdin", "pr"), ("stdout",), {"a": " b "}, "C:\\", 60.0, 1.5, b"\0\1"),
        replies.Created("a", "b", SHELL_ID),
    ),
    (requests.Create(name="n", environment={"x": ""}), replies.Created("a", "b", SHELL_ID, ShellInfo())),
    (requests.Command("cmd.exe", ("/c", " echo  hi "), ""), replies.Started(COMMAND_ID)),
    (requests.Command.with_payload(b"fragments", COMMAND_ID), replies.Started(COMMAND_ID)),
    (requests.Send((requests.StreamData("stdin", b"x", COMMAND_ID, True),)), replies.Sent()),
    (requests.Send((requests.StreamData("pr", b"", end=False), requests.StreamData("stdin", b"y"))), replies.Sent()),
    (
        requests.Receive(("stdout", "stderr"), COMMAND_ID),
        replies.Received(
            (requests.StreamData("stdout", b"\xff" * 9, COMMAND_ID), requests.StreamData("stderr", b"", COMMAND_ID, True)),
            COMMAND_ID,
            CommandState.DONE,
            4294967295,
        ),
    ),
    (requests.Receive(), replies.Received()),
    (requests.Receive(), replies.Received((), "", CommandState.RUNNING)),
    (requests.Signal(Signal.PS_CTRL_C, COMMAND_ID), replies.Signaled()),
    (requests.Delete(), replies.Deleted()),
    (requests.Disconnect(), replies.Disconnected()),
    (requests.Disconnect(90.0, "Drop"), replies.Disconnected()),
    (requests.Reconnect(), replies.Reconnected()),
    (requests.Connect("", b"\1\2", "Block"), replies.Connected(("stdin", "pr"), ("stdout",), b"\3")),
    (requests.Connect(COMMAND_ID), replies.Connected()),
    (requests.Enumerate(32000, True), replies.Listed((INFO, replace(INFO, state="Disconnected")))),
    (
        requests.Enumerate(5, True, {"ShellId": SHELL_ID}, "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"),
        replies.Listed((CommandInfo(COMMAND_ID, "", "Running"),), "ctx", False),
    ),
    (requests.Enumerate(dialect="wql", filter_text="select * from x", mode="EnumerateEPR"), replies.Listed()),
    (requests.Pull("ctx", 10), replies.Listed((INFO, b"<z>1</z>"), "ctx2", False)),
    (requests.Pull("ctx"), replies.Listed()),
    (requests.Release("ctx"), replies.Released()),
    (requests.Get(), replies.Got(None, b"<z>1</z>")),
    (requests.Put(b"<z>2</z>"), replies.Written(b"<z>2</z>")),
    (requests.Identify(), replies.Identified(product_version="OS: 10.0.17763 SP: 0.0 Stack: 3.0")),
]


def ask(body, **more) -> Pending:
    return CLIENT.request(body, RESOURCE_POWERSHELL, shell_id=SHELL_ID, **more)


@pytest.mark.parametrize(("body", "answer"), TALK, ids=lambda value: type(value).__name__)
def test_there_and_back(body, answer):
    pending = ask(body)
    request = DIALOGUE.receive(pending.data)
    assert request.body == body
    assert request.action is pending.action
    assert CLIENT.reply(pending, DIALOGUE.reply(request, answer)) == answer


def test_all_actions_are_talked_about():
    assert {type(body) for body, _ in TALK} == set(requests.BY_KIND)
    assert {type(answer) for _, answer in TALK} == {codec.kind for codec in replies.REPLIES.values()}


def test_get_of_a_shell_gives_the_shell():
    pending = ask(requests.Get())
    answer = CLIENT.reply(pending, DIALOGUE.reply(DIALOGUE.receive(pending.data), replies.Got(INFO)))
    assert answer.shell == INFO


def test_configuration_is_nested_texts():
    values = {"MaxEnvelopeSizekb": "500", "Service": {"Auth": {"Basic": "true"}, "MaxConnections": "300"}}
    xml = replies.config_xml(values)
    pending = CLIENT.request(requests.Get(), RESOURCE_CONFIG)
    answer = CLIENT.reply(pending, DIALOGUE.reply(DIALOGUE.receive(pending.data), replies.Got(xml=xml)))
    assert replies.config_values(answer.xml) == values
    assert replies.config_values(b"<a/>") == {}


def test_payload_of_a_command():
    assert requests.Command.with_payload(b"\0\1", COMMAND_ID).payload == b"\0\1"
    with pytest.raises(SoapError):
        _ = requests.Command("x", ("no base 64!",)).payload


def test_header_options_and_limits_arrive():
    options = (Option("protocolversion", "2.3", must_comply=True),)
    request = DIALOGUE.receive(ask(requests.Get(), options=options, timeout=0.5, compression="xpress").data)
    assert request.header.options == options
    assert request.header.compression == "xpress"
    assert request.timeout == 0.5
    assert request.payload_room == CLIENT.payload_room == payload_room(153600)


def test_an_answer_that_is_full_fits():
    request = DIALOGUE.receive(ask(requests.Receive(("stdout",), COMMAND_ID)).data)
    data = b"x" * request.payload_room
    state = replies.Received((requests.StreamData("stdout", data, COMMAND_ID),), COMMAND_ID, CommandState.DONE, 0)
    assert len(DIALOGUE.reply(request, state)) <= 153600
    sent = ask(requests.Send((requests.StreamData("stdin", b"x" * CLIENT.payload_room, COMMAND_ID),)))
    assert len(sent.data) <= 153600
    assert payload_room(100) == 0


def test_operation_ids_are_echoed():
    data = ask(requests.Get()).data.replace(b"<a:To>", b"<p:OperationID>uuid:7</p:OperationID><a:To>")
    reply = DIALOGUE.reply(DIALOGUE.receive(data), replies.Got(INFO))
    assert b"uuid:7" in reply
    assert b"SequenceId>1<" in reply


def test_ids_come_from_the_factory():
    numbers = itertools.count(1)
    dialogue = Dialogue(new_id=lambda: uuid.UUID(int=next(numbers)), activity_ids=False)
    client = replace(CLIENT, new_id=lambda: uuid.UUID(int=9))
    pending = client.request(requests.Get(), RESOURCE_SHELL, shell_id="x")
    assert pending.message_id == "uuid:00000000-0000-0000-0000-000000000009"
    assert b"000000000001" in dialogue.reply(dialogue.receive(pending.data), replies.Got(INFO))


def test_the_wrong_answer_is_refused():
    pending, other = ask(requests.Get()), ask(requests.Delete())
    got = DIALOGUE.reply(DIALOGUE.receive(pending.data), replies.Got(INFO))
    with pytest.raises(RemoteProtocolError, match="relates to"):
        CLIENT.reply(other, got)
    with pytest.raises(SoapError, match="no answer to DELETE"):
        CLIENT.reply(replace(other, message_id=pending.message_id), got)
    with pytest.raises(TypeError, match="Deleted"):
        DIALOGUE.reply(DIALOGUE.receive(other.data), replies.Sent())
    with pytest.raises(LocalProtocolError, match="resource URI"):
        CLIENT.request(requests.Get())


class TestRefusals:
    def refused(self, data: bytes, dialogue: Dialogue = DIALOGUE) -> WSManFault:
        with pytest.raises(WSManFault) as caught:
            dialogue.receive(data)
        return caught.value

    @pytest.mark.parametrize(
        ("old", "new", "kind"),
        [
            (b"PT20S", b"PT-1S", FaultKind.INVALID_HEADER),
            (b">153600<", b">x<", FaultKind.INVALID_HEADER),
            (b">153600<", b">100<", FaultKind.ENVELOPE_SIZE),
            (b"shell/Receive<", b"shell/Eat<", FaultKind.ACTION_NOT_SUPPORTED),
            (b"<a:MessageID>", b"<a:MessageIDs>", FaultKind.INVALID_XML),
            (b"role/anonymous<", b"role/none<", FaultKind.INVALID_HEADER),
            (RESOURCE_POWERSHELL.encode(), b"", FaultKind.INVALID_RESOURCE_URI),
            (b'Name="ShellId"', b'Name="Other"', FaultKind.INSUFFICIENT_SELECTORS),
            (b"DesiredStream", b"Desired", FaultKind.INVALID_BODY),
            (b"w:SelectorSet>", b"w:Strange>", FaultKind.INSUFFICIENT_SELECTORS),
            (b"<w:SelectorSet>", b'<w:Strange s:mustUnderstand="true"/><w:SelectorSet>', FaultKind.MUST_UNDERSTAND),
            (b"<a:To>http://host:5985/wsman</a:To>", b"", FaultKind.HEADER_REQUIRED),
        ],
    )
    def test_windows_fault_for_each_mistake(self, old, new, kind):
        pending = ask(requests.Receive(("stdout",), COMMAND_ID))
        assert old in pending.data
        error = self.refused(pending.data.replace(old, new))
        assert error.code == kind.value.code
        if b"MessageIDs" not in new:
            with pytest.raises(WSManFault) as caught:
                CLIENT.reply(pending, DIALOGUE.fault(error))
            assert (caught.value.code, caught.value.machine) == (kind.value.code, "HOST")
            assert pending.message_id.encode() in DIALOGUE.fault(error)

    def test_bad_timeout_is_named(self):
        error = self.refused(ask(requests.Get()).data.replace(b"PT20S", b"PT-1S"))
        assert error.reason.endswith("The XML contains an invalid timeout field in the SOAP header: PT-1S. ")

    def test_too_large_and_no_xml(self):
        small = Dialogue(max_envelope_size=500)
        assert self.refused(ask(requests.Get()).data, small).code == FaultKind.ENCODING_LIMIT.value.code
        error = self.refused(b"nonsense")
        assert (error.code, error.http_status, error.relates_to) == (FaultKind.INVALID_XML.value.code, 400, "")

    def test_no_action(self):
        data = ask(requests.Get()).data.replace(b"a:Action", b"a:Reaction")
        assert self.refused(data).code in {FaultKind.HEADER_REQUIRED.value.code, FaultKind.MUST_UNDERSTAND.value.code}

    def test_listener_can_be_deleted_without_a_shell(self):
        pending = CLIENT.request(requests.Delete(), f"{RESOURCE_CONFIG}/Listener", selectors={"Address": "*"})
        assert DIALOGUE.receive(pending.data).header.selectors == {"Address": "*"}


class TestFaults:
    @pytest.mark.parametrize("kind", FaultKind)
    @pytest.mark.parametrize("provider", [None, PROVIDER_SHELL, PROVIDER_CMD])
    def test_there_and_back(self, kind, provider):
        pending = ask(requests.Get())
        request = DIALOGUE.receive(pending.data)
        sent = fault(kind, provider=provider)
        with pytest.raises(WSManFault) as caught:
            CLIENT.reply(pending, DIALOGUE.fault(sent, request))
        got = caught.value
        assert (got.code, got.subcode, got.machine, got.provider) == (sent.code, sent.subcode, "HOST", provider)
        assert got.reason == sent.reason.strip()
        assert got.provider_fault == (sent.provider_fault.strip() if provider else "")

    def test_own_message(self):
        pending = ask(requests.Get())
        data = DIALOGUE.fault(fault(FaultKind.UNEXPECTED_SELECTORS, NO_SUCH_COMMAND), DIALOGUE.receive(pending.data))
        with pytest.raises(WSManFault, match="command identifier that does not exist"):
            CLIENT.reply(pending, data)

    def test_unknown_code_travels(self):
        pending = ask(requests.Get())
        data = DIALOGUE.fault(WSManFault(4242, "odd", machine="M2"), DIALOGUE.receive(pending.data))
        with pytest.raises(WSManFault) as caught:
            CLIENT.reply(pending, data)
        assert (caught.value.code, caught.value.reason, caught.value.machine) == (4242, "odd", "M2")

    def test_codes_are_unique(self):
        assert len({kind.value.code for kind in FaultKind}) == len(FaultKind)


class TestStates:
    @pytest.mark.parametrize(("state", "event"), list(itertools.product(ShellState, ShellEvent)))
    def test_shell_table_is_total(self, state, event):
        self.check(SHELL, advance_shell, state, event)

    @pytest.mark.parametrize(("state", "event"), list(itertools.product(CommandPhase, CommandEvent)))
    def test_command_table_is_total(self, state, event):
        self.check(COMMAND, advance_command, state, event)

    def check(self, table, advance, state, event):
        if event in table[state]:
            assert advance(state, event) is table[state][event]
            return
        with pytest.raises(InvalidTransition) as caught:
            advance(state, event)
        assert caught.value.allowed == tuple(table[state])
        assert isinstance(fault_of(caught.value), FaultKind)

    def test_faults_of_disconnected_operations(self):
        with pytest.raises(InvalidTransition) as caught:
            advance_shell(ShellState.DISCONNECTED, ShellEvent.USE)
        assert fault_of(caught.value) is FaultKind.SHELL_DISCONNECTED
        with pytest.raises(InvalidTransition) as caught:
            advance_shell(ShellState.CLOSED, ShellEvent.USE)
        assert fault_of(caught.value) is FaultKind.UNEXPECTED_SELECTORS


def test_header_without_selectors_names_no_shell():
    assert Header().shell_id == ""
    assert Action.GET.response.endswith("transfer/GetResponse")
