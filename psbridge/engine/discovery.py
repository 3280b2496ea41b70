"""Finding the command that a name means: alias, function, cmdlet, script file, program; then modules that could be loaded for it.

One `Discovery` belongs to a runspace.  Cmdlets are a table of the runspace; aliases and functions live in scopes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.engine.commands import AliasInfo, CmdletInfo, CommandInfo, ExternalScriptInfo, FunctionInfo
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_SCOPES = ("global:", "script:", "local:", "private:")


class Discovery:
    """``programs``: finds programs and script files of the machine (engine.programs)."""

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self._cmdlets: dict[str, Any] = {}  # by lower-case name: a CmdletInfo, or the module that makes it when it is wanted
        self._programs: Any = None

    @property
    def programs(self) -> Any:
        if self._programs is None:
            from psbridge.engine.programs import Programs

            self._programs = self.runspace.extras.get("programs", Programs)(self.runspace)
        return self._programs

    def add_cmdlet(self, info: CmdletInfo) -> None:
        self._cmdlets[sys.intern(info.name.lower())] = info

    def offer(self, module: Any, keys: Iterable[str]) -> None:
        """Make commands known that the module makes when they are wanted: sessions begin with hundreds, and use a few."""
        self._cmdlets.update(dict.fromkeys(keys, module))

    def cmdlet(self, key: str) -> CmdletInfo | None:
        """The cmdlet of a lower-case name."""
        found = self._cmdlets.get(key)
        if found is None or isinstance(found, CmdletInfo):
            return found
        made: CmdletInfo = found.cmdlet(key)
        self._cmdlets[key] = made
        return made

    def cmdlets(self) -> Iterator[CmdletInfo]:
        """All of them."""
        for key in list(self._cmdlets):
            info = self.cmdlet(key)
            if info is not None:
                yield info

    def drop_cmdlet(self, key: str) -> None:
        self._cmdlets.pop(key, None)

    # -- one command

    def resolve(self, ctx: Context, name: str, extent: Any = None, literal: bool = False) -> CommandInfo:
        """The command that runs under `name`; CommandNotFoundException when there is none."""
        found = self.find(ctx, name)
        if found is None:
            from psbridge.engine.pipeline import not_found

            raise not_found(ctx, name, extent)
        return found

    def find(self, ctx: Context, name: str) -> CommandInfo | None:
        """The command that runs under `name`, or None.  A cmdlet of a module that is not loaded loads it."""
        key = name.lower()
        scope = ctx.scope
        found: Any = scope.find_alias(key) or scope.find_function(key)
        if found is not None:
            return found  # type: ignore[no-any-return]
        found = self.cmdlet(key)
        if found is not None:
            if found.module is not None and not found.module.loaded:
                self.runspace.modules.note_loaded(found.module)
            return found  # type: ignore[no-any-return]
        return self._elsewhere(ctx, name, key)

    def _elsewhere(self, ctx: Context, name: str, key: str) -> CommandInfo | None:
        if "\\" in name:
            found = self._qualified(ctx, name)
            if found is not None:
                return found
        for prefix in _SCOPES:
            if key.startswith(prefix):
                return self._in_scope(ctx, prefix[:-1], key[len(prefix) :])
        program: CommandInfo | None = self.programs.find(ctx, name)
        return program or self._autoload(ctx, name, key) or self._get(ctx, name, key)

    def _in_scope(self, ctx: Context, prefix: str, key: str) -> CommandInfo | None:
        scope = ctx.scope.numbered(prefix)
        found: CommandInfo | None = None if scope is None or scope.functions is None else scope.functions.get(key)
        return found

    def _qualified(self, ctx: Context, name: str) -> CommandInfo | None:
        """`Module\\Command`."""
        module_name, _, command = name.rpartition("\\")
        module = self.runspace.modules.find(module_name) or self.runspace.modules.load_quietly(ctx, module_name)
        if module is None:
            return None
        found: CommandInfo | None = module.find_command(command)
        return found

    def _autoload(self, ctx: Context, name: str, key: str) -> CommandInfo | None:
        if any(char in name for char in "/\\*?["):
            return None
        if str(ctx.get_variable("PSModuleAutoLoadingPreference", "All")).lower() == "none":
            return None
        if not self.runspace.modules.load_for(ctx, name):
            return None
        found: Any = ctx.scope.find_function(key) or ctx.scope.find_alias(key) or self.cmdlet(key)
        return found  # type: ignore[no-any-return]

    def _get(self, ctx: Context, name: str, key: str) -> CommandInfo | None:
        """`process` stands for Get-Process."""
        if "-" in name or "/" in name or "\\" in name or "." in name:
            return None
        wanted = f"get-{key}"
        return ctx.scope.find_function(wanted) or self.cmdlet(wanted)

    # -- many

    def visible(self, ctx: Context) -> Iterator[CommandInfo]:
        """All aliases, functions and cmdlets that can be seen from here, inner ones hiding outer ones."""
        seen: set[str] = set()
        for scope in ctx.scope.chain():
            for table in (scope.aliases, scope.functions):
                for key, info in list((table or {}).items()):
                    if (key, info.TYPE) not in seen:  # type: ignore[comparison-overlap]
                        seen.add((key, info.TYPE))  # type: ignore[arg-type]
                        yield info
        yield from self.cmdlets()

    def matching(self, ctx: Context, pattern: str, kinds: int = 383) -> list[CommandInfo]:
        """The commands whose name matches a wildcard pattern and whose type is among `kinds` (CommandTypes)."""
        placed = self.programs.find(ctx, pattern) if kinds & 48 and has_wildcards(pattern) and ("/" in pattern or "\\" in pattern) else None
        if placed is not None:
            return [placed]
        module_name, _, command = pattern.rpartition("\\") if "\\" in pattern else ("", "", pattern)
        test = compile_wildcard(command)
        found = [info for info in self.visible(ctx) if info.TYPE & kinds and test(info.name)]
        if module_name:
            of_module = compile_wildcard(module_name)
            found = [info for info in found if of_module(info.module_name)]
        if not has_wildcards(pattern) and not found and kinds & 48:
            program = self.programs.find(ctx, pattern)
            return [] if program is None else [program]
        if has_wildcards(pattern) and kinds & 48:
            found += self.programs.matching(ctx, test, kinds)
        return found


def define_function(ctx: Context, name: str, info: FunctionInfo) -> None:
    """What a function statement does: put the function into the scope that its name says."""
    lower = name.lower()
    for prefix in _SCOPES:
        if lower.startswith(prefix):
            scope = ctx.scope.numbered(prefix[:-1]) or ctx.scope
            info.name = name[len(prefix) :]
            scope.add_function(lower[len(prefix) :], info)
            return
    ctx.scope.add_function(lower, info)


__all__ = ["AliasInfo", "Discovery", "ExternalScriptInfo", "define_function"]
