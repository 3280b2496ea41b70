"""Start-Job, and `pipeline &`: one background job in a process of its own.

Decides what the parameters mean for the process (place, initialization, input) and what stands in Command.  The process comes from the
session's `job_transport` extra where a higher layer has put one, else from the warm processes of this machine.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from typing import Any

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.context import Context
from psbridge.engine.debugging.debugger import is_debugged
from psbridge.engine.encodings import is_desktop
from psbridge.engine.errors import ScriptError, error_record, script_error
from psbridge.engine.inputs import InputQueue
from psbridge.engine.members.paths import full_path
from psbridge.engine.scriptblock import grammar_of
from psbridge.engine.sessionstate import PSLanguageMode
from psbridge.language import find_all
from psbridge.language.ast import VariableExpressionAst
from psbridge.modules.core.jobs.finding import JobCommand, manager_of
from psbridge.objects import ErrorRecord, NetError, unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.wildcard import has_wildcards

BLOCK, FILE, LITERAL, DEFINITION = "ComputerName", "FilePathComputerName", "LiteralFilePathComputerName", "DefinitionName"
_MOST = (BLOCK, FILE, LITERAL)
_ARGUMENT = "System.ArgumentException"
_RUNTIME = "System.Management.Automation.RuntimeException"
_UNSUPPORTED = "System.Management.Automation.PSNotSupportedException"
_NOT_FOUND = "System.Management.Automation.CommandNotFoundException"
_INVALID = "System.Management.Automation.PSInvalidOperationException"
_BEFORE_7_3 = ((2, 0), (3, 0), (4, 0), (5, 0), (5, 1))
_MECHANISM = "System.Management.Automation.Runspaces.AuthenticationMechanism"


def _version(value: Any, ctx: Any) -> Any:
    """A number such as 2.0 is a version too."""
    bare = unwrap(value)
    return Version.parse(str(float(bare))) if isinstance(bare, int | float) else value


@cmdlet("Start-Job", default_set=BLOCK, aliases=("sajb",), output=("System.Management.Automation.PSRemotingJob",))
class StartJob(JobCommand):
    """Starts a PowerShell background job."""

    definition_name = parameter(
        "DefinitionName", "string", sets=(In(DEFINITION, mandatory=True, position=0),), validate=(NotNullOrEmpty(),)
    )
    definition_path = parameter("DefinitionPath", "string", sets=(In(DEFINITION, position=1),), validate=(NotNullOrEmpty(),))
    type = parameter("Type", "string", sets=(In(DEFINITION, position=2),), validate=(NotNullOrEmpty(),))
    name = parameter("Name", "string", sets=tuple(In(one, by_property=True) for one in _MOST))
    script_block = parameter("ScriptBlock", "scriptblock", sets=(In(BLOCK, mandatory=True, position=0),), aliases=("Command",))
    file_path = parameter("FilePath", "string", sets=(In(FILE, mandatory=True, position=0),))
    literal_path = parameter("LiteralPath", "string", sets=(In(LITERAL, mandatory=True),), aliases=("PSPath", "LP"))
    credential = parameter("Credential", "System.Management.Automation.PSCredential", sets=_MOST)
    authentication = parameter("Authentication", _MECHANISM, sets=_MOST)
    initialization_script = parameter("InitializationScript", "scriptblock", sets=tuple(In(one, position=1) for one in _MOST))
    working_directory = parameter("WorkingDirectory", "string", sets=_MOST, validate=(NotNullOrEmpty(),))
    run_as_32 = parameter("RunAs32", "switch", sets=_MOST)
    ps_version = parameter("PSVersion", "version", sets=_MOST, validate=(NotNullOrEmpty(),), transform=(_version,))
    input_object = parameter("InputObject", "psobject", sets=tuple(In(one, pipeline=True) for one in _MOST))
    argument_list = parameter("ArgumentList", "object[]", sets=_MOST, aliases=("Args",))

    def begin(self) -> None:
        self._input: InputQueue | None = None
        self._is_started = False
        if self.set_name == DEFINITION:
            return
        self._check()
        self._block, self._text = self._script()

    def process(self) -> None:
        """The job starts with the first object, and takes the others while it runs."""
        if self.set_name == DEFINITION:
            return
        if not self._is_started:
            self._is_started = True
            self._start()
        if self._input is not None and self.is_bound("InputObject"):
            self._input.put(self.input_object)

    def end(self) -> None:
        if self.set_name == DEFINITION:
            self._from_definition()
        self.dispose()

    def dispose(self) -> None:
        given = getattr(self, "_input", None)
        if given is not None:
            given.end()

    def _start(self) -> None:
        from psbridge.sessions.scripts import pipeline_of

        description = pipeline_of(self._text, self._block, self.ctx, list(self.argument_list or ()), add_to_history=True)
        if self.is_bound("InputObject") or self.input_is_expected:
            self._input = InputQueue()
        self.write(
            start_process_job(
                self.ctx,
                self._text,
                self.name,
                description,
                location=self._directory,
                init=None if self.initialization_script is None else self.initialization_script.source,
                input=self._input,
                credential=unwrap(self.credential),
            )
        )

    # -- refusals

    def _check(self) -> None:
        if self.is_bound("PSVersion"):
            self._check_version()
        if self.run_as_32:
            text = (
                "Cannot start a 32-bit 'pwsh' process from the 64-bit 'pwsh' installation. "
                "Install the 32-bit 'pwsh' if you need to run PowerShell in a 32-bit process."
            )
            self.fail(self.error(_UNSUPPORTED, text, "RunAs32NotSupported", "InvalidOperation"))
        self._directory = self._working_directory()
        if self.is_bound("Authentication") and self.authentication.label != "Default":
            asked = self.authentication.label
            text = f'The specified authentication mechanism "{asked}" is not supported. Only "Default" is supported for this operation.'
            self.fail(self.error(_INVALID, text, "InvalidOperation", "InvalidOperation"))
        if self._is_constrained() and (self.script_block is not None or self.initialization_script is not None):
            text = "Cannot start job. The language mode for this session is incompatible with the system-wide language mode."
            mode = self.runspace.session_state.language_mode
            self.fail(self.error(_UNSUPPORTED, text, "CannotStartJobInconsistentLanguageMode", "PermissionDenied", mode))

    def _is_constrained(self) -> bool:
        return bool(self.runspace.session_state.language_mode == PSLanguageMode.ConstrainedLanguage)

    def _check_version(self) -> None:
        """Which other PowerShells may be asked for: 7 knows 5.1, before 7.3 older ones too, 5.1 those of its page; 2.0 is never there."""
        asked = (self.ps_version.major, self.ps_version.minor)
        known: tuple[tuple[int, int], ...] = ((5, 1),)
        if is_desktop(self.runspace):
            known = ((2, 0), (3, 0))
        elif (grammar_of(self.runspace) or (7, 0)) < (7, 3):
            known = _BEFORE_7_3
        if asked in known and asked != (2, 0):
            return
        product = "Windows PowerShell" if is_desktop(self.runspace) else "PowerShell"
        reason = f"{product} 2.0 is not installed. Install {product} 2.0, and then try again."
        if asked not in known:
            told = ", ".join(f"{major}.{minor}" for major, minor in known)
            reason = f"The value {self.ps_version} is not valid for the PSVersion parameter. The available values are {told}."
        text = f'Cannot bind parameter \'PSVersion\' to the target. Exception setting "PSVersion": "{reason}"'
        self.fail(self.error("System.Management.Automation.ParameterBindingException", text, "ParameterBindingFailed", "WriteError"))

    def _working_directory(self) -> str:
        """Where the job begins; a relative path counts from the directory of the process, wherever the script stands."""
        here: str = self.runspace.drives.file_location()
        if self.working_directory is None:
            return here
        files = self.runspace.drives.files.files
        path = full_path(self.ctx, self.working_directory)
        found = files.stat(path)
        if found is None or not found.is_dir:
            text = f"The specified working directory '{self.working_directory}' does not exist."
            kind = "System.IO.DirectoryNotFoundException"
            self.fail(self.error(kind, text, "DirectoryNotFoundException", "InvalidOperation"))
        return str(path)

    # -- what runs

    def _script(self) -> tuple[Any, str]:
        if self.set_name == BLOCK:
            return self.script_block, self.script_block.source
        literal = self.set_name == LITERAL
        given = self.literal_path if literal else self.file_path
        if not literal and has_wildcards(given):
            text = "Wildcard characters are not supported for the FilePath parameter. Specify a path without wildcard characters."
            self._bad_file(f"{text} (Parameter 'filePath')")
        if not given.lower().endswith(".ps1"):
            text = (
                "The value of the FilePath parameter must be a PowerShell script file. "
                "Enter the path to a file with a .ps1 file name extension and try the command again."
            )
            self._bad_file(f"{text} (Parameter 'filePath')")
        try:
            found = self.paths.resolve(given, literal=literal)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self.fail(problem.record)
        block = self._load(str(found[0].path))
        return block, block.source

    def _load(self, path: str) -> Any:
        """What a file says; one that cannot be read or parsed is an error of this command."""
        try:
            return self.runspace.load_script(path)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self.fail(problem.record)
        except (NetError, OSError) as problem:
            text = script_error(problem, self.ctx).record.exception.message
            self.fail(self.error(_NOT_FOUND, text, "CommandNotFoundException", "ObjectNotFound", ""))

    def _bad_file(self, text: str) -> None:
        self.fail(self.error(_ARGUMENT, text, _ARGUMENT, "NotSpecified"))

    # -- definitions

    def _from_definition(self) -> None:
        """Start the one job that is defined under the name; whatever is wrong with that is written, not thrown."""
        problem = self._problem_of_path()
        if problem is not None:
            self.write_error(problem)
            return
        definitions = [
            one
            for adapter in self.manager.adapters()
            for one in getattr(adapter, "definitions", tuple)()
            if one.name.lower() == self.definition_name.lower()
        ]
        if len(definitions) == 1:
            job = self.manager.new_job(definitions[0])
            job.start_job()  # type: ignore[attr-defined]
            self.write(job)
        elif definitions:
            text = (
                f"More than one job definition was found with name {self.definition_name}. Try including the -DefinitionType parameter to "
                "Start-Job in order to narrow the search for the job definition to a single job source adapter."
            )
            self.write_error(self.error(_RUNTIME, text, "StartJobFromDefinitionNameMoreThanOneMatch", "InvalidResult"))
        else:
            of_type = "" if self.type is None else f"type {self.type} and "
            text = f"Cannot find a scheduled job with {of_type}name {self.definition_name}."
            self.write_error(self.error(_RUNTIME, text, "StartJobFromDefinitionNameNotFound", "ObjectNotFound"))

    def _problem_of_path(self) -> ErrorRecord | None:
        """Why -DefinitionPath is refused: it has to be one path of the file system."""
        if self.definition_path is None:
            return None
        try:
            found = self.paths.resolve(self.definition_path)
        except ScriptError as problem:
            problem.record.qualifier = self.DECLARATION.net_class
            self.fail(problem.record)
        start = f"Cannot retrieve the job definition '{self.definition_name}' because path '{self.definition_path}'"
        provider = found[0].provider.info
        if provider.name.lower() != "filesystem":
            text = f"{start} refers to a '{provider.full_name}' provider path.  Change the path parameter to a file system path."
            return self.error(_RUNTIME, text, "StartJobFromDefinitionNamePathInvalidNotFileSystemProvider", "InvalidArgument")
        if len(found) != 1:
            text = f"{start} resolves to multiple file paths.  Change the path parameter so that it is a single path."
            return self.error(_RUNTIME, text, "StartJobFromDefinitionNamePathInvalidNotSingle", "InvalidArgument")
        return None


_GRACE = 0.25  # seconds before a job runs for which nobody waits; a process of PowerShell needs four times as many


def start_process_job(
    ctx: Context,
    command: str,
    name: str | None,
    description: Any,
    *,
    location: str | None = None,
    init: str | None = None,
    input: Iterable[Any] | None = None,  # noqa: A002 - the name that PowerShell has
    credential: Any = None,
    runner: str | None = None,
    grace: float = _GRACE,
) -> Any:
    """A background job of the session of `ctx`; `runner` pwsh: a real PowerShell runs it."""
    from psbridge.sessions.background import SessionRunner, start_background_job

    runspace = ctx.runspace
    chosen = runner or runspace.extras.get("job_runner", "psbridge")
    make = pwsh_transport if chosen == "pwsh" else runspace.extras.get("job_transport") or warm_transport
    _must_be_there(runspace, make)

    def transport() -> Any:
        return make(runspace, location, init, credential)

    arguments = {"PSVersionTable": wrap_table(runspace.version_table)}
    debugs = is_debugged(runspace, command)
    worker = SessionRunner(transport, description, input=input, host=runspace.host, arguments=arguments, debugs=debugs, grace=grace)
    return start_background_job(command, name, worker, add=manager_of(runspace).add)


def _must_be_there(runspace: Any, make: Any) -> None:
    """The program of a job's process: a `pwsh` on the PATH, or the Python that runs us, which a program that embeds one does not name."""
    if make is pwsh_transport:
        found = shutil.which("pwsh", path=runspace.environment.get("PATH", ""))
        missing = "A background job was to run in pwsh, and there is no pwsh on the PATH. Install PowerShell, or leave the runner out."
    elif make is warm_transport:
        found = sys.executable
        missing = (
            "Background jobs need the program of Python, which this process does not know (sys.executable is empty). Use Start-ThreadJob."
        )
    else:
        return
    if not found:
        record = error_record("System.Management.Automation.PSNotSupportedException", missing, "IPCPwshExecutableNotFound", "NotInstalled")
        record.qualifier = StartJob.DECLARATION.net_class
        raise ScriptError(record)


def warm_transport(runspace: Any, location: str | None, init: str | None, credential: Any) -> Any:
    """A process of this machine with the environment of the session."""
    if credential is not None:
        from psbridge.transports.refused import RefusedTransport

        return RefusedTransport("An error has occurred which PowerShell cannot handle. A remote session might have ended.")
    from psbridge.transports.zygotes import CAN_FORK

    environment = {str(key): str(value) for key, value in runspace.environment.items()}
    if not CAN_FORK:
        from psbridge.transports.process import ProcessTransport, own_server

        return ProcessTransport(own_server(*_server_options(location, init)), environment=environment, directory=location)
    from psbridge.transports.warm import WarmTransport

    return WarmTransport(environment=environment, directory=location, location=location, command=init)


def pwsh_transport(runspace: Any, location: str | None, init: str | None, credential: Any) -> Any:
    """A real PowerShell of this machine."""
    from psbridge.transports.process import ProcessTransport

    command = ["pwsh", "-s", "-NoLogo", "-NoProfile", *_server_options(location, init)]
    return ProcessTransport(command, environment={str(key): str(value) for key, value in runspace.environment.items()})


def _server_options(location: str | None, init: str | None) -> list[str]:
    """Where a server starts and what it runs first, as PowerShell's out-of-process server takes them."""
    import base64

    made = [] if location is None else ["-wd", location]
    if init is not None:
        made += ["-EncodedCommand", base64.b64encode(init.encode("utf-16-le", "surrogatepass")).decode("ascii")]
    return made


def wrap_table(table: Any) -> Any:
    """$PSVersionTable as application data: what every PowerShell can read."""
    from psbridge.objects.containers import PSPrimitiveDictionary
    from psbridge.objects.scalars import SemanticVersion

    made = PSPrimitiveDictionary()
    for key, value in table.pairs():
        bare = unwrap(value)
        made[key] = Version(*(int(part) for part in str(bare).split("-")[0].split("."))) if isinstance(bare, SemanticVersion) else bare
    return made


# -- pipeline &

_BRACE = re.compile(r"[`{}]")
_OWN = re.compile(r"(global:)?(PID|PSVersionTable|PSEdition|PSHOME|HOST|TRUE|FALSE|NULL)", re.IGNORECASE)
_PREFIX = "Microsoft.PowerShell.Management\\Set-Location -LiteralPath $using:pwd ; "


def start_ampersand(ctx: Context, plan: Any) -> Any:
    """The job of `pipeline &`: in the caller's place, with copies of the variables that it names."""
    from psbridge.sessions.scripts import pipeline_of

    text = _PREFIX + _with_using(ctx, plan.ast)
    block = ctx.runspace.script_block(text, ctx)
    location = ctx.runspace.drives.file_location()
    description = pipeline_of(text, block, ctx, [], add_to_history=True)
    return start_process_job(ctx, text, None, description, location=location)


def _with_using(ctx: Context, ast: Any) -> str:
    """The text of a pipeline without its `&`, in which variables of the caller are $using: expressions."""
    start = ast.extent.start
    text = ast.extent.text.rstrip()
    text = text[:-1].rstrip() if text.endswith("&") else text
    parts: list[str] = []
    at = 0
    for variable in sorted(find_all(ast, VariableExpressionAst), key=lambda one: one.extent.start):
        name = variable.variable_path.user_path
        begin, end = variable.extent.start - start, variable.extent.end - start
        if begin < at or end > len(text) or _OWN.fullmatch(name) or not _exists(ctx, name):
            continue
        parts += [text[at:begin], "${using:", _BRACE.sub(r"`\g<0>", name), "}"]  # what was splatted is not any more, as in PowerShell
        at = end
    return "".join(parts) + str(text[at:])


def _exists(ctx: Context, name: str) -> bool:
    from psbridge.engine.scopes import UNSET

    if ":" in name and name.partition(":")[0].lower() not in ("global", "script", "local", "private", "variable"):
        return False
    return ctx.get_variable(name, UNSET) is not UNSET
