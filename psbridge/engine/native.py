"""Programs of the machine as elements of a pipeline: arguments, standard streams, exit code.

Standard output becomes lines of text as it comes when somebody listens; standard error becomes error records (NativeCommandError).
Arguments are passed as PowerShell 7.0 does: one with white space is quoted, embedded double quotes must be escaped by the writer.
"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import PipelineStopped, error_record, terminate
from psbridge.engine.plan import Argument, Named
from psbridge.language.ast import ArrayLiteralAst, StringConstantType
from psbridge.objects import NetError
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.psobject import WrittenNumber, unwrap
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from collections.abc import Callable

    from psbridge.engine.context import Context


# -- arguments


def native_arguments(ctx: Context, elements: tuple[Any, ...]) -> list[str]:
    """The words that a program gets: one command line is written, and taken apart again by the runtime."""
    return runtime_split(_command_line(ctx, elements))


def _command_line(ctx: Context, elements: tuple[Any, ...]) -> str:
    words: list[str] = []
    for i, one in enumerate(elements):
        if one.__class__ is Argument and one.bare and one.ast.extent.text == "--%":
            words += [_environment(ctx, to_text(rest.value(ctx))) for rest in elements[i + 1 :]]
            break
        words.append(_named(ctx, one) if one.__class__ is Named else _argument(ctx, one))
    return " ".join(words)


def _environment(ctx: Context, text: str) -> str:
    """Behind `--%` text stays as it is, but for %NAME% of the environment."""
    for name, value in ctx.runspace.environment.items():
        text = text.replace(f"%{name}%", value)
    return text


def _named(ctx: Context, one: Named) -> str:
    text = one.ast.extent.text
    if one.value is None:
        return _globbed(ctx, text)
    head = _globbed(ctx, text[: text.index(":") + 1])
    return head + (" " if one.spaced else "") + _written(ctx, one.value(ctx), getattr(one.ast, "argument", None))


def _argument(ctx: Context, one: Any) -> str:
    value = one.value(ctx)
    if one.__class__ is Argument:
        return value.token if isinstance(value, WrittenNumber) else _written(ctx, value, one.ast)
    bare = unwrap(value)
    if isinstance(bare, NetDictionary):
        return " ".join(f"-{to_text(key)}:{_written(ctx, item, None)}" for key, item in bare.pairs())
    return _written(ctx, value, None)


def _written(ctx: Context, value: Any, ast: Any) -> str:
    """One argument; the items of an array in its place, those of an array that was written there joined as they were written."""
    bare = unwrap(value)
    if bare is None or bare is AutomationNull:
        return ""
    items = None if isinstance(bare, str) else enumerate_value(bare)
    if items is None:
        return _word(ctx, to_text(bare), ast)
    parts: list[str] = []
    for i, item in enumerate(items):
        text = to_text(item)
        if text:
            parts += [_between(ast, i) if i else "", _word(ctx, text, None)]
    return "".join(parts)


def _between(ast: Any, index: int) -> str:
    """What stands between two items: a comma with the blanks that it was written with, else a blank."""
    if not isinstance(ast, ArrayLiteralAst):
        return " "
    last, here = ast.elements[index - 1].extent.end, ast.elements[index].extent.start
    gap = ast.extent.source.text[last:here]
    if gap == ",":
        return gap
    return ", " if gap.startswith(",") else " ," if gap.endswith(",") else " , "


def _word(ctx: Context, text: str, ast: Any) -> str:
    """7.0 puts quotes around a text with white space outside of its own; backslashes at its end are doubled then."""
    if _needs_quotes(text):
        return f'"{text}{text[len(text.rstrip(chr(92))) :]}"'
    quoted = getattr(ast, "string_constant_type", StringConstantType.BareWord) is not StringConstantType.BareWord
    return text if quoted else _globbed(ctx, text)


def _needs_quotes(text: str) -> bool:
    inside = after_slash = False
    for char in text:
        if char == '"' and not after_slash:
            inside = not inside
        elif char.isspace() and not inside:
            return True
        after_slash = char == "\\"
    return False


def _globbed(ctx: Context, text: str) -> str:
    """What no quotes stand around: `~` is the home, wildcards are the names of files, if there are any."""
    if not any(char in text for char in "*?["):
        return str(ctx.runspace.home) + text[1:] if text == "~" or text.startswith("~/") else text
    names = _file_names(ctx, text)
    return " ".join(f'"{name}"' if _needs_quotes(name) else name for name in names) if names else text


def _file_names(ctx: Context, pattern: str) -> list[str]:
    from psbridge.engine.errors import ScriptError

    try:
        found = ctx.runspace.paths(ctx).resolve(pattern, must_exist=False)
    except (ScriptError, NetError):
        return []
    if any(path.provider.NAME != "FileSystem" for path in found):
        return []
    base = ctx.runspace.drives.file_location()
    return [path.path if pattern[0] in "/~" else os.path.relpath(path.path, base) for path in found]


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
