"""Loading modules: script modules, manifests, folders, script blocks; and what of them becomes visible where.

Decides where a module is looked for, what it exports and how an import puts that into a scope.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from psbridge.engine.commands import CmdletInfo, ExternalScriptInfo, FunctionInfo, ScriptInfo
from psbridge.engine.context import DISCARD
from psbridge.engine.errors import ScriptError
from psbridge.engine.invocations import invocation_of
from psbridge.engine.manifests import exported_names, failure, load_manifest, read_manifest
from psbridge.engine.modulefiles import ModuleFiles
from psbridge.engine.modules import PSModuleInfo
from psbridge.engine.modulespecs import Accepts
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
    from collections.abc import Callable, Iterable

    from psbridge.engine.context import Context

__all__ = ["Choice", "Exports", "Loader", "closure_state", "names_of", "new_state", "prefixed"]

_NESTING = 10


class Loader:
    """Imports for one command: `ctx` is the importer's frame, `say` hears of every step (-Verbose)."""

    def __init__(self, runspace: Any, ctx: Context, say: Callable[[str], None] | None = None) -> None:
        self.runspace, self.ctx = runspace, ctx
        self.say = say or _quietly
        self.files = runspace.drives.files.files
        self.places = ModuleFiles(runspace)
        self.requiring: list[str] = []  # the manifests whose required modules are being loaded
        self.loading: dict[str, PSModuleInfo] = {}  # the manifests that are being read, by their paths

    # -- finding

    def find(self, name: str, accepts: Accepts | None = None) -> str | None:
        """The file of a module: by path, or by name in the folders of PSModulePath; the newest that is accepted."""
        return next((path for path in self.places.named(name) if accepts is None or accepts(*self.stated(path))), None)

    def stated(self, path: str) -> tuple[Version, uuid.UUID]:
        """The version and the GUID that a manifest tells; those of other modules are zero."""
        none = Version(0, 0), uuid.UUID(int=0)
        if not path.lower().endswith(".psd1"):
            return none
        try:
            table = read_manifest(self.files, path)
            guid = table.get("GUID")
            return Version.parse(to_text(table.get("ModuleVersion"))), uuid.UUID(to_text(guid)) if guid else none[1]
        except (NetError, ScriptError, ValueError):
            return none  # importing it will tell what is wrong

    # -- loading

    def load(self, path: str, args: list[Any] | None = None) -> PSModuleInfo:
        """Run a module's code; nothing is visible to the importer yet."""
        self.say(f"Loading module from path '{path}'.")
        table = self.runspace.modules
        if table.depth >= _NESTING:
            text = f"Cannot load the module '{path}' because the module nesting limit has been exceeded. Modules can only be nested to "
            text += f"{_NESTING} levels. Evaluate and change the order in which you are loading modules to prevent exceeding the nesting "
            text += "limit, and then try running your script again."
            raise failure(text, "Modules_ModuleTooDeeplyNested", "InvalidOperation", path)
        table.depth += 1
        try:
            return self._load(path, args)
        finally:
            table.depth -= 1

    def _load(self, path: str, args: list[Any] | None) -> PSModuleInfo:
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

    def knows(self, name: str, accepts: Accepts | None = None) -> bool:
        """Whether `import_file` would find a module."""
        self.runspace.modules.find(name)  # asks outside, too
        builtin = self.runspace.modules.builtin.get(name.lower())
        if builtin is not None:
            return accepts is None or accepts(builtin.version, builtin.guid)
        return self.find(name, accepts) is not None

    def import_file(
        self, name: str, *, force: bool = False, args: list[Any] | None = None, accepts: Accepts | None = None
    ) -> PSModuleInfo | None:
        """Load the module that a name means, unless it is loaded; None when there is no such file, or none of an accepted version."""
        self.runspace.modules.find(name)  # asks outside, too
        builtin = self.runspace.modules.builtin.get(name.lower())
        if builtin is not None:
            if accepts is not None and not accepts(builtin.version, builtin.guid):
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
        for nested in module.nested:
            if nested.inner and nested.loaded and not any(nested in other.nested for other in self.runspace.modules.loaded):
                self.remove(nested)

    def _module_scopes(self) -> Iterable[Scope]:
        return [info.session_state.scope for info in self.runspace.modules.loaded if info.session_state is not None]

    # -- on behalf of discovery

    def by_name_quietly(self, name: str, accepts: Accepts | None = None) -> PSModuleInfo | None:
        try:
            module = self.import_file(name, accepts=accepts)
        except ScriptError:
            return None
        if module is not None and module.builtin is None:
            self.publish(module, self.runspace.global_scope)
        return module

    def for_command(self, command: str) -> bool:
        """Import the module on PSModulePath that exports a command."""
        key = command.lower()
        for path in self.places.available():
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
