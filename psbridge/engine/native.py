"""Programs of the machine as elements of a pipeline: arguments, standard streams, exit code.

Standard output becomes lines of text as it comes when somebody listens; standard error becomes error records (NativeCommandError).
Arguments
are split as PowerShell 7.0 passes them: an argument with white space is quoted, embedded double quotes must be escaped by the writer.
"""

from __future__ import annotations

import os
import queue
import shlex
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import PipelineStopped, error_record, terminate
from psbridge.engine.plan import Argument, Named
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.psobject import WrittenNumber, unwrap
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from collections.abc import Callable

    from psbridge.engine.context import Context


# -- arguments


def native_arguments(ctx: Context, elements: tuple[Any, ...]) -> list[str]:
    """The words of a program's command line."""
    words: list[str] = []
    for i, one in enumerate(elements):
        if one.__class__ is Argument and one.bare and one.ast.extent.text == "--%":
            words += _verbatim(ctx, elements[i + 1 :])
            break
        words += _words(ctx, one)
    return words


def _words(ctx: Context, one: Any) -> list[str]:
    if one.__class__ is Named:
        return _named(ctx, one)
    value = one.value(ctx)
    if one.__class__ is Argument:
        if one.bare and isinstance(value, str):
            return _expand(ctx, value)
        if isinstance(value, WrittenNumber):
            return _split(value.token)
    bare = unwrap(value)
    if isinstance(bare, NetDictionary) and one.__class__ is not Argument:
        return [word for key, item in bare.pairs() for word in _tied(f"-{to_text(key)}:", _texts(item))]
    return [word for text in _texts(value) for word in _split(text)]


def _tied(head: str, texts: list[str]) -> list[str]:
    """A splatted name with its value; further items of the value are words of their own."""
    return _split(head + "".join(texts[:1])) + [word for text in texts[1:] for word in _split(text)]


def _texts(value: Any) -> list[str]:
    bare = unwrap(value)
    if bare is None or bare is AutomationNull:
        return []
    items = None if isinstance(bare, str) else enumerate_value(bare)
    return [to_text(bare)] if items is None else [to_text(item) for item in items]


def _named(ctx: Context, one: Named) -> list[str]:
    text = one.ast.extent.text
    if one.value is None:
        return _split(text)
    head = text[: text.index(":") + 1]
    value = " ".join(_texts(one.value(ctx)))
    return [head, *_split(value)] if one.spaced else _split(head + value)


def _split(text: str) -> list[str]:
    """7.0 puts quotes around an argument with white space and lets the runtime split the command line again: double quotes inside
    vanish.
    """
    if '"' not in text:
        return [text] if text else []
    line = f'"{text}"' if any(char.isspace() for char in text) and not text.startswith('"') else text
    return runtime_split(line)


def runtime_split(line: str) -> list[str]:
    """How .NET on Unix takes a command line apart: quotes group, backslashes before a quote escape it."""
    words: list[str] = []
    current: list[str] = []
    inside = started = False
    i = 0
    while i < len(line):
        char = line[i]
        slashes = 0
        while char == "\\":
            slashes += 1
            i += 1
            char = line[i] if i < len(line) else ""
        if slashes:
            started = True
            if char == '"':
                current.append("\\" * (slashes // 2))
                if slashes % 2:
                    current.append('"')
                    i += 1
            else:
                current.append("\\" * slashes)
            continue
        if char == '"':
            inside, started = not inside, True
        elif char.isspace() and not inside:
            if started:
                words.append("".join(current))
            current, started = [], False
        else:
            current.append(char)
            started = True
        i += 1
    return [*words, "".join(current)] if started else words


def _expand(ctx: Context, text: str) -> list[str]:
    """Bare words: `~` is the home, wildcards are file names."""
    if text == "~" or text.startswith("~/"):
        text = str(ctx.runspace.home) + text[1:]
    if not any(char in text for char in "*?[") or text.startswith("-"):
        return _split(text)
    from psbridge.engine.errors import ScriptError

    try:
        found = ctx.runspace.paths(ctx).resolve(text, must_exist=False)
    except ScriptError:
        return [text]
    base = ctx.runspace.drives.file_location()
    names = [path.path if text.startswith("/") else os.path.relpath(path.path, base) for path in found]
    return names or [text]


def _verbatim(ctx: Context, elements: tuple[Any, ...]) -> list[str]:
    """Behind `--%` text stays as it is, but for %NAME% of the environment."""
    words: list[str] = []
    for one in elements:
        text = to_text(one.value(ctx))
        for name, value in ctx.runspace.environment.items():
            text = text.replace(f"%{name}%", value)
        try:
            words += shlex.split(text, posix=True)
        except ValueError:
            words += text.split()
    return words


# -- running

_AHEAD = 4096  # lines that are read before somebody wants them, once the input has ended


class NativeElement:
    """A program in a pipeline."""

    __slots__ = ("_process", "_threads", "args", "begun", "caller", "code", "errors", "expecting", "extent", "fed", "feeding", "follows",
        "info", "lines", "out",
                 "streams", "write")  # fmt: skip

    def __init__(self, info: Any, args: list[Any], caller: Context, extent: Any) -> None:
        self.info, self.args, self.caller, self.extent = info, [to_text(arg) for arg in args], caller, extent
        self.begun = False
        self.code = 0
        self.errors: list[str] = []
        self._process: Any = None
        self._threads: list[threading.Thread] = []
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.fed = self.follows = False
        self.feeding: Any = None
        self.write = self.first

    def prepare(self, out: Any, streams: Any, expecting: bool) -> None:
        self.out, self.streams, self.expecting = out, streams, expecting

    def begin(self) -> None:
        self.begun = True
        runspace = self.caller.runspace
        command = [self.info.path, *self.args]
        if self.info.path == runspace.own_program:
            import sys

            command = [sys.executable, "-m", "psbridge", *self.args]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if self.expecting else runspace.extras.get("native_stdin", subprocess.DEVNULL),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=runspace.drives.file_location(),
                env=dict(runspace.environment),
            )
        except OSError as error:
            text = f"Program '{self.info.name}' failed to run: {error.strerror}"
            terminate("ApplicationFailedException", text, "NativeCommandFailed", "ResourceUnavailable")
        self.caller.stop.on_cancel(self._kill)
        self.write = self.process
        self._start(self._read_errors)
        if self.expecting:
            self.feeding = _Feeder(self.caller, self._process.stdin)
            self._start(self._read_ahead)

    def _start(self, work: Any) -> None:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _read_ahead(self) -> None:
        """While input is still being written, output is kept so that neither side waits for the other; afterwards only so much is kept."""
        try:
            for line in self._process.stdout:
                self.lines.put(line)
                while self.fed and self.lines.qsize() > _AHEAD and not self.caller.stop.cancelled:
                    time.sleep(0.002)
        finally:
            self.lines.put(None)

    def first(self, value: Any) -> None:
        if not self.begun:
            self.begin()
        self.write(value)

    def settle(self) -> None:
        """Output is read when the input has ended."""

    def alone(self) -> None:
        """A program without input runs by itself."""

    def process(self, value: Any) -> None:
        if self.caller.stop.cancelled:
            raise PipelineStopped
        self.feeding.write(value)
        self._drain()

    def _drain(self) -> None:
        while not self.lines.empty():
            line = self.lines.get()
            if line is None:
                self.lines.put(None)
                return
            self.out.write(_text(line))

    def end(self) -> None:
        if not self.begun:
            self.begin()
        if self.feeding is not None:
            self.feeding.close()
            self.fed = True
        self._read_output()
        for thread in self._threads:
            thread.join()
        self.code = self._process.wait()
        if self.caller.stop.cancelled:
            raise PipelineStopped
        for line in self.errors:
            self._report(line)
        code = self.code if self.code >= 0 else 128 - self.code
        self.caller.execution.global_scope.variables["lastexitcode"] = code
        self.caller.execution.global_scope.spell("lastexitcode", "LASTEXITCODE")

    def _read_output(self) -> None:
        write = self.out.write
        for line in iter(self.lines.get, None) if self.expecting else self._process.stdout:
            write(_text(line))

    def _read_errors(self) -> None:
        self.errors = [line.decode("utf-8", "replace").rstrip("\r\n") for line in self._process.stderr]

    def _report(self, line: str) -> None:
        """A line of standard error: shown as it is, kept as an error record."""
        first = line is self.errors[0]
        error_id = "NativeCommandError" if first else "NativeCommandErrorMessage"
        record = error_record("RemoteException", line, error_id, "NotSpecified", line)
        record.category_info.target_name = line
        from psbridge.engine.errors import locate

        locate(record, self.caller, self.extent)
        if self.streams is self.caller.streams:
            show = getattr(self.streams, "native_error", None)
            if show is not None:
                show(line)
                return
        self.caller.execution.remember(record)
        self.streams.error(record)

    def _kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def finish(self) -> None:
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except OSError:
                    continue

    def is_target(self, target: Any) -> bool:
        return target is self

    @property
    def failed(self) -> bool:
        return self.code != 0


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\n").removesuffix("\r")


class _Feeder:
    """Input of a program: text as lines, other objects as they would be shown; each line is sent at once, in $OutputEncoding."""

    def __init__(self, ctx: Context, pipe: Any) -> None:
        self.ctx, self.pipe = ctx, pipe
        self.formatter: Any = None
        self.broken = False
        from psbridge.engine.members.texts import Encoding

        given = unwrap(ctx.get_variable("OutputEncoding"))
        found = given if isinstance(given, Encoding) else None  # anything else counts as the default
        self._encode: Callable[[str], bytes] = str.encode if found is None else found.encode
        self._mark = b"" if found is None else found.preamble

    def write(self, value: Any) -> None:
        if isinstance(value, str) and self.formatter is None:
            self._line(value)
            return
        if self.formatter is None:
            from psbridge.engine.rendering import text_formatter

            self.formatter = text_formatter(self.ctx, self._line)
        self.formatter.write(value)

    def _line(self, text: str) -> None:
        if self.broken:
            return
        mark, self._mark = self._mark, b""
        try:
            self.pipe.write(mark + self._encode(text + "\n"))
            self.pipe.flush()
        except BrokenPipeError:
            self.broken = True

    def close(self) -> None:
        if self.formatter is not None:
            self.formatter.end()
        try:
            self.pipe.close()
        except BrokenPipeError:
            self.broken = True


__all__ = ["NativeElement", "native_arguments"]
