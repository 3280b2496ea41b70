"""Get-Command: what commands there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.commandfaces import PSTypeName, called_with
from psbridge.engine.commands import AliasInfo, CommandInfo
from psbridge.engine.errors import ScriptError
from psbridge.engine.modulespecs import specification, within
from psbridge.engine.nearnames import NEAR, abbreviation, distance
from psbridge.objects.nettypes import NetType
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."
_SPELLING = "Check the spelling of the parameter name, and then try again."
_INVALID = _A + "PSArgumentException"
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
    parameter_type = parameter("ParameterType", PSTypeName.net_type.full_name + "[]", default=(), validate=(NotNullOrEmpty(),))
    use_fuzzy = parameter("UseFuzzyMatching", "switch", sets=("AllCommandSet",))
    use_abbreviation = parameter("UseAbbreviationExpansion", "switch", sets=("AllCommandSet",))

    def begin(self) -> None:
        if self.show_info and self.syntax:
            text = "The ShowCommandInfo and Syntax parameters cannot be specified together."
            self.fail(self.error(_INVALID, text, "GetCommandCannotSpecifySyntaxAndShowCommandInfoTogether", "InvalidArgument"))
        self.seen: set[int] = set()
        self.found: list[CommandInfo] = []
        self.matched: set[str] = set()  # names and aliases of parameters that -ParameterName found
        self._specifications = [_of_exactly(value) for value in self.full_name or ()]

    def process(self) -> None:
        if self.is_bound("Module") and self.is_bound("FullyQualifiedModule"):
            text = "The parameters Module and FullyQualifiedModule cannot be used together. Please specify only one parameter."
            error_id = "ModuleAndFullyQualifiedModuleCannotBeSpecifiedTogether"
            self.fail(self.error("System.InvalidOperationException", text, error_id, "InvalidOperation"))
        if not self.name:
            self.found += self._by_parts()
            return
        for name in self.name:
            if self.use_fuzzy or self.use_abbreviation:
                self._by_likeness(name)
            else:
                self._by_name(name)

    def end(self) -> None:
        chosen = [info for info in self.found if self._wanted(info)]
        if not self.name:
            chosen.sort(key=lambda info: (info.TYPE, info.name.lower()))
        if self.arguments is not None:
            chosen = [self._called(info) for info in chosen[:1]]
        self._tell_unmatched()
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

    def _by_likeness(self, name: str) -> None:
        """The commands that a name was meant for: few keystrokes away, or shortened to it."""
        kinds, found = self._kinds(), list(self.runspace.discovery.visible(self.ctx))
        found = [info for info in found if info.TYPE & kinds]
        if self.use_abbreviation:
            found = [info for info in found if abbreviation(info.name) == name.lower() or info.name.lower() == name.lower()]
        else:
            near = [(distance(info.name, name), info) for info in found]
            found = [info for score, info in sorted(near, key=lambda pair: pair[0]) if score <= NEAR]
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
        wanted = False
        for one in meta.all:
            named = [name for name in (one.name, *one.aliases) if any(test(name) for test in tests)]
            if named:
                self.matched.update(name.lower() for name in (one.name, *named))
            wanted |= bool(named or not tests) and (not types or _is_type(one.net, types))
        return wanted

    def _tell_unmatched(self) -> None:
        """An error for each name of -ParameterName that no command has, if there was a command to look at."""
        for name in self.parameter_name if self.found else ():
            if not has_wildcards(name) and name.lower() not in self.matched:
                text = f"No matching commands include a parameter named '{name}'.  {_SPELLING}"
                self.write_error(self.error("System.ArgumentException", text, "CommandParameterNotFound", "ObjectNotFound", name))

    # -- with arguments

    def _called(self, info: CommandInfo) -> CommandInfo:
        """The command with the dynamic parameters that -ArgumentList gives it."""
        if not hasattr(info, "cls") and not hasattr(info, "block"):
            text = (
                "The command could not be retrieved because the ArgumentList parameter can be specified only when retrieving a single "
                "cmdlet or script. (Parameter 'ArgumentList')"
            )
            record = self.error(_INVALID, text, "CommandArgsOnlyForSingleCmdlet", "InvalidArgument", info)
            record.exception.extra["ParamName"] = "ArgumentList"
            self.fail(record)
        try:
            made: CommandInfo = called_with(info, self.arguments)
            return made
        except ScriptError as problem:
            if problem.record.exception.kind.full_name != _A + "MetadataException":
                raise
            exception = problem.record.exception
            self.write_error(self.error(exception.kind.full_name, exception.message, "GetCommandMetadataError", "MetadataError", info))
            return info

    # -- showing

    def _show(self, info: CommandInfo) -> None:
        if self.show_info:
            from psbridge.modules.core.commandpictures import picture

            self.write(picture(info))
            return
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
    name, limits = specification(value)
    return lambda info: (
        info.module is not None and info.module_name.lower() == name.lower() and within(info.module.version, info.module.guid, limits)
    )


def _is_type(net: NetType, names: list[str]) -> bool:
    return any(net.full_name.lower() == name or net.name.lower() == name for name in names)
