"""powershell.exe inside a console command: its options, its input, and text or CLIXML on its error stream.

Decides what is written where: objects formatted to standard output, what the host writes as well, errors to standard error, which is CLIXML
when the command came encoded, as Windows does when nobody sits at the console.
"""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from psbridge.clixml import write_element
from psbridge.clixml.records import progress_body
from psbridge.engine.errors import ExitRequest, PipelineStopped, script_error
from psbridge.engine.host import Host, HostUI
from psbridge.engine.rawui import RawUI
from psbridge.engine.rendering import render, text_formatter
from psbridge.engine.running import pipeline_here
from psbridge.engine.runspace import Runspace
from psbridge.errors import Cancelled, PsBridgeError
from psbridge.server.cmd.process import Process, Stopped

WIDTH = 80
_NS = "http://schemas.microsoft.com/powershell/2004/04"
_VALUED = (
    "executionpolicy",
    "ep",
    "inputformat",
    "outputformat",
    "windowstyle",
    "version",
    "psconsolefile",
    "configurationname",
    "workingdirectory",
    "wd",
)
_FLAGS = ("noprofile", "noninteractive", "nologo", "sta", "mta", "noexit")


@dataclass(slots=True)
class Told:
    """What the command line says."""

    text: str | None = None
    file: str | None = None
    arguments: list[str] = field(default_factory=list)
    from_input: bool = False
    encoded: bool = False
    output: str = ""
    wrong: str = ""


def _means(word: str, name: str, least: int) -> bool:
    """Whether an option is `name` or a beginning of it with at least so many letters."""
    return len(word) >= least and name.startswith(word)


def parse(words: list[str]) -> Told:
    """The options."""
    told, i = Told(), 0
    while i < len(words):
        word = words[i]
        option = word.lstrip("-/").lower() if word[:1] in "-/" and len(word) > 1 else ""
        i += 1
        if word == "-":
            told.from_input = True
            break
        if not option:
            told.text = " ".join(words[i - 1 :])
            break
        if _means(option, "encodedcommand", 1) or option == "ec":
            told.encoded = True
            _decode(told, words[i] if i < len(words) else "")
            i += 1
        elif _means(option, "command", 1):
            told.text = " ".join(words[i:])
            told.from_input = told.text == "-"
            break
        elif _means(option, "file", 1):
            told.file, told.arguments = words[i] if i < len(words) else "", words[i + 1 :]
            told.from_input = told.file == "-"
            break
        elif any(_means(option, name, 2) for name in _VALUED if name not in {"ep", "wd"}) or option in {
            "ep",
            "wd",
            "o",
            "i",
            "w",
            "v",
            "ex",
            "of",
            "if",
        }:
            value = words[i] if i < len(words) else ""
            told.output = value.lower() if option in {"o", "of"} or _means(option, "outputformat", 2) else told.output
            i += 1
        elif not any(_means(option, name, 3) for name in _FLAGS):
            told.text = " ".join(words[i - 1 :])
            break
    return told


def _decode(told: Told, text: str) -> None:
    try:
        told.text = base64.b64decode(text, validate=True).decode("utf-16-le", "replace")
    except (binascii.Error, ValueError):
        told.wrong = (
            "Cannot process the command because the value specified with -EncodedCommand is not properly encoded. "
            "The value must be Base64 encoded."
        )


class _ConsoleUI(HostUI):
    """The host's side of the console."""

    def __init__(self, process: Process, xml: _ErrorXml | None) -> None:
        super().__init__()
        self.process, self.xml = process, xml
        self.raw = RawUI(WIDTH, 25)

    def write(self, *words: Any) -> None:
        self.process.write(str(words[-1]) if words else "")

    def write_line(self, *words: Any) -> None:
        self.write(str(words[-1]) if words else "")
        self.process.write("\n")

    def write_error_line(self, text: str) -> None:
        if self.xml is not None:
            self.xml.lines("Error", text)
        else:
            self.process.stderr((text + "\r\n").encode(self.process.console.encoding, "replace"))

    def write_aside(self, text: str) -> None:
        self.process.stderr(text.replace("\r\n", "\n").replace("\n", "\r\n").encode(self.process.console.encoding, "replace"))

    def write_warning_line(self, text: str) -> None:
        self._labelled("warning", "WARNING", text)

    def write_verbose_line(self, text: str) -> None:
        self._labelled("verbose", "VERBOSE", text)

    def write_debug_line(self, text: str) -> None:
        self._labelled("debug", "DEBUG", text)

    def _labelled(self, stream: str, label: str, text: str) -> None:
        if self.xml is not None:
            self.xml.add(stream, text)
        else:
            self.write_line(f"{label}: {text}")

    def read_line(self) -> str:
        found = self.process.stdin.line()
        return "" if found is None else found.decode(self.process.console.encoding, "replace").rstrip("\r\n")


class _ErrorXml:
    """Standard error as CLIXML: one document, opened with the first record."""

    def __init__(self, process: Process) -> None:
        self.process, self.parts = process, list[str]()

    def add(self, stream: str, value: Any) -> None:
        text = write_element(value).decode("utf-8")
        end = min(i for i in (text.find(" "), text.find(">"), text.find("/")) if i > 0)
        self.parts.append(f'{text[:end]} S="{stream}"{text[end:]}')

    def lines(self, stream: str, text: str) -> None:
        for line in text.replace("\r\n", "\n").split("\n"):
            self.add(stream, line + "\r\n")

    def end(self) -> None:
        if self.parts:
            body = "".join(self.parts)
            self.process.stderr(f'#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="{_NS}">{body}</Objs>'.encode())


class _Streams:
    """Where the records of a run go; what is shown past the output does not end a table, whose rows may wait for their widths."""

    displays = True

    def __init__(self, ui: _ConsoleUI) -> None:
        self.ui, self.ctx, self.failed = ui, None, False
        self._formatter: Any = None

    def write(self, value: Any) -> None:
        if self._formatter is None:
            self._formatter = text_formatter(self.ctx, self.ui.process.line, WIDTH, time.monotonic)  # type: ignore[arg-type]
        self._formatter.write(value)

    def settle(self) -> None:
        formatter, self._formatter = self._formatter, None
        if formatter is not None:
            formatter.end()

    def error(self, record: Any) -> None:
        self.failed = True
        text = render(self.ctx, [record], WIDTH - 1).strip("\r\n")  # type: ignore[arg-type]
        if self._formatter is None:
            self.ui.write_error_line(text)
        else:
            self._formatter.aside(lambda: self.ui.write_error_line(text))

    def silent_error(self) -> None:
        self.failed = True

    def native_error(self, line: str) -> None:
        self.ui.write_error_line(line)

    def warning(self, record: Any) -> None:
        self.ui.write_warning_line(record.message or "")

    def verbose(self, record: Any) -> None:
        self.ui.write_verbose_line(record.message or "")

    def debug(self, record: Any) -> None:
        self.ui.write_debug_line(record.message or "")

    def information(self, record: Any) -> None:
        data = record.message_data
        self.ui.write(str(data) + ("" if getattr(data, "no_new_line", False) else "\n"))

    def hidden_information(self, record: Any) -> None:
        """Not shown."""

    def progress(self, record: Any) -> None:
        if self.ui.xml is not None:
            self.ui.xml.add("progress", progress_body(record))


def run_powershell(process: Process, words: list[str]) -> int:
    """Run powershell.exe with these arguments; its exit code."""
    told = parse(words)
    if told.wrong:
        return process.complain(told.wrong)
    xml = _ErrorXml(process) if told.encoded and told.output != "text" else None
    ui = _ConsoleUI(process, xml)
    profile = process.console.profile()
    profile.environment, profile.directory, profile.configuration = process.environment, process.directory, ""
    runspace = profile.prepared()
    runspace.host = Host("ConsoleHost", profile.culture, ui)
    runspace.host.runspace = runspace
    streams = _Streams(ui)
    try:
        return _session(process, runspace, streams, told)
    finally:
        streams.settle()
        if xml is not None:
            xml.end()
        runspace.close()


def _session(process: Process, runspace: Runspace, streams: _Streams, told: Told) -> int:
    ctx = runspace.context(streams, process.console.token)
    streams.ctx = ctx  # type: ignore[assignment]
    try:
        with pipeline_here(process.console.token):
            code = _execute(process, runspace, ctx, streams, told)
    except ExitRequest as request:
        code = request.code
    except (PipelineStopped, Cancelled) as error:
        raise Stopped from error
    except (PsBridgeError, RecursionError) as error:
        failure = script_error(error, ctx)
        runspace.execution.remember(failure.record)
        streams.error(failure.record)
        code = 1
    if process.console.token.cancelled:
        raise Stopped
    exit_code = runspace.host.exit_code
    return int(code if exit_code is None else exit_code) & 0xFFFFFFFF


def _execute(process: Process, runspace: Runspace, ctx: Any, streams: _Streams, told: Told) -> int:
    if told.file is not None and not told.from_input:
        return _file(process, runspace, ctx, streams, told)
    if told.from_input or told.text is None:
        return _interactive(process, runspace, ctx, streams)
    text = told.text
    if "$input" in text.lower():
        runspace.script_block(text, ctx).run(ctx, streams, input=_lines(process), new_scope=False)
    else:
        runspace.run(text, ctx, streams)
    return 0 if runspace.execution.success else 1


def _lines(process: Process) -> Iterator[str]:
    while (line := process.stdin.line()) is not None:
        yield line.decode("utf-8" if process.console.code_page == 65001 else process.console.encoding, "replace").rstrip("\r\n")


def _file(process: Process, runspace: Runspace, ctx: Any, streams: _Streams, told: Told) -> int:
    path = process.path(told.file or "")
    found = process.files.stat(path)
    if found is None or found.is_dir or not path.lower().endswith(".ps1"):
        text = (
            f"The argument '{told.file}' to the -File parameter does not exist. Provide the path to an existing '.ps1' file as an "
            "argument to the -File parameter."
        )
        if found is not None:
            text = f"Processing -File '{told.file}' failed because the file does not have a '.ps1' extension."
        return process.complain(text, 0xFFFD0000)
    arguments = " ".join(word if word.startswith("-") else "'" + word.replace("'", "''") + "'" for word in told.arguments)
    runspace.run(f"& '{path.replace(chr(39), chr(39) * 2)}' {arguments}", ctx, streams)
    code = ctx.get_variable("LASTEXITCODE", None)
    return int(code) if isinstance(code, int) else 0


def _interactive(process: Process, runspace: Runspace, ctx: Any, streams: _Streams) -> int:
    """Statements from standard input, each run when it is complete."""
    waiting = ""
    for line in _lines(process):
        waiting += line + "\n"
        if _is_complete(runspace, ctx, waiting):
            _statement(runspace, ctx, streams, waiting)
            waiting = ""
    if waiting.strip():
        _statement(runspace, ctx, streams, waiting)
    return 0 if runspace.execution.success else 1


def _is_complete(runspace: Runspace, ctx: Any, text: str) -> bool:
    from psbridge.engine.errors import ScriptError

    try:
        runspace.script_block(text, ctx)
    except ScriptError as error:
        return "Missing closing" not in str(error) and "terminator" not in str(error)
    return True


def _statement(runspace: Runspace, ctx: Any, streams: _Streams, text: str) -> None:
    try:
        runspace.run(text, ctx, streams)
    except (ExitRequest, PipelineStopped, Cancelled):
        raise
    except PsBridgeError as error:
        failure = script_error(error, ctx)
        runspace.execution.remember(failure.record)
        streams.error(failure.record)
    streams.settle()
