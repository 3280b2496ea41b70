"""Servers from a prepared process: started in milliseconds, because a zygote forks them.

Decides what a forked server is given, and that it is known to be dead when its report pipe ends.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from collections.abc import Mapping

from psbridge.errors import ConnectionFailed, PsBridgeError
from psbridge.transports.carrier import ENDED_SILENTLY
from psbridge.transports.stdio import StdioTransport
from psbridge.transports.zygotes import forget_zygote, zygote


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
        return ConnectionFailed(ENDED_SILENTLY, where=self.name)
