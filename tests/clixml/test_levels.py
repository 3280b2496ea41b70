"""What elements of one level share, and values with an element of their own."""

from __future__ import annotations

import pytest

from psbridge import clixml
from psbridge.clixml import elements
from psbridge.clixml.levels import COMPACT, INDENTED, MAX_LEVEL, NameBlocks, Starts
from psbridge.clixml.writer import Writer
from psbridge.objects import ConsoleColor, Hashtable, OrderedDictionary, PSObject, ScriptBlock, SecureString


def test_levels_are_made_once_and_end():
    assert INDENTED[3] is INDENTED[3]
    assert INDENTED[3].pad == "\n      "
    assert COMPACT[1] is COMPACT[7]  # without white space there is nothing to tell them apart
    with pytest.raises(IndexError):
        INDENTED[MAX_LEVEL]


def test_starts_of_entries_are_remembered_within_bounds():
    starts = Starts('<En><S N="Key">', "</S>")
    assert starts["a<b"] == starts["a<b"] == '<En><S N="Key">a&lt;b</S>'
    long = "k" * 200
    assert starts[long].endswith(f"{long}</S>")
    assert list(starts) == ["a<b"]
    for i in range(5000):
        assert starts[f"key{i}"] == f'<En><S N="Key">key{i}</S>'
    assert len(starts) < 2000


def test_type_names_of_a_level():
    assert NameBlocks("", "")["a<b", "c"] == "<T>a&lt;b</T><T>c</T></TN>"
    assert NameBlocks("\n", "\n  ")[("a",)] == "\n  <T>a</T>\n</TN>"


def test_entries_and_items_of_all_kinds_read_back_in_order():
    table = OrderedDictionary([("n", None), ("b", True), ("s", "x_x0041_<"), ("f", -0.0), ("g", 0.0), ("l", [None, [], {}, 2.5, "é"])])
    text = clixml.dumps([table, {1: "one"}, table])
    first, second, third = clixml.loads(text)[0].base
    assert first is third
    assert list(first.base.items())[:5] == [("n", None), ("b", True), ("s", "x_x0041_<"), ("f", -0.0), ("g", 0.0)]
    assert '<Db N="Value">-0</Db>' in text
    assert '<Db N="Value">0</Db>' in text
    assert second.base[1] == "one"
    none, empty, table, number, word = first.base["l"].base
    assert (none, number, word) == (None, 2.5, "é")
    assert (len(empty.base), len(table.base)) == (0, 0)


def test_a_collection_in_an_object_keeps_its_members_behind_its_elements():
    wrapped = PSObject(["x"])
    wrapped.set("Note", 1)
    assert clixml.write_text([wrapped, wrapped]).endswith(
        '<LST><Obj RefId="1"><TNRef RefId="0" /><LST><S>x</S></LST><MS><I32 N="Note">1</I32></MS></Obj><Ref RefId="1" /></LST></Obj>'
    )
    empty = PSObject(Hashtable())
    empty.set("Note", 1)
    assert '<DCT /><MS><I32 N="Note">1</I32></MS></Obj>' in clixml.write_text(empty)


def test_enums_and_script_blocks_are_never_referred_to():
    writer = Writer()
    elements.enum(writer, ConsoleColor.parse("Red"), "", 0, 0)
    assert writer.text == "<S>Red</S>"
    red = ConsoleColor.parse("Red")
    assert clixml.write_text([red, red]).count("<ToString>Red</ToString>") == 2
    block = ScriptBlock("1")
    assert clixml.write_text(block) == "<SBK>1</SBK>"
    block.set("Note", 2)
    assert clixml.write_text(block) == '<Obj RefId="0"><SBK>1</SBK><MS><I32 N="Note">2</I32></MS></Obj>'


def test_secrets_are_encrypted_when_there_is_a_key():
    assert clixml.write_text(SecureString("ab")) == "<SS>61006200</SS>"
    assert clixml.write_text(SecureString("ab"), encrypt=lambda text: text[::-1]) == "<SS>ba</SS>"
