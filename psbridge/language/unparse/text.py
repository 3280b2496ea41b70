"""Constants as text: strings, words, names and numbers, so that they read back as the same values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from psbridge.language.ast import StringConstantType as S
from psbridge.language.lexis import DOUBLE_QUOTES, FORCE, SINGLE_QUOTES, STRING_QUOTES
from psbridge.objects.numbers import BigInteger, Byte, Int16, Int64, SByte, UInt16, UInt32, UInt64

_SUFFIXES: dict[type, str] = {
    SByte: "y",
    Byte: "uy",
    Int16: "s",
    UInt16: "us",
    UInt32: "u",
    UInt64: "ul",
    BigInteger: "n",
}
_PLAIN_NAME = re.compile(r"(?:[?^$]|[\w?]+(?::[\w?]+)?)").fullmatch
_IDENTIFIER = re.compile(r"[^\W\d]\w*").fullmatch
_NEEDS_ESCAPE_FIRST = frozenset("#@<>-\u2013\u2014\u2015]0123456789.")
_LINE_ESCAPES = {"\n": "`n", "\r": "`r", "\0": "`0"}


def number(value: Any) -> str:
    """A number that has the same type and value when it is read."""
    if value is True or value is False:
        return f"${str(value).lower()}"
    kind = type(value)
    if kind is float:
        text = repr(value)
        return text if text not in ("inf", "-inf") else text.replace("inf", "1e999")
    if isinstance(value, Decimal):
        return f"{value:f}d"
    if kind is Int64:
        return str(int(value)) if not -0x8000_0000 <= value <= 0x7FFF_FFFF else f"{int(value)}l"
    return f"{int(value)}{_SUFFIXES.get(kind, '')}"


def member_number(value: Any) -> str:
    """A number in front of a member operator: decimal digits would take the dot for their own."""
    text = number(value)
    return f"0x{value:X}" if type(value) is int and value >= 0 else text


def single_quoted(value: str) -> str:
    return "'" + "".join(c + c if c in SINGLE_QUOTES else c for c in value) + "'"


def double_text(value: str, *, here: bool = False) -> str:
    """Text inside of double quotes."""
    pieces: list[str] = []
    for index, c in enumerate(value):
        if c in "`$":
            pieces.append("`" + c)
        elif c == "\0":
            pieces.append("`0")
        elif c in DOUBLE_QUOTES:
            pieces.append(_quote_in_here(value, index) if here else c + c)
        else:
            pieces.append(c)
    return "".join(pieces)


def _quote_in_here(value: str, index: int) -> str:
    """A quote in a here-string needs care only where it would end the string."""
    c = value[index]
    at_line_start = index == 0 or value[index - 1] in "\r\n"
    return "`" + c if at_line_start and value[index + 1 : index + 2] == "@" else c


def bare_word(value: str) -> str:
    """A word in command mode."""
    pieces: list[str] = []
    for index, c in enumerate(value):
        if c in _LINE_ESCAPES:
            pieces.append(_LINE_ESCAPES[c])
        elif c in "`$" or c in FORCE or c in STRING_QUOTES or (index == 0 and c in "#@<"):
            pieces.append("`" + c)
        else:
            pieces.append(c)
    return "".join(pieces)


def string_constant(value: str, kind: S) -> str:
    """A constant string with quotes of its kind."""
    if kind is S.SingleQuoted:
        return single_quoted(value)
    if kind is S.DoubleQuoted:
        return f'"{double_text(value)}"'
    if kind is S.SingleQuotedHereString:
        return f"@'\n{value}\n'@"
    if kind is S.DoubleQuotedHereString:
        return f'@"\n{double_text(value, here=True)}\n"@'
    return bare_word(value)


def variable(name: str, *, splatted: bool = False, braces: bool = False) -> str:
    """A variable by its path."""
    if splatted:
        return "@" + name
    if braces or _PLAIN_NAME(name) is None:
        return "${" + "".join("`" + c if c in "`{}" else c for c in name) + "}"
    return "$" + name


def is_identifier(text: str) -> bool:
    return _IDENTIFIER(text) is not None
