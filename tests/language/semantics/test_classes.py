import pytest

from psbridge.language.semantics.classes import full_type_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A { $a; $a }", ["MemberAlreadyDefined"]),
        ("class A { f() { } f([int]$x) { } }", []),
        ("class A { f($x) { } f($y) { } }", ["MemberAlreadyDefined"]),
        ("class A { $f; f() { } }", ["MemberAlreadyDefined"]),
        ("class A : string { }", ["SealedBaseClass"]),
        ("class A : System.DateTime { }", ["SealedBaseClass"]),
        ("class A : System.IDisposable { }", []),
        ("class A : System.Exception, System.Object { }", ["InterfaceNameExpected"]),
        ("class A { A([int]$x) { } } class B : A { }", ["BaseClassNoDefaultCtor"]),
        ("class A { A([int]$x) { } } class B : A { B() : base(1) { } }", []),
        ("class A { A([int]$x) { } A() { } } class B : A { }", []),
        ("class A { f() { param($x) } }", ["ParamBlockNotAllowedInMethod"]),
        ("class A { f() { begin { } } }", ["NamedBlockNotAllowedInMethod"]),
        ("class A { [int] A() { return 1 } }", ["ConstructorCantHaveReturnType"]),
        ("class A { static A($x) { } }", ["StaticConstructorCantHaveParameters"]),
        ("class A { [int] f() { } }", ["MethodHasCodePathNotReturn"]),
        ("class A { [int] f() { return } }", ["NonVoidMethodMissingReturnValue"]),
        ("class A { [void] f() { return 1 } }", ["VoidMethodHasReturn"]),
        ("class A { f() { $x } }", ["VariableNotLocal"]),
        ("class A { f() { $x = 1; $x; $this; $_; $true; $global:y; $env:z } }", []),
        ("class A { f() { foreach ($i in 1) { $i }; & { $q } } }", []),
        ("class A { static f() { $this } }", ["NonStaticMemberAccessInStaticMember"]),
        ("class A { f() { break x } }", ["LabelNotFound"]),
        ("class A { f() { :x while (1) { break x } } }", []),
        ("class A { f([int][int]$a) { } }", ["MultipleTypeConstraintsOnMethodParam"]),
        ("class A { f($a, $a) { } }", ["DuplicateFormalParameter"]),
        ("class A { $x; f() { $x = 1; [int]$x, $y = 1, 2 } }", ["MissingThis", "MissingThis"]),
        ("class A { static $x; f() { $x = 1 } }", ["MissingTypeInStaticPropertyAssignment"]),
        ("class A { $x; static $y = $this.x; $z = $this.x }", ["NonStaticMemberAccessInStaticMember"]),
        ("class A { [ValidateScript({})]$x }", ["ParameterAttributeArgumentNeedsToBeConstant"]),
        ("class A { } enum a { b }", ["MemberAlreadyDefined"]),
        ("class A { } function f { class A { } }; & { class A { } }", []),
        ("if (1) { class A { } } else { class A { } }", ["MemberAlreadyDefined"]),
        ("enum A { a; A }", ["MemberAlreadyDefined"]),
        ("enum A { a = $x }", ["EnumeratorValueMustBeConstant"]),
        ("enum A { a = 1; b = 2 + 3; c = -1 }", []),
    ],
)
def test_definitions(errors, text, expected):
    assert errors(text) == expected


def test_full_type_name():
    assert full_type_name("int") == "System.Int32"
    assert full_type_name("int[]") == "System.Int32[]"
    assert full_type_name("No.Such") == "No.Such"
