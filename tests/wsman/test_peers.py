"""The clients people use, pypsrp and pywinrm, talk to the dialogue in memory: their own envelopes, their own parsers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

pypsrp_exceptions = pytest.importorskip("pypsrp.exceptions")

from pypsrp.shell import Process, SignalCode, WinRS  # noqa: E402 - after importorskip
from pypsrp.wsman import WSMan  # noqa: E402
from winrm.exceptions import WinRMTransportError, WSManFaultError  # noqa: E402
from winrm.protocol import Protocol  # noqa: E402

from psbridge.errors import WSManFault  # noqa: E402
from psbridge.wsman import CommandState, Dialogue, FaultKind, ShellInfo, StreamData, fault, replies, requests  # noqa: E402
from psbridge.wsman.faults import PROVIDER_CMD  # noqa: E402
from psbridge.wsman.names import RESOURCE_CMD, RESOURCE_CONFIG, RESOURCE_SHELL  # noqa: E402

SHELL, COMMAND = "4283CBDC-3706-415B-88BD-B385F3E51A53", "CF84C20A-0A35-43FA-AF78-0B4711DA5F30"
INFO = ShellInfo(shell_id=SHELL, resource_uri=RESOURCE_CMD, owner="me", state="Connected", idle_timeout=7200.0)


class Service:
    """One shell whose every command prints its line on stdout, its arguments on stderr, and ends with 3."""

    def __init__(self) -> None:
        self.dialogue = Dialogue(machine="HOST")
        self.seen: list[object] = []
        self.timeouts = 1

    def answer(self, data: bytes) -> tuple[int, bytes]:
        request = None
        try:
            request = self.dialogue.receive(data)
            self.seen.append(request.body)
            return 200, self.dialogue.reply(request, self.act(request))
        except WSManFault as error:
            return error.http_status, self.dialogue.fault(error, request)

    def act(self, request):
        match request.body:
            case requests.Create():
                return replies.Created("http://host/wsman", RESOURCE_CMD, SHELL, INFO)
            case requests.Command(command_line="missing"):
                raise fault(FaultKind.FILE_NOT_FOUND, provider=PROVIDER_CMD)
            case requests.Command():
                return replies.Started(request.body.command_id or COMMAND)
            case requests.Receive(command_id=command) if self.timeouts:
                self.timeouts -= 1
                raise fault(FaultKind.TIMED_OUT)
            case requests.Receive(command_id=command):
                return self.output(command)
            case requests.Get() if request.header.resource_uri == RESOURCE_CONFIG:
                return replies.Got(xml=replies.config_xml({"MaxEnvelopeSizekb": "500"}))
            case requests.Get():
                return replies.Got(INFO)
            case requests.Send():
                return replies.Sent()
            case requests.Signal():
                return replies.Signaled()
            case requests.Enumerate():
                return replies.Listed((INFO,))
        return replies.Deleted()

    def output(self, command: str) -> replies.Received:
        line = next(body for body in reversed(self.seen) if isinstance(body, requests.Command))
        streams = (
            StreamData("stdout", line.command_line.encode(), command),
            StreamData("stderr", "|".join(line.arguments).encode(), command),
            StreamData("stdout", b"", command, end=True),
        )
        return replies.Received(streams, command, CommandState.DONE, 3)


class PypsrpTransport:
    """What pypsrp's WSMan needs of its transport."""

    endpoint = "http://host:5985/wsman"

    def __init__(self, service: Service) -> None:
        self.service = service

    def send(self, message, **_options):
        status, data = self.service.answer(message)
        if status != 200:
            raise pypsrp_exceptions.WinRMTransportError("http", status, data.decode())
        return data

    def close(self):
        """Nothing is open."""


class PywinrmTransport:
    """What pywinrm's Protocol needs of its transport."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def send_message(self, message):
        status, data = self.service.answer(message.encode())
        if status != 200:
            raise WinRMTransportError("http", status, data.decode())
        return data

    def close_session(self):
        """Nothing is open."""


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def wsman(service):
    client = WSMan("host", ssl=False, username="u", password="p", auth="basic", encryption="never")
    client.transport = PypsrpTransport(service)
    return client


@pytest.fixture
def protocol(service):
    client = Protocol("http://host:5985/wsman", transport="plaintext", username="u", password="p")
    client.transport = PywinrmTransport(service)
    return client


def test_pypsrp_runs_a_process(wsman, service):
    with WinRS(wsman, environment={"a": "b"}, name="n", working_directory="C:\\", idle_time_out=60) as shell:
        assert (shell.id, shell.owner) == (SHELL, "me")
        process = Process(shell, "cmd.exe", ["/c", "echo hi"])
        process.begin_invoke()
        process.send(b"input", end=True)
        process.end_invoke()
        process.signal(SignalCode.TERMINATE)
        assert (process.stdout, process.stderr, process.rc) == (b"cmd.exe", b"/c|echo hi", 3)
    created = service.seen[0]
    assert (created.environment, created.name, created.working_directory, created.idle_timeout) == ({"a": "b"}, "n", "C:\\", 60)
    assert requests.Send((StreamData("stdin", b"input", COMMAND, True),)) in service.seen
    assert isinstance(service.seen[-1], requests.Delete)


def test_pypsrp_reads_configuration_and_shells(wsman):
    wsman.update_max_payload_size()
    assert wsman.max_envelope_size == 512000
    wanted = ET.Element("{http://schemas.xmlsoap.org/ws/2004/09/enumeration}Enumerate")
    listed = wsman.enumerate(RESOURCE_SHELL, wanted)
    assert listed.find(".//{*}ShellId").text == SHELL


def test_pypsrp_reads_faults(wsman):
    with WinRS(wsman) as shell, pytest.raises(pypsrp_exceptions.WSManFaultError) as caught:
        Process(shell, "missing").invoke()
    assert caught.value.code == 0x80070002
    assert caught.value.provider_fault == "The system cannot find the file specified."
    assert caught.value.machine == "HOST"


def test_pywinrm_runs_a_command(protocol, service):
    shell = protocol.open_shell(env_vars={"a": "b"}, working_directory="C:\\", idle_timeout="PT60S")
    assert shell == SHELL
    command = protocol.run_command(shell, "ipconfig", ["/all", "/x y"])
    protocol.send_command_input(shell, command, "input", end=True)
    assert protocol.get_command_output(shell, command) == (b"ipconfig", b"/all /x y", 3)  # it sends one argument
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)
    created = service.seen[0]
    assert (created.environment, created.working_directory, created.idle_timeout) == ({"a": "b"}, "C:\\", 60)
    assert [type(body).__name__ for body in service.seen[1:3]] == ["Command", "Send"]


def test_pywinrm_reads_faults(protocol):
    shell = protocol.open_shell()
    with pytest.raises(WSManFaultError) as caught:
        protocol.run_command(shell, "missing")
    assert caught.value.wmierror_code is None
    assert caught.value.fault_subcode == "w:InternalError"
    assert caught.value.reason == "The system cannot find the file specified. "
