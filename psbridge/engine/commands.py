"""What a command is: the kinds of CommandInfo, each with what Get-Command shows of it.

Nothing here finds or runs commands (engine.discovery, engine.pipeline); each kind only knows its parts.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any, ClassVar, Self

from psbridge.objects.enums import define_enum
from psbridge.objects.members import AliasProperty, ComputedScriptProperty
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import EMPTY, NetObject, unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.typetable import builtin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psbridge.engine.cmdlet import Cmdlet
    from psbridge.engine.metadata import CommandMetadata

_A = "System.Management.Automation."
CommandTypes = define_enum(
    _A + "CommandTypes",
    "Alias=1 Function=2 Filter=4 Cmdlet=8 ExternalScript=16 Application=32 Script=64 Configuration=256 All=383",
    flags=True,
    assembly=SMA,
)
ScopedItemOptions = define_enum(
    _A + "ScopedItemOptions", "None=0 ReadOnly=1 Constant=2 Private=4 AllScope=8 Unspecified=16", flags=True, assembly=SMA
)
SessionStateEntryVisibility = define_enum(_A + "SessionStateEntryVisibility", "Public Private", assembly=SMA)
RemotingCapability = define_enum(_A + "RemotingCapability", "None PowerShell SupportedByCommand OwnedByCommand", assembly=SMA)


_PUBLIC = SessionStateEntryVisibility(0)
_NO_OPTIONS = ScopedItemOptions(0)
_options = functools.cache(ScopedItemOptions)


class CommandInfo(NetObject):
    """Base.  ``module`` is the PSModuleInfo that it comes from, or None; ``given``: what -ArgumentList said, mostly unset."""

    __slots__ = ("given", "module", "name", "visibility")
    net_type = define(_A + "CommandInfo", assembly=SMA)
    TYPE: ClassVar[int] = 0
    PROPERTIES = {
        "Name": "name",
        "CommandType": "command_type",
        "Source": "source",
        "Version": "version",
        "Definition": "definition",
        "Visibility": "visibility",
        "ModuleName": "module_name",
        "Module": "module",
        "RemotingCapability": "remoting",
        "Parameters": "parameters",
        "ParameterSets": "parameter_sets",
        "OutputType": "output_type",
    }
    METHODS = {"ResolveParameter": "resolve_parameter"}

    def __init__(self, name: str, module: Any = None) -> None:
        super().__init__()
        self.name = name
        self.module = module
        self.visibility = _PUBLIC

    @classmethod
    def _bare(cls, name: str, module: Any) -> Self:
        """As the constructors make it, without their chain: a session starts with hundreds."""
        made = cls.__new__(cls)
        made.shape, made.values, made.base, made.custom_type_names, made.text = EMPTY, [], None, None, None
        made.name, made.module, made.visibility = name, module, _PUBLIC
        return made

    @property
    def command_type(self) -> Any:
        return CommandTypes(self.TYPE)

    @property
    def module_name(self) -> str:
        return "" if self.module is None else str(self.module.name)

    @property
    def source(self) -> str:
        return self.module_name

    @property
    def version(self) -> Any:
        return None if self.module is None else self.module.version

    @property
    def definition(self) -> str:
        return ""

    @property
    def remoting(self) -> Any:
        return RemotingCapability(1)

    def metadata(self) -> CommandMetadata | None:
        """The parameters, or None when the command has none that are known."""
        return None

    @property
    def parameters(self) -> Any:
        from psbridge.engine.commandfaces import parameter_table

        return parameter_table(self)

    @property
    def parameter_sets(self) -> Any:
        from psbridge.engine.commandfaces import parameter_set_list

        return parameter_set_list(self)

    @property
    def output_type(self) -> Any:
        from psbridge.engine.commandfaces import output_types

        return output_types(self)

    @property
    def default_set(self) -> str | None:
        found = self.metadata()
        return None if found is None else found.default_set

    def resolve_parameter(self, name: str) -> Any:
        from psbridge.engine.commandfaces import resolve_parameter

        return resolve_parameter(self, name)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class AliasInfo(CommandInfo):
    """Another name.  ``target`` is what was given to Set-Alias; `resolve` (handed in by the runspace) finds the command behind it."""

    __slots__ = ("description", "options", "resolver", "target")
    net_type = define(_A + "AliasInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 1
    PROPERTIES = {
        "DisplayName": "display_name",
        "Options": "options",
        "Description": "description",
        "ReferencedCommand": "referenced",
        "ResolvedCommand": "resolved",
        "ResolvedCommandName": "resolved_name",
    }

    def __init__(self, name: str, target: str, options: int = 0, description: str = "", module: Any = None, resolver: Any = None) -> None:
        super().__init__(name, module)
        self.target, self.options, self.description, self.resolver = target, ScopedItemOptions(options), description, resolver

    @classmethod
    def table(cls, told: Iterable[tuple[str, str, int]], resolver: Any) -> dict[str, AliasInfo]:
        """Those of a new session, from name, target and options of each."""
        found = {}
        for name, target, options in told:
            made = found[name] = cls._bare(name, None)
            made.target, made.options, made.description, made.resolver = target, _options(options), "", resolver
        return found

    @property
    def definition(self) -> str:
        return self.target

    @property
    def display_name(self) -> str:
        return f"{self.name} -> {self.resolved_name or self.target}"

    @property
    def referenced(self) -> Any:
        return None if self.resolver is None else self.resolver(self.target)

    @property
    def resolved(self) -> Any:
        found, seen = self.referenced, 0
        while isinstance(found, AliasInfo) and seen < 100:
            found, seen = found.referenced, seen + 1
        return found

    @property
    def resolved_name(self) -> str | None:
        found = self.resolved
        return None if found is None else str(found.name)

    def metadata(self) -> CommandMetadata | None:
        found = self.resolved
        return None if found is None else found.metadata()

    @property
    def output_type(self) -> Any:
        found = self.resolved
        return [] if found is None else found.output_type


class FunctionInfo(CommandInfo):
    """A function.  ``block`` is the EngineScriptBlock that is its body."""

    __slots__ = ("block", "description", "help_file", "options")
    net_type = define(_A + "FunctionInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 2
    PROPERTIES = {
        "ScriptBlock": "script_block",
        "CmdletBinding": "cmdlet_binding",
        "DefaultParameterSet": "default_set",
        "Definition": "definition",
        "Options": "options",
        "Description": "description",
        "Verb": "verb",
        "Noun": "noun",
        "HelpFile": "help_file",
        "OutputType": "output_type",
    }

    def __init__(self, name: str, block: Any, options: int = 0, description: str | None = None, module: Any = None) -> None:
        super().__init__(name, module)
        self.block = block
        self.options = ScopedItemOptions(options)
        self.description = description
        self.help_file: str | None = None

    @property
    def script_block(self) -> Any:
        return self.block

    @property
    def definition(self) -> str:
        return str(self.block)

    @property
    def cmdlet_binding(self) -> bool:
        return bool(self.block.body.advanced)

    @property
    def verb(self) -> str:
        return self.name.partition("-")[0] if "-" in self.name else ""

    @property
    def noun(self) -> str:
        return self.name.partition("-")[2]

    def metadata(self) -> CommandMetadata | None:
        from psbridge.engine.functionshape import shape_of_block

        return shape_of_block(self.block).meta


class FilterInfo(FunctionInfo):
    """A function written with `filter`."""

    __slots__ = ()
    net_type = define(_A + "FilterInfo", _A + "FunctionInfo", assembly=SMA)
    TYPE = 4


_ASSEMBLIES = {
    "Microsoft.PowerShell.Core": "System.Management.Automation",
    "Microsoft.PowerShell.Management": "Microsoft.PowerShell.Commands.Management",
    "Microsoft.PowerShell.Utility": "Microsoft.PowerShell.Commands.Utility",
    "Microsoft.PowerShell.Diagnostics": "Microsoft.PowerShell.Commands.Diagnostics",
    "Microsoft.PowerShell.Host": "Microsoft.PowerShell.ConsoleHost",
    "ThreadJob": "Microsoft.PowerShell.ThreadJob",
}


class CmdletInfo(CommandInfo):
    """A command in Python, named by its place until it is needed: ``place`` is "module:Class", the class, or what gives it when called."""

    __slots__ = ("_cls", "options", "place")
    net_type = define(_A + "CmdletInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 8
    PROPERTIES = {
        "Verb": "verb",
        "Noun": "noun",
        "HelpFile": "help_file",
        "PSSnapIn": "snap_in",
        "DefaultParameterSet": "default_set",
        "ImplementingType": "implementing_type",
        "Options": "options",
    }

    def __init__(self, name: str, place: Any, module: Any = None) -> None:
        super().__init__(name, module)
        self.place = place
        self.options = _NO_OPTIONS
        self._cls: type[Cmdlet] | None = place if isinstance(place, type) else None

    @property
    def cls(self) -> type[Cmdlet]:
        """The class, imported now if need be."""
        found = self._cls
        if found is None:
            if isinstance(self.place, str):
                module, _, name = self.place.partition(":")
                found = getattr(importlib.import_module(module), name)
            else:
                found = self.place()
            self._cls = found
        assert found is not None
        return found

    @property
    def verb(self) -> str:
        return self.name.partition("-")[0]

    @property
    def noun(self) -> str:
        return self.name.partition("-")[2]

    @property
    def help_file(self) -> str:
        return f"{self.assembly}.dll-Help.xml"

    @property
    def snap_in(self) -> Any:
        return None

    @property
    def assembly(self) -> str:
        """The name of the assembly that holds the cmdlets of the module."""
        return _ASSEMBLIES.get(self.module_name, self.module_name)

    @property
    def implementing_type(self) -> Any:
        from psbridge.engine.types.written import type_from_text

        name = self.cls.DECLARATION.net_class
        held = SMA.replace("System.Management.Automation", self.assembly, 1)
        return type_from_text(name) or define(name, type_from_text(_A + "PSCmdlet"), assembly=held)

    @property
    def remoting(self) -> Any:
        return RemotingCapability.parse(self.cls.DECLARATION.remoting)

    @property
    def definition(self) -> str:
        from psbridge.engine.commandfaces import syntax

        return syntax(self)

    def metadata(self) -> CommandMetadata | None:
        from psbridge.engine.cmdlet import metadata_of

        return metadata_of(self.cls)


class ExternalScriptInfo(CommandInfo):
    """A script file.  ``block`` is read and compiled when it is first asked for."""

    __slots__ = ("_block", "loader", "path")
    net_type = define(_A + "ExternalScriptInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 16
    PROPERTIES = {"Path": "path", "ScriptBlock": "block", "ScriptContents": "contents", "OriginalEncoding": "encoding"}

    def __init__(self, name: str, path: str, loader: Any) -> None:
        super().__init__(name)
        self.path, self.loader, self._block = path, loader, None

    @property
    def block(self) -> Any:
        if self._block is None:
            self._block = self.loader(self.path)
        return self._block

    @property
    def contents(self) -> str:
        return self.block.body.ast.extent.source.text  # type: ignore[no-any-return]

    @property
    def encoding(self) -> Any:
        return None

    @property
    def source(self) -> str:
        return self.path

    @property
    def definition(self) -> str:
        return self.path

    def metadata(self) -> CommandMetadata | None:
        from psbridge.engine.functionshape import shape_of_block

        return shape_of_block(self.block).meta


class ApplicationInfo(CommandInfo):
    """A program of the machine."""

    __slots__ = ("path",)
    net_type = define(_A + "ApplicationInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 32
    PROPERTIES = {"Path": "path", "Extension": "extension"}

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name)
        self.path = path

    @property
    def extension(self) -> str:
        head, dot, tail = self.name.rpartition(".")
        return f".{tail}" if dot and head else ""

    @property
    def source(self) -> str:
        return self.path

    @property
    def definition(self) -> str:
        return self.path

    @property
    def version(self) -> Any:
        return Version(0, 0, 0, 0)


class ScriptInfo(CommandInfo):
    """A script block that runs as a command of its own (`& { }`, AddScript)."""

    __slots__ = ("block",)
    net_type = define(_A + "ScriptInfo", _A + "CommandInfo", assembly=SMA)
    TYPE = 64
    PROPERTIES = {"ScriptBlock": "block"}

    def __init__(self, name: str, block: Any) -> None:
        super().__init__(name)
        self.block = block

    @property
    def script_block(self) -> Any:
        return self.block

    @property
    def definition(self) -> str:
        return str(self.block)

    def __str__(self) -> str:
        return str(self.block)


def _help_uri(command: Any) -> str:
    """Where the help of a command is on line: what its class declares, and nothing for all others."""
    declaration = getattr(getattr(unwrap(command), "cls", None), "DECLARATION", None)
    return str(getattr(declaration, "help_uri", ""))


_namespace = AliasProperty("Namespace", "ModuleName")
_namespace.hidden = True
builtin(_A + "CommandInfo").add(
    _namespace, ComputedScriptProperty("HelpUri", _help_uri, "[Microsoft.PowerShell.Commands.GetHelpCodeMethods]::GetHelpUri($this)")
)


def _version_info(command: Any) -> Any:
    from psbridge.machine.fileversions import FileVersionInfo  # few look at it

    return FileVersionInfo(unwrap(command).path)


builtin(_A + "ApplicationInfo").add(
    ComputedScriptProperty("FileVersionInfo", _version_info, "[System.Diagnostics.FileVersionInfo]::getversioninfo( $this.Path )")
)
