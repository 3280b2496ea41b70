"""Every recorded value reads, and is written back as PowerShell writes it back."""

from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from psbridge import clixml
from psbridge.errors import ClixmlError

DATA = Path(__file__).resolve().parent.parent / "data" / "clixml"
NAMESPACE = "{http://schemas.microsoft.com/powershell/2004/04}"

# id -> why psbridge does otherwise. The input is still read and written, and the difference must still be one.
DIFFERENT = {
    "clixml/ref/same_hashtable_twice": "which of two equal values is the Ref depends on the order of .NET's randomised string hashes",
    "cmdinfo": "RefIds follow the order of a Hashtable, which is random in .NET",
    "psvt": "as above",
    "clixml_deser/empty_objs": "no object: loads gives an empty list; PowerShell's null for it is a matter of the caller",
    "clixml_deser/no_objs": "a bare element is a message body, which loads reads; document=True refuses it",
}


def tree(xml: str) -> tuple:
    """Elements as tuples: Objs unwrapped, RefIds in order of first use, dictionaries without order."""
    ids: dict = {}

    def node(element: ET.Element) -> tuple:
        tag = element.tag.replace(NAMESPACE, "")
        attributes = dict(element.attrib)
        if "RefId" in attributes:
            kind = "T" if tag in ("TN", "TNRef") else "O"
            attributes["RefId"] = ids.setdefault((kind, attributes["RefId"]), f"{kind}{len(ids)}")
        children = [node(child) for child in element]
        if tag == "DCT":
            children.sort(key=repr)
        return (tag, tuple(sorted(attributes.items())), "" if children else (element.text or ""), tuple(children))

    made = node(ET.fromstring(xml))
    return made[3] if made[0] == "Objs" else (made,)


def lines(name: str) -> list[str]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="\n") as file:
        return [line for line in file.read().split("\n") if line]


def again(text: str, depth: int) -> str | None:
    objects = clixml.loads(text)
    return clixml.dumps(objects[0] if len(objects) == 1 else objects, depth=depth) if objects else None


def recorded() -> list[tuple[str, str, int, str]]:
    cases = []
    for line in lines("clixml.jsonl.gz"):
        record = json.loads(line)
        back = (record.get("roundtrip") or {}).get("clixml")
        if record.get("clixml") and back:
            cases.append((record["id"], record["clixml"], record.get("depth") or 1, back, record.get("stable", True)))
    first = dict(line.split("\t", 1) for line in lines("types.tsv.gz"))
    second = dict(line.split("\t", 1) for line in lines("types_reserialised.tsv.gz"))
    for name, text in first.items():
        if not text.startswith("ERR") and not second.get(name, "ERR").startswith("ERR"):
            cases.append((name, text, 1, second[name], True))
    return [case[:4] for case in cases if case[4]]


@pytest.mark.parametrize(
    ("name", "text", "depth", "expected"), recorded(), ids=lambda value: value if isinstance(value, str) and len(value) < 50 else ""
)
def test_round_trip(name, text, depth, expected):
    written = again(text, depth)
    assert written is not None
    assert (tree(written) == tree(expected)) is (name not in DIFFERENT)


@pytest.mark.parametrize("record", [json.loads(line) for line in lines("clixml_deser.jsonl.gz")], ids=lambda record: record["id"])
def test_handwritten(record):
    if record["id"] in DIFFERENT:
        assert record["id"] != "clixml_deser/no_objs" or clixml.loads(record["input"]) == ["x"]
        return
    if record.get("error"):
        with pytest.raises(ClixmlError):
            clixml.loads(record["input"])
        return
    written = again(record["input"], 1)
    assert written is not None
    assert tree(written) == tree(record["clixml"])


def test_handwritten_no_objs_is_refused_as_document():
    with pytest.raises(ClixmlError, match="Objs"):
        clixml.loads("<S>x</S>", document=True)


def test_layout_is_powershells_to_the_letter():
    """White space and attribute order too, for what does not change on the way."""
    same = 0
    for line in lines("clixml.jsonl.gz"):
        record = json.loads(line)
        back = (record.get("roundtrip") or {}).get("clixml")
        if back and record.get("stable", True) and record["id"] not in DIFFERENT and "<DCT>" not in back:
            written = again(record["clixml"], record.get("depth") or 1)
            assert written == back, record["id"]
            same += 1
    assert same > 300
