"""Script blocks called from Python and from scripts; references and enumerators."""

from __future__ import annotations

from psbridge.engine.enumerators import Enumerator
from psbridge.engine.references import VariableReference
from psbridge.engine.scopes import Variable
from psbridge.engine.scriptblock import EngineScriptBlock, grammar_of
from psbridge.objects import AutomationNull, PSObject


def block(ps, text) -> EngineScriptBlock:
    return EngineScriptBlock.create(text, ps.runspace.context())


def test_a_block_gives_what_it_writes(ps):
    ctx = ps.runspace.context()
    assert block(ps, "param($a, $b) $a; $b").invoke(ctx, 1, 2) == [1, 2]
    assert block(ps, "$_ * 2").invoke_value(ctx, dollar_under=4) == 8
    assert block(ps, "").invoke_value(ctx) is AutomationNull
    assert block(ps, "$this.x + $args[0]").invoke_on(PSObject.of(x=1), 2) == 3


def test_a_block_has_a_scope_of_its_own_unless_told_otherwise(ps):
    from psbridge.engine.context import Collector

    ctx = ps.runspace.context()
    block(ps, "$inside = 1").run(ctx, Collector())
    assert ctx.get_variable("inside") is None
    block(ps, "$inside = 1").run(ctx, Collector(), new_scope=False)
    assert ctx.get_variable("inside") == 1


def test_input_and_variables_are_handed_in(ps):
    from psbridge.engine.context import Collector

    ctx, sink = ps.runspace.context(), Collector()
    block(ps, "process { $_ + $more }").run(ctx, sink, input=[1, 2], variables={"more": 10})
    assert sink.items == [11, 12]


def test_a_closure_keeps_its_variables(ps):
    assert ps("$n = 1; $c = & { $x = 5; { $x++; $x + $n }.GetNewClosure() }; $n = 100; & $c; & $c") == [106, 106]


def test_what_a_block_tells_about_itself(ps):
    made = block(ps, "1 + 1")
    assert (str(made), made.file, made.is_filter) == ("1 + 1", None, False)
    assert made.bound_to("state").session_state == "state"


def test_the_grammar_is_the_runspaces(ps):
    assert grammar_of(ps.runspace) == (7, 0)


def test_a_reference_reads_and_writes_the_variable(ps):
    variable = Variable("x", 1)
    reference = VariableReference(ps.runspace.context(), variable)
    reference.value = 5
    assert (reference.value, variable.value) == (5, 5)
    assert ps("$v = 0; $r = [ref] $v; $r.Value = 3; $v; $r.Value++; $v") == [3, 4]


def test_an_enumerator_moves():
    items = Enumerator([1, 2])
    assert items.move_next()
    assert items.current == 1
    assert list(items) == [2]
    assert not items.move_next()
    items.reset()
    assert list(items) == [1, 2]


def test_methods_run_blocks_of_one_clause(ps):
    assert ps("{ process { 1 } }.Invoke(); { 2 }.InvokeReturnAsIs()") == [1, 2]
    for call in ("{ begin { 1 } }.Invoke()", "{ process { 1 } end { 2 } }.InvokeReturnAsIs()"):
        assert ps(f"try {{ {call} }} catch {{ $_.FullyQualifiedErrorId }}") == ["PSInvalidOperationException"]
