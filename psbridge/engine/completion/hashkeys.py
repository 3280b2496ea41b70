"""Keys of hashtables that are typed: of calculated properties, of filters, of `[type]@{ }`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from psbridge.engine.completion.members import members_of_types
from psbridge.engine.completion.names import bound_so_far, metadata, parameter_of
from psbridge.engine.completion.words import Offer, fitting, quietly, quoted, resolve
from psbridge.engine.context import Context
from psbridge.language import (
    AssignmentStatementAst,
    Ast,
    CommandAst,
    ConvertExpressionAst,
    HashtableAst,
    StringConstantExpressionAst,
    VariableExpressionAst,
    parse,
    walk,
)
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap

_CALCULATED = ("Alignment", "Expression", "FormatString", "Label", "Width")
_EVENTS = ["LogName", "ProviderName", "Path", "Keywords", "ID", "Level", "StartTime", "EndTime", "UserID", "Data", "SuppressHashFilter"]
# (command, parameter or "" for any) -> keys
_OF_COMMANDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("select-object", "property"): ("Expression", "Name"),
    ("sort-object", "property"): ("Ascending", "Descending", "Expression"),
    ("group-object", "property"): ("Expression",),
    ("measure-object", "property"): ("Expression",),
    ("format-table", "property"): _CALCULATED,
    ("format-list", "property"): ("Expression", "FormatString", "Label"),
    ("format-wide", "property"): ("Expression", "FormatString"),
    ("format-custom", "property"): ("Depth", "Expression"),
    ("get-winevent", "filterhashtable"): tuple(_EVENTS),
}
_FORMATTING = ("groupby",)
_KEY = re.compile(r"(?:@\{|[;\n])[ \t]*(\w*)\Z")
_CLOSING = "z=1}"  # makes a whole of the hashtable


def offers(ctx: Context, before: str, after: str) -> tuple[int, list[Offer]] | None:
    """The keys for the hashtable whose key is typed; None when no key is."""
    match = _KEY.search(before)
    if match is None:
        return None
    end = len(before) + len(_CLOSING)
    tree = parse(before + _CLOSING + after).ast
    table = next((node for node in walk(tree) if isinstance(node, HashtableAst) and node.extent.end == end), None)
    names = None if table is None else _keys_for(ctx, tree, table)
    if table is None or names is None:
        return None
    pairs = table.key_value_pairs[:-1]
    given = {key.value.lower() for key, _ in pairs if isinstance(key, StringConstantExpressionAst)}
    fits = fitting(match[1])
    wanted = [name for name in names if name.lower() not in given and fits(name)]
    return match.start(1), [Offer(quoted(name), name, "Property", name) for name in wanted]


def _keys_for(ctx: Context, tree: Ast, table: HashtableAst) -> Iterable[str] | None:
    for node in walk(tree):
        if isinstance(node, ConvertExpressionAst) and node.child is table:
            kind = node.attribute.type_name.full_name
            return None if kind.lower() in ("ordered", "pscustomobject") else _settable(ctx, kind)
    for node in walk(tree):
        if isinstance(node, CommandAst) and node.extent.start < table.extent.start < node.extent.end:
            found = _of_command(ctx, node, table)
            if found is not None:
                return found
    return _splatted(ctx, tree, table)


def _settable(ctx: Context, kind: str) -> list[str]:
    """The properties of a type that can be set; classes of the session have theirs in order."""
    found = [name for name, what, text in members_of_types([kind]) if what == "Property" and "set;" in text]
    if found:
        return sorted(set(found), key=str.lower)
    known = unwrap(next(iter(quietly(ctx, "param($n) $n -as [type]", kind)), None))
    return [] if known is None else [one.name for one in members_of(known).properties.values() if one.set]


def _of_command(ctx: Context, command: CommandAst, table: HashtableAst) -> Iterable[str] | None:
    info = resolve(ctx, command)
    if info is None:
        return None
    elements = command.command_elements
    at = next((i for i, one in enumerate(elements) if i and one.extent.start <= table.extent.start < one.extent.end), 0)
    if not at:
        return None
    part = CommandAst(command.extent, (), elements[: at + 1], command.invocation_operator)
    found = parameter_of(ctx, info, part, elements[at])
    name = info.name.lower()
    if found is None:
        return None
    if found.name.lower() in _FORMATTING and name.startswith("format-"):
        return ("Expression", "FormatString", "Label")
    if name == "new-object" and found.name == "Property":
        kind = bound_so_far(info, CommandAst(command.extent, (), elements[: at + 1], command.invocation_operator)).get("TypeName")
        return None if kind is None else _settable(ctx, to_text(kind))
    return _OF_COMMANDS.get((name, found.name.lower()))


def _splatted(ctx: Context, tree: Ast, table: HashtableAst) -> Iterable[str] | None:
    """`$p = @{ Pa` where the text splats $p: the parameters of the command that takes it."""
    name = _assigned_to(tree, table)
    if not name:
        return None
    for command in (node for node in walk(tree) if isinstance(node, CommandAst)):
        if any(isinstance(one, VariableExpressionAst) and one.splatted and _called(one) == name for one in command.command_elements):
            info: Any = resolve(ctx, command)
            meta = None if info is None else metadata(info)
            return None if meta is None else [one.name for one in meta.own if not one.dont_show]
    return None


def _called(node: VariableExpressionAst) -> str:
    return str(node.variable_path.unqualified).lower()


def _assigned_to(tree: Ast, table: HashtableAst) -> str:
    for node in walk(tree):
        if not isinstance(node, AssignmentStatementAst) or not isinstance(node.left, VariableExpressionAst):
            continue
        if node.right.extent.start == table.extent.start:
            return _called(node.left)
    return ""
