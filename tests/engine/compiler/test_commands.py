"""Pipelines, chains, functions, script files (compiler.commands, definitions, scripts, blocks, members)."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import blocks, commands, compile_text, definitions, members, scripts
from psbridge.engine.errors import ScriptError
from psbridge.engine.plan import Argument, CommandPlan, FileRedirection, MergeRedirection, Named, Splat
from psbridge.language.ast import CommandAst
from psbridge.language.parser import parse
from psbridge.language.visitor import find


def plan(text) -> CommandPlan:
    tree = parse(text).ast
    compile_text("1")
    return commands.command_plan(scripts.Unit(tree.extent.source), find(tree, CommandAst))


def test_a_command_is_written_down():
    made = plan("Get-Thing -Name x -Flag:$true @args 5 2> e.txt 3>&1")
    assert made.name == "Get-Thing"
    assert [type(one) for one in made.elements] == [Named, Argument, Named, Splat, Argument]
    assert made.elements[1].bare
    assert made.elements[2].value is not None
    assert made.elements[3].name == "args"
    assert [type(one) for one in made.redirections] == [FileRedirection, MergeRedirection]
    assert (made.redirections[1].stream, made.redirections[1].into) == (3, 1)


def test_a_computed_name():
    assert plan("& $x 1").name is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("function f { param($a) $a * 2 }; f 4", [8]),
        ("filter g { $_ + 1 }; 1, 2 | g", [2, 3]),
        ("function f { begin { 'b' } process { $_ } end { 'e' } }; 1, 2 | f", ["b", 1, 2, "e"]),
        ("function script:s { 's' }; s; function f { function inner { 'i' }; inner }; f", ["s", "i"]),
        ("'ok' && 'then' || 'never'", ["ok", "then"]),
        ("trap { 't'; continue }; & { 1; throw 'x' } || 'else'", [1, "t", "else"]),
        ("trap { 't'; continue }; & { throw 'x' } && 'then'; 'end'", ["t", "end"]),
        ("try { & { 1; throw 'x' } || 'else' } catch { 'caught' }", [1, "caught"]),
        ("$a = & { 1; throw 'x' } || 2; trap { continue }; $a", [1, 2]),
        ("1..3 | & { process { $_ * 2 } }", [2, 4, 6]),
        ("& { param($x, $y = 2) $x + $y } 1; . { $dot = 5 }; $dot", [3, 5]),
        ("$null = 1, 2; [void] 5", []),
        ("'abc'.Length; 'abc'.ToUpper(); [math]::Max(1, 2); 'abc'[1]; (1, 2, 3)[-1]; (1..5)[1..2]", [3, "ABC", 2, "b", 3, 2, 3]),
        ("$m = 'ToUpper'; 'a'.$m(); 'ab'.('Len' + 'gth'); [string]::('Concat')('a', 'b')", ["A", 2, "ab"]),
        ("$h = @{ 1 = 'one' }; $h.1; $h.nope.deeper", ["one", None]),
        ("data { 'd' }; data name { 5 }; $name", ["d", 5]),
        ("$o = [pscustomobject] @{ l = 1, 2 }; $o.l.Count; ($o, $o).l.Count", [2, 4]),
        ("exit 3; 'never'", []),
    ],
)
def test_runs(ps, script, expected):
    from psbridge.engine.errors import ExitRequest

    try:
        found = ps.run(script).output
    except ExitRequest:
        found = []
    assert found == expected


def test_a_call_with_a_list_is_refused_when_strict(ps):
    ps.runspace.global_scope.strict = 2
    assert ps.run("function f($a, $b) { }; f(1, 2)").ids == ["StrictModeFunctionCallWithParens"]


def test_syntax_errors_are_one_exception():
    with pytest.raises(ScriptError) as caught:
        compile_text("1 +\n)", version=(7, 0))
    assert caught.value.record.exception.kind.name == "ParseException"
    with pytest.raises(ScriptError) as caught:
        compile_text("1 +", top=True)
    assert caught.value.record.exception.kind.name == "IncompleteParseException"


def test_texts_are_compiled_once():
    assert compile_text("'once'") is compile_text("'once'")
    assert compile_text("'once'") is not compile_text("'once'", "/a/file.ps1")


def test_a_recursion_without_end_is_an_error(ps):
    import threading

    done = []
    thread = threading.Thread(target=lambda: done.append(ps.run("function f($n) { f ($n + 1) }; f 0; 'alive'")))
    old = threading.stack_size(256 * 1024 * 1024)
    try:
        thread.start()
    finally:
        threading.stack_size(old)
    thread.join()
    [ran] = done
    assert ran.output == ["alive"]
    assert ran.ids == ["CallDepthOverflow"]
    assert None not in (blocks.emit, definitions.function_definition, members.cast)


def test_a_compiled_text_serves_many_runs(ps):
    script = "class C { $v = 1 }; function f([C] $c) { $c.v }; f ([C]::new()); & { param([C[]] $a) $a.Count } ([C]::new())"
    assert ps(script) == [1, 1]
    assert ps(script) == [1, 1]
    assert type(ps)()(script) == [1, 1]


def test_validation_runs_where_the_function_was_defined(ps):
    script = "$allowed = {0}; function f {{ param([ValidateScript({{ $_ -eq $allowed }})] $x) $x }}; f {0}"
    assert ps(script.format(1)) == [1]
    other = type(ps)()
    other("$allowed = 5; function f { param([ValidateScript({ $_ -eq $allowed })] $x) $x }")
    ps("function f { param([ValidateScript({ $_ -eq $allowed })] $x) $x }; $allowed = 7")
    assert other("f 5") == [5]
    assert ps("f 7") == [7]


def test_a_chain_goes_on_behind_a_pipeline_that_an_error_ended(ps):
    ran = ps.run("1 / 0 || 'else'; $x = $null.Foo() || 'other'; $x; [int]'x' && 'never'; 'end'")
    assert ran.output == ["else", "other", "end"]
    assert ran.ids == ["RuntimeException", "InvokeMethodOnNull", "InvalidCastFromStringToInteger"]


def test_what_is_thrown_ends_the_chain(ps):
    ran = ps.run("& { throw 'x' } || 'else'")
    assert ran.output == []
    assert str(ran.terminating) == "x"
