"""Parameters as objects that scripts read and change: ParameterMetadata with its sets, and the attributes that only mark a parameter."""

from __future__ import annotations

from typing import Any

from psbridge.engine.parameters import ALL_SETS, Parameter, SetUse
from psbridge.engine.runtimedefined import AliasAttribute, ParameterAttribute
from psbridge.objects.adapted import Method, declare
from psbridge.objects.containers import GenericDictionary, GenericList
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, NetType, define, find_type
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."
_COLLECTION = "System.Collections.ObjectModel.Collection`1"
_MARK = _A + "Internal.CmdletMetadataAttribute"
STRING = find_type("System.String")


class AllowNull(NetObject):
    """[AllowNull()]."""

    __slots__ = ()
    net_type = define(_A + "AllowNullAttribute", _MARK, assembly=SMA)


class AllowEmptyString(NetObject):
    """[AllowEmptyString()]."""

    __slots__ = ()
    net_type = define(_A + "AllowEmptyStringAttribute", _MARK, assembly=SMA)


class AllowEmptyCollection(NetObject):
    """[AllowEmptyCollection()]."""

    __slots__ = ()
    net_type = define(_A + "AllowEmptyCollectionAttribute", _MARK, assembly=SMA)


class ParameterSetMetadata(NetObject):
    """A parameter's part in one set."""

    __slots__ = ("by_property", "help_message", "mandatory", "pipeline", "position", "remaining")
    net_type = define(_A + "ParameterSetMetadata", assembly=SMA)
    PROPERTIES = {
        "IsMandatory": "mandatory",
        "Position": "position",
        "ValueFromPipeline": "pipeline",
        "ValueFromPipelineByPropertyName": "by_property",
        "ValueFromRemainingArguments": "remaining",
        "HelpMessage": "help_message",
        "HelpMessageBaseName": "help_base",
        "HelpMessageResourceId": "help_resource",
    }

    def __init__(self, use: SetUse) -> None:
        super().__init__()
        self.mandatory, self.pipeline, self.by_property, self.remaining = use.mandatory, use.pipeline, use.by_property, use.remaining
        self.position = -2147483648 if use.position is None else use.position
        self.help_message = use.help

    @property
    def help_base(self) -> None:
        """Messages come from no resource."""
        return None

    @property
    def help_resource(self) -> None:
        return None


class ParameterMetadata(NetObject):
    """A parameter, by itself; what scripts change in it counts for what is made of it (ProxyCommand), not for the command."""

    __slots__ = ("_aliases", "_attributes", "_sets", "is_dynamic", "name", "parameter", "parameter_type")
    net_type = define(_A + "ParameterMetadata", assembly=SMA)
    PROPERTIES = {
        "Name": "name",
        "ParameterType": "parameter_type",
        "ParameterSets": "parameter_sets",
        "IsDynamic": "is_dynamic",
        "Aliases": "aliases",
        "Attributes": "attributes",
        "SwitchParameter": "is_switch",
    }

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self.name = parameter.name
        self.parameter_type: NetType | None = parameter.net
        self.is_dynamic = parameter.is_dynamic
        self._aliases: Any = None
        self._attributes: Any = None
        self._sets: Any = None

    @property
    def parameter_sets(self) -> Any:
        made = self._sets
        if made is None:
            made = self._sets = GenericDictionary(STRING, ParameterSetMetadata.net_type, ignore_case=True)
            for use in self.parameter.uses:
                made[use.name] = ParameterSetMetadata(use)
        return made

    @property
    def aliases(self) -> Any:
        if self._aliases is None:
            self._aliases = GenericList(STRING, self.parameter.aliases, _COLLECTION)
        return self._aliases

    @property
    def attributes(self) -> Any:
        if self._attributes is None:
            self._attributes = GenericList(find_type("System.Attribute"), _attributes_of(self.parameter), _COLLECTION)
        return self._attributes

    @property
    def is_switch(self) -> bool:
        return self.parameter_type is not None and self.parameter_type.full_name == _A + "SwitchParameter"


def _attributes_of(one: Parameter) -> list[Any]:
    found: list[Any] = [ParameterAttribute(use) for use in one.uses]
    if one.aliases:
        found.append(AliasAttribute(*one.aliases))
    for allowed, mark in (
        (one.allow_null, AllowNull),
        (one.allow_empty or one.allow_empty_string, AllowEmptyString),
        (one.allow_empty or one.allow_empty_collection, AllowEmptyCollection),
    ):
        if allowed:
            found.append(mark())
    return [*found, *one.validators, *one.attributes]


def _new(first: Any, parameter_type: NetType | None = None) -> ParameterMetadata:
    """[ParameterMetadata]::new(name), (name, type), (other)."""
    if isinstance(first, ParameterMetadata):
        made = ParameterMetadata(first.parameter)
        made.name, made.parameter_type, made.is_dynamic = first.name, first.parameter_type, first.is_dynamic
        made._aliases = GenericList(STRING, first.aliases, _COLLECTION)
        made._attributes = GenericList(find_type("System.Attribute"), first.attributes, _COLLECTION)
        made._sets = GenericDictionary(STRING, ParameterSetMetadata.net_type, ignore_case=True)
        for key, value in first.parameter_sets.pairs():
            made._sets[key] = value
        return made
    if not first:
        raise NetError.of("System.ArgumentNullException", "Value cannot be null. (Parameter 'name')")
    made = ParameterMetadata(Parameter(str(first), uses=()))
    made._attributes = GenericList(find_type("System.Attribute"), (), _COLLECTION)
    made.parameter_type = parameter_type
    return made


declare(ParameterMetadata.net_type).constructor = Method(
    "new",
    _new,
    (
        "ParameterMetadata(string name)",
        "ParameterMetadata(string name, type parameterType)",
        f"ParameterMetadata({_A}ParameterMetadata other)",
    ),
)

__all__ = ["ALL_SETS", "AllowEmptyCollection", "AllowEmptyString", "AllowNull", "ParameterMetadata", "ParameterSetMetadata"]
