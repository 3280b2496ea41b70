"""Equality and order of values (-eq, -lt, Sort-Object): the left side decides, the right one is converted to its type.

Decides how numbers of different widths, text, null and everything else compare, and the errors of what cannot be ordered.  Lists on the
left are filtered by the operators, not here.
"""

from __future__ import annotations

import decimal
import uuid
from typing import Any

from psbridge.objects.convert.casting import convert
from psbridge.objects.convert.collation import compare_text, equal_text
from psbridge.objects.convert.failure import is_invalid_cast
from psbridge.objects.convert.text import to_text
from psbridge.objects.convert.tonumbers import decimal_of, is_number
from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.dbnull import is_like_null
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.literal import scan_number
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.numbers import BigInteger, Char, IntPtr
from psbridge.objects.psobject import NetObject, PSObject
from psbridge.objects.scalars import AutomationNull, DateTime, DateTimeOffset, SemanticVersion, SwitchParameter, TimeSpan, Uri, Version

_PLAIN = frozenset((int, float))
_RUNTIME = "System.Management.Automation.RuntimeException"
_ORDERED = (DateTime, DateTimeOffset, TimeSpan, Version, uuid.UUID, bool, BigInteger, IntPtr)
_VALUES = frozenset(
    (bool, DateTime, DateTimeOffset, TimeSpan, Version, SemanticVersion, uuid.UUID, Uri, SwitchParameter, BigInteger, IntPtr)
)


def _bare(value: Any) -> Any:
    while isinstance(value, PSObject) and value.base is not None:
        value = value.base
    return None if value is AutomationNull else value


def equals(a: Any, b: Any, ignore_case: bool = True, culture: CultureInfo | None = None) -> bool:
    """Whether ``a -eq b`` (scalars): never an error, what cannot be converted is not equal."""
    left, right = a.__class__, b.__class__
    if left is int and right is int:
        return a == b  # type: ignore[no-any-return]
    if left is str and right is str:
        return equal_text(a, b, ignore_case)
    if left in _PLAIN and right in _PLAIN:
        return bool(a == b)
    return _equals(_bare(a), _bare(b), ignore_case, culture or INVARIANT)


def _equals(a: Any, b: Any, ignore_case: bool, culture: CultureInfo) -> bool:
    if a is None or b is None:
        return a is b or is_like_null(b if a is None else a)
    if isinstance(a, Char):
        return _char_equals(a, b, ignore_case)
    if isinstance(a, str):
        return equal_text(a, b if isinstance(b, str) else to_text(b, culture), ignore_case)
    if is_number(a):
        number = _as_number(b, a)
        if number is not None:
            return compare_numbers(a, number) == 0 and a == a
    return _same(a, b) or _equal_converted(a, b, culture)


def _char_equals(a: Char, b: Any, ignore_case: bool) -> bool:
    if isinstance(b, str):
        return len(b) == 1 and (a.upper() == b.upper() if ignore_case else str(a) == str(b))
    return _equal_converted(a, b, INVARIANT)


def _equal_converted(a: Any, b: Any, culture: CultureInfo) -> bool:
    try:
        return _same(a, convert(b, type_of(a), culture))
    except NetError as error:
        if is_invalid_cast(error):
            return False
        raise


def _same(a: Any, b: Any) -> bool:
    """object.Equals: by value for scalars, by identity for reference types without an Equals of their own."""
    if a is b:
        return True
    kind = a.__class__
    if kind in _VALUES or isinstance(a, PSEnum) or is_number(a) or isinstance(a, str):
        return kind is b.__class__ and bool(a == b)
    if isinstance(a, NetObject | NetType):
        return bool(a == b)
    return hasattr(kind, "__eq__") and kind.__eq__ is not object.__eq__ and not isinstance(a, _BY_IDENTITY) and bool(a == b)


_BY_IDENTITY = (list, tuple, dict, set, bytes, bytearray, PSObject)


def _as_number(value: Any, other: Any) -> Any:
    """The right side of a numeric comparison as a number; None when only conversion can tell."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Char):
        return ord(value)
    if is_number(value):
        return value
    if isinstance(value, str):
        return scan_number(value)
    return None


def compare_numbers(a: Any, b: Any) -> int:
    """-1, 0 or 1 for numbers of any width, through the wider of their types; NaN comes first."""
    if isinstance(a, decimal.Decimal) or isinstance(b, decimal.Decimal):
        try:
            a, b = _decimal(a), _decimal(b)
        except NetError:
            a, b = float(a), float(b)
    elif isinstance(a, float) or isinstance(b, float):
        a, b = float(a), float(b)
        if a != a or b != b:
            return int(b != b) - int(a != a)
    return int(a > b) - int(a < b)


def _decimal(value: Any) -> decimal.Decimal:
    if isinstance(value, decimal.Decimal):
        return value
    return decimal_of(value) if isinstance(value, float) else decimal.Decimal(int(value))


def compare(a: Any, b: Any, ignore_case: bool = True, culture: CultureInfo | None = None) -> int:
    """Negative, zero or positive as `a` comes before, with or after `b`; NetError (ComparisonFailure, NotIcomparable) otherwise."""
    left, right = a.__class__, b.__class__
    if left is int and right is int:
        return int(a > b) - int(a < b)
    if left is str and right is str:
        return compare_text(a, b, ignore_case)
    if left in _PLAIN and right in _PLAIN and a == a and b == b:
        return int(a > b) - int(a < b)
    return _compare(_bare(a), _bare(b), ignore_case, culture or INVARIANT)


def _compare(a: Any, b: Any, ignore_case: bool, culture: CultureInfo) -> int:
    if a is None:
        return 0 if b is None else -_against_null(b)
    if b is None:
        return _against_null(a)
    if isinstance(a, str) and not isinstance(a, Char):
        return compare_text(a, b if isinstance(b, str) else to_text(b, culture), ignore_case)
    if is_number(a):
        number = _as_number(b, a)
        if number is not None:
            return compare_numbers(a, number)
    return _ordered(a, _converted(a, b, culture))


def _against_null(value: Any) -> int:
    """Where a value stands next to null: negative numbers before it, everything else behind."""
    return -1 if is_number(value) and value < 0 else 1


def _converted(a: Any, b: Any, culture: CultureInfo) -> Any:
    if isinstance(a, PSObject) and not isinstance(a, NetObject):
        raise _bag_error(a, b)
    if a.__class__ is b.__class__ or isinstance(a, list | dict):
        return b
    try:
        return convert(b, type_of(a), culture)
    except NetError as error:
        if not is_invalid_cast(error):
            raise
        text = f'Could not compare "{to_text(a)}" to "{to_text(b)}". Error: "{error.exception.message}"'
        raise NetError.of(_RUNTIME, text, error.exception, error_id="ComparisonFailure", category="InvalidOperation") from error


def _bag_error(a: PSObject, b: Any) -> NetError:
    first = to_text(a)
    return NetError.of(
        "System.Management.Automation.ExtendedTypeSystemException",
        f'Cannot compare "{first}" to "{to_text(b)}" because the objects are not the same type or the object "{first}" does not '
        'implement "IComparable".',
        error_id="PSObjectCompareTo",
        category="NotSpecified",
    )


def _ordered(a: Any, b: Any) -> int:
    own = getattr(a, "compare_to", None)
    if own is not None:
        return int(own(b))
    if isinstance(a, Char):
        return ord(a) - ord(b)
    if isinstance(a, PSEnum) or is_number(a):
        return compare_numbers(int(a) if isinstance(a, PSEnum) else a, int(b) if isinstance(b, PSEnum) else b)
    if isinstance(a, SemanticVersion):
        return compare_semantic(a, b)
    if isinstance(a, _ORDERED):
        return int(a > b) - int(a < b)
    if _same(a, b):
        return 0
    text = f'Cannot compare "{to_text(a)}" because it is not IComparable.'
    raise NetError.of(_RUNTIME, text, error_id="NotIcomparable", category="InvalidOperation")


def compare_semantic(a: SemanticVersion, b: SemanticVersion) -> int:
    """Precedence of semantic versions: numbers, then a label comes before none, then its parts."""
    first, second = a[:3], b[:3]
    if first != second:
        return 1 if first > second else -1
    if not a.pre_release or not b.pre_release:
        return bool(b.pre_release) - bool(a.pre_release)
    return _compare_labels(a.pre_release.split("."), b.pre_release.split("."))


def _compare_labels(a: list[str], b: list[str]) -> int:
    for left, right in zip(a, b, strict=False):
        if left == right:
            continue
        numbers = left.isdigit(), right.isdigit()
        if all(numbers):
            return -1 if int(left) < int(right) else 1
        if any(numbers):
            return -1 if numbers[0] else 1
        return -1 if left < right else 1
    return (len(a) > len(b)) - (len(a) < len(b))
