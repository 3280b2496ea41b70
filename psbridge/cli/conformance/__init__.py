"""`psbridge conformance`: which of its commands a word means."""

from __future__ import annotations

import sys
from importlib import import_module

_COMMANDS = {
    "run": ("psbridge.cli.conformance.running", "run cases on targets (--target, --filter, --html ...)"),
    "list": ("psbridge.cli.conformance.listing", "the cases and what they show"),
    "explain": ("psbridge.cli.conformance.explaining", "one case: its script, what is expected, what a target did"),
    "compare": ("psbridge.cli.conformance.comparing", "A.json B.json: where two results differ"),
    "coverage": ("psbridge.cli.conformance.coverage", "which statements are shown by which cases and tests"),
    "support": ("psbridge.cli.conformance.support", "write SUPPORT.md: commands, parameters, statements for each target"),
    "record": ("psbridge.cli.record", "IN OUT: run recorded scripts and write down what happened"),
}


def usage() -> str:
    """The page of `psbridge conformance --help`."""
    lines = [f"  {name:<10}{says}" for name, (_, says) in _COMMANDS.items()]
    return "\n".join(["usage: psbridge conformance COMMAND ...", "", *lines])


def main(arguments: list[str]) -> int:
    """Run one of them; returns the exit code."""
    word = arguments[0] if arguments else ""
    if word in _COMMANDS:
        code: int = import_module(_COMMANDS[word][0]).main(arguments[1:])
        return code
    asked = word in ("-h", "--help")
    print(usage(), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2
