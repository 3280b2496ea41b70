"""What a tree may not say although its grammar is right. PowerShell checks this after parsing, and so do we: rules put a
check aside (`Core.later`), and `Checks.run_checks` runs them from outside to inside.
"""

from __future__ import annotations

from psbridge.language.ast import (
    ArrayLiteralAst,
    AttributeAst,
    AttributedExpressionAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    DataStatementAst,
    ExpressionAst,
    FunctionMemberAst,
    HashtableAst,
    IndexExpressionAst,
    MemberExpressionAst,
    ParameterAst,
    ParenExpressionAst,
    PipelineAst,
    ScriptBlockExpressionAst,
    StatementAst,
    StringConstantExpressionAst,
    TryStatementAst,
    TypeConstraintAst,
    TypeDefinitionAst,
    VariableExpressionAst,
)
from psbridge.language.constants import is_attribute_argument
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import OPERATOR_TEXT
from psbridge.language.parser.definitions import Definitions
from psbridge.language.parser.expressions import is_reference
from psbridge.language.semantics import classes, flow, restricted

_AUTOMATIC_TYPES = {
    "_": "System.Object",
    "args": "System.Object[]",
    "this": "System.Object",
    "input": "System.Object",
    "pscmdlet": "System.Management.Automation.PSScriptCmdlet",
    "psboundparameters": "System.Management.Automation.PSBoundParametersDictionary",
    "myinvocation": "System.Management.Automation.InvocationInfo",
    "psscriptroot": "System.String",
    "pscommandpath": "System.String",
}


def _key_text(value: object) -> str:
    """A constant key as .NET writes it: 1.0 is the key 1."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


class Checks(Definitions):
    """The checks that rules have put aside."""

    __slots__ = ()

    def run_checks(self) -> None:
        """Run all of them, in the order in which PowerShell walks the tree."""
        while self.checks:
            pending, self.checks = sorted(self.checks, key=lambda check: check[:2]), []
            for _, _, check, arguments in pending:
                check(*arguments)

    def report(self, node: object, error_id: str, *arguments: object) -> None:
        """An error at a node."""
        extent = node.extent  # type: ignore[attr-defined]  # every node has one
        self.error(extent.start, extent.end, error_id, *arguments)

    # assignment

    def check_target(self, target: ExpressionAst, kind: K) -> None:
        if type(target) is VariableExpressionAst:
            return
        extent = target.extent
        if isinstance(target, AttributedExpressionAst):  # says more about its [ref] than the cast could
            self.checks = [c for c in self.checks if c[2] != self.check_reference or c[0] < extent.start]
        self.later(extent.start, extent.end, self._check_target, target, kind is K.Equals, "InvalidLeftHandSide", ())

    def check_increment(self, operand: ExpressionAst, kind: K) -> None:
        self._check_target(operand, False, "OperatorRequiresVariableOrProperty", (OPERATOR_TEXT[kind],))

    def _check_target(self, target: ExpressionAst, simple: bool, error_id: str, arguments: tuple[str, ...]) -> None:
        """Say where `target` cannot be assigned to."""
        if isinstance(target, VariableExpressionAst):
            return
        if isinstance(target, ArrayLiteralAst) and simple:
            for element in target.elements:
                self._check_target(element, True, error_id, arguments)
        elif isinstance(target, ParenExpressionAst):
            pipeline = target.pipeline
            inner = pipeline.get_pure_expression() if isinstance(pipeline, PipelineAst) else None
            if inner is None:
                self.report(pipeline, error_id, *arguments)
            else:
                self._check_target(inner, simple, error_id, arguments)
        elif isinstance(target, AttributedExpressionAst):
            self._check_attributed_target(target, simple, error_id, arguments)
        elif isinstance(target, (MemberExpressionAst, IndexExpressionAst)):
            if target.null_conditional:
                self.report(target, error_id, *arguments)
        else:
            self.report(target, error_id, *arguments)

    def _check_attributed_target(self, target: AttributedExpressionAst, simple: bool, error_id: str, arguments: tuple[str, ...]) -> None:
        inner: ExpressionAst = target
        casts = 0
        reference: TypeConstraintAst | None = None
        last = ""
        while isinstance(inner, AttributedExpressionAst):
            if isinstance(inner, ConvertExpressionAst) and isinstance(inner.attribute, TypeConstraintAst):
                casts += 1
                last = inner.attribute.type_name.full_name.lower()
                if is_reference(inner):
                    reference = inner.attribute
                elif last in ("void", "system.void"):
                    self.report(inner.attribute, "VoidTypeConstraintNotAllowed")
            inner = inner.child
        if reference is not None and casts > 1:
            self.report(reference, "ReferenceNeedsToBeByItselfInTypeConstraint")
            return
        self._check_automatic(target, inner, last)
        self._check_target(inner, simple, error_id, arguments)

    def _check_automatic(self, target: ExpressionAst, variable: ExpressionAst, type_name: str) -> None:
        if not isinstance(variable, VariableExpressionAst) or variable.variable_path.scope not in (None, "local", "private"):
            return
        expected = _AUTOMATIC_TYPES.get(variable.variable_path.unqualified.lower())
        if expected is not None and classes.full_type_name(type_name).lower() != expected.lower():
            name = variable.variable_path.unqualified
            self.report(target, "AssignmentStatementToAutomaticNotSupported", name, expected)

    # casts and attributes

    def check_attributed(self, node: ExpressionAst) -> None:
        assert isinstance(node, AttributedExpressionAst)
        inner: ExpressionAst = node
        while isinstance(inner, AttributedExpressionAst):
            inner = inner.child
        if not isinstance(inner, VariableExpressionAst):
            self.report(node.attribute, "UnexpectedAttribute", node.attribute.type_name.full_name)

    def check_convert(self, node: ConvertExpressionAst) -> None:
        name = node.attribute.type_name.full_name
        if name.lower() == "ordered":
            if not isinstance(node.child, HashtableAst):
                self.report(node, "OrderedAttributeOnlyOnHashLiteralNode", name)
            return
        child = node.child
        while isinstance(child, AttributedExpressionAst):
            if isinstance(child, ConvertExpressionAst) and is_reference(child):
                self.report(child.attribute, "ReferenceNeedsToBeByItselfInTypeSequence")
            child = child.child

    def check_reference(self, node: ConvertExpressionAst) -> None:
        self.report(node.attribute, "ReferenceNeedsToBeLastTypeInTypeConversion")

    def check_attribute(self, attribute: AttributeAst) -> None:
        error_id = "ParameterAttributeArgumentNeedsToBeConstant" + ("" if self.in_class else "OrScriptBlock")
        for value in (*attribute.positional_arguments, *(named.argument for named in attribute.named_arguments)):
            if type(value) is ConstantExpressionAst or type(value) is StringConstantExpressionAst:
                continue
            if not is_attribute_argument(value) or (self.in_class and isinstance(value, ScriptBlockExpressionAst)):
                extent = value.extent
                self.later(extent.start, extent.end, self.error, extent.start, extent.end, error_id)

    # expressions

    def check_using_expression(self, inner: ExpressionAst) -> None:
        """A variable, its properties, and elements of it under a constant index."""
        rest: ExpressionAst = inner
        while not isinstance(rest, VariableExpressionAst):
            if isinstance(rest, IndexExpressionAst) and is_attribute_argument(rest.index):
                rest = rest.target
            elif type(rest) is MemberExpressionAst and isinstance(rest.member, StringConstantExpressionAst):
                rest = rest.expression
            else:
                self.report(rest.index if isinstance(rest, IndexExpressionAst) else rest, "InvalidUsingExpression")
                return

    def check_keys(self, pairs: list[tuple[ExpressionAst, StatementAst]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if isinstance(key, ConstantExpressionAst):
                text = _key_text(key.value)
                if text.lower() in seen:
                    self.report(key, "DuplicateKeyInHashLiteral", text)
                seen.add(text.lower())

    # statements and definitions

    def check_duplicate_parameters(self, parameters: list[ParameterAst]) -> None:
        seen: set[str] = set()
        for parameter in parameters:
            if not isinstance(parameter.name, VariableExpressionAst):
                continue
            name = parameter.name.variable_path.user_path
            if name.lower() in seen:
                self.report(parameter.name, "DuplicateFormalParameter", name)
            seen.add(name.lower())
            for attribute in parameter.attributes:
                full_name = attribute.type_name.full_name
                if isinstance(attribute, TypeConstraintAst) and full_name.lower() == "ordered":
                    self.report(attribute, "OrderedAttributeOnlyOnHashLiteralNode", full_name)

    def check_try(self, statement: TryStatementAst) -> None:
        flow.check_catches(statement, self.error)
        if statement.finally_ is not None:
            flow.check_finally(statement.finally_, self.error)

    def check_data(self, statement: DataStatementAst) -> None:
        restricted.check_data(statement, self.error)

    def check_class(self, definition: TypeDefinitionAst) -> None:
        classes.check_class(definition, self.types, self.error)

    def check_enum(self, definition: TypeDefinitionAst) -> None:
        classes.check_enum(definition, self.error)

    def check_method(self, method: FunctionMemberAst, start: int, end: int) -> None:
        classes.check_method(method, start, end, self.error)
        self.check_duplicate_parameters(list(method.parameters))
