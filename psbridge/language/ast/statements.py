"""Statement, pipeline and command nodes. Fields are PowerShell's properties in snake case."""

from __future__ import annotations

from enum import Enum, Flag
from typing import TYPE_CHECKING

from psbridge.language.ast.base import Ast, CommandElementAst, ExpressionAst, PipelineBaseAst, RedirectionAst, StatementAst, node
from psbridge.language.ast.expressions import AttributeAst, AttributeBaseAst, HashtableAst, StringConstantExpressionAst, TypeConstraintAst
from psbridge.language.kinds import TokenKind

if TYPE_CHECKING:
    from psbridge.language.ast.blocks import ScriptBlockAst


@node
class ErrorStatementAst(PipelineBaseAst):
    """What is left of a statement that did not parse."""

    nested_ast: tuple[Ast, ...] = ()


@node
class StatementBlockAst(Ast):
    """`{ statements }` of a statement, or the inside of `$()` and `@()`."""

    statements: tuple[StatementAst, ...] = ()
    traps: tuple[TrapStatementAst, ...] = ()


# pipelines and commands


class RedirectionStream(Enum):
    """A stream of a redirection, by number; 0 is all."""

    All = 0
    Output = 1
    Error = 2
    Warning = 3
    Verbose = 4
    Debug = 5
    Information = 6


@node
class FileRedirectionAst(RedirectionAst):
    """`2> file`, `*>> file`."""

    from_stream: RedirectionStream
    location: ExpressionAst
    append: bool = False


@node
class MergingRedirectionAst(RedirectionAst):
    """`2>&1`."""

    from_stream: RedirectionStream
    to_stream: RedirectionStream


@node
class CommandBaseAst(StatementAst):
    """A command or an expression as an element of a pipeline."""

    redirections: tuple[RedirectionAst, ...]


@node
class CommandExpressionAst(CommandBaseAst):
    """An expression as an element of a pipeline."""

    expression: ExpressionAst


@node
class CommandParameterAst(CommandElementAst):
    """`-name` or `-name:argument`."""

    parameter_name: str
    argument: ExpressionAst | None = None


@node
class CommandAst(CommandBaseAst):
    """`name arguments`; `invocation_operator` is Unknown, Ampersand or Dot. Element 0 is the name."""

    command_elements: tuple[CommandElementAst, ...]
    invocation_operator: TokenKind = TokenKind.Unknown

    def get_command_name(self) -> str | None:
        """The name when it is a constant."""
        first = self.command_elements[0]
        return first.value if isinstance(first, StringConstantExpressionAst) else None


@node
class PipelineAst(PipelineBaseAst):
    """`element | element`; `background` when it ends in `&`."""

    pipeline_elements: tuple[CommandBaseAst, ...]
    background: bool = False

    def get_pure_expression(self) -> ExpressionAst | None:
        """The expression when the pipeline is nothing else."""
        if len(self.pipeline_elements) == 1:
            only = self.pipeline_elements[0]
            if isinstance(only, CommandExpressionAst) and not only.redirections:
                return only.expression
        return None


@node
class PipelineChainAst(PipelineBaseAst):
    """`left && right`, `left || right`."""

    left: PipelineAst | PipelineChainAst
    operator: TokenKind
    right: PipelineAst
    background: bool = False


@node
class AssignmentStatementAst(PipelineBaseAst):
    """`left operator right`; `right` is any statement (`$x = if ...`)."""

    left: ExpressionAst
    operator: TokenKind
    right: StatementAst


# flow


@node
class IfStatementAst(StatementAst):
    """`if`, `elseif`..., `else`: pairs of condition and body."""

    clauses: tuple[tuple[PipelineBaseAst, StatementBlockAst], ...]
    else_clause: StatementBlockAst | None = None


@node
class LabeledStatementAst(StatementAst):
    """A statement that may have a label (without its colon) and a condition."""

    label: str | None
    condition: PipelineBaseAst | None


@node
class LoopStatementAst(LabeledStatementAst):
    """A loop."""

    body: StatementBlockAst


@node
class WhileStatementAst(LoopStatementAst):
    """`while (condition) { }`."""


@node
class DoWhileStatementAst(LoopStatementAst):
    """`do { } while (condition)`."""


@node
class DoUntilStatementAst(LoopStatementAst):
    """`do { } until (condition)`."""


@node
class ForStatementAst(LoopStatementAst):
    """`for (initializer; condition; iterator) { }`."""

    initializer: PipelineBaseAst | None = None
    iterator: PipelineBaseAst | None = None


class ForEachFlags(Flag):
    """What was written after `foreach`."""

    None_ = 0
    Parallel = 1


@node
class ForEachStatementAst(LoopStatementAst):
    """`foreach (variable in condition) { }`; `variable` is a VariableExpressionAst."""

    variable: ExpressionAst
    flags: ForEachFlags = ForEachFlags.None_
    throttle_limit: ExpressionAst | None = None


class SwitchFlags(Flag):
    """What was written after `switch`."""

    None_ = 0
    File = 1
    Regex = 2
    Wildcard = 4
    Exact = 8
    CaseSensitive = 16
    Parallel = 32


@node
class SwitchStatementAst(LabeledStatementAst):
    """`switch (condition) { test { body } ... default { } }`."""

    flags: SwitchFlags
    clauses: tuple[tuple[ExpressionAst, StatementBlockAst], ...]
    default: StatementBlockAst | None = None


@node
class CatchClauseAst(Ast):
    """`catch [type], [type] { }`."""

    catch_types: tuple[TypeConstraintAst, ...]
    body: StatementBlockAst

    @property
    def is_catch_all(self) -> bool:
        return not self.catch_types


@node
class TryStatementAst(StatementAst):
    """`try { } catch { } finally { }`."""

    body: StatementBlockAst
    catch_clauses: tuple[CatchClauseAst, ...] = ()
    finally_: StatementBlockAst | None = None


@node
class TrapStatementAst(StatementAst):
    """`trap [type] { }`."""

    trap_type: TypeConstraintAst | None
    body: StatementBlockAst


@node
class BreakStatementAst(StatementAst):
    """`break label`."""

    label: ExpressionAst | None = None


@node
class ContinueStatementAst(StatementAst):
    """`continue label`."""

    label: ExpressionAst | None = None


@node
class ReturnStatementAst(StatementAst):
    """`return pipeline`."""

    pipeline: PipelineBaseAst | None = None


@node
class ExitStatementAst(StatementAst):
    """`exit pipeline`."""

    pipeline: PipelineBaseAst | None = None


@node
class ThrowStatementAst(StatementAst):
    """`throw pipeline`."""

    pipeline: PipelineBaseAst | None = None


@node
class BlockStatementAst(StatementAst):
    """`parallel { }` or `sequence { }` of a workflow (refused by the parser)."""

    kind: str
    body: StatementBlockAst


@node
class DataStatementAst(StatementAst):
    """`data name -SupportedCommand a, b { }`."""

    variable: str | None
    commands_allowed: tuple[ExpressionAst, ...]
    body: StatementBlockAst


# declarations


class UsingStatementKind(Enum):
    """What follows `using`."""

    Assembly = 0
    Command = 1
    Module = 2
    Namespace = 3
    Type = 4


@node
class UsingStatementAst(StatementAst):
    """`using namespace name`, `using module name-or-hashtable`, `using assembly name`."""

    using_statement_kind: UsingStatementKind
    name: StringConstantExpressionAst | None = None
    alias: StringConstantExpressionAst | None = None
    module_specification: HashtableAst | None = None


@node
class ParameterAst(Ast):
    """`[attributes] $name = default`; `name` is a VariableExpressionAst."""

    name: ExpressionAst
    attributes: tuple[AttributeBaseAst, ...] = ()
    default_value: ExpressionAst | None = None


@node
class FunctionDefinitionAst(StatementAst):
    """`function name (parameters) { body }`; `parameters` are those in parentheses (None: no parentheses)."""

    name: str
    body: ScriptBlockAst
    parameters: tuple[ParameterAst, ...] | None = None
    is_filter: bool = False
    is_workflow: bool = False


class MemberModifiers(Flag):
    """`static` and `hidden` of members of classes."""

    None_ = 0
    Static = 1
    Hidden = 2


@node
class MemberAst(Ast):
    """A member of a class or enum."""

    name: str


@node
class PropertyMemberAst(MemberAst):
    """`[type] $name = initial_value`; of an enum: `name = initial_value`."""

    property_type: TypeConstraintAst | None = None
    attributes: tuple[AttributeAst, ...] = ()
    modifiers: MemberModifiers = MemberModifiers.None_
    initial_value: ExpressionAst | None = None

    @property
    def is_static(self) -> bool:
        return MemberModifiers.Static in self.modifiers

    @property
    def is_hidden(self) -> bool:
        return MemberModifiers.Hidden in self.modifiers


@node
class FunctionMemberAst(MemberAst):
    """A method or constructor. A base constructor call is the first statement of its body's end block."""

    parameters: tuple[ParameterAst, ...]
    body: ScriptBlockAst
    return_type: TypeConstraintAst | None = None
    attributes: tuple[AttributeAst, ...] = ()
    modifiers: MemberModifiers = MemberModifiers.None_
    is_constructor: bool = False

    @property
    def is_static(self) -> bool:
        return MemberModifiers.Static in self.modifiers

    @property
    def is_hidden(self) -> bool:
        return MemberModifiers.Hidden in self.modifiers


@node
class TypeDefinitionAst(StatementAst):
    """`class` (kind "Class") or `enum` (kind "Enum"; `base_types` is then its underlying type)."""

    name: str
    kind: str
    members: tuple[MemberAst, ...]
    base_types: tuple[TypeConstraintAst, ...] = ()
    attributes: tuple[AttributeAst, ...] = ()

    @property
    def is_class(self) -> bool:
        return self.kind == "Class"

    @property
    def is_enum(self) -> bool:
        return self.kind == "Enum"
