"""`psbridge run`: a script or text on a session of its own, with pwsh's options, output, streams and exit codes."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


DEFAULT_VERSION = "7.0.13"
_PATH = "PSModulePath"


@dataclass(slots=True)
class Options:
    """What the command line asked for."""

    command: str | None = None
    file: str | None = None
    arguments: list[str] = field(default_factory=list)
    stdin_command: bool = False
    input_format: str = "text"
    output_format: str = "text"
    directory: str | None = None
    machine: str = "local"
    version: str = ""
    non_interactive: bool = False
    show_version: bool = False
    show_help: bool = False
    strict: bool = False


_STARTS_JOBS = re.compile(r"\b(?:Start-Job|sajb)\b|[^&>\s]\s*&\s*(?:$|[;})])", re.IGNORECASE | re.MULTILINE)


_FORMATS = {"text": "Text", "xml": "XML", "none": "None"}


class UsageError(Exception):
    """An option is unknown or lacks its value."""


_USAGE = """usage: psbridge run FILE.ps1 [ARGUMENT ...]
       psbridge run -c TEXT
       psbridge run -            the script comes from standard input

Runs PowerShell here, with no pwsh. Objects are shown as pwsh shows them,
errors go to standard error, the exit code is the script's.

  -c, -Command TEXT          the rest of the line is the script
  -f, -File FILE             the rest of the line are its arguments
  -EncodedCommand BASE64     UTF-16LE in Base64
  -OutputFormat Text|XML     XML: all streams as CLIXML
  -NonInteractive            nobody can be asked
  -WorkingDirectory DIR      where to start
  --machine windows|FILE     run inside an emulated Windows machine: a plain
                             one, or the one that a TOML file describes
  --ps-version VERSION       the PowerShell version to be
  --strict                   only what the real PowerShell has on this system

pwsh's other options (-NoProfile, -NoLogo, -ExecutionPolicy ...) are read and
change nothing. Profiles are not run."""
# the shortest spelling that pwsh accepts, the full name, what to do: a field, or None to read over
_WITH_VALUE: tuple[tuple[str, str, str | None], ...] = (
    ("i", "inputformat", "input_format"),
    ("o", "outputformat", "output_format"),
    ("wd", "workingdirectory", "directory"),
    ("w", "workingdirectory", None),
    ("ex", "executionpolicy", None),
    ("ep", "executionpolicy", None),
    ("config", "configurationname", None),
    ("cus", "custompipename", None),
    ("settings", "settingsfile", None),
    ("ws", "windowstyle", None),
    ("machine", "machine", "machine"),
    ("ps-version", "psversion", "version"),
)
_FLAGS = (
    "noprofile",
    "nop",
    "noninteractive",
    "noni",
    "nologo",
    "nol",
    "noexit",
    "noe",
    "sta",
    "mta",
    "login",
    "l",
    "interactive",
    "noprofileloadtime",
)


def parse(arguments: list[str]) -> Options:
    """Read the command line as pwsh does: the first word that is no option is a file; -Command and -File take all that follows."""
    made = Options()
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word == "-":
            made.stdin_command = True
            return made
        if not word.startswith("-"):
            made.file, made.arguments = word, words
            return made
        if _option(made, word.lstrip("-").lower(), word, words):
            return made
    return made


def _option(made: Options, name: str, word: str, words: list[str]) -> bool:
    """One option; True when it took the rest of the line."""
    if name in ("c", "command") or (len(name) > 1 and "command".startswith(name)):
        return _command(made, words)
    if name in ("f", "file") or (len(name) > 1 and "file".startswith(name)):
        if not words:
            raise UsageError("The argument -File requires a file path. Supply a path for the -File parameter.")
        made.file, made.arguments = words[0], words[1:]
        if made.file == "-":
            made.file, made.stdin_command = None, True
        return True
    if name in ("e", "ec") or (len(name) > 1 and "encodedcommand".startswith(name)):
        made.command = _decoded(_value(word, words))
        return False
    if name == "strict":
        made.strict = True
        return False
    if name and "version".startswith(name):  # whatever stands behind it
        made.show_version = True
        return True
    if name == "?" or (name and "help".startswith(name)):
        made.show_help = True
        return True
    for short, full, target in _WITH_VALUE:
        if name == short or (full.startswith(name) and len(name) >= len(short)):
            value = _value(word, words)
            if full.endswith("format") and value.lower() not in _FORMATS:
                names = "\n".join(_FORMATS.values())
                raise UsageError(
                    f'Cannot process the command because of an incorrect parameter value. "{value}" is not a valid format.  '
                    f"Valid formats are:\n{names}\n"
                )
            if target is not None:
                setattr(made, target, value)
            return False
    if any(flag == name or (flag.startswith(name) and len(name) > 2) for flag in _FLAGS):
        made.non_interactive |= name.startswith("noni")
        return False
    raise UsageError(f"The argument '{word}' is not recognized as the name of a script file. Check the spelling of the name, or if a "
    "path was "
                     "included, verify that the path is correct and try again.")  # fmt: skip


def _command(made: Options, words: list[str]) -> bool:
    if not words:
        raise UsageError("The argument -Command requires a value. Specify a command to execute.")
    if words == ["-"]:
        made.stdin_command = True
    else:
        made.command = " ".join(words)
    return True


def _value(word: str, words: list[str]) -> str:
    if not words:
        raise UsageError(f"The argument '{word}' requires a value.")
    return words.pop(0)


def _decoded(text: str) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode(text, validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise UsageError("Cannot process the command because the value specified with -EncodedCommand is not properly encoded. "
                         "The value must be Base64 encoded.") from error  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run and give the exit code."""
    try:
        told = parse(arguments)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 64
    if told.show_help:
        print(_USAGE)
        return 0
    if told.show_version:
        print(f"PowerShell {told.version or DEFAULT_VERSION}")
        return 0
    if told.directory:
        os.chdir(told.directory)
    with modules_in_sight(told.machine == "local"):
        _expect_jobs(told)
        return _interruptible(told)


def startup_path(environment: Mapping[str, str]) -> str:
    """PSModulePath as pwsh makes it: the user's folder, everybody's and the product's before what the environment already has."""
    data = environment.get("XDG_DATA_HOME") or f"{environment.get('HOME', '').rstrip('/')}/.local/share"
    found = [folder for folder in environment.get(_PATH, "").split(":") if folder]
    at = 0
    for folder in (f"{data}/powershell/Modules", "/usr/local/share/powershell/Modules", "/opt/microsoft/powershell/7/Modules"):
        if folder in found:
            at = found.index(folder) + 1
        else:
            found.insert(at, folder)
            at += 1
    return ":".join(found)


@contextmanager
def modules_in_sight(local: bool = True) -> Iterator[None]:
    """PSModulePath of our process and of what it starts; an emulated machine (not `local`) has its own."""
    if not local:
        yield
        return
    before = os.environ.get(_PATH)
    os.environ[_PATH] = startup_path(os.environ)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_PATH, None)
        else:
            os.environ[_PATH] = before


def _expect_jobs(told: Options) -> None:
    """A script that will start jobs has their process prepared while it is still being read."""
    try:
        text = told.command or (Path(told.file).read_text(encoding="utf-8", errors="replace") if told.file is not None else "")
    except OSError:
        return  # the file is looked for again where its absence is told
    if told.machine == "local" and _STARTS_JOBS.search(text) is not None:
        from psbridge.transports.zygotes import zygote

        zygote()


def _interruptible(told: Options) -> int:
    """Ctrl-C stops the script, whose `finally` blocks run; the code is then that of a program that SIGINT ended."""
    from psbridge.cli.interruptible import Interrupted, run_interruptibly

    try:
        code, interrupted = run_interruptibly(lambda token: _run(told, token))
    except Interrupted:
        return 130
    sys.stdout.flush()
    sys.stderr.flush()
    return 130 if interrupted else int(code)


def _run(told: Options, token: Any = None) -> int:
    from psbridge.cli.lines import drawing_progress, telling
    from psbridge.engine.host import Host
    from psbridge.engine.runspace import Runspace
    from psbridge.modules.defaults import default_modules, equip

    if told.file is None and told.command is None and not told.stdin_command and sys.stdin.isatty():
        print("psbridge run: give a FILE, -c TEXT, or - for standard input", file=sys.stderr)
        return 2
    console = _console(told, token)
    console.ui.alone = told.non_interactive
    host = Host("ConsoleHost", ui=console.ui)
    machine, profile = _machine(told.machine)
    version = told.version or (DEFAULT_VERSION if machine is None else machine.definition.version)
    runspace = Runspace(machine, host, default_modules(), profile, version=version)
    runspace.extras.update(native_stdin=None, changes_directory=machine is None, strict=told.strict)
    equip(runspace)
    if machine is not None:
        from psbridge.server.poolhost import keep_jobs_inside

        keep_jobs_inside(runspace)
    with runspace, telling(drawing_progress(console.ui) if sys.stdout.isatty() else None):
        return _Session(runspace, console, told, token).run()


def _console(told: Options, token: Any) -> Any:
    """What fits where standard output goes: a screen or plain text."""
    asks = not told.non_interactive and sys.stdin is not None
    xml = told.output_format.lower() == "xml"
    if xml or not sys.stdout.isatty():
        from psbridge.cli.console import Console

        return Console(xml, asks)
    from psbridge.cli.screen import ScreenConsole

    console = ScreenConsole(asks and sys.stdin.isatty())
    console.ui.cancelled = lambda: bool(token is not None and token.cancelled)
    return console


def _machine(name: str) -> tuple[Any, str]:
    """The machine and the profile for --machine: local, windows, or a file that defines one."""
    if name == "local":
        return None, "local"
    from psbridge.machine.computer import Machine

    if not name.endswith(".toml") and name != "windows":
        from psbridge.errors import ConfigurationError

        raise ConfigurationError(f"There is no machine {name!r}", hint="--machine is local, windows, or a file that ends in .toml.")
    return (Machine.from_toml(name) if name.endswith(".toml") else Machine.windows()), "windows"


class _Session:
    """One run: what is executed, with which input, and which code comes out."""

    def __init__(self, runspace: Any, console: Any, told: Options, token: Any = None) -> None:
        self.runspace, self.console, self.told, self.token = runspace, console, told, token

    def run(self) -> int:
        from psbridge.engine.errors import ExitRequest, PipelineStopped, script_error
        from psbridge.engine.running import pipeline_here
        from psbridge.errors import Cancelled, PsBridgeError

        ctx = self.runspace.context(self.console, self.token)
        sink = self.console.sink(ctx)
        try:
            with pipeline_here(ctx.stop):
                code = self._execute(ctx, sink)
        except ExitRequest as request:
            code = request.code
        except (PipelineStopped, Cancelled):
            code = 130
        except (PsBridgeError, RecursionError) as error:
            failure = script_error(error, ctx)
            self.runspace.execution.remember(failure.record)
            self.console.error(failure.record)
            code = 1
        try:
            self.console.end()
        except ExitRequest as request:  # nobody reads any more
            code = request.code
        exit_code = self.runspace.host.exit_code
        return int(code if exit_code is None else exit_code) & 0xFF

    def _execute(self, ctx: Any, sink: Any) -> int:
        told = self.told
        if told.file is not None:
            return self._file(ctx, sink, told.file)
        text = sys.stdin.read() if told.command is None else told.command
        given = self._input(text) if told.command is not None else None
        block = self.runspace.script_block(text, ctx)
        block.run(ctx, sink, input=given, new_scope=False) if given is not None else self.runspace.run(text, ctx, sink)
        return 0 if self.runspace.execution.success else 1

    def _input(self, text: str) -> Iterator[str] | None:
        """Lines of standard input, when the text reads $input and there is one."""
        if "$input" not in text.lower() or sys.stdin is None or sys.stdin.isatty():
            return None
        return (line.rstrip("\r\n") for line in sys.stdin)

    def _file(self, ctx: Any, sink: Any, name: str) -> int:
        from psbridge.engine.binder.arguments import Arg
        from psbridge.engine.commands import ExternalScriptInfo
        from psbridge.engine.pipeline import run_elements
        from psbridge.engine.scriptelements import ScriptElement

        path = self.runspace.full_path(name)
        files = self.runspace.drives.files.files
        if files.stat(path) is None and files.stat(path + ".ps1") is not None:
            path += ".ps1"
        if files.stat(path) is None:
            print(
                f"The argument '{name}' is not recognized as the name of a script file. Check the spelling of the name, or if a "
                "path was included, "
                "verify that the path is correct and try again.",
                file=sys.stderr,
            )
            return 64
        block = self.runspace.load_script(path)
        info = ExternalScriptInfo(path.replace("\\", "/").rpartition("/")[2], path, self.runspace.load_script)
        element = ScriptElement(info, block, info.name, _script_arguments(self.told.arguments, Arg), ctx, None, script=True)
        given = self._input(block.body.text)
        feed = None if given is None else lambda first: [first.write(line) for line in given]
        run_elements(ctx, [element], sink, feed)
        if getattr(element, "ended", False):
            return int(self.runspace.global_scope.variables.get("lastexitcode", 0))
        return 0


def _script_arguments(words: list[str], arg: Any) -> list[Any]:
    """The words behind a file name: `-name`, `-name:value`, or a value; what a switch is given may be `$true` as well as `true`."""
    from psbridge.engine.scopes import UNSET

    found = []
    truths = {"$true": True, "$false": False, "true": True, "false": False}
    rest = iter(words)
    for word in rest:
        name, colon, value = word.partition(":")
        if len(word) > 1 and word[0] == "-" and (word[1].isalpha() or word[1] in "_?"):
            if colon and not value:
                value = next(rest, "")
            found.append(arg(name[1:], truths.get(value.lower(), value) if colon else UNSET, None, text=word))
        else:
            found.append(arg(None, word))
    return found
