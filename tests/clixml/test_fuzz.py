"""Mutated real documents: nothing but ClixmlError, and soon."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psbridge import clixml
from psbridge.errors import ClixmlError

DATA = Path(__file__).resolve().parent.parent / "data" / "clixml"
with gzip.open(DATA / "clixml.jsonl.gz", "rt", encoding="utf-8") as file:
    SEEDS = [text for line in file if (text := json.loads(line).get("clixml")) and len(text) < 4000]
PIECES = [
    "<",
    ">",
    "&",
    '"',
    "<Obj>",
    "</Obj>",
    '<Ref RefId="0" />',
    "<MS>",
    "</MS>",
    "<LST>",
    "_x",
    "<![CDATA[",
    "]]>",
    "<!--",
    "\0",
    "\ud800",
    "<En>",
    "9" * 30,
    "<TN>",
]


def mutate(text: str, edits: list[tuple[int, int, str]]) -> str:
    for place, length, new in edits:
        at = place % (len(text) + 1)
        text = text[:at] + new + text[at + length :]
    return text


@settings(max_examples=400, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 12), st.sampled_from(PIECES) | st.text(max_size=3)), max_size=6),
)
def test_mutated_documents(seed, edits):
    text = mutate(seed, edits)
    try:
        values = clixml.loads(text)
    except ClixmlError:
        return
    for value in values:
        clixml.read_element(clixml.write_element(value))


@settings(max_examples=200, deadline=2000)
@given(st.binary(max_size=200))
def test_random_bytes(data):
    try:
        clixml.loads(data)
    except ClixmlError:
        return
