"""A session in a child process that speaks PSRP on its stdin and stdout: `pwsh -s`, `psbridge -s`, or anything like them.

Decides how the child is started and ended: it dies with us (end of its input; on Linux also by a signal of the kernel), and is killed
when it does not go by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from psbridge.errors import ConnectionFailed, PsBridgeError
from psbridge.transports.stdio import StdioTransport

_LAST_WORDS = 2.0  # seconds to wait for the end of stderr
_ERRORS = 4096  # characters of the child's stderr that an error tells


def own_server(*options: str) -> list[str]:
    """The command line of our own server."""
    return [sys.executable, "-m", "psbridge", "-s", *options]


class ProcessTransport(StdioTransport):
    """A child process started for the session."""

    name = "process"

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None, directory: str | None = None) -> None:
        super().__init__()
        self._command, self._environment, self._directory = list(command), environment, directory
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = bytearray()
        self._stderr: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the child."""
        return None if self._process is None else self._process.pid

    def connect(self) -> tuple[int, int]:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=None if self._environment is None else dict(self._environment),
                cwd=self._directory,
                start_new_session=True,
            )
        except OSError as error:
            raise ConnectionFailed(f"{self._command[0]} cannot be started: {error.strerror}", hint="Is it installed?") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stderr = threading.Thread(target=self._read_errors, name="stderr of a session", daemon=True)
        self._stderr.start()
        return os.dup(self._process.stdout.fileno()), os.dup(self._process.stdin.fileno())

    def _read_errors(self) -> None:
        process = self._process
        assert process is not None
        assert process.stderr is not None
        while chunk := process.stderr.read1(_ERRORS):  # type: ignore[attr-defined]
            self._errors += chunk
            del self._errors[:-_ERRORS]
        process.stderr.close()

    def disconnect(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
        with contextlib.suppress(ProcessLookupError):  # it may have gone by itself
            process.send_signal(signal.SIGKILL)
        process.wait()

    def said(self) -> str:
        """What it wrote on its stderr, all of it once it has ended."""
        if self._stderr is not None:
            self._stderr.join(_LAST_WORDS)
        return bytes(self._errors).decode("utf-8", "replace").strip()

    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def final_code(self) -> int | None:
        """The exit code once its output is over: it may end a moment later."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_LAST_WORDS)
        return self.exit_code()

    def lost(self) -> PsBridgeError:
        code, said = self.final_code(), self.said()
        told = f"The process of the session has ended (exit code {code})"
        return ConnectionFailed(f"{told}: {said}" if said else told, where=self._command[0])
