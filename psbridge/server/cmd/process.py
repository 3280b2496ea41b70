"""A console process: standard streams, environment, current directory, exit code.  Commands and programs get one and write to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from psbridge.concurrency import CancelToken
from psbridge.machine.computer import Machine
from psbridge.server.poolhostprofile import Profile

CODE_PAGES = {65001: "utf-8", 437: "cp437", 850: "cp850", 1252: "cp1252", 932: "cp932", 936: "gbk", 1200: "utf-16-le", 20127: "ascii"}


class Stopped(Exception):
    """The process was told to end."""


class ByteSink(Protocol):
    """Where output goes."""

    def __call__(self, data: bytes, /) -> object: ...


class StdIn:
    """Bytes that come while a process runs."""

    def __init__(self, token: CancelToken, data: bytes | None = None) -> None:
        self._buffer = bytearray(data or b"")
        self._ended = data is not None
        self._changed = threading.Condition()
        self._token = token
        token.on_cancel(lambda *_: self._wake())

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def put(self, data: bytes, end: bool = False) -> None:
        with self._changed:
            self._buffer += data
            self._ended = self._ended or end
            self._changed.notify_all()

    def _until(self, ready: Callable[[], bool]) -> None:
        self._changed.wait_for(lambda: ready() or self._ended or self._token.cancelled)
        if self._token.cancelled:
            raise Stopped

    def line(self) -> bytes | None:
        """A line with its end; None at the end of input."""
        with self._changed:
            self._until(lambda: b"\n" in self._buffer)
            cut = self._buffer.find(b"\n") + 1 or len(self._buffer)
            found = bytes(self._buffer[:cut])
            del self._buffer[:cut]
            return found or None

    def rest(self) -> bytes:
        """Everything up to the end of input."""
        with self._changed:
            self._until(lambda: False)
            found = bytes(self._buffer)
            self._buffer.clear()
            return found


@dataclass(slots=True)
class Console:
    """What the processes of one command share."""

    machine: Machine
    user: str
    token: CancelToken
    profile: Callable[[], Profile]
    code_page: int = 437

    @property
    def encoding(self) -> str:
        return CODE_PAGES.get(self.code_page, "cp437")


@dataclass(slots=True)
class Process:
    """One process, or one command inside cmd.exe (which shares environment and directory with it)."""

    console: Console
    environment: Any
    directory: str
    stdin: StdIn
    stdout: ByteSink
    stderr: ByteSink
    code: int = 0
    drives: dict[str, str] = field(default_factory=dict)  # the current directory of other drives
    stack: list[str] = field(default_factory=list)

    @property
    def machine(self) -> Machine:
        return self.console.machine

    @property
    def files(self) -> Any:
        return self.console.machine.files

    def check(self) -> None:
        """Raise when the process was told to end."""
        if self.console.token.cancelled:
            raise Stopped

    def write(self, text: str) -> None:
        self.check()
        self.stdout(text.encode(self.console.encoding, "replace"))

    def line(self, text: str = "") -> None:
        self.write(text + "\r\n")

    def complain(self, text: str, code: int = 1) -> int:
        """A line of standard error; gives the exit code."""
        self.check()
        self.stderr((text + "\r\n").encode(self.console.encoding, "replace"))
        return code

    def with_streams(self, stdin: StdIn | None = None, stdout: ByteSink | None = None, stderr: ByteSink | None = None) -> Process:
        """The same with other streams."""
        return replace(self, stdin=stdin or self.stdin, stdout=stdout or self.stdout, stderr=stderr or self.stderr)

    def child(self) -> Process:
        """A process that it starts: changes there are not seen here."""
        return replace(self, environment=type(self.environment)(dict(self.environment)), drives=dict(self.drives), stack=[], code=0)

    def path(self, text: str) -> str:
        """The absolute path that a word means."""
        word = text.replace("/", "\\").replace('"', "").strip()
        if word[1:2] == ":" and word[2:3] != "\\":
            base = self.directory if word[0].upper() == self.directory[0].upper() else self.drives.get(word[0].upper(), f"{word[0]}:\\")
            word = f"{base}\\{word[2:]}"
        elif word.startswith("\\"):
            word = self.directory[:2] + word
        elif word[1:2] != ":":
            word = f"{self.directory}\\{word}"
        return str(self.files.normalize(word))
