"""Collections: keys and their folding, types, pickling."""

from __future__ import annotations

import copy
import decimal
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    ArrayList,
    Byte,
    CaseSensitiveHashtable,
    Char,
    DictionaryEntry,
    GenericDictionary,
    GenericList,
    Hashtable,
    Int64,
    MultiArray,
    NetDictionary,
    OrderedDictionary,
    PSObject,
    PSPrimitiveDictionary,
    Queue,
    Single,
    Stack,
    TypedArray,
    find_type,
    type_of,
)
from psbridge.objects.containers import exact_key, fold_key

INT, STRING = find_type("System.Int32"), find_type("System.String")


def test_text_keys_have_no_case_but_keep_theirs():
    table = Hashtable({"Name": 1})
    assert table["NAME"] == 1
    table["nAME"] = 2
    assert table.pairs() == [("Name", 2)]
    assert "name" in table
    assert table.get("x", 5) == 5
    del table["name"]
    assert len(table) == 0
    with pytest.raises(KeyError):
        table["gone"]


def test_numbers_count_only_within_their_type():
    keys = [1, Int64(1), 1.0, True, Byte(1), "1", Single(1)]
    table = Hashtable([(key, type(key)) for key in keys])
    assert [table[key] for key in keys] == [type(key) for key in keys]
    assert 2 not in table


def test_chars_are_not_texts_and_have_case():
    table = Hashtable([("a", "text"), (Char("a"), "char")])
    assert (table["A"], table[Char("a")]) == ("text", "char")
    assert Char("A") not in table


def test_objects_are_keys_by_identity_or_value():
    first, second, null = [1], [1], object()
    table = Hashtable({"x": 0})
    table[first] = 1
    table[null] = 2
    assert first in table
    assert second not in table
    assert table[null] == 2
    assert PSObject("X") in table
    assert table[PSObject("X")] == 0
    table[decimal.Decimal(1)] = 3
    assert table[decimal.Decimal("1.0")] == 3


def test_case_sensitive_tables():
    table = CaseSensitiveHashtable({"a": 1})
    assert "A" not in table
    table["A"] = 2
    assert len(table) == 2


def test_folding():
    assert fold_key("AbC") == "abc"
    assert exact_key("AbC") == "AbC"
    assert fold_key(5) == 5
    assert fold_key(PSObject("Q")) == "q"
    assert fold_key(True) != fold_key(1)


def test_tables_are_themselves():
    table = Hashtable()
    assert table != Hashtable()
    assert table == table
    assert len({table, Hashtable()}) == 2
    assert bool(table)
    assert repr(OrderedDictionary({"a": 1})) == "OrderedDictionary({'a': 1})"


def test_order_and_position():
    table = OrderedDictionary([("z", 1), ("a", 2)])
    assert list(table) == ["z", "a"]
    assert (table.at(1), table.at(-1)) == (2, 2)
    table.set_at(0, 9)
    assert table["Z"] == 9
    with pytest.raises(IndexError):
        table.at(5)


def test_changes_while_walking():
    table = Hashtable({"a": 1, "b": 2})
    for key in table:
        table[key + "x"] = 0
    for key, _ in table.pairs():
        del table[key]
    assert len(table) == 0


def test_generic_dictionaries():
    table = GenericDictionary(STRING, INT, {"a": 1})
    assert "A" not in table
    assert type_of(table).generic_arguments == (STRING, INT)
    assert "A" in GenericDictionary(STRING, INT, {"a": 1}, ignore_case=True)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([], "System.Object[]"),
        ((), "System.Object[]"),
        (b"", "System.Byte[]"),
        (bytearray(), "System.Byte[]"),
        ({}, "System.Collections.Hashtable"),
        (TypedArray(INT), "System.Int32[]"),
        (MultiArray(INT, (2, 2), [0] * 4), "System.Int32[,]"),
        (ArrayList(), "System.Collections.ArrayList"),
        (Stack(), "System.Collections.Stack"),
        (Queue(), "System.Collections.Queue"),
        (OrderedDictionary(), "System.Collections.Specialized.OrderedDictionary"),
        (PSPrimitiveDictionary(), "System.Management.Automation.PSPrimitiveDictionary"),
        (DictionaryEntry(1, 2), "System.Collections.DictionaryEntry"),
    ],
)
def test_types(value, name):
    assert type_of(value).full_name == name


def test_generic_lists_know_their_type():
    made = GenericList(INT, [1])
    assert made.net_type.generic_definition is find_type("System.Collections.Generic.List`1")
    assert made == [1]


def test_multi_arrays():
    made = MultiArray(INT, (2, 3), list(range(6)))
    assert len(made) == 6
    assert list(made) == list(range(6))
    assert made.lower == (0, 0)


def test_typed_arrays_are_pickled_and_copied():
    made = TypedArray(INT, [1, 2])
    for again in (pickle.loads(pickle.dumps(made)), copy.copy(made)):
        assert again == made
        assert again.element is INT


def test_entries():
    entry = DictionaryEntry("a", 1)
    assert entry == DictionaryEntry("a", 1)
    assert entry != DictionaryEntry("a", 2)
    assert len({entry, entry}) == 1
    assert repr(entry) == "DictionaryEntry('a', 1)"


@given(st.lists(st.tuples(st.sampled_from(["set", "del"]), st.text("aAbB1", max_size=2), st.integers())))
def test_tables_behave_like_dictionaries_of_folded_keys(steps):
    table, model = OrderedDictionary(), {}
    for action, key, number in steps:
        if action == "set":
            table[key] = number
            model[key.lower()] = number
        elif key.lower() in model:
            del table[key]
            del model[key.lower()]
    assert {key.lower(): value for key, value in table.pairs()} == model
    assert [key.lower() for key in table] == list(model)
    assert isinstance(table, NetDictionary)
