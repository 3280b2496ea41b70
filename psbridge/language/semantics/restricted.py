"""The restricted language of data sections and module manifests: what may not stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import OPERATOR_TEXT
from psbridge.language.visitor import children

Report = Callable[..., None]
_VARIABLES = frozenset({"psculture", "psuiculture", "true", "false", "null"})
_VARIABLE_LIST = "$PSCulture, $PSUICulture, $true, $false, $null"
_TYPES = frozenset(
    [
        "bool",
        "byte",
        "char",
        "datetime",
        "decimal",
        "double",
        "float",
        "guid",
        "hashtable",
        "int",
        "long",
        "math",
        "regex",
        "sbyte",
        "securestring",
        "short",
        "single",
        "string",
        "timespan",
        "type",
        "uint16",
        "uint32",
        "uint64",
        "ushort",
        "uint",
        "ulong",
        "uri",
        "version",
        "void",
        "wmi",
        "wmiclass",
        "wmisearcher",
        "xml",
        "switch",
        "array",
        "bigint",
        "ipaddress",
        "mailaddress",
        "pscredential",
        "pslistmodifier",
        "psobject",
        "psprimitivedictionary",
        "ref",
        "scriptblock",
        "ordered",
        "cultureinfo",
        "nullstring",
        "object",
        "objectsecurity",
        "physicaladdress",
        "x500distinguishedname",
        "x509certificate",
        "cimsession",
    ]
)
_OPERATORS_REFUSED = frozenset({K.DotDot, K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus, K.Format})
_REFUSED: dict[type[a.Ast], str] = {
    a.IndexExpressionAst: "ArrayReferenceNotSupportedInDataSection",
    a.AssignmentStatementAst: "AssignmentStatementNotSupportedInDataSection",
    a.AttributeAst: "AttributeNotSupportedInDataSection",
    a.DataStatementAst: "DataSectionStatementNotSupportedInDataSection",
    a.DoWhileStatementAst: "DoWhileStatementNotSupportedInDataSection",
    a.DoUntilStatementAst: "DoWhileStatementNotSupportedInDataSection",
    a.ExpandableStringExpressionAst: "ExpandableStringNotSupportedInDataSection",
    a.BreakStatementAst: "FlowControlStatementNotSupportedInDataSection",
    a.ContinueStatementAst: "FlowControlStatementNotSupportedInDataSection",
    a.ReturnStatementAst: "FlowControlStatementNotSupportedInDataSection",
    a.ExitStatementAst: "FlowControlStatementNotSupportedInDataSection",
    a.ThrowStatementAst: "FlowControlStatementNotSupportedInDataSection",
    a.ForStatementAst: "ForWhileStatementNotSupportedInDataSection",
    a.WhileStatementAst: "ForWhileStatementNotSupportedInDataSection",
    a.ForEachStatementAst: "ForeachStatementNotSupportedInDataSection",
    a.FunctionDefinitionAst: "FunctionDeclarationNotSupportedInDataSection",
    a.ParamBlockAst: "ParameterDeclarationNotSupportedInDataSection",
    a.InvokeMemberExpressionAst: "MethodCallNotSupportedInDataSection",
    a.MemberExpressionAst: "PropertyReferenceNotSupportedInDataSection",
    a.FileRedirectionAst: "RedirectionNotSupportedInDataSection",
    a.MergingRedirectionAst: "RedirectionNotSupportedInDataSection",
    a.ScriptBlockExpressionAst: "ScriptBlockNotSupportedInDataSection",
    a.SwitchStatementAst: "SwitchStatementNotSupportedInDataSection",
    a.TrapStatementAst: "TrapStatementNotSupportedInDataSection",
    a.TryStatementAst: "TryStatementNotSupportedInDataSection",
}


def check_data(statement: a.DataStatementAst, error: Report) -> None:
    """Check the body of a data statement."""
    allowed: set[str] | None = {"convertfrom-stringdata"}
    for command in statement.commands_allowed:
        if not isinstance(command, a.StringConstantExpressionAst):
            allowed = None
            break
        allowed.add(str(command.value).lower())  # type: ignore[union-attr]  # None only after the break
    check_restricted(statement.body, error, allowed)


def check_restricted(
    tree: a.Ast, error: Report, commands: Iterable[str] | None = (), variables: Iterable[str] = (), *, environment: bool = True
) -> None:
    """Report what the restricted language refuses. `commands` None: any command; names are lower case; "*" allows every variable.

    `environment`: variables of the environment are allowed too.
    """
    allowed = None if commands is None else frozenset(commands)
    names = _VARIABLES | frozenset(variables) | ({"env:"} if environment else set())
    pending = [tree]
    while pending:
        node = pending.pop()
        refused = _REFUSED.get(type(node))
        if refused is not None:
            error(node.extent.start, node.extent.end, refused)
        else:
            _check_node(node, error, allowed, names)
        if not isinstance(node, a.ScriptBlockExpressionAst):
            pending.extend(reversed(list(children(node))))


def _check_node(node: a.Ast, error: Report, allowed: frozenset[str] | None, names: frozenset[str]) -> None:
    start, end = node.extent.start, node.extent.end
    if isinstance(node, a.CommandAst):
        _check_command(node, error, allowed)
    elif isinstance(node, a.VariableExpressionAst):
        name = node.variable_path.user_path.lower()
        if name not in names and "*" not in names and not ("env:" in names and name.startswith("env:")):
            error(start, end, "VariableReferenceNotSupportedInDataSection", _VARIABLE_LIST)
    elif isinstance(node, a.BinaryExpressionAst):
        if node.operator in _OPERATORS_REFUSED or node.operator in (K.Join, K.Ireplace, K.Creplace, K.Isplit, K.Csplit, K.As):
            error(start, end, "OperatorNotSupportedInDataSection", OPERATOR_TEXT[node.operator])
    elif isinstance(node, a.UnaryExpressionAst):
        if node.token_kind in _OPERATORS_REFUSED or node.token_kind in (K.Join, K.Isplit, K.Csplit):
            error(start, end, "OperatorNotSupportedInDataSection", OPERATOR_TEXT[node.token_kind])
    elif isinstance(node, (a.TypeConstraintAst, a.TypeExpressionAst)):
        name = node.type_name.full_name
        if name.lower().rstrip("[],").removeprefix("system.") not in _TYPES:
            error(start, end, "TypeNotAllowedInDataSection", name)


def _check_command(node: a.CommandAst, error: Report, allowed: frozenset[str] | None) -> None:
    start, end = node.extent.start, node.extent.end
    if node.invocation_operator is K.Dot:
        error(start, end, "DotSourcingNotSupportedInDataSection")
        return
    if allowed is None:
        return
    name = node.get_command_name()
    if name is None or (name.lower() not in allowed and "*" not in allowed):
        error(start, end, "CmdletNotInAllowedListForDataSection", name or node.command_elements[0].extent.text)
