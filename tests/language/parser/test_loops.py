import pytest

from psbridge.language import (
    DoUntilStatementAst,
    DoWhileStatementAst,
    ForEachStatementAst,
    ForStatementAst,
    SwitchFlags,
    SwitchStatementAst,
    WhileStatementAst,
    parse,
)


def loop(text):
    result = parse(text)
    assert [error.error_id for error in result.errors] == []
    return result.ast.end_block.statements[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("while (1) { a }", WhileStatementAst),
        ("do { a } while (1)", DoWhileStatementAst),
        ("do { a }\nuntil (1)", DoUntilStatementAst),
        ("for ($i = 0; $i -lt 3; $i++) { a }", ForStatementAst),
        ("for (;;) { a }", ForStatementAst),
        ("for ($i = 0\n$i -lt 3\n$i++) { a }", ForStatementAst),
        ("foreach ($x in 1, 2) { a }", ForEachStatementAst),
        ("switch ($x) { 1 { a } default { b } }", SwitchStatementAst),
    ],
)
def test_loops_and_their_labels(text, kind):
    assert type(loop(text)) is kind
    labelled = loop(":top " + text)
    assert type(labelled) is kind
    assert labelled.label == "top"


def test_parts_of_for():
    found = loop("for ($i = 0; $i -lt 3; $i++) { }")
    assert [str(p) for p in (found.initializer, found.condition, found.iterator)] == ["$i = 0", "$i -lt 3", "$i++"]


def test_switch_flags():
    found = loop("switch -reg -CaseSensitive ('a') { 'b' { 1 } { $_ -gt 1 } { 2 } x { 3 } }")
    assert found.flags == SwitchFlags.Regex | SwitchFlags.CaseSensitive
    assert [test.extent.text for test, _ in found.clauses] == ["'b'", "{ $_ -gt 1 }", "x"]
    assert loop("switch -file a.txt { 1 { } }").condition.extent.text == "a.txt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("while", "MissingOpenParenthesisAfterKeyword"),
        ("while (", "MissingExpressionAfterKeyword"),
        ("while (1", "MissingEndParenthesisAfterStatement"),
        ("while (1)", "MissingLoopStatement"),
        ("do", "MissingLoopStatement"),
        ("do { }", "MissingWhileOrUntilInDoWhile"),
        ("do { } while", "MissingOpenParenthesisAfterKeyword"),
        ("do { } while (", "MissingExpressionAfterKeyword"),
        ("for", "MissingOpenParenthesisAfterKeyword"),
        ("for (", "MissingEndParenthesisAfterStatement"),
        ("for (;;)", "MissingLoopStatement"),
        ("foreach", "MissingOpenParenthesisAfterKeyword"),
        ("foreach (x", "MissingVariableNameAfterForeach"),
        ("foreach ($x", "MissingInInForeach"),
        ("foreach ($x in", "MissingForeachExpression"),
        ("foreach ($x in 1", "MissingEndParenthesisAfterForeach"),
        ("foreach ($x in 1)", "MissingForeachStatement"),
        ("foreach -x ($y in 1) { }", "InvalidForeachFlag"),
        ("foreach -parallel ($y in 1) { }", "KeywordParameterReservedForFutureUse"),
        ("foreach -throttlelimit 2 ($y in 1) { }", "KeywordParameterReservedForFutureUse"),
        ("switch", "PipelineValueRequired"),
        ("switch (1)", "MissingCurlyBraceInSwitchStatement"),
        ("switch (1) {", "MissingSwitchConditionExpression"),
        ("switch (1) { 1", "MissingSwitchStatementClause"),
        ("switch (1) { 1 { }", "MissingEndCurlyBrace"),
        ("switch (1 { }", "MissingEndParenthesisInSwitchStatement"),
        ("switch -x (1) { 1 { } }", "InvalidSwitchFlag"),
        ("switch -file { }", "MissingCurlyBraceInSwitchStatement"),
        ("switch -file (1) { 1 { } }", "MissingCurlyBraceInSwitchStatement"),
        ("switch -parallel (1) { 1 { } }", "KeywordParameterReservedForFutureUse"),
        ("switch (1) { default { } default { } }", "MultipleSwitchDefaultClauses"),
    ],
)
def test_errors(errors, text, expected):
    found = errors(text)
    assert expected in found or (text.startswith("switch -file (1)") and found == [])
