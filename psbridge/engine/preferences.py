"""Preference variables: how -ErrorAction and friends and $ErrorActionPreference and friends are read."""

from __future__ import annotations

from typing import Any

from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import ActionPreference

COMMON_PARAMETERS = frozenset(
    [
        "verbose",
        "debug",
        "erroraction",
        "warningaction",
        "informationaction",
        "errorvariable",
        "warningvariable",
        "informationvariable",
        "outvariable",
        "outbuffer",
        "pipelinevariable",
        "whatif",
        "confirm",
    ]
)

RESERVED = (
    "The Suspend ActionPreference value is reserved for future use and is not supported at this time. For more information about "
    'preference variables, see the Help topic, "about_Preference_Variables."'
)
SILENT, STOP, CONTINUE, INQUIRE, IGNORE, SUSPEND, BREAK = range(7)
_WORDS: dict[str, int] = {name.lower(): number for name, number in ActionPreference.MEMBERS.items()}


def preference_number(value: Any, default: int = CONTINUE) -> int:
    """The number of a preference: an ActionPreference, its name, its number, or a truth value."""
    if isinstance(value, ActionPreference):
        own: int = int(value)
        return own
    bare = unwrap(value)
    if isinstance(bare, bool):
        return CONTINUE if bare else SILENT
    if isinstance(bare, int):
        return int(bare)
    if isinstance(bare, str):
        found = _WORDS.get(bare.strip().lower())
        if found is not None:
            return found
        try:
            number: int = int(ActionPreference.parse(bare))
            return number
        except ValueError:
            raise NetError.of(
                "System.Management.Automation.PSInvalidCastException",
                f'Cannot convert value "{bare}" to type "System.Management.Automation.ActionPreference".',
            ) from None
    return default


def preference(ctx: Any, name: str, default: int) -> int:
    """The number that a preference variable has where `ctx` runs."""
    value = ctx.get_variable(name)
    return default if value is None else preference_number(value, default)


_TYPED: dict[str, str] = {
    **dict.fromkeys(
        (
            "ErrorActionPreference",
            "WarningPreference",
            "VerbosePreference",
            "DebugPreference",
            "InformationPreference",
            "ProgressPreference",
        ),
        "System.Management.Automation.ActionPreference",
    ),
    "ConfirmPreference": "System.Management.Automation.ConfirmImpact",
    "ErrorView": "System.Management.Automation.ErrorView",
}


def constrain(scope: Any) -> None:
    """Have the preference variables of a session hold values of their types only, whatever is assigned."""
    from psbridge.engine.scopes import Variable
    from psbridge.engine.typedvariables import validating
    from psbridge.engine.validation import ValidateRange

    for name, type_name in (_TYPED | {"PSDefaultParameterValues": "System.Management.Automation.DefaultParameterDictionary"}).items():
        scope.put(Variable(name, scope.variables[name.lower()], transforms=(typed(type_name),)))
    countable = validating("MaximumHistoryCount", (ValidateRange(1, 32767),))
    scope.put(Variable("MaximumHistoryCount", scope.variables["maximumhistorycount"], transforms=(countable,)))


def transform_of(key: str) -> Any:
    """What (context, value) becomes when it is assigned to a preference variable of any scope; None for other names."""
    return _BY_KEY.get(key)


def typed(type_name: str) -> Any:
    """What makes assigned values those of a type, and refuses others."""

    def transform(ctx: Any, value: Any) -> Any:
        from psbridge.engine.typedvariables import to_type, transformation_error
        from psbridge.objects.nettypes import find_type

        made = to_type(find_type(type_name))(ctx, value)
        if made == "Suspend":
            raise transformation_error(find_type(type_name), value, NetError.of("System.InvalidCastException", RESERVED))
        return made

    return transform


_BY_KEY = {name.lower(): typed(type_name) for name, type_name in _TYPED.items()}
