import pytest

from psbridge.language import ArrayTypeName, AttributeAst, GenericTypeName, TypeName, parse


def type_of(text):
    result = parse(text)
    assert not result.errors
    return result.ast.end_block.statements[0].get_pure_expression().type_name


@pytest.mark.parametrize(
    ("text", "kind", "full_name"),
    [
        ("[int]", TypeName, "int"),
        ("[System.Collections.ArrayList]", TypeName, "System.Collections.ArrayList"),
        ("[A+B]", TypeName, "A+B"),
        ("[int[]]", ArrayTypeName, "int[]"),
        ("[int[][]]", ArrayTypeName, "int[][]"),
        ("[int[,]]", ArrayTypeName, "int[,]"),
        ("[List[string]]", GenericTypeName, "List[string]"),
        ("[Dictionary[string, List[int[]]]]", GenericTypeName, "Dictionary[string,List[int[]]]"),
        ("[List[string][]]", ArrayTypeName, "List[string][]"),
        ("[Foo, Bar.Assembly]", TypeName, "Foo,Bar.Assembly"),
        ("[ int ]", TypeName, "int"),
    ],
)
def test_type_name(text, kind, full_name):
    found = type_of(text)
    assert type(found) is kind
    assert found.full_name == full_name


def test_assembly_with_properties():
    found = type_of("[Foo, Bar, Version=1.0, Culture=neutral]")
    assert (found.name, found.assembly_name) == ("Foo", "Bar, Version=1.0, Culture=neutral")
    inner = type_of("[List[[Foo, Bar]]]").generic_arguments[0]
    assert inner.assembly_name == "Bar"


def test_attribute():
    block = parse("param([Parameter(Mandatory, Position = 1)][ValidateSet('a', 'b')][int]$x)").ast.param_block
    first, second, third = block.parameters[0].attributes
    assert isinstance(first, AttributeAst)
    assert [(n.argument_name, n.argument.value, n.expression_omitted) for n in first.named_arguments] == [
        ("Mandatory", True, True),
        ("Position", 1, False),
    ]
    assert [a.value for a in second.positional_arguments] == ["a", "b"]
    assert third.type_name.full_name == "int"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[", ["MissingTypename"]),
        ("[]5", ["MissingTypename"]),
        ("[int", ["EndSquareBracketExpectedAtEndOfAttribute"]),
        ("[List[", ["MissingTypename", "EndSquareBracketExpectedAtEndOfAttribute"]),
        ("[Foo,]", ["MissingAssemblyNameSpecification"]),
        ("[Parameter(Mandatory =)]$x", ["MissingExpressionInNamedArgument"]),
        ("[Parameter(Position = 1, Position = 2)]$x", ["DuplicateNamedArgument"]),
        ("[Parameter(1]$x", ["MissingEndParenthesisInExpression"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text)[: len(expected)] == expected
