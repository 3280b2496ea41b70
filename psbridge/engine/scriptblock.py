"""Script blocks that can run.

Decides how a block is called from code: `invoke` (ScriptBlock.Invoke), `invoke_value` (the value as the language takes it), `run` (output
to a sink).  Parameters, begin, process and end are run by engine.functions, as for functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.context import Collector
from psbridge.engine.scopes import UNSET, Scope, Variable
from psbridge.objects import AutomationNull, ScriptBlock

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.plan import Body


class EngineScriptBlock(ScriptBlock):
    """A compiled script block and the session state (module) that it belongs to.

    ``home``: the context in which it was made, None when it may run in any runspace.
    """

    __slots__ = ("body", "debugger_hidden", "home", "is_filter", "session_state")

    def __init__(self, body: Body, session_state: Any, home: Context | None = None) -> None:
        super().__init__(body.text)
        self.body = body.fresh(session_state)
        self.session_state = session_state
        self.home = home
        self.is_filter = body.is_filter
        self.debugger_hidden = False

    @property
    def ast(self) -> Any:
        from psbridge.engine import astmembers  # noqa: F401 - whoever asks for the tree looks at its members

        return self.body.ast

    @property
    def file(self) -> str | None:
        return self.body.file

    @property
    def module(self) -> Any:
        return getattr(self.session_state, "module", None)

    @classmethod
    def create(cls, text: str, ctx: Context, file: str | None = None, *, top: bool = False) -> EngineScriptBlock:
        """Compile a text; a syntax error is a terminating ParseException.  `top`: a whole script, which may just be incomplete."""
        return cls(ctx.runspace.compile(text, file, top), ctx.session_state, ctx)

    def run(
        self,
        ctx: Context,
        out: Any,
        args: tuple[Any, ...] = (),
        *,
        named: dict[str, Any] | None = None,
        dollar_under: Any = UNSET,
        this: Any = UNSET,
        input: Any = None,  # noqa: A002 - the name that scripts know
        new_scope: bool = True,
        variables: dict[str, Any] | None = None,
    ) -> None:
        """Run with output to `out`; `input` is what $input enumerates. Without a new scope the caller's is used (ForEach-Object)."""
        from psbridge.engine.functions import run_block

        run_block(
            self, ctx, out, args, named=named, dollar_under=dollar_under, this=this, input=input, new_scope=new_scope, variables=variables
        )

    def invoke(self, ctx: Context, *args: Any, dollar_under: Any = UNSET, this: Any = UNSET) -> list[Any]:
        """Run in a new scope and give all output."""
        sink = Collector()
        self.run(ctx, sink, args, dollar_under=dollar_under, this=this)
        return sink.items

    def invoke_value(self, ctx: Context, *args: Any, dollar_under: Any = UNSET, this: Any = UNSET) -> Any:
        """InvokeReturnAsIs: AutomationNull, the single object, or an array."""
        items = self.invoke(ctx, *args, dollar_under=dollar_under, this=this)
        if len(items) == 1:
            return items[0]
        return items or AutomationNull

    def invoke_on(self, instance: Any, *arguments: Any) -> Any:
        """Run with `instance` as $this (script properties and methods), in the runspace in which the block was made."""
        assert self.home is not None, "a block without home runs through invoke_value with a context"
        value = self.invoke_value(self.home, *arguments, this=instance)
        return None if value is AutomationNull else value

    def bound_to(self, session_state: Any) -> EngineScriptBlock:
        """The same code in another module."""
        return EngineScriptBlock(self.body, session_state, self.home)

    def closure(self, ctx: Context) -> EngineScriptBlock:
        """GetNewClosure: the block with copies of the local variables of the caller in a module of its own."""
        state = ctx.runspace.new_closure_state(ctx)
        copy_locals(ctx.scope, state.scope)
        return EngineScriptBlock(self.body, state, None)


def grammar_of(runspace: Any) -> tuple[int, int] | None:
    """The version whose grammar counts in a runspace."""
    major, _, rest = str(runspace.version).partition(".")
    minor = rest.partition(".")[0]
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else None


def copy_locals(source: Scope, target: Scope) -> None:
    """The variables of one scope into another (what protects them stays behind)."""
    for key, value in source.variables.items():
        plain = value.get() if value.__class__ is Variable else value
        target.variables.setdefault(key, plain)
    if source.spelling:
        target.spelling = {**(target.spelling or {}), **source.spelling}
