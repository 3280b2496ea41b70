"""What is known of a command's parameters: names, types, sets, positions, where they take pipeline input, what they accept.

`parameter(...)` declares one in a cmdlet class; functions make the same `Parameter` objects from their AST.  The binder reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from psbridge.engine.validation import (
    ElementValidator,
    NotNull,
    NotNullOrEmpty,
    TrustedData,
    ValidateCount,
    ValidateDrive,
    ValidateLength,
    ValidatePattern,
    ValidateRange,
    ValidateScript,
    ValidateSet,
    ValidationFailed,
    Validator,
)
from psbridge.objects.nettypes import NetType, find_type, lookup_type

__all__ = [
    "ALL_SETS",
    "In",
    "ElementValidator",
    "NotNull",
    "NotNullOrEmpty",
    "Parameter",
    "SetUse",
    "TrustedData",
    "ValidateCount",
    "ValidateDrive",
    "ValidateLength",
    "ValidatePattern",
    "ValidateRange",
    "ValidateScript",
    "ValidateSet",
    "ValidationFailed",
    "Validator",
    "parameter",
]

ALL_SETS = "__AllParameterSets"


@dataclass(frozen=True, slots=True)
class In:
    """How a parameter behaves in one parameter set, where that differs from what `parameter` says for all its sets."""

    name: str
    mandatory: bool | None = None
    position: int | None = None
    pipeline: bool | None = None
    by_property: bool | None = None
    remaining: bool | None = None
    help: str | None = None


@dataclass(frozen=True, slots=True)
class SetUse:
    """A parameter's part in one parameter set; the set's name is the key under which it stands."""

    name: str = ALL_SETS
    mandatory: bool = False
    position: int | None = None
    pipeline: bool = False
    by_property: bool = False
    remaining: bool = False
    help: str | None = None


@dataclass(slots=True, eq=False)  # the same only as itself, which is all that lists of parameters need to look for one
class Parameter:
    """One parameter.  `type_name` is resolved to `net` at first use; `attribute` is the Python attribute of a cmdlet that takes the
    value.
    """

    name: str
    type_name: str = "object"
    uses: tuple[SetUse, ...] = (SetUse(),)
    aliases: tuple[str, ...] = ()
    validators: tuple[Validator, ...] = ()
    transforms: tuple[Any, ...] = ()
    default: Any = None
    allow_null: bool = False
    allow_empty: bool = False  # AllowEmptyString and AllowEmptyCollection
    allow_empty_string: bool = False
    allow_empty_collection: bool = False
    wildcard: bool = False
    hidden: bool = False
    dont_show: bool = False
    attribute: str = ""
    is_dynamic: bool = False
    ps_type_name: str = ""  # [PSTypeName("...")]: a type name that the value must carry
    completer: Any = None
    attributes: tuple[Any, ...] = ()  # attribute objects that have no other meaning here
    help: str = ""
    _net: NetType | None = None
    default_block: Any = None  # of functions: closure that computes the default
    _mandatory: bool | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def net(self) -> NetType:
        """The .NET type; object when nothing was said."""
        if self._net is None:
            self._net = resolve_type(self.type_name)
        return self._net

    @property
    def is_switch(self) -> bool:
        return self.net is SWITCH

    @property
    def is_mandatory(self) -> bool:
        found = self._mandatory
        if found is None:
            found = self._mandatory = any(use.mandatory for use in self.uses)
        return found


SWITCH = find_type("System.Management.Automation.SwitchParameter")
OBJECT = find_type("System.Object")


def resolve_type(text: str) -> NetType:
    """The type under a C#-like or PowerShell name, with [] for arrays; the engine's resolver is asked for what is not in the registry."""
    if text.endswith("[]"):
        return resolve_type(text[:-2]).array()
    name = text.rstrip("?")
    found = lookup_type(name)
    if found is None:
        from psbridge.engine import types

        found = types.type_from_text(name)
    if found is None:
        raise TypeError(f"no type is called {text!r}: define it in psbridge.objects.typedata or spell it as PowerShell does")
    return found


def parameter(
    name: str,
    type: str = "object",  # noqa: A002 - the word of the domain
    *,
    position: int | None = None,
    mandatory: bool = False,
    pipeline: bool = False,
    by_property: bool = False,
    remaining: bool = False,
    sets: Iterable[str | In] = (),
    aliases: tuple[str, ...] = (),
    validate: tuple[Validator, ...] = (),
    transform: tuple[Any, ...] = (),
    default: Any = None,
    wildcard: bool = False,
    allow_null: bool = False,
    allow_empty: bool = False,
    hidden: bool = False,
    dont_show: bool = False,
    help: str = "",  # noqa: A002 - the word of the domain
) -> Any:
    """Declare a parameter of a cmdlet class.  `sets` empty: in all sets; an `In` overrides the flags for its set."""
    base = In(ALL_SETS, mandatory, position, pipeline, by_property, remaining)
    uses = tuple(_use(base, one) for one in sets) or (_use(base, ALL_SETS),)
    return Parameter(
        name,
        type,
        uses,
        aliases,
        validate,
        transform,
        False if type == "switch" and default is None else default,
        allow_null,
        allow_empty,
        allow_empty,
        allow_empty,
        wildcard,
        hidden,
        dont_show or hidden,
        help=help,
    )


def _use(base: In, one: str | In) -> SetUse:
    over = one if isinstance(one, In) else In(one)

    def pick(mine: Any, general: Any) -> Any:
        return general if mine is None else mine

    return SetUse(
        over.name,
        pick(over.mandatory, base.mandatory),
        pick(over.position, base.position),
        pick(over.pipeline, base.pipeline),
        pick(over.by_property, base.by_property),
        pick(over.remaining, base.remaining),
        over.help,
    )
