"""Scopes and variables."""

from __future__ import annotations

import pytest

from psbridge.engine.scopes import ALL_SCOPE, CONSTANT, PRIVATE, READ_ONLY, UNSET, Scope, Variable, VariableProtected


@pytest.fixture
def chain():
    top = Scope(None, "global")
    script = Scope(top, "script")
    return top, script, Scope(script)


def test_names_are_found_outwards_and_written_inside(chain):
    top, _, inner = chain
    top.set("Name", 1)
    assert inner.get("name") == 1
    inner.set("name", 2)
    assert (inner.get("NAME"), top.get("name")) == (2, 1)
    assert top.name_of("name") == "Name"


def test_private_variables_are_not_seen_from_inside(chain):
    top, _, inner = chain
    top.put(Variable("p", 1, PRIVATE))
    assert top.get("p") == 1
    assert inner.lookup("p") is UNSET


def test_a_variable_for_all_scopes_is_assigned_where_it_lives(chain):
    top, _, inner = chain
    top.put(Variable("a", 1, ALL_SCOPE))
    inner.set("a", 2)
    assert top.get("a") == 2
    assert "a" not in inner.variables


@pytest.mark.parametrize(("options", "forced"), [(READ_ONLY, True), (CONSTANT, False)])
def test_protected_variables(chain, options, forced):
    top, _, _ = chain
    top.put(Variable("x", 1, options))
    with pytest.raises(VariableProtected):
        top.set("x", 2)
    if forced:
        top.set("x", 3, force=True)
        assert top.get("x") == 3
    else:
        with pytest.raises(VariableProtected):
            top.set("x", 3, force=True)


def test_transforms_see_every_value(chain):
    top, _, _ = chain
    top.put(Variable("n", 1, transforms=(lambda ctx, value: value * 2, lambda ctx, value: value + 1)))
    top.set("n", 5)
    assert top.get("n") == 11


def test_computed_variables(chain):
    top, _, _ = chain
    seen = []
    top.put(Variable("c", getter=lambda: 7, setter=seen.append))
    top.set("c", 8)
    assert (top.get("c"), seen) == (7, [8])


@pytest.mark.parametrize(("which", "index"), [("global", 0), ("script", 1), ("local", 2), (0, 2), ("1", 1), (2, 0)])
def test_scopes_by_name_and_number(chain, which, index):
    assert chain[2].numbered(which) is chain[index]


def test_a_number_beyond_the_top_is_no_scope(chain):
    assert chain[2].numbered(3) is None


def test_a_plain_value_becomes_a_variable_when_asked_for(chain):
    top, _, inner = chain
    top.set("Deep", 1)
    scope, variable = inner.find_variable("deep")
    variable.value = 2
    assert (scope, variable.name, top.get("deep")) == (top, "Deep", 2)


def test_what_is_visible_and_removed(chain):
    top, _, inner = chain
    top.set("a", 1)
    inner.set("a", 2)
    assert dict(inner.visible()) == {"a": inner}
    assert inner.remove("A")
    assert not inner.remove("A")
    assert inner.get("a") == 1


def test_functions_aliases_and_types_follow_the_chain(chain):
    top, _, inner = chain
    top.add_function("f", "function")
    top.add_alias("a", "alias")
    top.add_type("T", "type")
    assert (inner.find_function("f"), inner.find_alias("a"), inner.find_type("t")) == ("function", "alias", "type")
    assert inner.find_function("g") is None


def test_strict_mode_is_the_nearest(chain):
    top, script, inner = chain
    assert inner.strict_mode == 0
    top.strict, script.strict = 3, 0
    assert (top.strict_mode, inner.strict_mode) == (3, 0)


def test_output_encoding_is_made_when_it_is_read(ps):
    assert ps("$OutputEncoding.WebName; $OutputEncoding.GetPreamble().Count") == ["utf-8", 0]
    assert ps("$OutputEncoding = [Text.Encoding]::ASCII; $OutputEncoding.WebName") == ["us-ascii"]


def test_what_is_private_is_seen_in_its_scope_only(ps):
    assert ps("function private:f { 1 }; f; try { & { f } } catch { 'no' }") == [1, "no"]
    assert ps("function g { function private:f { 1 }; f; try { & { f } } catch { 'no' } }; g") == [1, "no"]
