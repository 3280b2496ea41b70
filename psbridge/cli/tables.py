"""Lists of jobs, sessions and transfers on standard output: coloured tables where somebody looks, plain columns in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from psbridge.cli.terminal import is_capable


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, tabs: bool = False) -> None:
    """Print rows under their heads; in a pipe as aligned columns that are never cut, or (`tabs`) for `cut`, without heads."""
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
