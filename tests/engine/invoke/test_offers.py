"""What types offer for conversion."""

from __future__ import annotations

import pytest

from psbridge.engine.invoke import Delegate
from psbridge.engine.invoke.offers import Offers
from psbridge.modules import shell
from psbridge.objects import GenericDictionary, Hashtable, NetError, ScriptBlock, find_type, type_of
from psbridge.objects.convert import NO_CONVERSION, convert, error_id_of

INT, STRING = find_type("System.Int32"), find_type("System.String")


def test_constructors_with_one_argument():
    made = convert("seed", find_type("System.Text.StringBuilder"))
    assert str(made) == "seed"
    assert type_of(made).full_name == "System.Text.StringBuilder"


def test_sequences():
    made = convert([1, "2", 1], find_type("System.Collections.Generic.HashSet`1").close(INT))
    assert sorted(made) == [1, 2]
    assert sorted(convert("7", find_type("System.Collections.Generic.HashSet`1").close(INT))) == [7]


def test_hashtables_of_properties():
    made = convert(Hashtable(), find_type("System.Collections.Generic.Dictionary`2").close(STRING, INT))
    assert isinstance(made, GenericDictionary)
    with pytest.raises(NetError) as caught:
        convert(Hashtable({"Nope": 1}), find_type("System.Text.StringBuilder"))
    assert error_id_of(caught.value) == "ObjectCreationError"


def test_regular_expressions():
    assert type_of(convert("a+", find_type("System.Text.RegularExpressions.Regex"))).name == "Regex"
    with pytest.raises(NetError) as caught:
        convert("(", find_type("System.Text.RegularExpressions.Regex"))
    assert error_id_of(caught.value) == "InvalidCastFromStringToRegex"


def test_type_names():
    types = find_type("System.Type")
    assert convert("int[]", types) is INT.array()
    assert convert("System.Collections.Generic.List[int]", types).generic_arguments == (INT,)


def test_script_blocks_become_delegates():
    class Block(ScriptBlock):
        def invoke_value(self, where, *args, **event):
            return args[0] > 3

    predicate = convert(Block("x"), find_type("System.Predicate`1").close(INT))
    assert isinstance(predicate, Delegate)
    assert predicate(4) is True
    assert predicate(3) is False


def test_what_is_not_offered():
    offers = Offers()
    assert offers.parse(find_type("System.Text.StringBuilder"), "x", None) is NO_CONVERSION
    assert offers.construct(find_type("System.Text.StringBuilder"), [1]) is NO_CONVERSION
    assert offers.cast(INT, "x") is NO_CONVERSION
    assert offers.create(STRING) is NO_CONVERSION
    assert offers.sequence(STRING, []) is NO_CONVERSION
    assert not offers.parse_takes_culture(find_type("System.Text.StringBuilder"))
    assert offers.parse_takes_culture(INT)


def test_texts_name_classes_of_the_script():
    assert shell.run("class Own { }; ('Own' -as [type]).Name; function f { [type]'Own' }; (f).Name") == ["Own", "Own"]


def test_nullable_values_can_be_made():
    assert shell.run("[nullable[int]]::new(3)") == [3]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$OFS = '-'; [string] (1, 2)", ["1-2"]),
        ("$OFS = '-'; & { $OFS = '+'; [string] (1, 2) }; 'x' + (1, 2)", ["1+2", "x1-2"]),
        ("(1, 2).ToString(); ([int[]] 1).ToString(); [byte[]]::new(1).ToString()", ["System.Object[]", "System.Int32[]", "System.Byte[]"]),
    ],
)
def test_lists_become_text(script, expected):
    with shell.Runspace() as runspace:
        assert runspace.invoke(script) == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("[math]::Sqrt((1, 2))", 'with value: "System.Object[]", for "Sqrt"'),
        ("[datetime]::new('q', 1, 1)", 'with value: "q", for ".ctor"'),
    ],
)
def test_an_argument_that_does_not_fit_is_told_in_dotnets_text(script, words):
    with shell.Runspace() as runspace:
        assert runspace.invoke(f"try {{ {script} }} catch {{ $_.Exception.Message -like '*{words.replace('[', '`[').replace(']', '`]')}*' }}") == [True]
