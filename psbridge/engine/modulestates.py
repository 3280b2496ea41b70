"""Session states of modules: a scope below the global one, and what Export-ModuleMember has said there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from psbridge.engine.modules import PSModuleInfo
from psbridge.engine.scopes import CONSTANT, Scope, Variable
from psbridge.engine.sessionstate import EngineIntrinsics, SessionState

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class Exports:
    """What Export-ModuleMember has asked for so far: patterns by kind."""

    __slots__ = ("aliases", "cmdlets", "functions", "variables")

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.aliases: list[str] = []
        self.variables: list[str] = []
        self.cmdlets: list[str] = []


def closure_state(runspace: Any, ctx: Context) -> SessionState:
    """A dynamic module for GetNewClosure, below the module or session of its maker."""
    name = f"__DynamicModule_{uuid.uuid4()}"
    return new_state(runspace, PSModuleInfo(name))


def new_state(runspace: Any, module: PSModuleInfo) -> SessionState:
    scope = Scope(runspace.global_scope, "module", module)
    state = SessionState(runspace, scope, module)
    scope.put(Variable("ExecutionContext", EngineIntrinsics(state), CONSTANT))
    module.session_state = state
    return state
