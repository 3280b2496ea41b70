"""`psbridge copy FROM TO`: files to or from hosts; the side with `HOST:` before its path is the host's.  Interrupted copies go on.

Decides that what comes from several hosts lies in a folder for each, and that a host which fails does not stop the others.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from psbridge.cli.arguments import count
from psbridge.cli.hosts import add_options, connections, tell_sum
from psbridge.cli.printing import print_line

_IS_FOLDER = "param($path) Test-Path -LiteralPath $path -PathType Container"
_REMOTE = re.compile(r"([A-Za-z0-9@\[\]._,-]{2,}(?::\d{1,5})?):(.+)", re.DOTALL)
Work = tuple[Any, list[tuple[str, str]]]  # a connection, and what is copied whereto


def main(arguments: list[str]) -> int:
    """Run and give the exit code."""
    from psbridge.errors import PsBridgeError

    parser = argparse.ArgumentParser(prog="psbridge copy", description="Copies files to or from a host: psbridge copy a.zip web01:C:\\temp")
    add_options(parser, many=False)
    parser.add_argument("-r", "--recurse", action="store_true", help="directories with everything in them")
    parser.add_argument("-j", "--throttle", type=count, default=8, metavar="N", help="at most so many hosts at the same time (8)")
    parser.add_argument("source", nargs="+", metavar="FROM", help="a path, HOST:PATH, web[01-20]:PATH or @group:PATH")
    parser.add_argument("target", metavar="TO", help="the same; from several hosts each has a folder of its name in it")
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
        pairs = [(one, there[2]) for one in told.source]
        return _everywhere([(one, pairs) for one in connections(told, [there[1]])], told, to_host=True)
    if there is None and all(sources):
        return _everywhere(_from_hosts(told, sources), told, to_host=False)
    raise ConfigurationError("One side must be on a host and the other here", hint="Write HOST:PATH for the one on the host.")


def _from_hosts(told: argparse.Namespace, sources: list[Any]) -> list[Work]:
    """What comes from where; files of several hosts would take each other's names, so that each host has a folder of its own."""
    found: dict[str, tuple[Any, list[str]]] = {}
    for one in sources:
        for connection in connections(told, [one[1]]):
            found.setdefault(connection.host, (connection, []))[1].append(one[2])
    target = Path(told.target)
    if len(found) == 1 and len(sources) > 1 and not target.is_dir():
        raise _no_folder(told.target, "here", "mkdir")
    work = []
    for host, (connection, paths) in found.items():
        folder = str(target / host) if len(found) > 1 else told.target
        work.append((connection, [(path, folder) for path in paths]))
    return work


def _everywhere(work: list[Work], told: argparse.Namespace, *, to_host: bool) -> int:
    """Do it for each host, several at the same time; what fails on one is no matter to the others."""
    from psbridge.errors import PsBridgeError
    from psbridge.sessions.interruption import Stops, run_all

    several = len(work) > 1
    failed: list[str] = []
    stops = Stops()

    def one(index: int) -> None:
        connection, pairs = work[index]
        mark = f"[{connection.host}] " if several else ""
        try:
            _move(connection, pairs, told, stops, mark, to_host=to_host)
        except (PsBridgeError, OSError) as problem:
            if not several:
                raise
            failed.append(connection.host)
            print_line(f"{mark}{problem}", sys.stderr)

    run_all(one, len(work), None, told.throttle, stops)
    if several:
        tell_sum(len(work) - len(failed), len(work), len(failed))
    return 1 if failed else 0


def _move(connection: Any, pairs: list[tuple[str, str]], told: argparse.Namespace, stops: Any, mark: str, *, to_host: bool) -> None:
    from psbridge.sessions.session import Session

    shown = _progress if sys.stderr.isatty() and not mark else None
    with Session(connection.host, connection=connection) as session, stops.hold(session.client.kill):
        folder = pairs[0][1]
        if to_host and len(pairs) > 1 and not session.invoke(_IS_FOLDER, folder).output[0]:
            raise _no_folder(folder, f"on {connection.host}", "New-Item -ItemType Directory -Path")
        if mark and not to_host:
            Path(folder).mkdir(parents=True, exist_ok=True)
        act = session.copy_to if to_host else session.copy_from
        for source, target in pairs:
            for one in act(source, target, recurse=told.recurse, on_progress=shown):
                resumed = f", continued at {one.resumed_at}" if one.resumed_at else ""
                print_line(f"{mark}{one.source} -> {one.target} ({one.size} bytes{resumed})")


def _no_folder(path: str, where: str, maker: str) -> Exception:
    """Several files cannot take the name of one."""
    from psbridge.sessions.copy import CopyError

    return CopyError(f"There is no folder {path} {where}, and several are to be copied", hint=f"Make it first: {maker} '{path}'")


def _progress(name: str, done: int, size: int) -> None:
    share = 100 if not size else 100 * done // size
    print(f"\r{name} {share} %", end="\n" if done >= size else "", file=sys.stderr, flush=True)
