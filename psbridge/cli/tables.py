"""Lists of jobs, sessions and transfers on standard output: coloured tables where somebody looks, plain columns in a pipe, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from psbridge.cli.terminal import is_capable


def show_table(heads: Sequence[str], values: Sequence[Sequence[Any]], *, tabs: bool = False, as_json: bool = False) -> None:
    """Print rows under their heads; in a pipe as aligned columns that are never cut, or (`tabs`) for `cut`, without heads.

    ``as_json``: one object a line instead, its values as they are.
    """
    if as_json:
        for one in values:
            print(json.dumps(dict(zip(heads, one, strict=True)), ensure_ascii=False))
        return
    rows = [[str(cell) for cell in one] for one in values]
    if sys.stdout.isatty() and is_capable():
        from rich.console import Console

        from psbridge.objects.showing import rich_table

        Console(highlight=False).print(rich_table([dict(zip(heads, row, strict=True)) for row in rows]))
        return
    if tabs:
        for row in rows:
            print("\t".join(row))
        return
    lines = [heads, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
