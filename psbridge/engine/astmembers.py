"""The AST as scripts see it: `$block.Ast.EndBlock.Statements`, `.Extent.Text`, `FindAll`.

Decides how names of System.Management.Automation.Language map to the nodes of psbridge.language; `astproperties` lists their properties.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from psbridge.engine.astproperties import LANGUAGE, reader, snake, specs_of
from psbridge.engine.members.table import ContextMethod
from psbridge.language import ast as nodes
from psbridge.language.source import Extent
from psbridge.language.visitor import walk
from psbridge.objects import AutomationNull, Method, NetType, Property, define, find_type
from psbridge.objects.access import register_adapter
from psbridge.objects.convert import register_text, truth
from psbridge.objects.nettypes import SMA, represent
from psbridge.objects.psobject import NetObject

_AST = define(LANGUAGE + "Ast", assembly=SMA)
define(LANGUAGE + "IScriptPosition", None, kind="interface", assembly=SMA)


class AstAdapter:
    """Members of nodes, by class."""

    def __init__(self) -> None:
        self._tables: dict[type, dict[str, Property]] = {}

    def find(self, value: Any, name: str) -> Property | Method | None:
        key = name.lower()
        return self._table(value.__class__).get(key) or _METHODS.get(key)

    def properties(self, value: Any) -> list[Property]:
        return list(self._table(value.__class__).values())

    def _table(self, kind: type) -> dict[str, Property]:
        found = self._tables.get(kind)
        if found is None:
            found = self._tables[kind] = {}
            for spec in specs_of(kind):
                shown, read = reader(spec)
                found[shown.lower()] = Property(shown, read)
        return found


class PathAdapter:
    """VariablePath."""

    def find(self, value: Any, name: str) -> Property | Method | None:
        return _PATH.get(name.lower())

    def properties(self, value: Any) -> list[Property]:
        return list(_PATH.values())


_PATH: dict[str, Property] = {
    name.lower(): Property(name, attrgetter(snake(name)))
    for name in (
        "UserPath", "IsGlobal", "IsLocal", "IsPrivate", "IsScript", "IsUnqualified", "IsUnscopedVariable", "IsVariable", "IsDriveQualified",
        "DriveName",
    )
}  # fmt: skip


# -- methods


def _matches(ctx: Any, node: Any, predicate: Any) -> bool:
    call = getattr(predicate, "call", None)
    result = call(node) if call is not None else predicate.invoke_value(ctx, node, dollar_under=node)
    return result is not AutomationNull and truth(result)


def find_all(ctx: Any, node: Any, predicate: Any, nested: Any = False) -> Any:
    """Ast.FindAll: the nodes below (and this one) for which the predicate holds."""
    return [one for one in walk(node, nested_script_blocks=truth(nested)) if _matches(ctx, one, predicate)]


def find_first(ctx: Any, node: Any, predicate: Any, nested: Any = False) -> Any:
    for one in walk(node, nested_script_blocks=truth(nested)):
        if _matches(ctx, one, predicate):
            return one
    return None


def safe_value(ctx: Any, node: Any) -> Any:
    """ExpressionAst.SafeGetValue: constants and what is made of them."""
    from psbridge.engine.compiler.unit import Unit, expression

    return expression(Unit(node.extent.source), node)(ctx)


def get_script_block(ctx: Any, node: Any) -> Any:
    text = node.extent.text
    return ctx.runspace.script_block(text[1:-1] if text.startswith("{") else text, ctx)


_METHODS: dict[str, Method] = {
    "findall": ContextMethod("FindAll", find_all),
    "find": ContextMethod("Find", find_first),
    "safegetvalue": ContextMethod("SafeGetValue", safe_value),
    "getscriptblock": ContextMethod("GetScriptBlock", get_script_block),
    "getcommandname": Method("GetCommandName", lambda node: node.get_command_name() if hasattr(node, "get_command_name") else None),
    "getpureexpression": Method("GetPureExpression", lambda node: node.get_pure_expression()),
    "tostring": Method("ToString", str),
    "copy": Method("Copy", lambda node: node),
}


# -- extents


class ScriptPosition(NetObject):
    """A place in a script (IScriptPosition); `offset` counts characters of .NET."""

    __slots__ = ("file", "index", "script")
    net_type = define(LANGUAGE + "InternalScriptPosition", interfaces=(LANGUAGE + "IScriptPosition",), assembly=SMA)
    PROPERTIES = {"File": "file", "LineNumber": "line_number", "ColumnNumber": "column_number", "Offset": "offset", "Line": "line"}

    def __init__(self, script: str, index: int, file: str | None = None) -> None:
        super().__init__()
        self.script, self.index, self.file = script, index, file

    @property
    def offset(self) -> int:
        return len(self.script[: self.index].encode("utf-16-le", "surrogatepass")) // 2

    @property
    def line_number(self) -> int:
        return self.script.count("\n", 0, self.index) + 1

    @property
    def column_number(self) -> int:
        return self.index - self.script.rfind("\n", 0, self.index)

    @property
    def line(self) -> str:
        return self.script.split("\n")[self.line_number - 1].rstrip("\r")


def _position(extent: Extent, index: int) -> ScriptPosition:
    return ScriptPosition(extent.source.text, index, extent.file)


class ExtentAdapter:
    """IScriptExtent."""

    def find(self, value: Any, name: str) -> Property | Method | None:
        return _EXTENT.get(name.lower())

    def properties(self, value: Any) -> list[Property]:
        return list(_EXTENT.values())


_EXTENT: dict[str, Property] = {
    name.lower(): Property(name, getter)
    for name, getter in (
        ("File", lambda e: e.file),
        ("StartScriptPosition", lambda e: _position(e, e.start)),
        ("EndScriptPosition", lambda e: _position(e, e.end)),
        ("StartLineNumber", lambda e: e.start_line),
        ("StartColumnNumber", lambda e: e.start_column),
        ("EndLineNumber", lambda e: e.end_line),
        ("EndColumnNumber", lambda e: e.end_column),
        ("Text", lambda e: e.text),
        ("StartOffset", lambda e: e.start_utf16),
        ("EndOffset", lambda e: e.end_utf16),
    )
}


def _register() -> None:
    """Give every node class its .NET type."""
    made: dict[type, NetType] = {nodes.Ast: _AST}
    for name in nodes.__all__:
        kind = getattr(nodes, name)
        if not isinstance(kind, type) or not issubclass(kind, nodes.Ast):
            continue
        _type_of_node(kind, made)
    represent(Extent, define(LANGUAGE + "InternalScriptExtent", assembly=SMA))
    register_text(Extent, lambda extent, culture: str(extent.text))
    register_text(nodes.ITypeName, lambda name, culture: str(name.full_name))
    register_adapter(nodes.Ast, AstAdapter())
    register_adapter(Extent, ExtentAdapter())
    represent(nodes.VariablePath, define("System.Management.Automation.VariablePath", assembly=SMA))
    register_adapter(nodes.VariablePath, PathAdapter())


def _type_of_node(kind: type, made: dict[type, NetType]) -> NetType:
    found = made.get(kind)
    if found is None:
        parent = kind.__mro__[1]
        base = _type_of_node(parent, made) if issubclass(parent, nodes.Ast) else _AST
        if kind in (nodes.PipelineAst, nodes.PipelineChainAst):
            base = define(LANGUAGE + "ChainableAst", base, assembly=SMA)
        elif kind is nodes.ITypeName:
            base = find_type("System.Object")
        found = made[kind] = define(LANGUAGE + kind.__name__, base, assembly=SMA)
        represent(kind, found)
    return found


_register()
