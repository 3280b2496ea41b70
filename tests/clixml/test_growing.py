"""Documents that are read while they are parsed give what whole ones give."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from psbridge import clixml
from psbridge.clixml import documents, growing
from psbridge.clixml.limits import Limits
from psbridge.clixml.reader import Reader
from psbridge.errors import ClixmlError
from psbridge.objects import DateTime, Hashtable, Int64, NetException, PSObject, Queue, Stack

DATA = Path(__file__).parents[1] / "data" / "clixml"
ITEM = PSObject.of(Name="n", Id=1, When=DateTime(5), Big=Int64(7), Inner=PSObject.of(a=[1, [2, None]]), Text="a\n_x0041_ <&>")
WITH_NOTES = PSObject([ITEM, *range(20), ITEM])
WITH_NOTES.set("Note", "behind the items")
DOCUMENTS = {
    "array": [ITEM, *(PSObject.of(Name=f"n{i}", Id=i) for i in range(30)), ITEM],
    "lists in lists": [[list(range(20)), [ITEM] * 9], [WITH_NOTES, *range(20), WITH_NOTES], Hashtable({"k": list(range(30))})],
    "notes behind": WITH_NOTES,
    "queues and stacks": [Queue(range(20)), Stack(range(20)), *range(20)],
    "text": "x" * 50,
    "error": [NetException("System.Exception", "boom"), *range(20)],
    "nothing": None,
}


@pytest.fixture
def small(monkeypatch):
    """Everything counts as large."""
    monkeypatch.setattr(documents, "_GROWING", 0)
    monkeypatch.setattr(growing, "LONG", 2)


def numbered(value):
    """Text that shows values, type names, order and which objects are one."""
    return clixml.dumps(value, 3, unwrapped=False)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("piece", [1, 7, 100, 5000])
def test_it_reads_what_a_whole_document_gives(name, piece, monkeypatch, small):
    text = clixml.dumps(DOCUMENTS[name], 3)
    monkeypatch.setattr(growing, "_PIECE", piece)
    grown = clixml.loads(text)
    monkeypatch.setattr(documents, "_GROWING", len(text))
    assert numbered(grown) == numbered(clixml.loads(text))


def test_several_objects_and_references_between_them(monkeypatch, small, tmp_path):
    monkeypatch.setattr(growing, "_PIECE", 50)
    path = tmp_path / "many.xml"
    clixml.dump([ITEM, [ITEM, *range(9)], WITH_NOTES], path)
    text = path.read_text(encoding="utf-8")
    first, second, third = clixml.loads(text)
    assert second.base[0] is first
    assert third.get("Note") == "behind the items"
    assert third.base[0].get("Text") == ITEM.get("Text")


def outcome(text):
    try:
        return numbered(clixml.loads(text, document=True))
    except ClixmlError as error:
        return str(error)


def test_recorded_documents(monkeypatch, small):
    monkeypatch.setattr(growing, "_PIECE", 64)
    for line in gzip.decompress((DATA / "clixml.jsonl.gz").read_bytes()).decode().splitlines():
        text = json.loads(line).get("clixml")
        if text:
            grown = outcome(text)
            with monkeypatch.context() as patch:
                patch.setattr(documents, "_GROWING", len(text))
                assert grown == outcome(text)


def test_the_tree_is_freed_on_the_way():
    text = clixml.dumps([PSObject.of(Name=f"n{i}") for i in range(3000)])
    root, values = growing.read_growing(text, Reader())
    assert len(values[0].base) == 3000
    assert sum(1 for _ in root.iter()) < 2000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<Objs><I32>1</I32></Objs>", "Element 'Objs' with namespace name"),
        ('<Objs Version="2.0" xmlns="{0}"><I32>1</I32></Objs>', "Expected value is 1"),
        ('<Objs Version="1.1.0.1" xmlns="{0}"><I32>1</I32><I32>x</I32><I32>3</I32></Objs>', "Int32 primitive type are not valid"),
        ('<Objs Version="1.1.0.1" xmlns="{0}"><I32>1</I32></Obj>', "malformed"),
        ('<Objs Version="1.1.0.1" xmlns="{0}"><I32>1</I32>', "malformed"),
        ('<Objs Version="1.1.0.1" xmlns="{0}"><Obj RefId="0"><LST><Ref RefId="9" /></LST></Obj></Objs>', "No object found"),
        ("<!DOCTYPE a []><Objs/>", "DTD is prohibited"),
        ("  ", "Root element is missing"),
    ],
)
def test_bad_documents_fail_as_ever(text, message, small):
    with pytest.raises(ClixmlError, match=message):
        clixml.loads(text.replace("{0}", "http://schemas.microsoft.com/powershell/2004/04"))


def test_depth_is_limited(small):
    value: list = [1, 2, 3, 4]
    for _ in range(12):
        value = [1, 2, 3, value]
    with pytest.raises(ClixmlError, match="nested too deeply"):
        clixml.loads(clixml.dumps(value), limits=Limits(depth=10))
