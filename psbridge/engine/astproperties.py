"""Which properties the classes of syntax trees have, in .NET's order, and what stands behind each.

Decides what a property of a node reads: the field of the same name in snake case unless the table names another, lists as
ReadOnlyCollection of their elements, words as members of .NET's enums.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, Flag
from typing import Any

from psbridge.language import ast as nodes
from psbridge.language.source import Extent
from psbridge.language.visitor import parent_of
from psbridge.objects.containers import GenericList
from psbridge.objects.nettypes import NetType, find_type, type_of

LANGUAGE = "System.Management.Automation.Language."
_COLLECTION = "System.Collections.ObjectModel.ReadOnlyCollection`1"

# class: its own properties; `=field` names what is read, `*Class` the elements of a list, `?` one that is null when it is empty
DECLARED = {
    "Ast": "Extent Parent",
    "ErrorStatementAst": "NestedAst*Ast",
    "ErrorExpressionAst": "NestedAst*Ast",
    "ScriptBlockAst": "Attributes*AttributeAst UsingStatements*UsingStatementAst ParamBlock BeginBlock ProcessBlock EndBlock "
    "DynamicParamBlock ScriptRequirements",
    "ParamBlockAst": "Attributes*AttributeAst Parameters*ParameterAst",
    "NamedBlockAst": "Unnamed BlockKind Statements*StatementAst Traps?*TrapStatementAst",
    "NamedAttributeArgumentAst": "ArgumentName Argument ExpressionOmitted",
    "AttributeBaseAst": "TypeName",
    "AttributeAst": "PositionalArguments*ExpressionAst NamedArguments*NamedAttributeArgumentAst",
    "ParameterAst": "Attributes*AttributeBaseAst Name DefaultValue StaticType",
    "StatementBlockAst": "Statements*StatementAst Traps?*TrapStatementAst",
    "TypeDefinitionAst": "Name Attributes*AttributeAst BaseTypes*TypeConstraintAst Members*MemberAst TypeAttributes "
    "IsEnum IsClass IsInterface",
    "UsingStatementAst": "UsingStatementKind Name Alias ModuleSpecification",
    "MemberAst": "Name",
    "PropertyMemberAst": "Name PropertyType Attributes*AttributeAst PropertyAttributes InitialValue IsPublic IsPrivate IsHidden IsStatic",
    "FunctionMemberAst": "Name Attributes*AttributeAst ReturnType Parameters?*ParameterAst Body MethodAttributes IsPublic IsPrivate "
    "IsHidden IsStatic IsConstructor",
    "FunctionDefinitionAst": "IsFilter IsWorkflow Name Parameters?*ParameterAst Body",
    "IfStatementAst": "Clauses*PipelineBaseAst,StatementBlockAst ElseClause",
    "DataStatementAst": "Variable CommandsAllowed*ExpressionAst Body",
    "LabeledStatementAst": "Label Condition",
    "LoopStatementAst": "Body",
    "ForEachStatementAst": "Variable ThrottleLimit Flags",
    "ForStatementAst": "Initializer Iterator",
    "CatchClauseAst": "CatchTypes*TypeConstraintAst IsCatchAll Body",
    "TryStatementAst": "Body CatchClauses*CatchClauseAst Finally=finally_",
    "TrapStatementAst": "TrapType Body",
    "BreakStatementAst": "Label",
    "ContinueStatementAst": "Label",
    "ReturnStatementAst": "Pipeline",
    "ExitStatementAst": "Pipeline",
    "ThrowStatementAst": "Pipeline IsRethrow",
    "SwitchStatementAst": "Flags Clauses*ExpressionAst,StatementBlockAst Default",
    "PipelineChainAst": "LhsPipelineChain=left RhsPipeline=right Operator Background",
    "PipelineAst": "PipelineElements*CommandBaseAst Background",
    "CommandParameterAst": "ParameterName Argument ErrorPosition",
    "CommandBaseAst": "Redirections*RedirectionAst",
    "CommandAst": "CommandElements*CommandElementAst InvocationOperator DefiningKeyword",
    "CommandExpressionAst": "Expression",
    "RedirectionAst": "FromStream",
    "FileRedirectionAst": "Location Append",
    "MergingRedirectionAst": "ToStream",
    "AssignmentStatementAst": "Left Operator Right ErrorPosition",
    "ExpressionAst": "StaticType",
    "TernaryExpressionAst": "Condition IfTrue IfFalse",
    "BinaryExpressionAst": "Operator Left Right ErrorPosition StaticType",
    "UnaryExpressionAst": "TokenKind Child StaticType",
    "BlockStatementAst": "Body Kind",
    "AttributedExpressionAst": "Child Attribute",
    "ConvertExpressionAst": "Type StaticType",
    "MemberExpressionAst": "Expression Member Static NullConditional",
    "InvokeMemberExpressionAst": "Arguments?*ExpressionAst",
    "IndexExpressionAst": "Target Index NullConditional",
    "VariableExpressionAst": "VariablePath Splatted",
    "ConstantExpressionAst": "Value StaticType",
    "StringConstantExpressionAst": "StringConstantType Value StaticType",
    "ExpandableStringExpressionAst": "Value StringConstantType NestedExpressions*ExpressionAst StaticType",
    "ScriptBlockExpressionAst": "ScriptBlock StaticType",
    "ArrayLiteralAst": "Elements*ExpressionAst StaticType",
    "HashtableAst": "KeyValuePairs*ExpressionAst,StatementAst StaticType",
    "ArrayExpressionAst": "SubExpression StaticType",
    "ParenExpressionAst": "Pipeline",
    "SubExpressionAst": "SubExpression",
    "UsingExpressionAst": "SubExpression",
    "TypeExpressionAst": "TypeName StaticType",
    "TypeName": "FullName Name AssemblyName IsArray IsGeneric Extent",
    "GenericTypeName": "FullName Name AssemblyName IsArray IsGeneric TypeName GenericArguments*ITypeName Extent",
    "ArrayTypeName": "FullName Name AssemblyName IsArray IsGeneric ElementType Rank Extent",
}
_MODIFIERS = {"Static": 0x10, "Hidden": 0x40}


def snake(name: str) -> str:
    """A property's name as a field's."""
    return "".join(f"_{char.lower()}" if char.isupper() and i else char.lower() for i, char in enumerate(name))


def enum_value(name: str, number: int | str) -> Any:
    """A member of one of .NET's enums about the language, by number or name."""
    from psbridge.engine.members.index import find

    net = find(LANGUAGE + name)
    assert net is not None
    kind: Any = net.python
    return kind(kind.MEMBERS.get(number, 0) if isinstance(number, str) else number)


def _modifiers(node: Any) -> int:
    return 1 + sum(bit for name, bit in _MODIFIERS.items() if getattr(node, f"is_{name.lower()}"))


def _operator_place(node: Any) -> Any:
    """The extent of what stands between the sides of an operator, of a parameter's name else."""
    if isinstance(node, nodes.CommandParameterAst):
        return Extent(node.extent.source, node.extent.start, node.extent.start + 1 + len(node.parameter_name))
    source, start, end = node.extent.source, node.left.extent.end, node.right.extent.start
    between = source.text[start:end]
    start += len(between) - len(between.lstrip())
    return Extent(source, start, start + len(between.split()[0]))


_COMPUTED: dict[str, Callable[[Any], Any]] = {
    "Parent": parent_of,
    "IsInterface": lambda node: False,
    "IsPublic": lambda node: True,
    "IsPrivate": lambda node: False,
    "IsRethrow": lambda node: node.pipeline is None and _inside_catch(node),
    "DefiningKeyword": lambda node: None,
    "AssemblyName": lambda node: getattr(getattr(node, "type_name", None), "assembly_name", None) or getattr(node, "assembly_name", None),
    "TypeAttributes": lambda node: enum_value("TypeAttributes", 4 if node.is_enum else 1),
    "PropertyAttributes": lambda node: enum_value("PropertyAttributes", _modifiers(node)),
    "MethodAttributes": lambda node: enum_value("MethodAttributes", _modifiers(node)),
    "ErrorPosition": _operator_place,
}


def _inside_catch(node: Any) -> bool:
    above = parent_of(node)
    while above is not None and not isinstance(above, nodes.CatchClauseAst | nodes.FunctionDefinitionAst):
        above = parent_of(above)
    return isinstance(above, nodes.CatchClauseAst)


def value_of(value: Any) -> Any:
    """A single field as a script sees it."""
    if isinstance(value, Enum):
        word = int(value.value) if isinstance(value, Flag) else value.name.rstrip("_")
        return enum_value(type(value).__name__, word)
    return value


def _pair_type(names: str) -> NetType:
    return find_type("System.Tuple`2").close(*(find_type(LANGUAGE + name) for name in names.split(",")))


def _list(items: Any, names: str) -> Any:
    if "," not in names:
        return GenericList(find_type(LANGUAGE + names), [value_of(item) for item in items], _COLLECTION)
    from psbridge.engine.members.tuples import Tuple

    kind = _pair_type(names)
    return GenericList(kind, [Tuple(kind, tuple(map(value_of, item))) for item in items], _COLLECTION)


def reader(spec: str) -> tuple[str, Callable[[Any], Any]]:
    """A property's name and how it is read, from its word in the table."""
    head, _, elements = spec.partition("*")
    shown, _, field = head.removesuffix("?").partition("=")
    computed = _COMPUTED.get(shown)
    if computed is not None:
        return shown, computed
    name, nullable = field or snake(shown), head.endswith("?")
    if not elements:
        return shown, lambda node: value_of(getattr(node, name))

    def read(node: Any) -> Any:
        items = getattr(node, name)
        return None if nullable and not items else _list(items or (), elements)

    return shown, read


def specs_of(kind: type) -> list[str]:
    """The words of a class and of those that it comes from; one that a class declares anew stands where it does so."""
    found: dict[str, str] = {}
    for one in kind.__mro__:
        for spec in DECLARED.get(one.__name__, "").split():
            found.setdefault(spec.partition("*")[0].partition("=")[0].rstrip("?"), spec)
        if one.__name__ in ("TypeName", "GenericTypeName", "ArrayTypeName"):
            break  # no nodes in .NET
    return list(found.values())


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


_COMPUTED["StaticType"] = static_type
