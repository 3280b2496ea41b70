"""Constants as text: strings, words, names and numbers, so that they read back as the same values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from psbridge.language.ast import StringConstantType as S
from psbridge.language.lexis import BLOCK_NAMES, DASHES, DOUBLE_QUOTES, FORCE, SINGLE_QUOTES, STRING_QUOTES, WHITESPACE
from psbridge.language.lexis import number as number_literal
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
_WORD_ESCAPES = {"\n": "`n", "\r": "`r", "\0": "`0", "\t": "`t", "\v": "`v", "\f": "`f"}
# words that mean something at the beginning of a statement
_KEYWORDS = frozenset(BLOCK_NAMES) | frozenset(
    (
        "break", "catch", "class", "configuration", "continue", "data", "define", "do", "else", "elseif", "enum", "exit", "filter",
        "finally", "for", "foreach", "from", "function", "if", "parallel", "param", "return", "sequence", "switch", "throw", "trap",
        "try", "until", "using", "var", "while", "workflow",
    )
)  # fmt: skip


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
    if type(value) in (int, Int64) and value >= 0:
        return f"0x{int(value):X}" + "l" * (type(value) is Int64)
    return number(value)


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
        if c in _WORD_ESCAPES:
            pieces.append(_WORD_ESCAPES[c])
        elif index == 0 and c in WHITESPACE:
            pieces.append(f"`u{{{ord(c):x}}}")
        elif c in "`$" or c in FORCE or c in STRING_QUOTES or (index == 0 and c in "#@<>"):
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
    return argument_word(value)


def argument_word(value: str) -> str:
    """A word as an argument. Empty quotes keep a word that looks like a parameter or a number a word."""
    written = bare_word(value)
    looks_like_parameter = value[:1] in DASHES and (value[1:2].isalpha() or value[1:2] in ("_", "?"))
    if value and (looks_like_parameter or (value[0].isdigit() and number_literal(value + "\0", 0) is not None)):
        return f"{written[0]}''{written[1:]}"
    return written


def command_name(value: str) -> str:
    """A word as the name of a command without `&`: not a number, not an expression."""
    written = bare_word(value)
    if value[:1].isdigit() or value.lower() in _KEYWORDS:
        return f"{written[0]}''{written[1:]}"
    if not value or value[0] == "_" or value[0].isalpha() or value[0] in "%?*./\\~:`" or written[0] == "`":
        return written
    return "`" + written


def variable(name: str, *, splatted: bool = False, braces: bool = False) -> str:
    """A variable by its path."""
    if splatted:
        return "@" + name
    if braces or _PLAIN_NAME(name) is None:
        return "${" + "".join("`" + c if c in "`{}" else c for c in name) + "}"
    return "$" + name


def is_identifier(text: str) -> bool:
    return _IDENTIFIER(text) is not None
