import pytest

from psbridge.language import parse
from psbridge.language.semantics.restricted import check_restricted


def refused(text, **options):
    found = []
    check_restricted(parse(text).ast, lambda start, end, error_id, *arguments: found.append(error_id), **options)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@{ a = 1; b = 'x', \"y\"; c = @(1) }", []),
        ("ConvertFrom-StringData 'a=b'", []),
        ("Get-Foo", ["CmdletNotInAllowedListForDataSection"]),
        ("if ($true) { 1 }", []),
        ("$x", ["VariableReferenceNotSupportedInDataSection"]),
        ("$PSCulture", []),
        ('"a $true"', ["ExpandableStringNotSupportedInDataSection"]),
        ("$true.x", ["PropertyReferenceNotSupportedInDataSection"]),
        ("'x'.y()", ["MethodCallNotSupportedInDataSection"]),
        ("{ }", ["ScriptBlockNotSupportedInDataSection"]),
        ("1..2", ["OperatorNotSupportedInDataSection"]),
        ("1 + 2", []),
        ("[int]1", []),
        ("[Foo]1", ["TypeNotAllowedInDataSection"]),
        (". x", ["DotSourcingNotSupportedInDataSection"]),
        ("data { 1 }", ["DataSectionStatementNotSupportedInDataSection"]),
        ("while (1) { }", ["ForWhileStatementNotSupportedInDataSection"]),
    ],
)
def test_data(text, expected):
    assert refused(text, commands={"convertfrom-stringdata"}) == expected


def test_what_a_caller_allows():
    assert refused("Get-Foo $PSScriptRoot", commands=None, variables={"psscriptroot"}) == []
    assert refused("Get-Foo", commands={"*"}) == []


def test_data_statements_are_checked(errors):
    assert errors("data { Get-Foo }") == ["CmdletNotInAllowedListForDataSection"]
    assert errors("data -SupportedCommand Get-Foo { Get-Foo }") == []
