import pytest

from psbridge.language import AssignmentStatementAst, IfStatementAst, PipelineAst, PipelineChainAst, TokenKind, parse


def statement(text, **options):
    result = parse(text, **options)
    assert not result.errors
    return result.ast.end_block.statements[0]


@pytest.mark.parametrize("text", ["a | b | c", "a |\n b |\r\n c", "a\n | b\n | c", "a # x\n # y\n | b <# z #> | c", "1 | b | c"])
def test_elements(text):
    assert len(statement(text).pipeline_elements) == 3


def test_an_empty_line_ends_a_pipeline(errors):
    assert errors("a\n\n| b") == ["EmptyPipeElement"]


def test_pipes_on_the_next_line_came_with_7(errors):
    assert errors("a\n| b", version=(5, 1)) == ["EmptyPipeElement"]


def test_chain():
    chain = statement("a && b || c &")
    assert isinstance(chain, PipelineChainAst)
    assert (chain.operator, chain.left.operator, chain.background) == (TokenKind.OrOr, TokenKind.AndAnd, True)


def test_chains_came_with_7(errors):
    assert errors("a && b", version=(5, 1)) == ["InvalidEndOfLine"]


def test_background():
    job = statement("sleep 5 &")
    assert isinstance(job, PipelineAst)
    assert job.background


@pytest.mark.parametrize(
    ("operator", "kind"),
    [
        ("=", TokenKind.Equals),
        ("+=", TokenKind.PlusEquals),
        ("-=", TokenKind.MinusEquals),
        ("*=", TokenKind.MultiplyEquals),
        ("/=", TokenKind.DivideEquals),
        ("%=", TokenKind.RemainderEquals),
        ("??=", TokenKind.QuestionQuestionEquals),
    ],
)
def test_assignment(operator, kind):
    found = statement(f"$a {operator} b")
    assert isinstance(found, AssignmentStatementAst)
    assert found.operator is kind


def test_assignment_of_statements():
    inner = statement("$a = $b = if (1) { 2 }").right
    assert isinstance(inner.right, IfStatementAst)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|", ["EmptyPipeElement", "EmptyPipeElement"]),
        ("a |", ["EmptyPipeElement"]),
        ("1 | 2", ["ExpressionsMustBeFirstInPipeline"]),
        ("1 | | 2", ["EmptyPipeElement", "ExpressionsMustBeFirstInPipeline"]),
        ("a &&", ["EmptyPipelineChainElement"]),
        ("a & && b", ["BackgroundOperatorInPipelineChain"]),
        ("$a =", ["ExpectedValueExpression"]),
        ("1 2", ["UnexpectedToken"]),
        ("1 = 2", ["InvalidLeftHandSide"]),
        ("$a, $b = 1, 2", []),
        ("$a, 1 = 1, 2", ["InvalidLeftHandSide"]),
        ("${a}?.b = 1", ["InvalidLeftHandSide"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text) == expected
