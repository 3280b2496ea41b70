"""Which PowerShell a session can be."""

from __future__ import annotations

import pytest

from psbridge.cli.main import main
from psbridge.engine.runspace import powershell_version
from psbridge.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "full"),
    [("7", "7.0.0"), ("7.6", "7.6.0"), ("7.4.6", "7.4.6"), ("5", "5.1"), ("5.1", "5.1"), ("5.1.20348.2849", "5.1.20348.2849"), ("6.2", "6.2.0")],
)
def test_numbers_are_completed(text: str, full: str) -> None:
    assert powershell_version(text) == full


@pytest.mark.parametrize("text", ["9", "", "abc", "7.4.6-preview.1", "7..4", "1.0", "7.1.2.3.4", "-7"])
def test_others_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="There is no PowerShell"):
        powershell_version(text)


def test_the_command_line_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--ps-version", "9", "-c", "1"]) == 1
    assert capsys.readouterr().err == "psbridge: There is no PowerShell '9' to be. Write 5.1, 7.4 or 7.4.6.\n"
    assert main(["run", "--ps-version", "7.6", "-c", '"$($PSVersionTable.PSVersion)"']) == 0
    assert capsys.readouterr().out == "7.6.0\n"
