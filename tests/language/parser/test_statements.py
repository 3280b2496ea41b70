import pytest

from psbridge.language import (
    BreakStatementAst,
    CommandAst,
    DataStatementAst,
    ErrorStatementAst,
    IfStatementAst,
    ReturnStatementAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
    parse,
)


def block_of(text):
    result = parse(text)
    assert [error.error_id for error in result.errors] == []
    return result.ast.end_block


def test_if():
    found = block_of("if (1) { a } elseif (2) { b }\n else { c }").statements[0]
    assert isinstance(found, IfStatementAst)
    assert len(found.clauses) == 2
    assert found.else_clause is not None


def test_newlines_after_if_still_separate():
    assert len(block_of("if (1) { a }\n\nb").statements) == 2


def test_try():
    found = block_of("try { a }\ncatch [A], [B] { b }\ncatch { c }\nfinally { d }").statements[0]
    assert isinstance(found, TryStatementAst)
    assert [len(clause.catch_types) for clause in found.catch_clauses] == [2, 0]
    assert found.catch_clauses[1].is_catch_all
    assert found.finally_ is not None


def test_trap_stands_apart():
    block = block_of("a; trap [X] { b }; trap { c }")
    assert len(block.statements) == 1
    assert [type(trap) for trap in block.traps] == [TrapStatementAst, TrapStatementAst]
    assert block.traps[0].trap_type is not None


@pytest.mark.parametrize(
    ("text", "kind", "operand"),
    [
        ("return", ReturnStatementAst, None),
        ("return 1 | a", ReturnStatementAst, "1 | a"),
        ("throw 'x'", ThrowStatementAst, "'x'"),
        ("break", BreakStatementAst, None),
        ("break a", BreakStatementAst, "a"),
        ("break $a", BreakStatementAst, "$a"),
    ],
)
def test_flow(text, kind, operand):
    found = block_of(text).statements[0]
    assert type(found) is kind
    part = found.label if kind is BreakStatementAst else found.pipeline
    assert (part.extent.text if part is not None else None) == operand


def test_data():
    found = block_of("data x -SupportedCommand a, b { 'c' }").statements[0]
    assert isinstance(found, DataStatementAst)
    assert (found.variable, [str(c) for c in found.commands_allowed]) == ("x", ["a", "b"])


def test_keywords_are_words_elsewhere():
    for text in ("echo if", "if.exe", "$x.if", "@{ if = 1 }", "& if", "elseif 1", "function if { }", "x; begin 1"):
        assert not parse(text).errors, text
    assert isinstance(block_of("return$x").statements[0].pipeline_elements[0], CommandAst)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if", ["MissingOpenParenthesisInIfStatement"]),
        ("if (", ["IfStatementMissingCondition"]),
        ("if (1", ["MissingEndParenthesisAfterStatement"]),
        ("if (1)", ["MissingStatementBlock"]),
        ("if (1) {", ["MissingEndCurlyBrace"]),
        ("if (1) {} else", ["MissingStatementBlockAfterElse"]),
        ("try", ["MissingTryStatementBlock"]),
        ("try {}", ["MissingCatchOrFinally"]),
        ("try {} catch", ["MissingCatchHandlerBlock"]),
        ("try {} catch [A],", ["MissingTypeLiteralToken"]),
        ("try {} finally", ["MissingFinallyStatementBlock"]),
        ("trap", ["MissingTrapStatement"]),
        ("data x", ["MissingStatementBlockForDataSection"]),
        ("data x -foo a { }", ["InvalidParameterForDataSectionStatement"]),
        ("data -supportedcommand", ["MissingValueForSupportedCommandInDataSectionStatement"]),
        ("from x", ["ReservedKeywordNotAllowed"]),
        ("parallel", ["MissingStatementAfterKeyword"]),
        ("parallel { }", ["UnexpectedKeyword"]),
        ("[int]function f { }", []),
        ("[CmdletBinding()]function f { }", ["UnexpectedAttribute"]),
        (") 1", ["UnexpectedToken"]),
    ],
)
def test_errors(errors, text, expected):
    if not expected:
        assert isinstance(parse(text).errors, tuple)
    else:
        assert errors(text)[: len(expected)] == expected


def test_an_error_leaves_an_error_node():
    assert isinstance(parse("if (1)").ast.end_block.statements[0], ErrorStatementAst)
