"""Import-PSSession and Export-PSSession: commands of a session as functions of a module here.

Decides what is asked of the host, which of its answers become proxies (asked for, with names that are safe in a script, not meant to stay
there, hiding nothing that is here), and where the module's files lie.  The texts are proxywriting's.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import DATA_NAMES, default_for, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.paths import temp_path
from psbridge.engine.members.texts import encoding
from psbridge.errors import MessageError, PsBridgeError
from psbridge.machine import files_of
from psbridge.modules.security.certificates import X509Certificate2
from psbridge.modules.security.policy import policy_of
from psbridge.modules.utility import remoteviews
from psbridge.modules.utility.files import desktop, told
from psbridge.modules.utility.implicitwarnings import Complaints
from psbridge.modules.utility.proxywriting import Origin, heading_of, manifest, script_module
from psbridge.modules.utility.sessionrenewal import option_text, place_of, renewal
from psbridge.objects import DateTime, unwrap
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.records import ProgressRecord
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, OUTPUT, VERBOSE, WARNING
from psbridge.objects.wildcard import compile_wildcard
from psbridge.psrp import Command, MetadataQuery, Pipeline, PipelineState
from psbridge.sessions.pssession import PSSession
from psbridge.sessions.remotemetadata import Listening, RemoteCommand, is_safe, read_command, unsafe_part

_A = "System.Management.Automation."
_ALL = 511 & ~(32 | 64 | 16)  # everything but applications and scripts
_ACTIVITY, _PROGRESS_ID = "Creating implicit remoting module ...", 1905347799
_STAY_THERE = ("Get-Command", "Get-FormatData", "Get-Help", "Select-Object", "Measure-Object", "Exit-PSSession", "Out-Default")
_RESTRICTED = frozenset((2, 3))  # policies that want signed scripts, or none
_LEAST_VIEWS = (5, 1)  # hosts since then must be told whom the views are for


class ImplicitRemoting(Complaints):
    """Base of both commands."""

    command_name = parameter("CommandName", "string[]", position=2, aliases=("Name",), default=("*",), allow_empty=True)
    format_type_name = parameter("FormatTypeName", "string[]", position=3, default=("*",), allow_empty=True)
    allow_clobber = parameter("AllowClobber", "switch")
    arguments = parameter("ArgumentList", "object[]", aliases=("Args",), allow_null=True, allow_empty=True)
    command_type = parameter("CommandType", _A + "CommandTypes", aliases=("Type",), default=_ALL)
    module = parameter("Module", "string[]", aliases=("PSSnapin",), validate=(NotNull(),), default=())
    full_module = parameter("FullyQualifiedModule", "object[]", validate=(NotNull(),), default=())
    certificate = parameter("Certificate", X509Certificate2.net_type.full_name)
    session = parameter("Session", _A + "Runspaces.PSSession", position=0, mandatory=True, validate=(NotNull(),))

    prefix: str | None = None

    def check(self) -> None:
        """Refuse what cannot be done before anything is asked of the host."""
        if self.is_bound("Module") and self.is_bound("FullyQualifiedModule"):
            text = "The parameters Module and FullyQualifiedModule cannot be used together. Specify only one of them."
            error_id = "ModuleAndFullyQualifiedModuleCannotBeSpecifiedTogether"
            self.fail(self.error("System.InvalidOperationException", text, error_id, "InvalidOperation"))
        if self.certificate is not None:
            self.refuse("Files cannot be signed on this computer. Leave the Certificate parameter out.")
        if policy_of(self.runspace) in _RESTRICTED:
            self.refuse(
                "Files cannot be loaded because running scripts is disabled on this system. "
                "Provide a valid certificate with which to sign the files."
            )

    def refuse(self, text: str) -> None:
        self.fail(self.error(_A + "PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation"))

    # -- what the host is asked

    @property
    def _names_commands(self) -> bool:
        return any(map(self.is_bound, ("CommandName", "ArgumentList", "CommandType", "Module", "FullyQualifiedModule")))

    def remote_commands(self) -> tuple[list[RemoteCommand], dict[str, str]]:
        """The commands to make proxies of, and what aliases stand for."""
        if not self.command_name or (self.is_bound("FormatTypeName") and not self._names_commands):
            return [], {}
        query = MetadataQuery(
            tuple(self.command_name), int(self.command_type), tuple(self.module or ()), tuple(self.arguments or ()), self._specifications()
        )
        chosen: dict[str, RemoteCommand] = {}
        aliases: dict[str, str] = {}
        answers = self._ask("Get-Command", lambda client, sink: client.command_metadata(query, sink))
        expected = next(answers, None)
        count = 0
        for count, value in enumerate(answers, 1):
            self._progress(f"Getting command information from remote session ... {count} commands received")
            self._take(value, chosen, aliases)
        if expected is None or (not count and self._names_commands):
            self.no_results("Get-Command")
        self.report_shadows(bool(chosen))
        return list(chosen.values()), aliases

    def _specifications(self) -> tuple[Any, ...]:
        return tuple(one if isinstance(unwrap(one), NetDictionary) else to_text(one) for one in self.full_module or ())

    def _take(self, value: Any, chosen: dict[str, RemoteCommand], aliases: dict[str, str]) -> None:
        try:
            command = read_command(value)
        except MessageError:
            self.malformed("Get-Command")
            raise
        if command.resolved == "":
            self.unresolved_alias(command.name)
        if not self._is_wanted(command):
            return
        before = chosen.get(command.name.lower())
        if before is not None and before.rank < command.rank:
            return
        if command.resolved:
            aliases[command.name] = command.resolved
            command = RemoteCommand(command.resolved, command.kind, None, command.parameters)
        chosen[command.name.lower()] = command

    def _is_wanted(self, command: RemoteCommand) -> bool:
        name = command.name
        tests = [compile_wildcard(pattern) for pattern in self.command_name]
        if not any(test(name) or test(name.rpartition(".")[0] or name) for test in tests):
            return self.skipped("ErrorSkippedNonRequestedCommand", name)
        if not is_safe(name) or (command.resolved and not is_safe(command.resolved)):
            return self.skipped("ErrorSkippedUnsafeCommandName", name)
        unsafe = unsafe_part(command)
        if unsafe is not None:
            return self.skipped(f"ErrorSkippedUnsafe{unsafe[0]}Name", name, unsafe[1])
        lower = name.lower()
        if lower in self._staying and lower not in {one.lower() for one in self.command_name}:
            return False
        return bool(self.allow_clobber) or not self.shadows(name)

    @property
    def _staying(self) -> set[str]:
        """The commands that a host does not want to be imported."""
        data = unwrap(self.session.private_data)
        told = unwrap(data.get("ImplicitRemoting")) if isinstance(data, NetDictionary) else None
        names = unwrap(told.get("CommandsToSkip")) if isinstance(told, NetDictionary) else None
        return {to_text(name).lower() for name in (names if isinstance(names, list) else _STAY_THERE)}

    def remote_views(self) -> list[Any]:
        """The views that go with the objects of the host."""
        if not self.format_type_name or (self._names_commands and not self.is_bound("FormatTypeName")):
            return []
        asked = Command("Get-FormatData").add("TypeName", list(self.format_type_name))
        if self._remote_version() >= _LEAST_VIEWS:
            asked.add("PowerShellVersion", self.runspace.version)
        tests = [compile_wildcard(pattern) for pattern in self.format_type_name]
        views: list[Any] = []
        count = 0
        for count, value in enumerate(self._ask("Get-FormatData", lambda client, sink: client.run(Pipeline([asked]), sink=sink)), 1):
            self._progress(f"Getting formatting and output information from remote session ... {count} objects received")
            found = remoteviews.read(value, lambda text: self.runspace.script_block(text, self.ctx))
            if found is None:
                self.malformed("Get-FormatData")
            elif any(test(name) for test in tests for name in found.types):
                views += found.views
            else:
                self.skipped("ErrorSkippedNonRequestedTypeDefinition", found.types[0])
        if not count and self.is_bound("FormatTypeName"):
            self.no_results("Get-FormatData")
        return views

    def _remote_version(self) -> tuple[int, ...]:
        data = unwrap(self.session.private_data)
        table = unwrap(data.get("PSVersionTable")) if isinstance(data, NetDictionary) else None
        version = to_text(table.get("PSVersion")) if isinstance(table, NetDictionary) else ""
        return tuple(int(part) for part in version.split("-")[0].split(".")[:2] if part.isdigit())

    def _ask(self, name: str, start: Any) -> Iterator[Any]:
        """Output of a command over there, as it comes; its other records are ours."""
        session: PSSession = unwrap(self.session)
        if session.client is None or session.state != "Opened":
            self.remote_failed(name, f"The session {session.name} is not in the Opened state: it is {session.state}")
        try:
            listening = Listening(lambda sink: start(session.client, sink))
        except PsBridgeError as problem:
            self.remote_failed(name, str(problem))
            raise
        unhook = self.stopping.on_cancel(lambda *_: listening.running.stop())
        try:
            for stream, value in listening:
                if stream == OUTPUT:
                    yield value
                else:
                    self._pass_on(stream, value)
        finally:
            unhook()
        running = listening.running
        if running.state is PipelineState.FAILED and running.reason is not None:
            self.remote_failed(name, running.reason.message, running.reason)

    def _pass_on(self, stream: int, record: Any) -> None:
        if stream == ERROR:
            self.runtime.pass_error(record)
        elif stream == INFORMATION:
            self.write_information(record)
        elif stream in _TEXTS:
            getattr(self, _TEXTS[stream])(record.message)

    def _progress(self, status: str) -> None:
        self.write_progress(ProgressRecord(_PROGRESS_ID, _ACTIVITY, status))

    # -- the files

    def write_module(self, folder: str, encoding: Any) -> str:
        """Ask, and write the module into a folder that is there; the path of its manifest."""
        commands, aliases = self.remote_commands()
        views = self.remote_views()
        files = files_of(self.machine)
        name = files.normalize(folder).rstrip("/\\").replace("\\", "/").rpartition("/")[2]
        session: PSSession = unwrap(self.session)
        heading = heading_of(self.DECLARATION.name, str(self.invocation.line or "").strip(), to_text(DateTime.now()))
        origin = Origin(str(session.instance_id), renewal(session), option_text(session.option), tuple(self.module or ()), self._stamp())
        description = f"Implicit remoting for {place_of(session.connection)}"
        texts = {
            f"{name}.psm1": script_module(heading, origin, commands, aliases),
            f"{name}.format.ps1xml": remoteviews.text(views, encoding.web_name),
            f"{name}.psd1": manifest(heading, str(uuid.uuid4()), description, name),
        }
        if session.option is not None and session.option.application_arguments is not None:
            from psbridge.clixml import dumps

            texts["ApplicationArguments.xml"] = dumps(session.option.application_arguments)
        for leaf, text in texts.items():
            with files.open(f"{folder}{files.separator}{leaf}", "w") as target:
                target.write(encoding.preamble + encoding.encode(text))
        self._finished()
        made: str = f"{folder}{files.separator}{name}.psd1"
        return made

    def _stamp(self) -> str:
        data = unwrap(self.session.private_data)
        told = unwrap(data.get("ImplicitRemoting")) if isinstance(data, NetDictionary) else None
        return to_text(told.get("Hash")) if isinstance(told, NetDictionary) and told.get("Hash") is not None else ""

    def _finished(self) -> None:
        from psbridge.objects.records import ProgressRecordType

        record = ProgressRecord(_PROGRESS_ID, _ACTIVITY, "Completed.")
        record.percent_complete, record.seconds_remaining, record.record_type = 100, 0, ProgressRecordType(1)
        self.write_progress(record)


_TEXTS = {WARNING: "write_warning", VERBOSE: "write_verbose", DEBUG: "write_debug"}


@cmdlet(
    "Import-PSSession", output=(_A + "PSModuleInfo",), remoting="None", net_class="Microsoft.PowerShell.Commands.ImportPSSessionCommand"
)
class ImportPSSession(ImplicitRemoting):
    """Makes commands of a session usable here, as functions of a temporary module."""

    prefix = parameter("Prefix", "string", validate=(NotNullOrEmpty(),))
    disable_name_checking = parameter("DisableNameChecking", "switch")

    def begin(self) -> None:
        self.check()
        files = files_of(self.machine)
        letters = secrets.token_hex(6)
        folder = f"{temp_path(self.ctx)}tmp_{letters[:8]}.{letters[8:11]}"
        files.make_directory(folder)
        try:
            path = self.write_module(folder, encoding("Unicode"))
        except BaseException:
            files.remove_directory(folder)  # nothing is in it before all is known
            raise
        block = self.runspace.script_block(_IMPORT, self.ctx)
        checking = bool(self.disable_name_checking)
        self.write_all(self.invoke_block(block, [path, self.session, self.prefix, checking, f"Implicit remoting event ({uuid.uuid4()})"]))


# The module goes with its session, its files go with the module.
_IMPORT = """
param($Path, $Session, $Prefix, $DisableNameChecking, $Identifier)
$more = if ($Prefix) { @{ Prefix = $Prefix } } else { @{} }
$more += @{ Name = $Path; Alias = '*'; Function = '*'; DisableNameChecking = $DisableNameChecking; ArgumentList = , $Session }
$module = Microsoft.PowerShell.Core\\Import-Module @more -PassThru
$event = @{ InputObject = $Session.Runspace; EventName = 'StateChanged'; SourceIdentifier = $Identifier; MessageData = $module }
Microsoft.PowerShell.Utility\\Register-ObjectEvent @event -SupportEvent -Action {
    if ("$($EventArgs.RunspaceStateInfo.State)" -eq 'Closed') {
        Microsoft.PowerShell.Core\\Remove-Module -ModuleInfo $Event.MessageData -Force -ErrorAction SilentlyContinue
    }
}
$before = $module.OnRemove
$folder = $module.ModuleBase
$module.OnRemove = {
    Microsoft.PowerShell.Utility\\Unregister-Event -SourceIdentifier $Identifier -Force -ErrorAction SilentlyContinue
    Microsoft.PowerShell.Management\\Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
    if ($before) { & $before $args }
}.GetNewClosure()
$module
"""


@cmdlet(
    "Export-PSSession", output=("System.IO.FileInfo",), remoting="None", net_class="Microsoft.PowerShell.Commands.ExportPSSessionCommand"
)
class ExportPSSession(ImplicitRemoting):
    """Saves commands of a session as a module on disk."""

    output_module = parameter(
        "OutputModule", "string", position=1, mandatory=True, aliases=("PSPath", "ModuleName"), validate=(NotNullOrEmpty(),)
    )
    force = parameter("Force", "switch")
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,), validate=(NotNullOrEmpty(),))

    def begin(self) -> None:
        self.check()
        folder = self._folder()
        self.write_module(folder, told(self) or default_for(self.runspace, "Export-PSSession"))
        block = self.runspace.script_block("param($Path) Microsoft.PowerShell.Management\\Get-ChildItem -LiteralPath $Path", self.ctx)
        self.write_all(self.invoke_block(block, [folder]))

    def _folder(self) -> str:
        """The folder of the module, made if need be: a path, or a name among the user's modules."""
        given, files = self.output_module, files_of(self.machine)
        rooted = given.startswith((".", "/", "\\", "~")) or given[1:2] == ":"
        full = str(self.paths.unresolved(given if rooted else f"{self._modules()}{files.separator}{given}").path)
        known = files.stat(full)
        if known is not None and not self.force:
            text = (
                f"The directory '{full}' already exists.  Use the -Force parameter if you want to overwrite the directory and files within "
                "the directory."
            )
            self.fail(self.error("System.ArgumentException", text, "ExportProxyCommand_OutputDirectoryExists", "ResourceExists", full))
        try:
            if known is None:
                self._make(files, full)
        except (OSError, ScriptError) as problem:
            text = f"The directory '{full}' cannot be created: {problem}"
            error_id = "ExportProxyCommand_CannotCreateOutputDirectory"
            self.fail(self.error("System.ArgumentException", text, error_id, "ResourceExists", full))
        return full

    def _modules(self) -> str:
        mark = ";" if self.runspace.is_windows else ":"
        places = self.runspace.environment.get("PSModulePath", "").split(mark)
        return next((str(one) for one in places if one), str(self.runspace.directory))

    def _make(self, files: Any, path: str) -> None:
        parent = path.rstrip(files.separator).rpartition(files.separator)[0]
        if parent and files.stat(parent) is None:
            self._make(files, parent)
        files.make_directory(path)


ExportPSSessionDesktop = desktop(ExportPSSession, DATA_NAMES)
