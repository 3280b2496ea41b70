"""PSObject: a value with members of its own.

Decides how instance members are kept: names and kinds in a shared `Shape`, values in a list beside it, so that a look-up is one dict
access and a million alike objects share one table.  Values that carry no members of their own stay plain Python values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, ClassVar

from psbridge.objects import typedata  # noqa: F401  the registry must be filled before types are looked up
from psbridge.objects.adapted import Event, Method, Property, declare, members_of
from psbridge.objects.members import PSMemberInfo
from psbridge.objects.nettypes import NetType, find_type, type_of

NOTE, ADAPTED, SPECIAL = 0, 1, 2  # a note property; a property from deserialised <Props>; a PSMemberInfo that computes


class Shape:
    """The names and kinds of an object's members, shared by all objects that gained the same members in the same order."""

    __slots__ = ("_next", "index", "kinds", "names", "notes", "plain")

    def __init__(self, names: tuple[str, ...], kinds: tuple[int, ...]) -> None:
        self.names = names
        self.kinds = kinds
        self.index: dict[str, int] = {name.lower(): i for i, name in enumerate(names)}
        self.plain = SPECIAL not in kinds
        self.notes = self.plain and ADAPTED not in kinds
        self._next: dict[tuple[str, int], Shape] = {}

    def plus(self, name: str, kind: int = NOTE) -> Shape:
        """The shape with one more member."""
        found = self._next.get((name, kind))
        if found is None:
            found = self._next[name, kind] = Shape((*self.names, name), (*self.kinds, kind))
        return found


EMPTY = Shape((), ())
_SHAPES: dict[tuple[str, ...], Shape] = {}


def note_shape(names: tuple[str, ...]) -> Shape:
    """The shape of note properties with these names (all different, case apart)."""
    found = _SHAPES.get(names)
    if found is None:
        found = EMPTY
        for name in names:
            found = found.plus(name)
        _SHAPES[names] = found
    return found


_CUSTOM_NAMES = ("System.Management.Automation.PSCustomObject", "System.Object")


_READERS: list[Callable[[Any, str, Any], Any]] = []  # how members beyond an object's own are read: handed in by `read_with`


def read_with(reader: Callable[[Any, str, Any], Any]) -> None:
    """Name the function (object, name, default) that finds a property among adapted and type members, too."""
    _READERS[:] = [reader]


class PSObject:
    """A property bag (PSCustomObject) when ``base`` is None, else a wrapper that adds members to ``base``.

    ``text``: what ToString gives, when that is fixed (deserialised objects).  ``custom_type_names``: None means those of the type.
    """

    __slots__ = ("__weakref__", "base", "custom_type_names", "shape", "text", "values")

    def __init__(self, base: Any = None, type_names: list[str] | None = None) -> None:
        self.shape = EMPTY
        self.values: list[Any] = []
        self.base = base
        self.custom_type_names: list[str] | tuple[str, ...] | None = type_names
        self.text: str | None = None

    @classmethod
    def of(cls, *pairs: tuple[str, Any], **notes: Any) -> PSObject:
        """A PSCustomObject with these note properties, in this order."""
        made = cls()
        names = (*(name for name, _ in pairs), *notes)
        made.shape = note_shape(names)
        made.values = [*(value for _, value in pairs), *notes.values()]
        return made

    @classmethod
    def from_shape(cls, shape: Shape, values: list[Any]) -> PSObject:
        """The fast way to a PSCustomObject; `values` belongs to it from now on."""
        made = cls.__new__(cls)
        made.shape, made.values, made.base, made.custom_type_names, made.text = shape, values, None, None, None
        return made

    # -- type names

    @property
    def net_type(self) -> NetType:
        return find_type("System.Management.Automation.PSCustomObject") if self.base is None else type_of(self.base)

    @property
    def type_names(self) -> tuple[str, ...] | list[str]:
        """The type names, most special first; to change them use `own_type_names`."""
        if self.custom_type_names is not None:
            return self.custom_type_names
        return _CUSTOM_NAMES if self.base is None else type_names_of(self.base)

    @property
    def own_type_names(self) -> list[str]:
        """The type names as a list that belongs to this object and may be changed."""
        names = self.custom_type_names
        if not isinstance(names, list):  # a tuple is shared by many objects that were read from CLIXML
            names = self.custom_type_names = list(self.type_names)
        return names

    # -- instance members

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an instance property (computed ones are computed), or `default`."""
        i = self.shape.index.get(name.lower())
        if i is None:
            return default
        value = self.values[i]
        return value.get_value(self) if self.shape.kinds[i] == SPECIAL else value

    def set(self, name: str, value: Any, kind: int = NOTE) -> None:
        """Give an instance property a value; add it as a member of `kind` when there is none."""
        i = self.shape.index.get(name.lower())
        if i is None:
            self.shape = self.shape.plus(name, kind)
            self.values.append(value)
        elif self.shape.kinds[i] == SPECIAL:
            self.values[i].set_value(self, value)
        else:
            self.values[i] = value

    def add_member(self, member: PSMemberInfo) -> None:
        """Add or replace a computed member (alias, script or code property, method, set); notes go through `set`."""
        if member.name.lower() in self.shape.index:
            self.remove(member.name)
        self.shape = self.shape.plus(member.name, SPECIAL)
        self.values.append(member)

    def remove(self, name: str) -> bool:
        """Take an instance member away; False when there was none."""
        i = self.shape.index.get(name.lower())
        if i is None:
            return False
        shape = EMPTY
        for j, old in enumerate(self.shape.names):
            if j != i:
                shape = shape.plus(old, self.shape.kinds[j])
        self.shape = shape
        del self.values[i]
        return True

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.shape.index

    def __getitem__(self, name: Any) -> Any:
        """A property of any kind, as a script reads it: `process["Name"]`; KeyError when there is none.

        Of a dictionary or a list that has members of its own: an entry, too.
        """
        base = self.base
        if (hasattr(base, "pairs") and name in base) or (isinstance(base, list) and not isinstance(name, str)):
            return base[name]
        if not isinstance(name, str):
            raise TypeError(f"properties have names; {type(name).__name__} is none")
        found = _READERS[0](self, name, _READERS)
        if found is _READERS:
            raise KeyError(f"{self!r} has no property {name!r}")
        return found

    def items(self) -> Iterator[tuple[str, Any]]:
        """Names and values of instance members as stored (computed members as their PSMemberInfo)."""
        return zip(self.shape.names, self.values, strict=True)

    def copy(self) -> PSObject:
        """A shallow copy, as PSObject.Copy makes one."""
        made: PSObject = self.__class__.__new__(self.__class__)
        made.shape, made.values, made.base, made.text = self.shape, list(self.values), self.base, self.text
        made.custom_type_names = None if self.custom_type_names is None else list(self.custom_type_names)
        for cls in self.__class__.__mro__:
            if cls is PSObject:
                break
            for slot in cls.__dict__.get("__slots__", ()):
                if hasattr(self, slot):
                    setattr(made, slot, getattr(self, slot))
        return made

    def __repr__(self) -> str:
        notes = ", ".join(f"{n}={v!r}" for n, v in self.items())
        if self.base is None:
            name = "PSCustomObject" if self.custom_type_names is None else self.custom_type_names[0]
            return f"<{name} {notes}>" if notes else f"<{name}>"
        return f"<PSObject {self.base!r} {notes}>"


_RESERVED = frozenset(("shape", "values", "base", "text", "custom_type_names", "get", "set", "remove", "items", "copy", "add_member"))


class NetObject(PSObject):
    """Base of Python classes that stand for a .NET reference type; instance members can be added to them like to any PSObject.

    A subclass sets ``net_type`` and may declare ``PROPERTIES`` (.NET name -> Python attribute, or Property) and ``METHODS`` (.NET name ->
    Python attribute, or Method), and ``HIDDEN`` (.NET name -> Python attribute) for what only reflection may reach.
    """

    __slots__ = ()
    net_type: ClassVar[NetType]
    PROPERTIES: ClassVar[Mapping[str, str | Property]] = {}
    METHODS: ClassVar[Mapping[str, str | Method]] = {}
    HIDDEN: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        taken = _RESERVED.intersection(cls.__dict__)
        if taken:
            raise TypeError(f"{cls.__name__} must name {sorted(taken)} otherwise: PSObject keeps its members under these names")
        if "net_type" not in cls.__dict__:
            return
        table = declare(cls.net_type)
        table.hidden.update(cls.__dict__.get("HIDDEN", {}))
        for name, what in cls.__dict__.get("PROPERTIES", {}).items():
            table.properties[name.lower()] = what if isinstance(what, Property) else _attribute(cls, name, what)
        for name, how in cls.__dict__.get("METHODS", {}).items():
            table.methods[name.lower()] = how if isinstance(how, Method) else Method(name, getattr(cls, how))
        known = getattr(super(cls, cls), "EVENTS", {})
        kinds = cls.__dict__.get("EVENT_TYPES", {})
        for name, attribute in cls.__dict__.get("EVENTS", {}).items():
            if name not in known:
                table.events[name.lower()] = Event(name, attribute, kinds.get(name, "System.EventArgs"))

    def __init__(self) -> None:
        super().__init__()

    @property
    def type_names(self) -> tuple[str, ...] | list[str]:
        own = self.custom_type_names
        return own if own is not None else self.net_type.type_names

    def __repr__(self) -> str:
        name = self.net_type.full_name
        try:
            told = _gist(self, name)
        except Exception:  # noqa: BLE001 - a look at an object must not fail, whatever its properties do
            told = ""
        return f"<{name} {told}>" if told else f"<{name}>"


# properties by which objects are told apart
_TELLING = ("name", "id", "key", "path", "value", "line", "count", "sum", "length", "status", "state")
_MOST = 3
_WIDEST = 80


def _gist(instance: NetObject, name: str) -> str:
    """What tells an object from others of its type: its text, or some of its properties."""
    if type(instance).__str__ is not object.__str__:
        text = str(instance)
        if text and not text.startswith(name):
            return text if len(text) <= _WIDEST and "\n" not in text else repr(text[:_WIDEST])
    known = members_of(instance.net_type).properties
    found = ((known[one].name, known[one].get(instance)) for one in _TELLING if one in known)
    pairs = [f"{label}={value!r}" for label, value in found if isinstance(value, str | int | float | Enum) and value != ""]
    return " ".join(pairs[:_MOST])


def _attribute(cls: type, name: str, attribute: str) -> Property:
    """A Property over a Python attribute; read only when the class has a property without setter."""

    def get(instance: Any) -> Any:
        return getattr(instance, attribute)

    def put(instance: Any, value: Any) -> None:
        setattr(instance, attribute, value)

    found = getattr(cls, attribute, None)
    read_only = isinstance(found, property) and found.fset is None
    return Property(name, get, None if read_only else put)


def type_names_of(value: Any) -> tuple[str, ...] | list[str]:
    """The type names of any value but None, most special first."""
    if isinstance(value, PSObject):
        return value.type_names
    return type_of(value).type_names


class WrittenNumber(PSObject):
    """A number that an argument of a command wrote in its own way (1.10, 0x1F, 1kb): where a text is wanted, it is `token`."""

    __slots__ = ("token",)

    def __init__(self, base: Any, token: str) -> None:
        super().__init__(base)
        self.token = token


def unwrap(value: Any) -> Any:
    """The value itself, without the PSObject that carries members for it."""
    while isinstance(value, PSObject) and value.base is not None:
        value = value.base
    return value


def wrap(value: Any) -> PSObject:
    """A PSObject to which members can be added: the value itself where it is one."""
    return value if isinstance(value, PSObject) else PSObject(value)


def custom_object(pairs: Iterable[tuple[str, Any]]) -> PSObject:
    """A PSCustomObject from pairs; a name given twice (case apart) keeps its place and takes the later value."""
    made = PSObject()
    for name, value in pairs:
        made.set(name, value)
    return made
