"""Code with hooks for the debugger does what it does without them."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler.debugged import hooked, hooked_commands, watched_read
from psbridge.language import find, parse
from psbridge.language.ast import FunctionDefinitionAst, PipelineAst, VariableExpressionAst
from psbridge.modules.shell import Runspace

_READY = "# Set-PSBreakpoint\n"


@pytest.mark.parametrize(
    "script",
    [
        "$x = 10; function f { $x += 1; $x }; f; $x",
        "$i = 0; while ($i -lt 400) { $i++; if ($i -eq 3) { continue }; if ($i -gt 350) { break } }; $i",
        "Set-StrictMode -Version 1; \"a $nope b\"",
        "Set-StrictMode -Version 2; try { $nope } catch { 'refused' }",
        "foreach ($a in 1..3) { switch ($a) { 1 { 'one' } default { \"$a!\" } } }",
        "try { throw 'x' } catch { \"$_\" } finally { 'end' }",
        "1..3 | ForEach-Object { $_ * 2 } | Where-Object { $_ -gt 2 }",
        "class C { [int] $v = 2; [int] Twice() { return $this.v * 2 } }; [C]::new().Twice()",
        "$h = @{ a = 1 }; $h.a++; $h['b'] = 2; $h.Keys | Sort-Object",
    ],
)
def test_hooks_change_nothing(script):
    def run(text):
        with Runspace() as runspace:
            return runspace.invoke(text), list(runspace.execution.errors)[1:]

    assert run(_READY + script) == run(script)


def test_what_has_no_hook():
    def code(ctx, out):
        return 0

    tree = parse("function f { }; 1 + 1; $true").ast
    assert hooked(find(tree, FunctionDefinitionAst), code) is code
    assert hooked_commands(find(tree, PipelineAst), code) is code
    assert watched_read(find(tree, VariableExpressionAst), "true", code) is code
