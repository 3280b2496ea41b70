"""From the value of an argument to the value of a parameter: transformation, conversion, validation.

Decides what is converted and in which words it is refused.  `prepare` is the one way in; with ``coerce=False`` a value of another
type gives UNSET instead of being converted (pipeline binding and positional binding try that first).
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.binder.failures import Blame
from psbridge.engine.commonparameters import CURRENT_ACTIONS, is_common
from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import OBJECT, SWITCH, Parameter
from psbridge.engine.preferences import RESERVED
from psbridge.engine.scopes import UNSET
from psbridge.engine.validation import ValidationFailed
from psbridge.objects.convert import convert, enumerate_value, is_value_type, to_text
from psbridge.objects.convert.casting import by_text
from psbridge.objects.convert.failure import no_conversion
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import SizedInt
from psbridge.objects.psobject import PSObject, WrittenNumber, type_names_of, unwrap
from psbridge.objects.scalars import AutomationNull, SwitchParameter

STRING = find_type("System.String")
BOOLEAN = find_type("System.Boolean")
PSOBJECT = find_type("System.Management.Automation.PSObject")
SCRIPT_BLOCK = find_type("System.Management.Automation.ScriptBlock")
_ANYTHING = (OBJECT, PSOBJECT)


def prepare(one: Parameter, value: Any, blame: Blame, *, coerce: bool = True, script: int = 0, evaluate: Any = None, at: Any = None) -> Any:
    """The value to bind, or UNSET when it does not fit without coercion.  `script`: 1 a simple, 2 an advanced function, whose types are
    transformations."""
    for transform in one.transforms:
        value = _transform(transform, one, value, blame, at)
    net = one.net
    void = value is None and _cannot_be_null(one, script)
    if net is not OBJECT and net is not PSOBJECT and not (void and coerce):
        if value.__class__ is WrittenNumber and net.element not in _ANYTHING:
            value = value.token if coerce and by_text(net) else value.base
        if coerce:
            value = _convert(one, net, value, blame, script, at)
            if value.__class__ is PSObject and not script and is_value_type(net):
                value = unwrap(value)
        elif not fits(value, net) or (value is None and net is STRING and not script):
            return UNSET  # null is no string of a cmdlet's before it is converted: another parameter may take it
        elif value is None and script and net is STRING:
            value = ""
        elif value.__class__ is PSObject and (net is STRING or is_value_type(net)):
            value = unwrap(value)  # what a string or number parameter holds is a string or number; notes stay behind
        elif net.kind == "array":
            value = _array(net, value, unwrap(value))
    if one in CURRENT_ACTIONS and value == "Suspend":
        raise blame.failure("ParameterBindingFailed", one.name, RESERVED, at=at)
    if one.ps_type_name and value is not None:
        _check_type_name(one, value, blame, at)
    if one.validators and not validate(one, value, blame, evaluate, at, firm=coerce):
        return UNSET
    if one.is_mandatory:
        refuse_empty(one, net, value, blame, at)
    if void:
        text = _NO_REFERENCE if is_common(one) else no_conversion(None, net).exception.message
        raise blame.failure("ParameterBindingFailed", one.name, text, at=at)
    return value


_NO_REFERENCE = "Object reference not set to an instance of an object."


def _cannot_be_null(one: Parameter, script: int) -> bool:
    """Whether a cmdlet's property refuses null only when it is set, once nothing else has refused it."""
    net = one.net
    return is_value_type(net) and net is not SWITCH and net is not BOOLEAN and (not script or is_common(one))


def prepare_default(one: Parameter, value: Any, blame: Blame, script: int) -> Any:
    """The value of a default: transformed and converted as an argument is, but not validated."""
    for transform in one.transforms:
        value = _transform(transform, one, value, blame, None)
    if value.__class__ is WrittenNumber:
        value = value.token if by_text(one.net) else value.base
    return value if one.net is OBJECT or one.net is PSOBJECT else _convert(one, one.net, value, blame, script, None)


def _transform(transform: Any, one: Parameter, value: Any, blame: Blame, at: Any) -> Any:
    try:
        return transform(value, blame.ctx)
    except NetError as error:
        raise blame.failure(
            "ParameterArgumentTransformationError", one.name, error.exception.message, at=at, inner=error.exception
        ) from error
    except ScriptError as error:
        inner = error.record.exception
        raise blame.failure("ParameterArgumentTransformationError", one.name, inner.message, at=at, inner=inner) from error


def _check_type_name(one: Parameter, value: Any, blame: Blame, at: Any) -> None:
    names = [name.lower() for name in type_names_of(value)]
    if one.ps_type_name.lower() not in names:
        raise blame.failure("MismatchedPSTypeName", one.name, one.ps_type_name, at=at)


def validate(one: Parameter, value: Any, blame: Blame, evaluate: Any, at: Any, *, firm: bool = True) -> bool:
    """Ask the validation attributes; False when one gives the value up to another parameter (unless `firm`)."""
    for validator in one.validators:
        try:
            validator.check(value, evaluate)
        except ValidationFailed as refused:
            if refused.yields and not firm:
                return False
            raise blame.failure("ParameterArgumentValidationError", one.name, refused.what, at=at, inner=refused.exception) from refused
        except (ScriptError, NetError) as error:
            inner = error.record.exception if isinstance(error, ScriptError) else error.exception
            raise blame.failure("ParameterArgumentValidationError", one.name, inner.message, at=at, inner=inner) from error
    return True


def refuse_empty(one: Parameter, net: NetType, value: Any, blame: Blame, at: Any) -> None:
    """A mandatory parameter takes neither null nor emptiness, unless it allows them."""
    if value is None or value is AutomationNull:
        if not one.allow_null:
            raise blame.failure("ParameterArgumentValidationErrorNullNotAllowed", one.name, at=at)
        return
    bare = unwrap(value)
    if net is STRING:
        if bare == "" and not one.allow_empty_string:
            raise blame.failure("ParameterArgumentValidationErrorEmptyStringNotAllowed", one.name, at=at)
        return
    if net.kind != "array" and not (isinstance(bare, list) and net is not OBJECT and net is not PSOBJECT):
        return
    _refuse_elements(one, net, bare, blame, at)


def _refuse_elements(one: Parameter, net: NetType, bare: Any, blame: Blame, at: Any) -> None:
    if len(bare) == 0:
        if not one.allow_empty_collection:
            word = "Array" if net.kind == "array" else "Collection"
            raise blame.failure(f"ParameterArgumentValidationErrorEmpty{word}NotAllowed", one.name, at=at)
        return
    if net.element is not None and net.element.kind in ("struct", "enum"):
        return
    for item in bare:
        if item is None and not one.allow_null:
            raise blame.failure("ParameterArgumentValidationErrorNullNotAllowed", one.name, at=at)
        if item == "" and net.element is STRING and not one.allow_empty_string:
            raise blame.failure("ParameterArgumentValidationErrorEmptyStringNotAllowed", one.name, at=at)


# -- types


def fits(value: Any, net: NetType) -> bool:
    """Whether a value may be bound to a parameter of that type as it is."""
    bare = unwrap(value)
    if bare is None:
        return not is_value_type(net) and net is not BOOLEAN
    found = type_of(bare)
    if found.is_subtype_of(net):
        return True
    if net.kind == "array" and net.element is not None:
        element = net.element
        if isinstance(bare, list | tuple):
            return element in _ANYTHING or all(fits(item, element) for item in bare)
        return element in _ANYTHING or fits(bare, element)
    if net is SWITCH:
        return isinstance(bare, bool | SwitchParameter)
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | SizedInt) or hasattr(value, "as_tuple")


def _convert(one: Parameter, net: NetType, value: Any, blame: Blame, script: int, at: Any) -> Any:
    """Conversion, and what PowerShell says when it is not possible."""
    bare = unwrap(value)
    if bare.__class__ is str and net is STRING:
        return bare
    if net.full_name == "System.Management.Automation.PSReference" and type_of(value or "") is not net:
        raise blame.failure("ParameterArgumentTransformationError", one.name, "Reference type is expected in argument.", at=at)
    if net is BOOLEAN or net is SWITCH:
        return _truth_value(one, net, bare, blame, script, at)
    if not script and net is STRING and isinstance(bare, list | tuple):
        raise blame.failure(
            "CannotConvertArgument",
            one.name,
            type_of(bare).full_name,
            net.full_name,
            "Specified method is not supported.",
            at=at,
        )
    if script == 2 and net.kind == "array" and (net.element is BOOLEAN or net.element is SWITCH):
        for item in [bare] if isinstance(bare, str) else enumerate_value(bare) or [bare]:
            _truth_value(one, net.element, unwrap(item), blame, script, at)
    try:
        return _array(net, value, bare) if net.kind == "array" else _scalar(net, value, script)
    except NetError as error:
        raise refusal(one, error, blame, script, at) from error


def _scalar(net: NetType, value: Any, script: int) -> Any:
    if isinstance(value, PSObject) and value.net_type.is_subtype_of(net):
        return value
    if net is STRING and value is None and not script:
        return None
    if value is None and net is STRING:
        return ""
    if script == 2 and net is STRING and isinstance(unwrap(value), list | tuple):
        raise NetError.of("System.Management.Automation.PSInvalidCastException", "Cannot convert value to type System.String.")
    return convert(value, net)


def _array(net: NetType, value: Any, bare: Any) -> Any:
    if value is None:
        return None
    if isinstance(bare, list) and net.element in _ANYTHING:
        return bare
    if net.element in _ANYTHING and (isinstance(bare, str) or enumerate_value(bare) is None):
        return [value]
    return convert(value if enumerate_value(bare) is not None or isinstance(bare, str) else [value], net)


def refusal(one: Parameter, error: NetError, blame: Blame, script: int, at: Any) -> ScriptError:
    """The binder's error for a conversion that failed."""
    error_id = "ParameterArgumentTransformationError" if script and not is_common(one) else "CannotConvertArgumentNoMessage"
    inner = error.exception
    if error_id == "ParameterArgumentTransformationError":
        inner = NetException("System.Management.Automation.ArgumentTransformationMetadataException", inner.message, inner)
    return blame.failure(error_id, one.name, inner.message, at=at, inner=inner)


_BOOLEANS_ONLY = "Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0."


def _truth_value(one: Parameter, net: NetType, bare: Any, blame: Blame, script: int, at: Any) -> Any:
    if script and is_common(one):
        script = 0
    if isinstance(bare, list) and len(bare) == 1 and not script:
        bare = unwrap(bare[0])
    if isinstance(bare, SwitchParameter):
        truth = bare.present
    elif isinstance(bare, bool) or (bare is None and net is SWITCH) or (_is_number(bare) and net is BOOLEAN):
        truth = bool(bare)
    else:
        shown = "" if bare is None else type_of(bare).full_name
        if net is SWITCH and bare is not None and not (script and not _is_number(bare)):
            text = f'Cannot convert the "{to_text(bare)}" value of type "{shown}" to type "{net.full_name}".'
            if not script:
                text = f"Cannot convert '{shown}' to the type '{net.full_name}' required by parameter '{one.name}'. "
                raise blame.failure(
                    "CannotConvertArgumentNoMessage",
                    one.name,
                    f'Cannot convert value "{shown}" to type "{net.full_name}". {_BOOLEANS_ONLY}',
                    at=at,
                )
        else:
            text = f'Cannot convert value "{shown}" to type "{net.full_name}". {_BOOLEANS_ONLY}'
        error_id = "ParameterArgumentTransformationError" if script else "CannotConvertArgumentNoMessage"
        raise blame.failure(error_id, one.name, text, at=at)
    return SwitchParameter(truth) if net is SWITCH else truth
