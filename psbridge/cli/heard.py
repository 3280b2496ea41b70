"""What hosts say beside their output: where a command line shows it.

Decides that Write-Host stands among the output where people read it, and on standard error where a program does; warnings, verbose and
debug messages are on standard error with PowerShell's prefixes. Information that is not for the host is not shown, as in PowerShell.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import Any

from psbridge.objects.streams import INFORMATION, OUTPUT

_PREFIXES = (("WARNING", "warnings"), ("VERBOSE", "verbose"), ("DEBUG", "debug"))


class Heard:
    """The output of each host with the lines of Write-Host in between; `take` is called by the threads of the hosts, each for its own."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[tuple[Any, bool]]] = defaultdict(list)

    def take(self, host: str, stream: int, value: Any) -> None:
        """A record of a host."""
        if stream == OUTPUT:
            self._rows[host].append((value, False))
        elif stream == INFORMATION and _is_for_host(value):
            rows, text = self._rows[host], _text(value)
            if rows and rows[-1][1]:  # the line before is still open
                before = rows.pop()[0]
                text = before + text
            rows.append((text, _is_open(value)))

    def rows(self, host: str) -> list[Any]:
        return [value for value, _ in self._rows.get(host, [])]


def tell_aside(result: Any, *, host_lines: bool) -> None:
    """The messages of a host on standard error, with its lines for the host if they are not among the output."""
    if host_lines:
        for record in result.information:
            if _is_for_host(record):
                print(f"[{result.host}] {_text(record)}", file=sys.stderr)
    for prefix, name in _PREFIXES:
        for record in getattr(result, name):
            print(f"[{result.host}] {prefix}: {getattr(record, 'message', record)}", file=sys.stderr)


def _is_for_host(record: Any) -> bool:
    return "PSHOST" in [str(tag).upper() for tag in record.tags or ()]


def _message(record: Any, name: str) -> Any:
    data = record.message_data
    return data.get(name) if hasattr(data, "get") else getattr(data, {"Message": "message", "NoNewLine": "no_new_line"}[name], None)


def _text(record: Any) -> str:
    said = _message(record, "Message")
    return str(record if said is None else said)


def _is_open(record: Any) -> bool:
    return bool(_message(record, "NoNewLine"))
