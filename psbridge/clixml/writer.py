"""From objects to CLIXML text.

Decides the layout of every element; builds text directly.  The tables `WRITERS` (primitives) and `_COMPLEX` (everything else) dispatch on
the exact class; a class met for the first time is looked up along its ancestors once.  What live .NET objects show is decided in `live`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from psbridge.clixml import elements, live
from psbridge.clixml.escapes import escape, escape_name
from psbridge.clixml.layout import (
    CACHE_LIMIT,
    CONTAINERS,
    NAME_REFERENCES,
    NUMBERED,
    PLANS,
    REFERENCES,
    Layer,
    Row,
    extras_of,
    plan,
    row_of,
    with_table_members,
)
from psbridge.clixml.levels import COMPACT, Levels
from psbridge.clixml.primitives import WRITERS, write_string
from psbridge.objects import typetable
from psbridge.objects.containers import BYTE, MultiArray, NetDictionary, TypedArray
from psbridge.objects.enums import PSEnum
from psbridge.objects.members import MemberSet, PSMemberInfo
from psbridge.objects.nettypes import type_of
from psbridge.objects.numbers import BigInteger, IntPtr
from psbridge.objects.psobject import EMPTY, NetObject, PSObject
from psbridge.objects.records import ErrorRecord, InformationalRecord, ProgressRecord
from psbridge.objects.scalars import AutomationNull, SecureString, SemanticVersion
from psbridge.objects.scriptblock import ScriptBlock

Encrypt = Callable[[str], str]
Handler = Callable[["Writer", Any, str, int, int], None]
_KEY, _VALUE = ' N="Key"', ' N="Value"'
_CUSTOM = ("System.Management.Automation.PSCustomObject", "System.Object")
_MEMBER_SET = "System.Management.Automation.PSMemberSet"


class Writer:
    """Writes the objects of one document; `text` is what came of it."""

    __slots__ = ("_count", "_extras", "_keep", "_levels", "_names", "_references", "encrypt", "out", "pads")

    def __init__(self, levels: Levels = COMPACT, encrypt: Encrypt | None = None) -> None:
        self.out: list[str] = []
        self._levels, self.pads = levels, levels.pads
        self.encrypt = encrypt
        self._references: dict[int, int] = {}
        self._names: dict[tuple[str, ...], str] = {}  # references to type names, ready to write
        self._extras: dict[tuple[str, ...], bool] | None = None
        self._keep: list[Any] = []  # what was made on the way must live as long as its id is known
        self._count = 0

    @property
    def text(self) -> str:
        return "".join(self.out)

    def write(self, value: Any, attribute: str = "", level: int = 0, depth: int = 1) -> None:
        """Append the element of any value; `attribute` is ready text such as `` N="Name"``."""
        primitive = WRITERS.get(value.__class__)
        if primitive is not None:
            self.out.append(self.pads[level] + primitive(attribute, value))
        else:
            (_COMPLEX.get(value.__class__) or _find(value.__class__))(self, value, attribute, level, depth)

    # -- parts of an object

    def open(self, key: Any, attribute: str, level: int) -> bool:
        """The start of an Obj; False: `key` was written before, so a reference to it is all."""
        count = self._count
        number = self._references.setdefault(id(key), count)
        if number != count:
            self.out.append(f'{self.pads[level]}<Ref{attribute} RefId="{number}" />')
            return False
        self._count = count + 1
        self.out.append(f'{self.pads[level]}<Obj{attribute} RefId="{number}">')
        return True

    def unnamed(self, attribute: str, level: int) -> int:
        """The start of an Obj that nothing refers to later; its place is for `close`."""
        self.out.append(f'{self.pads[level]}<Obj{attribute} RefId="{self._count}">')
        self._count += 1
        return len(self.out) - 1

    def close(self, start: int, level: int, tag: str = "Obj") -> None:
        """The end of the element that `out[start]` began; an empty one closes itself."""
        out = self.out
        if len(out) == start + 1:
            out[start] = out[start][:-1] + " />"
        else:
            out.append(f"{self.pads[level]}</{tag}>")

    def type_names(self, names: Sequence[str], level: int) -> None:
        key = names if type(names) is tuple else tuple(names)
        here = self._levels[level]
        known = self._names.get(key)
        if known is not None:
            self.out.append(here.pad + known)
            return
        number = len(self._names)
        self._names[key] = NAME_REFERENCES[number] if number < NUMBERED else f'<TNRef RefId="{number}" />'
        self.out.append(f'{here.pad}<TN RefId="{number}">{here.blocks[key]}')

    def to_string(self, text: str, level: int) -> None:
        self.out.append(f"{self.pads[level]}<ToString>{escape(text)}</ToString>" if text else f"{self.pads[level]}<ToString />")

    def stored(self, value: PSObject, level: int, depth: int) -> None:
        """Instance members: adapted ones as Props, the others as MS."""
        shape = value.shape
        if not shape.names:
            return
        adapted, extended = PLANS.get(shape) or plan(shape)
        if adapted.attributes:
            self._members("Props", adapted.attributes, adapted.pick(value.values), level, depth)
        if extended.attributes:
            if shape.plain:
                self._members("MS", extended.attributes, extended.pick(value.values), level, depth)
            else:
                self._computed(value, extended, level, depth)

    # -- members

    def _members(self, tag: str, attributes: Iterable[str], values: Iterable[Any], level: int, depth: int) -> None:
        pad = self.pads[level]
        inner = self._levels[level + 1]
        leaves, space = inner.leaves, inner.pad
        out = self.out
        out.append(f"{pad}<{tag}>")
        for attribute, value in zip(attributes, values, strict=True):
            kind = type(value)
            leaf = leaves.get(kind)
            if leaf is not None:
                start, text, end = leaf
                out.append(f"{start}{attribute}>{text(value)}{end}")
            elif value is None:
                out.append(f"{space}<Nil{attribute} />")
            else:
                (_COMPLEX.get(kind) or _find(kind))(self, value, attribute, level + 1, depth)
        out.append(f"{pad}</{tag}>")

    def _computed(self, value: PSObject, layer: Layer, level: int, depth: int) -> None:
        """Extended members some of which compute; those that fail or have no value are left out."""
        start = len(self.out)
        self.out.append(f"{self.pads[level]}<MS>")
        for attribute, stored in zip(layer.attributes, layer.pick(value.values), strict=True):
            if not isinstance(stored, PSMemberInfo):
                self.write(stored, attribute, level + 1, depth)
            elif isinstance(stored, MemberSet):
                self._member_set(value, stored, attribute, level + 1, depth)
            elif stored.is_property:
                self._property(stored.get_value, value, attribute, level + 1, depth)
        if len(self.out) == start + 1:
            self.out.pop()
        else:
            self.out.append(f"{self.pads[level]}</MS>")

    def _property(self, get: Callable[[Any], Any], owner: Any, attribute: str, level: int, depth: int) -> None:
        try:
            result = get(owner)
        except Exception:  # noqa: BLE001 - a getter may fail in any way; PowerShell leaves such a property out
            return
        self._keep.append(result)
        self.write(result, attribute, level, depth)

    def _member_set(self, owner: Any, members: MemberSet, attribute: str, level: int, depth: int) -> None:
        start = len(self.out)
        self.out.append(f"{self.pads[level]}<MS{attribute}>")
        for member in members.members.values():
            inner = f' N="{escape_name(member.name)}"'
            if isinstance(member, MemberSet):
                self._member_set(owner, member, inner, level + 1, depth)
            elif member.is_property:
                self._property(member.get_value, owner, inner, level + 1, depth)
        self.close(start, level, "MS")

    # -- kinds of objects

    def _bag(self, value: PSObject, attribute: str, level: int, depth: int) -> None:
        """A property bag; no matter how deep: PowerShell does not count them."""
        start = len(self.out)
        if not self.open(value, attribute, level):
            return
        names = value.custom_type_names
        if names is None:
            names = _CUSTOM
        if names:
            self.type_names(names, level + 1)
        if value.text is not None:
            self.to_string(value.text, level + 1)
        if self._has_extras(names):
            self._table_members(value, level + 1, depth)
        elif value.shape is not EMPTY and (not names or names[0] != _MEMBER_SET):  # the text of a set of members says what is in it
            self.stored(value, level + 1, depth)
        self.close(start, level)

    def _has_extras(self, names: Sequence[str]) -> bool:
        """Whether the type table adds properties to objects with these type names."""
        key = tuple(names)
        if self._extras is None:
            self._extras = extras_of(typetable.active())
        found = self._extras.get(key)
        if found is None:
            found = self._extras[key] = any(member.is_property for member in typetable.active().members(key).values())
        return found

    def _table_members(self, value: PSObject, level: int, depth: int) -> None:
        """A bag's own members, and behind them those that the type table adds to its type."""
        whole = with_table_members(value)
        self._keep.append(whole)
        self.stored(whole, level, depth)

    def _wrapped(self, value: PSObject, attribute: str, level: int, depth: int) -> None:
        """A value that carries members or type names of its own."""
        base = value.base
        if type(base) in WRITERS or type(base) is SecureString:
            self._decorated(value, base, attribute, level, depth)
        elif (row := row_of(base)) is not None:
            self._collection(value, base, row, attribute, level, depth)
        elif isinstance(base, PSObject) and value.custom_type_names is None and value.shape is EMPTY:
            self.write(base, attribute, level, depth)
        elif type(base) is PSObject:
            self._decorated(value, base, attribute, level, depth)
        else:
            self._live(value, attribute, level, depth)

    def _decorated(self, value: PSObject, base: Any, attribute: str, level: int, depth: int) -> None:
        """A primitive, or an object inside this one; a primitive stays bare when its wrapper says nothing new."""
        inner = base.__class__ is PSObject
        names = value.custom_type_names or (base.type_names if inner else None)
        if not inner and names is not None and tuple(names) == type_of(base).type_names:
            names = None
        if names is None and value.text is None and not value.shape.names:
            self.write(base, attribute, level, depth)
            return
        start = len(self.out)
        if not self.open(value, attribute, level):
            return
        if names:
            self.type_names(names, level + 1)
        if value.text is not None:
            self.to_string(value.text, level + 1)
        self.write(base, "", level + 1, depth)
        self.stored(value, level + 1, depth)
        self.close(start, level)

    # -- collections: they never count as a level, and their elements are written with the depth that is left

    def _psobject(self, value: Any, attribute: str, level: int, depth: int, raw: Any = None) -> None:
        """The shortest way for collections in a PSObject, as readers make so many, or without (`raw`); what else it can be: `_wrapped`."""
        base = value.base if raw is None else raw
        if base is None:
            self._bag(value, attribute, level, depth)
            return
        row = CONTAINERS.get(type(base))
        if row is None or (raw is None and value.shape is not EMPTY):
            self._wrapped(value, attribute, level, depth)
            return
        count = self._count
        number = self._references.setdefault(id(value), count)
        if number != count:
            self.open(value, attribute, level)  # a reference
            return
        self._count = count + 1
        tag, get, names = row
        items = base if get is None else get(base)
        here = self._levels[level]
        start = here.starts[tag] if items else here.empty[tag]
        names = (None if raw is not None else value.custom_type_names) or names or type_of(base).type_names
        known = self._names.get(names) if type(names) is tuple else None
        end = REFERENCES[number] if number < NUMBERED else f' RefId="{number}">'
        out = self.out
        if known is not None:
            out.append(f"{here.pad}<Obj{attribute}{end}{here.inner}{known}{start}")
        else:
            out.append(f"{here.pad}<Obj{attribute}{end}")
            self.type_names(names, level + 1)
            out.append(start)
        if items:
            if tag == "DCT":
                self._entries(items, level + 2, depth)
            else:
                self._elements(items, level + 2, depth)
            out.append(here.ends[tag])

    def _raw_collection(self, value: Any, attribute: str, level: int, depth: int) -> None:
        if type(value) in CONTAINERS:
            self._psobject(value, attribute, level, depth, value)
        elif (row := row_of(value)) is not None:
            self._collection(value, value, row, attribute, level, depth)
        else:
            self._live(value, attribute, level, depth)

    def _collection(self, value: Any, base: Any, row: Row, attribute: str, level: int, depth: int) -> None:
        """A collection of any kind; `value`: it itself, or the PSObject around it, whose members follow the elements."""
        start = len(self.out)
        if not self.open(value, attribute, level):
            return
        tag, get, _ = row
        items = base if get is None else get(base)
        raw = value is base
        inner = self.pads[level + 1]
        self.type_names((None if raw else value.custom_type_names) or type_of(base).type_names, level + 1)
        if items:
            self.out.append(f"{inner}<{tag}>")
            if tag == "DCT":
                self._entries(items, level + 2, depth)
            else:
                self._elements(items, level + 2, depth)
        self.out.append(f"{inner}</{tag}>" if items else f"{inner}<{tag} />")
        if depth and not raw:
            self.stored(value, level + 1, depth)
        self.close(start, level)

    def _elements(self, items: Iterable[Any], level: int, depth: int) -> None:
        """The elements of a list."""
        here = self._levels[level]
        leaves = here.leaves
        out = self.out
        for item in items:
            kind = type(item)
            leaf = leaves.get(kind)
            if leaf is not None:
                start, text, end = leaf
                out.append(f"{start}>{text(item)}{end}")
            elif kind is PSObject:
                self._psobject(item, "", level, depth)
            elif item is None:
                out.append(f"{here.pad}<Nil />")
            else:
                (_COMPLEX.get(kind) or _find(kind))(self, item, "", level, depth)

    def _entries(self, pairs: Iterable[tuple[Any, Any]], level: int, depth: int) -> None:
        """The entries of a dictionary."""
        here = self._levels[level]
        entries = here.entries
        out = self.out
        for key, value in pairs:
            kind = type(value)
            entry = entries.get(kind)
            if type(key) is not str:
                out.append(f"{here.pad}<En>")
                self.write(key, _KEY, level + 1, depth)
            elif entry is not None:
                starts, text, end = entry
                out.append(f"{starts[key]}{text(value)}{end}")
                continue
            else:
                out.append(here.keys[key])
            if kind is PSObject:
                self._psobject(value, _VALUE, level + 1, depth)
            else:
                (_COMPLEX.get(kind) or _find(kind))(self, value, _VALUE, level + 1, depth)
            out.append(f"{here.pad}</En>")

    def _items(self, tag: str, items: Iterable[Any], level: int, depth: int) -> None:
        start = len(self.out)
        self.out.append(f"{self.pads[level]}<{tag}>")
        for item in items:
            self.write(item, "", level + 1, depth)
        self.close(start, level, tag)

    def _live(self, value: Any, attribute: str, level: int, depth: int) -> None:
        """A live .NET object: as text when no depth is left or the type table wants it so, else with its properties."""
        if id(value) in self._references:
            self.open(value, attribute, level)  # a reference
            return
        sequence = live.sequence_of(value)
        if sequence is not None:
            self._collection(value, value, (sequence[0], lambda _: sequence[1], None), attribute, level, depth)
            return
        face = live.face_of(value)
        depth = face.depth or depth
        if depth <= 0 or face.as_string:
            self.out.append(self.pads[level] + (write_string(attribute, face.text) if face.text is not None else f"<Nil{attribute} />"))
            return
        self._keep.append(face)
        start = len(self.out)
        self.open(value, attribute, level)
        self.type_names(face.type_names, level + 1)
        if face.text is not None and face.items is None:
            self.to_string(face.text, level + 1)
        if face.number is not None:
            self.write(face.number, "", level + 1, depth)
        if (items := face.items) is not None:
            self._items("IE", items, level + 1, depth)
        self._face_members("Props", face.adapted, level + 1, depth - 1)
        self._face_members("MS", face.extended, level + 1, depth)
        self.close(start, level)

    def _face_members(self, tag: str, members: list[tuple[str, Any]], level: int, depth: int) -> None:
        if members:
            attributes = [f' N="{escape_name(name)}"' for name, _ in members]
            start = len(self.out)
            self.out.append(f"{self.pads[level]}<{tag}>")
            for attribute, (_, value) in zip(attributes, members, strict=True):
                if value.__class__ is MemberSet:
                    self._member_set(None, value, attribute, level + 1, depth)
                else:
                    self.write(value, attribute, level + 1, depth)
            self.close(start, level, tag)


def _typed_array(self: Writer, value: TypedArray, attribute: str, level: int, depth: int) -> None:
    if value.element is BYTE:
        self.write(bytes(value), attribute, level, depth)
    else:
        self._raw_collection(value, attribute, level, depth)


def _subclass_of_primitive(ancestor: type) -> Handler:
    primitive = WRITERS[ancestor]

    def handle(self: Writer, value: Any, attribute: str, level: int, depth: int) -> None:
        self.out.append(self.pads[level] + primitive(attribute, value))

    return handle


def _foreign(self: Writer, value: Any, attribute: str, level: int, depth: int) -> None:
    made = live.counterpart(value)
    self._keep.append(made)
    self.write(made, attribute, level, depth)


_COMPLEX: dict[type, Handler] = {
    PSObject: Writer._psobject,
    NetObject: Writer._live,
    ErrorRecord: Writer._live,
    InformationalRecord: Writer._live,
    list: Writer._raw_collection,
    tuple: Writer._raw_collection,
    dict: Writer._raw_collection,
    deque: Writer._raw_collection,
    MultiArray: Writer._raw_collection,
    NetDictionary: Writer._raw_collection,
    TypedArray: _typed_array,
    PSEnum: elements.enum,
    IntPtr: Writer._live,
    BigInteger: Writer._live,
    SemanticVersion: Writer._live,
    ScriptBlock: elements.script,
    SecureString: elements.secret,
    ProgressRecord: elements.progress,
    type(AutomationNull): lambda self, _, attribute, level, __: self.out.append(f"{self.pads[level]}<Nil{attribute} />"),
}


def _find(kind: type) -> Handler:
    """The handler of a class met for the first time."""
    for ancestor in kind.__mro__:
        found = _COMPLEX.get(ancestor)
        if found is None and ancestor in WRITERS:
            found = _subclass_of_primitive(ancestor)
        if found is not None:
            break
    else:
        found = Writer._live if live.is_known(kind) else _foreign
    if len(_COMPLEX) < CACHE_LIMIT:
        _COMPLEX[kind] = found
    return found
