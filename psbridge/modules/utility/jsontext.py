"""JSON as the reader behind ConvertFrom-Json takes it, which is more than the standard, and its words for what it does not take.

The fast parser of the standard library goes first; this one reads what that one refuses: comments, single quotes, names without
quotes, trailing commas, NaN and hexadecimal numbers.  Its errors say the path, the line and the position.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "\\": "\\", "'": "'", '"': '"', "/": "/"}
_WORDS = {
    "t": ("true", True, "Error parsing boolean value."),
    "f": ("false", False, "Error parsing boolean value."),
    "N": ("NaN", float("nan"), "Error parsing NaN value."),
    "I": ("Infinity", float("inf"), "Error parsing Infinity value."),
    "u": ("undefined", None, "Error parsing undefined value."),
}
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+\Z")
_NUMBER_CHARACTERS = frozenset("-+0123456789abcdefABCDEFxX.")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)\Z")
_REAL = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")


class JsonFault(Exception):
    """Text that the reader refuses."""


class _Place:
    """One open container on the way to the value: an array's index, or an object's name."""

    __slots__ = ("fresh", "index", "name")

    def __init__(self, is_array: bool) -> None:
        self.index: int | None = -1 if is_array else None
        self.name: str | None = None
        self.fresh = True


class Reader:
    """Reads one document.  ``build`` makes an object of its pairs, ``integer`` a number of its digits."""

    def __init__(self, text: str, build: Callable[[list[tuple[str, Any]]], Any], integer: Callable[[str], Any], depth: int) -> None:
        self.text, self.build, self.integer, self.depth = text, build, integer, depth
        self.at = 0
        self.started = False
        self.places: list[_Place] = []

    def document(self) -> Any:
        self._blank()
        array = self._peek() == "["
        try:
            value = self._value()
        except EOFError:
            raise self._ended(array) from None
        self._blank()
        if self.at < len(self.text):
            raise self._fault(f"Additional text encountered after finished reading JSON content: {self._peek()}.")
        return value

    def path(self) -> str:
        shown = self.places[:-1] if self.places and self.places[-1].fresh else self.places
        parts: list[str] = []
        for place in shown:
            if place.index is not None:
                parts.append(f"[{place.index}]")
            elif place.name is not None and _PLAIN_NAME.match(place.name):
                parts.append(("." if parts else "") + place.name)
            elif place.name is not None:
                parts.append("['" + place.name.replace("'", "\\'") + "']")
        return "".join(parts)

    def _fault(self, message: str) -> JsonFault:
        column = self.at - (self.text.rfind("\n", 0, self.at) + 1)
        line = self.text.count("\n", 0, self.at) + 1 if self.started or column else 0
        return JsonFault(f"{message} Path '{self.path()}', line {line}, position {column}.")

    def _ended(self, array: bool) -> JsonFault:
        """What is said at the end of the text depends on who was reading: arrays are loaded whole, objects member by member."""
        if array:
            return self._fault("Unexpected end of content while loading JArray.")
        if len(self.places) > 1:
            container = self.places[:-1]
            self.places = container
            return JsonFault(f"Unexpected end when reading token. Path '{self.path()}'.")
        opened = bool(self.places) and self.places[-1].fresh
        return self._fault("Unexpected end when reading JSON." if opened else "Unexpected end when deserializing object.")

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else "\0"

    def _blank(self) -> None:
        """Skips white space and comments."""
        while self.at < len(self.text):
            if self.text[self.at].isspace():
                self.at += 1
            elif self.text[self.at] == "/":
                self._comment()
            else:
                return

    def _comment(self) -> None:
        self.at += 1
        kind = self._peek()
        if kind not in "*/":
            raise self._fault(f"Error parsing comment. Expected: *, got {kind}.")
        end = self.text.find("*/" if kind == "*" else "\n", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            if kind == "*":
                raise self._fault("Unexpected end while parsing comment.")
            return
        self.at = end + (2 if kind == "*" else 1)

    def _value(self) -> Any:
        self._blank()
        if self.at >= len(self.text):
            raise EOFError
        mark = self.text[self.at]
        if mark in "\"'":
            value: Any = self._string(mark)
        elif mark == "{":
            return self._object()
        elif mark == "[":
            return self._array()
        elif mark in _WORDS:
            value = self._word(*_WORDS[mark])
        elif mark == "n":
            value = self._null_word()
        elif mark in "-." or mark.isdigit():
            value = self._number()
        else:
            raise self._fault(f"Unexpected character encountered while parsing value: {mark}.")
        self._done()
        return value

    def _done(self) -> None:
        self.started = True
        if self.places:
            self._count(self.places[-1])

    def _count(self, place: _Place) -> None:
        place.fresh = False
        if place.index is not None:
            place.index += 1

    def _open(self, is_array: bool) -> _Place:
        self.at += 1
        self._done()
        place = _Place(is_array)
        self.places.append(place)
        if len(self.places) > self.depth:
            raise self._fault(f"The reader's MaxDepth of {self.depth} has been exceeded.")
        return place

    def _array(self) -> list[Any]:
        self._open(True)
        made: list[Any] = []
        while True:
            self._blank()
            if self._peek() == "]":
                self.at += 1
                self.places.pop()
                return made
            if self._peek() == ",":
                made.append(None)
                self._done()
            else:
                made.append(self._value())
            self._after("]")

    def _object(self) -> Any:
        place = self._open(False)
        pairs: list[tuple[str, Any]] = []
        while True:
            self._blank()
            if self.at >= len(self.text):
                raise EOFError
            if self.text[self.at] == "}":
                self.at += 1
                self.places.pop()
                return self.build(pairs)
            name = self._name()
            place.name, place.fresh = name, False
            pairs.append((name, self._value()))
            self._after("}")

    def _after(self, close: str) -> None:
        """Between two values: a comma, or the end of the container, which is left for the caller."""
        self._blank()
        if self.at >= len(self.text):
            raise EOFError
        mark = self.text[self.at]
        if mark == ",":
            self.at += 1
        elif mark != close:
            raise self._fault(f"After parsing a value an unexpected character was encountered: {mark}.")

    def _name(self) -> str:
        mark = self.text[self.at]
        if mark in "\"'":
            name = self._string(mark)
        elif _identifies(mark):
            name = self._bare_name()
        else:
            raise self._fault(f"Invalid property identifier character: {mark}.")
        self._blank()
        if self._peek() != ":":
            raise self._fault(f"Invalid character after parsing property name. Expected ':' but got: {self._peek()}.")
        self.at += 1
        return name

    def _bare_name(self) -> str:
        start = self.at
        while self.at < len(self.text) and _identifies(self.text[self.at]):
            self.at += 1
        if self.at >= len(self.text):
            raise self._fault("Unexpected end while parsing unquoted property name.")
        if not self.text[self.at].isspace() and self.text[self.at] != ":":
            raise self._fault(f"Invalid JavaScript property identifier character: {self.text[self.at]}.")
        return self.text[start : self.at]

    def _string(self, quote: str) -> str:
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            mark = self.text[self.at]
            self.at += 1
            if mark == quote:
                return "".join(parts)
            parts.append(self._escape() if mark == "\\" else mark)
        raise self._fault(f"Unterminated string. Expected delimiter: {quote}.")

    def _escape(self) -> str:
        mark = self._peek()
        self.at += 1
        if mark == "u":
            digits = self.text[self.at : self.at + 4]
            if len(digits) < 4 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
                raise self._fault(f"Invalid Unicode escape sequence: \\u{digits}.")
            self.at += 4
            return chr(int(digits, 16))
        if mark not in _ESCAPES:
            raise self._fault(f"Bad JSON escape sequence: \\{mark}.")
        return _ESCAPES[mark]

    def _word(self, word: str, value: Any, complaint: str) -> Any:
        found = self.text[self.at : self.at + len(word)]
        same = next((index for index, mark in enumerate(found) if mark != word[index]), len(found))
        if len(found) < len(word):
            self.at = len(self.text)
            raise self._fault("Unexpected end when reading JSON.")
        self.at += same
        if same < len(word) or _identifies(self._peek()):
            raise self._fault(complaint)
        return value

    def _null_word(self) -> Any:
        following = self.text[self.at + 1 : self.at + 2]
        if following and following != "u":
            raise self._fault("Unexpected character encountered while parsing value: n.")
        return self._word("null", None, "Error parsing null value.")

    def _number(self) -> Any:
        if self.text.startswith("-I", self.at):
            return self._word("-Infinity", float("-inf"), "Error parsing Infinity value.")
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in _NUMBER_CHARACTERS:
            self.at += 1
        mark = self._peek()
        if self.at < len(self.text) and not mark.isspace() and mark not in ",]}/":
            raise self._fault(f"Unexpected character encountered while parsing number: {mark}.")
        digits = self.text[start : self.at]
        if _INTEGER.match(digits):
            return self.integer(digits)
        if digits[:1] == "0" and len(digits) > 1 and digits[1] not in ".eE":
            return self._based(digits)
        if not _REAL.match(digits):
            raise self._fault(f"Input string '{digits}' is not a valid number.")
        return float(digits)

    def _based(self, digits: str) -> Any:
        try:
            return self.integer(str(int(digits, 16) if digits[1] in "xX" else int(digits, 8)))
        except ValueError:
            raise self._fault(f"Input string '{digits}' is not a valid number.") from None


def _identifies(mark: str) -> bool:
    """Whether a character may stand in a name without quotes."""
    return mark.isalnum() or mark in "_$"
