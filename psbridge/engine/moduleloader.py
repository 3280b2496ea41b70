"""Loading modules: script modules, manifests, folders, script blocks; and what of them becomes visible where.

Decides where a module is looked for, what it exports and how an import puts that into a scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.commands import CmdletInfo, ExternalScriptInfo, FunctionInfo, ScriptInfo
from psbridge.engine.context import DISCARD
from psbridge.engine.errors import ScriptError
from psbridge.engine.invocations import invocation_of
from psbridge.engine.manifests import exported_names, load_manifest, read_manifest
from psbridge.engine.modules import PSModuleInfo
from psbridge.engine.modulestates import Exports, closure_state, new_state
from psbridge.engine.scopes import Scope
from psbridge.engine.scriptplaces import leaf_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import Version
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from psbridge.engine.context import Context

    Accepts = Callable[[Any], bool]  # whether a version will do

__all__ = ["Choice", "Exports", "Loader", "closure_state", "names_of", "new_state", "prefixed"]

_ENDINGS = (".psd1", ".psm1", ".ps1")


class Loader:
    """Imports for one command: `ctx` is the importer's frame, `say` hears of every step (-Verbose)."""

    def __init__(self, runspace: Any, ctx: Context, say: Callable[[str], None] | None = None) -> None:
        self.runspace, self.ctx = runspace, ctx
        self.say = say or _quietly
        self.files = runspace.drives.files.files

    # -- finding

    def find(self, name: str, accepts: Accepts | None = None) -> str | None:
        """The file of a module: by path, or by name in the folders of PSModulePath; the newest whose version is accepted."""
        found = self._at(self.runspace.full_path(name)) if self._is_path(name) else self._on_path(name)
        return next((path for path in found if accepts is None or accepts(self.version_of(path))), None)

    def _on_path(self, name: str) -> Iterator[str]:
        for folder in self.folders():
            yield from self._in_folder(folder, name)

    def version_of(self, path: str) -> Version:
        """The version that a manifest tells; that of other modules is 0.0."""
        if not path.lower().endswith(".psd1"):
            return Version(0, 0)
        try:
            return Version.parse(to_text(read_manifest(self.files, path).get("ModuleVersion")))
        except (NetError, ScriptError, ValueError):
            return Version(0, 0)  # importing it will tell what is wrong

    def folders(self) -> list[str]:
        mark = ";" if self.runspace.is_windows else ":"
        return [folder for folder in self.runspace.environment.get("PSModulePath", "").split(mark) if folder]

    @staticmethod
    def _is_path(name: str) -> bool:
        return name.startswith((".", "/", "~")) or name.lower().endswith(_ENDINGS) or "/" in name or "\\" in name or ":" in name

    def _is_file(self, path: str) -> bool:
        known = self.files.stat(path)
        return known is not None and not known.is_dir

    def _at(self, path: str) -> Iterator[str]:
        if self._is_file(path):
            if path.lower().endswith(_ENDINGS):
                yield path
            return
        yield from (path + ending for ending in _ENDINGS if self._is_file(path + ending))
        known = self.files.stat(path)
        if known is not None and known.is_dir:
            yield from self._of_folder(path, path.rstrip("/\\").replace("\\", "/").rpartition("/")[2])

    def _in_folder(self, folder: str, name: str) -> Iterator[str]:
        path = f"{folder.rstrip('/')}{self.files.separator}{name}"
        known = self.files.stat(path)
        if known is not None and known.is_dir:
            yield from self._of_folder(path, name)

    def _of_folder(self, path: str, leaf: str) -> Iterator[str]:
        """The files of a module's folder: those of versions, the newest first, then the one beside them."""
        versions = [name for name in self.files.list(path) if name.replace(".", "").isdigit()]
        for version in sorted(versions, key=lambda text: [int(part) for part in text.split(".") if part], reverse=True):
            found = self._inside(f"{path}{self.files.separator}{version}", leaf)
            if found is not None:
                yield found
        found = self._inside(path, leaf)
        if found is not None:
            yield found

    def _inside(self, path: str, leaf: str) -> str | None:
        for ending in _ENDINGS[:2]:
            full = f"{path}{self.files.separator}{leaf}{ending}"
            if self._is_file(full):
                return full
        return None

    def available(self) -> list[str]:
        """The files of all modules on PSModulePath."""
        found: list[str] = []
        for folder in self.folders():
            known = self.files.stat(folder)
            if known is None or not known.is_dir:
                continue
            for name in sorted(self.files.list(folder)):
                found += self._in_folder(folder, name)
        return found

    # -- loading

    def load(self, path: str, args: list[Any] | None = None) -> PSModuleInfo:
        """Run a module's code; nothing is visible to the importer yet."""
        self.say(f"Loading module from path '{path}'.")
        if path.lower().endswith(".psd1"):
            return load_manifest(self, path, args)
        block = self.runspace.load_script(path)
        name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        module = PSModuleInfo(name, path)
        self.run(module, block, args)
        return module

    def run(self, module: PSModuleInfo, block: Any, args: list[Any] | None = None, out: Any = DISCARD) -> None:
        """Run code as the body of a module and note what it exports."""
        state = module.session_state or new_state(self.runspace, module)
        state.exports = None
        ctx = self.ctx.child(state.scope, session_state=state, name=block.file or "<ScriptBlock>")
        body = block.bound_to(state)
        if "myinvocation" in body.source.lower():
            ctx.vars["myinvocation"] = self._invocation(body)
        body.run(ctx, out, tuple(args or ()), new_scope=False)
        self.note_exports(module)

    def _invocation(self, body: Any) -> Any:
        """$MyInvocation of a module's body: its command is the file, or the block of New-Module."""
        leaf = leaf_of(body.file) if body.file else ""
        info = ExternalScriptInfo(leaf, body.file, lambda path: body) if body.file else ScriptInfo("", body)
        return invocation_of(info, leaf or "<ScriptBlock>", self.ctx.position, self.ctx)

    def note_exports(self, module: PSModuleInfo) -> None:
        """Apply Export-ModuleMember, or its default: all functions and aliases."""
        state = module.session_state
        assert state is not None
        told, scope = state.exports, state.scope
        functions, aliases, variables = (["*"], ["*"], []) if told is None else (told.functions, told.aliases, told.variables)
        module.functions |= _chosen(scope.functions or {}, functions)
        for info in module.functions.values():
            info.module = info.module or module
        module.aliases |= _chosen(scope.aliases or {}, aliases)
        for info in module.aliases.values():
            info.module = info.module or module
        for key in list(scope.variables):
            if any(compile_wildcard(pattern)(key) for pattern in variables):
                made = scope.variable(key)
                if made is not None and key not in _AUTOMATIC:
                    module.variables[key] = made
        if told is None:
            self._say_each("Exporting", module)
        for nested in module.nested:
            module.functions |= _chosen(nested.functions, functions if told is not None else ["*"])
            module.cmdlets |= nested.cmdlets
            if told is None:
                module.aliases |= nested.aliases

    def _say_each(self, doing: str, module: PSModuleInfo) -> None:
        for kind, table in (("function", module.functions), ("alias", module.aliases)):
            for info in table.values():
                self.say(f"{doing} {kind} '{info.name}'.")

    # -- what an import does

    def import_file(
        self, name: str, *, force: bool = False, args: list[Any] | None = None, accepts: Accepts | None = None
    ) -> PSModuleInfo | None:
        """Load the module that a name means, unless it is loaded; None when there is no such file, or none of an accepted version."""
        self.runspace.modules.find(name)  # asks outside, too
        builtin = self.runspace.modules.builtin.get(name.lower())
        if builtin is not None:
            if accepts is not None and not accepts(builtin.version):
                return None
            if not builtin.loaded:
                self.runspace.modules.note_loaded(builtin)
            return builtin  # type: ignore[no-any-return]
        path = self.find(name, accepts)
        if path is None:
            return None
        loaded = next((info for info in self.runspace.modules.loaded if info.path == path), None)
        importer = self.ctx.session_state.module
        if loaded is not None and not force:
            self._enlist(loaded, importer, new=False)
            return loaded  # type: ignore[no-any-return]
        if loaded is not None:
            self.remove(loaded)
        module = self.load(path, args)
        self.runspace.modules.loaded.append(module)
        self._enlist(module, importer, new=True)
        return module

    @staticmethod
    def _enlist(module: PSModuleInfo, importer: PSModuleInfo | None, *, new: bool) -> None:
        """A module that another one imports is nested in that; the session lists it only when it imports it itself."""
        if importer is None:
            module.inner = False
        elif importer is not module and module not in importer.nested:
            importer.nested.append(module)
            module.inner = module.inner or new

    def publish(self, module: PSModuleInfo, scope: Scope, choice: Choice | None = None) -> None:
        """Make the exports of a module visible in a scope."""
        choice = choice or Choice()
        module.prefix = choice.prefix or ""
        prefix = choice.prefix or str(module.facts.get("DefaultCommandPrefix") or "")
        for info in choice.of("function", module.functions):
            name = prefixed(info.name, prefix)
            if choice.no_clobber and scope.find_function(name.lower()) is not None:
                continue
            scope.add_function(name.lower(), info if name == info.name and info.module is module else _renamed(info, name, module))
            self.say(f"Importing function '{name}'.")
        for variable in choice.of("variable", module.variables):
            scope.put(variable)
            self.say(f"Importing variable '{variable.name}'.")
        for info in choice.of("alias", module.aliases):
            name = prefixed(info.name, prefix)
            scope.add_alias(name.lower(), info if name == info.name else self.runspace.make_alias(name, info.target, module=module))
            self.say(f"Importing alias '{name}'.")
        for info in choice.of("cmdlet", module.cmdlets):
            if info.place is not None and module.builtin is None:
                name = prefixed(info.name, prefix)
                self.runspace.register(info if name == info.name else CmdletInfo(name, info.place, module))

    def remove(self, module: PSModuleInfo) -> None:
        """Take a module and what it brought away; its OnRemove runs first."""
        handler = module.on_remove
        if handler is not None:
            handler.invoke(self.ctx, module)
        for scope in (*self.ctx.scope.chain(), *self._module_scopes()):
            _take_away(scope.functions, module)
            _take_away(scope.aliases, module)
        for key in module.variables:
            self.runspace.global_scope.variables.pop(key, None)
        if module.builtin is None:
            for key in module.cmdlets:
                self.runspace.discovery.drop_cmdlet(key)
        module.loaded = False
        self.runspace.modules.forget(module)

    def _module_scopes(self) -> Iterable[Scope]:
        return [info.session_state.scope for info in self.runspace.modules.loaded if info.session_state is not None]

    # -- on behalf of discovery

    def by_name_quietly(self, name: str) -> PSModuleInfo | None:
        try:
            module = self.import_file(name)
        except ScriptError:
            return None
        if module is not None and module.builtin is None:
            self.publish(module, self.runspace.global_scope)
        return module

    def for_command(self, command: str) -> bool:
        """Import the module on PSModulePath that exports a command."""
        key = command.lower()
        for path in self.available():
            if any(info.path == path for info in self.runspace.modules.loaded):
                continue
            if key in exported_names(self, path):
                module = self.load(path)
                self.runspace.modules.loaded.append(module)
                self.publish(module, self.runspace.global_scope)
                return True
        return False


_AUTOMATIC = frozenset(("args", "input", "myinvocation", "psscriptroot", "pscommandpath", "psboundparameters", "_", "this"))


def _quietly(text: str) -> None:
    """Nobody listens."""


class Choice:
    """What of a module an import asks for; None stands for everything.  Naming one kind leaves the others out, but for variables and
    aliases.
    """

    __slots__ = ("no_clobber", "prefix", "wanted")

    def __init__(self, wanted: dict[str, list[str] | None] | None = None, prefix: str | None = None, no_clobber: bool = False) -> None:
        self.wanted, self.prefix, self.no_clobber = wanted or {}, prefix, no_clobber

    def of(self, kind: str, table: dict[str, Any]) -> list[Any]:
        patterns = self.wanted.get(kind)
        if patterns is None:
            if kind in ("function", "cmdlet", "alias") and any(
                self.wanted.get(other) is not None for other in ("function", "cmdlet", "alias", "variable")
            ):
                return []
            return list(table.values())
        return list(_chosen(table, patterns).values())


def _chosen(table: dict[str, Any], patterns: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pattern in patterns:
        if not has_wildcards(pattern):
            if pattern.lower() in table:
                found[pattern.lower()] = table[pattern.lower()]
            continue
        test = compile_wildcard(pattern)
        found |= {key: value for key, value in table.items() if test(key)}
    return found


def prefixed(name: str, prefix: str) -> str:
    """`Get-Thing` with the prefix My is `Get-MyThing`."""
    if not prefix:
        return name
    verb, dash, noun = name.partition("-")
    return f"{verb}-{prefix}{noun}" if dash else prefix + name


def _renamed(info: FunctionInfo, name: str, module: PSModuleInfo) -> FunctionInfo:
    """A function as a module gives it away: what a nested module brought is the outer one's then."""
    return type(info)(name, info.block, int(info.options), info.description, module)


def _take_away(table: dict[str, Any] | None, module: PSModuleInfo) -> None:
    if table is None:
        return
    for key, info in list(table.items()):
        if info.module is module:
            del table[key]


def names_of(value: Any) -> list[str] | None:
    """The strings of an export list in a manifest; None when it was not written."""
    bare = unwrap(value)
    if bare is None:
        return None
    if isinstance(bare, NetDictionary):
        return [to_text(bare)]
    return [to_text(item) for item in bare] if isinstance(bare, list) else [to_text(bare)]
