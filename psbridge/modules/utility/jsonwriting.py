"""ConvertTo-Json: objects as JSON text in the layout of PowerShell 7."""

from __future__ import annotations

import decimal
import uuid
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.nullstring import NullString
from psbridge.objects import (
    BigInteger,
    Char,
    DateTime,
    DateTimeOffset,
    Int64,
    NetDictionary,
    NetError,
    PSEnum,
    PSObject,
    Single,
    UInt64,
    Uri,
    define_enum,
    unwrap,
)
from psbridge.objects.access import adapted_properties, get_property, is_plain_bag, iter_properties
from psbridge.objects.adapted import Property, members_of
from psbridge.objects.convert import enumerate_value, format_value, to_text
from psbridge.objects.dbnull import DB_NULL
from psbridge.objects.nettypes import type_of

_ESCAPE_HANDLING: Any = define_enum("Newtonsoft.Json.StringEscapeHandling", "Default EscapeNonAscii EscapeHtml", assembly="Newtonsoft.Json")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HTML = "<>&'\""
_WORDS = {None: "null", True: "true", False: "false"}
_AS_THEY_ARE = frozenset((str, bool, type(None)))


class JsonWriter:
    """Writes a value; `depth` is how deep objects may nest before they become text."""

    def __init__(self, depth: int, compress: bool, enums_as_text: bool, escaping: int, warn: Any, refuse: Any) -> None:
        self.depth, self.compress, self.enums_as_text, self.escaping = depth, compress, enums_as_text, escaping
        self._refuse = refuse  # ends the command for a dictionary with keys that are no texts
        self.truncated = False
        self.piped_level = -1  # where values are that came through the pipeline: these carry the members of their type
        self._warn = warn
        self._labels: dict[str, str] = {}

    def dumps(self, value: Any) -> str:
        parts: list[str] = []
        self._write(self._plain(value, 0), 0, parts.append)
        return "".join(parts)

    # -- values to plain data: None, bool, numbers, str, list, _Members

    def _plain(self, value: Any, level: int) -> Any:
        kind = value.__class__
        if kind in _AS_THEY_ARE:
            return value
        if kind is int:
            return _Number(int.__repr__(value))
        bare = unwrap(value)
        extra = self._extra_notes(value, bare, level)
        made = self._base(bare, level) if not (isinstance(bare, PSObject) and type(bare) is PSObject) else self._bag(bare, level)
        if not extra:
            return made
        pairs = list(made.pairs) if isinstance(made, _Members) else [("value", made)]
        pairs += [(name, self._plain(item, level + 1)) for name, item in extra]
        return _Members(pairs)

    def _extra_notes(self, value: Any, bare: Any, level: int) -> list[tuple[str, Any]]:
        """Members that were added to something that is not a property bag of its own."""
        if isinstance(bare, DateTime) and (value is bare or isinstance(value, PSObject)):
            notes = [(v.name, v.get()) for v in iter_properties(value) if v.kind in ("NoteProperty", "ScriptProperty")]
            return notes if value is not bare or level == self.piped_level else []
        if value is bare or (isinstance(bare, str | NetDictionary) and not isinstance(value, PSObject)):
            return []
        return [(v.name, self._read(v)) for v in iter_properties(value) if v.kind in ("NoteProperty", "ScriptProperty", "AliasProperty")]

    @staticmethod
    def _read(view: Any) -> Any:
        try:
            return view.get()
        except (NetError, ScriptError):
            return None

    def _base(self, bare: Any, level: int) -> Any:
        for kinds, maker in _SCALARS:
            if isinstance(bare, kinds):
                return maker(self, bare)
        if bare is DB_NULL or isinstance(bare, NullString):
            return None
        if level > self.depth:
            self._cut()
            return to_text(bare)
        if isinstance(bare, NetDictionary | dict):
            return _Members([(self._key(key, bare), self._plain(item, level + 1)) for key, item in _pairs(bare)])
        items = enumerate_value(bare)
        if items is None and type_of(bare).full_name.startswith("System.Xml.Xml"):
            items = getattr(bare, "children", None)  # the language does not take nodes apart, but they can be enumerated
        if items is not None:
            return [self._plain(item, level + 1) for item in items]
        return self._object(bare, level)

    def _key(self, key: Any, table: Any) -> str:
        if not isinstance(key, str) or isinstance(key, Char):
            self._refuse(table)
        return str(key)

    def _bag(self, bag: PSObject, level: int) -> Any:
        if level > self.depth:
            self._cut()
            return to_text(bag)
        plain = self._plain
        if is_plain_bag(bag):
            return _Members([(name, plain(item, level + 1)) for name, item in zip(bag.shape.names, bag.values, strict=True)])
        return _Members([(v.name, plain(self._read(v), level + 1)) for v in iter_properties(bag)])

    def _object(self, bare: Any, level: int) -> Any:
        declared = _declared_by(bare)
        pairs = [(one.name, self._plain(self._read(_Bound(one, bare)), level + 1)) for one in declared]
        if isinstance(bare, PSObject):
            own = [v for v in iter_properties(bare) if v.kind != "Property"]
            pairs += [(v.name, self._plain(self._read(v), level + 1)) for v in own]
        return _Members(pairs)

    def _cut(self) -> None:
        if not self.truncated and self._warn is not None:
            self._warn(f"Resulting JSON is truncated as serialization has exceeded the set depth of {self.depth}.")
        self.truncated = True

    # -- plain data to text

    def _write(self, value: Any, indent: int, put: Any) -> None:
        kind = value.__class__
        if kind is str:
            put(self._text(value))
        elif kind is _Number:
            put(value.text)
        elif kind is _Members:
            self._block("{", "}", [(self._label(name), item) for name, item in value.pairs], indent, put)
        elif isinstance(value, list):
            self._block("[", "]", [("", item) for item in value], indent, put)
        elif isinstance(value, str):
            put(self._text(value))
        else:
            put(_WORDS[value])

    def _label(self, name: str) -> str:
        found = self._labels.get(name)
        if found is None:
            found = self._labels[name] = self._text(name) + (":" if self.compress else ": ")
        return found

    def _block(self, opening: str, closing: str, items: list[tuple[str, Any]], indent: int, put: Any) -> None:
        if not items:
            put(opening + closing)
            return
        line = "" if self.compress else "\n" + "  " * (indent + 1)
        between = opening + line
        for label, item in items:
            put(between + label)
            self._write(item, indent + 1, put)
            between = "," + line
        put(("" if self.compress else "\n" + "  " * indent) + closing)

    def _text(self, text: str) -> str:
        return '"' + "".join(map(self._character, text)) + '"' if self._special(text) else f'"{text}"'

    def _special(self, text: str) -> bool:
        return self.escaping > 0 or not text.isprintable() or '"' in text or "\\" in text

    def _character(self, char: str) -> str:
        if self.escaping == 2 and char in _HTML:
            return f"\\u{ord(char):04x}"
        short = _SHORT.get(char)
        if short is not None:
            return short
        code = ord(char)
        if code < 32 or code in (0x85, 0x2028, 0x2029) or 0xD800 <= code <= 0xDFFF or (self.escaping == 1 and code > 126):
            return _escaped(code)
        return char


def _escaped(code: int) -> str:
    if code > 0xFFFF:
        high, low = 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)
        return f"\\u{high:04x}\\u{low:04x}"
    return f"\\u{code:04x}"


class _Members:
    """A JSON object under way."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


class _Number:
    """A number as it is to be written."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class _Bound:
    """A declared property of a value, to be read like a view."""

    __slots__ = ("_declared", "_value")

    def __init__(self, declared: Property, value: Any) -> None:
        self._declared, self._value = declared, value

    def get(self) -> Any:
        return self._declared.get(self._value)


def _declared_by(bare: Any) -> list[Property]:
    """The properties that a type declares; those that a script class hides are written too."""
    net = type_of(bare)
    if getattr(net.tag, "hidden", None):
        return list(members_of(net).properties.values())
    return adapted_properties(bare)


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    return table.pairs() if isinstance(table, NetDictionary) else list(table.items())


def _float(writer: JsonWriter, value: float) -> Any:
    text = format_value(value, "R")
    if value != value or value in (float("inf"), float("-inf")):
        return {"∞": "Infinity", "-∞": "-Infinity"}.get(text, text)
    return _Number(_with_point(text))


def _with_point(text: str) -> str:
    """A number of a type that has fractions, which shows even where it is whole."""
    return text if any(mark in text for mark in ".Ee") else text + ".0"


def _enum(writer: JsonWriter, value: PSEnum) -> Any:
    """By its number, unless it may have more digits than JavaScript can hold."""
    return value.label if writer.enums_as_text or value.UNDERLYING in (Int64, UInt64) else _Number(str(int(value)))


def _moment(writer: JsonWriter, value: DateTime) -> str:
    text = format_value(value, "o")
    head, dot, tail = text.partition(".")
    zone = tail[7:]
    fraction = tail[:7].rstrip("0")
    return head + (dot + fraction if fraction else "") + zone


_SCALARS: tuple[tuple[Any, Any], ...] = (
    (type(None), lambda writer, value: None),
    (bool, lambda writer, value: value),
    (PSEnum, _enum),
    (BigInteger, lambda writer, value: _big(value)),
    (int, lambda writer, value: _Number(int.__repr__(value))),
    (Single, _float),
    (float, _float),
    (decimal.Decimal, lambda writer, value: _Number(_with_point(to_text(value)))),
    (Char, lambda writer, value: str(value)),
    (str, lambda writer, value: value),
    (uuid.UUID, lambda writer, value: str(value)),
    (Uri, lambda writer, value: value.text),
    (DateTime, _moment),
    (DateTimeOffset, _moment),
)


def _big(value: BigInteger) -> _Members:
    """PowerShell 7.0 writes a BigInteger as an object of its properties."""
    number = int(value)
    flags = {
        "IsPowerOfTwo": number > 0 and number & (number - 1) == 0,
        "IsZero": number == 0,
        "IsOne": number == 1,
        "IsEven": number % 2 == 0,
    }
    return _Members([*flags.items(), ("Sign", _Number(str((number > 0) - (number < 0))))])


@cmdlet("ConvertTo-Json", output=("System.String",))
class ConvertToJson(Cmdlet):
    """Converts an object to a JSON string."""

    input_object = parameter("InputObject", "object", position=0, mandatory=True, pipeline=True, allow_null=True)
    depth = parameter("Depth", "int", default=2, validate=(ValidateRange(1, 2147483647),))
    compress = parameter("Compress", "switch")
    enums_as_strings = parameter("EnumsAsStrings", "switch")
    as_array = parameter("AsArray", "switch")
    escape_handling = parameter("EscapeHandling", "Newtonsoft.Json.StringEscapeHandling", default=0)

    def begin(self) -> None:
        self._items: list[Any] = []
        if self.depth > 100:
            text = "The maximum depth allowed for serialization is 100."
            self.fail(self.error("System.InvalidOperationException", text, "ReachedMaximumDepthAllowed", "InvalidOperation"))

    def process(self) -> None:
        self._items.append(self.input_object)

    def end(self) -> None:
        if not self._items:
            return
        value = self._items if len(self._items) > 1 or self.as_array else self._items[0]
        flags = bool(self.compress), bool(self.enums_as_strings), int(self.escape_handling)
        writer = JsonWriter(self.depth, *flags, self.write_warning, self._refuse_keys)
        writer.piped_level = 0 if value is self._items[0] else 1
        self.write(writer.dumps(value))

    def _refuse_keys(self, table: Any) -> None:
        name = get_property(type_of(table), "FullName")
        text = f"The type '{name}' is not supported for serialization or deserialization of a dictionary. Keys must be strings."
        self.fail(self.error("System.InvalidOperationException", text, "NonStringKeyInDictionary", "InvalidOperation", table))


__all__ = ["ConvertToJson", "JsonWriter"]
