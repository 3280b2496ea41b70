"""Limits that validation attributes are given: which are refused, and the type that values are converted to before they are compared.

Decides how ValidateRange brings two numbers of different types together and what its predefined ranges compare with.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.convert import compare, try_convert
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.records import ErrorRecord

_A = "System.Management.Automation."
_METADATA_ERROR = 10
_SIGNED = frozenset(f"System.{name}" for name in ("SByte", "Int16", "Int32", "Int64"))
_NUMBERS = ("Boolean", "Char", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal")
_CODES = {f"System.{name}": code for code, name in enumerate(_NUMBERS, 3)}
_INT32, _UINT32, _INT64, _UINT64, _DECIMAL = 9, 10, 11, 12, 15
_STRING = 18


def refused(text: str, error_id: str) -> NetError:
    """A ValidationMetadataException: the attribute itself cannot be."""
    exception = NetException(_A + "ValidationMetadataException", text)
    exception.error_record = ErrorRecord(exception, error_id, _METADATA_ERROR, None)
    return NetError(exception)


def out_of_range(name: str, value: Any) -> NetError:
    text = (
        f'Cannot process argument because the value of argument "{name}" is out of range. Change argument "{name}" to a value that is '
        f"within range. (Parameter '{name}')\nActual value was {value}."
    )
    exception = NetException(_A + "PSArgumentOutOfRangeException", text)
    exception.error_record = ErrorRecord(exception, "ArgumentOutOfRange", 5, None)
    return NetError(exception)


def check_lengths(low: int, high: int, text: str, error_id: str) -> None:
    """Lengths and counts: not negative, the upper one not zero, and in order."""
    if low < 0:
        raise out_of_range("minLength", low)
    if high <= 0:
        raise out_of_range("maxLength", high)
    if high < low:
        raise refused(text, error_id)


def common_type(one: NetType, other: NetType) -> NetType | None:
    """The type that values of two types are compared in; None: there is none.  Enums and the like count as objects, which is small."""
    codes = [_STRING if net.full_name == "System.String" else _CODES.get(net.full_name, 1) for net in (one, other)]
    highest = max(codes)
    signed = any(net.full_name in _SIGNED for net in (one, other))
    if highest <= _INT32:
        name = "Int32"
    elif highest <= _UINT32:
        name = "Double" if signed else "UInt32"
    elif highest <= _INT64:
        name = "Int64"
    elif highest <= _UINT64:
        name = "Double" if signed else "UInt64"
    elif highest <= _DECIMAL:
        name = "Decimal" if highest == _DECIMAL else "Double"
    else:
        return None
    return find_type("System." + name)


def range_limits(low: Any, high: Any) -> tuple[Any, Any]:
    """Both limits of a range in one type."""
    first, second = type_of(low), type_of(high)
    if first is not second:
        wanted = common_type(first, second)
        fits, both = False, [low, high]
        if wanted is not None:
            tried = [try_convert(value, wanted) for value in both]
            fits, both = all(done for done, _ in tried), [value for _, value in tried]
        if not fits:
            text = (
                f"The specified minimum range ({first.name}) cannot be accepted because it is not the same type as the specified maximum "
                f"range ({second.name}). Update the ValidateRange attribute for the parameter."
            )
            raise refused(text, "MinRangeNotTheSameTypeOfMaxRange")
        low, high = both
    if compare(low, high) > 0:
        text = (
            "The specified maximum range cannot be accepted because it is less than the specified minimum range. "
            "Update the ValidateRange attribute for the parameter."
        )
        raise refused(text, "MaxRangeSmallerThanMinRange")
    return low, high
