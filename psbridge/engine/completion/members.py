"""What may stand behind `.` or `::`: members of the value where working it out has no effects, else of the type that it must have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psbridge.engine.completion.inference import Upstream, types_of
from psbridge.engine.completion.words import Offer, fitting, quietly, quoted
from psbridge.engine.context import Context
from psbridge.engine.types.written import type_from_text
from psbridge.language import (
    Ast,
    ConstantExpressionAst,
    FunctionMemberAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    PropertyMemberAst,
    TypeDefinitionAst,
    TypeExpressionAst,
    VariableExpressionAst,
    walk,
)
from psbridge.objects import typetable
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import to_text

Member = tuple[str, str, str]  # name, Property or Method, what it looks like
# members that the language gives to every value
_EXTENSIONS: tuple[Member, ...] = (
    ("Where", "Method", "Where({ expression } [, mode [, numberToReturn]])"),
    ("ForEach", "Method", "ForEach(expression [, arguments...])"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A member that is typed: the expression, how it begins, the text that it stands in, what `$_` would be."""

    node: MemberExpressionAst
    typed: str
    tree: Ast
    upstream: Upstream


def offers(ctx: Context, wanted: Wanted) -> list[Offer]:
    """Properties first, then methods, each by name; then what the language gives to every value."""
    node, found = wanted.node, _of_class(wanted)
    if not found and is_harmless(node.expression):
        found = _of_value(ctx, node)
    if not found:
        found = _of_type(node) if node.static else list(members_of_types(types_of(ctx, node.expression, wanted.tree, wanted.upstream)))
    if found and not node.static:
        return _sorted(found, wanted.typed) + _sorted(
            [one for one in _EXTENSIONS if one[0] not in {name for name, *_ in found}], wanted.typed
        )
    return _sorted(found, wanted.typed)


def _of_class(wanted: Wanted) -> list[Member]:
    """Behind `$this` in the text of a class: what the class declares, and what its base class has."""
    expression = wanted.node.expression
    if not isinstance(expression, VariableExpressionAst) or expression.variable_path.unqualified.lower() != "this":
        return []
    around = [
        one
        for one in walk(wanted.tree)
        if isinstance(one, TypeDefinitionAst) and one.is_class and one.extent.start < expression.extent.start < one.extent.end
    ]
    if not around:
        return []
    found: list[Member] = []
    for one in around[-1].members:
        if isinstance(one, PropertyMemberAst) and not one.is_static:
            kind = "" if one.property_type is None else f"[{one.property_type.type_name.full_name}] "
            found.append((one.name, "Property", f"{kind}{one.name}"))
        elif isinstance(one, FunctionMemberAst) and not one.is_static and not one.is_constructor:
            found.append((one.name, "Method", f"{one.name}({', '.join(taken.extent.text for taken in one.parameters)})"))
    bases = [base.type_name.full_name for base in around[-1].base_types]
    return found + members_of_types(bases or ["System.Object"])


def _sorted(found: Iterable[Member], typed: str) -> list[Offer]:
    fits, seen = fitting(typed), {}
    for name, kind, definition in found:
        if fits(name) and name.lower() not in seen:
            is_method = kind == "Method"
            text = f"{name}(" if is_method else quoted(name)
            seen[name.lower()] = (is_method, Offer(text, name, kind, definition.replace("), ", ")\n") if is_method else definition))
    return [offer for _, offer in sorted(seen.values(), key=lambda pair: (pair[0], pair[1].label.lower()))]


def is_harmless(node: Ast) -> bool:
    """Whether an expression can be worked out without effects: variables, constants, types, and what lies behind dots and indexes."""
    allowed = (VariableExpressionAst, ConstantExpressionAst, TypeExpressionAst, MemberExpressionAst, IndexExpressionAst)
    expressions = [one for one in walk(node) if type(one).__name__.endswith("ExpressionAst")]
    return all(isinstance(one, allowed) and not isinstance(one, InvokeMemberExpressionAst) for one in expressions)


def _of_value(ctx: Context, node: MemberExpressionAst) -> list[Member]:
    rows = [to_text(line).split("|", 2) for line in quietly(ctx, _MEMBERS % (node.expression.extent.text, " -Static" * node.static))]
    found = [(name, "Method" if kind.endswith("Method") else "Property", text) for name, kind, text in rows]
    if node.static and isinstance(node.expression, TypeExpressionAst):
        found += _of_type(node)
    return found


_MEMBERS = """$v = %s; if ($null -ne $v) {
    if ($v -is [Collections.IDictionary]) { $v.Keys | ForEach-Object { "$_|Property|$_" } }
    Get-Member -InputObject $v%s | ForEach-Object { '{0}|{1}|{2}' -f $_.Name, $_.MemberType, $_.Definition } }"""


def _of_type(node: MemberExpressionAst) -> list[Member]:
    """Behind `::`; `new` where there is a constructor."""
    expression = node.expression
    net = type_from_text(expression.type_name.full_name) if isinstance(expression, TypeExpressionAst) else None
    if net is None:
        return []
    table = members_of(net)
    found = [(one.name, "Property", f"static {one.type_name} {one.name}") for one in table.static_properties.values()]
    found += [(one.name, "Method", ", ".join(one.definitions) or one.name) for one in table.static_methods.values()]
    if table.constructor is not None:
        lines = [line.replace("new(", f"{net.name}(") for line in table.constructor.definitions]
        found.append(("new", "Method", ", ".join(lines) or "new"))
    return found


def members_of_types(names: Iterable[str]) -> list[Member]:
    """The members that values of these types have: the type table's and the types' own."""
    found: list[Member] = []
    for name in names:
        net = type_from_text(name)
        chain = net.type_names if net is not None else (name,)
        found += [(one.name, "Property" if one.is_property else "Method", one.name) for one in typetable.active().members(chain).values()]
        if net is not None:
            table = members_of(net)
            found += [
                (one.name, "Property", f"{one.type_name} {one.name} {{get;{'set;' * bool(one.set)}}}") for one in table.properties.values()
            ]
            found += [(one.name, "Method", ", ".join(one.definitions) or one.name) for one in table.methods.values()]
    return found
