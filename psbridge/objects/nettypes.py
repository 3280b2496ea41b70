"""The .NET types that values may have: their names, their ancestors, and which Python class stands for them.

Decides the answer to "what type is this value" (`type_of`) and "which type has this name" (`find_type`).  What one can do with a type
(members, constructors, statics) is added by higher layers, keyed by `NetType`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

CORE = "System.Private.CoreLib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"
SMA = "System.Management.Automation, Version=7.0.13.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"


class NetType:
    """One .NET type.  Identity counts: there is a single NetType for a name, an array or a closed generic.

    ``kind`` is class, struct, enum, interface, array or generic (an open definition).
    """

    __slots__ = (
        "_chain",
        "_generics",
        "_name",
        "_vectors",
        "assembly",
        "base",
        "element",
        "full_name",
        "generic_arguments",
        "generic_definition",
        "interfaces",
        "kind",
        "python",
        "rank",
        "tag",
    )

    def __init__(
        self,
        full_name: str,
        base: NetType | None = None,
        *,
        kind: str = "class",
        interfaces: tuple[NetType, ...] = (),
        python: type | None = None,
        assembly: str = CORE,
    ) -> None:
        self.full_name = full_name
        self.base = base
        self.kind = kind
        self.interfaces = interfaces
        self.python = python
        self.assembly = assembly
        self.element: NetType | None = None
        self.rank = 0
        self.generic_definition: NetType | None = None
        self.generic_arguments: tuple[NetType, ...] = ()
        self.tag: Any = None  # what a higher layer hangs on a type that it defined (an engine class, an enum's members)
        self._chain: tuple[str, ...] | None = None
        self._name: str | None = None
        self._vectors: dict[int, NetType] = {}
        self._generics: dict[tuple[NetType, ...], NetType] = {}

    def __repr__(self) -> str:
        return f"[{self.full_name}]"

    @property
    def name(self) -> str:
        """The name without its namespace, as Type.Name gives it."""
        name = self._name
        if name is None:
            head = self.full_name.split("[[", 1)[0]
            name = self._name = head.rsplit(".", 1)[-1].rsplit("+", 1)[-1]
        return name

    @property
    def namespace(self) -> str | None:
        head, dot, _ = self.full_name.split("[[", 1)[0].rpartition(".")
        return head if dot else None

    @property
    def type_names(self) -> tuple[str, ...]:
        """The names from this type up to System.Object, as PSObject.TypeNames starts out."""
        chain = self._chain
        if chain is None:
            chain = (self.full_name, *(self.base.type_names if self.base is not None else ()))
            self._chain = chain
        return chain

    def is_subtype_of(self, other: NetType) -> bool:
        """Whether a value of this type may stand where `other` is asked for (classes and interfaces)."""
        here: NetType | None = self
        while here is not None:
            if here is other or any(i.is_subtype_of(other) for i in here.interfaces):
                return True
            here = here.base
        return False

    def array(self, rank: int = 1) -> NetType:
        """The type of arrays of this type."""
        found = self._vectors.get(rank)
        if found is None:
            found = NetType(f"{self.full_name}[{',' * (rank - 1)}]", find_type("System.Array"), kind="array", assembly=self.assembly)
            found.element, found.rank = self, rank
            self._vectors[rank] = found
        return found

    def close(self, *arguments: NetType) -> NetType:
        """This open generic definition closed over `arguments`."""
        found = self._generics.get(arguments)
        if found is None:
            inner = ",".join(f"[{a.full_name}, {a.assembly}]" for a in arguments)
            found = NetType(
                f"{self.full_name}[{inner}]",
                self.base,
                interfaces=self.interfaces,
                python=self.python,
                assembly=self.assembly,
            )
            found.generic_definition, found.generic_arguments = self, arguments
            self._generics[arguments] = found
        return found


_BY_NAME: dict[str, NetType] = {}
_BY_CLASS: dict[type, NetType] = {}
ACCELERATORS: dict[str, NetType] = {}


def define(
    full_name: str,
    base: str | NetType | None = "System.Object",
    *,
    kind: str = "class",
    interfaces: Iterable[str] = (),
    python: type | None = None,
    assembly: str = CORE,
    accelerators: Iterable[str] = (),
) -> NetType:
    """Add a type to the registry, or give the one of that name (what is new about it is filled in)."""
    key = full_name.lower()
    found = _BY_NAME.get(key)
    if found is None:
        parent = find_type(base) if isinstance(base, str) else base
        found = _BY_NAME[key] = NetType(full_name, parent, kind=kind, assembly=assembly)
        found.interfaces = tuple(find_type(i) for i in interfaces)
    if python is not None:
        found.python = found.python or python
        _BY_CLASS.setdefault(python, found)
    for name in accelerators:
        ACCELERATORS[name.lower()] = found
    return found


def find_type(full_name: str) -> NetType:
    """The type of that full name; KeyError when there is none.  Case does not count."""
    return _BY_NAME[full_name.lower()]


def lookup_type(name: str) -> NetType | None:
    """The type that PowerShell finds under a name: an accelerator, a full name, or a name in System."""
    key = name.lower()
    return ACCELERATORS.get(key) or _BY_NAME.get(key) or _BY_NAME.get("system." + key)


def all_types() -> list[NetType]:
    return list(_BY_NAME.values())


def represent(python: type, net: NetType) -> None:
    """Let instances of a Python class count as `net`."""
    _BY_CLASS[python] = net


def type_of(value: Any) -> NetType:
    """The .NET type of a value (not None).  A class of the registry, else what the value's ``net_type`` says."""
    found = _BY_CLASS.get(value.__class__)
    if found is not None:
        return found
    declared = getattr(value, "net_type", None)
    if declared is not None:
        return declared  # type: ignore[no-any-return]
    for ancestor in value.__class__.__mro__:
        found = _BY_CLASS.get(ancestor)
        if found is not None:
            _BY_CLASS[value.__class__] = found
            return found
    return _foreign(value.__class__)


def _foreign(python: type) -> NetType:
    """A Python class that nobody mapped: a reference type under its Python name."""
    return define(f"Python.{python.__module__}.{python.__qualname__}", python=python, assembly="psbridge")
