"""Script blocks and their parts."""

from __future__ import annotations

from dataclasses import dataclass

from psbridge.language.ast.base import Ast, StatementAst, node
from psbridge.language.ast.expressions import AttributeAst
from psbridge.language.ast.statements import ParameterAst, TrapStatementAst, UsingStatementAst
from psbridge.language.kinds import TokenKind


@node
class ParamBlockAst(Ast):
    """`[CmdletBinding()] param(...)`."""

    attributes: tuple[AttributeAst, ...]
    parameters: tuple[ParameterAst, ...]


@node
class NamedBlockAst(Ast):
    """`begin { }`, `process { }`, `end { }`, `clean { }`, `dynamicparam { }`; `unnamed` when no keyword was written."""

    block_kind: TokenKind
    unnamed: bool
    statements: tuple[StatementAst, ...] = ()
    traps: tuple[TrapStatementAst, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleSpecification:
    """A module that #requires names."""

    name: str
    version: str | None = None
    required_version: str | None = None
    maximum_version: str | None = None
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptRequirements:
    """What the #requires lines of a script ask for."""

    required_ps_version: str | None = None
    required_ps_editions: tuple[str, ...] = ()
    required_modules: tuple[ModuleSpecification, ...] = ()
    required_assemblies: tuple[str, ...] = ()
    required_application_id: str | None = None
    is_elevation_required: bool = False


@node
class ScriptBlockAst(Ast):
    """A script, a function body or a script block. Blocks that were not written are None."""

    param_block: ParamBlockAst | None = None
    begin_block: NamedBlockAst | None = None
    process_block: NamedBlockAst | None = None
    end_block: NamedBlockAst | None = None
    clean_block: NamedBlockAst | None = None
    dynamic_param_block: NamedBlockAst | None = None
    using_statements: tuple[UsingStatementAst, ...] = ()
    attributes: tuple[AttributeAst, ...] = ()
    script_requirements: ScriptRequirements | None = None
