"""`psbridge conformance`: which of its commands a word means."""

from __future__ import annotations

import sys

_USAGE = "usage: psbridge conformance record IN OUT [-j N] [--timeout S] [--target engine]"


def main(arguments: list[str]) -> int:
    """Run one of them; returns the exit code."""
    if arguments[:1] == ["record"]:
        from psbridge.cli.record import main as record

        return record(arguments[1:])
    asked = arguments[:1] in (["-h"], ["--help"])
    print(_USAGE, file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2
