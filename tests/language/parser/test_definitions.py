import pytest

from psbridge.language import BaseCtorInvokeMemberExpressionAst, FunctionMemberAst, PropertyMemberAst, find, parse


def definition(text):
    result = parse(text)
    assert [error.error_id for error in result.errors] == []
    return result.ast.end_block.statements[0]


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("function f { 1 }", "f", None),
        ("function f($a, [int]$b = 2) { 1 }", "f", 2),
        ("function f() { }", "f", 0),
        ("function Get-Foo\n{\n}", "Get-Foo", None),
        ("function global:f { }", "global:f", None),
        ("filter f { $_ }", "f", None),
        ("function 7z { }", "7z", None),
        ("function % { }", "%", None),
    ],
)
def test_function(text, name, parameters):
    found = definition(text)
    assert found.name == name
    assert (None if found.parameters is None else len(found.parameters)) == parameters
    assert found.is_filter == text.startswith("filter")


def test_a_filter_has_a_process_block():
    body = definition("filter f { $_ }").body
    assert body.end_block is None
    assert body.process_block.unnamed


CLASS = """
[Serializable()]
class B : A, [System.IDisposable]
{
    [int] $x = 1; [string]$y
    static hidden [int] $z
    hidden [void] Dispose() { }
    B([int]$x) : base($x, 1) { $this.x = $x }
    static B() { }
    [int] Get([int]$n, $m) { return $n }
    ToString() { }
}
""".replace("[System.IDisposable]", "System.IDisposable")


def test_class():
    found = definition(CLASS)
    assert (found.name, found.is_class) == ("B", True)
    assert [base.type_name.full_name for base in found.base_types] == ["A", "System.IDisposable"]
    assert found.attributes[0].type_name.name == "Serializable"
    properties = [m for m in found.members if isinstance(m, PropertyMemberAst)]
    assert [(p.name, p.is_static, p.is_hidden) for p in properties] == [("x", False, False), ("y", False, False), ("z", True, True)]
    methods = [m for m in found.members if isinstance(m, FunctionMemberAst)]
    assert [(m.name, m.is_constructor, m.is_static, len(m.parameters)) for m in methods] == [
        ("Dispose", False, False, 0),
        ("B", True, False, 1),
        ("B", True, True, 0),
        ("Get", False, False, 2),
        ("ToString", False, False, 0),
    ]


def test_base_call():
    call = find(definition(CLASS), BaseCtorInvokeMemberExpressionAst)
    assert [argument.extent.text for argument in call.arguments] == ["$x", "1"]


def test_enum():
    found = definition("[Flags()] enum E : byte { A = 1\n B = 2; C }")
    assert (found.is_enum, [m.name for m in found.members]) == (True, ["A", "B", "C"])
    assert found.base_types[0].type_name.full_name == "byte"
    assert found.members[1].initial_value.value == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function", "MissingNameAfterKeyword"),
        ("function f", "MissingFunctionBody"),
        ("function f(", "MissingEndParenthesisInFunctionParameterList"),
        ("function f($a, $a) { }", "DuplicateFormalParameter"),
        ("function f($a) { param($b) }", "OnlyOneParameterListAllowed"),
        ("workflow f { }", "WorkflowNotSupportedInPowerShellCore"),
        ("configuration c { }", "ConfigurationNotSupportedInPowerShellCore"),
        ("class", "MissingNameAfterKeyword"),
        ("class A", "MissingTypeBody"),
        ("class A :", "TypeNameExpected"),
        ("class A { [int] }", "IncompleteMemberDefinition"),
        ("class A { $a $b }", "MissingPropertyTerminator"),
        ("class A { static static $a }", "DuplicateQualifier"),
        ("class A { [int][int]$a }", "TooManyTypes"),
        ("class A { f }", "MissingMethodParameterList"),
        ("class A { f() }", "MissingFunctionBody"),
        ("class A { A() : x { } }", "MissingBaseCtorCall"),
        ("class A { $a", "MissingPropertyTerminator"),
        ("class A {", "MissingEndCurlyBrace"),
        ("enum E", "MissingTypeBody"),
        ("enum E : string { }", "InvalidUnderlyingType"),
        ("enum E { A = }", "ExpectedValueExpression"),
        ("enum E { A B }", "MissingPropertyTerminator"),
    ],
)
def test_errors(errors, text, expected):
    assert expected in errors(text)
