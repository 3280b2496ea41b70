"""What Get-Command shows of a command's parameters: tables, sets, syntax."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from psbridge.engine.binder.arguments import Arg
from psbridge.engine.binder.commandline import Binder
from psbridge.engine.binder.failures import Blame
from psbridge.engine.commonparameters import ENGINE_NAMES
from psbridge.engine.errors import ScriptError
from psbridge.engine.functionshape import shape_of_block
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parametermetadata import ParameterMetadata
from psbridge.engine.parameters import ALL_SETS, Parameter, SetUse
from psbridge.engine.running import running
from psbridge.engine.scopes import UNSET
from psbridge.objects.containers import GenericDictionary, GenericList
from psbridge.objects.convert import register_converter, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import ACCELERATORS, SMA, NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."
_READ_ONLY = "System.Collections.ObjectModel.ReadOnlyCollection`1"


class CommandParameterInfo(NetObject):
    """A parameter as it is in one set."""

    __slots__ = ("parameter", "use")
    net_type = define(_A + "CommandParameterInfo", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "ParameterType": "parameter_type",
        "IsMandatory": "mandatory",
        "IsDynamic": "is_dynamic",
        "Position": "position",
        "ValueFromPipeline": "pipeline",
        "ValueFromPipelineByPropertyName": "by_property",
        "ValueFromRemainingArguments": "remaining",
        "HelpMessage": "help_message",
        "Aliases": "aliases",
        "Attributes": "attributes",
    }

    def __init__(self, parameter: Parameter, use: SetUse) -> None:
        super().__init__()
        self.parameter, self.use = parameter, use

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def parameter_type(self) -> NetType:
        return self.parameter.net

    @property
    def mandatory(self) -> bool:
        return self.use.mandatory

    @property
    def is_dynamic(self) -> bool:
        return self.parameter.is_dynamic

    @property
    def position(self) -> int:
        return -2147483648 if self.use.position is None else self.use.position

    @property
    def pipeline(self) -> bool:
        return self.use.pipeline

    @property
    def by_property(self) -> bool:
        return self.use.by_property

    @property
    def remaining(self) -> bool:
        return self.use.remaining

    @property
    def help_message(self) -> str:
        return self.use.help or ""

    @property
    def aliases(self) -> Any:
        return GenericList(find_type("System.String"), self.parameter.aliases, _READ_ONLY)

    @property
    def attributes(self) -> Any:
        return ParameterMetadata(self.parameter).attributes


class CommandParameterSetInfo(NetObject):
    """One parameter set."""

    __slots__ = ("is_default", "members", "name")
    net_type = define(_A + "CommandParameterSetInfo", assembly=SMA)
    PROPERTIES = {"Name": "name", "IsDefault": "is_default", "Parameters": "parameters"}
    METHODS = {"ToString": "to_string"}

    def __init__(self, name: str, is_default: bool, members: list[CommandParameterInfo]) -> None:
        super().__init__()
        self.name, self.is_default, self.members = name, is_default, members

    @property
    def parameters(self) -> Any:
        return GenericList(CommandParameterInfo.net_type, self.members, _READ_ONLY)

    def to_string(self) -> str:
        return set_syntax(self.members)

    def __str__(self) -> str:
        return self.to_string()


def parameter_table(info: Any) -> Any:
    """CommandInfo.Parameters: by name; null for a program."""
    meta: CommandMetadata | None = info.metadata()
    if meta is None:
        return None
    made = GenericDictionary(find_type("System.String"), ParameterMetadata.net_type, ignore_case=True)
    for one in (*meta.all, *_dynamic(info)):
        made[one.name] = ParameterMetadata(one)
    return made


def _dynamic(info: Any) -> list[Parameter]:
    """The dynamic parameters that a command has with the arguments that it was got with; one that cannot say has none."""
    given = getattr(info, "given", None)
    session = running()
    block = getattr(info, "block", None)
    if session is None or (given is None and (block is None or block.body.dynamic is None)):
        return []
    try:
        found: list[Parameter] = session.dynamic_parameters(info, _as_arguments(given or ()))
        return found
    except (ScriptError, NetError) as problem:
        if not given or not isinstance(problem, ScriptError) or problem.record.error_id == "GetDynamicParametersException":
            return []
        raise


def called_with(info: Any, arguments: Iterable[Any]) -> Any:
    """The command as it is with these arguments, whose dynamic parameters are asked for at once."""
    made = copy.copy(info)
    made.given = tuple(arguments)
    _dynamic(made)
    return made


def _as_arguments(values: Iterable[Any]) -> list[Arg]:
    """Texts that begin with a dash are names of parameters."""
    found = []
    for value in values:
        text = unwrap(value)
        if isinstance(text, str) and len(text) > 1 and text[0] == "-":
            name, colon, rest = text[1:].partition(":")
            found.append(Arg(name, rest if colon and rest else UNSET, text=text))
        else:
            found.append(Arg(None, value))
    return found


def sets_of(meta: CommandMetadata, more: list[Parameter] | None = None) -> list[CommandParameterSetInfo]:
    """The sets, the default one first; `more`: parameters that only come up when the command is bound."""
    names = list(meta.set_names) or [ALL_SETS]
    default = meta.default_set or ALL_SETS
    names.sort(key=lambda name: name.lower() != default.lower())
    made = []
    for name in names:
        members = [
            CommandParameterInfo(one, use)
            for one in (*meta.all, *(more or ()))
            for use in one.uses
            if use.name == ALL_SETS or use.name.lower() == name.lower()
        ]
        made.append(CommandParameterSetInfo(name, name.lower() == default.lower(), members))
    return made


def parameter_set_list(info: Any) -> Any:
    meta = info.metadata()
    found = [] if meta is None else sets_of(meta, _dynamic(info))
    return GenericList(CommandParameterSetInfo.net_type, found, _READ_ONLY)


class PSTypeName(NetObject):
    """A type by name, which may not exist."""

    __slots__ = ("name",)
    net_type = define(_A + "PSTypeName", assembly=SMA)
    PROPERTIES = {"Name": "name", "Type": "type"}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def type(self) -> Any:
        from psbridge.objects.nettypes import lookup_type

        return lookup_type(self.name)

    def __str__(self) -> str:
        return self.name


def _to_type_name(value: Any, *_: Any) -> PSTypeName:
    """What stands for a type: the type itself or its name."""
    bare = unwrap(value)
    return PSTypeName(bare.full_name if isinstance(bare, NetType) else to_text(bare))


register_converter(PSTypeName.net_type, _to_type_name)


def output_types(info: Any) -> Any:
    """CommandInfo.OutputType."""
    names: list[str] = []
    if hasattr(info, "cls"):
        names = [_full(name) for name in info.cls.DECLARATION.output]
    elif hasattr(info, "block"):
        names = shape_of_block(info.block).output_types
    return GenericList(PSTypeName.net_type, [PSTypeName(name) for name in names], _READ_ONLY)


def _full(name: str) -> str:
    found = ACCELERATORS.get(name.lower())
    return found.full_name if found is not None else name


# -- syntax

_SHORT = {net.full_name: name for name, net in reversed(list(ACCELERATORS.items())) if "." not in name}
_SHORT |= {
    "System.String": "string",
    "System.Int32": "int",
    "System.Int64": "long",
    "System.Boolean": "bool",
    "System.Object": "Object",
    "System.Management.Automation.ScriptBlock": "scriptblock",
    "System.Single": "float",
    "System.Management.Automation.PSObject": "psobject",
}


def short_type(net: NetType) -> str:
    """The name of a type in a syntax diagram."""
    if net.kind == "array" and net.element is not None:
        return f"{short_type(net.element)}[]"
    return _SHORT.get(net.full_name, net.name)


def set_syntax(members: list[CommandParameterInfo]) -> str:
    """The parameters of a set: positional ones in order, then the others, the common ones summed up."""
    own = [one for one in members if one.name.lower() not in ENGINE_NAMES]
    placed = sorted((one for one in own if one.use.position is not None), key=lambda one: one.use.position or 0)
    rest = [one for one in own if one.use.position is None and not one.parameter.dont_show]
    rest.sort(key=lambda one: not one.mandatory)
    words = [_word(one) for one in [*placed, *rest]]
    words += [_word(one) for one in members if one.name.lower() in ("whatif", "confirm")]
    if any(one.name.lower() == "erroraction" for one in members):
        words.append("[<CommonParameters>]")
    return " ".join(words)


def _word(one: CommandParameterInfo) -> str:
    name = f"-{one.name}"
    if one.parameter.is_switch:
        return name if one.mandatory else f"[{name}]"
    kind = f"<{_values(one)}>"
    if one.use.position is not None:
        name = f"[{name}]"
    return f"{name} {kind}" if one.mandatory else f"[{name} {kind}]"


def _values(one: CommandParameterInfo) -> str:
    return short_type(one.parameter.net)


def syntax(info: Any) -> str:
    """One line for each set, as Get-Command -Syntax gives them."""
    meta = info.metadata()
    if meta is None:
        return str(info.definition)
    lines = [f"\n{info.name} {set_syntax(one.members)}".rstrip() for one in sets_of(meta, _dynamic(info))]
    return "\n".join(lines) + "\n"


def resolve_parameter(info: Any, name: str) -> Any:
    """CommandInfo.ResolveParameter: by name, alias or prefix."""
    meta = info.metadata()
    binder = Binder(meta, Blame(info.name, info.name, None, None))
    found = binder.match(name)
    return None if found is None else ParameterMetadata(found)
