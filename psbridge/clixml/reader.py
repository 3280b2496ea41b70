"""From XML elements to objects.

Decides what each element becomes: primitives through a table, property bags with shared shapes, collections with their type names kept.
Knows nothing of documents (`documents`) and of where bytes come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, Protocol

from psbridge.clixml import rehydration
from psbridge.clixml.collections import with_equal_keys
from psbridge.clixml.limits import LIMITS, Limits
from psbridge.clixml.primitives import NAMES, READERS, read_string
from psbridge.errors import ClixmlError
from psbridge.objects.containers import ArrayList, Hashtable, NetDictionary, PSPrimitiveDictionary, Queue, Stack, fold_key
from psbridge.objects.members import MemberSet, NoteProperty, PSMemberInfo
from psbridge.objects.psobject import ADAPTED, EMPTY, NOTE, SPECIAL, PSObject, Shape
from psbridge.objects.records import ProgressRecord, ProgressRecordType
from psbridge.objects.scalars import SecureString

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
Decrypt = Callable[[str], str]


class Element(Protocol):
    """What of an XML element the reader needs; `xml.etree`'s C elements have it."""

    tag: str
    text: str | None

    def get(self, key: str) -> str | None: ...
    def __iter__(self) -> Any: ...
    def __len__(self) -> int: ...


OBJS = f"{{{NAMESPACE}}}Objs"


def both(table: dict[str, Any]) -> dict[str, Any]:
    """A table by tag that also knows the tags with PowerShell's name space, as documents have them."""
    return {**table, **{f"{{{NAMESPACE}}}{tag}": entry for tag, entry in table.items()}}


_PRIMITIVES = both(READERS)
_TYPE_NAMES: dict[tuple[str | None, ...], tuple[str, ...]] = {}
_SHAPES: dict[Any, tuple[Shape, tuple[int, ...] | None]] = {}
_CACHE_LIMIT = 4096
_BAD = (ValueError, TypeError, AttributeError, ArithmeticError)


def local_name(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def deserialized_names(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Type names of a live object as they stand after its travel."""
    raw = tuple(texts)
    found = _TYPE_NAMES.get(raw)
    if found is None:
        if len(_TYPE_NAMES) > _CACHE_LIMIT:
            _TYPE_NAMES.clear()
        names = map(read_string, raw)
        found = tuple(name if name.startswith("Deserialized.") else f"Deserialized.{name}" for name in names)
        _TYPE_NAMES[raw] = found
    return found


def joined_shape(old: Shape, names: tuple[str, ...], kinds: tuple[int, ...]) -> tuple[Shape, tuple[int, ...] | None]:
    """The shape of `old` with more members; and, when a name came twice within one layer, which of the new values count."""
    last = {(name.lower(), kind == ADAPTED): i for i, (name, kind) in enumerate(zip(names, kinds, strict=True))}
    keep = None
    if len(last) < len(names):
        keep = tuple(sorted(last.values()))
        names, kinds = tuple(names[i] for i in keep), tuple(kinds[i] for i in keep)
    return Shape(old.names + names, old.kinds + kinds), keep


class Reader:
    """Reads the elements of one document (references do not reach across)."""

    __slots__ = ("_decrypt", "_limit", "_names", "_objects", "_string")

    def __init__(self, decrypt: Decrypt | None = None, limits: Limits = LIMITS) -> None:
        self._decrypt = decrypt
        self._limit = limits.depth
        self._string = limits.string
        self._objects: dict[str, Any] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def read(self, element: Element, depth: int = 1) -> Any:
        """The value of any element."""
        read = _PRIMITIVES.get(element.tag)
        if read is None:
            return self._complex(element, depth)
        try:
            return read(element.text)
        except _BAD as error:
            self._invalid(element, error)

    def _complex(self, element: Element, depth: int) -> Any:
        handler = _HANDLERS.get(element.tag)
        if handler is None:
            raise ClixmlError(f"{local_name(element.tag)} XML tag is not recognized.", where=self._place(element))
        return handler(self, element, depth)

    def _invalid(self, element: Element, error: Exception) -> NoReturn:
        name = NAMES.get(local_name(element.tag), local_name(element.tag))
        text = (element.text or "")[:40]
        raise ClixmlError(f"The contents of the {name} primitive type are not valid.", where=f"{self._place(element)}: {text!r}") from error

    @staticmethod
    def _place(element: Element) -> str:
        name = element.get("N")
        return f"element {local_name(element.tag)}" + (f" N={name!r}" if name else "")

    # -- objects

    def _object(self, element: Element, depth: int) -> Any:
        bag = self.begin(element, depth)
        for child in element:
            part = _PARTS.get(child.tag)
            if part is not None:
                part(self, bag, child, depth)
            else:
                self._base(bag, child, depth)
        names = bag.custom_type_names
        return self.complete(bag, element) if names and names[0] in rehydration.TYPES else bag

    def begin(self, element: Element, depth: int) -> PSObject:
        """An object without its parts, known by its number."""
        if depth >= self._limit:
            self._too_deep(element)
        bag = PSObject.__new__(PSObject)
        bag.shape = EMPTY
        bag.values = []
        bag.base = None
        bag.custom_type_names = None
        bag.text = None
        number = element.get("RefId")
        if number is not None:
            self._objects[number] = bag
        return bag

    def part(self, bag: PSObject, child: Element, depth: int) -> None:
        """Add one part to an object."""
        (_PARTS.get(child.tag) or Reader._base)(self, bag, child, depth)

    def complete(self, bag: PSObject, element: Element) -> Any:
        """What an object with all of its parts is: a live one where its type is known."""
        names = bag.custom_type_names
        if not names or names[0] not in rehydration.TYPES:
            return bag
        live = rehydration.rehydrate(bag, names[0])
        number = element.get("RefId")
        if live is not bag and number is not None:
            self._objects[number] = live
        return live

    def _too_deep(self, element: Element) -> NoReturn:
        raise ClixmlError("Serialized XML is nested too deeply.", where=self._place(element), hint=f"The limit is {self._limit} levels.")

    def _base(self, bag: PSObject, child: Element, depth: int) -> None:
        """The value that the members hang on: a primitive or an object."""
        handler = _HANDLERS.get(child.tag)
        if handler is not None or child.tag in _PRIMITIVES:
            value = inner = self.read(child, depth + 1 if handler is Reader._object else depth)
            while isinstance(inner, PSObject):
                if inner is bag:
                    raise ClixmlError("An object is its own value", where=self._place(child))
                inner = inner.base
            bag.base = value

    def _type_names(self, bag: PSObject, child: Element, depth: int) -> None:
        names = deserialized_names([item.text for item in child])
        number = child.get("RefId")
        if number is not None:
            self._names[number] = names
        bag.custom_type_names = names

    def _type_names_ref(self, bag: PSObject, child: Element, depth: int) -> None:
        number = child.get("RefId") or ""
        names = self._names.get(number)
        if names is None:
            raise ClixmlError(
                f"Cannot process names because no TypeNames were found for referenceId {number}.", where="element TNRef RefId"
            )
        bag.custom_type_names = names

    def _to_string(self, bag: PSObject, child: Element, depth: int) -> None:
        bag.text = read_string(child.text)

    def _adapted(self, bag: PSObject, child: Element, depth: int) -> None:
        self._members(bag, child, depth, ADAPTED)

    def _extended(self, bag: PSObject, child: Element, depth: int) -> None:
        self._members(bag, child, depth, NOTE)

    def _members(self, bag: PSObject, element: Element, depth: int, kind: int) -> None:
        names: list[Any] = []
        values: list[Any] = []
        child: Any = element
        primitives = _PRIMITIVES
        kinds: list[int] | None = None
        try:
            for child in element:
                tag = child.tag
                read = primitives.get(tag)
                if read is not None:
                    values.append(read(child.text))
                elif tag in _MEMBER_SETS:
                    kinds = [kind] * len(names) if kinds is None else kinds
                    values.append(self._member_set(child, depth))
                else:
                    values.append(self._complex(child, depth + 1))
                names.append(child.get("N"))
                if kinds is not None:
                    kinds.append(SPECIAL if tag in _MEMBER_SETS else kind)
        except _BAD as error:
            self._invalid(child, error)
        if names:
            self._attach(bag, tuple(names), values, kind if kinds is None else tuple(kinds))
            if depth + 1 >= self._limit:
                self._too_deep(child)

    def _attach(self, bag: PSObject, names: tuple[str, ...], values: list[Any], kinds: int | tuple[int, ...]) -> None:
        """Give the object its new members: names still escaped, a name given twice within a layer keeps its last value."""
        key = (bag.shape, kinds, names)
        found = _SHAPES.get(key)
        if found is None:
            all_kinds = (kinds,) * len(names) if isinstance(kinds, int) else kinds
            found = joined_shape(bag.shape, tuple(map(_member_name, names)), all_kinds)
            if len(_SHAPES) > _CACHE_LIMIT:
                _SHAPES.clear()
            _SHAPES[key] = found
        shape, keep = found
        if keep is not None:
            values = [values[i] for i in keep]
        bag.values = bag.values + values if bag.values else values
        bag.shape = shape

    def _member_set(self, element: Element, depth: int) -> MemberSet:
        """Members under a name, such as PSStandardMembers."""
        name = element.get("N")
        if name is None:
            raise ClixmlError("N attribute was expected.", where="element MS within MS")
        if depth + 1 >= self._limit:
            self._too_deep(element)
        inner = PSObject()
        self._members(inner, element, depth + 1, NOTE)
        members: dict[str, PSMemberInfo] = {
            key.lower(): value if isinstance(value, MemberSet) else NoteProperty(key, value) for key, value in inner.items()
        }
        return MemberSet(read_string(name), members)

    # -- collections

    def _items(self, element: Element, depth: int) -> list[Any]:
        items: list[Any] = []
        child: Any = element
        primitives = _PRIMITIVES
        try:
            for child in element:
                read = primitives.get(child.tag)
                items.append(self._complex(child, depth + 1) if read is None else read(child.text))
        except _BAD as error:
            self._invalid(child, error)
        if items and depth + 1 >= self._limit:
            self._too_deep(child)
        return items

    def _list(self, bag: PSObject, child: Element, depth: int) -> None:
        bag.base = items = ArrayList()
        items.extend(self._items(child, depth))

    def _stack(self, bag: PSObject, child: Element, depth: int) -> None:
        bag.base = items = Stack()
        items.extend(reversed(self._items(child, depth)))

    def _queue(self, bag: PSObject, child: Element, depth: int) -> None:
        bag.base = items = Queue()
        items.extend(self._items(child, depth))

    def _dictionary(self, bag: PSObject, child: Element, depth: int) -> None:
        names = bag.custom_type_names
        table: NetDictionary = Hashtable.__new__(Hashtable)
        if names and names[0].endswith("System.Management.Automation.PSPrimitiveDictionary"):
            bag.custom_type_names = None
            table = PSPrimitiveDictionary.__new__(PSPrimitiveDictionary)
        table._items = items = {}
        bag.base = table
        entries = iter(child)
        for entry in entries:
            key, value = self._entry(entry, depth)
            folded = key.lower() if key.__class__ is str else fold_key(key)
            if folded in items:
                bag.base = with_equal_keys(table, [(key, value), *(self._entry(other, depth) for other in entries)])
                break
            items[folded] = (key, value)
        if items and depth + 1 >= self._limit:
            self._too_deep(child)

    def _entry(self, entry: Element, depth: int) -> tuple[Any, Any]:
        try:
            first, second = entry
        except ValueError:
            self._bad_entry(entry)
        if first.get("N") != "Key" or second.get("N") != "Value" or entry.tag not in _ENTRIES:
            self._bad_entry(entry)
        read = _PRIMITIVES.get(first.tag)
        try:
            key = self._complex(first, depth + 1) if read is None else read(first.text)
            first = second
            read = _PRIMITIVES.get(second.tag)
            value = self._complex(second, depth + 1) if read is None else read(second.text)
        except _BAD as error:
            self._invalid(first, error)
        if key is None:
            raise ClixmlError("Null is specified as dictionary key.", where="element En, Key")
        return key, value

    def _bad_entry(self, entry: Element) -> NoReturn:
        if entry.tag not in _ENTRIES:
            raise ClixmlError(f"{local_name(entry.tag)} XML tag is not recognized.", where="a dictionary's entry")
        names = [part.get("N") for part in entry]
        if names[:1] != ["Key"]:
            raise ClixmlError("Name attribute for dictionary key is incorrectly specified.", where="element En")
        if len(names) == 1:
            raise ClixmlError("Value for dictionary entry is not specified.", where="element En")
        raise ClixmlError("Name attribute for dictionary value is incorrectly specified.", where="element En")

    # -- the rest

    def _reference(self, element: Element, depth: int) -> Any:
        number = element.get("RefId")
        if number is None:
            raise ClixmlError("RefId attribute was expected.", where="element Ref")
        try:
            return self._objects[number]
        except KeyError:
            raise ClixmlError(f"No object found for referenceId {number}", where=f"{self._place(element)} RefId") from None

    def _secret(self, element: Element, depth: int) -> SecureString:
        text = element.text or ""
        if self._decrypt is not None:
            return SecureString(self._decrypt(text))
        if not text:
            raise ClixmlError("An SS element is empty: PowerShell cannot read back an empty secret", where=self._place(element))
        try:
            return SecureString(bytes.fromhex(text).decode("utf-16-le"))
        except ValueError:
            return SecureString(encrypted=text)

    def _progress(self, element: Element, depth: int) -> ProgressRecord:
        record = ProgressRecord(0, "", "")
        try:
            for child in element:
                attribute, read = _PROGRESS[local_name(child.tag)]
                setattr(record, attribute, read(child.text))
        except (KeyError, *_BAD) as error:
            raise ClixmlError("A progress record holds an element that is unknown or malformed", where="element PR") from error
        return record


def _member_name(name: str | None) -> str:
    if name is None:
        raise ClixmlError("N attribute was expected.", where="a member of an Obj")
    return read_string(name)


_int32 = READERS["I32"]
_PROGRESS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "AV": ("activity", read_string), "AI": ("activity_id", _int32), "S": ("current_operation", read_string),
    "Nil": ("current_operation", lambda text: None), "PI": ("parent_activity_id", _int32), "PC": ("percent_complete", _int32),
    "T": ("record_type", ProgressRecordType.parse), "SR": ("seconds_remaining", _int32), "SD": ("status_description", read_string),
}  # fmt: skip
_HANDLERS: dict[str, Callable[[Reader, Any, int], Any]] = both(
    {"Obj": Reader._object, "Ref": Reader._reference, "SS": Reader._secret, "PR": Reader._progress}
)
_PARTS: dict[str, Callable[[Reader, PSObject, Any, int], None]] = both({
    "TN": Reader._type_names, "TNRef": Reader._type_names_ref, "ToString": Reader._to_string, "Props": Reader._adapted,
    "MS": Reader._extended,
    "LST": Reader._list, "IE": Reader._list, "STK": Reader._stack, "QUE": Reader._queue, "DCT": Reader._dictionary,
})  # fmt: skip
_MEMBER_SETS = frozenset(both({"MS": None}))
_ENTRIES = frozenset(both({"En": None}))
