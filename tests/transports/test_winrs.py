"""Scripts over WinRS."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import AuthenticationError, PsBridgeError
from psbridge.transports.winrs import read_errors, run_script
from psbridge.transports.wsmanlink import Target


def test_a_script_and_its_errors() -> None:
    with Emulator("server01", https_port=None) as host:
        target = Target("127.0.0.1", host.port, host.username, host.password, "ntlm", no_proxy=True)
        found = run_script(target, "$env:COMPUTERNAME; Write-Error 'oops'; exit 3")
        assert (found.output.split(), found.exit_code) == (["SERVER01"], 3)
        assert "oops" in "".join(found.errors)
        with pytest.raises(AuthenticationError):
            run_script(Target("127.0.0.1", host.port, host.username, "wrong", "ntlm", no_proxy=True), "1")


def test_a_script_that_does_not_fit() -> None:
    with pytest.raises(PsBridgeError, match="too long"):
        run_script(Target("nowhere"), "x" * 5000)


def test_clixml_of_a_standard_error() -> None:
    text = (
        '#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><S S="Error">bad _x000D__x000A_</S>'
        '<S S="warning">careful</S></Objs>'
    )
    assert read_errors(text) == ({"Error": ["bad"], "warning": ["careful"]}, "")
    assert read_errors("plain text") == ({}, "plain text")
