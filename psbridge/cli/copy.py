"""`psbridge copy FROM TO`: files to or from a host; the side with `HOST:` before its path is the host's.  Interrupted copies go on."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from psbridge.cli.hosts import add_options, connections

_IS_FOLDER = "param($path) Test-Path -LiteralPath $path -PathType Container"
_REMOTE = re.compile(r"([A-Za-z0-9@\[\]._-]{2,}):(.+)", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Run and give the exit code."""
    from psbridge.errors import PsBridgeError

    parser = argparse.ArgumentParser(prog="psbridge copy", description="Copies files to or from a host: psbridge copy a.zip web01:C:\\temp")
    add_options(parser, many=False)
    parser.add_argument("-r", "--recurse", action="store_true", help="directories with everything in them")
    parser.add_argument("source", nargs="+", metavar="FROM")
    parser.add_argument("target", metavar="TO")
    told = parser.parse_args(arguments)
    from psbridge.cli.lines import telling

    try:
        with telling():
            return _copy(told)
    except (PsBridgeError, OSError) as problem:
        print(f"psbridge copy: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("psbridge copy: interrupted; the same command goes on where it was", file=sys.stderr)
        return 130


def _copy(told: argparse.Namespace) -> int:
    from psbridge.errors import ConfigurationError

    there = _REMOTE.fullmatch(told.target)
    sources = [_REMOTE.fullmatch(one) for one in told.source]
    if there is not None and not any(sources):
        for connection in connections(told, [there[1]]):
            _move(connection, [(one, there[2]) for one in told.source], told, to_host=True)
        return 0
    if there is None and all(sources):
        if len(sources) > 1 and not Path(told.target).is_dir():
            raise _no_folder(told.target, "here", "mkdir")
        for found in sources:
            assert found is not None
            _move(connections(told, [found[1]])[0], [(found[2], told.target)], told, to_host=False)
        return 0
    raise ConfigurationError("One side must be on a host and the other here", hint="Write HOST:PATH for the one on the host.")


def _move(connection: Any, pairs: list[tuple[str, str]], told: argparse.Namespace, *, to_host: bool) -> None:
    from psbridge.sessions.session import Session

    shown = _progress if sys.stderr.isatty() else None
    with Session(connection.host, connection=connection) as session:
        folder = pairs[0][1]
        if to_host and len(pairs) > 1 and not session.invoke(_IS_FOLDER, folder).output[0]:
            raise _no_folder(folder, f"on {connection.host}", "New-Item -ItemType Directory -Path")
        act = session.copy_to if to_host else session.copy_from
        for source, target in pairs:
            for one in act(source, target, recurse=told.recurse, on_progress=shown):
                resumed = f", continued at {one.resumed_at}" if one.resumed_at else ""
                print(f"{one.source} -> {one.target} ({one.size} bytes{resumed})")


def _no_folder(path: str, where: str, maker: str) -> Exception:
    """Several files cannot take the name of one."""
    from psbridge.sessions.copy import CopyError

    return CopyError(f"There is no folder {path} {where}, and several are to be copied", hint=f"Make it first: {maker} '{path}'")


def _progress(name: str, done: int, size: int) -> None:
    share = 100 if not size else 100 * done // size
    print(f"\r{name} {share} %", end="\n" if done >= size else "", file=sys.stderr, flush=True)
