"""The nodes of an XML text in the order in which a reader meets them, without those that its settings leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.table import fill
from psbridge.engine.members.xmldom import CDATA, COMMENT, DECLARATION, ELEMENT, INSTRUCTION, WHITESPACE, Builder, XmlDocument
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

_X = "System.Xml."

END = 15
_AHEAD = {ELEMENT: 2, COMMENT: 5, INSTRUCTION: 3, DECLARATION: 3, CDATA: 10, END: 3}  # from where a node begins to where .NET says it is


@dataclass(frozen=True, slots=True)
class Step:
    """One node on the way: its kind (an element ends as a step of its own), how deep it stands, and where."""

    node: Any
    kind: int
    depth: int
    line: int
    column: int
    is_empty: bool = False


class _Pace(Builder):
    """Notes the steps while the document grows."""

    def __init__(self, document: XmlDocument, source: str) -> None:
        super().__init__(document)
        self.steps: list[Step] = []
        self.source = source.lstrip("\ufeff").encode("utf-8", "replace")
        self.text_at = (1, 1)

    def _place(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber

    def _note(self, kind: int, node: Any, depth: int, place: tuple[int, int], is_empty: bool = False) -> None:
        self.steps.append(Step(node, kind, depth, place[0], place[1] + _AHEAD.get(kind, 1), is_empty))

    def _latest(self, place: tuple[int, int]) -> None:
        """What was put below the node where we are, or beside the root."""
        node = self.here.children[-1]
        self._note(node.kind, node, len(self.open), place)

    def flush(self) -> None:
        before = len(self.here.children)
        super().flush()
        if len(self.here.children) > before:
            self._latest(self.text_at)

    def chars(self, data: str) -> None:
        if not self.pending:
            self.text_at = self._place()
        super().chars(data)

    def around(self, data: str) -> None:
        before = len(self.here.children)
        super().around(data)
        if len(self.here.children) > before:
            self._latest(self._place())

    def start(self, name: str, attributes: list[str]) -> None:
        super().start(name, attributes)
        self._note(ELEMENT, self.here, len(self.open) - 1, self._place())

    def end(self, name: str) -> None:
        node, last = self.here, self.steps[-1]
        super().end(name)
        at = self.parser.CurrentByteIndex
        if self.source[at : at + 2] == b"</":
            self._note(END, node, len(self.open), self._place())
        else:
            self.steps[-1] = Step(last.node, last.kind, last.depth, last.line, last.column, True)

    def start_cdata(self) -> None:
        super().start_cdata()
        self.text_at = self._place()
        self.cdata_at = self.text_at

    def end_cdata(self) -> None:
        super().end_cdata()
        self._latest(self.cdata_at)

    def comment(self, data: str) -> None:
        super().comment(data)
        self._latest(self._place())

    def instruction(self, target: str, data: str) -> None:
        super().instruction(target, data)
        self._latest(self._place())

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        super().declaration(version, encoding, standalone)
        self._latest(self._place())
        for key, value in (("version", version), ("encoding", encoding), ("standalone", {1: "yes", 0: "no"}.get(standalone))):
            if value is not None:
                xmldom.set_attribute(self.here.children[-1], key, value)


class ReaderSettings(NetObject):
    """XmlReaderSettings."""

    __slots__ = ("close_input", "dtd", "no_comments", "no_instructions", "no_space", "resolver")
    net_type = define(_X + "XmlReaderSettings")

    def __init__(self) -> None:
        super().__init__()
        self.close_input = self.no_comments = self.no_instructions = self.no_space = False
        self.dtd: Any = enum_type(_X + "DtdProcessing")(0)
        self.resolver: Any = None

    def skips(self) -> frozenset[int]:
        told = ((self.no_comments, COMMENT), (self.no_instructions, INSTRUCTION), (self.no_space, WHITESPACE))
        return frozenset(kind for skipped, kind in told if skipped)


fill(
    ReaderSettings.net_type,
    f"""
    new()
    bool CloseInput {{get;set;}}
    {_X}DtdProcessing DtdProcessing {{get;set;}}
    bool IgnoreComments {{get;set;}}
    bool IgnoreProcessingInstructions {{get;set;}}
    bool IgnoreWhitespace {{get;set;}}
    System.Object XmlResolver {{set;get;}}
    """,
    {
        "new": ReaderSettings,
        "CloseInput": "close_input",
        "DtdProcessing": "dtd",
        "IgnoreComments": "no_comments",
        "IgnoreProcessingInstructions": "no_instructions",
        "IgnoreWhitespace": "no_space",
        "XmlResolver": "resolver",
    },
)


def steps_of(source: str, settings: ReaderSettings) -> tuple[list[Step], NetError | None]:
    """The steps through a text, and what is wrong behind the last one."""
    document = XmlDocument()
    document.preserve = True
    pace, problem = _Pace(document, source), None
    try:
        xmldom.parse(pace, source)
    except NetError as found:
        problem = found
    skipped = settings.skips()
    return [one for one in pace.steps if one.kind not in skipped], problem
