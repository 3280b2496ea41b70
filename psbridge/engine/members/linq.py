"""System.Linq.Enumerable: the queries that scripts call with delegates."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import arrays
from psbridge.engine.members.arguments import bad_argument, index_range, invalid_operation
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.containers import GenericDictionary, TypedArray, exact_key
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.psobject import unwrap

register_types("System.Linq.Enumerable")
OBJECT, INT = find_type("System.Object"), find_type("System.Int32")
_NONE = "Sequence contains no elements"
_NO_MATCH = "Sequence contains no matching element"


def element_of(source: Any) -> NetType:
    found: NetType | None = getattr(unwrap(source), "element", None)
    return found if found is not None else OBJECT


def alike(source: Any, items: list[Any]) -> Any:
    """Items under the type of the source."""
    element = element_of(source)
    return items if element is OBJECT else TypedArray(element, items)


def _keep(source: Any, test: Any) -> list[Any]:
    return [item for item in items_of(source) if test(item)]


def first(source: Any, test: Any = None) -> Any:
    found = items_of(source) if test is None else _keep(source, test)
    if not found:
        raise invalid_operation(_NONE if test is None else _NO_MATCH)
    return found[0]


def last(source: Any, test: Any = None) -> Any:
    found = items_of(source) if test is None else _keep(source, test)
    if not found:
        raise invalid_operation(_NONE if test is None else _NO_MATCH)
    return found[-1]


def single(source: Any, test: Any = None) -> Any:
    found = items_of(source) if test is None else _keep(source, test)
    if len(found) != 1:
        raise invalid_operation(_NONE if not found else "Sequence contains more than one element")
    return found[0]


def _or_default(pick: Any) -> Any:
    def run(source: Any, test: Any = None) -> Any:
        found = items_of(source) if test is None else _keep(source, test)
        return pick(source, test) if found else default_value(element_of(source))

    return run


def distinct(source: Any, *rest: Any) -> Any:
    seen: dict[Any, Any] = {}
    for item in items_of(source):
        seen.setdefault(exact_key(unwrap(item)), item)
    return alike(source, list(seen.values()))


def _set(keep: Any) -> Any:
    def run(a: Any, b: Any, *rest: Any) -> Any:
        others = {exact_key(unwrap(item)) for item in items_of(b)}
        return distinct(alike(a, [item for item in items_of(a) if keep(exact_key(unwrap(item)), others)]))

    return run


def select(source: Any, pick: Any) -> list[Any]:
    return [pick(item) for item in items_of(source)]


def total(source: Any, pick: Any = None) -> Any:
    return sum(items_of(source) if pick is None else select(source, pick))


def average(source: Any, pick: Any = None) -> float:
    values = items_of(source) if pick is None else select(source, pick)
    if not values:
        raise invalid_operation(_NONE)
    return float(sum(values) / len(values))


def _extreme(choose: Any) -> Any:
    def run(source: Any, pick: Any = None) -> Any:
        values = items_of(source) if pick is None else select(source, pick)
        if not values:
            raise invalid_operation(_NONE)
        return choose(values)

    return run


def aggregate(source: Any, *rest: Any) -> Any:
    items = items_of(source)
    value = rest[0] if len(rest) > 1 else items.pop(0)
    for item in items:
        value = rest[-1](value, item)
    return value


def to_dictionary(source: Any, key: Any, pick: Any = None) -> Any:
    """Keys that come twice are refused, as Dictionary.Add does."""
    items = items_of(source)
    pairs = [(key(item), item if pick is None else pick(item)) for item in items]
    value = element_of(source) if pick is None else _one_type([one for _, one in pairs])
    made = GenericDictionary(_one_type([one for one, _ in pairs]), value)
    for name, item in pairs:
        if name in made:
            raise bad_argument(f"An item with the same key has already been added. Key: {to_text(name)}")
        made[name] = item
    return made


def _one_type(values: list[Any]) -> NetType:
    """The type that all values have; object when they differ."""
    kinds = {type_of(unwrap(one)) for one in values if one is not None}
    return kinds.pop() if len(kinds) == 1 else OBJECT


def _flattened(source: Any, pick: Any) -> list[Any]:
    return [inner for item in items_of(source) for inner in items_of(pick(item))]


def _at_or_default(source: Any, at: int) -> Any:
    items = items_of(source)
    return items[at] if 0 <= at < len(items) else default_value(element_of(source))


def _element_at(source: Any, at: int) -> Any:
    items = items_of(source)
    if not 0 <= at < len(items):
        raise index_range()
    return items[at]


def _padded(source: Any, value: Any = None) -> Any:
    items = items_of(source)
    return alike(source, items or [default_value(element_of(source)) if value is None else value])


def take_while(source: Any, test: Any) -> Any:
    made: list[Any] = []
    for item in items_of(source):
        if not test(item):
            break
        made.append(item)
    return alike(source, made)


def skip_while(source: Any, test: Any) -> Any:
    items = items_of(source)
    start = next((i for i, item in enumerate(items) if not test(item)), len(items))
    return alike(source, items[start:])


_E = "System.Collections.IEnumerable"
_TEST = "System.Func[System.Object,bool] predicate"
_PICK = "System.Func[System.Object,System.Object] selector"
_LINES = "\n".join(
    [
        *(f"static System.Object {n}({_E} source)" for n in ["Any", "Average", "Count", "Distinct", "First", "FirstOrDefault", "Last", "LastOrDefault", "LongCount", "Max", "Min", "Reverse", "Single", "SingleOrDefault", "Sum", "ToArray", "ToList", "ToHashSet"]),
        *(f"static System.Object {n}({_E} source, {_TEST})" for n in ["All", "Any", "Count", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "SkipWhile", "TakeWhile", "Where"]),
        *(f"static System.Object {n}({_E} source, {_PICK})" for n in ["Average", "Max", "Min", "Select", "SelectMany", "Sum", "ToDictionary"]),
        *(f"static System.Object {n}({_E} first, {_E} second)" for n in ["Concat", "Except", "Intersect", "SequenceEqual", "Union"]),
        *(f"static System.Object {n}({_E} source, int count)" for n in ["Skip", "Take", "ElementAt"]),
        *(f"static System.Object {n}({_E} source, int count)" for n in ["SkipLast", "TakeLast", "ElementAtOrDefault"]),
        *(f"static System.Object {n}({_E} source, System.Object element)" for n in ["Append", "Prepend", "DefaultIfEmpty"]),
        f"static System.Object DefaultIfEmpty({_E} source)",
        f"static System.Object ToDictionary({_E} source, {_PICK}, System.Func[System.Object,System.Object] elementSelector)",
        f"static bool Contains({_E} source, System.Object value)",
        "static System.Object Range(int start, int count)",
        "static System.Object Repeat(System.Object element, int count)",
        "static System.Object Empty()",
        f"static System.Object Cast({_E} source)",
        f"static System.Object Aggregate({_E} source, System.Func[System.Object,System.Object,System.Object] func)",
        f"static System.Object Aggregate({_E} source, System.Object seed, System.Func[System.Object,System.Object,System.Object] func)",
        f"static System.Object Zip({_E} first, {_E} second, System.Func[System.Object,System.Object,System.Object] resultSelector)",
    ]
)  # fmt: skip


def _to_list(source: Any) -> Any:
    from psbridge.objects.containers import GenericList

    return GenericList(element_of(source), items_of(source))


fill(
    "System.Linq.Enumerable",
    _LINES,
    {
        "::All": lambda source, test: all(test(item) for item in items_of(source)),
        "::Any": lambda source, test=None: any(test is None or test(item) for item in items_of(source)),
        "::Average": average,
        "::Count": lambda source, test=None: len(items_of(source) if test is None else _keep(source, test)),
        "::LongCount": lambda source: len(items_of(source)),
        "::Distinct": distinct,
        "::First": first,
        "::FirstOrDefault": _or_default(first),
        "::Last": last,
        "::LastOrDefault": _or_default(last),
        "::Max": _extreme(max),
        "::Min": _extreme(min),
        "::Reverse": lambda source: alike(source, items_of(source)[::-1]),
        "::Single": single,
        "::SingleOrDefault": _or_default(single),
        "::Sum": total,
        "::ToArray": lambda source: alike(source, items_of(source)),
        "::ToList": _to_list,
        "::ToHashSet": distinct,
        "::SkipWhile": skip_while,
        "::TakeWhile": take_while,
        "::Where": lambda source, test: alike(source, _keep(source, test)),
        "::Select": select,
        "::Concat": lambda a, b: alike(a, items_of(a) + items_of(b)),
        "::Except": _set(lambda key, others: key not in others),
        "::Intersect": _set(lambda key, others: key in others),
        "::Union": lambda a, b: distinct(alike(a, items_of(a) + items_of(b))),
        "::SequenceEqual": lambda a, b: len(x := items_of(a)) == len(y := items_of(b)) and all(map(arrays.same, x, y)),
        "::ToDictionary": to_dictionary,
        "::SelectMany": _flattened,
        "::Append": lambda source, value: alike(source, [*items_of(source), value]),
        "::Prepend": lambda source, value: alike(source, [value, *items_of(source)]),
        "::DefaultIfEmpty": _padded,
        "::SkipLast": lambda source, count: alike(source, items_of(source)[: -count or None] if count > 0 else items_of(source)),
        "::TakeLast": lambda source, count: alike(source, items_of(source)[-count:] if count > 0 else []),
        "::ElementAtOrDefault": _at_or_default,
        "::Skip": lambda source, count: alike(source, items_of(source)[max(count, 0) :]),
        "::Take": lambda source, count: alike(source, items_of(source)[: max(count, 0)]),
        "::ElementAt": _element_at,
        "::Contains": lambda source, value: arrays.index_of(items_of(source), value) >= 0,
        "::Range": lambda start, count: TypedArray(INT, range(start, start + count)),
        "::Repeat": lambda value, count: [value] * count,
        "::Empty": list,
        "::Cast": lambda source: items_of(source),
        "::Aggregate": aggregate,
        "::Zip": lambda a, b, pick: [pick(x, y) for x, y in zip(items_of(a), items_of(b), strict=False)],
    },
)
