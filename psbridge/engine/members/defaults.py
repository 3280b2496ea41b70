"""The default value of a type: zero, false, or null."""

from __future__ import annotations

import inspect
import uuid
from decimal import Decimal
from typing import Any

from psbridge.objects.adapted import members_of
from psbridge.objects.enums import PSEnum
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import Char
from psbridge.objects.scalars import DateTime, DateTimeOffset, SwitchParameter, TimeSpan

_VALUE = find_type("System.ValueType")
_FIXED: dict[str, Any] = {
    "System.Boolean": False,
    "System.Int32": 0,
    "System.Double": 0.0,
    "System.Decimal": Decimal(0),
    "System.Char": Char("\0"),
    "System.DateTime": DateTime(0),
    "System.TimeSpan": TimeSpan(0),
    "System.DateTimeOffset": DateTimeOffset(DateTime(0), TimeSpan(0)),
    "System.Guid": uuid.UUID(int=0),
    "System.Management.Automation.SwitchParameter": SwitchParameter(False),
}


def default_value(net: NetType | None) -> Any:
    """What a variable of that type holds before anything was put there."""
    if net is None or not net.is_subtype_of(_VALUE):
        return None
    if net.full_name in _FIXED:
        return _FIXED[net.full_name]
    if net.generic_definition is not None and net.generic_definition.full_name == "System.Nullable`1":
        return None
    python = net.python
    if python is not None and issubclass(python, PSEnum | int | float):
        return python(0)
    constructor = members_of(net).constructor if python is None else None
    return _made_of_nothing(python if constructor is None else constructor.call)


def _made_of_nothing(make: Any) -> Any:
    """What a class, or the function behind constructors, gives without arguments; None when it cannot do without."""
    if make is None or getattr(make, "wants_type", False):
        return None
    try:
        inspect.signature(make).bind()
    except (TypeError, ValueError):
        return None
    return make()
