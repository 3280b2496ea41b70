"""WinRS shells through pypsrp: streams, signals, input, environment, working directory, code pages."""

from __future__ import annotations

import threading

import pytest

from psbridge.concurrency import CancelToken
from psbridge.server.cmdshell import CmdCommand


@pytest.fixture
def winrs(host):
    from pypsrp.shell import WinRS
    from pypsrp.wsman import WSMan

    def make(**options):
        wsman = WSMan(
            "127.0.0.1", port=host.port, ssl=False, username=host.username, password=host.password, auth="ntlm", operation_timeout=2
        )
        return WinRS(wsman, **options)

    return make


def _run(shell, *words, **options):
    from pypsrp.shell import Process

    process = Process(shell, words[0], list(words[1:]), **options)
    process.invoke()
    return process


def test_shell_facts(winrs):
    with winrs(working_directory="C:\\Windows", environment={"A b": "1"}) as shell:
        assert _run(shell, "cd").stdout == b"C:\\Windows\r\n"
        assert _run(shell, "echo", "%A b%").stdout == b"1\r\n"


def test_code_pages(winrs):
    with winrs(codepage=65001) as shell:
        assert _run(shell, "echo", "こ").stdout == "こ\r\n".encode()
    with winrs(codepage=437) as shell:
        assert _run(shell, "echo", "ü").stdout == "ü\r\n".encode("cp437")


def test_a_directory_that_is_not_there(winrs):
    from pypsrp.exceptions import WSManFaultError

    with pytest.raises(WSManFaultError), winrs(working_directory="C:\\nope"):
        pass


def test_input_and_signals(winrs):
    from pypsrp.shell import Process, SignalCode

    with winrs() as shell:
        process = Process(shell, "sort")
        process.begin_invoke()
        process.send(b"b\r\n", end=False)
        process.send(b"a\r\n", end=True)
        process.end_invoke()
        assert process.stdout == b"a\r\nb\r\n"
        waiting = Process(shell, "timeout", ["30"])
        waiting.begin_invoke()
        waiting.signal(SignalCode.CTRL_C)
        waiting.end_invoke()
        assert waiting.rc == 0xC000013A


def test_output_waits_for_its_client():
    token = CancelToken()
    command = CmdCommand("x", token, lambda: None, room=100)
    command.put("stdout", b"x" * 150)
    blocked = threading.Thread(target=command.put, args=("stderr", b"y"))
    blocked.start()
    assert [len(one.data) for one in command.take(10, ("stdout", "stderr"), "1")] == [150]
    blocked.join(60)
    assert [one.name for one in command.take(10, ("stdout", "stderr"), "1")] == ["stderr"]


def test_a_stopped_command_does_not_wait():
    token = CancelToken()
    command = CmdCommand("x", token, lambda: None, room=1)
    command.put("stdout", b"xx")
    token.cancel("test")
    command.put("stdout", b"yy")
    assert command.has_output
