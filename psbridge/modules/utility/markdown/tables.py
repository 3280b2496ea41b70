"""Pipe tables of Markdown: a line of headings, a line of dashes, lines of cells."""

from __future__ import annotations

import re

from psbridge.modules.utility.markdown.nodes import Node

_DASHES = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_ALIGNS = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): ""}


def read_table(lines: list[str], at: int) -> tuple[Node, int] | None:
    """The table that begins at a line, and where it ends; None when none does."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "|" not in lines[at + 1] or not _DASHES.match(lines[at + 1]):
        return None
    aligns = tuple(_ALIGNS[cell.startswith(":"), cell.endswith(":")] for cell in _cells(lines[at + 1]))
    rows = [_row(lines[at], len(aligns))]
    if len(_cells(lines[at])) != len(aligns):
        return None
    at += 2
    while at < len(lines) and "|" in lines[at]:
        rows.append(_row(lines[at], len(aligns)))
        at += 1
    return Node("Table", rows, aligns=aligns), at


def _row(line: str, wanted: int) -> Node:
    cells = _cells(line)
    return Node("Row", [Node("Cell", text=cell) for cell in (cells + [""] * wanted)[:wanted]])


def _cells(line: str) -> list[str]:
    """The cells of a line; a bar in code or after a backslash parts nothing."""
    found, current, code, at = [], "", False, 0
    bare = line.strip().removeprefix("|")
    while at < len(bare):
        letter = bare[at]
        if letter == "\\" and bare[at : at + 2] == "\\|":
            current, at = current + "|", at + 2
            continue
        code ^= letter == "`"
        if letter == "|" and not code:
            found.append(current.strip())
            current = ""
        else:
            current += letter
        at += 1
    return [*found, current.strip()] if current.strip() or not bare.endswith("|") else found
