"""Our client against recorded Windows hosts: everything that it is told and asked is played back to it, and it understands all of it."""

from __future__ import annotations

import base64
import html
import queue
import re
from collections import Counter
from typing import Any

import pytest

from psbridge.emulator.sessions import Session
from psbridge.psrp import HostResponse, MessageType, ServerPool, events
from psbridge.psrp.commands import decode_pipeline
from psbridge.psrp.fragments import Reassembler
from psbridge.psrp.messages import Message, unpack
from psbridge.wsman import replies
from psbridge.wsman.client import Client, Pending
from psbridge.wsman.names import Action
from tests.transports.windowsreplay import NAMES, Exchange, ReplayServer, load

# conversations that no client of ours has, and why
LEFT_OUT = {
    "client_copy_file_warning": "edited by hand: numbers of objects go back in it",
    "psrp_is_alive_http_error": "asks for the description of a shell after it has ended, which our client does not",
    "psrp_is_alive_invalid_selectors": "asks for the description of a shell after it has ended, which our client does not",
    "psrp_is_alive_other_wsman_error": "asks for the description of a shell, made by hand",
    "psrp_is_alive_state_disconnected": "asks for the description of a shell, which our client does not",
    "psrp_receive_failure": "receives with a wrong id on purpose",
    "psrp_small_msg_size": "is about an older host with a smaller envelope, which that client asks for first",
    "psrp_key_exchange_timeout": "its session key is sealed for the key pair of the recording client",
    "psrp_pshost_ui_mocked_methods": "its session key is sealed for the key pair of the recording client",
    "psrp_multiple_commands": "its session key is sealed for the key pair of the recording client",
    "wsman_update_envelope_size_150": "asks for the configuration only",
    "wsman_update_envelope_size_4096": "asks for the configuration only",
    "wsman_update_envelope_size_500": "asks for the configuration only",
    "winrs_open_already_opened": "opens a shell and nothing else",
    "winrs_fail_poll_process": "polls a process that was never started",
    "winrs_bad_cmd_id": "asks for a command that is not there",
    "winrs_no_cmd_shell": "chooses the id of a command itself, which pywinrm does not",
    "winrs_send": "writes to the input of a process, which our console does not",
}
SEVERAL = {"psrp_disconnect_runspaces", "psrp_disconnected_commands"}  # pools at the same time: each has its own test
STREAMS = {
    MessageType.PIPELINE_OUTPUT: 1,
    MessageType.ERROR_RECORD: 2,
    MessageType.WARNING_RECORD: 3,
    MessageType.VERBOSE_RECORD: 4,
    MessageType.DEBUG_RECORD: 5,
    MessageType.INFORMATION_RECORD: 6,
    MessageType.PROGRESS_RECORD: 7,
}
_PLAIN = re.compile(r"<(S|I32|I64|B)>([^<]*)</\1>")
_STATE = re.compile(rb'N="PipelineState">(\d+)<')


def _pools(exchanges: list[Exchange]) -> list[list[Exchange]]:
    """The exchanges of each PowerShell session, in turn."""
    shells = dict.fromkeys(one.shell for one in exchanges if one.request.action is Action.CREATE and one.messages)
    return [[one for one in exchanges if one.shell == shell] for shell in shells]


def _answers(exchanges: list[Exchange], command: str) -> list[Message]:
    """What the host said about a command ("": the session)."""
    box, made, client = Reassembler(), [], Client("http://x:1/wsman")
    for one in exchanges:
        if one.request.action is not Action.RECEIVE or one.command != command or one.status != 200:
            continue
        related = re.search(r"RelatesTo>([^<]*)<", one.answer)
        assert related is not None
        reply = client.reply(Pending(one.request.action, related[1], b""), one.answer.encode())
        assert isinstance(reply, replies.Received)
        for stream in reply.streams:
            made += [unpack(raw, 1) for raw in box.feed(stream.data)]
    return made


class Drive:
    """Does in a session of ours what the recording client did in its own."""

    def __init__(self, exchanges: list[Exchange], server: ReplayServer) -> None:
        self.exchanges, self.pool = exchanges, ServerPool(tolerant=True)
        self.heard: dict[str, list[tuple[int, Any]]] = {}
        self.running: dict[Any, Any] = {}
        self.started: dict[str, Any] = {}
        self.answers: list[Any] = []
        self.responses: queue.SimpleQueue[HostResponse] = queue.SimpleQueue()
        self.session: Session | None = None
        self.port = server.port

    def run(self) -> None:
        for one in self.exchanges:
            for message in one.messages:
                for event in self.pool._understand(message, message.pid):
                    self._act(event, one.command)
            if one.request.action is Action.SIGNAL:
                self._wait()
                self.pool.pipelines.clear()  # the same one may be invoked again
            if one.request.action is Action.DELETE:
                self._wait()
                assert self.session is not None
                self.session.close()
        self._wait()
        if self.session is not None:
            self.session.close()

    def _wait(self) -> None:
        for command, running in self.started.items():
            if any(one.command == command and one.request.action is Action.RECEIVE for one in self.exchanges):
                assert running.wait(60)

    def _act(self, event: Any, command: str) -> None:
        if isinstance(event, events.OpenRequested):
            self._open(event)
        elif isinstance(event, events.PipelineRequested | events.MetadataRequested):
            self._start(event, command)
        elif isinstance(event, events.InputReceived):
            self.running[event.pid].write(event.value)
        elif isinstance(event, events.InputEnded):
            self.running[event.pid].end_input()
        elif isinstance(event, events.HostResponded):
            self.responses.put(event.response)
        else:
            self._ask(event)

    def _open(self, event: events.OpenRequested) -> None:
        given = dict(event.application_arguments or {})
        self.session = Session(
            "windows", address="127.0.0.1", port=self.port, username="u", password="p", auth="basic", ssl=False, no_proxy=True,
            max_runspaces=event.max_runspaces, application_arguments=given, operation_timeout=30,
        ).open(20)  # fmt: skip
        self._client.pool._calls = -1  # the recording client began to count at 0
        self.pool.opened({})

    def _start(self, event: Any, command: str) -> None:
        client, heard = self._client, self.heard.setdefault(command, [])
        nested = isinstance(event, events.PipelineRequested) and event.pipeline.is_nested
        if not nested and client.pool.max_runspaces == 1:
            self._wait()

        def sink(stream: int, value: Any) -> None:
            heard.append((stream, value))

        if isinstance(event, events.MetadataRequested):
            made = client.command_metadata(event.query, sink)
        else:
            made = client.run(event.pipeline, sink=sink, prepare=self._prepare)
        self.running[event.pid] = self.started[command] = made

    def _prepare(self, made: Any) -> None:
        def called(call: Any) -> None:
            if call.method.answers:
                told = self.responses.get(timeout=60)
                made.respond(HostResponse(call.id, call.method, told.result, told.error))

        made.host_called = called

    def _ask(self, event: Any) -> None:
        pool = self._client.pool
        if isinstance(event, events.SizeRequested):
            change = pool.set_max_runspaces if event.is_max else pool.set_min_runspaces
            self.answers.append(self._client.ask(lambda: change(event.count), 20))
        elif isinstance(event, events.AvailabilityRequested):
            self.answers.append(self._client.ask(pool.get_available_runspaces, 20))
        elif isinstance(event, events.ResetRequested):
            self._wait()
            self.answers.append(self._client.ask(pool.reset_runspace_state, 20))

    @property
    def _client(self) -> Any:
        assert self.session is not None
        return self.session.client


def _agrees(drive: Drive) -> None:
    """Everything that the host said was heard, as it was said; everything that was told the host was said by us too."""
    for command, heard in drive.heard.items():
        said = _answers(drive.exchanges, command)
        wanted = [STREAMS[message.type] for message in said if message.type in STREAMS]
        assert [stream for stream, _ in heard] == wanted
        plain = [html.unescape(found[2]) for message in said if message.type is MessageType.PIPELINE_OUTPUT
                 if (found := _PLAIN.fullmatch(message.body.decode()))]  # fmt: skip
        assert [text for text in plain if "_x" not in text] == [
            str(value).lower() if isinstance(value, bool) else str(value)
            for stream, value in heard if stream == 1 and isinstance(value, str | int) and "_x" not in str(value)
        ][: len(plain)]  # fmt: skip
        ends = [int(found[1]) for message in said if (found := _STATE.search(message.body))]
        assert [int(drive.started[command].state)] == ends[-1:] or not said
    answered = [message for message in _answers(drive.exchanges, "") if message.type is MessageType.RUNSPACE_AVAILABILITY]
    assert len(drive.answers) == len(answered)


DRIVEN = [name for name in NAMES if name not in LEFT_OUT and name not in SEVERAL and any(_pools(load(name)))]


@pytest.mark.parametrize("name", DRIVEN)
def test_sessions(name: str) -> None:
    with ReplayServer(name) as server:
        for exchanges in _pools(server.player.exchanges):
            server.player.over = False
            drive = Drive(exchanges, server)
            drive.run()
            assert drive.session is not None
            assert drive.session.state == "Closed"
            _agrees(drive)
            said = Counter(message.type.name for message in server.player.said[exchanges[0].shell])
            told = Counter(message.type.name for one in exchanges for message in one.messages if message.type is not MessageType.PUBLIC_KEY)
            assert said == told
        assert server.failures == []


def _words(server: ReplayServer) -> dict[str, Any]:
    return {"address": "127.0.0.1", "port": server.port, "username": "u", "password": "p", "auth": "basic", "ssl": False, "no_proxy": True}


def test_sessions_that_are_left_and_taken_up() -> None:
    with ReplayServer("psrp_disconnect_runspaces") as server:
        first = Session("windows", **_words(server)).open(20)
        first.disconnect().reconnect().disconnect()
        second = Session("windows", **_words(server)).open(20)
        second.disconnect()
        ids = {first.instance_id, second.instance_id}
        for one in (first, second):
            one.client.transport.abandon()
        found = Session.list("windows", **_words(server))
        assert {one.instance_id for one in found} >= ids
        others = [Session.connect("windows", instance_id=one, **_words(server)) for one in ids]
        assert [one.state for one in others] == ["Opened", "Opened"]
        for one in others:
            one.close()
        assert server.failures == []


def test_commands_that_go_on_while_nobody_is_there() -> None:
    name = "psrp_disconnected_commands"
    with ReplayServer(name) as server:
        ids = []
        for exchanges in _pools(server.player.exchanges):
            session = Session("windows", **_words(server)).open(20)
            (command,) = [one for one in exchanges if one.request.action is Action.COMMAND]
            session.client.transport.holding = True
            session.client.run(decode_pipeline(command.messages[0].value()), sink=lambda *_: None)
            session.disconnect()
            session.client.transport.abandon()
            ids.append((session.instance_id, exchanges, command.command))
        for instance_id, exchanges, command_id in ids:
            other = Session.connect("windows", instance_id=instance_id, **_words(server))
            result = other.receive(raw=True, timeout=60)
            said = [message for message in _answers(exchanges, command_id) if message.type is MessageType.PIPELINE_OUTPUT]
            assert (result.state, len(result.output)) == ("Completed", len(said))
            assert said
            other.remove()
        assert server.failures == []


CONSOLES = sorted(
    name for name in NAMES if name not in LEFT_OUT and all(not one.messages for one in load(name)) and name.startswith(("winrs", "client"))
)


@pytest.mark.parametrize("name", CONSOLES)
def test_consoles(name: str) -> None:
    with ReplayServer(name) as server:
        shells = dict.fromkeys(one.shell for one in server.player.exchanges)
        for shell in shells:
            server.player.over = False
            streams: dict[str, bytes] = {"stdout": b"", "stderr": b""}
            codes = []
            for one in server.player.exchanges:
                if one.shell == shell and one.request.action is Action.RECEIVE:
                    for stream, text in re.findall(r'<rsp:Stream Name="(\w+)"[^>]*>([^<]*)<', one.answer):
                        streams[stream] += base64.b64decode(text)
                    codes += [int(code) for code in re.findall(r"ExitCode>(-?\d+)<", one.answer)]
            with Session("windows", transport="winrs", **_words(server)) as session:
                result = session.invoke("whatever it was")
            lines = streams["stdout"].decode("utf-8", "replace").split("\n")
            assert result.output == [line.removesuffix("\r") for line in lines][: len(result.output)]
            assert len(result.output) == len(lines) - 1
            assert [result.exit_code] == codes
            assert bool(result.errors) == bool(streams["stderr"].strip())
        assert server.failures == []


def test_enough_is_driven() -> None:
    driven = {*DRIVEN, *SEVERAL, *CONSOLES}
    assert driven | set(LEFT_OUT) == set(NAMES)
    assert not driven & set(LEFT_OUT)
    assert (len(NAMES), len(driven)) == (66, 48)
