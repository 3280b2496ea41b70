"""Attributes that are classes: a script's own validation and transformation, and value sets that a class generates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import runtime_error
from psbridge.engine.invoke import construct, invoke_method, set_member
from psbridge.engine.types.written import lookup_known
from psbridge.engine.validation import ElementValidator, Evaluate, ValidateSet, ValidationFailed, Validator
from psbridge.objects.convert import convert, enumerate_value, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, NetType, define, find_type

if TYPE_CHECKING:
    from psbridge.engine.parameters import Parameter
    from psbridge.engine.plan import AttributePlan

_A = "System.Management.Automation."
TRANSFORMATION = define(_A + "ArgumentTransformationAttribute", _A + "Internal.CmdletMetadataAttribute", assembly=SMA)
VALUES_GENERATOR = define(_A + "IValidateSetValuesGenerator", None, kind="interface", assembly=SMA)
ARGUMENTS = find_type(_A + "ValidateArgumentsAttribute")
ELEMENTS = find_type(_A + "ValidateEnumeratedArgumentsAttribute")


class _Scripted(Validator):
    """[MyValidation()] whose Validate(value, engine) throws when it minds."""

    __slots__ = ("ctx", "instance")
    net_type = ARGUMENTS

    def __init__(self, instance: Any, ctx: Any) -> None:
        super().__init__()
        self.instance, self.ctx = instance, ctx

    def check(self, value: Any, evaluate: Evaluate | None = None) -> None:
        _call(self.ctx, self.instance, "Validate", [value, self.ctx.runspace.intrinsics])


class _ScriptedElements(ElementValidator):
    """The same, element by element."""

    __slots__ = ("ctx", "instance")
    net_type = ELEMENTS

    def __init__(self, instance: Any, ctx: Any) -> None:
        super().__init__()
        self.instance, self.ctx = instance, ctx

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        _call(self.ctx, self.instance, "ValidateElement", [value])


class _Generated(ValidateSet):
    """[ValidateSet([Generator])]: the values are asked for when they are needed."""

    __slots__ = ("ctx", "generator")
    net_type = ValidateSet.net_type

    def __init__(self, generator: NetType, ctx: Any) -> None:
        super().__init__()
        self.generator, self.ctx = generator, ctx

    def check_element(self, value: Any, evaluate: Evaluate | None) -> None:
        found = invoke_method(self.ctx, construct(self.ctx, self.generator, []), "GetValidValues", [])
        self.valid_values = [to_text(item) for item in enumerate_value(found) or (found,)]
        super().check_element(value, evaluate)


def _call(ctx: Any, instance: Any, method: str, args: list[Any]) -> None:
    from psbridge.engine.errors import ScriptError

    try:
        invoke_method(ctx, instance, method, args)
    except ScriptError as error:
        raise ValidationFailed(_innermost(error.record.exception), "ValidationFailure") from error
    except NetError as error:
        raise ValidationFailed(_innermost(error.exception), "ValidationFailure") from error


def _innermost(exception: Any) -> str:
    while exception.inner is not None:
        exception = exception.inner
    return str(exception.message)


def attribute_type(ctx: Any, name: str, ast: Any = None) -> NetType:
    """The class of an attribute, with or without "Attribute" behind its name; `ast`: where it is written."""
    for candidate in (name, name + "Attribute"):
        found = (
            (ctx.scope.find_type(candidate.lower()) if ctx is not None else None) or lookup_known(candidate) or lookup_known(_A + candidate)
        )
        if found is not None:
            return found
    failure = runtime_error(
        f"Cannot find the type for custom attribute '{name}'. Make sure that the assembly that contains this type is loaded.",
        "CustomAttributeTypeNotFound",
        "InvalidOperation",
        name,
    )
    if ast is not None:
        info = failure.record.category_info
        info.target_name, info.target_type = ast.extent.text, "AttributeAst"
    raise failure


def attach(made: Parameter, plan: AttributePlan, ctx: Any) -> None:
    """Make the attribute's object and let it do its part."""
    if plan.name.lower().rpartition(".")[2].removesuffix("attribute") == "validateset":
        made.validators += (_Generated(_as_type(plan.positional[0](ctx)), ctx),)
        return
    net = attribute_type(ctx, plan.name, plan.ast)
    instance = construct(ctx, net, [closure(ctx) for closure in plan.positional])
    for name, closure in plan.named:
        set_member(ctx, instance, name, closure(ctx))
    if net.is_subtype_of(TRANSFORMATION):
        made.transforms += (lambda value, frame: invoke_method(frame, instance, "Transform", [frame.runspace.intrinsics, value]),)
        made.attributes += (instance,)
    elif net.is_subtype_of(ELEMENTS):
        made.validators += (_ScriptedElements(instance, ctx),)
    elif net.is_subtype_of(ARGUMENTS):
        made.validators += (_Scripted(instance, ctx),)
    else:
        made.attributes += (instance,)


def _as_type(value: Any) -> NetType:
    net = getattr(value, "net", value)
    return net if isinstance(net, NetType) else convert(value, find_type("System.Type"))
