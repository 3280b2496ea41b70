import pytest

from psbridge.language import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5++", ["OperatorRequiresVariableOrProperty"]),
        ("$a.b++; $a[0]--; ($a)++", []),
        ("'a' = 1", ["InvalidLeftHandSide"]),
        ("[int]$a = 1; [void]$b = 2", ["VoidTypeConstraintNotAllowed"]),
        ("[ref][int]$a = 1", ["ReferenceNeedsToBeByItselfInTypeConstraint"]),
        ("[ref][ref]$a", ["ReferenceNeedsToBeByItselfInTypeSequence"]),
        ("[int]$PSCommandPath = 1", ["AssignmentStatementToAutomaticNotSupported"]),
        ("[ordered]@{}; [ordered]$h", ["OrderedAttributeOnlyOnHashLiteralNode"]),
        ("@{ a = 1; A = 2 }", ["DuplicateKeyInHashLiteral"]),
        ("@{ 1 = 1; '1' = 2 }", ["DuplicateKeyInHashLiteral"]),
        ("[ValidateRange(1, 2)]1", ["UnexpectedAttribute"]),
        ("param([ValidateSet($a)]$x)", ["ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock"]),
        ("class A { [ValidateSet($a)]$x }", ["ParameterAttributeArgumentNeedsToBeConstant"]),
        ("param([Parameter(Position = $a)]$x)", ["ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock"]),
        ("icm { $using:a.b().c }", ["InvalidUsingExpression"]),
        ("icm { $using:a[$i] }", ["InvalidUsingExpression"]),
        ("icm { $using:a.b[1]['k'] }", []),
        ("icm { $using:a.b[0] }", []),
    ],
)
def test_checks(errors, text, expected):
    assert errors(text) == expected


def test_checks_run_from_outside_to_inside_after_the_syntax():
    found = parse("@{ a = 5++; A = @{ b = 1; B = 2 } }\n1 = 2\n1 2").errors
    assert [error.error_id for error in found] == [
        "UnexpectedToken",
        "DuplicateKeyInHashLiteral",
        "OperatorRequiresVariableOrProperty",
        "DuplicateKeyInHashLiteral",
        "InvalidLeftHandSide",
    ]
