"""CodeDom, and the accelerators that scripts add."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.modules.defaults import default_modules
from psbridge.objects.convert import to_text

START = "$p = New-Object System.CodeDom.Compiler.CompilerParameters; $c = New-Object Microsoft.CSharp.CSharpCodeProvider;"
CASES = [
    (
        (
            "$r = $c.CompileAssemblyFromSource($p, @('public class C1 { public static int X() { return 4; } }', 'public class C2 { }'));"
            "$r.Errors.HasErrors; $r.CompiledAssembly.GetTypes().Name; [C1]::X()"
        ),
        ["False", "C1", "C2", "4"],
    ),
    (
        (
            "$r = $c.CompileAssemblyFromSource($p, 'public clas C3 { }'); $r.Errors.HasErrors; $r.Errors[0].Line; $r.Errors[0].ErrorNumber;"
            "$r.NativeCompilerReturnValue; $null -eq $r.CompiledAssembly"
        ),
        ["True", "1", "CS1022", "1", "True"],
    ),
    (
        (
            "$l = [Collections.Generic.List[string]]::new(); $l.Add('public class C4 { }'); $l.Add('public class C5 { }');"
            "$c.CompileAssemblyFromSource($p, $l).CompiledAssembly.GetTypes().Name"
        ),
        ["C4", "C5"],
    ),
    ("$p.ReferencedAssemblies.AddRange([string[]]('a', 'b')); $p.ReferencedAssemblies.Add('c'); $p.ReferencedAssemblies.Count", ["2", "3"]),
    (
        (
            "$a = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators'); $a::Add('shorty', [datetime]);"
            "[shorty]::new(2020, 1, 2).Year; $a::Get['shorty'].Name; $a::Remove('shorty'); try { [shorty] } catch { 'gone' }"
        ),
        ["2020", "DateTime", "True", "gone"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(script, expected):
    with Runspace(modules=default_modules()) as runspace:
        assert [to_text(item) for item in runspace.invoke(START + script)] == expected


def test_a_complaint_without_a_place():
    from psbridge.engine.members.compilers import CompilerError

    made = CompilerError("nothing works")
    assert (made.line, made.said) == (0, "nothing works")


def test_all_accelerators_are_listed(ps):
    script = "$table = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Get; $table['int'].FullName; $table['CmdletBinding'].FullName"
    assert ps(script) == ["System.Int32", "System.Management.Automation.CmdletBindingAttribute"]
