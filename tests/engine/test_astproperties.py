"""Which properties syntax trees have (psbridge.engine.astproperties)."""

from __future__ import annotations

import pytest

from psbridge.engine import astproperties
from psbridge.language import ast

_STATEMENT = ".Ast.EndBlock.Statements[0]"
_EXPRESSION = _STATEMENT + ".PipelineElements[0].Expression"


@pytest.mark.parametrize(
    ("script", "names"),
    [
        (
            "{ 1 }.Ast",
            "Attributes UsingStatements ParamBlock BeginBlock ProcessBlock EndBlock DynamicParamBlock ScriptRequirements Extent Parent",
        ),
        ("{ 1 }.Ast.EndBlock", "Unnamed BlockKind Statements Traps Extent Parent"),
        ("{ 1 + 2 }" + _EXPRESSION, "Operator Left Right ErrorPosition StaticType Extent Parent"),
        ("{ [int]5 }" + _EXPRESSION, "Type StaticType Child Attribute Extent Parent"),
        ("{ 'a' }" + _EXPRESSION, "StringConstantType Value StaticType Extent Parent"),
        ("{ foreach ($i in 1) { } }" + _STATEMENT, "Variable ThrottleLimit Flags Body Label Condition Extent Parent"),
        ("{ [int[]] }" + _EXPRESSION + ".TypeName", "FullName Name AssemblyName IsArray IsGeneric ElementType Rank Extent"),
    ],
)
def test_properties_stand_in_dotnets_order(ps, script, names):
    assert ps(f"({script}).PSObject.Properties.Name") == names.split()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("{ 1 + 2 }" + _EXPRESSION + ".ErrorPosition.Text", ["+"]),
        ("{ a -b:c }" + _STATEMENT + ".PipelineElements[0].CommandElements[1].ErrorPosition.Text", ["-b"]),
        ("{ $x = 1 }" + _STATEMENT + ".Operator.GetType().Name", ["TokenKind"]),
        ("{ switch -regex -file x { 1 { } } }" + _STATEMENT + ".Flags.ToString()", ["File, Regex"]),
        ("{ class C { static hidden $x } }" + _STATEMENT + ".Members[0].PropertyAttributes.ToString()", ["Public, Static, Hidden"]),
        ("{ enum E { a } }" + _STATEMENT + ".TypeAttributes.ToString()", ["Enum"]),
        ("{ try { } catch { throw } }" + _STATEMENT + ".CatchClauses[0].Body.Statements[0].IsRethrow", [True]),
        ("{ throw }" + _STATEMENT + ".IsRethrow", [False]),
        ("$null -eq { 1 }.Ast.EndBlock.Traps; $null -eq { $a.b() }" + _EXPRESSION + ".Arguments", [True, True]),
        ("{ if (1) { 2 } }" + _STATEMENT + ".Clauses[0].Item2.Extent.Text", ["{ 2 }"]),
        (
            "{ 1 }.Ast.EndBlock.Statements.GetType().GetGenericArguments()[0].Name; { 1 }" + _STATEMENT + ".PSObject.TypeNames[1]",
            ["StatementAst", "System.Management.Automation.Language.ChainableAst"],
        ),
        ('"$({ 1 + 2 }.Ast.Extent)|$({ [int] }' + _EXPRESSION + '.TypeName)"', ["{ 1 + 2 }|int"]),
    ],
)
def test_values(ps, script, expected):
    assert ps(script) == expected


def test_every_class_is_known_and_every_field_is_there():
    for name in astproperties.DECLARED.keys() - {"RedirectionAst"}:  # whose fields are those of its two kinds
        kind = getattr(ast, name)
        for spec in astproperties.specs_of(kind):
            shown, _ = astproperties.reader(spec)
            field = spec.partition("*")[0].rstrip("?").partition("=")[2] or astproperties.snake(shown)
            assert shown == "Parent" or shown in astproperties._COMPUTED or hasattr(kind, field) or field in kind.__dataclass_fields__, spec
