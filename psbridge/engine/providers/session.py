"""The providers of a session's own things: environment, variables, functions, aliases.  Names are flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.commands import AliasInfo, FilterInfo, FunctionInfo
from psbridge.engine.discovery import define_function
from psbridge.engine.providers.base import ListReader, Provider, ProviderThrow, Work, missing, not_valid, refuse, thrown
from psbridge.engine.scopes import Variable, is_protected
from psbridge.objects.containers import DictionaryEntry
from psbridge.objects.convert import to_text
from psbridge.objects.culture import current_culture
from psbridge.objects.psobject import unwrap
from psbridge.objects.scriptblock import ScriptBlock

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.errors import ScriptError


class SessionWriter:
    """Content of a session item: what one call writes is its value, in place of what was there."""

    def __init__(self, provider: SessionProvider, ctx: Context, path: str) -> None:
        self.provider, self.ctx, self.path = provider, ctx, path

    def write(self, values: Iterable[Any]) -> None:
        written = list(values)
        self.provider.put(self.ctx, self.path, written[0] if len(written) == 1 else written)

    def close(self) -> None:
        """Each call wrote its own."""


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
        """The value, or what a list that is the value holds."""
        found = unwrap(self.value(ctx, path))
        if found is None:
            return []
        return list(found) if isinstance(found, list) else [found]

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

    def make(self, work: Work, path: str, kind: str, value: Any) -> None:
        failure = None
        if value is None:
            failure = refuse("PSArgumentNullException", _NO_VALUE, "NewItemValueNotSpecified", "InvalidArgument", path)
        elif self.exists(work.ctx, path) and not work.force:
            failure = refuse("PSArgumentException", f"The item at path '{path}' already exists.", "Argument", "InvalidArgument")
        if failure is not None:
            work.write_error(failure)
        elif work.should_process(f"Item: {path} Type: {kind} Value: {to_text(value)}", "New Item"):
            self.put_item(work, path, value)

    def put_item(self, work: Work, path: str, value: Any) -> None:
        if not work.should_process(f"Item: {path} Value: {to_text(value)}", "Set Item"):
            return
        try:
            made = self.set_item(work.ctx, path, value, work.force)
            if work.options is not None and made is not None:
                self.set_options(work.ctx, path, work.options, work.force)
            work.write(made, path)
        except ProviderThrow as problem:  # an argument that does not suit is no end of the command here
            work.write_error(problem)

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        self.drop(ctx, path, force)

    def rename(self, work: Work, path: str, new_name: str) -> None:
        name = self.leaf(new_name)
        if self.exists(work.ctx, name) and not work.force:
            work.write_error(refuse("PSArgumentException", f"The item at path '{name}' already exists.", "Argument", "InvalidArgument"))
        elif work.should_process(f"Item: {path} NewName: {name}", "Rename Item"):
            work.write(self.rename_item(work.ctx, path, name, work.force), name)

    def rename_item(self, ctx: Context, path: str, new_name: str, force: bool = False) -> Any:
        if path.lower() != new_name.lower():
            value = self.value(ctx, path)
            self.put(ctx, new_name, value, force)
            self.drop(ctx, path, force)
        return self.find(ctx, new_name)

    def copy_item(self, ctx: Context, path: str, destination: str, recurse: bool = False, force: bool = False) -> Any:
        if destination:
            self.put(ctx, destination, self.value(ctx, path), force)
        return self.find(ctx, destination or path)

    def reader(self, ctx: Context, path: str, **options: Any) -> ListReader:
        if not path:
            raise not_valid("path")
        self.item(ctx, path)
        return ListReader(self.content(ctx, path))

    def writer(self, ctx: Context, path: str, append: bool = False, **options: Any) -> SessionWriter:
        if not path:
            raise not_valid("path")
        if append:
            text = self.unsupported("seek").record.message
            raise thrown("PSNotSupportedException", text, "NotSupported", "NotImplemented")
        return SessionWriter(self, ctx, path)

    def clear_content(self, ctx: Context, path: str) -> None:
        raise self.unsupported("clear content")


_NO_VALUE = (
    'Cannot process argument because the value of argument "value" is null. Change the value of argument "value" to a non-null value.'
)


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
        text = "" if value is None else to_text(value, current_culture())
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
    NOT_WRITABLE: ClassVar[str]
    OPTIONS: ClassVar[bool] = True

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


    def set_options(self, ctx: Context, path: str, options: Any, force: bool) -> None:
        found = self.find(ctx, path)
        if is_protected(int(found.options), force):
            raise self._not_writable(path)
        found.options = options

    def _not_writable(self, name: str) -> ScriptError:
        text = self.NOT_WRITABLE.format(name)
        return refuse("SessionStateUnauthorizedAccessException", text, f"{self.NAME}NotWritable", "WriteError", name)


class FunctionProvider(_ScopeTableProvider):
    """Function:"""

    NOT_WRITABLE: ClassVar[str] = "Cannot write to function {} because it is read-only or constant."
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
        if not isinstance(block, ScriptBlock):
            raise not_valid("value")
        known = self.find(ctx, name)
        if known is not None and is_protected(int(known.options), force):
            raise self._not_writable(name)
        kind = FilterInfo if getattr(block, "is_filter", False) else FunctionInfo
        if ":" in name:
            define_function(ctx, name, kind(name, block))
            return
        scope = next((s for s in ctx.scope.chain() if s.functions and name.lower() in s.functions), ctx.scope)
        scope.add_function(name.lower(), kind(name, block))

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        known = self.find(ctx, name)
        if known is not None and is_protected(int(known.options), force):
            text = (
                f"Cannot remove function {name} because it is constant or read-only. If the function is read-only, try the operation again "
                "specifying the Force option."
            )
            raise refuse("SessionStateUnauthorizedAccessException", text, "FunctionNotRemovable", "WriteError", name)
        super().drop(ctx, name, force)


class AliasProvider(_ScopeTableProvider):
    """Alias:"""

    NOT_WRITABLE: ClassVar[str] = "Alias is not writeable because alias {} is read-only or constant and cannot be written to."
    NAME: ClassVar[str] = "Alias"
    TABLE: ClassVar[str] = "aliases"

    def find(self, ctx: Context, name: str) -> Any:
        return ctx.scope.find_alias(name.lower())

    def value(self, ctx: Context, name: str) -> Any:
        found = self.find(ctx, name)
        return None if found is None else found.target

    def put(self, ctx: Context, name: str, value: Any, force: bool = False) -> None:
        bare = unwrap(value)
        if bare is None:
            self.drop(ctx, name, force)
            return
        if isinstance(bare, AliasInfo):
            bare = bare.target
        if not isinstance(bare, str):
            raise not_valid("value")
        known = self.find(ctx, name)
        if known is not None and is_protected(int(known.options), force):
            raise self._not_writable(name)
        ctx.scope.add_alias(name.lower(), self.runspace.make_alias(name, bare))

    def drop(self, ctx: Context, name: str, force: bool = False) -> None:
        known = self.find(ctx, name)
        if known is not None and is_protected(int(known.options), force):
            text = f"Alias was not removed because alias {name} is constant or read-only."
            raise refuse("SessionStateUnauthorizedAccessException", text, "AliasNotRemovable", "WriteError", name)
        super().drop(ctx, name, force)
