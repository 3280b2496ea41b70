"""#requires: what a script asks of the session that runs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from psbridge.language.ast import Ast, CommandAst, CommandElementAst, CommandParameterAst, ModuleSpecification, ScriptRequirements
from psbridge.language.constants import NotConstant, constant_value
from psbridge.language.source import Comment

if TYPE_CHECKING:
    from psbridge.language.parser.checks import Checks

_REQUIRES = re.compile(r"(?i)#requires").match
_VERSION = re.compile(r"\d+(\.\d+){0,3}").fullmatch
_PARAMETERS = ("shellid", "pssnapin", "psedition", "version", "assembly", "modules", "runasadministrator")
_MODULE_KEYS = {
    "modulename": "name",
    "moduleversion": "version",
    "requiredversion": "required_version",
    "maximumversion": "maximum_version",
    "guid": "guid",
}


def has_requires(comments: Iterable[Comment]) -> bool:
    """Whether a comment is a #requires line."""
    return any(_REQUIRES(comment.text) for comment in comments)


def script_requirements(parser: Checks) -> ScriptRequirements:
    """Read all #requires lines of a parsed text; mistakes become errors of the parser."""
    reader = _Reader(parser)
    for comment in parser.source.comments:
        if _REQUIRES(comment.text):
            reader.read(comment)
    return reader.result()


class _Reader:
    def __init__(self, parser: Checks) -> None:
        self.parser = parser
        self.shell: str | None = None
        self.version: str | None = None
        self.editions: list[str] = []
        self.modules: list[ModuleSpecification] = []
        self.assemblies: list[str] = []
        self.elevated = False

    def result(self) -> ScriptRequirements:
        return ScriptRequirements(
            self.version, tuple(self.editions), tuple(self.modules), tuple(self.assemblies), self.shell, self.elevated
        )

    def error(self, node: Ast, error_id: str, *arguments: object) -> None:
        self.parser.error(node.extent.start, node.extent.end, error_id, *arguments)

    def read(self, comment: Comment) -> None:
        parser = self.parser
        line = type(parser)(parser.source, parser.version, comment.end)
        line.p = comment.start + 1
        command = line.command()
        parser.errors.extend(line.errors)
        if not isinstance(command, CommandAst):
            return
        if (command.get_command_name() or "").lower() != "requires":
            self.error(command, "ScriptRequiresInvalidFormat")
        elements = command.command_elements
        names = [e.parameter_name.lower() for e in elements if isinstance(e, CommandParameterAst)]
        snapin = any("pssnapin".startswith(name) for name in names)
        index = 1
        while index < len(elements):
            index = self._parameter(elements, index, snapin)

    def _parameter(self, elements: tuple[CommandElementAst, ...], index: int, snapin: bool) -> int:
        parameter = elements[index]
        if not isinstance(parameter, CommandParameterAst):
            self.error(parameter, "ScriptRequiresInvalidFormat")
            return index + 1
        argument: Ast | None = parameter.argument
        if argument is None and index + 1 < len(elements):
            index += 1
            argument = elements[index]
        written = parameter.parameter_name.lower()
        name = next((known for known in _PARAMETERS if known.startswith(written)), "")
        if name == "runasadministrator":
            self.elevated = True
            if argument is not None:
                self.error(parameter, "ParameterCannotHaveArgument", parameter.parameter_name)
        elif argument is None:
            self.error(parameter, "ParameterRequiresArgument", parameter.parameter_name)
        else:
            self._value(parameter, name, argument, snapin)
        return index + 1

    def _value(self, parameter: CommandParameterAst, name: str, argument: Ast, snapin: bool) -> None:
        try:
            value = constant_value(argument)
        except NotConstant:
            self.error(argument, "RequiresArgumentMustBeConstant")
            return
        rule: dict[str, Callable[[CommandParameterAst, Ast, Any], None]] = {
            "shellid": self._shell,
            "psedition": self._edition,
            "version": self._version if not snapin else self._ignore,
            "assembly": self._assembly,
            "modules": self._module,
            "pssnapin": self._ignore,
        }
        if name not in rule:
            self.error(parameter, "ScriptRequiresInvalidFormat")
            return
        rule[name](parameter, argument, value)

    def _ignore(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        """Snap-ins do not exist since PowerShell 6; the words are read and mean nothing, as there."""

    def _shell(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        if self.shell is not None:
            self.error(parameter, "ParameterAlreadyBound", None, "shellid")
        elif not isinstance(value, str):
            self.error(argument, "RequiresInvalidStringArgument", "shellid")
        else:
            self.shell = value

    def _version(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        text = value if isinstance(value, str) else argument.extent.text
        if _VERSION(text) is None:
            self.error(argument, "RequiresVersionInvalid")
            return
        text = text if "." in text else text + ".0"
        if self.version is not None and self.version != text:
            self.error(parameter, "ParameterAlreadyBound", None, "version")
            return
        self.version = text

    def _edition(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        if self.editions:
            self.error(parameter, "ParameterAlreadyBound", None, "psedition")
            return
        for edition in value if isinstance(value, list) else [value]:
            if not isinstance(edition, str):
                self.error(argument, "RequiresInvalidStringArgument", "psedition")
                continue
            if edition.lower() not in ("core", "desktop"):
                self.error(argument, "RequiresPSEditionInvalid", "psedition")
            if edition.lower() in (known.lower() for known in self.editions):
                self.error(argument, "RequiresPSEditionValueIsAlreadySpecified", "psedition")
            else:
                self.editions.append(edition)

    def _assembly(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        for assembly in value if isinstance(value, list) else [value]:
            if not isinstance(assembly, str):
                self.error(argument, "RequiresInvalidStringArgument", "assembly")
            elif assembly not in self.assemblies:
                self.assemblies.append(assembly)

    def _module(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        for module in value if isinstance(value, list) else [value]:
            specification = module_specification(module)
            if specification is None:
                self.error(argument, "RequiresModuleInvalid", f'Cannot convert value "{module}" to a module specification.')
                return
            self.modules.append(specification)


def module_specification(value: Any) -> ModuleSpecification | None:
    """A module name, or a table with ModuleName and versions."""
    if isinstance(value, str):
        return ModuleSpecification(value)
    if not isinstance(value, dict):
        return None
    found: dict[str, str] = {}
    for key, part in value.items():
        field = _MODULE_KEYS.get(str(key).lower())
        if field is None:
            return None
        found[field] = str(part)
    return ModuleSpecification(**found) if "name" in found else None
