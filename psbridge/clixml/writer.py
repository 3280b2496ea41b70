"""From objects to CLIXML text.

Decides the layout of every element; builds text directly.  The tables `WRITERS` (primitives) and `_COMPLEX` (everything else) dispatch on
the exact class; a class met for the first time is looked up along its ancestors once.  What live .NET objects show is decided in `live`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from psbridge.clixml import live
from psbridge.clixml.escapes import escape, escape_name
from psbridge.clixml.layout import (
    CACHE_LIMIT,
    COMPACT,
    CONTAINERS,
    NAME_REFERENCES,
    NUMBERED,
    PLANS,
    REFERENCES,
    Layer,
    Row,
    container,
    extras_of,
    frames,
    is_list_or_dictionary,
    key_prefixes,
    plan,
    type_name_block,
    with_table_members,
)
from psbridge.clixml.primitives import WRITERS, progress_parts, write_string
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

    __slots__ = ("_closes", "_count", "_encrypt", "_extras", "_keep", "_names", "_opens", "_pads", "_references", "out")

    def __init__(self, pads: tuple[str, ...] = COMPACT, encrypt: Encrypt | None = None) -> None:
        self.out: list[str] = []
        self._pads = pads
        frame = frames(pads)
        self._opens, self._closes = frame.opens, frame.closes
        self._encrypt = encrypt
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
            self.out.append(self._pads[level] + primitive(attribute, value))
        else:
            (_COMPLEX.get(value.__class__) or _find(value.__class__))(self, value, attribute, level, depth)

    # -- parts of an object

    def _open(self, key: Any, attribute: str, level: int) -> None:
        """The start of an Obj; from now on `key` is known by its number."""
        number = self._count
        self._count = number + 1
        self._references[id(key)] = number
        self.out.append(f'{self._pads[level]}<Obj{attribute} RefId="{number}">')

    def _close(self, start: int, level: int, tag: str = "Obj") -> None:
        """The end of the element that `out[start]` began; an empty one closes itself."""
        out = self.out
        if len(out) == start + 1:
            out[start] = out[start][:-1] + " />"
        else:
            out.append(f"{self._pads[level]}</{tag}>")

    def _known(self, value: Any, attribute: str, level: int) -> bool:
        """Write a reference to what was written before."""
        number = self._references.get(id(value))
        if number is None:
            return False
        self.out.append(f'{self._pads[level]}<Ref{attribute} RefId="{number}" />')
        return True

    def _type_names(self, names: Sequence[str], level: int) -> None:
        key = names if isinstance(names, tuple) else tuple(names)
        known = self._names.get(key)
        pad = self._pads[level]
        if known is not None:
            self.out.append(pad + known)
            return
        number = len(self._names)
        self._names[key] = NAME_REFERENCES[number] if number < NUMBERED else f'<TNRef RefId="{number}" />'
        self.out.append(f'{pad}<TN RefId="{number}">{type_name_block(key, pad, self._pads[level + 1])}')

    def _to_string(self, text: str, level: int) -> None:
        self.out.append(f"{self._pads[level]}<ToString>{escape(text)}</ToString>" if text else f"{self._pads[level]}<ToString />")

    def _members(self, tag: str, attributes: Iterable[str], values: Iterable[Any], level: int, depth: int) -> None:
        pads = self._pads
        append = self.out.append
        primitives = WRITERS
        append(f"{pads[level]}<{tag}>")
        pad = pads[level + 1]
        for attribute, value in zip(attributes, values, strict=True):
            kind = value.__class__
            if kind is str:  # most members are, so they are spared a call
                append(f"{pad}<S{attribute}>{escape(value)}</S>")
                continue
            primitive = primitives.get(kind)
            if primitive is not None:
                append(pad + primitive(attribute, value))
            else:
                (_COMPLEX.get(kind) or _find(kind))(self, value, attribute, level + 1, depth)
        append(f"{pads[level]}</{tag}>")

    def _stored(self, value: PSObject, level: int, depth: int) -> None:
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

    def _computed(self, value: PSObject, layer: Layer, level: int, depth: int) -> None:
        """Extended members some of which compute; those that fail or have no value are left out."""
        start = len(self.out)
        self.out.append(f"{self._pads[level]}<MS>")
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
            self.out.append(f"{self._pads[level]}</MS>")

    def _property(self, get: Callable[[Any], Any], owner: Any, attribute: str, level: int, depth: int) -> None:
        try:
            result = get(owner)
        except Exception:  # noqa: BLE001 - a getter may fail in any way; PowerShell leaves such a property out
            return
        self._keep.append(result)
        self.write(result, attribute, level, depth)

    def _member_set(self, owner: Any, members: MemberSet, attribute: str, level: int, depth: int) -> None:
        start = len(self.out)
        self.out.append(f"{self._pads[level]}<MS{attribute}>")
        for member in members.members.values():
            inner = f' N="{escape_name(member.name)}"'
            if isinstance(member, MemberSet):
                self._member_set(owner, member, inner, level + 1, depth)
            elif member.is_property:
                self._property(member.get_value, owner, inner, level + 1, depth)
        self._close(start, level, "MS")

    # -- kinds of objects

    def _bag(self, value: PSObject, attribute: str, level: int, depth: int) -> None:
        """A property bag; no matter how deep: PowerShell does not count them."""
        if self._known(value, attribute, level):
            return
        start = len(self.out)
        self._open(value, attribute, level)
        names = value.custom_type_names
        if names is None:
            names = _CUSTOM
        if names:
            self._type_names(names, level + 1)
        if value.text is not None:
            self._to_string(value.text, level + 1)
        if self._has_extras(names):
            self._table_members(value, level + 1, depth)
        elif value.shape.names and (not names or names[0] != _MEMBER_SET):  # the text of a set of members says what is in it
            self._stored(value, level + 1, depth)
        self._close(start, level)

    def _has_extras(self, names: Sequence[str]) -> bool:
        """Whether the type table adds properties to objects with these type names."""
        key = names if isinstance(names, tuple) else tuple(names)
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
        self._stored(whole, level, depth)

    def _wrapped(self, value: PSObject, attribute: str, level: int, depth: int) -> None:
        """A value that carries members or type names of its own."""
        base = value.base
        row = container(base.__class__)
        if base.__class__ in WRITERS:
            self._decorated(value, base, attribute, level, depth)
        elif row is not None and is_list_or_dictionary(base):
            self._psobject(value, attribute, level, depth, row=row)
        elif isinstance(base, PSObject) and value.custom_type_names is None and value.shape is EMPTY:
            self.write(base, attribute, level, depth)
        elif base.__class__ is PSObject:
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
        if self._known(value, attribute, level):
            return
        start = len(self.out)
        self._open(value, attribute, level)
        if names:
            self._type_names(names, level + 1)
        if value.text is not None:
            self._to_string(value.text, level + 1)
        self.write(base, "", level + 1, depth)
        self._stored(value, level + 1, depth)
        self._close(start, level)

    def _raw_collection(self, value: Any, attribute: str, level: int, depth: int) -> None:
        row = container(value.__class__)
        if row is not None and is_list_or_dictionary(value):
            self._psobject(value, attribute, level, depth, value, row)
        else:
            self._live(value, attribute, level, depth)

    def _psobject(self, value: Any, attribute: str, level: int, depth: int, raw: Any = None, row: Row | None = None) -> None:
        """A collection in a PSObject, or one without (`raw`), written here for speed; what else a PSObject can be is written elsewhere.

        Containers never count as a level, and their elements are written with the depth that is left.
        """
        base = raw if raw is not None else value.base
        if base is None:
            self._bag(value, attribute, level, depth)
            return
        row = row or CONTAINERS.get(base.__class__)
        if row is None:
            self._wrapped(value, attribute, level, depth)
            return
        pads = self._pads
        pad, inner = pads[level], pads[level + 1]
        append = self.out.append
        count = self._count
        number = self._references.setdefault(id(value), count)
        if number != count:
            append(f'{pad}<Ref{attribute} RefId="{number}" />')
            return
        self._count = count + 1
        names = (None if raw is not None else value.custom_type_names) or type_of(base).type_names
        tag, get = row
        items = base if get is None else get(base)
        known = self._names.get(names) if names.__class__ is tuple else None
        end = REFERENCES[number] if number < NUMBERED else f' RefId="{number}">'
        start, close = self._opens[tag][level], self._closes[tag][level]
        if not items:
            start, close = start[:-1] + " />", f"{pad}</Obj>"
        if known is not None:
            append(f"{pad}<Obj{attribute}{end}{inner}{known}{start}")
        else:
            append(f"{pad}<Obj{attribute}{end}")
            self._type_names(names, level + 1)
            append(start)
        space = pads[level + 2]
        if tag == "DCT":
            self._entries(items, space, level + 3, depth)
        else:
            for item in items:
                kind = item.__class__
                if kind is str:  # spared a call, here and below
                    append(f"{space}<S>{escape(item)}</S>")
                    continue
                if kind is PSObject:
                    self._psobject(item, "", level + 2, depth)
                    continue
                primitive = WRITERS.get(kind)
                if primitive is not None:
                    append(space + primitive("", item))
                else:
                    (_COMPLEX.get(kind) or _find(kind))(self, item, "", level + 2, depth)
        if raw is None and depth and value.shape.names:
            end = f"{pad}</Obj>"
            append(close.removesuffix(end))
            self._stored(value, level + 1, depth)
            close = end
        append(close)

    def _items(self, tag: str, items: Iterable[Any], level: int, depth: int) -> None:
        start = len(self.out)
        self.out.append(f"{self._pads[level]}<{tag}>")
        for item in items:
            self.write(item, "", level + 1, depth)
        self._close(start, level, tag)

    def _entries(self, pairs: Iterable[tuple[Any, Any]], pad: str, level: int, depth: int) -> None:
        inner = self._pads[level]
        prefixes = key_prefixes(inner)
        closed = f"{pad}</En>"
        append = self.out.append
        for key, value in pairs:
            prefix = prefixes.get(key) if key.__class__ is str else None
            if prefix is None:
                prefix = self._key(key, pad, inner, level, depth)
            kind = value.__class__
            if kind is str:
                append(f'{prefix}<S N="Value">{escape(value)}</S>{closed}')
                continue
            primitive = WRITERS.get(kind)
            if primitive is not None:
                append(f"{prefix}{primitive(_VALUE, value)}{closed}")
            else:
                append(prefix.removesuffix(inner))
                if kind is PSObject:
                    self._psobject(value, _VALUE, level, depth)
                else:
                    self.write(value, _VALUE, level, depth)
                append(closed)

    def _key(self, key: Any, pad: str, inner: str, level: int, depth: int) -> str:
        """The start of an entry: its key, and the white space before a value."""
        out, self.out = self.out, []
        self.write(key, _KEY, level, depth)
        text, self.out = "".join(self.out), out
        prefix = f"{pad}<En>{text}{inner}"
        if key.__class__ is str and len(key) < 100:
            key_prefixes(inner)[key] = prefix
        return prefix

    def _enum(self, value: PSEnum, attribute: str, level: int, depth: int) -> None:
        if depth <= 0:
            self.out.append(self._pads[level] + write_string(attribute, value.label))
            return
        self._count += 1
        pad = self._pads[level]
        self.out.append(f'{pad}<Obj{attribute} RefId="{self._count - 1}">')
        self._type_names(value.net_type.type_names, level + 1)
        self._to_string(value.label, level + 1)
        self.write(value.UNDERLYING(int(value)), "", level + 1, depth)
        self.out.append(f"{pad}</Obj>")

    def _live(self, value: Any, attribute: str, level: int, depth: int) -> None:
        """A live .NET object: as text when no depth is left or the type table wants it so, else with its properties."""
        if self._known(value, attribute, level):
            return
        sequence = live.sequence_of(value)
        if sequence is not None:
            self._psobject(value, attribute, level, depth, value, (sequence[0], lambda _: sequence[1]))
            return
        face = live.face_of(value)
        depth = face.depth or depth
        if depth <= 0 or face.as_string:
            self.out.append(self._pads[level] + (write_string(attribute, face.text) if face.text is not None else f"<Nil{attribute} />"))
            return
        self._keep.append(face)
        start = len(self.out)
        self._open(value, attribute, level)
        self._type_names(face.type_names, level + 1)
        if face.text is not None and face.items is None:
            self._to_string(face.text, level + 1)
        if face.number is not None:
            self.write(face.number, "", level + 1, depth)
        if (items := face.items) is not None:
            self._items("IE", items, level + 1, depth)
        self._face_members("Props", face.adapted, level + 1, depth - 1)
        self._face_members("MS", face.extended, level + 1, depth)
        self._close(start, level)

    def _face_members(self, tag: str, members: list[tuple[str, Any]], level: int, depth: int) -> None:
        if members:
            attributes = [f' N="{escape_name(name)}"' for name, _ in members]
            start = len(self.out)
            self.out.append(f"{self._pads[level]}<{tag}>")
            for attribute, (_, value) in zip(attributes, members, strict=True):
                if value.__class__ is MemberSet:
                    self._member_set(None, value, attribute, level + 1, depth)
                else:
                    self.write(value, attribute, level + 1, depth)
            self._close(start, level, tag)

    def _script(self, value: ScriptBlock, attribute: str, level: int, depth: int) -> None:
        if value.shape.names:
            start = len(self.out)
            self._open(value, attribute, level)
            self.out.append(f"{self._pads[level + 1]}<SBK>{escape(value.source)}</SBK>")
            self._stored(value, level + 1, depth)
            self._close(start, level)
        else:
            self.out.append(f"{self._pads[level]}<SBK{attribute}>{escape(value.source)}</SBK>")

    def _secret(self, value: SecureString, attribute: str, level: int, depth: int) -> None:
        if self._encrypt is not None:
            text = self._encrypt(value.reveal())
        else:
            text = value.encrypted if value.encrypted is not None else value.reveal().encode("utf-16-le").hex()
        self.out.append(f"{self._pads[level]}<SS{attribute}>{text}</SS>")

    def _progress(self, value: ProgressRecord, attribute: str, level: int, depth: int) -> None:
        pad, inner = self._pads[level], self._pads[level + 1]
        self.out.append(f"{pad}<PR{attribute}>{inner}{inner.join(progress_parts(value))}{pad}</PR>")


def _typed_array(self: Writer, value: TypedArray, attribute: str, level: int, depth: int) -> None:
    if value.element is BYTE:
        self.write(bytes(value), attribute, level, depth)
    else:
        self._raw_collection(value, attribute, level, depth)


def _subclass_of_primitive(ancestor: type) -> Handler:
    primitive = WRITERS[ancestor]

    def handle(self: Writer, value: Any, attribute: str, level: int, depth: int) -> None:
        self.out.append(self._pads[level] + primitive(attribute, value))

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
    PSEnum: Writer._enum,
    IntPtr: Writer._live,
    BigInteger: Writer._live,
    SemanticVersion: Writer._live,
    ScriptBlock: Writer._script,
    SecureString: Writer._secret,
    ProgressRecord: Writer._progress,
    type(AutomationNull): lambda self, _, attribute, level, __: self.out.append(f"{self._pads[level]}<Nil{attribute} />"),
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
