"""Tokens of a parsed text, for those who ask for them (`Parser.ParseInput`, colouring).

The parser makes none. They are read off the tree: its leaves are the words, and between leaves there is only punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from psbridge.language.ast import (
    Ast,
    AttributeAst,
    CommandAst,
    CommandParameterAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ErrorStatementAst,
    ExpandableStringExpressionAst,
    ITypeName,
    MemberExpressionAst,
    MergingRedirectionAst,
    StringConstantExpressionAst,
    StringConstantType,
    TypeName,
    VariableExpressionAst,
)
from psbridge.language.lexis import BLOCK_NAMES, DASH_OPERATORS, UNARY_WORDS
from psbridge.language.source import Extent, Source
from psbridge.language.visitor import children

_STRINGS = {
    StringConstantType.SingleQuoted: "StringLiteral",
    StringConstantType.SingleQuotedHereString: "HereStringLiteral",
    StringConstantType.DoubleQuoted: "StringExpandable",
    StringConstantType.DoubleQuotedHereString: "HereStringExpandable",
    StringConstantType.BareWord: "Generic",
}
_KEYWORDS = frozenset(BLOCK_NAMES) | frozenset(
    (
        "assembly", "base", "break", "catch", "class", "command", "configuration", "continue", "data", "default", "define", "do",
        "else", "elseif", "enum", "exit", "filter", "finally", "for", "foreach", "from", "function", "hidden", "if", "in",
        "interface", "module", "namespace", "parallel", "param", "private", "public", "return", "sequence", "static", "switch",
        "throw", "trap", "try", "type", "until", "using", "var", "while", "workflow",
    )
)  # fmt: skip
_KEYWORD_NAMES = {"elseif": "ElseIf"}
_SIGNS = {
    "(": "LParen", ")": "RParen", "{": "LCurly", "}": "RCurly", "[": "LBracket", "]": "RBracket", "@(": "AtParen", "@{": "AtCurly",
    "$(": "DollarParen", ";": "Semi", ",": "Comma", "|": "Pipe", "&&": "AndAnd", "||": "OrOr", "&": "Ampersand", ".": "Dot",
    "::": "ColonColon", "..": "DotDot", "!": "Exclaim", "*": "Multiply", "/": "Divide", "%": "Rem", "+": "Plus", "-": "Minus",
    "=": "Equals", "+=": "PlusEquals", "-=": "MinusEquals", "*=": "MultiplyEquals", "/=": "DivideEquals", "%=": "RemainderEquals",
    "++": "PlusPlus", "--": "MinusMinus", "?": "QuestionMark", ":": "Colon", "??": "QuestionQuestion",
    "??=": "QuestionQuestionEquals", "?.": "QuestionDot", "?[": "QuestionLBracket", "<": "RedirectInStd",
}  # fmt: skip
_GAP = re.compile(
    r"(?P<Comment>\#[^\r\n]*|<\#[\s\S]*?(?:\#>|\Z))|(?P<NewLine>\r\n|\r|\n)|(?P<LineContinuation>`(?:\r\n|\r|\n))|(?P<blank>[^\S\r\n]+)"
    r"|(?P<dash>[-\u2013-\u2015](?:[A-Za-z_?][\w-]*)+)|(?P<Label>:[^\W\d]\w*)|(?P<Redirection>(?:[1-6]|\*)?>>?)"
    r"|(?P<sign>\?\?=|@\(|@\{|\$\(|\?\?|\?\.|\?\[|&&|\|\||::|\.\.|\+\+|--|[-+*/%]=|[(){}\[\];,|&.!*/%+\-=?:<])"
    r"|(?P<word>[^\s(){};,|&\[\]]+)"
)
_IDENTIFIER = re.compile(r"[^\W\d]\w*").fullmatch


class Token(NamedTuple):
    """A token; `kind` is PowerShell's TokenKind as text, `role` what it names where it stands (command, member, type, attribute)."""

    kind: str
    extent: Extent
    role: str = ""

    @property
    def text(self) -> str:
        return self.extent.text


def tokens_of(tree: Ast) -> tuple[Token, ...]:
    """All tokens of a parsed script, the end of the input included."""
    source = tree.extent.source
    found: list[Token] = []
    position = 0
    for kind, start, end, role in _leaves(tree):
        if start >= position:
            found.extend(_between(source, position, start))
            found.append(Token(kind, Extent(source, start, end), role))
            position = end
    found.extend(_between(source, position, len(source.text)))
    found.append(Token("EndOfInput", Extent(source, len(source.text), len(source.text))))
    return tuple(found)


def _leaves(tree: Ast) -> list[tuple[str, int, int, str]]:
    """Kind, place and role of everything that is one token, in the order of the text."""
    found: list[tuple[str, int, int, str]] = []
    roles: dict[int, str] = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        leaf = _leaf(node)
        if leaf:
            start, end = node.extent.start, node.extent.end
            if isinstance(node, CommandParameterAst) and node.argument is not None:
                end = min(end, node.argument.extent.start)
                end = start + len(node.extent.source.text[start:end].rstrip())
                pending.append(node.argument)
            if end > start:
                found.append((leaf, start, end, roles.get(id(node)) or ("TypeName" if isinstance(node, TypeName) else "")))
        else:
            named = _named(node)
            if named is not None:
                roles[id(named[0])] = named[1]
            pending.extend(children(node))
    return sorted(found, key=lambda leaf: leaf[1:3])


def _named(node: Ast) -> tuple[Ast, str] | None:
    """The part of a node that names what it is about, and its role."""
    if isinstance(node, CommandAst):
        return node.command_elements[0], "CommandName"
    if isinstance(node, MemberExpressionAst):
        return node.member, "MemberName"
    if isinstance(node, AttributeAst):
        return node.type_name, "AttributeName"
    return None


def _leaf(node: Ast) -> str:
    if isinstance(node, VariableExpressionAst):
        return "SplattedVariable" if node.splatted else "Variable"
    if isinstance(node, ExpandableStringExpressionAst):
        return _STRINGS[node.string_constant_type]
    if isinstance(node, StringConstantExpressionAst):
        is_word = node.string_constant_type is StringConstantType.BareWord
        text = node.extent.text
        if is_word and text in _SIGNS:
            return _SIGNS[text]
        return "Identifier" if is_word and _IDENTIFIER(text) else _STRINGS[node.string_constant_type]
    if isinstance(node, ConstantExpressionAst):
        return "Identifier" if isinstance(node.value, bool) else "Number"
    if isinstance(node, CommandParameterAst):
        return "Parameter" if node.parameter_name != "-" else "MinusMinus"
    if isinstance(node, MergingRedirectionAst):
        return "Redirection"
    if isinstance(node, ITypeName) and isinstance(node, TypeName):
        return "Identifier"
    return "Unknown" if isinstance(node, (ErrorExpressionAst, ErrorStatementAst)) and not list(children(node)) else ""


def _between(source: Source, start: int, end: int) -> Iterator[Token]:
    for m in _GAP.finditer(source.text, start, end):
        group, text = m.lastgroup or "", m.group()
        if group == "blank":
            continue
        kind = group
        if group == "sign":
            kind = _SIGNS[text]
        elif group == "dash":
            kind = _dash_kind(text[1:].lower())
        elif group == "word":
            kind = _word_kind(text)
        yield Token(kind, Extent(source, m.start(), m.end()))


def _dash_kind(word: str) -> str:
    if word in DASH_OPERATORS:
        return DASH_OPERATORS[word][0].name
    return UNARY_WORDS[word].name if word in UNARY_WORDS else "Parameter"


def _word_kind(word: str) -> str:
    lower = word.lower()
    if lower in _KEYWORDS:
        return _KEYWORD_NAMES.get(lower, lower.capitalize())
    return "Identifier" if _IDENTIFIER(word) else "Generic"
