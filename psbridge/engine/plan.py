"""What the compiler hands to those who run commands: pipelines, script blocks and parameters, with their parts compiled.

Data only.  `Closure` is a compiled expression `f(ctx) -> value`, `Code` a compiled statement list `f(ctx, out) -> int` (see
context.NORMAL...).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.language.ast import Ast, CommandAst, ParameterAst, PipelineAst, ScriptBlockAst
    from psbridge.language.kinds import TokenKind
    from psbridge.language.source import Extent

Closure = Callable[["Context"], Any]
Code = Callable[["Context", Any], int]


@dataclass(frozen=True, slots=True, eq=False)
class Argument:
    """A positional argument.  ``constant`` is set when it is known at compile time (then ``value`` gives the same)."""

    value: Closure
    ast: Ast
    constant: bool = False
    bare: bool = False  # written without quotes: `--%`, `-not-a-parameter` and native programs look at the text


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """`-name` or `-name:value`.  ``value`` None: the next argument belongs to it unless it is a switch."""

    name: str
    value: Closure | None
    ast: Ast
    spaced: bool = False  # `-name: value`: there was white space behind the colon (native programs see two words)


@dataclass(frozen=True, slots=True, eq=False)
class Splat:
    """`@name`: the value is a dictionary (named parameters), an array (positional ones), else one argument."""

    value: Closure
    ast: Ast
    name: str = ""  # "args" splats the parameter names that $args remembers


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a plan wants the n-th splatted value."""

    index: int


@dataclass(frozen=True, slots=True, eq=False)
class FileRedirection:
    """`2> path`; stream 0 is all.  ``location`` gives a path, or $null to discard."""

    stream: int
    location: Closure
    append: bool
    extent: Extent


@dataclass(frozen=True, slots=True, eq=False)
class MergeRedirection:
    """`2>&1`; stream 0 is all."""

    stream: int
    into: int
    extent: Extent


@dataclass(slots=True, eq=False)
class CommandPlan:
    """A command of a pipeline.

    ``name`` is set when it is a constant, otherwise ``target`` gives a name, a ScriptBlock or a CommandInfo.  ``cache`` belongs to who runs
    it (resolved command, binding plan); it must check that what it cached still holds.
    """

    name: str | None
    target: Closure
    elements: tuple[Argument | Named | Splat, ...]
    redirections: tuple[FileRedirection | MergeRedirection, ...]
    operator: TokenKind  # Unknown, Ampersand, Dot
    extent: Extent
    ast: CommandAst
    cache: Any = None


@dataclass(slots=True, eq=False)
class ExpressionPlan:
    """An expression as (first) element of a pipeline; its value is enumerated into the next element.

    ``code`` writes the enumerated value to a sink.
    """

    value: Closure
    code: Code
    redirections: tuple[FileRedirection | MergeRedirection, ...]
    extent: Extent
    ast: Ast


@dataclass(slots=True, eq=False)
class PipelinePlan:
    """`element | element ...`, to be run by engine.pipeline: ``run_pipeline(ctx, plan, out)``."""

    elements: tuple[CommandPlan | ExpressionPlan, ...]
    background: bool
    extent: Extent
    ast: PipelineAst | Any
    cache: Any = None


@dataclass(slots=True, eq=False)
class AttributePlan:
    """`[Name(positional, name = value)]` of a parameter, variable, property or script block."""

    name: str
    positional: tuple[Closure, ...]
    named: tuple[tuple[str, Closure], ...]
    ast: Ast


@dataclass(slots=True, eq=False)
class ParameterPlan:
    """A parameter of a script block.  ``type`` gives the NetType (None: no type was written); ``default`` None: none was written."""

    name: str
    type: Closure | None
    attributes: tuple[AttributePlan, ...]
    default: Closure | None
    ast: ParameterAst
    type_text: str = "System.Object"


@dataclass(slots=True, eq=False)
class Body:
    """A compiled script, function body or script block.

    Blocks that were not written are None; a body without named blocks has only ``end`` (of a filter: only ``process``).
    ``attributes`` stand before param(): CmdletBinding, OutputType ...  ``advanced``: CmdletBinding, or a parameter with [Parameter()].
    ``cache`` belongs to who runs it (parameter metadata).
    """

    ast: ScriptBlockAst
    parameters: tuple[ParameterPlan, ...]
    attributes: tuple[AttributePlan, ...]
    begin: Code | None
    process: Code | None
    end: Code | None
    clean: Code | None
    dynamic: Code | None
    text: str  # as ScriptBlock.ToString gives it: without the braces
    file: str | None
    advanced: bool
    is_filter: bool = False
    strings: Any = None
    uses: tuple[Any, ...] = ()  # UsingStatementAst of the script
    volatile: bool = False
    state: Any = field(default=None, repr=False)  # of a volatile body: the session state in which its definition ran
    cache: Any = field(default=None, repr=False)
    firsts: dict[str, Code] = field(default_factory=dict, repr=False)  # what compiles a block when it first runs, by slot

    def fresh(self, state: Any) -> Body:
        """The body for one definition of a function or block: its own when parameters are `volatile`.

        Their types may be classes of the script, their attributes may hold blocks: both belong to one run of the definition, while a
        compiled text serves all runspaces.
        """
        return replace(self, state=state, cache=None) if self.volatile else self

    @property
    def extent(self) -> Extent:
        return self.ast.extent

    def first_slot(self) -> str:
        """The name of the block that runs first."""
        return next((name for name in ("begin", "process", "end") if getattr(self, name) is not None), "end")
