"""What classes and enums may not say. Types that only a session knows are left to the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from psbridge.language.ast import (
    ArrayLiteralAst,
    AssignmentStatementAst,
    Ast,
    BaseCtorInvokeMemberExpressionAst,
    BreakStatementAst,
    CommandExpressionAst,
    ContinueStatementAst,
    ConvertExpressionAst,
    FunctionDefinitionAst,
    FunctionMemberAst,
    LabeledStatementAst,
    MemberAst,
    NamedBlockAst,
    ParameterAst,
    PropertyMemberAst,
    ReturnStatementAst,
    ScriptBlockAst,
    ScriptBlockExpressionAst,
    TypeConstraintAst,
    TypeDefinitionAst,
    VariableExpressionAst,
)
from psbridge.language.constants import is_attribute_argument
from psbridge.language.semantics.assignment import unassigned
from psbridge.language.semantics.attributes import check_attributes
from psbridge.language.semantics.flow import completes, label_of
from psbridge.language.source import EMPTY_EXTENT
from psbridge.language.visitor import children, walk

Report = Callable[..., None]

# variables that a method may use without having assigned them
_KNOWN = frozenset(
    [
        "_",
        "args",
        "input",
        "this",
        "pscmdlet",
        "psboundparameters",
        "myinvocation",
        "psscriptroot",
        "pscommandpath",
        "true",
        "false",
        "null",
        "lastexitcode",
        "error",
        "stacktrace",
        "outputencoding",
        "nestedpromptlevel",
        "pwd",
        "matches",
        "?",
        "^",
        "$",
        "home",
        "host",
        "pid",
        "profile",
        "psculture",
        "psedition",
        "pshome",
        "psuiculture",
        "psversiontable",
        "shellid",
        "executioncontext",
        "islinux",
        "ismacos",
        "iswindows",
        "iscoreclr",
        "enabledexperimentalfeatures",
        "consolefilename",
        "erroractionpreference",
        "warningpreference",
        "verbosepreference",
        "debugpreference",
        "informationpreference",
        "progresspreference",
        "confirmpreference",
        "whatifpreference",
        "foreach",
        "switch",
        "event",
        "eventargs",
        "eventsubscriber",
        "sender",
        "psitem",
        "psdebugcontext",
        "maximumhistorycount",
        "psdefaultparametervalues",
        "psmoduleautoloadingpreference",
        "errorview",
        "formatenumerationlimit",
        "ofs",
        "psemailserver",
        "psnativecommandargumentpassing",
        "psnativecommanduseerroractionpreference",
        "pssenderinfo",
        "psstyle",
        "pssessionapplicationname",
        "pssessionconfigurationname",
        "pssessionoption",
        "logcommandlifecycleevent",
        "transcript",
    ]
)
_VOID = frozenset({"void", "system.void"})
_SEALED = frozenset({"System.String", "System.Type", "System.Text.StringBuilder", "System.Version", "System.DBNull"})


def full_type_name(name: str) -> str:
    """Full name of a type of the table, else the name itself."""
    from psbridge.objects import lookup_type

    is_array = name.endswith("[]")
    found = lookup_type(name[:-2] if is_array else name)
    return (found.full_name if found is not None else name) + ("[]" if is_array and found is not None else "")


# classes


def check_class(definition: TypeDefinitionAst, types: dict[str, TypeDefinitionAst], error: Report) -> None:
    """Members twice, bases that cannot be."""
    _check_twice(definition.members, error)
    _check_properties(definition, error)
    check_attributes(definition, error)
    if definition.attributes:
        from psbridge.language.semantics.dscresources import check_resource

        check_resource(definition, types, error)
    for index, base in enumerate(definition.base_types):
        own = types.get(base.type_name.full_name.lower())
        if own is not None:
            if index == 0 and own is not definition:
                _check_default_constructor(definition, own, error)
        else:
            _check_net_base(base, index, error)


def _check_net_base(base: TypeConstraintAst, index: int, error: Report) -> None:
    from psbridge.objects import lookup_type

    net = lookup_type(base.type_name.full_name)
    if net is None or net.kind == "interface":
        return
    start, end = base.extent.start, base.extent.end
    if index > 0:
        error(start, end, "InterfaceNameExpected", base.type_name.name)
    elif net.kind in ("struct", "enum") or net.full_name in _SEALED:
        error(start, end, "SealedBaseClass", net.name)


def _check_default_constructor(definition: TypeDefinitionAst, base: TypeDefinitionAst, error: Report) -> None:
    constructors = [m for m in base.members if isinstance(m, FunctionMemberAst) and m.is_constructor and not m.is_static]
    if not constructors or any(not constructor.parameters for constructor in constructors):
        return
    mine = [m for m in definition.members if isinstance(m, FunctionMemberAst) and m.is_constructor and not m.is_static]
    if not mine:
        error(definition.extent.start, definition.extent.end, "BaseClassNoDefaultCtor", base.name)
    for constructor in mine:
        if not _calls_base(constructor):
            extent = constructor.extent
            error(extent.start, extent.end, "BaseClassNoDefaultCtor", base.name)


def _calls_base(constructor: FunctionMemberAst) -> bool:
    block = constructor.body.end_block
    first = block.statements[0] if block is not None and block.statements else None
    call = first.expression if isinstance(first, CommandExpressionAst) else None
    return isinstance(call, BaseCtorInvokeMemberExpressionAst) and call.extent is not EMPTY_EXTENT


def _signature(member: MemberAst) -> tuple[str, ...]:
    if not isinstance(member, FunctionMemberAst):
        return (member.name.lower(),)
    kinds = ["static" if member.is_constructor and member.is_static else ""]
    for parameter in member.parameters:
        types = [a.type_name.full_name.lower() for a in parameter.attributes if isinstance(a, TypeConstraintAst)]
        kinds.append(types[0] if types else "object")
    return (member.name.lower(), "(", *kinds)


def _check_twice(members: tuple[MemberAst, ...], error: Report) -> None:
    seen: set[tuple[str, ...]] = set()
    properties = {member.name.lower() for member in members if isinstance(member, PropertyMemberAst)}
    for member in members:
        signature = _signature(member)
        hidden = isinstance(member, FunctionMemberAst) and member.name.lower() in properties
        if signature in seen or hidden:
            error(member.extent.start, member.extent.end, "MemberAlreadyDefined", member.name)
        seen.add(signature)


# enums


def check_enum(definition: TypeDefinitionAst, error: Report) -> None:
    """Members twice, values that are not constant."""
    check_attributes(definition, error)
    _check_twice(definition.members, error)
    for member in definition.members:
        value = member.initial_value if isinstance(member, PropertyMemberAst) else None
        if value is not None and (isinstance(value, ScriptBlockExpressionAst) or not is_attribute_argument(value)):
            error(value.extent.start, value.extent.end, "EnumeratorValueMustBeConstant")


# methods


def is_void(method: FunctionMemberAst) -> bool:
    """Whether a method gives nothing back."""
    return method.return_type is None or method.return_type.type_name.full_name.lower() in _VOID


def check_method(method: FunctionMemberAst, start: int, end: int, error: Report) -> None:
    """Blocks, return types, paths and variables of a method whose name stands at `start`..`end`."""
    body = method.body
    if body.param_block is not None:
        error(body.param_block.extent.start, body.param_block.extent.end, "ParamBlockNotAllowedInMethod")
    named = body.dynamic_param_block or body.begin_block or body.process_block or body.end_block
    if named is not None and not named.unnamed:
        error(named.extent.start, named.extent.end, "NamedBlockNotAllowedInMethod")
    if method.is_constructor and method.return_type is not None:
        extent = method.return_type.extent
        error(extent.start, extent.end, "ConstructorCantHaveReturnType")
    if method.is_constructor and method.is_static and method.parameters:
        error(method.parameters[0].extent.start, method.parameters[-1].extent.end, "StaticConstructorCantHaveParameters")
    if body.end_block is not None and not is_void(method) and completes(body.end_block.statements):
        error(start, end, "MethodHasCodePathNotReturn")
    for parameter in method.parameters:
        _check_parameter(parameter, error)
    _check_flow(method, error)
    _check_variables(method, error)


def _check_parameter(parameter: ParameterAst, error: Report) -> None:
    constraints = [a for a in parameter.attributes if isinstance(a, TypeConstraintAst)]
    for extra in constraints[1:]:
        error(extra.extent.start, extra.extent.end, "MultipleTypeConstraintsOnMethodParam")


def _own_nodes(method: FunctionMemberAst) -> Iterator[tuple[Ast, tuple[str, ...]]]:
    """Nodes that run as part of the method itself, with the labels of the loops around them."""
    pending: list[tuple[Ast, tuple[str, ...]]] = [(block, ()) for block in _blocks(method.body)]
    while pending:
        node, loops = pending.pop()
        yield node, loops
        if isinstance(node, (ScriptBlockExpressionAst, FunctionDefinitionAst)):
            continue
        if isinstance(node, LabeledStatementAst):
            loops = (*loops, (node.label or "").lower())
        pending.extend((child, loops) for child in reversed(list(children(node))))


def _blocks(body: ScriptBlockAst) -> list[NamedBlockAst]:
    blocks = (body.begin_block, body.process_block, body.end_block, body.dynamic_param_block)
    return [block for block in blocks if block is not None]


def _check_flow(method: FunctionMemberAst, error: Report) -> None:
    for node, loops in _own_nodes(method):
        start, end = node.extent.start, node.extent.end
        if isinstance(node, ReturnStatementAst):
            if node.pipeline is not None and is_void(method):
                error(start, end, "VoidMethodHasReturn")
            elif node.pipeline is None and not is_void(method):
                error(start, end, "NonVoidMethodMissingReturnValue")
        elif isinstance(node, (BreakStatementAst, ContinueStatementAst)):
            label = label_of(node.label)
            if label and label.lower() not in loops:
                error(start, end, "LabelNotFound", label)


def _check_variables(method: FunctionMemberAst, error: Report) -> None:
    if method.is_static:
        for node, _ in _own_nodes(method):
            if isinstance(node, VariableExpressionAst):
                _check_this(node, error)
    for variable in unassigned(method):
        path = variable.variable_path
        if variable.extent is EMPTY_EXTENT or path.is_drive_qualified or path.scope in ("global", "script", "using"):
            continue
        if path.unqualified.lower() not in _KNOWN:
            error(variable.extent.start, variable.extent.end, "VariableNotLocal")


def _check_this(variable: VariableExpressionAst, error: Report) -> None:
    path = variable.variable_path
    if path.user_path.lower() == "this":
        error(variable.extent.start, variable.extent.end, "NonStaticMemberAccessInStaticMember", path.user_path)


def _check_properties(definition: TypeDefinitionAst, error: Report) -> None:
    """Methods must name a property through `$this` or the class to set it; static properties have no `$this`."""
    properties = {one.name.lower(): one for one in definition.members if isinstance(one, PropertyMemberAst)}
    for member in definition.members:
        if isinstance(member, FunctionMemberAst) and properties:
            for node, _ in _own_nodes(member):
                if isinstance(node, AssignmentStatementAst):
                    _check_property_target(node, definition, properties, error)
        elif isinstance(member, PropertyMemberAst) and member.is_static and member.initial_value is not None:
            for node in walk(member.initial_value):
                if isinstance(node, VariableExpressionAst):
                    _check_this(node, error)


def _check_property_target(
    node: AssignmentStatementAst, definition: TypeDefinitionAst, properties: dict[str, PropertyMemberAst], error: Report
) -> None:
    targets = node.left.elements if isinstance(node.left, ArrayLiteralAst) else (node.left,)
    for target in targets:
        while isinstance(target, ConvertExpressionAst):
            target = target.child
        if not isinstance(target, VariableExpressionAst):
            continue
        found = properties.get(target.variable_path.user_path.lower())
        if found is not None and found.is_static:
            error(target.extent.start, target.extent.end, "MissingTypeInStaticPropertyAssignment", f"[{definition.name}]::", found.name)
        elif found is not None:
            error(target.extent.start, target.extent.end, "MissingThis", "$this.", found.name)


def check_types_twice(root: ScriptBlockAst, error: Report) -> None:
    """Two types of one script block may not have the same name."""
    pending: list[tuple[Ast, dict[str, TypeDefinitionAst]]] = [(root, {})]
    while pending:
        node, scope = pending.pop()
        if isinstance(node, ScriptBlockAst):
            scope = {}
        elif isinstance(node, TypeDefinitionAst) and scope.setdefault(node.name.lower(), node) is not node:
            error(node.extent.start, node.extent.end, "MemberAlreadyDefined", node.name)
        pending.extend((child, scope) for child in reversed(list(children(node))))
