"""Script blocks that can run.

Decides how a block is called from code: `invoke` (ScriptBlock.Invoke), `invoke_on` ($this), `run` (output to a sink).  Parameters, begin,
process and end are run by engine.functions, as for functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.scopes import UNSET
from psbridge.objects import ScriptBlock

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.plan import Body


class EngineScriptBlock(ScriptBlock):
    """A compiled script block and the session state (module) that it belongs to.

    ``home``: the context in which it was made; the caller's when it runs elsewhere.  ``captured``: the module of a closure
    (GetNewClosure), else None.
    """

    __slots__ = ("_body", "ast", "home", "is_filter", "session_state")

    def __init__(self, body: Body, session_state: Any, home: Context | None = None) -> None:
        super().__init__(body.text)
        self._body = body
        self.ast = body.ast
        self.session_state = session_state
        self.home = home
        self.is_filter = body.is_filter

    @property
    def body(self) -> Body:
        return self._body

    @property
    def file(self) -> str | None:
        return self._body.file

    @classmethod
    def create(cls, text: str, ctx: Context, file: str | None = None) -> EngineScriptBlock:
        """[scriptblock]::Create: compile a text; a syntax error is a terminating ParseException."""
        from psbridge.engine.compiler import compile_text

        return cls(compile_text(text, file), ctx.session_state, ctx)

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
        raise NotImplementedError

    def invoke(self, ctx: Context, *args: Any, dollar_under: Any = UNSET, this: Any = UNSET) -> list[Any]:
        """Run in a new scope and give all output."""
        raise NotImplementedError

    def invoke_value(self, ctx: Context, *args: Any, dollar_under: Any = UNSET, this: Any = UNSET) -> Any:
        """InvokeReturnAsIs: AutomationNull, the single object, or an array."""
        raise NotImplementedError
