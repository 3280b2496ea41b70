"""The colours of a command line that is being typed: a class of style for each stretch of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import Style

from psbridge.language import CommandAst, ParseResult, TypeName, parse, walk
from psbridge.language.lexis import OPERATOR_WORDS

STYLE = Style.from_dict({
    "ps.command": "ansibrightyellow",
    "ps.comment": "ansigreen",
    "ps.keyword": "ansibrightgreen",
    "ps.number": "ansiwhite",
    "ps.operator": "ansibrightblack",
    "ps.parameter": "ansibrightblack",
    "ps.string": "ansicyan",
    "ps.type": "ansibrightblue",
    "ps.variable": "ansibrightgreen",
    "ps.error": "ansibrightred",
    "auto-suggestion": "ansibrightblack",
    "completion-menu.completion": "bg:ansiblack ansiwhite",
    "completion-menu.completion.current": "bg:ansicyan ansiblack",
    "completion-menu.meta.completion": "bg:ansiblack ansibrightblack",
    "completion-menu.meta.completion.current": "bg:ansicyan ansiblack",
})  # fmt: skip
_STYLES = {
    "Variable": "variable",
    "SplattedVariable": "variable",
    "Number": "number",
    "Parameter": "parameter",
    "Comment": "comment",
    "StringLiteral": "string",
    "StringExpandable": "string",
    "HereStringLiteral": "string",
    "HereStringExpandable": "string",
    "Unknown": "error",
}
_PLAIN = frozenset(("Identifier", "Generic", "NewLine", "LineContinuation", "EndOfInput"))
_OPERATORS = frozenset(f"-{word}" for word in OPERATOR_WORDS)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and style of each coloured stretch, in order."""
    result = parse(text)
    commands, types = _starts(result)
    wrong = {error.extent.start for error in result.errors if not error.incomplete_input}
    found = []
    for token in result.tokens:
        start, end = token.extent.start, token.extent.end
        style = "error" if start in wrong and end > start else _style(token.kind, token.text, start in commands, start in types)
        if style:
            found.append((start, end, style))
    return found


def _starts(result: ParseResult) -> tuple[set[int], set[int]]:
    """Where names of commands and of types begin."""
    commands: set[int] = set()
    types: set[int] = set()
    for node in walk(result.ast):
        if isinstance(node, CommandAst):
            commands.add(node.command_elements[0].extent.start)
        elif isinstance(node, TypeName):
            types.add(node.extent.start)
    return commands, types


def _style(kind: str, text: str, is_command: bool, is_type: bool) -> str:
    if kind in _STYLES:
        return "command" if is_command and kind.startswith("String") else _STYLES[kind]
    if is_type:
        return "type"
    if kind in _PLAIN:
        return "command" if is_command else ""
    if text.isalpha():
        return "keyword"
    return "operator" if text.lower() in _OPERATORS else ""


def fragments(text: str) -> Iterator[tuple[str, str]]:
    """The whole text as (style, text), in order."""
    at = 0
    for start, end, style in spans(text):
        if start > at:
            yield "", text[at:start]
        if end > at:
            yield f"class:ps.{style}", text[max(at, start) : end]
            at = end
    if at < len(text):
        yield "", text[at:]


class PowerShellLexer(Lexer):
    """The same, line by line, for the editor."""

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines: list[StyleAndTextTuples] = [[]]
        for style, text in fragments(document.text):
            first, *others = text.split("\n")
            lines[-1].append((style, first))
            lines.extend([(style, other)] for other in others)
        return lambda number: lines[number] if number < len(lines) else []
