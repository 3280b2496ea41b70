"""What .NET's XmlReader says of a text that is no XML, from what expat says of it.

Decides sentence and position; names are read from the text at the place of the fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from psbridge.objects.exceptions import NetError

MISSING_ROOT = "Root element is missing."
_ROOT_LEVEL = "Data at the root level is invalid."
_DECLARATION = (
    "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are "
    "allowed to appear before it."
)
_WORD = re.compile(r"[^\s=<>/&;'\"]*")
_QUOTES = "'\"' or '''"


@dataclass(frozen=True, slots=True)
class OpenTag:
    """An element whose end did not come yet, with the place of its name."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Where expat stopped: the character before, the text from there on, the elements that are open."""

    before: str
    rest: str
    open: list[OpenTag]

    @property
    def word(self) -> str:
        found = _WORD.match(self.rest.lstrip("&<"))
        return found.group() if found else ""


Sentence = tuple[str, int]  # and how far behind expat's column .NET's is


def xml_error(problem: expat.ExpatError, source: str, open_tags: list[OpenTag]) -> NetError:
    """The XmlException for a text that expat refuses."""
    lines = source.split("\n")
    line, column = problem.lineno, problem.offset
    if problem.code in _AT_END:
        line, column = len(lines), len(lines[-1])
    text = lines[line - 1] if line <= len(lines) else ""
    fault = Fault(text[column - 1 : column] if column else "", text[column:], open_tags)
    decide = _SENTENCES.get(problem.code)
    what, moved = decide(fault) if decide is not None else (expat.errors.messages.get(problem.code, "Invalid XML").capitalize() + ".", 0)
    column += 1 + moved
    place = "" if what == MISSING_ROOT else f" Line {line}, position {column}."
    return NetError.of("System.Xml.XmlException", what + place, LineNumber=line, LinePosition=column)


def undeclared(prefix: str, tag: OpenTag, ahead: int) -> NetError:
    """The XmlException for a prefix that stands for nothing, `ahead` characters behind the name of its element."""
    column = tag.column + ahead
    text = f"'{prefix}' is an undeclared prefix. Line {tag.line}, position {column}."
    return NetError.of("System.Xml.XmlException", text, LineNumber=tag.line, LinePosition=column)


def _ended(fault: Fault) -> Sentence:
    if not fault.open:
        return MISSING_ROOT, 0
    names = ", ".join(tag.name for tag in reversed(fault.open))
    return f"Unexpected end of file has occurred. The following elements are not closed: {names}.", 0


def _mismatch(fault: Fault) -> Sentence:
    tag = fault.open[-1]
    return f"The '{tag.name}' start tag on line {tag.line} position {tag.column} does not match the end tag of '{fault.word}'.", 0


def _junk(fault: Fault) -> Sentence:
    return ("There are multiple root elements.", 1) if fault.rest.startswith("<") else (_ROOT_LEVEL, 0)


def _token(fault: Fault) -> Sentence:
    odd = fault.rest[:1] or " "
    if fault.before == "&":
        return "An error occurred while parsing EntityName.", 0
    if fault.before == "=":
        return f"'{fault.word or odd}' is an unexpected token. The expected token is {_QUOTES}.", 0
    if odd == "<" and fault.before != "<":
        return "'<', hexadecimal value 0x3C, is an invalid attribute character.", 0
    return f"Name cannot begin with the '{odd}' character, hexadecimal value 0x{ord(odd):02X}.", 0


_SENTENCES: dict[int, Callable[[Fault], Sentence]] = {  # by XML_ERROR_...
    2: lambda fault: (_ROOT_LEVEL, 0),
    3: _ended,
    4: _token,
    5: lambda fault: ("Unexpected end of file while parsing Name has occurred.", 0),
    7: _mismatch,
    8: lambda fault: (f"'{fault.word}' is a duplicate attribute name.", 0),
    9: _junk,
    11: lambda fault: (f"Reference to undeclared entity '{fault.word}'.", 1),
    17: lambda fault: (_DECLARATION, 2),
}
_AT_END = frozenset((3, 5))
