"""Transcripts: what a session shows, copied into files, between a header that says where it ran and a footer.

A console hands over all it shows (``ui.listener``).  Other hosts show nothing themselves: there the records of the streams are copied, and
the output of commands that begin while a transcript is running.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.objects.convert import to_text
from psbridge.objects.scalars import DateTime

KEY = "transcripts"
_STARS = "*" * 22
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


class Transcript:
    """One file that is written to."""

    def __init__(self, files: Any, path: str, with_commands: bool) -> None:
        self.files, self.path, self.with_commands = files, path, with_commands

    def write(self, text: str) -> None:
        with self.files.open(self.path, "a") as stream:
            stream.write(text.encode("utf-8", "replace"))


class Transcripts:
    """The transcripts of a session, the innermost last."""

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.running: list[Transcript] = []
        self.newline = "\r\n" if runspace.is_windows else "\n"

    def start(self, transcript: Transcript, minimal: bool) -> None:
        """Write the header; from now on everything is copied."""
        transcript.write(self._lines(header(self.runspace, minimal)))
        self.running.append(transcript)
        self._listen()

    def stop(self) -> Transcript:
        """End the newest one; what the console still holds belongs to it."""
        flush = getattr(self.runspace.host.ui, "before", None)
        if flush is not None:
            flush()
        found = self.running.pop()
        self._end(found)
        self._listen()
        return found

    def close(self) -> None:
        """The session is over."""
        while self.running:
            self.stop()

    def _end(self, transcript: Transcript) -> None:
        name = "Windows PowerShell" if self._is_desktop() else "PowerShell"
        transcript.write(self._lines([_STARS, f"{name} transcript end", f"End time: {now()}", _STARS]))

    def _is_desktop(self) -> bool:
        return str(self.runspace.version).startswith("5.")

    def _listen(self) -> None:
        """Have the console copy what it shows while there is somebody to copy for."""
        ui = self.runspace.host.ui
        if hasattr(ui, "listener"):
            ui.listener = self.text if self.running else None

    def _lines(self, lines: list[str]) -> str:
        return "".join(line + self.newline for line in lines)

    def text(self, text: str) -> None:
        """Something was shown."""
        plain = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\n", self.newline)
        for one in self.running:
            one.write(plain)

    def line(self, text: str) -> None:
        self.text(text + "\n")

    def command(self, prompt: str, text: str) -> None:
        """A command line was typed, or sent."""
        for one in self.running:
            if one.with_commands:
                one.write(self._lines([_STARS, f"Command start time: {now()}", _STARS]))
        self.line(prompt + text)


def now() -> str:
    """The time as transcripts write it."""
    return f"{DateTime.now().to_datetime():%Y%m%d%H%M%S}"


def transcripts_of(runspace: Any) -> Transcripts:
    """The transcripts of a session; made when they are first asked for."""
    found = runspace.extras.get(KEY)
    if found is None:
        found = runspace.extras[KEY] = Transcripts(runspace)
    return found  # type: ignore[no-any-return]


def running(runspace: Any) -> Transcripts | None:
    """The transcripts that are being written, None when none is."""
    found: Transcripts | None = runspace.extras.get(KEY)
    return found if found is not None and found.running else None


def note(runspace: Any, text: str) -> None:
    """Copy a line that a session without a console would have shown."""
    found = running(runspace)
    if found is not None and not hasattr(runspace.host.ui, "listener"):
        found.line(text)


def header(runspace: Any, minimal: bool) -> list[str]:
    """The lines before the contents; `minimal`: when it began and nothing else."""
    name = "Windows PowerShell" if str(runspace.version).startswith("5.") else "PowerShell"
    lines = [_STARS, f"{name} transcript start", f"Start time: {now()}"]
    return [*lines, *([] if minimal else _facts(runspace)), _STARS]


def _facts(runspace: Any) -> list[str]:
    from psbridge.engine.members.runtime import machine_fact, machine_name, os_version, user_name

    ctx = runspace.context()
    user = f"{machine_fact(ctx, 'domain', None) or machine_name(ctx)}\\{user_name(ctx)}"
    configuration = getattr(runspace, "configuration_name", "") or ""
    return [
        f"Username: {user}",
        f"RunAs User: {user}",
        f"Configuration Name: {configuration}",
        f"Machine: {machine_name(ctx)} ({os_version(ctx)})",
        f"Host Application: {host_application(runspace)}",
        f"Process ID: {to_text(ctx.get_variable('PID'))}",
        *(f"{to_text(key)}: {_version(value)}" for key, value in runspace.version_table.pairs()),
    ]


def _version(value: Any) -> str:
    return ", ".join(map(to_text, value)) if isinstance(value, list) else to_text(value)


def host_application(runspace: Any) -> str:
    """The command line of the program that runs the session; of an emulated computer, its own."""
    if runspace.machine is not None:
        remote = runspace.host.name == "ServerRemoteHost"
        return "C:\\Windows\\system32\\wsmprovhost.exe -Embedding" if remote else f"{runspace.ps_home}\\powershell.exe"
    import sys

    return " ".join(sys.argv)


class OutputCopy:
    """Output that goes on to its sink and, formatted, into the transcripts."""

    __slots__ = ("_formatter", "_inner")

    def __init__(self, inner: Any, ctx: Any, found: Transcripts) -> None:
        from psbridge.engine.rendering import text_formatter

        self._inner = inner
        self._formatter = text_formatter(ctx, found.line, 120)

    def write(self, value: Any) -> None:
        self._inner.write(value)
        self._formatter.write(value)

    def end(self) -> None:
        self._formatter.end()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
