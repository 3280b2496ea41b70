"""try, catch, finally, throw."""

from __future__ import annotations

import pytest

from psbridge.modules.shell import Runspace


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('try { 1 / 0 } catch { "caught $_" }', ["caught Attempted to divide by zero."]),
        ("try { 1 / 0 } catch [System.DivideByZeroException] { 'div' } catch { 'other' }", ["div"]),
        ("try { throw 'x' } finally { 'fin' }", ["fin"]),
        ("try { try { throw 'x' } finally { 'inner' } } catch { 'outer' } finally { 'last' }", ["inner", "outer", "last"]),
        ("try { throw 42 } catch { $_.TargetObject; $_.FullyQualifiedErrorId }", [42, "42"]),
        ("try { throw } catch { $_.FullyQualifiedErrorId }", ["ScriptHalted"]),
        ("try { try { throw 'a' } catch { throw } } catch { \"again $_\" }", ["again a"]),
        ("try { throw 'A' } catch { try { throw 'B' } catch { \"$_ in\" }; \"$_ out\" }", ["B in", "A out"]),
        ("function f { try { return 1 } finally { 'f' } }; f", [1, "f"]),
        ("try { [int] 'x' } catch [System.FormatException] { 'f' } catch [System.Management.Automation.RuntimeException] { 'r' }", ["r"]),
        (
            "class E1 : Exception { E1($m) : base($m) { } }; try { throw [E1]::new('own') } catch [E1] { $_.Exception.Message }",
            ["own"],
        ),
        ("$ErrorActionPreference = 'SilentlyContinue'; throw 'quiet'; 'after'", ["after"]),
    ],
)
def test_catches(ps, script, expected):
    ran = ps.run(script)
    assert ran.output == expected


def test_an_error_inside_a_called_function_reaches_the_try(ps):
    assert ps("function f { 'a'; 1 / 0; 'b' }; try { f } catch { 'caught' }") == ["a", "caught"]


def test_throw_ends_the_script(ps):
    ran = ps.run("'a'; throw 'end'; 'b'")
    assert ran.output == ["a"]
    assert str(ran.terminating) == "end"


def test_an_error_of_a_statement_does_not(ps):
    ran = ps.run("'a'; 1 / 0; 'b'")
    assert ran.output == ["a", "b"]
    assert ran.errors[0].invocation_info.position_message == "At line:1 char:6\n+ 'a'; 1 / 0; 'b'\n+      ~~~~~"


def test_stop_makes_it_final(ps):
    ran = ps.run("$ErrorActionPreference = 'Stop'; 1 / 0; 'b'")
    assert ran.output == []
    assert ran.terminating.fully_qualified_error_id == "RuntimeException"


def test_the_stack_trace_names_the_frames(ps):
    [record] = ps.run("function f { 1 / 0 }\nf").errors
    assert record.script_stack_trace == "at f, <No file>: line 1\nat <ScriptBlock>, <No file>: line 2"


_ENDS = "function f { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([ArgumentException]::new('x'), 'id', 0, 1)) }; "


@pytest.mark.parametrize(
    ("script", "caught"),
    [
        ("Get-Item /no/such -ErrorAction Stop", "ActionPreferenceStop ItemNotFoundException"),
        ("Write-Warning w -WarningAction Stop 3>$null", "ActionPreferenceStop ParentContainsErrorRecordException"),
        (_ENDS + "f", "CmdletInvocation ArgumentException"),
        ("ConvertFrom-Json '{'", "CmdletInvocation ArgumentException"),
        ("1 | ForEach-Object { 1 / 0 }", "CmdletInvocation RuntimeException"),
        ("Invoke-Expression 'Get-Item -Path'", "CmdletInvocation ParameterBindingException"),
        ("$ErrorActionPreference = 'Stop'; 1 / 0", "none RuntimeException"),
        ("throw 'x'", "none RuntimeException"),
    ],
)
def test_handlers_may_name_what_an_error_of_a_command_travels_in(script, caught):
    names = ("ActionPreferenceStop", "CmdletInvocation")
    clauses = " ".join(f"catch [Management.Automation.{name}Exception] {{ '{name} ' + $_.Exception.GetType().Name }}" for name in names)
    with Runspace() as runspace:
        assert runspace.invoke(f"try {{ {script} }} {clauses} catch {{ 'none ' + $_.Exception.GetType().Name }}") == [caught]


def test_handlers_of_runtime_exceptions_take_what_commands_end_with():
    with Runspace() as runspace:
        assert runspace.invoke("try { ConvertFrom-Json '{' } catch [Management.Automation.RuntimeException] { 'r' }") == ["r"]
        assert runspace.invoke("try { Get-Item /no -ErrorAction Stop } catch [Management.Automation.RuntimeException] { 'r' }") == ["r"]
