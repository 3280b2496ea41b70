"""PSParser.Tokenize: a script as the tokens of PowerShell 2.

Decides the kind of a token from the newer kinds and from where in the tree it stands.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.reference import PSReference
from psbridge.language import ast as nodes
from psbridge.language import parse
from psbridge.language.source import Extent
from psbridge.language.tokens import Token
from psbridge.language.visitor import walk
from psbridge.objects.containers import GenericList
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."
PSTokenType = define_enum(
    _A + "PSTokenType",
    "Unknown Command CommandParameter CommandArgument Number String Variable Member LoopLabel Attribute Type Operator GroupStart GroupEnd "
    "Keyword Comment StatementSeparator NewLine LineContinuation Position",
    assembly=SMA,
)
_KINDS = {
    **dict.fromkeys(("Variable", "SplattedVariable"), "Variable"),
    **dict.fromkeys(("StringLiteral", "StringExpandable", "HereStringLiteral", "HereStringExpandable"), "String"),
    **dict.fromkeys(("LParen", "LCurly", "AtParen", "AtCurly", "DollarParen"), "GroupStart"),
    **dict.fromkeys(("RParen", "RCurly"), "GroupEnd"),
    **dict.fromkeys(("Generic", "Identifier"), "CommandArgument"),
    "Parameter": "CommandParameter",
    "Number": "Number",
    "Label": "LoopLabel",
    "Comment": "Comment",
    "NewLine": "NewLine",
    "LineContinuation": "LineContinuation",
    "Semi": "StatementSeparator",
}
_SIGNS = frozenset("+-*/%=!?.,:;|&<>[]")


class PSToken(NetObject):
    """A token of PowerShell 2."""

    __slots__ = ("content", "extent", "type")
    net_type = define(_A + "PSToken", assembly=SMA)
    PROPERTIES = {
        "Content": "content",
        "Type": "type",
        "Start": "start",
        "Length": "length",
        "StartLine": "start_line",
        "StartColumn": "start_column",
        "EndLine": "end_line",
        "EndColumn": "end_column",
    }

    def __init__(self, content: str, kind: str, extent: Extent) -> None:
        super().__init__()
        self.content, self.type, self.extent = content, PSTokenType.parse(kind), extent

    start = property(lambda self: self.extent.start)
    length = property(lambda self: self.extent.end - self.extent.start)
    start_line = property(lambda self: self.extent.start_line)
    start_column = property(lambda self: self.extent.start_column)
    end_line = property(lambda self: self.extent.end_line)
    end_column = property(lambda self: self.extent.end_column)


def tokenize(script: Any, errors: PSReference) -> Any:
    """PSParser.Tokenize(text or lines, [ref] errors)."""
    text = script if isinstance(script, str) else "\n".join(map(str, script or ()))
    result = parse(text)
    errors.value = GenericList(find_type("System.Object"), list(result.errors), "System.Collections.ObjectModel.Collection`1")
    places, values = _places(result.ast)
    tokens = [_old(one, places, values) for one in result.tokens if one.kind != "EndOfInput"]
    return GenericList(PSToken.net_type, tokens, "System.Collections.ObjectModel.Collection`1")


def _places(tree: nodes.Ast) -> tuple[dict[int, str], dict[int, str]]:
    """What stands where: kinds that only the tree tells, and the values of strings."""
    places: dict[int, str] = {}
    values: dict[int, str] = {}
    for node in walk(tree):
        if isinstance(node, nodes.CommandAst):
            places[node.command_elements[0].extent.start] = "Command"
        elif isinstance(node, nodes.MemberExpressionAst):
            places[node.member.extent.start] = "Member"
        elif isinstance(node, nodes.TypeConstraintAst | nodes.TypeExpressionAst):
            places[node.type_name.extent.start] = "Type"
        elif isinstance(node, nodes.AttributeAst):
            places[node.type_name.extent.start] = "Attribute"
        elif isinstance(node, nodes.StringConstantExpressionAst | nodes.ExpandableStringExpressionAst):
            values[node.extent.start] = node.value
    return places, values


def _old(token: Token, places: dict[int, str], values: dict[int, str]) -> PSToken:
    start, text = token.extent.start, token.text
    kind = _KINDS.get(token.kind)
    if kind is None:
        kind = "Operator" if text[:1] in _SIGNS else "Keyword"
    if kind in ("CommandArgument", "Keyword", "Operator") and start in places and text[:1] not in "[&":
        kind = places[start]
    if kind == "Variable":
        text = text[1:].removeprefix("{").removesuffix("}")
    elif kind == "String":
        text = values.get(start, text)
    return PSToken(text, kind, token.extent)
