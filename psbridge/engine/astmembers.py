"""The AST as scripts see it: `$block.Ast.EndBlock.Statements`, `.Extent.Text`, `FindAll`.

Decides how names of System.Management.Automation.Language map to the nodes of psbridge.language: properties are the fields in Pascal case,
tuples are collections, token kinds are named.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from psbridge.engine.members.table import ContextMethod
from psbridge.language import ast as nodes
from psbridge.language.source import Extent
from psbridge.language.visitor import field_names, parent_of, walk
from psbridge.objects import AutomationNull, GenericList, Method, NetType, Property, define, find_type
from psbridge.objects.access import register_adapter
from psbridge.objects.convert import truth
from psbridge.objects.nettypes import SMA, represent, type_of
from psbridge.objects.psobject import NetObject

LANGUAGE = "System.Management.Automation.Language."
_AST = define(LANGUAGE + "Ast", assembly=SMA)
define(LANGUAGE + "IScriptPosition", None, kind="interface", assembly=SMA)


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.strip("_").split("_"))


def _value(value: Any) -> Any:
    """A field as a script sees it."""
    if isinstance(value, tuple) and not isinstance(value, Extent):
        if value and isinstance(value[0], tuple):
            return [_pair(one) for one in value]
        return GenericList(_AST, [_value(one) for one in value], "System.Collections.ObjectModel.ReadOnlyCollection`1")
    if isinstance(value, Enum):
        return value.name.rstrip("_")
    return value


def _pair(pair: tuple[Any, ...]) -> Any:
    from psbridge.objects import PSObject

    return PSObject.of(("Item1", _value(pair[0])), ("Item2", _value(pair[1])))


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
            for name in ("extent", *field_names(kind)):
                shown = _RENAMED.get(name, _pascal(name))
                found[shown.lower()] = Property(shown, _reader(name))
            for name, getter in _EXTRA.items():
                if hasattr(kind, name):
                    shown = _pascal(name)
                    found.setdefault(shown.lower(), Property(shown, getter))
            found["parent"] = Property("Parent", parent_of)
            if issubclass(kind, nodes.ExpressionAst | nodes.ParameterAst):
                found["statictype"] = Property("StaticType", static_type)
        return found


_RENAMED = {"finally_": "Finally", "static": "Static"}


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda node: _value(getattr(node, name))


_EXTRA: dict[str, Callable[[Any], Any]] = {
    name: _reader(name)
    for name in ("is_catch_all", "is_static", "is_hidden", "is_class", "is_enum", "type", "full_name", "name", "is_array", "is_generic")
}


_STATIC_TYPES: tuple[tuple[type, str], ...] = (
    (nodes.StringConstantExpressionAst, "System.String"),
    (nodes.ExpandableStringExpressionAst, "System.String"),
    (nodes.HashtableAst, "System.Collections.Hashtable"),
    (nodes.ScriptBlockExpressionAst, "System.Management.Automation.ScriptBlock"),
    (nodes.TypeExpressionAst, "System.Type"),
)


def static_type(node: Any) -> NetType:
    """The type of an expression as far as its text alone tells."""
    from psbridge.engine.types.written import type_from_text

    constraints = [one for one in getattr(node, "attributes", ()) if isinstance(one, nodes.TypeConstraintAst)]
    if isinstance(node, nodes.ConvertExpressionAst) and isinstance(node.attribute, nodes.TypeConstraintAst):
        constraints = [node.attribute]
    if constraints:
        return type_from_text(constraints[0].type_name.full_name) or find_type("System.Object")
    for kind, name in _STATIC_TYPES:
        if isinstance(node, kind):
            return find_type(name)
    if isinstance(node, nodes.ArrayLiteralAst | nodes.ArrayExpressionAst):
        return find_type("System.Object").array()
    if isinstance(node, nodes.ConstantExpressionAst) and node.value is not None:
        return type_of(node.value)
    return find_type("System.Object")


class PathAdapter:
    """VariablePath."""

    def find(self, value: Any, name: str) -> Property | Method | None:
        return _PATH.get(name.lower())

    def properties(self, value: Any) -> list[Property]:
        return list(_PATH.values())


_PATH: dict[str, Property] = {
    _pascal(name).lower(): Property(_pascal(name), _reader(name))
    for name in (
        "user_path", "drive_name", "is_variable", "is_drive_qualified", "is_global", "is_local", "is_private", "is_script",
        "is_unqualified",         "is_unscoped_variable",
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
    register_adapter(nodes.Ast, AstAdapter())
    register_adapter(Extent, ExtentAdapter())
    represent(nodes.VariablePath, define("System.Management.Automation.VariablePath", assembly=SMA))
    register_adapter(nodes.VariablePath, PathAdapter())


def _type_of_node(kind: type, made: dict[type, NetType]) -> NetType:
    found = made.get(kind)
    if found is None:
        parent = kind.__mro__[1]
        base = _type_of_node(parent, made) if issubclass(parent, nodes.Ast) else _AST
        found = made[kind] = define(LANGUAGE + kind.__name__, base, assembly=SMA)
        represent(kind, found)
    return found


_register()
