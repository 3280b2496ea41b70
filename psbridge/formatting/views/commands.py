"""Views of commands, modules, members and what belongs to them."""

from __future__ import annotations

import re
from typing import Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.model import LEFT, RIGHT, Binding, CustomBody, CustomEntry, Frame, GroupBy, NewLine, Text, View, expression
from psbridge.formatting.views.build import col, custom, item, listing, table, wide
from psbridge.objects.access import get_property
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import enumerate_value

_A = "System.Management.Automation."
_VERSION = re.compile(r"\d+(\.\d+){1,3}")
_SEPARATOR = re.compile(r"[\\/]")


def _command_name(value: Any, env: Any) -> Any:
    kind = get_property(value, "CommandType")
    return get_property(value, "DisplayName" if str(kind) == "Alias" else "Name")


def _keys(name: str) -> Any:
    """The keys of a dictionary property."""

    def keys(value: Any, env: Any) -> Any:
        found = get_property(value, name)
        if isinstance(found, NetDictionary | dict):
            return list(found)
        listed = enumerate_value(found)
        return [get_property(one, "Key") for one in listed] if listed is not None else None

    return keys


def _pre_release(value: Any, env: Any) -> Any:
    data = get_property(value, "PrivateData")
    for key in ("PSData", "PreRelease"):
        data = data.get(key) if isinstance(data, NetDictionary | dict) else None
    return data


def _edition(value: Any, env: Any) -> str:
    found = get_property(value, "CompatiblePSEditions")
    editions = list(enumerate_value(found) or ()) or ["Desktop"]
    return ",".join(sorted(str(one)[:4] for one in editions))


def module_folder(value: Any, env: Any = None) -> str:
    """The folder that modules lie in, above the module's own folder and that of its version."""
    parts = _SEPARATOR.split(str(get_property(value, "Path") or ""))[:-1]
    if parts and _VERSION.fullmatch(parts[-1]):
        parts = parts[:-1]
    separator = "\\" if "\\" in str(get_property(value, "Path") or "") else "/"
    return separator.join(parts[:-1])


_MODULE_GROUP = GroupBy(
    PropertyExpression("", compute=module_folder),
    None,
    CustomBody((CustomEntry((Frame((Text("    Directory: "), Binding(expression(module_folder)))),)),)),
)
_MODULE = (
    *(col(None, 10, LEFT, of="ModuleType"), col(None, 10, LEFT, of="Version"), col("PreRelease", 10, LEFT, of=_pre_release)),
    col(None, 35, LEFT, of="Name"),
)
_EXPORTED = col("ExportedCommands", 0, LEFT, of=_keys("ExportedCommands"))


def _parameter(label: str, name: str) -> tuple[Any, ...]:
    return (Text(f"{label} = "), Binding(expression(name)), NewLine())


_PARAMETER_LINES = (
    *("ParameterType", "Position", "IsMandatory", "IsDynamic", "HelpMessage", "ValueFromPipeline"),
    *("ValueFromPipelineByPropertyName", "ValueFromRemainingArguments", "Aliases"),
)
_ATTRIBUTES = CustomBody((CustomEntry((Frame((NewLine(),), left=2),)),))
_PARAMETER = CustomBody(
    (
        CustomEntry(
            (
                NewLine(),
                Frame(
                    (
                        Text("Parameter Name: "),
                        Binding(expression("Name")),
                        NewLine(),
                        Frame(
                            (
                                *(token for line in _PARAMETER_LINES for token in _parameter(line, line)),
                                Text("Attributes ="),
                                NewLine(),
                                Binding(expression("Attributes"), True, _ATTRIBUTES),
                            ),
                            left=2,
                        ),
                    ),
                    left=2,
                ),
            )
        ),
    )
)


def _kind(kind: str, column: str, *items: str) -> tuple[View, ...]:
    """The older table of one kind of command, and its list."""
    made = table(_A + kind, col(None, 15, of="CommandType"), "Name", column, name=kind)
    return (made, listing(_A + kind, *items)) if items else (made,)


_KINDS = " ".join(f"{_A}{kind}Info" for kind in ("Alias", "Application", "Cmdlet", "ExternalScript", "Filter", "Function", "Script"))

VIEWS = (
    table(
        "Microsoft.PowerShell.Commands.MemberDefinition",
        *(col("Name"), col("MemberType"), col("Definition")),
        autosize=True,
        group_by=GroupBy(expression("TypeName")),
    ),
    table(_A + "CommandInfo", col(None, 15, of="CommandType"), "Name", name="CommandInfo"),
    table(
        _KINDS,
        *(col("CommandType", 15), col("Name", 50, of=_command_name), col("Version", 10), col("Source")),
        name="CommandInfo",
    ),
    *_kind("ApplicationInfo", "Path", "Name", "CommandType", "Definition", "Extension", "Path", "FileVersionInfo"),
    *_kind("ScriptInfo", "Definition", "Name", "CommandType", "Definition", "Path"),
    *_kind("ExternalScriptInfo", "Path"),
    *_kind("FunctionInfo", "Function"),
    *_kind("FilterInfo", "Filter"),
    table(_A + "AliasInfo", col(None, 15, of="CommandType"), "DisplayName", name="AliasInfo"),
    listing(_A + "AliasInfo", "DisplayName", "CommandType", "Definition", "ReferencedCommand", "ResolvedCommand"),
    listing(
        _A + "CmdletInfo",
        *("Name", "CommandType", "Definition", "Path", "DLL", "HelpFile", "ParameterSets", "ImplementingType", "Verb", "Noun"),
    ),
    listing(f"{_A}FilterInfo {_A}FunctionInfo", "Name", "CommandType", "Definition", name=_A + "CommandInfo"),
    custom(
        _A + "CommandParameterSetInfo",
        *(Text("Parameter Set Name: "), "Name", NewLine(), Text("Is default parameter set: "), "IsDefault", NewLine()),
        Binding(expression("Parameters"), True, _PARAMETER),
        NewLine(),
        name="CommandParameterSetInfo",
    ),
    table(
        "ModuleInfoGrouping",
        *(*_MODULE, col("PSEdition", 9, LEFT, of=_edition), _EXPORTED),
        name="Module",
        group_by=_MODULE_GROUP,
    ),
    table(_A + "PSModuleInfo", *_MODULE, _EXPORTED, name="Module"),
    wide(_A + "PSModuleInfo", "Name", name="Module"),
    listing(
        _A + "PSModuleInfo",
        *("Name", "Path", "Description", "ModuleType", "Version", item("PreRelease", _pre_release), "NestedModules"),
        *(item(f"Exported{kind}", _keys(f"Exported{kind}")) for kind in ("Functions", "Cmdlets", "Variables", "Aliases")),
        name="Module",
    ),
    table(_A + "Runspaces.TypeData", col("TypeName"), col("Members"), name="TypeData"),
    table(
        _A + "ExperimentalFeature",
        *(col(None, 35, LEFT, of="Name"), col(None, 7, RIGHT, of="Enabled"), col(None, 35, LEFT, of="Source")),
        col(None, 0, LEFT, of="Description"),
        name="ExperimentalFeature",
    ),
    listing(_A + "ExperimentalFeature", "Name", "Enabled", "Source", "Description", name="ExperimentalFeature"),
)
