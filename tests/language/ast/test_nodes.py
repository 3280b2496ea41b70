import dataclasses

import pytest

from psbridge.language import ast, parse
from psbridge.language.ast import VariablePath, base, blocks, expressions, statements, types
from psbridge.language.source import EMPTY_EXTENT


def nodes():
    return [
        v
        for m in (base, blocks, expressions, statements, types)
        for v in vars(m).values()
        if isinstance(v, type) and issubclass(v, ast.Ast)
    ]


@pytest.mark.parametrize("kind", nodes(), ids=lambda kind: kind.__name__)
def test_nodes_are_frozen_slotted_and_have_an_extent(kind):
    assert dataclasses.is_dataclass(kind)
    assert "__slots__" in vars(kind)
    assert dataclasses.fields(kind)[0].name == "extent"
    assert kind.__name__ in ast.__all__


def test_nodes_cannot_be_changed():
    node = ast.ConstantExpressionAst(EMPTY_EXTENT, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.value = 2
    assert dataclasses.replace(node, value=2).value == 2
    assert node != ast.ConstantExpressionAst(EMPTY_EXTENT, 1)
    assert str(parse("1 + 1").ast) == "1 + 1"


@pytest.mark.parametrize(
    ("path", "scope", "drive", "name"),
    [
        ("a", None, None, "a"),
        ("global:a", "global", None, "a"),
        ("Script:a", "script", None, "a"),
        ("env:PATH", None, "env", "PATH"),
        ("using:a", "using", None, "a"),
        ("variable:a", "variable", None, "a"),
        ("a:b:c", None, "a", "b:c"),
    ],
)
def test_variable_path(path, scope, drive, name):
    found = VariablePath(path)
    assert (found.scope, found.drive_name, found.unqualified) == (scope, drive, name)
    assert found.is_drive_qualified == (drive is not None)
    assert found.is_variable != found.is_drive_qualified
    assert found.is_unscoped_variable == (scope is None and drive is None)
    assert (found.is_global, found.is_script) == (scope == "global", scope == "script")
    assert found == VariablePath(path)
    assert hash(found) == hash(VariablePath(path))


def test_pure_expression():
    def pure(text):
        return parse(text).ast.end_block.statements[0].get_pure_expression()

    assert pure("1") is not None
    assert pure("1 | a") is None
    assert pure("1 > x") is None
    assert pure("a") is None
