"""RuntimeDefinedParameter and its dictionary: what a dynamicparam block gives back, and what the binder makes of it."""

from __future__ import annotations

from typing import Any

from psbridge.engine.parameters import ALL_SETS, OBJECT, Parameter, SetUse
from psbridge.engine.validation import Validator
from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.containers import GenericDictionary, GenericList, NetDictionary
from psbridge.objects.convert import convert, enumerate_value
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, NetType, define, find_type, type_of
from psbridge.objects.psobject import NetObject, unwrap

_A = "System.Management.Automation."


class RuntimeDefinedParameter(NetObject):
    """A parameter made at run time."""

    __slots__ = ("attributes", "is_set", "name", "parameter_type", "value")
    net_type = define(_A + "RuntimeDefinedParameter", assembly=SMA)
    PROPERTIES = {"Name": "name", "ParameterType": "parameter_type", "Value": "value", "IsSet": "is_set", "Attributes": "attributes"}

    def __init__(self, name: str = "", parameter_type: Any = None, attributes: Any = None) -> None:
        super().__init__()
        self.name = name
        self.parameter_type = parameter_type if parameter_type is not None else OBJECT
        self.attributes = attributes if attributes is not None else GenericList(find_type("System.Attribute"), (), _COLLECTION)
        self.value: Any = None
        self.is_set = False


_COLLECTION = "System.Collections.ObjectModel.Collection`1"


class RuntimeDefinedParameterDictionary(GenericDictionary):
    """Parameters by name."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(find_type("System.String"), find_type(_A + "RuntimeDefinedParameter"), ignore_case=True)
        self.net_type = DICTIONARY


DICTIONARY = define(
    _A + "RuntimeDefinedParameterDictionary",
    find_type("System.Collections.Generic.Dictionary`2").close(find_type("System.String"), find_type(_A + "RuntimeDefinedParameter")),
    python=RuntimeDefinedParameterDictionary,
    assembly=SMA,
)
declare(DICTIONARY).constructor = Method("new", RuntimeDefinedParameterDictionary, ("RuntimeDefinedParameterDictionary()",))
declare(find_type(_A + "RuntimeDefinedParameter")).constructor = Method(
    "new",
    RuntimeDefinedParameter,
    ("RuntimeDefinedParameter()", "RuntimeDefinedParameter(string name, type parameterType, System.Object attributes)"),
)


def parameters_from(value: Any) -> list[Parameter] | None:
    """The parameters of a dictionary that a dynamicparam block wrote; None for anything else."""
    bare = unwrap(value)
    if not isinstance(bare, NetDictionary):
        return None
    return [_parameter(key, unwrap(item)) for key, item in bare.pairs() if isinstance(unwrap(item), RuntimeDefinedParameter)]


def tell_bound(given: Any, values: dict[str, Any]) -> None:
    """Let the parameters of such a dictionary know what was bound to them."""
    for key, item in given.pairs():
        told = unwrap(item)
        name = (told.name or key).lower() if isinstance(told, RuntimeDefinedParameter) else None
        if name in values:
            told.value, told.is_set = values[name], True


def _parameter(key: str, told: RuntimeDefinedParameter) -> Parameter:
    made = Parameter(told.name or key)
    net = unwrap(told.parameter_type)
    made._net = net if isinstance(net, NetType) else convert(net, find_type("System.Type"))
    made.default = told.value
    uses = []
    for attribute in enumerate_value(told.attributes) or ():
        bare = unwrap(attribute)
        if isinstance(bare, ParameterAttribute):
            uses.append(bare.use())
        elif isinstance(bare, AliasAttribute):
            made.aliases += tuple(bare.alias_names)
        elif isinstance(bare, Validator):
            made.validators += (bare,)
    made.uses = tuple(uses) or (SetUse(),)
    return made


ExperimentAction = define_enum(_A + "ExperimentAction", "None Hide Show", assembly=SMA)
declare(find_type("System.Attribute")).properties["typeid"] = Property("TypeId", type_of, None, "System.Object")


class ParameterAttribute(NetObject):
    """[Parameter()] as an object."""

    __slots__ = (
        "dont_show",
        "help_base",
        "help_message",
        "help_resource",
        "mandatory",
        "parameter_set_name",
        "pipeline",
        "pipeline_by_name",
        "position",
        "remaining",
    )
    net_type = define(_A + "ParameterAttribute", "System.Attribute", assembly=SMA, accelerators=("parameter",))
    PROPERTIES = {
        "ExperimentName": "experiment",
        "ExperimentAction": "experiment_action",
        "Position": "position",
        "ParameterSetName": "parameter_set_name",
        "Mandatory": "mandatory",
        "ValueFromPipeline": "pipeline",
        "ValueFromPipelineByPropertyName": "pipeline_by_name",
        "ValueFromRemainingArguments": "remaining",
        "HelpMessage": "help_message",
        "HelpMessageBaseName": "help_base",
        "HelpMessageResourceId": "help_resource",
        "DontShow": "dont_show",
    }

    def __init__(self, use: SetUse | None = None) -> None:
        super().__init__()
        use = use or SetUse()
        self.position = -2147483648 if use.position is None else use.position
        self.parameter_set_name = use.name
        self.mandatory, self.pipeline, self.pipeline_by_name, self.remaining = use.mandatory, use.pipeline, use.by_property, use.remaining
        self.help_message: str | None = use.help
        self.help_base = self.help_resource = None
        self.dont_show = False

    @property
    def experiment(self) -> None:
        """Parameters belong to no experiment."""
        return None

    @property
    def experiment_action(self) -> Any:
        return ExperimentAction(0)

    def use(self) -> SetUse:
        position = None if int(self.position) < 0 else int(self.position)
        return SetUse(
            self.parameter_set_name or ALL_SETS,
            bool(self.mandatory),
            position,
            bool(self.pipeline),
            bool(self.pipeline_by_name),
            bool(self.remaining),
            self.help_message,
        )


class AliasAttribute(NetObject):
    """[Alias()] as an object."""

    __slots__ = ("alias_names",)
    net_type = define(_A + "AliasAttribute", "System.Attribute", assembly=SMA, accelerators=("alias",))
    PROPERTIES = {"AliasNames": "alias_names"}

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.alias_names = list(names)


declare(ParameterAttribute.net_type).constructor = Method("new", ParameterAttribute, ("ParameterAttribute()",))
declare(AliasAttribute.net_type).constructor = Method(
    "new", lambda names: AliasAttribute(*names), ("AliasAttribute(params string[] aliasNames)",)
)
