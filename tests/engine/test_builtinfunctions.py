"""Commands in Python that show themselves as functions."""

from __future__ import annotations

import pytest

from psbridge.engine import builtinfunctions
from psbridge.engine.builtinfunctions import BuiltinFunctionInfo
from psbridge.engine.modules import BuiltinModule, PSModuleInfo
from psbridge.engine.runspace import Runspace

TOLD = BuiltinModule("Scripted", "psbridge.modules.threadjob", "1.2.3", scripted=True)


def _module(told: BuiltinModule) -> PSModuleInfo:
    module = PSModuleInfo(told.name, kind=told.kind)
    module.builtin, module.offers = told, {name.lower(): (name, place) for name, place in told.commands().items()}
    return module


def test_a_scripted_module_gives_functions() -> None:
    module = _module(TOLD)
    assert isinstance(module.cmdlet("start-threadjob"), BuiltinFunctionInfo)
    assert list(module.exported_functions) == ["Start-ThreadJob"]
    assert list(module.exported_cmdlets) == []


def test_any_other_module_gives_cmdlets() -> None:
    module = _module(BuiltinModule("Binary", "psbridge.modules.threadjob"))
    assert list(module.exported_cmdlets) == ["Start-ThreadJob"]
    assert list(module.exported_functions) == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(Get-Command Start-ThreadJob).CommandType.ToString()", "Function"),
        ("(Get-Command Start-ThreadJob).GetType().Name", "FunctionInfo"),
        ("(Get-Command Start-ThreadJob).Definition -match 'Scripted\\\\Start-ThreadJob'", True),
        ("(Get-Command Start-ThreadJob).ScriptBlock -is [scriptblock]", True),
        ("(Get-Command Start-ThreadJob).CmdletBinding", True),
        ("(Get-Command Start-ThreadJob).Verb", "Start"),
        ("(Get-Command Start-ThreadJob).HelpFile", "Scripted-help.xml"),
    ],
)
def test_it_shows_itself_as_a_function(script: str, expected: object) -> None:
    core = BuiltinModule("Microsoft.PowerShell.Core", "psbridge.modules.core", core=True)
    with Runspace(modules=(core, TOLD)) as runspace:
        assert runspace.invoke(script) == [expected]


def test_without_a_session_it_tells_its_syntax(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtinfunctions, "running", lambda: None)
    assert "Start-ThreadJob [-ScriptBlock] <scriptblock>" in _module(TOLD).cmdlet("start-threadjob").definition
