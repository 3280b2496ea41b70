"""The providers of a session's own things: environment, variables, functions, aliases.  Names are flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.commands import FilterInfo, FunctionInfo
from psbridge.engine.discovery import define_function
from psbridge.engine.providers.base import ListReader, Provider, missing, refuse
from psbridge.engine.scopes import Variable, is_protected
from psbridge.objects.containers import DictionaryEntry
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class SessionWriter:
    """Content of a session item: one value, or an array of what was written."""

    def __init__(self, provider: SessionProvider, ctx: Context, path: str, append: bool) -> None:
        self.provider, self.ctx, self.path = provider, ctx, path
        self.items: list[Any] = []
        if append and provider.exists(ctx, path):
            self.items = list(provider.content(ctx, path))

    def write(self, values: Iterable[Any]) -> None:
        self.items.extend(values)

    def close(self) -> None:
        value = self.items[0] if len(self.items) == 1 else list(self.items)
        self.provider.put(self.ctx, self.path, value)


class SessionProvider(Provider):
    """Base of the four: `find`, `put`, `drop` and `names` are what differs."""

    def names(self, ctx: Context) -> Iterator[str]:
        raise NotImplementedError

    def find(self, ctx: Context, name: str) -> Any:
        """The item, or None."""
        raise NotImplementedError

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        raise NotImplementedError

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        raise NotImplementedError

    def value(self, ctx: Context, name: str) -> Any:
        """What `$drive:name` gives."""
        return getattr(self.find(ctx, name), "value", None)

    def content(self, ctx: Context, path: str) -> list[Any]:
        return [self.value(ctx, path)]

    def exists(self, ctx: Context, path: str) -> bool:
        return not path or self.find(ctx, path) is not None

    def item(self, ctx: Context, path: str) -> Any:
        if not path:
            return [self.find(ctx, name) for name in self.names(ctx)]
        found = self.find(ctx, path)
        if found is None:
            raise missing(f"{self.NAME}:\\{path}")
        return found

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        yield from sorted(self.names(ctx), key=str.lower)

    def set_item(self, ctx: Context, path: str, value: Any, force: bool = False) -> Any:
        self.put(ctx, path, value, force)
        return self.find(ctx, path)

    def clear_item(self, ctx: Context, path: str) -> None:
        self.put(ctx, path, None)

    def new_item(self, ctx: Context, path: str, kind: str, value: Any, force: bool = False) -> Any:
        if self.exists(ctx, path) and not force:
            message = f"The {self.NAME.lower()} '{path}' already exists."
            raise refuse("PSArgumentException", message, "Argument", "InvalidArgument", path)
        return self.set_item(ctx, path, value, force)

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        self.drop(ctx, path, force)

    def rename_item(self, ctx: Context, path: str, new_name: str, force: bool = False) -> Any:
        new_name = self.leaf(new_name)
        value = self.value(ctx, path)
        self.put(ctx, new_name, value, force)
        self.drop(ctx, path, force)
        return self.find(ctx, new_name)

    def copy_item(self, ctx: Context, path: str, destination: str, recurse: bool = False, force: bool = False) -> Any:
        self.put(ctx, destination, self.value(ctx, path), force)
        return self.find(ctx, destination)

    def reader(self, ctx: Context, path: str, **options: Any) -> ListReader:
        self.item(ctx, path)
        return ListReader(self.content(ctx, path))

    def writer(self, ctx: Context, path: str, append: bool = False, **options: Any) -> SessionWriter:
        return SessionWriter(self, ctx, path, append)

    def clear_content(self, ctx: Context, path: str) -> None:
        self.put(ctx, path, None)


class EnvironmentProvider(SessionProvider):
    """Env:"""

    NAME: ClassVar[str] = "Environment"

    def names(self, ctx: Context) -> Iterator[str]:
        return iter(list(self.runspace.environment))

    def find(self, ctx: Context, name: str) -> Any:
        table = self.runspace.environment
        if self.runspace.is_windows:
            name = next((key for key in table if key.lower() == name.lower()), name)
        found = table.get(name)
        return None if found is None else DictionaryEntry(name, found)

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        text = "" if value is None else to_text(value)
        if self.runspace.is_windows:
            name = next((key for key in self.runspace.environment if key.lower() == name.lower()), name)
        if text:
            self.runspace.environment[name] = text
        else:
            self.runspace.environment.pop(name, None)

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        self.runspace.environment.pop(name, None)


class VariableProvider(SessionProvider):
    """Variable:"""

    NAME: ClassVar[str] = "Variable"

    def names(self, ctx: Context) -> Iterator[str]:
        return (scope.name_of(key) for key, scope in ctx.scope.visible())

    def find(self, ctx: Context, name: str) -> Any:
        from psbridge.engine.psvariable import PSVariable

        found = ctx.scope.find_variable(name)
        return None if found is None else PSVariable(found[1], found[0], ctx)

    def value(self, ctx: Context, name: str) -> Any:
        return ctx.get_variable(name)

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        ctx.scope.set(name, value, ctx, force)

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        found = ctx.scope.find_variable(name)
        if found is None:
            raise missing(f"Variable:\\{name}")
        scope, variable = found
        _guard(variable, force)
        scope.remove(name)


def _guard(variable: Variable, force: bool) -> None:
    if is_protected(variable.options, force):
        raise refuse(
            "SessionStateUnauthorizedAccessException",
            f"Cannot remove variable {variable.name} because it is constant or read-only. If the variable is read-only, try "
            "the operation again "
            "specifying the Force option.",
            "VariableNotRemovable",
            "WriteError",
            variable.name,
        )


class _ScopeTableProvider(SessionProvider):
    """What scopes keep in a table of their own; the nearest scope counts."""

    TABLE: ClassVar[str]

    def _tables(self, ctx: Context) -> Iterator[dict[str, Any]]:
        found = (getattr(scope, self.TABLE) for scope in ctx.scope.chain())
        return (table for table in found if table)

    def names(self, ctx: Context) -> Iterator[str]:
        seen: dict[str, str] = {}
        for table in self._tables(ctx):
            for key, info in table.items():
                seen.setdefault(key, info.name)
        return iter(seen.values())

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        for table in self._tables(ctx):
            if table.pop(name.lower(), None) is not None:
                return


class FunctionProvider(_ScopeTableProvider):
    """Function:"""

    NAME: ClassVar[str] = "Function"
    TABLE: ClassVar[str] = "functions"

    def find(self, ctx: Context, name: str) -> Any:
        return ctx.scope.find_function(name.lower())

    def value(self, ctx: Context, name: str) -> Any:
        found = self.find(ctx, name)
        return None if found is None else found.block

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        bare = unwrap(value)
        if bare is None:
            self.drop(ctx, name, force)
            return
        block = bare.block if isinstance(bare, FunctionInfo) else bare
        if isinstance(block, str):
            block = self.runspace.script_block(block, ctx)
        kind = FilterInfo if block.is_filter else FunctionInfo
        if ":" in name:
            define_function(ctx, name, kind(name, block))
            return
        scope = next((s for s in ctx.scope.chain() if s.functions and name.lower() in s.functions), ctx.scope)
        scope.add_function(name.lower(), kind(name, block))


class AliasProvider(_ScopeTableProvider):
    """Alias:"""

    NAME: ClassVar[str] = "Alias"
    TABLE: ClassVar[str] = "aliases"

    def find(self, ctx: Context, name: str) -> Any:
        return ctx.scope.find_alias(name.lower())

    def value(self, ctx: Context, name: str) -> Any:
        found = self.find(ctx, name)
        return None if found is None else found.target

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        ctx.scope.add_alias(name.lower(), self.runspace.make_alias(name, to_text(value)))
