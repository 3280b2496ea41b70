"""Member access, calls and indexing: order of look-up, choice of overloads, PowerShell's errors."""

from __future__ import annotations

import pytest

from psbridge.engine import failures, objectmethod, reference
from psbridge.engine.invoke import (
    calls,
    delegates,
    doors,
    indexing,
    intrinsic,
    layers,
    membersets,
    offers,
    overloads,
    plans,
    ranks,
    reading,
    signatures,
    writing,
)
from psbridge.engine.types import type_from_text
from psbridge.objects import (
    ArrayList,
    AutomationNull,
    Char,
    GenericList,
    Hashtable,
    MultiArray,
    NetError,
    OrderedDictionary,
    PSObject,
    TypedArray,
    find_type,
)
from psbridge.objects.members import CodeProperty
from psbridge.objects.typetable import TypeTable, activate

PARTS = (
    calls,
    delegates,
    doors,
    indexing,
    intrinsic,
    layers,
    membersets,
    offers,
    overloads,
    plans,
    ranks,
    reading,
    signatures,
    writing,
    failures,
)


class Scope:
    """As much of a scope as strict mode needs."""

    def __init__(self, strict: int = 0) -> None:
        self.strict = strict

    @property
    def strict_mode(self) -> int:
        return self.strict


class Context:
    def __init__(self, strict: int = 0) -> None:
        self.scope = Scope(strict)


CTX = Context()
INT = find_type("System.Int32")


def error_of(caught: pytest.ExceptionInfo[NetError]) -> tuple[str, str]:
    record = caught.value.exception.error_record
    return (record.fully_qualified_error_id, record.message)


def test_every_part_says_what_it_decides():
    assert all(part.__doc__ for part in PARTS)


# -- reading


def test_keys_come_before_properties():
    assert reading.get_member(CTX, Hashtable({"Count": "mine"}), "count") == "mine"
    assert reading.get_member(CTX, Hashtable({"a": 1}), "Count") == 1


def test_members_of_items():
    items = [PSObject.of(x=1), PSObject.of(x=[2, 3]), PSObject.of(y=0)]
    assert reading.get_member(CTX, items, "x") == [1, 2, 3, None]


def test_single_values_have_a_count():
    assert reading.get_member(CTX, 5, "Length") == 1
    assert reading.get_member(CTX, None, "Count") == 0


def test_strict_mode_refuses_what_is_not_there():
    with pytest.raises(NetError) as caught:
        reading.get_member(Context(2), PSObject.of(a=1), "zz")
    assert error_of(caught) == (
        "PropertyNotFoundStrict",
        "The property 'zz' cannot be found on this object. Verify that the property exists.",
    )


def test_a_method_without_call_is_a_value():
    found = reading.get_member(CTX, "abc", "Trim")
    assert isinstance(found, objectmethod.PSMethod)
    assert list(found.definitions) == ["string Trim()", "string Trim(char trimChar)", "string Trim(Params char[] trimChars)"]


def test_a_getter_that_fails_gives_null():
    def fail(instance: object) -> None:
        raise NetError.of("System.InvalidOperationException", "no")

    made = PSObject()
    made.add_member(CodeProperty("Bad", fail))
    assert reading.get_member(CTX, made, "Bad") is None


def test_remembered_getters_yield_to_type_data():
    assert reading.get_member(CTX, "abc", "Length") == 3
    table = TypeTable()
    table.data("System.String").add(CodeProperty("Length", lambda value: 42))
    before = activate(table)
    try:
        assert reading.get_member(CTX, "abc", "Length") == 42
    finally:
        activate(before)


# -- writing


def test_a_missing_property_of_a_custom_object():
    with pytest.raises(NetError) as caught:
        writing.set_member(CTX, PSObject.of(a=1), "b", 2)
    assert error_of(caught)[0] == "ExceptionWhenSetting"


@pytest.mark.parametrize(
    ("target", "error_id"),
    [(None, "PropertyNotFound"), ("abc", "PropertyAssignmentException")],
)
def test_what_cannot_be_set(target, error_id):
    with pytest.raises(NetError) as caught:
        writing.set_member(CTX, target, "Length", 2)
    assert error_of(caught)[0] == error_id


def test_dictionaries_take_keys():
    table = Hashtable()
    writing.set_member(CTX, table, "x", 1)
    assert table["X"] == 1


# -- calls


def test_calling_null():
    with pytest.raises(NetError) as caught:
        calls.invoke_method(CTX, None, "Foo", [])
    assert error_of(caught) == ("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.")


def test_an_unknown_method():
    with pytest.raises(NetError) as caught:
        calls.invoke_method(CTX, "abc", "Explode", [])
    text = "Method invocation failed because [System.String] does not contain a method named 'Explode'."
    assert error_of(caught) == ("MethodNotFound", text)


def test_a_wrong_number_of_arguments():
    with pytest.raises(NetError) as caught:
        calls.invoke_method(CTX, "abc", "Substring", [1, 2, 3])
    assert error_of(caught) == ("MethodCountCouldNotFindBest", 'Cannot find an overload for "Substring" and the argument count: "3".')


def test_a_failure_inside_is_wrapped():
    with pytest.raises(NetError) as caught:
        calls.invoke_method(CTX, "abc", "Substring", [5])
    exception = caught.value.exception
    assert error_of(caught)[0] == "ArgumentOutOfRangeException"
    assert exception.message.startswith('Exception calling "Substring" with "1" argument(s): "startIndex cannot be larger')
    assert exception.inner is not None
    assert exception.inner.kind.name == "ArgumentOutOfRangeException"


def test_an_argument_that_does_not_convert():
    math = type_from_text("math")
    assert math is not None
    with pytest.raises(NetError) as caught:
        calls.invoke_static(CTX, math, "Abs", ["x"])
    error_id, message = error_of(caught)
    assert error_id == "MethodArgumentConversionInvalidCastArgument"
    assert message.startswith('Cannot convert argument "value", with value: "x", for "Abs" to type "System.Double"')


def test_references_are_needed_where_they_are_declared():
    with pytest.raises(NetError) as caught:
        calls.invoke_static(CTX, INT, "TryParse", ["5", 0])
    assert error_of(caught)[0] in ("NonRefArgumentToRefParameterMsg", "MethodCountCouldNotFindBest")
    box = reference.PSReference(0)
    assert calls.invoke_static(CTX, INT, "TryParse", ["5", box]) is True
    assert box.value == 5


@pytest.mark.parametrize(
    ("name", "args", "chosen"),
    [
        ("Trim", [], "string Trim()"),
        ("Trim", [Char("x")], "string Trim(char trimChar)"),
        ("IndexOf", ["b"], "int IndexOf(string value)"),
        ("IndexOf", [Char("b")], "int IndexOf(char value)"),
        ("Split", ["--"], "string[] Split(string separator, System.StringSplitOptions options = None)"),
    ],
)
def test_the_overload_that_fits_best(name, args, chosen):
    from psbridge.objects.adapted import members_of

    plan = plans.plan_of(members_of(find_type("System.String")).methods[name.lower()], None)
    best = overloads.choose(overloads.candidates(plan.signatures, len(args)), args, name, False)
    assert best.signature.text == chosen


def test_generic_lists_convert_what_they_take():
    items = GenericList(INT)
    calls.invoke_method(CTX, items, "Add", ["5"])
    assert items == [5]


def test_constructors_name_themselves():
    stack = type_from_text("System.Collections.ArrayList")
    assert stack is not None
    with pytest.raises(NetError) as caught:
        calls.construct(CTX, stack, [-1])
    assert caught.value.exception.message.startswith('Exception calling ".ctor" with "1" argument(s)')


def test_arrays_are_made_by_their_type():
    assert calls.construct(CTX, INT.array(), [3]) == [0, 0, 0]
    assert isinstance(calls.construct(CTX, INT.array(2), [2, 3]), MultiArray)


# -- indexes


@pytest.mark.parametrize(
    ("target", "index", "expected"),
    [
        ([1, 2, 3], -1, 3),
        ([1, 2, 3], [0, 2], [1, 3]),
        ([1, 2, 3], [1, 9], [2]),
        ([1, 2], "1", 2),
        ([1, 2], "x", None),
        ([1, 2], 5, None),
        ("abc", 1, Char("b")),
        (Hashtable({"a": 1}), "A", 1),
        ([1, 2], [1, None], [2, 1]),
        (Hashtable({"a": 1, "b": 2}), ["a", "b"], [1, 2]),
        (Hashtable({"a": 1}), ["a", "z", None], [1, None]),
        (OrderedDictionary([("a", 1), ("b", 2)]), [-1, 9], [2]),
        (MultiArray(INT, (2, 2), [1, 2, 3, 4]), [1, 0], 3),
    ],
)
def test_reading_by_index(target, index, expected):
    assert indexing.get_index(CTX, target, index) == expected


@pytest.mark.parametrize(
    ("target", "index", "error_id"),
    [
        (None, 0, "NullArray"),
        ([1], None, "NullArrayIndex"),
        (MultiArray(INT, (2, 2), [0] * 4), 1, "NeedMultidimensionalIndex"),
    ],
)
def test_indexes_that_fail(target, index, error_id):
    with pytest.raises(NetError) as caught:
        indexing.get_index(CTX, target, index)
    assert error_of(caught)[0] == error_id


def test_a_scalar_is_a_list_of_itself():
    scalar = PSObject.of(a=1)
    assert indexing.get_index(CTX, scalar, 0) is scalar
    assert indexing.get_index(Context(2), scalar, -1) is scalar
    assert indexing.get_index(CTX, scalar, 1) is AutomationNull
    with pytest.raises(NetError) as caught:
        indexing.get_index(Context(2), scalar, 1)
    assert error_of(caught)[0] == "CannotIndex"


def test_strict_mode_three_refuses_positions_beyond_the_end():
    with pytest.raises(NetError) as caught:
        indexing.get_index(Context(3), [1, 2], 5)
    assert caught.value.exception.kind.full_name == "System.IndexOutOfRangeException"


@pytest.mark.parametrize("target", [ArrayList([1]), OrderedDictionary([("a", 1)])], ids=lambda one: type(one).__name__)
def test_lists_refuse_positions_beyond_the_end_in_their_own_words(target):
    with pytest.raises(NetError) as caught:
        indexing.get_index(Context(3), target, 5)
    assert caught.value.exception.kind.full_name == "System.ArgumentOutOfRangeException"
    assert caught.value.exception.extra["ParamName"] == "index"


@pytest.mark.parametrize("target", [[1], TypedArray(INT, [1]), bytearray(b"a")], ids=lambda one: type(one).__name__)
def test_arrays_refuse_writing_beyond_the_end_in_their_own_words(target):
    with pytest.raises(NetError) as caught:
        indexing.set_index(CTX, target, 5, 1)
    assert caught.value.exception.kind.full_name == "System.IndexOutOfRangeException"


def test_a_list_within_a_slice_is_no_position():
    with pytest.raises(NetError) as caught:
        indexing.get_index(CTX, [1], [0, [0, 0]])
    assert caught.value.exception.message == 'Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Int32".'


def test_without_a_conversion_the_list_is_refused():
    with pytest.raises(NetError) as caught:
        indexing.set_index(CTX, GenericList(INT, [1]), 0, Hashtable({}))
    assert caught.value.exception.message.startswith('Cannot convert the "System.Collections.Generic.List`1[System.Int32]" value')


def test_text_cannot_be_changed_by_index():
    with pytest.raises(NetError) as caught:
        indexing.set_index(CTX, "abc", 0, "x")
    assert error_of(caught) == ("CannotIndex", 'Unable to index into an object of type "System.String".')


# -- signatures and ranks


def test_definitions_are_read():
    read = signatures.parse("static bool TryParse(string s, [ref] int result)")
    assert [p.by_ref for p in read.parameters] == [False, True]
    read = signatures.parse("string[] Split(char separator, System.StringSplitOptions options = None)")
    assert (read.required, read.accepts(1), read.accepts(3)) == (1, True, False)
    read = signatures.parse("string Trim(Params char[] trimChars)")
    assert read.accepts(0)
    assert read.accepts(5)


def test_ranks_follow_powershell():
    double, text = find_type("System.Double"), find_type("System.String")
    assert ranks.rank(5, INT) > ranks.rank(5, double) > ranks.rank(5.5, INT) > ranks.rank(5, text) > ranks.NONE
    assert ranks.rank("x", find_type("System.Collections.IDictionary")) == ranks.NONE


def test_type_arguments_of_generic_methods():
    enumerable, array, text = (type_from_text(name) for name in ("Linq.Enumerable", "array", "string"))
    assert enumerable is not None
    assert array is not None
    assert text is not None
    assert calls.invoke_static(CTX, enumerable, "Cast", [[1, "2"]], (INT,)) == [1, 2]
    assert calls.invoke_static(CTX, enumerable, "OfType", [[1, "2"]], (text,)) == ["2"]
    assert calls.invoke_static(CTX, array, "Empty", [], (INT,)).element is INT


@pytest.mark.parametrize(
    ("script", "error_id", "part"),
    [
        ("$a = 1, 2; $a[0, 1] = 5", "ArraySliceAssignmentFailed", "[0,1]"),
        ("$a = 1, 2; $i = 0, 1; $a[$i] = 5", "ConvertToFinalInvalidCastException", "System.Int32"),
        ("(1, 2)[@{}]", "ConvertToFinalInvalidCastException", "System.Int32"),
        ("1..10000000000", "System.OverflowException", "too large or too small for an Int32"),
        ("$h = @{ a = 1 }; $h + @{ A = 1 }", "System.ArgumentException", "dictionary: 'a'  Key being added: 'A'"),
        ("$h = @{ a = 1 }; $h.Add('A', 2)", "ArgumentException", "dictionary: 'a'  Key being added: 'A'"),
        ("1 -as 'no.such'", "InvalidCastFromStringToType", "System.Type"),
        ("1 -as $null", "AsOperatorRequiresType", "-as"),
    ],
)
def test_slices_and_types_that_are_none(ps, script, error_id, part):
    told = ps(f'try {{ {script} }} catch {{ $_.FullyQualifiedErrorId; "$_" }}')
    assert told[0] == error_id
    assert part in told[1]


def test_methods_become_delegates(ps):
    script = 'class C { static [int] Twice([int]$a) { return $a * 2 } [string] Name([string]$p) { return "n$p" } }; '
    told = ps(
        script
        + "([Func[int, int]][C]::Twice).Invoke(4); ([Func[string, object]][C]::new().Name).Invoke('q'); ([Func[int, int]][math]::Abs).Invoke(-9)"
    )
    assert told == [8, "nq", 9]
    refused = "try { [Func[int, string]][C]::Twice } catch { $_.FullyQualifiedErrorId }"
    assert ps(script + refused) == ["ConvertToFinalInvalidCastException"]


def test_a_method_that_was_read_can_be_invoked(ps):
    assert ps("$m = [math]::Abs; $m.Invoke(-3); 'abc'.Substring.Invoke(1)") == [3, "bc"]


def test_positions_in_text_count_code_units(ps):
    script = '$s = "a`u{1F600}b"; $s.Length; $s[1, 2] | & { process { [int] $_ } }; $s[3]; $s.Chars(3); $s.ToCharArray().Count; ([char[]] $s).Count'
    assert ps(script) == [4, 0xD83D, 0xDE00, "b", "b", 4, 4]
