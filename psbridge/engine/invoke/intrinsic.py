"""The methods that PowerShell gives every value: ForEach and Where.

Decides what they do with script blocks, types, property and method names, and all modes of Where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine import failures
from psbridge.engine.invoke.doors import doors
from psbridge.objects import convert as conversion
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, NetType, find_type
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.scriptblock import ScriptBlock

Modes = define_enum("System.Management.Automation.WhereOperatorSelectionMode", "Default First Last SkipUntil Until Split", assembly=SMA)
DEFAULT, FIRST, LAST, SKIP_UNTIL, UNTIL, SPLIT = range(6)
Intrinsic = Callable[[Any, Any, list[Any]], Any]


def find(key: str, args: list[Any]) -> Intrinsic | None:
    """The intrinsic method of that lower-case name."""
    return _METHODS.get(key)


def _items(obj: Any) -> Iterator[Any]:
    walk = conversion.enumerate_value(obj)
    return walk if walk is not None else iter((obj,))


def _collection(items: list[Any]) -> Any:
    """Results come as Collection<PSObject>."""
    from psbridge.objects.containers import GenericList

    return GenericList(find_type("System.Management.Automation.PSObject"), items, "System.Collections.ObjectModel.Collection`1")


def for_each(ctx: Any, obj: Any, args: list[Any]) -> Any:
    """``.ForEach(block, arguments)``, ``.ForEach(type)``, ``.ForEach('member', arguments)``."""
    if not args:
        raise failures.no_overload("ForEach", 0)
    how, rest = args[0], list(args[1:])
    results: list[Any] = []
    if isinstance(how, ScriptBlock):
        for item in _items(obj):
            results.extend(how.invoke(ctx, *rest, dollar_under=item))  # type: ignore[attr-defined]
    elif isinstance(how, NetType):
        results.extend(conversion.convert(item, how) for item in _items(obj))
    elif how is None:
        raise _bad_operator("ForEach")
    else:
        _by_name(ctx, obj, conversion.to_text(how), rest, results)
    return _collection(results)


def _by_name(ctx: Any, obj: Any, name: str, rest: list[Any], results: list[Any]) -> None:
    """A property to read or to set, or a method to call, of every item."""
    for item in _items(obj):
        if not doors.has_property(item, name):
            value = _called(ctx, item, name, rest)
        elif rest:
            doors.set_member(ctx, item, name, rest[0] if len(rest) == 1 else rest)
            continue
        else:
            value = doors.get_member(ctx, item, name)
        if value is AutomationNull:
            continue
        inner = conversion.enumerate_value(value)
        results.extend(inner) if inner is not None else results.append(value)


def _called(ctx: Any, item: Any, name: str, rest: list[Any]) -> Any:
    try:
        return doors.invoke_method(ctx, item, name, rest)
    except NetError as error:
        record = error.exception.error_record
        if record is None or record.error_id != "MethodNotFound":
            raise
        text = (
            f"The ForEach() operator could not find a member '{name}' on the target object. Please verify that the named member exists "
            "and then try running your script again."
        )
        raise failures.failure(text, "ForEachNonexistentMemberReference") from error


def where(ctx: Any, obj: Any, args: list[Any]) -> Any:
    """``.Where(block, mode, number)``."""
    if not 1 <= len(args) <= 3:
        raise failures.no_overload("Where", len(args))
    if not isinstance(args[0], ScriptBlock):
        raise _bad_operator("Where")
    mode = int(_mode(args[1])) if len(args) > 1 else DEFAULT
    count = int(conversion.convert(args[2], find_type("System.Int32"))) if len(args) > 2 else 0
    if count < 0:
        raise failures.failure(
            "The 'numberToReturn' value provided to the third argument of the Where() operator must be greater than zero.",
            "NumberToReturnMustBeGreaterThanZero",
            failures.INVALID_ARGUMENT,
        )

    def test(item: Any) -> bool:
        return conversion.truth(args[0].invoke_value(ctx, dollar_under=item))

    return _collection(_WHERE[mode](list(_items(obj)), test, count))


def _mode(value: Any) -> Any:
    try:
        return conversion.convert(value, Modes.net_type)
    except NetError as error:
        raise failures.failure(
            error.exception.message, _id_of(error), failures.INVALID_ARGUMENT, failures.RUNTIME, error.exception
        ) from error


def _id_of(error: NetError) -> str:
    record = error.exception.error_record
    return str(record.error_id if record is not None else error.exception.extra.get("error_id", "InvalidCastFromStringToEnum"))


def _bad_operator(name: str) -> NetError:
    text = f"The operator '{name}' requires a script block or a name as its first argument."
    return failures.failure(
        text, "EmptySelectorPassedToWhere" if name == "Where" else "EmptySelectorPassedToForEach", failures.INVALID_ARGUMENT
    )


Test = Callable[[Any], bool]


def _where_default(items: list[Any], test: Test, count: int) -> list[Any]:
    made: list[Any] = []
    for item in items:
        if test(item):
            made.append(item)
            if count and len(made) >= count:
                break
    return made


def _where_first(items: list[Any], test: Test, count: int) -> list[Any]:
    return _where_default(items, test, count or 1)


def _where_last(items: list[Any], test: Test, count: int) -> list[Any]:
    return [item for item in items if test(item)][-(count or 1) :]


def _where_skip_until(items: list[Any], test: Test, count: int) -> list[Any]:
    for i, item in enumerate(items):
        if test(item):
            return items[i : i + count] if count else items[i:]
    return []


def _where_until(items: list[Any], test: Test, count: int) -> list[Any]:
    made: list[Any] = []
    for item in items:
        if test(item) or (count and len(made) >= count):
            break
        made.append(item)
    return made


def _where_split(items: list[Any], test: Test, count: int) -> list[Any]:
    """What passes (the first `count` of it, if given) and the rest, as two collections."""
    yes: list[Any] = []
    no: list[Any] = []
    for item in items:
        (yes if (not count or len(yes) < count) and test(item) else no).append(item)
    return [_collection(yes), _collection(no)]


_WHERE = {
    DEFAULT: _where_default,
    FIRST: _where_first,
    LAST: _where_last,
    SKIP_UNTIL: _where_skip_until,
    UNTIL: _where_until,
    SPLIT: _where_split,
}
_METHODS: dict[str, Intrinsic] = {"foreach": for_each, "where": where}
