"""What running code knows about where it runs.

A `Context` belongs to one frame (a script, a function call, a script block with a scope of its own); compiled closures get it as their only
argument.  An `Execution` is shared by all frames of a runspace.  Neither runs anything.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Protocol

from psbridge.concurrency import CancelToken
from psbridge.engine.scopes import UNSET, Scope, Variable
from psbridge.objects import ArrayList, ErrorRecord

if TYPE_CHECKING:
    from psbridge.language.source import Extent

# what a compiled statement returns
NORMAL, BREAK, CONTINUE, RETURN, EXIT = 0, 1, 2, 3, 4

MAX_DEPTH = 2500  # nested calls of functions and script blocks before CallDepthOverflow
MAX_ERRORS = 256


class Sink(Protocol):
    """Where output goes: `write` takes one object (nothing is taken apart)."""

    @property
    def write(self) -> Any: ...


class Streams(Protocol):
    """Where records go.  Preference variables are looked at by who writes, not here."""

    def error(self, record: ErrorRecord) -> None: ...
    def warning(self, record: Any) -> None: ...
    def verbose(self, record: Any) -> None: ...
    def debug(self, record: Any) -> None: ...
    def information(self, record: Any) -> None: ...
    def progress(self, record: Any) -> None: ...


class Collector:
    """A sink that keeps what is written."""

    __slots__ = ("items", "write")

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.write = self.items.append

    def result(self) -> Any:
        """As an assignment takes it: AutomationNull for nothing, the single object, or an array."""
        from psbridge.objects import AutomationNull

        items = self.items
        if len(items) == 1:
            return items[0]
        return items or AutomationNull


class _Discard:
    """A sink that forgets."""

    __slots__ = ()

    def write(self, value: Any) -> None:
        pass


DISCARD = _Discard()


class Execution:
    """State of a runspace that every frame shares.

    ``success`` is $?, ``errors`` is $Error (newest first), ``propagate`` says that a try or trap around us wants terminating errors,
    ``depth`` counts nested calls.
    """

    __slots__ = ("depth", "errors", "global_scope", "machine", "propagate", "success", "tokens")

    def __init__(self, global_scope: Scope) -> None:
        self.global_scope = global_scope
        self.success = True
        self.errors: ArrayList = ArrayList()
        self.propagate = False
        self.depth = 0
        self.tokens: Any = None
        self.machine: Any = None

    def remember(self, record: ErrorRecord) -> None:
        """Put a record into $Error, unless it is the newest one already."""
        errors = self.errors
        if not errors or errors[0] is not record:
            errors.insert(0, record)
            limit = self.global_scope.get("MaximumErrorCount", MAX_ERRORS)
            del errors[limit if isinstance(limit, int) else MAX_ERRORS :]


class RunspaceFace(Protocol):
    """What the compiler needs of a runspace (engine/runspace.py implements it)."""

    execution: Execution
    host: Any

    def read_drive(self, ctx: Context, drive: str, path: str) -> Any:
        """The value of `$drive:path` ($env:PATH, $function:f, ${c:file}); None when there is no such item."""

    def write_drive(self, ctx: Context, drive: str, path: str, value: Any) -> None:
        """`$drive:path = value`."""


class Context:
    """One frame.

    ``scope``/``vars``: the current scope and its variable dict.  ``caller``: the frame that called this one.  ``position``: extent of the
    statement or command that runs.  ``name``: what ScriptStackTrace calls the frame.  ``command``: the command runtime that runs this frame
    (or None).  ``using``: values of $using: expressions by their text.  ``label`` and ``value`` travel with BREAK/CONTINUE and EXIT.
    ``outlet``: the function that runs here, whose `out` a steppable pipeline may write to; None in one that makes none.
    ``called``: how the function or script that runs here was called; not set in other frames.
    """

    __slots__ = (
        "body",
        "called",
        "caller",
        "caught",
        "command",
        "depth",
        "execution",
        "invocation",
        "label",
        "name",
        "outlet",
        "position",
        "runspace",
        "scope",
        "session_state",
        "stop",
        "streams",
        "this",
        "traps",
        "using",
        "value",
        "vars",
    )

    def __init__(
        self,
        runspace: Any,
        session_state: Any,
        scope: Scope,
        streams: Streams,
        stop: CancelToken,
        *,
        caller: Context | None = None,
        invocation: Any = None,
        command: Any = None,
        name: str = "<ScriptBlock>",
    ) -> None:
        self.runspace = runspace
        self.execution: Execution = runspace.execution
        self.session_state = session_state
        self.scope = scope
        self.vars = scope.variables
        self.streams = streams
        self.stop = stop
        self.caller = caller
        self.invocation = invocation
        self.command = command
        self.name = name
        self.position: Extent | None = None
        self.this: Any = None
        self.using: dict[str, Any] | None = None if caller is None else caller.using
        self.depth: int = 0 if caller is None else caller.depth + 1
        self.label: str | None = None
        self.value: Any = None
        self.body: Any = None
        self.traps: Any = None
        self.caught: Any = None
        self.outlet: Any = None
        self.called: Any

    def child(self, scope: Scope | None = None, *, session_state: Any = None, name: str = "<ScriptBlock>") -> Context:
        """A frame called from this one; without `scope` it shares this one's (dot-sourcing)."""
        made = Context(
            self.runspace,
            session_state if session_state is not None else self.session_state,
            scope if scope is not None else self.scope,
            self.streams,
            self.stop,
            caller=self,
            invocation=self.invocation,
            command=self.command,
            name=name,
        )
        made.this = self.this
        return made

    def beside(self, streams: Streams) -> Context:
        """The same frame with other streams: for blocks that a command runs here whose records go where the command's go."""
        made = copy(self)
        made.streams = streams
        return made

    def untrapped(self) -> Context:
        """The same frame for other statements than those that its traps are for."""
        made = copy(self)
        made.traps = None
        return made

    def scope_in(self, session_state: Any) -> Scope:
        """The innermost scope of a session state on the call stack: the parent of a new scope for code that belongs to it."""
        frame: Context | None = self
        while frame is not None:
            if frame.session_state is session_state:
                return frame.scope
            frame = frame.caller
        found: Scope = session_state.scope
        return found

    # -- variables by name (commands use these; compiled code has closures of its own)

    def get_variable(self, name: str, default: Any = None) -> Any:
        """The value of `$name`; `name` may carry a scope (global:x, script:x) or a drive (env:x)."""
        if ":" in name:
            return self._qualified(name, default)
        found = self.scope.lookup(name.lower())
        if found.__class__ is Variable:
            return found.get()
        return default if found is UNSET else found

    def set_variable(self, name: str, value: Any) -> None:
        """`$name = value`; `name` may carry a scope or a drive."""
        prefix, colon, rest = name.partition(":")
        if not colon:
            self.scope.set(name, value, self)
            return
        scope = self._scope_named(prefix)
        if scope is None:
            self.runspace.write_drive(self, prefix, rest, value)
        else:
            scope.set(rest, value, self)

    def _qualified(self, name: str, default: Any) -> Any:
        prefix, _, rest = name.partition(":")
        if prefix.lower() == "variable":
            return self.get_variable(rest, default)
        scope = self._scope_named(prefix)
        if scope is None:
            return self.runspace.read_drive(self, prefix, rest)
        found = scope.lookup(rest.lower()) if prefix.lower() == "script" else scope.own(rest)
        if found.__class__ is Variable:
            return found.get()
        return default if found is UNSET else found

    def _scope_named(self, prefix: str) -> Scope | None:
        word = prefix.lower()
        return self.scope.numbered(word) if word in ("global", "script", "local", "private") else None
