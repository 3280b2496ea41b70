"""`psbridge copy FROM TO`: files to or from a host; the side with `HOST:` before its path is the host's.  Interrupted copies go on."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from psbridge.cli.hosts import add_options, connections

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
    try:
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
        for found in sources:
            assert found is not None
            _move(connections(told, [found[1]])[0], [(found[2], told.target)], told, to_host=False)
        return 0
    raise ConfigurationError("One side must be on a host and the other here", hint="Write HOST:PATH for the one on the host.")


def _move(connection: Any, pairs: list[tuple[str, str]], told: argparse.Namespace, *, to_host: bool) -> None:
    from psbridge.sessions.session import Session

    shown = _progress if sys.stderr.isatty() else None
    with Session(connection.host, connection=connection) as session:
        act = session.copy_to if to_host else session.copy_from
        for source, target in pairs:
            for one in act(source, target, recurse=told.recurse, on_progress=shown):
                resumed = f", continued at {one.resumed_at}" if one.resumed_at else ""
                print(f"{one.source} -> {one.target} ({one.size} bytes{resumed})")


def _progress(name: str, done: int, size: int) -> None:
    share = 100 if not size else 100 * done // size
    print(f"\r{name} {share} %", end="\n" if done >= size else "", file=sys.stderr, flush=True)
