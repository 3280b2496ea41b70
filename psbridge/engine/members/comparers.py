"""Comparers: StringComparer and Comparer, which say when texts are equal and in which order they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.table import fill, register_types
from psbridge.objects import convert as conversion
from psbridge.objects.compareinfo import CompareInfo
from psbridge.objects.containers import exact_key, fold_key
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_NAMES = ("CurrentCulture", "CurrentCultureIgnoreCase", "InvariantCulture", "InvariantCultureIgnoreCase", "Ordinal", "OrdinalIgnoreCase")
register_types(
    """
    System.Collections.Comparer | System.Object | class | System.Collections.IComparer
    System.Collections.CaseInsensitiveComparer | System.Object | class | System.Collections.IComparer
    """
)


class StringComparer(NetObject):
    """One of the six comparers of texts, or one of a culture."""

    __slots__ = ("culture", "name")
    net_type = define("System.StringComparer", interfaces=["System.Collections.IComparer", "System.Collections.IEqualityComparer"])

    def __init__(self, name: str, culture: Any = None) -> None:
        super().__init__()
        self.name, self.culture = name, culture

    @classmethod
    def make(cls, name: str) -> StringComparer:
        return _MADE[name]

    @property
    def ignore_case(self) -> bool:
        return self.name.endswith("IgnoreCase")

    def compare(self, a: Any, b: Any) -> int:
        a, b = unwrap(a), unwrap(b)
        if a is None or b is None:
            return (a is not None) - (b is not None)
        if self.culture is not None:
            return int(self.culture.compare_info.compare(a, b, int(self.ignore_case)))
        if self.name.startswith("Ordinal"):
            x, y = (a.upper(), b.upper()) if self.ignore_case else (a, b)
            return int(x > y) - int(x < y)
        return conversion.compare(a, b, self.ignore_case)

    def equal(self, a: Any, b: Any) -> bool:
        a, b = unwrap(a), unwrap(b)
        if not isinstance(a, str) or not isinstance(b, str):
            return a is b
        return a.upper() == b.upper() if self.ignore_case else a == b

    def __str__(self) -> str:
        return "System.OrdinalIgnoreCaseComparer" if self.name == "OrdinalIgnoreCase" else "System.CultureAwareComparer"


class _Compared:
    """A key whose equality is a comparer's business."""

    __slots__ = ("comparer", "value")

    def __init__(self, comparer: Any, value: Any) -> None:
        self.comparer, self.value = comparer, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Compared) and bool(self.comparer.equal(self.value, other.value))

    def __hash__(self) -> int:
        return int(self.comparer.hash_of(self.value))


def folding(comparer: Any) -> Callable[[Any], Any]:
    """What makes keys of values: with their case, without it, or as a comparer of a script says."""
    if isinstance(comparer, StringComparer):
        return fold_key if comparer.ignore_case else exact_key
    return exact_key if comparer is None else lambda value: _Compared(comparer, value)


def comparer_in(args: tuple[Any, ...]) -> Any:
    """The comparer among the arguments of a constructor."""
    return next((a for a in args if isinstance(a, StringComparer) or hasattr(a, "hash_of") or hasattr(a, "compare")), None)


_MADE = {name: StringComparer(name) for name in _NAMES}
# the generic faces of comparers for texts
_GENERIC = tuple(
    find_type("System.Collections.Generic." + name).close(find_type(item))
    for name in ("IComparer`1", "IEqualityComparer`1")
    for item in ("System.String", "System.Object")
)
StringComparer.net_type.interfaces = (*StringComparer.net_type.interfaces, *_GENERIC)
fill(
    StringComparer.net_type,
    "\n".join(f"static System.StringComparer {name} {{get;}}" for name in _NAMES)
    + """
    int Compare(string x, string y)
    bool Equals(string x, string y)
    int GetHashCode(string obj)
    static System.StringComparer Create(cultureinfo culture, bool ignoreCase)
    static System.StringComparer FromComparison(System.StringComparison comparisonType)
    """,
    {
        **{f"::{name}": _MADE[name] for name in _NAMES},
        "Compare": StringComparer.compare,
        "Equals": StringComparer.equal,
        "GetHashCode": lambda comparer, text: hash(text.upper() if comparer.ignore_case else text) & 0x7FFF_FFFF,
        "::FromComparison": lambda kind: _MADE[_NAMES[int(kind)]],
        "::Create": lambda culture, ignore: StringComparer("CurrentCultureIgnoreCase" if ignore else "CurrentCulture", culture),
    },
)
_OPTIONS = "System.Globalization.CompareOptions options"
fill(
    CompareInfo.net_type,
    f"""
    string Name {{get;}}
    int LCID {{get;}}
    int Compare(string string1, string string2)
    int Compare(string string1, string string2, {_OPTIONS})
    bool IsPrefix(string source, string prefix, {_OPTIONS})
    bool IsPrefix(string source, string prefix)
    bool IsSuffix(string source, string suffix, {_OPTIONS})
    bool IsSuffix(string source, string suffix)
    int IndexOf(string source, string value)
    int IndexOf(string source, string value, {_OPTIONS})
    int LastIndexOf(string source, string value)
    int LastIndexOf(string source, string value, {_OPTIONS})
    """,
    {
        "Name": "name",
        "LCID": "lcid",
        "Compare": lambda info, a, b, options=0: info.compare(a, b, int(options)),
        "IsPrefix": lambda info, text, part, options=0: info.is_prefix(text, part, int(options)),
        "IsSuffix": lambda info, text, part, options=0: info.is_suffix(text, part, int(options)),
        "IndexOf": lambda info, text, part, options=0: info.index(text, part, int(options)),
        "LastIndexOf": lambda info, text, part, options=0: info.last_index(text, part, int(options)),
    },
)


# -- comparers of any values


class Comparer(NetObject):
    """Compares values of one kind; texts by a culture, with their case or without."""

    __slots__ = ("closed", "decide", "ignore_case")

    def __init__(self, closed: NetType, ignore_case: bool = False, decide: Any = None) -> None:
        super().__init__()
        self.closed, self.ignore_case, self.decide = closed, ignore_case, decide

    def compare(self, a: Any, b: Any) -> int:
        a, b = unwrap(a), unwrap(b)
        if self.decide is not None:
            return int(self.decide(a, b))
        if isinstance(a, str) and isinstance(b, str):
            return conversion.compare(a, b, self.ignore_case)
        from psbridge.engine.members.arrays import net_order

        return net_order(a, b)


Comparer.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
_C = "System.Collections."
_OLD, _FOLDED = find_type(_C + "Comparer"), find_type(_C + "CaseInsensitiveComparer")
for _net, _ignore in ((_OLD, False), (_FOLDED, True)):
    _name = _net.full_name
    fill(
        _net,
        f"""
        new(cultureinfo culture)
        int Compare(System.Object a, System.Object b)
        static {_name} Default {{get;}}
        static {_name} DefaultInvariant {{get;}}
        """,
        {
            "new": lambda culture=None, net=_net, ignore=_ignore: Comparer(net, ignore),
            "Compare": Comparer.compare,
            "::Default": lambda _, net=_net, ignore=_ignore: Comparer(net, ignore),
            "::DefaultInvariant": lambda _, net=_net, ignore=_ignore: Comparer(net, ignore),
        },
    )
fill(_FOLDED, "new()", {"new": lambda culture=None: Comparer(_FOLDED, True)})
_ORDER = define(_C + "Generic.Comparer`1", kind="generic", interfaces=[_C + "IComparer"])
fill(
    _ORDER,
    f"""
    int Compare(T x, T y)
    static {_C}Generic.Comparer[T] Default {{get;}}
    static {_C}Generic.Comparer[T] Create(System.Comparison[T] comparison)
    """,
    {
        "Compare": Comparer.compare,
        "::Default": Comparer,
        "::Create": lambda decide: Comparer(decide.kind, False, decide),
    },
)


class Equality(NetObject):
    """EqualityComparer<T>.Default: values are the same by their own Equals."""

    __slots__ = ("closed",)

    def __init__(self, closed: NetType) -> None:
        super().__init__()
        self.closed = closed

    def equal(self, a: Any, b: Any) -> bool:
        from psbridge.engine.members.arrays import same

        return same(unwrap(a), unwrap(b))

    def hash_of(self, value: Any) -> int:
        return hash(exact_key(unwrap(value))) & 0x7FFF_FFFF


Equality.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
fill(
    define(_C + "Generic.EqualityComparer`1", kind="generic", interfaces=[_C + "IEqualityComparer"]),
    f"bool Equals(T x, T y)\nint GetHashCode(T obj)\nstatic {_C}Generic.EqualityComparer[T] Default {{get;}}",
    {"Equals": Equality.equal, "GetHashCode": Equality.hash_of, "::Default": Equality},
)


class Structural(NetObject):
    """StructuralComparisons: arrays and tuples item by item."""

    __slots__ = ()
    net_type = define(_C + "StructuralEqualityComparer", interfaces=[_C + "IEqualityComparer", _C + "IComparer"])

    def equal(self, a: Any, b: Any) -> bool:
        from psbridge.engine.members.arrays import same

        a, b = unwrap(a), unwrap(b)
        if _items(a) is None or _items(b) is None:
            return same(a, b)
        return len(a) == len(b) and all(self.equal(x, y) for x, y in zip(a, b, strict=True))

    def hash_of(self, value: Any) -> int:
        items = _items(unwrap(value))
        return hash(tuple(map(self.hash_of, items)) if items is not None else exact_key(unwrap(value))) & 0x7FFF_FFFF

    def compare(self, a: Any, b: Any) -> int:
        a, b = unwrap(a), unwrap(b)
        if _items(a) is None or _items(b) is None:
            return Comparer(_OLD).compare(a, b)
        if len(a) != len(b):
            raise bad_argument("Object is not a array with the same number of elements as the array to compare it to.", "other")
        return next((found for x, y in zip(a, b, strict=True) if (found := self.compare(x, y))), 0)


def _items(value: Any) -> Any:
    return value if isinstance(value, list | bytes | bytearray) else getattr(value, "parts", None)


fill(
    Structural.net_type,
    "bool Equals(System.Object x, System.Object y)\nint GetHashCode(System.Object obj)\nint Compare(System.Object x, System.Object y)",
    {"Equals": Structural.equal, "GetHashCode": Structural.hash_of, "Compare": Structural.compare},
)
define(_C + "StructuralComparisons")
fill(
    _C + "StructuralComparisons",
    f"static {_C}IComparer StructuralComparer {{get;}}\nstatic {_C}IEqualityComparer StructuralEqualityComparer {{get;}}",
    {"::StructuralComparer": lambda net: Structural(), "::StructuralEqualityComparer": lambda net: Structural()},
)
