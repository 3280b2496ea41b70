"""Modules of a session: the built-in ones, those that were loaded from files or made by New-Module, and finding one for a command.

`PSModuleInfo` is a module as scripts see it.  Reading files is engine.moduleloader's.
"""

from __future__ import annotations

import functools
import importlib
import sys
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.engine.builtinfunctions import BuiltinFunctionInfo
from psbridge.engine.commands import CmdletInfo
from psbridge.engine.scriptplaces import folder_of
from psbridge.errors import ConfigurationError
from psbridge.objects.containers import GenericDictionary, GenericList, NetDictionary
from psbridge.objects.convert import convert
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.wildcard import compile_wildcard

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.sessionstate import SessionState

_A = "System.Management.Automation."
ModuleType = define_enum(_A + "ModuleType", "Script Binary Manifest Cim Workflow", assembly=SMA)
ModuleAccessMode = define_enum(_A + "ModuleAccessMode", "ReadWrite ReadOnly Constant", assembly=SMA)
STRING = find_type("System.String")
FUNCTION = BuiltinFunctionInfo.TYPE


@dataclass(frozen=True, slots=True)
class BuiltinModule:
    """A module in Python: its name, the package whose ``COMMANDS`` says where its commands are, and what Get-Module shows.

    ``core``: part of the engine, never listed.  ``loaded``: there from the start.
    """

    name: str
    package: str
    version: str = "7.0.0.0"
    guid: str = ""
    description: str = ""
    kind: str = "Manifest"
    core: bool = False
    loaded: bool = False
    desktop_only: bool = False  # of Windows PowerShell
    scripted: bool = False  # a script module: its commands are functions
    on_load: str = ""  # "module:function", called with the runspace when it is loaded

    def commands(self, windows: bool = False, desktop: bool = False) -> dict[str, Any]:
        """Name of a command -> its place ("module:Class") or its class.

        With `windows` also what only a Windows machine has, with `desktop` what only Windows PowerShell has.
        """
        try:
            return _commands(self.package, windows, desktop)
        except Exception as problem:
            if self.package.startswith("psbridge."):
                raise
            what = f"The module {self.name} cannot be loaded from the Python package {self.package}: {type(problem).__name__}: {problem}"
            raise ConfigurationError(what, hint="It needs COMMANDS: cmdlet classes, or names with their places.") from problem


@functools.cache
def _commands(package: str, windows: bool, desktop: bool) -> dict[str, Any]:
    """The table of a package; all sessions share it."""
    module = importlib.import_module(package)
    table = module.COMMANDS
    if isinstance(table, dict):
        more = [name for name, there in (("WINDOWS_COMMANDS", windows), ("DESKTOP_COMMANDS", desktop)) if there]
        table = {**table, **{name: place for one in more for name, place in getattr(module, one, {}).items()}}
        return {name: place if not isinstance(place, str) else f"{package}.{place}" for name, place in table.items()}
    return {cls.DECLARATION.name: cls for cls in table}


_version = functools.cache(Version.parse)
_guid = functools.cache(uuid.UUID)


@functools.cache
def _keyed(told: BuiltinModule, windows: bool, desktop: bool) -> dict[str, tuple[str, Any]]:
    """Name and place of the commands of a module by their keys; the same few hundred texts in every session."""
    return {sys.intern(name.lower()): (name, place) for name, place in told.commands(windows, desktop).items()}


_STATED = (
    *("Author", "CompanyName", "Copyright", "Description", "HelpInfoUri", "PowerShellHostName", "RootModule", "Tags", "ReleaseNotes"),
    *("ProjectUri", "LicenseUri", "IconUri", "CompatiblePSEditions", "FileList"),
    *("PowerShellVersion", "PowerShellHostVersion", "ClrVersion", "DotNetFrameworkVersion"),
)
"""What a manifest states of its module, at its top or among PrivateData.PSData."""


def _statement(name: str) -> property:
    def read(module: PSModuleInfo) -> Any:
        return module.stated(name)

    return property(read)


class PSModuleInfo(NetObject):
    """A module.  Its code, if any, lives in ``session_state``; what it gives away stands in ``exports`` by kind."""

    __slots__ = (
        "_mode",
        "aliases",
        "builtin",
        "_cmdlets",
        "facts",
        "functions",
        "guid",
        "inner",
        "kind",
        "loaded",
        "name",
        "offers",
        "nested",
        "on_remove",
        "origin",
        "path",
        "prefix",
        "private_data",
        "required",
        "session_state",
        "variables",
        "version",
    )
    net_type = define(_A + "PSModuleInfo", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "Path": "path",
        "ModuleBase": "module_base",
        "Version": "version",
        "Guid": "guid",
        "ModuleType": "kind",
        "PrivateData": "private_data",
        "AccessMode": "access_mode",
        "SessionState": "session_state",
        "ExportedFunctions": "exported_functions",
        "ExportedCmdlets": "exported_cmdlets",
        "ExportedAliases": "exported_aliases",
        "ExportedVariables": "exported_variables",
        "ExportedCommands": "exported_commands",
        "NestedModules": "nested_modules",
        "RequiredModules": "required_modules",
        "OnRemove": "on_remove",
        "Prefix": "prefix",
        "LogPipelineExecutionDetails": "false",
        "Definition": "definition",
        **{name: f"stated_{name.lower()}" for name in _STATED},
    }
    METHODS = {
        "Invoke": "invoke",
        "NewBoundScriptBlock": "bind",
        "AsCustomObject": "as_custom_object",
        "GetVariableFromCallersModule": "callers_variable",
    }

    def __init__(self, name: str, path: str = "", session_state: SessionState | None = None, kind: str = "Script") -> None:
        super().__init__()
        self.name, self.path, self.session_state = name, path, session_state
        self.kind = ModuleType.parse(kind)
        self.version: Any = Version(0, 0)
        self.guid = uuid.UUID(int=0)
        self._mode = ModuleAccessMode(0)
        self.functions: dict[str, Any] = {}
        self.aliases: dict[str, Any] = {}
        self.variables: dict[str, Any] = {}
        self.offers: dict[str, tuple[str, Any]] = {}  # cmdlets that are made when they are wanted
        self._cmdlets: dict[str, Any] = {}
        self.nested: list[PSModuleInfo] = []
        self.inner = False  # only other modules have imported it
        self.required: list[PSModuleInfo] = []
        self.on_remove: Any = None
        self.origin: Any = None  # the session on whose computer it was found
        self.private_data: Any = None
        self.prefix = ""
        self.loaded = True
        self.builtin: BuiltinModule | None = None
        self.facts: dict[str, Any] = {}  # what a manifest says: Author, Description ...

    def stated(self, name: str) -> Any:
        """What the manifest says under a name; versions as such, lists as arrays."""
        found = next((value for key, value in self.facts.items() if key.lower() == name.lower()), None)
        if found is None and isinstance(self.private_data, NetDictionary):
            more = unwrap(self.private_data.get("PSData"))
            found = more.get(name) if isinstance(more, NetDictionary) else None
        if name.endswith("Version"):
            return None if not found else convert(found, find_type("System.Version"))
        if name in ("Tags", "CompatiblePSEditions", "FileList"):
            return [] if found is None else found if isinstance(unwrap(found), list) else [found]
        return found

    @property
    def access_mode(self) -> Any:
        return self._mode

    @access_mode.setter
    def access_mode(self, value: Any) -> None:
        self._mode = convert(value, ModuleAccessMode.net_type)

    @property
    def module_base(self) -> str:
        return folder_of(self.path)

    @property
    def definition(self) -> str:
        return ""

    @property
    def false(self) -> bool:
        return False

    def _exported(self, table: dict[str, Any]) -> Any:
        made = GenericDictionary(STRING, find_type("System.Object"), ignore_case=True)
        for info in table.values():
            made[info.name] = info
        return made

    @property
    def _kind(self) -> type[CmdletInfo]:
        return BuiltinFunctionInfo if self.builtin is not None and self.builtin.scripted else CmdletInfo

    def cmdlet(self, key: str) -> CmdletInfo:
        """One that the module offers, made now if need be."""
        found: CmdletInfo | None = self._cmdlets.get(key)
        if found is None:
            found = self._cmdlets[key] = self._kind(*self.offers[key], self)
        return found

    @property
    def cmdlets(self) -> dict[str, Any]:
        if self.offers:
            offered, self._cmdlets = self._cmdlets, {}
            self._cmdlets = {key: offered.get(key) or self._kind(*told, self) for key, told in self.offers.items()} | offered
            self.offers = {}
        return self._cmdlets

    @cmdlets.setter
    def cmdlets(self, table: dict[str, Any]) -> None:
        self._cmdlets, self.offers = table, {}

    @property
    def exported_functions(self) -> Any:
        scripted = {key: info for key, info in self.cmdlets.items() if info.TYPE == FUNCTION}
        return self._exported({**self.functions, **scripted})

    @property
    def exported_cmdlets(self) -> Any:
        return self._exported({key: info for key, info in self.cmdlets.items() if info.TYPE != FUNCTION})

    @property
    def exported_aliases(self) -> Any:
        return self._exported(self.aliases)

    @property
    def exported_variables(self) -> Any:
        return self._exported(self.variables)

    @property
    def exported_commands(self) -> Any:
        return self._exported({**self.functions, **self.cmdlets, **self.aliases})

    @property
    def nested_modules(self) -> Any:
        return GenericList(self.net_type, self.nested, "System.Collections.ObjectModel.ReadOnlyCollection`1")

    @property
    def required_modules(self) -> Any:
        return GenericList(self.net_type, self.required, "System.Collections.ObjectModel.ReadOnlyCollection`1")

    def find_command(self, name: str) -> Any:
        """An exported command by name, or None."""
        key = name.lower()
        for table in (self.functions, self.cmdlets, self.aliases):
            for info in table.values():
                if info.name.lower() == key:
                    return info
        return None

    def bind(self, block: Any) -> Any:
        """The block, as belonging to this module."""
        return block.bound_to(self.session_state)

    def invoke(self, block: Any, *args: Any) -> Any:
        assert self.session_state is not None
        return block.bound_to(self.session_state).invoke_value(self.session_state.runspace.context(), *args)

    def as_custom_object(self) -> Any:
        from psbridge.engine.modulemembers import custom_object_of

        return custom_object_of(self)

    def callers_variable(self, name: str) -> Any:
        return None

    def __str__(self) -> str:
        return self.name


for _name in _STATED:
    setattr(PSModuleInfo, f"stated_{_name.lower()}", _statement(_name))


class ModuleTable:
    """The modules of one runspace.  ``loaded``: in the order they were loaded."""

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.builtin: dict[str, PSModuleInfo] = {}
        self.loaded: list[PSModuleInfo] = []
        self._asked = False
        self.depth = 0  # modules that are being loaded on behalf of one another

    # -- built in

    def ask_outside(self) -> None:
        """Have the packages of others add their modules, once; extras["more_modules"] knows them."""
        if self._asked:
            return
        self._asked = True
        more = self.runspace.extras.get("more_modules")
        for told in more() if more is not None else ():
            if told.name.lower() not in self.builtin:
                self.add_builtin(told)

    def add_builtin(self, told: BuiltinModule) -> None:
        """Make the commands of a built-in module known."""
        desktop = self.runspace.is_windows and str(self.runspace.version).startswith("5.")
        if told.desktop_only and not desktop:
            return
        offers = _keyed(told, self.runspace.is_windows, desktop)
        select = self.runspace.extras.get("availability")
        if select is not None and offers:  # a session that is to be strict
            offers = select(told, offers)
            if not offers:
                return
        info = PSModuleInfo(told.name, kind=told.kind)
        info.builtin, info.loaded = told, told.core or told.loaded
        info.version = _version(told.version)
        if told.guid:
            info.guid = _guid(told.guid)
        info.path = f"{self.runspace.ps_home}/Modules/{told.name}/{told.name}.psd1"
        info.facts["Description"] = told.description
        self.builtin[told.name.lower()] = info
        if told.loaded:
            self.loaded.append(info)
        info.offers = offers
        self.runspace.discovery.offer(info, info.offers)

    def note_loaded(self, info: PSModuleInfo) -> None:
        """A built-in module is used for the first time."""
        info.loaded = True
        if info.builtin is not None and not info.builtin.core:
            self.loaded.append(info)
        if info.builtin is not None and info.builtin.on_load:
            module, _, function = info.builtin.on_load.partition(":")
            getattr(importlib.import_module(module), function)(self.runspace)

    # -- looking up

    def find(self, name: str) -> PSModuleInfo | None:
        """A loaded or built-in module by name or path."""
        key = name.lower()
        for info in reversed(self.loaded):
            if info.name.lower() == key or (info.path and info.path == name):
                return info
        if key not in self.builtin:
            self.ask_outside()
        return self.builtin.get(key)

    def matching(self, pattern: str) -> list[PSModuleInfo]:
        """The loaded modules whose name matches."""
        test = compile_wildcard(pattern)
        return [info for info in self.loaded if test(info.name)]

    def load_quietly(self, ctx: Context, name: str, accepts: Any = None) -> PSModuleInfo | None:
        """Import a module that a qualified name wants; None when there is none, or none that is accepted."""
        found: PSModuleInfo | None = self.runspace.loader(ctx).by_name_quietly(name, accepts)
        return found

    def load_for(self, ctx: Context, command: str) -> bool:
        """Import the first module on PSModulePath that exports a command, or one that another package brings along."""
        self.ask_outside()
        added = self.runspace.discovery.cmdlet(command.lower())
        if added is not None:
            self.note_loaded(added.module)
            return True
        if not self.runspace.environment.get("PSModulePath"):
            return False
        return bool(self.runspace.loader(ctx).for_command(command))

    def forget(self, info: PSModuleInfo) -> None:
        """A module was removed."""
        if info in self.loaded:
            self.loaded.remove(info)
