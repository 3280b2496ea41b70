"""Servers from a prepared process: started in milliseconds, because a zygote forks them.

Decides how the zygote is asked (see psbridge.server.zygote), that there is one for each process and its forks, and that a child is known to
be dead when its report pipe ends.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping

from psbridge.errors import ConnectionFailed, PsBridgeError
from psbridge.transports.stdio import StdioTransport

_PROGRAM = "psbridge.server.zygote"
_BUFFER = 1 << 21


class Zygote:
    """The client's end of a zygote; it lives as long as somebody holds this end."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", _PROGRAM, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._channel = ours
        self._owner = os.getpid()

    @property
    def is_alive(self) -> bool:
        return self._owner != os.getpid() or self.process.poll() is None

    def ask(self, request: Mapping[str, object], descriptors: list[int]) -> None:
        """Have a server forked that gets these descriptors."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        self._channel.sendmsg([json.dumps(request).encode()], rights)


_lock = threading.Lock()
_zygote: Zygote | None = None


def zygote() -> Zygote:
    """The zygote of this process, made when first asked for; forks share the one of the process that they come from."""
    global _zygote
    with _lock:
        if _zygote is None or not _zygote.is_alive:
            _zygote = Zygote()
        return _zygote


def forget_zygote() -> None:
    """Have the next one who asks make a new one."""
    global _zygote
    with _lock:
        _zygote = None


class WarmTransport(StdioTransport):
    """A forked server.  `location` and `command` become startup scripts, as with `-wd` and `-EncodedCommand`."""

    name = "process"

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        directory: str | None = None,
        location: str | None = None,
        command: str | None = None,
    ) -> None:
        super().__init__()
        self._request = {
            "environment": dict(os.environ if environment is None else environment),
            "directory": directory,
            "location": location,
            "command": command,
        }
        self._report = -1
        self._pid: int | None = None
        self._pid_lock = threading.Lock()

    def connect(self) -> tuple[int, int]:
        their_input, our_output = os.pipe()
        our_input, their_output = os.pipe()
        self._report, their_report = os.pipe()
        try:
            self._ask([their_input, their_output, their_report])
        except OSError as error:
            raise ConnectionFailed(f"No server can be forked: {error.strerror}") from error
        finally:
            for descriptor in (their_input, their_output, their_report):
                os.close(descriptor)
        return our_input, our_output

    def _ask(self, descriptors: list[int]) -> None:
        """A zygote that has died meanwhile is replaced, once."""
        try:
            zygote().ask(self._request, descriptors)
        except (BrokenPipeError, ConnectionResetError):
            forget_zygote()
            zygote().ask(self._request, descriptors)

    @property
    def pid(self) -> int | None:
        """The process id of the server; waits until it is known."""
        with self._pid_lock:
            if self._pid is None and self._report >= 0:
                text = b""
                while not text.endswith(b"\n") and (more := os.read(self._report, 32)):
                    text += more
                self._pid = int(text) if text.strip() else None
            return self._pid

    def disconnect(self) -> None:
        """The end of its input ends it, a signal does so for sure."""
        pid = self.pid
        with self._pid_lock:
            if self._report < 0:
                return
            if pid is not None and not self._has_ended():
                with contextlib.suppress(ProcessLookupError):  # it may have gone by itself
                    os.kill(pid, signal.SIGKILL)
            os.close(self._report)
            self._report = -1

    def _has_ended(self) -> bool:
        """Whether the report pipe has ended: then the process id may belong to somebody else."""
        asked = select.poll()
        asked.register(self._report, select.POLLIN)
        return bool(asked.poll(0))

    def lost(self) -> PsBridgeError:
        return ConnectionFailed("The process of the session has ended", where=self.name)
