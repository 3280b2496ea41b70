"""Get-Command: what commands there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.commandfaces import PSTypeName
from psbridge.engine.commands import AliasInfo, CommandInfo
from psbridge.objects.nettypes import NetType
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."
_DEFAULT = 2 | 4 | 8 | 1 | 256  # functions, filters, cmdlets, aliases, configurations


@cmdlet(
    "Get-Command",
    default_set="CmdletSet",
    aliases=("gcm",),
    output=(
        "System.Management.Automation.AliasInfo",
        "System.Management.Automation.ApplicationInfo",
        "System.Management.Automation.FunctionInfo",
        "System.Management.Automation.CmdletInfo",
        "System.Management.Automation.ExternalScriptInfo",
        "System.Management.Automation.FilterInfo",
        "System.String",
        "System.Management.Automation.PSObject",
    ),
    net_class="Microsoft.PowerShell.Commands.GetCommandCommand",
)
class GetCommand(Cmdlet):
    """Gives commands by name, verb, noun, module, type or parameter."""

    name = parameter("Name", "string[]", position=0, pipeline=True, by_property=True, sets=("AllCommandSet",), validate=(NotNullOrEmpty(),))
    verb = parameter("Verb", "string[]", by_property=True, sets=("CmdletSet",), default=())
    noun = parameter("Noun", "string[]", by_property=True, sets=("CmdletSet",), default=())
    module = parameter("Module", "string[]", by_property=True, aliases=("PSSnapin",), default=())
    full_name = parameter("FullyQualifiedModule", "object[]", by_property=True, default=())
    command_type = parameter("CommandType", _A + "CommandTypes", by_property=True, sets=("AllCommandSet",), aliases=("Type",))
    total_count = parameter("TotalCount", "int", by_property=True, default=-1)
    syntax = parameter("Syntax", "switch", by_property=True)
    show_info = parameter("ShowCommandInfo", "switch")
    arguments = parameter("ArgumentList", "object[]", position=1, remaining=True, allow_null=True, allow_empty=True, aliases=("Args",))
    everything = parameter("All", "switch", by_property=True)
    list_imported = parameter("ListImported", "switch", by_property=True)
    parameter_name = parameter("ParameterName", "string[]", default=(), validate=(NotNullOrEmpty(),))
    parameter_type = parameter("ParameterType", PSTypeName.net_type.full_name + "[]", default=())
    use_fuzzy = parameter("UseFuzzyMatching", "switch", sets=("AllCommandSet",))
    use_abbreviation = parameter("UseAbbreviationExpansion", "switch", sets=("AllCommandSet",))

    def begin(self) -> None:
        self.seen: set[int] = set()
        self.found: list[CommandInfo] = []
        self._specifications = [_of_exactly(value) for value in self.full_name or ()]

    def process(self) -> None:
        if not self.name:
            self.found += self._by_parts()
            return
        for name in self.name:
            self._by_name(name)

    def end(self) -> None:
        chosen = [info for info in self.found if self._wanted(info)]
        if not self.name:
            chosen.sort(key=lambda info: (info.TYPE, info.name.lower()))
        for info in chosen[: self.total_count] if self.total_count >= 0 else chosen:
            self._show(info)

    # -- finding

    def _kinds(self) -> int:
        if self.command_type is not None:
            return int(self.command_type)
        return 383 if self.name else _DEFAULT

    def _by_name(self, name: str) -> None:
        discovery = self.runspace.discovery
        if has_wildcards(name):
            found = discovery.matching(self.ctx, name, self._kinds())
            self.found += sorted((info for info in found if self._first(info)), key=lambda info: (info.TYPE, info.name.lower()))
            return
        if self.everything:
            found = discovery.matching(self.ctx, name, self._kinds())
        elif self.command_type is not None:
            found = discovery.matching(self.ctx, name, self._kinds())[:1]
        else:
            one = discovery.find(self.ctx, name)
            found = [] if one is None or (one.name.lower() == f"get-{name.lower()}") else [one]
        if self.module:
            found = [info for info in discovery.matching(self.ctx, name, self._kinds()) if self._of_module(info)]
        if not found:
            self._missing(name)
        self.found += [info for info in found if self._first(info)]

    def _missing(self, name: str) -> None:
        text = (
            f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program."
            f"{' ' if str(self.runspace.version).startswith('5.') else chr(10)}"
            "Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
        )
        self.write_error(self.error(_A + "CommandNotFoundException", text, "CommandNotFoundException", "ObjectNotFound", name))

    def _by_parts(self) -> list[CommandInfo]:
        found = []
        verbs, nouns = ([compile_wildcard(text) for text in texts] for texts in (self.verb or (), self.noun or ()))
        kinds = self._kinds() if not (verbs or nouns) or self.command_type is not None else 2 | 4 | 8 | 1
        for info in self.runspace.discovery.visible(self.ctx):
            if not info.TYPE & kinds or (verbs and isinstance(info, AliasInfo)):
                continue
            verb, dash, noun = info.name.partition("-")
            if (verbs or nouns) and not dash:
                continue
            if (not verbs or any(test(verb) for test in verbs)) and (not nouns or any(test(noun) for test in nouns)):
                found.append(info)
        return [info for info in found if self._first(info)]

    def _first(self, info: CommandInfo) -> bool:
        if id(info) in self.seen:
            return False
        self.seen.add(id(info))
        return True

    # -- choosing

    def _of_module(self, info: CommandInfo) -> bool:
        return any(compile_wildcard(text)(info.module_name) for text in self.module)

    def _wanted(self, info: CommandInfo) -> bool:
        if self.module and not self._of_module(info):
            return False
        if self._specifications and not any(test(info) for test in self._specifications):
            return False
        if self.list_imported and info.module is not None and not info.module.loaded:
            return False
        if not self.parameter_name and not self.parameter_type:
            return True
        meta = info.metadata()
        if meta is None:
            return False
        tests = [compile_wildcard(text) for text in self.parameter_name]
        types = [one.name.lower() for one in self.parameter_type]
        for one in meta.all:
            named = not tests or any(test(name) for test in tests for name in (one.name, *one.aliases))
            if named and (not types or _is_type(one.net, types)):
                return True
        return False

    # -- showing

    def _show(self, info: CommandInfo) -> None:
        if not self.syntax:
            self.write(info)
            return
        from psbridge.engine.commandfaces import syntax

        target = info.resolved if isinstance(info, AliasInfo) else info
        if target is None or isinstance(info, AliasInfo):
            self.write(info.definition)
            return
        self.write(syntax(target))


def _of_exactly(value: Any) -> Callable[[CommandInfo], bool]:
    """Whether a command is of a module with that name and version."""
    from psbridge.modules.core.modules import fits, specification

    name, limits = specification(value)
    return lambda info: info.module is not None and info.module_name.lower() == name.lower() and fits(info.module, limits)


def _is_type(net: NetType, names: list[str]) -> bool:
    return any(net.full_name.lower() == name or net.name.lower() == name for name in names)
