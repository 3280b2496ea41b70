"""Whether an attribute that PowerShell itself has can be made as it is written.

Decides how many arguments it takes, of which types, which properties may be set by name, and in whose words it is refused: attributes that
the interpreter makes itself answer differently from those whose constructor is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import RUNTIME, ScriptError, error_record, runtime_error
from psbridge.engine.failures import no_overload
from psbridge.objects.convert import convert
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type

if TYPE_CHECKING:
    from psbridge.engine.plan import AttributePlan

_A = "System.Management.Automation."


@dataclass(frozen=True, slots=True)
class _Made:
    """An attribute that the interpreter makes.  ``counts``: how many positional arguments it may have, None any number."""

    counts: tuple[int, ...] | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Called:
    """An attribute whose constructor is called.  ``constructors``: the types of the parameters of each; None takes any number of texts."""

    type_name: str
    constructors: tuple[tuple[str, ...], ...] | None
    names: frozenset[str] = frozenset()


def _made(counts: tuple[int, ...] | None, names: str = "") -> _Made:
    return _Made(counts, frozenset(names.lower().split()))


def _called(type_name: str, *constructors: tuple[str, ...], names: str = "", many: bool = False) -> _Called:
    return _Called(_A + type_name, None if many else constructors, frozenset(names.lower().split()))


_OBJECT, _INT, _STRING = "System.Object", "System.Int32", "System.String"
_KNOWN: dict[str, _Made | _Called] = {
    "cmdletbinding": _made(
        (0,),
        "DefaultParameterSetName HelpUri SupportsShouldProcess PositionalBinding ConfirmImpact SupportsTransactions SupportsPaging"
        " RemotingCapability",
    ),
    "parameter": _made(
        (0, 2),
        "Position ParameterSetName Mandatory ValueFromPipeline ValueFromPipelineByPropertyName ValueFromRemainingArguments"
        " HelpMessage HelpMessageBaseName HelpMessageResourceId DontShow",
    ),
    "outputtype": _made(None, "ParameterSetName ProviderCmdlet"),
    "alias": _made(None),
    "validateset": _made(None, "IgnoreCase ErrorMessage"),
    "validatenotnull": _made((0,)),
    "validatenotnullorempty": _made((0,)),
    "validaterange": _called("ValidateRangeAttribute", (_OBJECT, _OBJECT), (_A + "ValidateRangeKind",)),
    "validatelength": _called("ValidateLengthAttribute", (_INT, _INT)),
    "validatecount": _called("ValidateCountAttribute", (_INT, _INT)),
    "validatepattern": _called("ValidatePatternAttribute", (_STRING,), names="Options ErrorMessage"),
    "validatescript": _called("ValidateScriptAttribute", (_A + "ScriptBlock",), names="ErrorMessage"),
    "validatedrive": _called("ValidateDriveAttribute", many=True),
    "validatetrusteddata": _called("ValidateTrustedDataAttribute", ()),
    "allownull": _called("AllowNullAttribute", ()),
    "allowemptystring": _called("AllowEmptyStringAttribute", ()),
    "allowemptycollection": _called("AllowEmptyCollectionAttribute", ()),
    "supportswildcards": _called("SupportsWildcardsAttribute", ()),
    "argumentcompleter": _called("ArgumentCompleterAttribute", (_OBJECT,)),
    "argumentcompletions": _called("ArgumentCompletionsAttribute", many=True),
    "psdefaultvalue": _called("PSDefaultValueAttribute", (), names="Value Help"),
    "pstypename": _called("PSTypeNameAttribute", (_STRING,)),
}


def checked(key: str, plan: AttributePlan, make: Callable[[], Any]) -> Any:
    """What `make` gives, once the attribute is known to be one that can be made; its errors in PowerShell's words."""
    known = _KNOWN.get(key)
    if known is None:
        return make()
    if isinstance(known, _Made):
        _check_made(known, plan)
        return make()
    count = len(plan.positional)
    if known.constructors is not None and count not in {len(one) for one in known.constructors}:
        raise no_overload(".ctor", count)
    _check_names(known.names, plan, known.type_name, blame=False)
    try:
        return make()
    except NetError as error:
        raise _constructing(plan, error) from error


def converted(key: str, values: list[Any]) -> list[Any]:
    """Positional arguments as the constructor wants them."""
    known = _KNOWN[key]
    assert isinstance(known, _Called)
    wanted = next(one for one in known.constructors or () if len(one) == len(values))
    return [convert(value, _type(name)) for value, name in zip(values, wanted, strict=True)]


def _type(name: str) -> NetType:
    """Enums may not be loaded yet."""
    from psbridge.engine.members.index import find

    return find(name) or find_type(name)


def _check_made(known: _Made, plan: AttributePlan) -> None:
    count = len(plan.positional)
    if known.counts is not None and count not in known.counts:
        raise runtime_error(no_overload(".ctor", count).exception.message, "MethodCountCouldNotFindBest")
    _check_names(known.names, plan, _A + "CmdletBindingAttribute", blame=True)  # whichever attribute it is, that one is named


def _check_names(known: frozenset[str], plan: AttributePlan, type_name: str, *, blame: bool) -> None:
    for argument in _unknown(known, plan):
        failure = runtime_error(
            f"Property '{argument.argument_name}' cannot be found for type '{type_name}'.", "PropertyNotFoundForType", "InvalidOperation"
        )
        if blame:
            info = failure.record.category_info
            info.target_name, info.target_type = argument.extent.text, "NamedAttributeArgumentAst"
        raise failure


def _unknown(known: frozenset[str], plan: AttributePlan) -> Iterator[Any]:
    for argument in plan.ast.named_arguments:  # type: ignore[attr-defined]
        if argument.argument_name.lower() not in known:
            yield argument


def _constructing(plan: AttributePlan, error: NetError) -> ScriptError | NetError:
    """The error for an exception in a constructor: PowerShell's own stay what they are."""
    exception = error.exception
    if exception.is_a(RUNTIME):
        return error
    text = f'The following exception occurred while constructing the attribute "{plan.name}": "{exception.message}"'
    return ScriptError(error_record("RuntimeException", text, "ExceptionConstructingAttribute", "InvalidOperation", None, exception))
