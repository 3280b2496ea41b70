"""One interactive session: a runspace, its console, and how a typed command is run in it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from psbridge.cli.interruptible import Interrupted, run_interruptibly
from psbridge.cli.lines import drawing_progress
from psbridge.cli.prompt.debugging import debug_handler
from psbridge.cli.prompt.remote import ShellHost, means_to_leave, prompt_there, run_there
from psbridge.cli.screen import ScreenConsole
from psbridge.concurrency import CancelToken
from psbridge.engine.errors import ExitRequest, PipelineStopped, ScriptError, script_error
from psbridge.engine.transcripts import running
from psbridge.errors import Cancelled, PsBridgeError
from psbridge.modules.core.history import add_line
from psbridge.modules.shell import Runspace
from psbridge.objects.convert import to_text
from psbridge.objects.scalars import DateTime

_LOST = "The command does not end; it is left alone. What it changes from now on may surprise you."


class ShellSession:
    """`exit_code` is None until somebody said `exit`."""

    def __init__(self, machine: Any = None, profile: str = "local", version: str = "7.0.13", asks: bool = True) -> None:
        self.console = ScreenConsole(asks)
        self.host = ShellHost(self.console.ui)
        self.host.version = type(self.host.version).parse(version)
        self.runspace = Runspace(machine, self.host, profile=profile, version=version)
        self.runspace.extras.update(native_stdin=None, changes_directory=machine is None)
        self.runspace.extras["debug_handler"] = debug_handler(self.console)
        self.runspace.open()
        self.exit_code: int | None = None
        self._shown_prompt = "PS>"
        self._busy = False
        self._draw = drawing_progress(self.console.ui)

    def close(self) -> None:
        self.host.pop_session()
        self.runspace.close()

    # -- running

    def run(self, text: str) -> None:
        """Run what was typed, show what comes of it, remember it; Ctrl-C stops the command only."""
        started = DateTime.now()
        self._fit()
        copied = running(self.runspace)
        if copied is not None:
            copied.command(self._shown_prompt, text)
        try:
            self._busy = True
            _, interrupted = run_interruptibly(lambda token: self._run(text, token))
            if interrupted and sys.stdout.isatty():
                print()  # behind the terminal's ^C
        except Interrupted:
            print(_LOST, file=sys.stderr)
            self.runspace.execution.success = False
        finally:
            self._busy = False
            self.console.end()
            add_line(self.runspace, text.strip(), started)
        if self.host.exit_code is not None:
            self.exit_code = self.host.exit_code

    def draw(self, text: str) -> None:
        """News of lines that are cut, while a command runs: a prompt is not disturbed."""
        if self._busy:
            self._draw(text)

    def _run(self, text: str, token: CancelToken) -> None:
        runspace, console = self.runspace, self.console
        ctx = runspace.context(console, token)
        console.ui.cancelled = lambda: token.cancelled
        sink = console.sink(ctx)
        try:
            if self.host.pushed:
                self._run_there(text, token)
            else:
                runspace.run(text, ctx, sink)
        except ExitRequest as request:
            self.exit_code = request.code
        except (PipelineStopped, Cancelled):
            runspace.execution.success = False
        except (PsBridgeError, RecursionError) as error:
            failure = script_error(error, ctx)
            runspace.execution.remember(failure.record)
            runspace.execution.success = False
            console.error(failure.record)
        finally:
            debugger = runspace.extras.get("debugger")
            if debugger is not None:
                debugger.ended()

    def _run_there(self, text: str, token: CancelToken) -> None:
        if means_to_leave(text):
            self.host.pop_session()
        else:
            self.runspace.execution.success = run_there(self.host, self.console, text, token)

    def _fit(self) -> None:
        """The window may have another size than last time."""
        size = shutil.get_terminal_size((120, 50))
        raw = self.console.ui.raw
        raw.size.width, raw.size.height = size.columns, size.lines

    # -- prompt and profile

    def prompt(self) -> str:
        """What the function `prompt` gives; PowerShell's last resort when it fails."""
        if self.host.pushed:
            return prompt_there(self.host)
        execution = self.runspace.execution
        success = execution.success
        try:
            text = "".join(to_text(one) for one in self.runspace.invoke("prompt"))
        except (ScriptError, RecursionError):
            text = ""
        finally:
            execution.success = success
        self._shown_prompt = text or "PS>"
        return self._shown_prompt

    def load_profile(self) -> None:
        """Run $PROFILE, when it is there, as if it had been typed with a dot."""
        path = self.runspace.profile_object
        if not self.runspace.is_windows and Path(path).is_file():
            quoted = path.replace("'", "''")
            run_interruptibly(lambda token: self._run(f". '{quoted}'", token))
            self.console.end()


def history_file() -> Path:
    """Where the commands of earlier sessions are."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "psbridge" / "history"
