"""The AST as scripts see it: `$block.Ast.EndBlock.Statements`, `.Extent.Text`, `FindAll`.

Decides how names of System.Management.Automation.Language map to the nodes of psbridge.language; `astproperties` lists their properties.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from psbridge.engine.astproperties import LANGUAGE, reader, snake, specs_of
from psbridge.engine.members.table import ContextMethod
from psbridge.language import ast as nodes
from psbridge.language import parse
from psbridge.language.source import Extent
from psbridge.language.visitor import children, walk
from psbridge.objects import AutomationNull, Method, NetError, NetType, Property, define, find_type, lookup_type
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
    """SafeGetValue: constants and what is made of them; whatever else stands there is refused."""
    from psbridge.engine.compiler.unit import Unit, expression

    if not isinstance(node, nodes.ExpressionAst) or not _is_safe(node):
        text = "Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: "
        raise NetError.of("System.InvalidOperationException", f"{text}{node.extent.text}.")
    return expression(Unit(node.extent.source), node)(ctx)


_SAFE = (nodes.ConstantExpressionAst, nodes.ScriptBlockExpressionAst)
_SAFE_WITH_PARTS = (
    nodes.ArrayExpressionAst, nodes.ArrayLiteralAst, nodes.CommandExpressionAst, nodes.ExpandableStringExpressionAst, nodes.HashtableAst,
    nodes.IndexExpressionAst, nodes.ParenExpressionAst, nodes.PipelineAst, nodes.StatementBlockAst, nodes.SubExpressionAst,
    nodes.UsingExpressionAst,
)  # fmt: skip
_SAFE_VARIABLES = frozenset(("args", "true", "false", "null"))
_SAFE_OPERATORS = frozenset(("Not", "Exclaim", "Bnot", "Plus", "Minus", "Comma"))
_PRIMITIVES = frozenset(
    f"System.{name}"
    for name in ("Boolean", "Char", "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double")
)


def _is_safe(node: Any) -> bool:
    """Whether a node is a value whatever the session: nothing of it runs code, names a type or could grow without end."""
    if isinstance(node, _SAFE):
        return True
    if isinstance(node, nodes.VariableExpressionAst):
        return not node.splatted and node.variable_path.user_path.lower() in _SAFE_VARIABLES
    if isinstance(node, nodes.UnaryExpressionAst):
        return node.token_kind.name in _SAFE_OPERATORS and _is_safe(node.child)
    if isinstance(node, nodes.ConvertExpressionAst):
        net = lookup_type(node.type.type_name.full_name)
        return net is not None and net.full_name in _PRIMITIVES and _is_safe(node.child)
    return isinstance(node, _SAFE_WITH_PARTS) and all(_is_safe(part) for part in children(node))


def get_script_block(ctx: Any, node: Any) -> Any:
    """GetScriptBlock: a block of the node's own, unless something in the whole text is wrong."""
    source = node.extent.source
    if parse(source.text, source.file).errors:
        kind = "System.Management.Automation.PSInvalidOperationException"
        raise NetError.of(kind, "Operation is not valid due to the current state of the object.")
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
