"""What hangs on $ExecutionContext.SessionState: variables, paths, drives, providers, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.commands import CommandTypes
from psbridge.engine.context import Collector
from psbridge.engine.psvariable import PSVariable
from psbridge.engine.scopes import Variable
from psbridge.engine.voids import void
from psbridge.objects.containers import GenericList
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

if TYPE_CHECKING:
    from psbridge.engine.sessionstate import SessionState

_A = "System.Management.Automation."


class _Face(NetObject):
    """A view of a session state."""

    __slots__ = ("state",)
    net_type = define(_A + "Internal.SessionFace", assembly=SMA)

    def __init__(self, state: SessionState) -> None:
        super().__init__()
        self.state = state

    @property
    def ctx(self) -> Any:
        """A frame at the top of the session state, or the running one when it belongs to it."""
        runspace = self.state.runspace
        running = runspace.running
        if running is not None:
            return running if running.session_state is self.state else running.child(running.scope_in(self.state), session_state=self.state)
        made = runspace.context()
        return made if self.state.module is None else made.child(self.state.scope, session_state=self.state)


class PSVariableIntrinsics(_Face):
    """SessionState.PSVariable."""

    __slots__ = ()
    net_type = define(_A + "PSVariableIntrinsics", assembly=SMA)
    METHODS = {
        "Get": "get_variable",
        "GetValue": "get_value",
        "Set": void("Set", "set_variable"),
        "Remove": void("Remove", "remove_variable"),
    }

    def get_variable(self, name: str) -> Any:
        ctx = self.ctx
        scope, _, rest = name.rpartition(":")
        start = ctx.scope.numbered(scope) if scope else ctx.scope
        found = None if start is None else start.find_variable(rest)
        return None if found is None else PSVariable(found[1], found[0], ctx)

    def get_value(self, name: str, default: Any = None) -> Any:
        return self.ctx.get_variable(name, default)

    def set_variable(self, name: Any, value: Any = None) -> None:
        bare = unwrap(name)
        ctx = self.ctx
        if isinstance(bare, PSVariable):
            ctx.scope.put(Variable(bare.name, bare.value, int(bare.variable.options)))
            return
        ctx.set_variable(to_text(bare), value)

    def remove_variable(self, name: Any) -> None:
        bare = unwrap(name)
        found = self.ctx.scope.find_variable(bare.name if isinstance(bare, PSVariable) else to_text(bare).rpartition(":")[2])
        if found is not None:
            found[0].remove(found[1].name)


class PathIntrinsics(_Face):
    """SessionState.Path."""

    __slots__ = ()
    net_type = define(_A + "PathIntrinsics", assembly=SMA)
    PROPERTIES = {"CurrentLocation": "current", "CurrentFileSystemLocation": "current_file"}
    METHODS = {
        "CurrentProviderLocation": "provider_location",
        "GetResolvedPSPathFromPSPath": "resolved",
        "GetResolvedProviderPathFromPSPath": "resolved_provider",
        "GetUnresolvedProviderPathFromPSPath": "unresolved",
        "IsValid": "is_valid",
        "IsPSAbsolute": "is_absolute",
        "Combine": "combine",
        "ParseParent": "parse_parent",
        "ParseChildName": "parse_child",
        "SetLocation": "set_location",
        "PushCurrentLocation": void("PushCurrentLocation", "push"),
        "PopLocation": "pop",
    }

    @property
    def _paths(self) -> Any:
        return self.state.runspace.paths(self.ctx)

    @property
    def current(self) -> Any:
        return self.state.runspace.drives.location_object()

    @property
    def current_file(self) -> Any:
        return self.state.runspace.drives.location_of("FileSystem")

    def provider_location(self, name: str) -> Any:
        return self.state.runspace.drives.location_of(name)

    def resolved(self, path: str) -> Any:
        return [found.info for found in self._paths.resolve(path)]

    def resolved_provider(self, path: str, provider: Any = None) -> Any:
        return GenericList(find_type("System.String"), [found.path for found in self._paths.resolve(path)], _COLLECTION)

    def unresolved(self, path: str, *_: Any) -> str:
        return str(self._paths.unresolved(path).path)

    def is_valid(self, path: str) -> bool:
        return bool(path) and "\0" not in path

    def is_absolute(self, path: str, drive: Any = None) -> bool:
        return path.startswith("/") or ":" in path

    def combine(self, parent: str, child: str) -> str:
        where = self._paths.unresolved(parent)
        return where.provider.join(parent, child)  # type: ignore[no-any-return]

    def parse_parent(self, path: str, root: str | None = None) -> str:
        return self._paths.unresolved(path).provider.parent(path)  # type: ignore[no-any-return]

    def parse_child(self, path: str) -> str:
        return self._paths.unresolved(path).provider.leaf(path)  # type: ignore[no-any-return]

    def set_location(self, path: str, *_: Any) -> Any:
        found = self._paths.resolve_one(path)
        return self.state.runspace.drives.go(found.drive, found.path)

    def push(self, stack: str | None = None) -> None:
        drives = self.state.runspace.drives
        drives.stack(stack).entries.insert(0, drives.location_object())

    def pop(self, stack: str | None = None) -> Any:
        drives = self.state.runspace.drives
        found = drives.stack(stack).entries.pop(0)
        return drives.go(found.drive, found.provider_path)


_COLLECTION = "System.Collections.ObjectModel.Collection`1"


class DriveIntrinsics(_Face):
    """SessionState.Drive."""

    __slots__ = ()
    net_type = define(_A + "DriveManagementIntrinsics", assembly=SMA)
    PROPERTIES = {"Current": "current"}
    METHODS = {
        "Get": "get_drive",
        "GetAll": "get_all",
        "GetAllForProvider": "get_for",
        "New": "new_drive",
        "Remove": void("Remove", "remove_drive"),
    }

    @property
    def current(self) -> Any:
        return self.state.runspace.drives.current

    def get_drive(self, name: str) -> Any:
        return self.state.runspace.drives.find(name)

    def get_all(self) -> Any:
        return self.state.runspace.drives.all()

    def get_for(self, provider: str) -> Any:
        wanted = self.state.runspace.drives.find_provider(provider).info
        return [drive for drive in self.state.runspace.drives.all() if drive.provider is wanted]

    def new_drive(self, drive: Any, scope: Any = None) -> Any:
        here = self.ctx.scope
        return self.state.runspace.drives.add(unwrap(drive), here.numbered(scope) if scope else here)

    def remove_drive(self, name: str, *_: Any) -> None:
        drives = self.state.runspace.drives
        drives.remove(drives.find(name))


class ProviderIntrinsics(_Face):
    """SessionState.Provider."""

    __slots__ = ()
    net_type = define(_A + "CmdletProviderManagementIntrinsics", assembly=SMA)
    METHODS = {"Get": "get_provider", "GetOne": "get_one", "GetAll": "get_all"}

    def get_one(self, name: str) -> Any:
        return self.state.runspace.drives.find_provider(name).info

    def get_provider(self, name: str) -> Any:
        return [self.get_one(name)]

    def get_all(self) -> Any:
        return [provider.info for provider in self.state.runspace.drives.providers.values()]


class CommandIntrinsics(_Face):
    """SessionState.InvokeCommand."""

    __slots__ = ()
    net_type = define(_A + "CommandInvocationIntrinsics", assembly=SMA)
    PROPERTIES = {"HasErrors": "has_errors"}
    METHODS = {
        "InvokeScript": "invoke_script",
        "ExpandString": "expand",
        "NewScriptBlock": "new_block",
        "GetCommand": "get_command",
        "GetCommands": "get_commands",
        "GetCommandName": "get_names",
        "GetCmdlet": "get_cmdlet",
        "GetCmdlets": "get_cmdlets",
    }

    @property
    def has_errors(self) -> bool:
        return bool(self.state.runspace.execution.errors)

    def invoke_script(self, *words: Any) -> Any:
        """A text, or: session state, block, arguments; or: local scope, block, input, arguments."""
        items = [unwrap(word) for word in words]
        block: Any = next((item for item in items if hasattr(item, "body") or isinstance(item, str)), None)
        if isinstance(block, str):
            block = self.state.runspace.script_block(block, self.ctx)
        new_scope = not (items and items[0] is False)
        args = (
            items[-1]
            if len(items) > 1 and isinstance(items[-1], list)
            else []
            if len(items) < 2 or isinstance(items[0], bool)
            else items[1:]
        )
        sink = Collector()
        block.run(self.ctx, sink, tuple(item for item in args if item is not block), new_scope=new_scope)
        return GenericList(find_type(_A + "PSObject"), sink.items, _COLLECTION)

    def expand(self, text: str) -> str:
        """A text as if it stood between double quotes."""
        quoted = text.replace('"', '`"')
        block = self.state.runspace.script_block(f'"{quoted}"', self.ctx)
        sink = Collector()
        block.run(self.ctx, sink, new_scope=False)
        return "".join(map(to_text, sink.items))

    def new_block(self, text: str) -> Any:
        return self.state.runspace.script_block(text, self.ctx)

    def get_command(self, name: str, kind: Any = 383, *_: Any) -> Any:
        found = self.state.runspace.discovery.find(self.ctx, name)
        wanted = int(CommandTypes.parse(kind)) if isinstance(kind, str) else int(kind)
        return found if found is not None and found.TYPE & wanted else None

    def get_commands(self, pattern: str, kind: Any = 383, is_pattern: bool = True) -> Any:
        wanted = int(CommandTypes.parse(kind)) if isinstance(kind, str) else int(kind)
        return self.state.runspace.discovery.matching(self.ctx, pattern, wanted)

    def get_names(self, pattern: str, is_pattern: bool = True, full: bool = False) -> Any:
        return [info.name for info in self.get_commands(pattern)]

    def get_cmdlet(self, name: str) -> Any:
        return self.state.runspace.discovery.cmdlet(name.lower())

    def get_cmdlets(self, pattern: str = "*") -> Any:
        return self.get_commands(pattern, 8)


class ProviderCalls(_Face):
    """SessionState.InvokeProvider: items and their like."""

    __slots__ = ()
    net_type = define(_A + "ProviderIntrinsics", assembly=SMA)
    PROPERTIES = {"Item": "items_face", "ChildItem": "children_face"}

    @property
    def items_face(self) -> Any:
        return ItemCalls(self.state)

    @property
    def children_face(self) -> Any:
        return ChildCalls(self.state)


class ItemCalls(_Face):
    """InvokeProvider.Item."""

    __slots__ = ()
    net_type = define(_A + "ItemCmdletProviderIntrinsics", assembly=SMA)
    METHODS = {"Get": "get_item", "Exists": "exists", "IsContainer": "is_container"}

    def get_item(self, path: Any, *_: Any) -> Any:
        paths = self.state.runspace.paths(self.ctx)
        return [paths.item(found) for text in (path if isinstance(path, list) else [path]) for found in paths.resolve(text)]

    def exists(self, path: str, *_: Any) -> bool:
        return bool(self.state.runspace.paths(self.ctx).exists(path))

    def is_container(self, path: str) -> bool:
        ctx = self.ctx
        found = self.state.runspace.paths(ctx).unresolved(path)
        return bool(found.provider.is_container(ctx, found.path))


class ChildCalls(_Face):
    """InvokeProvider.ChildItem."""

    __slots__ = ()
    net_type = define(_A + "ChildItemCmdletProviderIntrinsics", assembly=SMA)
    METHODS = {"Get": "get_children", "HasChild": "has_child"}

    def get_children(self, path: str, recurse: bool = False) -> Any:
        paths = self.state.runspace.paths(self.ctx)
        return [paths.item(child) for found in paths.resolve(path) for child in paths.children(found)]

    def has_child(self, path: str) -> bool:
        return bool(self.get_children(path))
