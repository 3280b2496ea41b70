"""A runspace: global scope, commands, modules, drives, events and host of one session; and how scripts are run in it.

What it needs of higher layers is handed in: ``modules`` (built-in modules by name, see psbridge.modules.defaults), ``machine``, a job
starter.
"""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.concurrency import CancelToken
from psbridge.engine.aliases import default_aliases
from psbridge.engine.commands import AliasInfo, CmdletInfo
from psbridge.engine.context import Collector, Context, Execution
from psbridge.engine.debugging.arming import KEY
from psbridge.engine.discovery import Discovery
from psbridge.engine.encodings import default_for, is_desktop
from psbridge.engine.errors import ExitRequest, LoopControl, script_error
from psbridge.engine.host import Host
from psbridge.engine.running import pipeline_here, run_for
from psbridge.engine.scopes import Scope
from psbridge.engine.scriptelements import TextElement
from psbridge.engine.sessionstate import EngineIntrinsics, SessionState
from psbridge.engine.startfunctions import start_functions
from psbridge.engine.streamsets import StreamList
from psbridge.engine.variables import fill, version_table
from psbridge.errors import ConfigurationError, PsBridgeError
from psbridge.objects import typetable
from psbridge.objects.adapted import Property, declare
from psbridge.objects.culture import culture_of, enter_session
from psbridge.objects.nettypes import SMA, define

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from psbridge.engine.modules import BuiltinModule, ModuleTable
    from psbridge.engine.providers.drives import Drives

# what a higher layer handed in for every session, not what it keeps with one
SHARED_EXTRAS = frozenset(
    (
        *("added_types", "console", "job_runner", "job_transport", "more_modules", "native_element", "parallel", "process_id"),
        *("connector", "hidden_statics", "process_state", "program_profile", "programs", "runspace_table", "start_program"),
    )
)
_R = "System.Management.Automation.Runspaces."
_BASE = define(_R + "Runspace", assembly=SMA)
_MAJORS = (5, 6, 7)  # the versions whose grammar, types and commands are known
RECURSION = 200_000  # frames of Python; MAX_DEPTH of engine.context stops scripts long before


def _parallel(cmd: Any) -> Any:
    from psbridge.engine.threads.parallel import ParallelWorker

    return ParallelWorker(cmd)


class Runspace:
    """One session.  `open` before use, or use it in a `with` block."""

    net_type = define(_R + "LocalRunspace", _R + "Runspace", assembly=SMA)

    def __init__(
        self,
        machine: Any = None,
        host: Host | None = None,
        modules: Iterable[BuiltinModule] | None = None,
        profile: str = "local",
        culture: str = "en-US",
        version: str = "7.0.13",
        environment: MutableMapping[str, str] | None = None,
        directory: str | None = None,
    ) -> None:
        self.machine, self.profile, self.version = machine, profile, powershell_version(version)
        self.is_windows = profile == "windows"
        self.instance_id = uuid.uuid4()
        self.culture_name = culture
        self.host = host or Host(culture=culture)
        self.environment: MutableMapping[str, str] = _environment(machine) if environment is None else environment
        self.directory = directory or _directory(machine, self.environment)
        self.builtin = tuple(modules) if modules is not None else ()
        self.state = "BeforeOpen"
        self.global_scope = Scope(None, "global")
        self.execution = Execution(self.global_scope)
        self.execution.machine = machine
        self.session_state = SessionState(self, self.global_scope)
        self.intrinsics = EngineIntrinsics(self.session_state)
        self.discovery = Discovery(self)
        self.background: Callable[..., Any] | None = None  # handed in: starts `pipeline &` as a job
        self.running: Context | None = None  # the innermost frame whose pipeline runs
        self.pending: Any = None  # the event manager, while actions wait to be run
        self.pipelines = 0  # how many pipelines run inside one another
        lacks = typetable.DESKTOP_LACKS if self.version.startswith("5.") else None
        self.types = typetable.TypeTable(typetable.BUILTIN, lacks)  # what Update-TypeData adds stays in the session
        # what higher layers keep with a session; the tables are those of its process
        self.extras: dict[str, Any] = {"parallel": _parallel, "console": {}, "added_types": {}, "process_state": {}}
        self.global_scope.added = self.extras["added_types"]
        self._lazy: dict[str, Any] = {}

    # -- life

    def open(self) -> Runspace:
        """Make the session ready."""
        if self.state == "Opened":
            return self
        sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
        fill(self.global_scope, self)
        self._add_aliases()
        self.global_scope.functions = dict(start_functions(self))
        for module in self.builtin:
            self.modules.add_builtin(module)
        self.host.runspace = self
        self.state = "Opened"
        return self

    def close(self) -> None:
        """End the session: its jobs are stopped, other sessions, handlers and drives are let go."""
        sessions = self.extras.get("sessions")
        if self.state == "Opened" and sessions is not None:
            sessions.close()
        for name in ("jobs", "watchers"):
            part = self.extras.get(name)
            if self.state == "Opened" and part is not None:
                part.close()
        if self.state == "Opened" and "events" in self._lazy:
            self.events.close()
        for name in ("debugger", "transcripts"):
            found = self.extras.pop(name, None)
            if found is not None:
                found.close()
        if typetable.active() is self.types:
            typetable.activate(None)
        self.state = "Closed"

    def __enter__(self) -> Runspace:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add_aliases(self) -> None:
        def resolve(target: str) -> Any:
            return self.discovery.find(self.context(), target)

        self.alias_resolver = resolve
        self.global_scope.aliases = AliasInfo.table(default_aliases(self.is_windows, is_desktop(self)), resolve)

    def make_alias(self, name: str, target: str, options: int = 0, description: str = "", module: Any = None) -> AliasInfo:
        return AliasInfo(name, target, options, description, module, self.alias_resolver)

    def sibling(self, *, host: Host | None = None, directory: str | None = None) -> Runspace:
        """Another session of the same kind (thread jobs, parallel runs): same machine, modules and environment, nothing of our state."""
        made = Runspace(
            self.machine,
            host,
            self.builtin,
            self.profile,
            self.culture_name,
            self.version,
            self.environment,
            directory or self.drives.file_location(),
        )
        made.background = self.background
        made.extras.update({name: part for name, part in self.extras.items() if name in SHARED_EXTRAS})
        made.global_scope.added = made.extras["added_types"]
        return made

    # -- parts that are made when they are needed

    def _part(self, name: str, make: Callable[[], Any]) -> Any:
        found = self._lazy.get(name)
        if found is None:
            found = self._lazy[name] = make()
        return found

    @property
    def modules(self) -> ModuleTable:
        def make() -> Any:
            from psbridge.engine.modules import ModuleTable

            return ModuleTable(self)

        return self._part("modules", make)  # type: ignore[no-any-return]

    def loader(self, ctx: Context) -> Any:
        """Who loads modules for a command that runs in `ctx`."""
        from psbridge.engine.moduleloader import Loader

        return Loader(self, ctx)

    @property
    def drives(self) -> Drives:
        def make() -> Any:
            from psbridge.engine.providers.drives import Drives

            return Drives(self)

        return self._part("drives", make)  # type: ignore[no-any-return]

    @property
    def events(self) -> Any:
        def make() -> Any:
            from psbridge.engine.events import EventManager

            return EventManager(self)

        return self._part("events", make)

    @property
    def culture(self) -> Any:
        """Scripts of Windows PowerShell may change theirs."""

        def make() -> Any:
            made = culture_of(self.culture_name)
            if self.version.startswith("5."):
                made = made.clone()
                made.of_session = True
            return made

        return self._part("culture", make)

    @property
    def version_table(self) -> Any:
        return self._part("version_table", lambda: version_table(self.version, self.is_windows, self.version.startswith("5.")))

    @property
    def history(self) -> list[Any]:
        return self._part("history", list)  # type: ignore[no-any-return]

    # -- places

    @property
    def ps_home(self) -> str:
        if not self.is_windows:
            return "/opt/microsoft/powershell/7"
        desktop = self.version.startswith("5.")
        return "C:\\Windows\\System32\\WindowsPowerShell\\v1.0" if desktop else "C:\\Program Files\\PowerShell\\7"

    @property
    def home(self) -> str:
        return self.environment.get("USERPROFILE" if self.is_windows else "HOME", "/")

    @property
    def profile_object(self) -> str:
        if self.is_windows:
            folder = "WindowsPowerShell" if self.version.startswith("5.") else "PowerShell"
            return f"{self.home}\\Documents\\{folder}\\Microsoft.PowerShell_profile.ps1"
        settings = self.environment.get("XDG_CONFIG_HOME") or f"{self.home}/.config"
        return f"{settings}/powershell/Microsoft.PowerShell_profile.ps1"

    @property
    def own_program(self) -> str:
        """What `pwsh` starts: this project's own command line."""
        return str(Path(sys.executable).with_name("psbridge"))

    def paths(self, ctx: Context) -> Any:
        """Path resolution and items for a command that runs in `ctx`."""
        from psbridge.engine.providers.paths import Paths

        return Paths(self, ctx)

    def full_path(self, name: str) -> str:
        """The absolute file name that a path means in the current location."""
        return self.drives.file_path(name)

    def read_drive(self, ctx: Context, drive: str, path: str) -> Any:
        """The value of `$drive:path`."""
        return self.drives.read_variable(ctx, drive, path)

    def write_drive(self, ctx: Context, drive: str, path: str, value: Any) -> None:
        """`$drive:path = value`."""
        self.drives.write_variable(ctx, drive, path, value)

    # -- code

    def dynamic_parameters(self, info: Any, args: list[Any]) -> Any:
        """The dynamic parameters that a command has with these arguments; it is asked, and not run."""
        from psbridge.engine.completion.dynamicnames import asked

        return asked(self.context(), info, args)

    def context(self, streams: Any = None, stop: CancelToken | None = None) -> Context:
        """A frame at the top of the session, for the running thread: the session's type data counts there from now on."""
        typetable.activate(self.types)
        run_for(self)
        enter_session(self.culture)
        return Context(self, self.session_state, self.global_scope, StreamList() if streams is None else streams, stop or CancelToken())

    def compile(self, text: str, file: str | None = None, top: bool = False) -> Any:
        """The compiled form of a text, in the grammar of this version; `top`: a whole script, which may just be incomplete."""
        from psbridge.engine.compiler import compile_text
        from psbridge.engine.scriptblock import grammar_of

        return compile_text(text, file, grammar_of(self), top=top, hooked=KEY in self.extras)

    def faults(self, ctx: Context, tree: Any, file: str | None = None) -> list[Any]:
        """The syntax errors of a tree that only a session finds."""
        from psbridge.engine.classnames import faults

        return faults(ctx, tree, file)

    def checked_block(self, text: str, ctx: Context) -> Any:
        """`script_block`, refused for what only a session finds as well."""
        from psbridge.engine.parsefailures import parse_failure

        made = self.script_block(text, ctx)
        found = self.faults(ctx, made.body.ast)
        if found:
            raise parse_failure(found, top=False)
        return made

    def can_use(self, ctx: Context, name: str, accepts: Any = None) -> bool:
        """Whether `using module` finds a module, in a version that will do."""
        from psbridge.engine.moduleloader import Loader

        return Loader(self, ctx).knows(name, accepts)

    def import_used(self, ctx: Context, name: str, accepts: Any = None) -> Any:
        """`using module`: import and publish; None when there is no such module."""
        from psbridge.engine.moduleloader import Loader

        loader = Loader(self, ctx)
        module = loader.import_file(name, accepts=accepts)
        if module is not None:
            loader.publish(module, ctx.scope)
        return module

    def script_block(self, text: str, ctx: Context | None = None, file: str | None = None, top: bool = False) -> Any:
        """Compile a text; a syntax error is PowerShell's ParseException."""
        from psbridge.engine.scriptblock import EngineScriptBlock

        return EngineScriptBlock.create(text, ctx or self.context(), file, top=top)

    def new_closure_state(self, ctx: Context) -> SessionState:
        """The session state of a closure: a module of its own below the global scope."""
        from psbridge.engine.modulestates import closure_state

        return closure_state(self, ctx)

    def load_script(self, path: str) -> Any:
        """The script block of a file.  It belongs to no module: it runs in the session state of whoever runs it."""
        from psbridge.engine.textfile import read_script

        text = read_script(self.drives.files.files, path, default_for(self, "Source") if is_desktop(self) else None)
        return self.script_block(text, None, path).bound_to(None)

    def register(self, info: CmdletInfo) -> None:
        """Add a command written in Python."""
        self.discovery.add_cmdlet(info)

    def run(
        self, text: str, ctx: Context, out: Any, args: tuple[Any, ...] = (), *, file: str | None = None, new_scope: bool = False
    ) -> None:
        """Run a script with output to `out`; errors that nobody catches are raised."""
        from psbridge.engine.binder.arguments import Arg
        from psbridge.engine.pipeline import run_elements

        block = self.script_block(text, ctx, file, top=True)
        element = TextElement(None, block, "<ScriptBlock>", [Arg(None, value) for value in args], ctx, None, dot=not new_scope)
        watching = self.extras.get("watching")
        try:
            with pipeline_here(ctx.stop):
                if watching is None:
                    run_elements(ctx, [element], out)
                else:  # Set-TraceSource switched something on
                    with watching(self):
                        run_elements(ctx, [element], out)
        except LoopControl:  # break or continue outside a loop ends the script quietly
            return
        ctx.execution.success = element.succeeded

    def invoke(self, text: str, *args: Any, streams: Any = None) -> list[Any]:
        """Run a script in the global scope and give its output; the records of the other streams go to `streams`."""
        stop = CancelToken()
        with pipeline_here(stop):
            return self._invoke(text, self.context(streams, stop), args)

    def _invoke(self, text: str, ctx: Context, args: tuple[Any, ...]) -> list[Any]:
        sink = Collector()
        try:
            self.run(text, ctx, sink, args)
        except ExitRequest as request:
            self.host.set_should_exit(request.code)
        except PsBridgeError as error:
            failure = script_error(error, ctx)
            self.execution.remember(failure.record)
            if failure is error:
                raise
            raise failure from error
        return sink.items

    def sleep(self, ctx: Context, seconds: float) -> None:
        """Wait, but not longer than until the pipeline is stopped."""
        from psbridge.engine.errors import PipelineStopped

        if "events" in self._lazy:
            self.events.wait(ctx, seconds, lambda: None)
        elif ctx.stop.wait(seconds):
            raise PipelineStopped

    def reset_state(self) -> None:
        """Variables and location as at the start; functions, modules and drives stay (ResetRunspaceState)."""
        kept = self.global_scope.variables.get("pssenderinfo")
        self.global_scope.variables.clear()
        fill(self.global_scope, self)
        if kept is not None:
            self.global_scope.variables["pssenderinfo"] = kept
        self.execution.errors.clear()
        self.drives.go_file(self.directory)

    def module_state(self, name: str) -> dict[str, Any]:
        """What a module of commands keeps with the session."""
        found: dict[str, Any] = self.extras.setdefault(name, {})
        return found

    def read_lines(self, ctx: Context, path: str) -> list[str]:
        """The lines of the file that a path means (switch -File)."""
        from psbridge.engine.providers.switchfiles import lines_of

        return lines_of(ctx, path)

    def start_background(self, ctx: Context, plan: Any, out: Any) -> None:
        """`pipeline &`."""
        if self.background is None:
            from psbridge.engine.errors import terminate

            terminate("PSNotSupportedException", "Background jobs are not available in this session.", "NotSupported", "NotImplemented")
        out.write(self.background(ctx, plan))


def _environment(machine: Any) -> MutableMapping[str, str]:
    """The environment of the session: that of an emulated machine, or a copy-free view of our own."""
    found: MutableMapping[str, str] = os.environ if machine is None else machine.environment
    return found


def powershell_version(text: str) -> str:
    """A version with the numbers that PowerShell shows: 7.6 is 7.6.0, 5 is 5.1."""
    parts = text.strip().split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or int(parts[0]) not in _MAJORS or len(parts) > 4:
        raise ConfigurationError(f"There is no PowerShell {text!r} to be", hint="Write 5.1, 7.4 or 7.4.6.")
    if int(parts[0]) == 5:
        return ".".join(parts if len(parts) > 1 else [*parts, "1"])
    return ".".join((*parts, "0", "0")[: max(len(parts), 3)])


def _directory(machine: Any, environment: MutableMapping[str, str]) -> str:
    """Where a session starts."""
    if machine is None:
        try:
            return str(Path.cwd())
        except FileNotFoundError:  # deleted meanwhile: a session has to be somewhere
            return "/"
    home = environment.get("USERPROFILE", "C:\\")
    return home if machine.files.stat(home) is not None else "C:\\"


def _members() -> None:
    """What scripts see of a runspace ($Host.Runspace, [runspace]::DefaultRunspace)."""
    table = declare(_BASE).properties
    for name, get in (
        ("Id", lambda runspace: 1),
        ("Name", lambda runspace: "Runspace1"),
        ("InstanceId", lambda runspace: runspace.instance_id),
        ("Events", lambda runspace: runspace.events),
        ("Version", lambda runspace: runspace.host.version),
        ("RunspaceAvailability", lambda runspace: "Busy" if runspace.pipelines else "Available"),
        ("RunspaceIsRemote", lambda runspace: False),
    ):
        table.setdefault(name.lower(), Property(name, get))


_members()
