"""Session configurations (endpoints) of an emulated Windows machine, and the switches of remoting."""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateSet, cmdlet, parameter
from psbridge.engine.encodings import default_for
from psbridge.engine.errors import ScriptError
from psbridge.errors import ConfigurationError
from psbridge.machine.configurations import SessionConfiguration
from psbridge.machine.wsmanconfig import QUOTAS
from psbridge.objects import NetDictionary, PSObject, unwrap, wrap
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_TYPE = "Microsoft.PowerShell.Commands.PSSessionConfigurationCommands#PSSessionConfiguration"
_INVALID = "System.InvalidOperationException"
_FILE_KEYS = (
    "SchemaVersion",
    "GUID",
    "Author",
    "Description",
    "CompanyName",
    "Copyright",
    "SessionType",
    "TranscriptDirectory",
    "RunAsVirtualAccount",
    "RunAsVirtualAccountGroups",
    "ScriptsToProcess",
    "RoleDefinitions",
    "RequiredGroups",
    "LanguageMode",
    "ExecutionPolicy",
    "PowerShellVersion",
    "ModulesToImport",
    "VisibleAliases",
    "VisibleCmdlets",
    "VisibleFunctions",
    "VisibleExternalCommands",
    "VisibleProviders",
    "AliasDefinitions",
    "FunctionDefinitions",
    "VariableDefinitions",
    "EnvironmentVariables",
    "TypesToProcess",
    "FormatsToProcess",
    "AssembliesToLoad",
    "GroupManagedServiceAccount",
    "MountUserDrive",
    "UserDriveMaximumSize",
    "EnforceInputParameterValidation",
)


def view(one: SessionConfiguration) -> PSObject:
    """A configuration as Get-PSSessionConfiguration shows it."""
    made = PSObject.of(
        ("Name", one.name),
        ("Filename", "%windir%\\system32\\pwrshplugin.dll"),
        ("SDKVersion", "2"),
        ("XmlRenderingType", "text"),
        ("lang", "en-US"),
        ("PSVersion", one.version),
        ("StartupScript", one.startup_script),
        ("ResourceUri", one.uri),
        ("SupportsOptions", "true"),
        ("Capability", ["Shell"]),
        ("Enabled", one.enabled),
        ("RunAsUser", one.run_as_user),
        ("Permission", one.permission),
        *((name, one.options.get(name, value)) for name, value in QUOTAS.items()),
        ("OutputBufferingMode", one.options.get("OutputBufferingMode", "Block")),
        ("SessionType", one.session_type),
        ("LanguageMode", one.language_mode),
    )
    made.custom_type_names = [_TYPE, "System.Management.Automation.PSCustomObject", "System.Object"]
    return made


class _Configurations(Cmdlet):
    """Finding configurations; the errors about them."""

    @property
    def known(self) -> Any:
        return self.machine.session_configurations

    def matching(self, names: list[str] | None, error_id: str = "NoSessionConfigurationFound") -> list[SessionConfiguration]:
        found: list[SessionConfiguration] = []
        for name in names or ("*",):
            matches = compile_wildcard(name)
            some = [one for one in self.known if matches(one.name)]
            if not some and not has_wildcards(name):
                text = f'No session configuration matches criteria "{name}".'
                self.write_error(self.error("Microsoft.PowerShell.Commands.WriteErrorException", text, error_id, "InvalidOperation", name))
            found += some
        return found

    def restart_note(self) -> None:
        if not getattr(self, "no_service_restart", False):
            self.write_verbose("The WinRM service of the machine takes the change over at once.")


@cmdlet("Get-PSSessionConfiguration", output=(_TYPE,))
class GetPSSessionConfiguration(_Configurations):
    """Gets the registered session configurations on the computer."""

    name = parameter("Name", "string[]", position=0)
    force = parameter("Force", "switch")

    def process(self) -> None:
        for one in self.matching(self.name):
            self.write(view(one))


class _Change(_Configurations):
    """What Register- and Set-PSSessionConfiguration take."""

    name = parameter("Name", "string", position=0, mandatory=True, by_property=True)
    path = parameter("Path", "string")
    startup_script = parameter("StartupScript", "string")
    run_as_credential = parameter("RunAsCredential", "pscredential")
    access_mode = parameter("AccessMode", "string", default="Remote", validate=(ValidateSet("Disabled", "Local", "Remote"),))
    sddl = parameter("SecurityDescriptorSddl", "string")
    show_ui = parameter("ShowSecurityDescriptorUI", "switch")
    ps_version = parameter("PSVersion", "version")
    session_type = parameter("SessionType", "string")
    transport_option = parameter("TransportOption", "object")
    session_type_option = parameter("SessionTypeOption", "object")
    received_data = parameter("MaximumReceivedDataSizePerCommandMB", "double")
    received_object = parameter("MaximumReceivedObjectSizeMB", "double")
    apartment = parameter("ThreadApartmentState", "string")
    thread_options = parameter("ThreadOptions", "string")
    use_shared_process = parameter("UseSharedProcess", "switch")
    modules = parameter("ModulesToImport", "object[]")
    architecture = parameter("ProcessorArchitecture", "string", aliases=("PA",))
    application_base = parameter("ApplicationBase", "string")
    assembly_name = parameter("AssemblyName", "string")
    configuration_type = parameter("ConfigurationTypeName", "string")
    force = parameter("Force", "switch")
    no_service_restart = parameter("NoServiceRestart", "switch")

    def apply(self, one: SessionConfiguration) -> None:
        """Put into a configuration what was given."""
        if self.show_ui:
            text = "The security descriptor user interface cannot be shown in a session without desktop: use SecurityDescriptorSddl."
            self.fail(self.error(_INVALID, text, "InvalidShowSDUIParameter", "InvalidOperation"))
        if self.startup_script is not None:
            one.startup_script = self.startup_script
        if self.sddl is not None:
            one.permission = self.sddl
        if self.run_as_credential is not None:
            one.run_as_user = unwrap(self.run_as_credential).user_name
        if self.ps_version is not None:
            one.version = ".".join(to_text(self.ps_version).split(".")[:2])
        if self.is_bound("AccessMode"):
            one.enabled = self.access_mode.lower() != "disabled"
        if self.modules:
            one.startup = tuple(f"Import-Module {to_text(module)}" for module in self.modules)
        if self.transport_option is not None:
            self._transport(one)
        sizes = (("MaximumReceivedDataSizePerCommandMB", self.received_data), ("MaximumReceivedObjectSizeMB", self.received_object))
        one.options.update((name, value) for name, value in sizes if value is not None)
        if self.path:
            self._from_file(one)

    def _transport(self, one: SessionConfiguration) -> None:
        names = (
            "MaxIdleTimeoutSec",
            "IdleTimeoutSec",
            "MaxSessions",
            "MaxConcurrentCommandsPerSession",
            "OutputBufferingMode",
            "MaxSessionsPerUser",
        )
        option = unwrap(self.transport_option)
        for name in names:
            value = option.get(name) if isinstance(option, NetDictionary) else get_property(self.transport_option, name)
            if value is not None:
                one.options[name] = value

    def _from_file(self, one: SessionConfiguration) -> None:
        table = read_file(self, self.path)
        if table is None:
            return
        one.path = self.path
        one.session_type = to_text(table.get("SessionType", "Default"))
        one.language_mode = to_text(
            table.get("LanguageMode", "NoLanguage" if one.session_type == "RestrictedRemoteServer" else "FullLanguage")
        )
        visible = [to_text(item) for key in ("VisibleCmdlets", "VisibleFunctions", "VisibleAliases") for item in _many(table.get(key))]
        one.visible = tuple(visible)
        one.startup = tuple(f"Import-Module {to_text(module)}" for module in _many(table.get("ModulesToImport")))


def _many(value: Any) -> list[Any]:
    bare = unwrap(value)
    return [] if bare is None else list(bare) if isinstance(bare, list) else [bare]


def read_file(cmd: Cmdlet, path: str) -> Any:
    """The table of a session configuration file (.pssc); None when it cannot be read (the error is written)."""
    try:
        found = cmd.paths.resolve_one(path)
        block = cmd.runspace.load_script(found.path)
        values = cmd.invoke_block(block)
    except ScriptError as problem:
        problem.record.qualifier = cmd.DECLARATION.net_class
        cmd.write_error(problem.record)
        return None
    table = unwrap(values[0]) if values else None
    return table if isinstance(table, NetDictionary) else None


@cmdlet("Register-PSSessionConfiguration", default_set="NameParameterSet", should_process=True, impact="High")
class RegisterPSSessionConfiguration(_Change):
    """Creates and registers a new session configuration."""

    def process(self) -> None:
        made = SessionConfiguration(self.name, ".".join(self.machine.definition.version.split(".")[:2]))
        if not self._sure(f"Name: {self.name}. This lets selected users remotely run Windows PowerShell commands on this computer."):
            return
        self.apply(made)
        try:
            self.known.add(made)
        except ConfigurationError as problem:
            kind = "Microsoft.PowerShell.Commands.WriteErrorException"
            self.write_error(self.error(kind, problem.what, "ErrorCreatingPSSessionConfiguration", "InvalidOperation", self.name))
            return
        self.machine.wsman.add_plugin(made.name)
        self.restart_note()
        self.write(wrap(view(made)))

    def _sure(self, what: str) -> bool:
        return bool(self.force) or self.should_process(what, "Register-PSSessionConfiguration")


@cmdlet("Set-PSSessionConfiguration", default_set="NameParameterSet", should_process=True, impact="High")
class SetPSSessionConfiguration(_Change):
    """Changes the properties of a registered session configuration."""

    def process(self) -> None:
        for one in self.matching([self.name], "CSCmdsShellNotFound"):
            if self.force or self.should_process(f"Name: {one.name}", "Set-PSSessionConfiguration"):
                self.apply(one)
                self.restart_note()


@cmdlet("Unregister-PSSessionConfiguration", should_process=True, impact="High")
class UnregisterPSSessionConfiguration(_Configurations):
    """Deletes registered session configurations from the computer."""

    name = parameter("Name", "string", position=0, mandatory=True, by_property=True)
    force = parameter("Force", "switch")
    no_service_restart = parameter("NoServiceRestart", "switch")

    def process(self) -> None:
        for one in self.matching([self.name], "CSCmdsShellNotFound"):
            if self.force or self.should_process(f"Name: {one.name}", "Unregister-PSSessionConfiguration"):
                self.known.remove(one.name)
                self.machine.wsman.remove(f"Plugin\\{one.name}")
                self.restart_note()


class _Switch(_Configurations):
    """Enable- and Disable-PSSessionConfiguration."""

    target = True
    name = parameter("Name", "string[]", position=0, pipeline=True, by_property=True)
    force = parameter("Force", "switch")
    no_service_restart = parameter("NoServiceRestart", "switch")

    def process(self) -> None:
        for one in self.matching(self.name or ["microsoft.powershell"]):
            if self.force or self.should_process(f"Name: {one.name}", self.DECLARATION.name):
                one.enabled = self.target
                self.machine.wsman.set(f"Plugin\\{one.name}\\Enabled", "true" if self.target else "false")


@cmdlet("Enable-PSSessionConfiguration", should_process=True, impact="Medium")
class EnablePSSessionConfiguration(_Switch):
    """Enables the session configurations on the computer."""

    sddl = parameter("SecurityDescriptorSddl", "string")
    skip_network = parameter("SkipNetworkProfileCheck", "switch")


@cmdlet("Disable-PSSessionConfiguration", should_process=True, impact="Medium")
class DisablePSSessionConfiguration(_Switch):
    """Disables session configurations on the computer."""

    target = False


@cmdlet("Enable-PSRemoting", should_process=True, impact="Medium")
class EnablePSRemoting(_Configurations):
    """Configures the computer to receive remote commands."""

    force = parameter("Force", "switch")
    skip_network = parameter("SkipNetworkProfileCheck", "switch")

    def process(self) -> None:
        if self.force or self.should_process("WinRM", "Enable-PSRemoting"):
            for one in self.known:
                one.enabled = True
            service = self.machine.services.find("WinRM")
            if service is not None and service.status == "Stopped":
                self.machine.services.control(service, "start")


@cmdlet("Disable-PSRemoting", should_process=True, impact="Medium")
class DisablePSRemoting(_Configurations):
    """Prevents remote users from running commands on the computer."""

    force = parameter("Force", "switch")

    def process(self) -> None:
        if self.force or self.should_process("WinRM", "Disable-PSRemoting"):
            for one in self.known:
                one.enabled = False
            self.write_warning(
                "Disabling the session configurations does not undo all the changes made by the Enable-PSRemoting or "
                "Enable-PSSessionConfiguration cmdlet. You might have to manually undo the changes."
            )


def _file_parameters() -> dict[str, Any]:
    kinds = {"GUID": "guid", "PowerShellVersion": "version", "RoleDefinitions": "System.Collections.IDictionary"}
    lists = (
        "ModulesToImport",
        "VisibleCmdlets",
        "VisibleFunctions",
        "VisibleAliases",
        "AliasDefinitions",
        "FunctionDefinitions",
        "VariableDefinitions",
    )
    made = {}
    for key in _FILE_KEYS:
        kind = kinds.get(key, "object[]" if key in lists else "switch" if key in ("RunAsVirtualAccount", "MountUserDrive") else "object")
        made[f"key_{key.lower()}"] = parameter(key, kind)
    return made


@cmdlet("New-PSSessionConfigurationFile")
class NewPSSessionConfigurationFile(type("_FileKeys", (Cmdlet,), _file_parameters())):  # type: ignore[misc]
    """Creates a file that defines a session configuration."""

    path = parameter("Path", "string", sets=(In("__AllParameterSets", mandatory=True, position=0),))
    full = parameter("Full", "switch")

    def process(self) -> None:
        if not self.path.lower().endswith(".pssc"):
            text = f"The PSSession configuration file path '{self.path}' is not valid: the file name extension must be .pssc."
            self.fail(self.error(_INVALID, text, "InvalidPSSessionConfigurationFilePath", "InvalidArgument", self.path))
        where = self.paths.unresolved(self.path)
        defaults = {"SchemaVersion": "2.0.0.0", "GUID": str(uuid.uuid4()), "Author": "Administrator", "SessionType": "Default"}
        lines = ["@{", ""]
        for key in _FILE_KEYS:
            given = self.bound.get(key.lower(), defaults.get(key))
            if given is not None:
                lines += [f"{key} = {_literal(given)}", ""]
            elif self.full:
                lines += [f"# {key} = ", ""]
        encoding = default_for(self.runspace, self.DECLARATION.name)
        with where.provider.files.open(where.path, "w") as file:
            file.write(encoding.preamble + encoding.encode("\r\n".join([*lines, "}", ""])))


def _literal(value: Any) -> str:
    bare = unwrap(value)
    if isinstance(bare, NetDictionary):
        return "@{ " + "; ".join(f"{_literal(key)} = {_literal(item)}" for key, item in bare.pairs()) + " }"
    if isinstance(bare, list):
        return ", ".join(map(_literal, bare))
    if isinstance(bare, bool) or type(bare).__name__ == "SwitchParameter":
        return "$true" if bare else "$false"
    if isinstance(bare, int | float):
        return to_text(bare)
    return "'" + to_text(bare).replace("'", "''") + "'"


@cmdlet("Test-PSSessionConfigurationFile", output=("System.Boolean",))
class TestPSSessionConfigurationFile(Cmdlet):
    """Verifies the keys and values in a session configuration file."""

    path = parameter("Path", "string", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        table = read_file(self, self.path)
        if table is None:
            self.write(False)
            return
        known = {key.lower() for key in _FILE_KEYS}
        unknown = [to_text(key) for key in table if to_text(key).lower() not in known]
        for key in unknown:
            self.write_verbose(f"The key '{key}' in the file {self.path} is not a known key.")
        self.write(not unknown and "SchemaVersion" in table)


@cmdlet("Get-PSSessionCapability", output=("System.Management.Automation.CommandInfo",))
class GetPSSessionCapability(_Configurations):
    """Gets the commands that a user may run in a session configuration."""

    configuration_name = parameter("ConfigurationName", "string", position=0, mandatory=True)
    username = parameter("Username", "string", position=1, mandatory=True)
    full = parameter("Full", "switch")

    def process(self) -> None:
        for one in self.matching([self.configuration_name], "CouldNotFindSessionConfiguration"):
            patterns = [compile_wildcard(name) for name in one.visible or ("*",)]
            found = self.invoke_block(self.runspace.script_block("Get-Command -CommandType Cmdlet, Function, Alias"))
            for command in found:
                if any(matches(unwrap(command).name) for matches in patterns):
                    self.write(command)
