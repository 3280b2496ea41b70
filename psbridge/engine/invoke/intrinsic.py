"""The methods that PowerShell gives every value: ForEach and Where.

Decides what they do with script blocks, types, property and method names, and all modes of Where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from psbridge.engine import failures
from psbridge.engine.context import Collector
from psbridge.engine.invoke.doors import doors
from psbridge.objects import convert as conversion
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert.typenames import type_text
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, NetType, find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.scriptblock import ScriptBlock

Modes = define_enum("System.Management.Automation.WhereOperatorSelectionMode", "Default First Last SkipUntil Until Split", assembly=SMA)
DEFAULT, FIRST, LAST, SKIP_UNTIL, UNTIL, SPLIT = range(6)
_PARTS = ("begin", "process", "end")
_NO_BLOCKS = dict.fromkeys(_PARTS)
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
        _by_block(ctx, how, obj, rest, results)
    elif isinstance(how, NetType):
        return _converted(ctx, _items(obj), how)
    elif how is None:
        raise NetError.of("System.ArgumentNullException", "Value cannot be null. (Parameter 'expression')")
    else:
        _by_name(ctx, obj, conversion.to_text(how), rest, results)
    return _collection(results)


def _by_block(ctx: Any, block: Any, obj: Any, rest: list[Any], results: list[Any]) -> None:
    """A block without named blocks runs for every item; begin and end of another run once. All run in the scope of the caller."""
    body = block.body
    if body.begin is None and body.process is None:
        for item in _items(obj):
            results.extend(_run(ctx, block, rest, item))
        return
    part = {
        name: type(block)(replace(body, **{**_NO_BLOCKS, name: getattr(body, name)}), block.session_state, block.home) for name in _PARTS
    }
    last: Any = AutomationNull
    results.extend(_run(ctx, part["begin"], rest, last))
    for last in _items(obj):
        results.extend(_run(ctx, part["process" if body.process is not None else "end"], rest, last))
    if body.process is not None:
        results.extend(_run(ctx, part["end"], rest, last))


def _run(ctx: Any, block: Any, arguments: list[Any], item: Any) -> list[Any]:
    sink = Collector()
    block.run(ctx, sink, tuple(arguments), dollar_under=item, new_scope=False)
    return sink.items


def _converted(ctx: Any, items: Iterator[Any], wanted: NetType) -> Any:
    """Items as a collection: one of the wanted type if that is a collection, else one whose items are of that type."""
    if wanted.kind == "array":
        return conversion.convert(list(items), wanted)
    target = wanted
    if not wanted.is_subtype_of(find_type("System.Collections.ICollection")):
        target = find_type("System.Collections.ObjectModel.Collection`1").close(wanted)
    elif len(wanted.generic_arguments) > 1:
        text = f"The generic collection type [{type_text(wanted)}] passed to ForEach() has too many type arguments. "
        text += (
            "Please change the specified type to be a generic collection with only one type argument then try running your script again."
        )
        raise failures.failure(text, "ForEachBadGenericConversionTypeSpecified")
    elif not wanted.generic_arguments:
        text = f"Unable to convert input to the target type [{type_text(wanted)}] passed to the ForEach() operator. "
        text += "Please check the specified type and try running your script again."
        raise failures.failure(text, "ForEachTypeConversionFailed")
    made = doors.construct(ctx, target, [])
    for item in items:
        doors.invoke_method(ctx, made, "Add", [item])
    return made


def _by_name(ctx: Any, obj: Any, name: str, rest: list[Any], results: list[Any]) -> None:
    """A property to read or to set, or a method to call, of every item; of hashtables it is a key."""
    for item in _items(obj):
        base = unwrap(item)
        if isinstance(base, Hashtable):
            if rest:
                base[name] = rest[0] if len(rest) == 1 else rest
            else:
                results.append(base.get(name))
            continue
        if not doors.has_property(item, name):
            value = _called(ctx, item, name, rest)
        elif rest:
            doors.set_member(ctx, item, name, rest[0] if len(rest) == 1 else rest)
            continue
        else:
            value = doors.get_member(ctx, item, name)
        if value is not AutomationNull:
            results.append(value)


def _called(ctx: Any, item: Any, name: str, rest: list[Any]) -> Any:
    try:
        return doors.invoke_method(ctx, item, name, rest)
    except NetError as error:
        record = error.exception.error_record
        if record is None or record.error_id != "MethodNotFound":
            raise
        if not rest:
            return doors.get_member(ctx, item, name)  # nothing, or what strict mode says of it
        text = (
            f"The ForEach() operator could not find a member '{name}' on the target object. Please verify that the named member exists "
            "and then try running your script again."
        )
        raise failures.failure(text, "ForEachNonexistentMemberReference") from error


def where(ctx: Any, obj: Any, args: list[Any]) -> Any:
    """``.Where(block, mode, number)``."""
    if not 1 <= len(args) <= 3:
        raise failures.no_overload("Where", len(args))
    block = args[0] if args[0] is None or isinstance(args[0], ScriptBlock) else conversion.convert(args[0], ScriptBlock.net_type)
    mode = int(_mode(args[1])) if len(args) > 1 else DEFAULT
    count = int(conversion.convert(args[2], find_type("System.Int32"))) if len(args) > 2 else 0
    if count < 0:
        text = "The 'numberToReturn' value provided to the third argument of the Where() operator must be greater than zero. "
        text += "Please correct the argument's value and try running your script again."
        raise NetError.of("System.ArgumentOutOfRangeException", f"{text} (Parameter 'numberToReturn')\nActual value was {count}.")
    if block is None:
        return _sliced(list(_items(obj)), mode, count or 1)

    def test(item: Any) -> bool:
        return conversion.truth(_run(ctx, block, [], item))

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


def _sliced(items: list[Any], mode: int, count: int) -> list[Any]:
    """Where without a condition cuts."""
    if mode == DEFAULT:
        text = "If the expression passed to the Where() operator is null then you must specify a non-Default value for the selection mode "
        text += "argument. Please change the value of the mode argument to a value other than Default and try running your script again."
        raise NetError.of("System.InvalidOperationException", text)
    if mode == SPLIT:
        return [items[:count], items[count:]]
    return items[count:] if mode == SKIP_UNTIL else items[-count:] if mode == LAST else items[:count]


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
