"""Modules of other packages: whoever has an entry point in the group `psbridge.modules` brings commands along.

    [project.entry-points."psbridge.modules"]
    ActiveDirectory = "my_package.directory"     # a package or module with COMMANDS: cmdlet classes, or name -> "module:Class"

Decides where they are looked for. Files are read, not `importlib.metadata` asked: a session asks this question when a command is not known,
and that must not take a tenth of a second.
"""

from __future__ import annotations

import configparser
import sys
from functools import lru_cache
from pathlib import Path

from psbridge.engine.modules import BuiltinModule

GROUP = "psbridge.modules"


@lru_cache(maxsize=1)
def installed() -> tuple[BuiltinModule, ...]:
    """The modules that installed packages bring along, each name once."""
    return find(sys.path)


def find(folders: list[str]) -> tuple[BuiltinModule, ...]:
    """The modules of the packages in these folders; the first of a name counts."""
    found: dict[str, BuiltinModule] = {}
    for folder in folders:
        for file in sorted(Path(folder or ".").glob("*.dist-info/entry_points.txt")):
            for name, place in _entries(file, GROUP):
                version = file.parent.name.removesuffix(".dist-info").rpartition("-")[2]
                found.setdefault(name.lower(), BuiltinModule(name, place, _version(version), kind="Binary"))
    return tuple(found.values())


def entry_points(group: str, folders: list[str]) -> list[tuple[str, str]]:
    """(name, module) pairs that the packages in these folders have in a group."""
    return [
        entry
        for folder in folders
        for file in sorted(Path(folder or ".").glob("*.dist-info/entry_points.txt"))
        for entry in _entries(file, group)
    ]


def _entries(file: Path, group: str) -> list[tuple[str, str]]:
    """(name, module) pairs of one file."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return []
    if group not in text:
        return []
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(text)
    return [(name, place.partition(" ")[0].partition(":")[0]) for name, place in parser.items(group)] if group in parser else []


def _version(text: str) -> str:
    """As .NET writes versions: numbers only, at least two."""
    numbers = [part for part in text.split(".") if part.isdigit()][:4]
    return ".".join(numbers) if len(numbers) > 1 else f"{numbers[0] if numbers else '0'}.0"
