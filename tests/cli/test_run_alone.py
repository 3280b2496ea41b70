"""`psbridge run -NonInteractive`: whoever asks hears that nobody answers."""

from __future__ import annotations

import pytest

from psbridge.cli import console, screen
from psbridge.engine.errors import ScriptError
from psbridge.modules.shell import Runspace

TEXT = "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available."


@pytest.mark.parametrize("kind", [console.ConsoleUI, screen.ScreenUI])
@pytest.mark.parametrize(
    ("ask", "words"),
    [("read_line", ()), ("read_secret", ()), ("prompt_for_choice", ("c", "m", ["&Yes"])), ("prompt_for_credential", ("", "", "", ""))],
)
def test_questions(kind, ask, words):
    ui = kind(False)
    ui.alone = True
    with pytest.raises(ScriptError, match="NonInteractive") as caught:
        getattr(ui, ask)(*words)
    assert caught.value.record.error_id == "InvalidOperation"


@pytest.mark.parametrize("words", ["", "name", "-AsSecureString"])
def test_read_host(words):
    ui = console.ConsoleUI(False)
    ui.alone = True
    with Runspace() as runspace:
        runspace.host.ui = ui
        script = f"try {{ Read-Host {words} }} catch {{ $_.FullyQualifiedErrorId; $_.CategoryInfo.Category.ToString(); \"$_\" }}"
        assert runspace.invoke(script) == ["InvalidOperation,Microsoft.PowerShell.Commands.ReadHostCommand", "InvalidOperation", TEXT]
