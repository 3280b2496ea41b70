import pytest

from psbridge.language import TokenKind, UsingStatementKind, parse


def script(text, **options):
    result = parse(text, **options)
    assert [error.error_id for error in result.errors] == []
    return result.ast


def test_param_block():
    block = script("[CmdletBinding()]\nparam(\n  [int]$a = 1,\n  $b, # c\n  [switch] $c\n)\n$a").param_block
    assert [parameter.name.variable_path.user_path for parameter in block.parameters] == ["a", "b", "c"]
    assert block.parameters[0].default_value.value == 1
    assert block.attributes[0].type_name.name == "CmdletBinding"


def test_param_without_parenthesis_is_a_command():
    tree = script("param x")
    assert tree.param_block is None
    assert tree.end_block.statements[0].pipeline_elements[0].get_command_name() == "param"


def test_named_blocks():
    tree = script("param($x) dynamicparam { 1 } begin { 2 } process { 3 } end { 4 } clean { 5 }")
    blocks = (tree.dynamic_param_block, tree.begin_block, tree.process_block, tree.end_block, tree.clean_block)
    kinds = [TokenKind.Dynamicparam, TokenKind.Begin, TokenKind.Process, TokenKind.End, TokenKind.Clean]
    assert [block.block_kind for block in blocks] == kinds
    assert not any(block.unnamed for block in blocks)


def test_unnamed_block():
    tree = script("1; 2")
    assert tree.end_block.unnamed
    assert len(tree.end_block.statements) == 2
    assert script("").end_block.statements == ()


def test_clean_came_with_7_3():
    assert script("clean { }", version=(7, 2)).clean_block is None


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("using namespace System.Text", UsingStatementKind.Namespace, "System.Text"),
        ("using module ./a.psm1; 1", UsingStatementKind.Module, "./a.psm1"),
        ("# c\nusing assembly System.Xml\n", UsingStatementKind.Assembly, "System.Xml"),
    ],
)
def test_using(text, kind, name):
    found = script(text).using_statements[0]
    assert (found.using_statement_kind, found.name.value) == (kind, name)


def test_using_a_module_by_table():
    found = script("using module @{ ModuleName = 'a'; ModuleVersion = '1.0' }").using_statements[0]
    assert found.module_specification is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\nusing namespace A", ["UsingMustBeAtStartOfScript"]),
        ("using", ["MissingUsingStatementDirective"]),
        ("using namespace", ["MissingUsingItemName"]),
        ("using namespace (1)", ["InvalidValueForUsingItemName"]),
        ("using type A", ["MissingEqualsInUsingAlias"]),
        ("using namespace A B", ["MissingStatementTerminator"]),
        ("using namespace A = B", ["UsingStatementNotSupported"]),
        ("param(", ["MissingEndParenthesisInFunctionParameterList"]),
        ("param($a,)", ["MissingExpressionAfterToken"]),
        ("param($a =)", ["MissingExpressionAfterToken"]),
        ("param([int])", ["InvalidFunctionParameter"]),
        ("param($a, $A)", ["DuplicateFormalParameter"]),
        ("[int]param($a)", ["TypeNotAllowedBeforeParam"]),
        ("begin", ["MissingNamedStatementBlock"]),
        ("begin { } x", ["MissingNamedBlocks"]),
        ("begin { } begin { }", ["DuplicateScriptCommandClause"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text)[: len(expected)] == expected
