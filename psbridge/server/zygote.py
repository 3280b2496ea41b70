"""A prepared process that makes servers by forking: starting one takes milliseconds instead of a Python start.

Decides the request: one message on a seqpacket socket, with a JSON header and the descriptors for stdin, stdout and the report pipe (which
gets the child's process id, and ends with the child).  The zygote has a single thread, so that forking it is safe, and ends when
nobody holds the other end of its socket any more.
"""

from __future__ import annotations

import array
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, TextIO, cast

from psbridge.server.poolhostprofile import Profile

_MESSAGE = 1 << 20


def main(arguments: list[str]) -> int:
    """Serve requests on the socket whose number is the first argument."""
    channel = socket.socket(fileno=int(arguments[0]))
    return run(channel)


def run(channel: socket.socket) -> int:
    """Prepare, then fork for each request until the end of the channel."""
    profile = prepare()
    warm = False
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for: their report pipe tells of their end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while True:
        if not warm and not select.select([channel], [], [], 0)[0]:  # whoever waits already is served first
            warm_up(profile)
            warm = True
            gc.collect()
            gc.freeze()
        header, descriptors = _receive(channel)
        if not header:
            return 0
        if os.fork() == 0:
            channel.close()
            _serve(profile, json.loads(header), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _receive(channel: socket.socket) -> tuple[bytes, list[int]]:
    numbers = array.array("i")
    try:
        data, ancillary, _, _ = channel.recvmsg(_MESSAGE, socket.CMSG_SPACE(3 * numbers.itemsize))
    except OSError:
        return b"", []
    for level, kind, body in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            numbers.frombytes(body[: len(body) - len(body) % numbers.itemsize])
    return data, list(numbers)


def prepare() -> Profile:
    """Load what no server can do without."""
    from psbridge.server.console import ServerOptions, server_profile
    from psbridge.server.stdio import StdioServer  # noqa: F401  its children need it

    return server_profile(ServerOptions())


def warm_up(profile: Profile) -> None:
    """Load what most jobs need, by running a little of everything."""
    warm = profile.prepared()
    warm.invoke(_WARM_UP)
    import psbridge.clixml

    psbridge.clixml.dumps(warm.invoke("Get-Item /; Get-Date; [pscustomobject]@{ a = 1 }"), 1)
    warm.close()


_WARM_UP = """
function f { param([int]$n) $n }
$null = 1..3 | Where-Object { $_ -gt 1 } | ForEach-Object { f $_ } | Sort-Object | Select-Object -First 1 | Out-String
try { throw 'x' } catch { $null = "$_" }
$null = @{ a = 1 }, 'text', (Get-Date), (Get-Location) -join ','
"""


def _serve(profile: Profile, request: dict[str, Any], descriptors: list[int]) -> None:
    """In the child: become the server that was asked for; never returns."""
    code = 1
    try:
        code = _become(profile, request, descriptors)
    except BrokenPipeError:
        code = 0  # whoever asked is gone
    except BaseException as error:  # noqa: BLE001 - nothing may fall back into the zygote's loop
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _become(profile: Profile, request: dict[str, Any], descriptors: list[int]) -> int:
    from psbridge.server.poolhostprofile import startup_scripts
    from psbridge.server.stdio import StdioServer

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    source, target, report = descriptors
    os.write(report, f"{os.getpid()}\n".encode())
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    _move(request.get("directory"))
    gc.enable()
    profile.directory = request.get("directory") or str(Path.home())
    profile.startup = startup_scripts(request.get("location"), request.get("command"))
    return StdioServer(profile, source, target, cast("TextIO", _Reported())).run()


class _Reported:
    """What the server prints at its end: nobody reads it, the report pipe and the exit tell enough."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""


def _move(directory: str | None) -> None:
    if directory is not None:
        try:
            os.chdir(directory)
        except OSError:
            os.chdir("/")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
