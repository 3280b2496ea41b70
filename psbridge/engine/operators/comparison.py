"""Equality, order, containment and type tests.

Decides what a comparison does when its left operand is a collection (it filters), and hands single values to the conversion rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.errors import runtime_error
from psbridge.objects import AutomationNull, NetError, NetType, PSObject, find_type, type_of, unwrap
from psbridge.objects.containers import ArrayList, TypedArray
from psbridge.objects.convert import compare, convert, enumerate_value, equals, to_text, truth, try_convert

Test = Callable[[Any, Any, bool], bool]


def equal(a: Any, b: Any, ignore_case: bool) -> bool:
    if a.__class__ is str and b.__class__ is str:
        if a == b:
            return True
        if a.isascii() and b.isascii() and a.isprintable() and b.isprintable():  # control characters may not count
            return ignore_case and len(a) == len(b) and a.lower() == b.lower()
    return equals(_null(a), _null(b), ignore_case)


def _null(value: Any) -> Any:
    return None if value is AutomationNull else value


def not_equal(a: Any, b: Any, ignore_case: bool) -> bool:
    return not equal(a, b, ignore_case)


def greater(a: Any, b: Any, ignore_case: bool) -> bool:
    return compare(_null(a), _null(b), ignore_case) > 0


def greater_equal(a: Any, b: Any, ignore_case: bool) -> bool:
    return compare(_null(a), _null(b), ignore_case) >= 0


def less(a: Any, b: Any, ignore_case: bool) -> bool:
    return compare(_null(a), _null(b), ignore_case) < 0


def less_equal(a: Any, b: Any, ignore_case: bool) -> bool:
    return compare(_null(a), _null(b), ignore_case) <= 0


def filtering(test: Test, ignore_case: bool) -> Callable[[Any, Any], Any]:
    """The operator: a Boolean for a single value, the items that pass for a collection."""

    def compare_values(a: Any, b: Any) -> Any:
        items = items_of(a)
        if items is None:
            return test(a, b, ignore_case)
        return [item for item in items if test(item, b, ignore_case)]

    return compare_values


def items_of(value: Any) -> Any:
    """An iterator over the items of a collection on the left of an operator, else None."""
    if value.__class__ in _SINGLE:
        return None
    return enumerate_value(value)


_SINGLE = frozenset((str, int, float, bool, type(None), type(AutomationNull)))


def contains(ignore_case: bool, wanted: bool) -> Callable[[Any, Any], bool]:
    """-contains and its relatives: equality of any item."""

    def test(a: Any, b: Any) -> bool:
        if a.__class__ in _LISTS and len(a) > _MANY:
            found = any(equal(item, b, ignore_case) for item in a[:_MANY]) or _among(a, b, ignore_case)
            return found is wanted
        items = items_of(a)
        found = equal(a, b, ignore_case) if items is None else any(equal(item, b, ignore_case) for item in items)
        return found is wanted

    return test


_LISTS = (list, ArrayList, TypedArray)
_MANY = 16  # items from which on it pays to look at what they all are


def _among(items: list[Any], value: Any, ignore_case: bool) -> bool:
    """Whether an item equals a value; all at once where they are whole numbers, or texts in which every character counts."""
    kind = value.__class__
    if (kind is int or kind is str) and set(map(type, items)) == {kind}:
        if kind is int or value in items:
            return value in items
        text = "".join((value, *items))
        if text.isascii() and text.isprintable():
            return ignore_case and value.lower() in map(str.lower, items)
    return any(equal(item, value, ignore_case) for item in items)


def swapped(operator: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """-in: -contains with its operands changed over."""
    return lambda a, b: operator(b, a)


def logical_xor(a: Any, b: Any) -> bool:
    return truth(a) is not truth(b)


# -- types


_OBJECT = find_type("System.Object")
_TYPE = find_type("System.Type")


def is_type(a: Any, b: Any) -> bool:
    """-is with a type or the name of one."""
    return is_instance(a, wanted_type(b))


def is_not_type(a: Any, b: Any) -> bool:
    return not is_type(a, b)


def wanted_type(b: Any) -> NetType:
    found = unwrap(b)
    if isinstance(found, NetType):
        return found
    if found is None:
        raise runtime_error("The right operand of '-is' must be a type.", "IsOperatorRequiresType", "InvalidOperation")
    try:
        made: NetType = convert(found, _TYPE)
    except NetError as error:
        raise runtime_error(error.exception.message, "RuntimeException", "NotSpecified") from error
    return made


def is_instance(value: Any, net: NetType) -> bool:
    base = unwrap(value)
    if base is None or base is AutomationNull:
        return False
    if net is _OBJECT:
        return True
    name = net.full_name
    if name == "System.Management.Automation.PSCustomObject" or name == "System.Management.Automation.PSObject":
        return base.__class__ is PSObject or (name.endswith("PSObject") and isinstance(value, PSObject) and base is not value)
    own = type_of(base)
    if base.__class__ is PSObject and base.custom_type_names:
        from psbridge.clixml.rehydration import live_type

        own = live_type(base) or own
    return own is net or own.is_subtype_of(net)


def as_type(a: Any, b: Any) -> Any:
    """-as: null instead of an error; what stands for the type is converted like anything else."""
    found = unwrap(b)
    net: NetType | None = found if isinstance(found, NetType) else convert(found, _TYPE)
    if net is None:
        raise runtime_error("The right operand of '-as' must be a type.", "AsOperatorRequiresType", "InvalidOperation")
    done, value = try_convert(_null(a), net)
    return value if done else None


def element_text(value: Any) -> str:
    """The text of an item of a collection that is being joined: a collection inside is only named."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind not in _SINGLE and not isinstance(value, str) and enumerate_value(value) is not None:
        return str(type_of(unwrap(value)).full_name)
    return text_of(value)


def text_of(value: Any) -> str:
    """An operand as text."""
    if value.__class__ is str:
        return value
    return "" if value is None or value is AutomationNull else to_text(value)
