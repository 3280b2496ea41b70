"""Draws docs/states.md from the state tables of the code: `python docs/build_states.py`.

A table is a module-level mapping of psbridge/*/states.py, either state -> event -> state or (state, event) -> state. The test
suite compares the file with what this prints, so that a diagram cannot lie.
"""

from __future__ import annotations

import importlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
_INTRODUCTION = (
    "Drawn from the tables in the code by `python docs/build_states.py`; do not edit. "
    "An event that a state has no arrow for raises `InvalidTransition(machine, state, event, allowed)`."
)
Edges = list[tuple[str, str, str]]


def name_of(thing: object) -> str:
    """The name of a member of an enum (Python's or PowerShell's), otherwise its text."""
    return str(getattr(thing, "name", thing))


def edges(table: object) -> Edges:
    """(state, event, following) of a table; [] when the object is none."""
    if not isinstance(table, Mapping) or not table:
        return []
    if all(isinstance(row, Mapping) for row in table.values()):
        return [(name_of(s), name_of(e), name_of(f)) for s, row in table.items() for e, f in row.items()]
    if all(isinstance(key, tuple) and len(key) == 2 for key in table):
        found = [(name_of(s), name_of(e), name_of(f)) for (s, e), f in table.items()]
        states = {state for state, _, _ in found}
        return found if all(following in states for _, _, following in found) else []
    return []


def tables() -> Iterator[tuple[str, str, Edges]]:
    """Module, name and edges of every public state table."""
    for path in sorted((ROOT / "psbridge").rglob("states.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name, value in vars(importlib.import_module(module)).items():
            if not name.startswith("_") and (found := edges(value)):
                yield module, name, found


def diagram(found: Edges) -> str:
    """A Mermaid state diagram; events that lead the same way share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for state, event, following in found:
        arrows[state, following].append(event)
    lines = [f"    {state} --> {following} : {', '.join(events)}" for (state, following), events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def render() -> str:
    """The whole document."""
    parts = [
        "# State machines",
        _INTRODUCTION,
    ]
    for module, name, found in tables():
        parts += [f"## `{module}.{name}`", diagram(found)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    (HERE / "states.md").write_text(render(), encoding="utf-8")
