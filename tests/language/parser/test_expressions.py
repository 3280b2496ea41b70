import pytest

from psbridge.language import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(BinaryExpression 1 Plus (BinaryExpression 2 Multiply 3))"),
        ("1 - 2 - 3", "(BinaryExpression (BinaryExpression 1 Minus 2) Minus 3)"),
        ("$a -eq 1 -and $b", "(BinaryExpression (BinaryExpression $a Ieq 1) And $b)"),
        ("$a -CEQ 'x'", "(BinaryExpression $a Ceq 'x')"),
        ("1..3 + 4", "(BinaryExpression (BinaryExpression 1 DotDot 3) Plus 4)"),
        ("'{0}' -f 1, 2", "(BinaryExpression '{0}' Format (ArrayLiteral [1 2]))"),
        ("$a ?? $b ?? 3", "(BinaryExpression (BinaryExpression $a QuestionQuestion $b) QuestionQuestion 3)"),
        ("$a ? 1 : $b ? 2 : 3", "(TernaryExpression $a 1 (TernaryExpression $b 2 3))"),
        ("1, 2 + 3, 4", "(BinaryExpression (ArrayLiteral [1 2]) Plus (ArrayLiteral [3 4]))"),
        (", 1", "(ArrayLiteral [1])"),
        ("-not $a -or $b", "(BinaryExpression (UnaryExpression Not $a) Or $b)"),
        ("!$a", "(UnaryExpression Exclaim $a)"),
        ("-join 'ab'", "(UnaryExpression Join 'ab')"),
        ("-csplit 'ab'", "(UnaryExpression Csplit 'ab')"),
        ("- 5", "(UnaryExpression Minus 5)"),
        ("-5", "-5"),
        ("$i++", "(UnaryExpression PostfixPlusPlus $i)"),
        ("--$i", "(UnaryExpression MinusMinus $i)"),
        ("$x -shl 2 -band 1", "(BinaryExpression (BinaryExpression $x Shl 2) Band 1)"),
        ("$x -isnot [int]", "(BinaryExpression $x IsNot (TypeExpression <int>))"),
        ("$x –eq 1", "(BinaryExpression $x Ieq 1)"),
        ("[int]$x", "(ConvertExpression (TypeConstraint <int>) $x)"),
        ("[int][char]'a'", "(ConvertExpression (TypeConstraint <int>) (ConvertExpression (TypeConstraint <char>) 'a'))"),
        ("[int] -as [type]", "(BinaryExpression (TypeExpression <int>) As (TypeExpression <type>))"),
        ("1 +\n 2", "(BinaryExpression 1 Plus 2)"),
        ("1 <# c #> + `\n 2", "(BinaryExpression 1 Plus 2)"),
    ],
)
def test_expression(shape, text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 +", ["ExpectedValueExpression"]),
        ("1 -foo 2", ["UnexpectedToken", "UnexpectedToken"]),
        ("!", ["MissingExpressionAfterOperator"]),
        ("1,", ["MissingExpressionAfterToken"]),
        ("$a ? 1", ["MissingColonInTernaryExpression"]),
        ("$a ? : 2", ["ExpectedValueExpression"]),
        ("[Parameter()]", ["UnexpectedAttribute"]),
    ],
)
def test_errors(errors, text, expected):
    assert errors(text) == expected


def test_nullish_and_ternary_came_with_7(errors):
    assert errors("$a ?? 1", version=(5, 1)) == ["UnexpectedToken"]
    assert errors("$a ? 1 : 2", version=(5, 1)) != []


def test_extents_are_those_of_the_operands():
    expression = parse("  (1) + 2  ").ast.end_block.statements[0].get_pure_expression()
    assert expression.extent.text == "(1) + 2"
    assert expression.right.extent.text == "2"
