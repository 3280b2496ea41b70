"""Words of C#: names, numbers, texts, operators, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass


class CompileError(Exception):
    """C# that is wrong, or that cannot be translated."""

    def __init__(self, line: int, column: int, code: str, text: str) -> None:
        super().__init__(f"({line},{column}): error {code}: {text}")
        self.line, self.column, self.code, self.text = line, column, code, text


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: name, number, string, interpolated, char, op or end.  The text of a literal begins with a quote: it is no keyword."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def value(self) -> str:
        """What is between the quotes of a literal."""
        return self.text[1:]

    def error(self, code: str, text: str) -> CompileError:
        return CompileError(self.line, self.column, code, text)

    def unsupported(self, what: str) -> CompileError:
        return self.error("CS8000", f"This language feature ('{what}') is not yet implemented.")


_OPERATORS = [
    "<<=",
    ">>=",
    "...",
    "=>",
    "??",
    "?.",
    "++",
    "--",
    "&&",
    "||",
    "==",
    "!=",
    "<=",
    ">=",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "<<",
    "::",
    "->",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ",",
    ";",
    ":",
    "?",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "!",
    "~",
    "=",
    "<",
    ">",
    "@",
    "#",
]
_PATTERN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/|\#[ \t]*(?:region|endregion|pragma|nullable)\b[^\n]*)
    |(?P<interpolated>\$"(?:[^"\\{}]|\\.|\{\{|\}\}|\{[^{}]*\})*")
    |(?P<verbatim>@"(?:[^"]|"")*")
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<char>'(?:[^'\\\n]|\\[^\n]{1,5}?)')
    |(?P<number>0[xX][0-9A-Fa-f_]+[uUlL]*|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?[fFdDmMuUlL]*)
    |(?P<name>@?[^\W\d]\w*)
    |(?P<op>"""
    + "|".join(re.escape(one) for one in _OPERATORS)
    + ")",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{1,4}|.)", re.DOTALL)


def unescape(text: str) -> str:
    r"""The value of a text between its quotes: \n, \t, \u0041."""

    def one(match: re.Match[str]) -> str:
        word = match.group(1)
        return chr(int(word[1:], 16)) if word[0] in "ux" and len(word) > 1 else _ESCAPES.get(word, word)

    return _ESCAPE.sub(one, text)


def tokenize(source: str) -> list[Token]:
    """The words of a source, with an end behind them."""
    found: list[Token] = []
    at, line, start = 0, 1, 0
    while at < len(source):
        match = _PATTERN.match(source, at)
        if match is None:
            text = "Newline in constant" if source[at] in "\"'" else f"Unexpected character '{source[at]}'"
            raise CompileError(line, at - start + 1, "CS1010" if source[at] in "\"'" else "CS1056", text)
        kind, text = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(_token(kind, text, line, at - start + 1))
        newlines = text.count("\n")
        if newlines:
            line += newlines
            start = at + text.rfind("\n") + 1
        at = match.end()
    found.append(Token("end", "", line, at - start + 1))
    return found


def _token(kind: str, text: str, line: int, column: int) -> Token:
    if kind == "verbatim":
        return Token("string", '"' + text[2:-1].replace('""', '"'), line, column)
    if kind in ("string", "char"):
        return Token(kind, '"' + unescape(text[1:-1]), line, column)
    if kind == "interpolated":
        return Token(kind, text[1:-1], line, column)
    if kind == "op" and text == "#":
        raise CompileError(line, column, "CS8000", "This language feature ('preprocessor directive') is not yet implemented.")
    return Token(kind, text.removeprefix("@") if kind == "name" else text, line, column)
