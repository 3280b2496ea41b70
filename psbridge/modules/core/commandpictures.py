"""Get-Command -ShowCommandInfo: commands, their sets, parameters and types as objects of plain properties, for those who draw forms."""

from __future__ import annotations

from psbridge.engine.commandfaces import CommandParameterInfo, CommandParameterSetInfo
from psbridge.engine.commands import CommandInfo
from psbridge.engine.members.enumerations import get_values
from psbridge.engine.validation import ValidateSet
from psbridge.objects.containers import ArrayList, GenericList, TypedArray
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import PSObject

_OBJECT = find_type("System.Management.Automation.PSObject")


def picture(info: CommandInfo) -> PSObject:
    """A command."""
    return PSObject.of(
        ("Name", info.name),
        ("ModuleName", info.module_name),
        ("Module", PSObject.of(("Name", info.module_name))),
        ("CommandType", info.command_type),
        ("Definition", info.definition),
        ("ParameterSets", TypedArray(_OBJECT, [_set(one) for one in info.parameter_sets])),
    )


def _set(one: CommandParameterSetInfo) -> PSObject:
    parameters = TypedArray(_OBJECT, [_parameter(member) for member in one.members])
    return PSObject.of(("Name", one.name), ("IsDefault", one.is_default), ("Parameters", parameters))


def _parameter(one: CommandParameterInfo) -> PSObject:
    choices = next((check for check in reversed(one.parameter.validators) if isinstance(check, ValidateSet)), None)
    return PSObject.of(
        ("Name", one.name),
        ("IsMandatory", one.mandatory),
        ("ValueFromPipeline", one.pipeline),
        ("Position", one.position),
        ("ParameterType", _type(one.parameter_type)),
        ("HasParameterSet", choices is not None),
        ("ValidParamSetValues", GenericList(find_type("System.String"), () if choices is None else choices.valid_values)),
    )


def _type(net: NetType) -> PSObject:
    """A type; of an array the elements' as well."""
    is_enum = net.kind == "enum"
    return PSObject.of(
        ("FullName", net.full_name),
        ("IsEnum", is_enum),
        ("IsArray", net.element is not None),
        ("EnumValues", ArrayList(get_values(net) if is_enum else ())),
        ("HasFlagAttribute", False),
        ("ElementType", None if net.element is None else _type(net.element)),
        ("ImplementsDictionary", False),
    )
