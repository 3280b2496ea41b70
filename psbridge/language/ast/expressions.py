"""Expression nodes. Fields are PowerShell's properties in snake case."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from psbridge.language.ast.base import Ast, ExpressionAst, node
from psbridge.language.ast.types import ITypeName
from psbridge.language.kinds import TokenKind

if TYPE_CHECKING:
    from psbridge.language.ast.base import PipelineBaseAst, StatementAst
    from psbridge.language.ast.blocks import ScriptBlockAst
    from psbridge.language.ast.statements import StatementBlockAst


class StringConstantType(Enum):
    """How a string was quoted."""

    SingleQuoted = 0
    SingleQuotedHereString = 1
    DoubleQuoted = 2
    DoubleQuotedHereString = 3
    BareWord = 4


@node
class ErrorExpressionAst(ExpressionAst):
    """What is left of an expression that did not parse."""

    nested_ast: tuple[Ast, ...] = ()


@node
class BinaryExpressionAst(ExpressionAst):
    """`left operator right`."""

    left: ExpressionAst
    operator: TokenKind
    right: ExpressionAst


@node
class UnaryExpressionAst(ExpressionAst):
    """`-not $x`, `-$x`, `$x++`, `-split $x`; postfix kinds are PostfixPlusPlus and PostfixMinusMinus."""

    token_kind: TokenKind
    child: ExpressionAst


@node
class TernaryExpressionAst(ExpressionAst):
    """`condition ? if_true : if_false`."""

    condition: ExpressionAst
    if_true: ExpressionAst
    if_false: ExpressionAst


@node
class AttributeBaseAst(Ast):
    """`[Name(...)]` or `[type]`."""

    type_name: ITypeName


@node
class NamedAttributeArgumentAst(Ast):
    """`Name = argument` of an attribute; `expression_omitted` when only the name was written (argument is then $true)."""

    argument_name: str
    argument: ExpressionAst
    expression_omitted: bool = False


@node
class AttributeAst(AttributeBaseAst):
    """`[Parameter(Mandatory, Position = 0)]`."""

    positional_arguments: tuple[ExpressionAst, ...] = ()
    named_arguments: tuple[NamedAttributeArgumentAst, ...] = ()


@node
class TypeConstraintAst(AttributeBaseAst):
    """`[int]` before a variable, parameter, property or value."""


@node
class AttributedExpressionAst(ExpressionAst):
    """`[ValidateRange(1, 3)] $x`."""

    attribute: AttributeBaseAst
    child: ExpressionAst


@node
class ConvertExpressionAst(AttributedExpressionAst):
    """`[int] $x`; `attribute` is the TypeConstraintAst."""

    @property
    def type(self) -> AttributeBaseAst:
        return self.attribute


@node
class MemberExpressionAst(ExpressionAst):
    """`expression.member`, `[type]::member`, `expression?.member`."""

    expression: ExpressionAst
    member: ExpressionAst
    static: bool = False
    null_conditional: bool = False


@node
class InvokeMemberExpressionAst(MemberExpressionAst):
    """`expression.member(arguments)`."""

    arguments: tuple[ExpressionAst, ...] = ()
    generic_type_arguments: tuple[ITypeName, ...] = ()


@node
class BaseCtorInvokeMemberExpressionAst(InvokeMemberExpressionAst):
    """`: base(arguments)` of a constructor. Its `expression` is `$this`, its member `.ctor`."""


@node
class IndexExpressionAst(ExpressionAst):
    """`target[index]`, `target?[index]`."""

    target: ExpressionAst
    index: ExpressionAst
    null_conditional: bool = False


class VariablePath:
    """A parsed variable name: which scope or drive it names and what is left.

    `user_path` is the text as written (without braces and escapes), `scope` the lower-case prefix when it is one of
    PowerShell's scopes or `variable:`, `drive_name` the prefix otherwise, `unqualified` the name without its prefix.
    """

    __slots__ = ("drive_name", "scope", "unqualified", "user_path")

    SCOPES = frozenset({"global", "local", "private", "script", "using", "variable"})

    def __init__(self, user_path: str) -> None:
        self.user_path = user_path
        self.scope: str | None = None
        self.drive_name: str | None = None
        self.unqualified = user_path
        if ":" in user_path:
            prefix, _, rest = user_path.partition(":")
            if prefix.lower() in self.SCOPES:
                self.scope, self.unqualified = prefix.lower(), rest
                self._inner_drive(rest)
            elif prefix:
                self.drive_name, self.unqualified = prefix, rest

    def _inner_drive(self, rest: str) -> None:
        prefix, separator, name = rest.partition(":")
        if self.scope != "variable" and separator and prefix:
            self.drive_name, self.unqualified = prefix, name
            if prefix.lower() == "variable":
                self.drive_name = None

    is_variable = property(lambda self: self.drive_name is None)
    is_drive_qualified = property(lambda self: self.drive_name is not None)
    is_global = property(lambda self: self.scope == "global")
    is_local = property(lambda self: self.scope == "local")
    is_private = property(lambda self: self.scope == "private")
    is_script = property(lambda self: self.scope == "script")
    is_using = property(lambda self: self.scope == "using")
    is_unqualified = property(lambda self: self.scope is None and self.drive_name is None)
    is_unscoped_variable = property(lambda self: self.scope is None and self.drive_name is None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariablePath) and self.user_path == other.user_path

    def __hash__(self) -> int:
        return hash(self.user_path)

    def __str__(self) -> str:
        return self.user_path

    def __repr__(self) -> str:
        return f"VariablePath({self.user_path!r})"


@node
class VariableExpressionAst(ExpressionAst):
    """`$name`, `${name}`, `$scope:name`, `$drive:path`; `splatted` for `@name`."""

    variable_path: VariablePath
    splatted: bool = False


@node
class UsingExpressionAst(ExpressionAst):
    """`$using:x`, `$using:x.y[0]`: `sub_expression` is evaluated by the caller of the script block."""

    sub_expression: ExpressionAst


@node
class ConstantExpressionAst(ExpressionAst):
    """A number; `value` carries its .NET width."""

    value: Any


@node
class StringConstantExpressionAst(ConstantExpressionAst):
    """A string without anything to expand; `value` is a str."""

    string_constant_type: StringConstantType = StringConstantType.BareWord


@node
class ExpandableStringExpressionAst(ExpressionAst):
    """A string with variables or sub-expressions.

    `value` is the text with escapes done and expressions as written. `parts` is what an engine concatenates: str
    pieces (escapes done) and expressions, in order. `nested_expressions` are the expressions alone.
    """

    value: str
    string_constant_type: StringConstantType
    nested_expressions: tuple[ExpressionAst, ...]
    parts: tuple[str | ExpressionAst, ...] = ()


@node
class ArrayExpressionAst(ExpressionAst):
    """`@( statements )`."""

    sub_expression: StatementBlockAst


@node
class ArrayLiteralAst(ExpressionAst):
    """`a, b, c`; also unary comma (one element)."""

    elements: tuple[ExpressionAst, ...]


@node
class HashtableAst(ExpressionAst):
    """`@{ key = value }`; pairs of key expression and value statement."""

    key_value_pairs: tuple[tuple[ExpressionAst, StatementAst], ...] = ()


@node
class ScriptBlockExpressionAst(ExpressionAst):
    """`{ ... }` as a value."""

    script_block: ScriptBlockAst


@node
class ParenExpressionAst(ExpressionAst):
    """`( pipeline )`."""

    pipeline: PipelineBaseAst


@node
class SubExpressionAst(ExpressionAst):
    """`$( statements )`."""

    sub_expression: StatementBlockAst


@node
class TypeExpressionAst(ExpressionAst):
    """`[int]` as a value."""

    type_name: ITypeName
