"""Get-, New-, Set-, Clear-, Remove-, Copy-, Move-, Rename-, Invoke-Item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import Parameter
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management import streams
from psbridge.modules.management.targets import ItemCommand, literal_parameter, path_parameter
from psbridge.objects import GenericList, define, find_type, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import has_wildcards

define("System.Management.Automation.Runspaces.PSSession", assembly=SMA)  # Copy-Item takes them, before any was made

_BAD = "System.Management.Automation.PSArgumentException"
_STATE = "System.Management.Automation.PSInvalidOperationException"
_COPY_ERRORS = {
    "CopyContainerItemToLeafError": "Container cannot be copied onto existing leaf item.",
    "CopyContainerToContainerWithoutRecurseOrContainer": (
        "Container cannot be copied to another container. The -Recurse or -Container parameter is not specified."
    ),
}


def _list(found: ProviderPath) -> GenericList:
    """The paths that an error about several providers names."""
    return GenericList(find_type("System.String"), [found.path], "System.Collections.ObjectModel.Collection`1")


class _Filtered(ItemCommand):
    """-Filter, -Include, -Exclude, -Force, -Credential."""

    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    force = parameter("Force", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)


def _options_of(cmd: ItemCommand) -> list[Parameter] | None:
    """-Options, where items have some: aliases and functions."""
    if not cmd.given:
        return None
    try:
        provider = cmd.paths.unresolved(cmd.given[0]).provider
    except ScriptError:
        return None
    return [Parameter("Options", "System.Management.Automation.ScopedItemOptions")] if provider.OPTIONS else None


@cmdlet("Get-Item", default_set="Path", aliases=("gi",))
class GetItem(_Filtered):
    """Gets the item at the specified location."""

    path = path_parameter()
    literal_path = literal_parameter()

    def dynamic_parameters(self) -> list[Parameter] | None:
        return streams.parameters(self, "string[]")

    def process(self) -> None:
        names = streams.wanted(self)
        for found in self.targets():
            if names is not None:
                streams.show(self, found, names)
                continue
            item = self.attempt("GetItem", found, self._item, found)
            if item is not None:
                self.write(item)

    def _item(self, found: ProviderPath) -> Any:
        if not self.force:
            found.provider.check_shown(found.path)
        return self.paths.item(found)


@cmdlet("New-Item", default_set="pathSet", aliases=("ni",), should_process=True)
class NewItem(ItemCommand):
    """Creates a new item."""

    path = parameter(
        "Path",
        "string[]",
        sets=(In("pathSet", mandatory=True, position=0, by_property=True), In("nameSet", position=0, by_property=True)),
    )
    name = parameter("Name", "string", sets=(In("nameSet", mandatory=True, by_property=True),), allow_null=True, allow_empty=True)
    item_type = parameter("ItemType", "string", by_property=True, aliases=("Type",))
    value = parameter("Value", "object", pipeline=True, by_property=True, aliases=("Target",))
    force = parameter("Force", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    def dynamic_parameters(self) -> list[Parameter] | None:
        return _options_of(self)

    def process(self) -> None:
        for path in self.path or (".",):
            try:
                where = self._where(path)
            except ScriptError as problem:
                self.report(problem.record)
                continue
            self.operate(where, where.provider.make, self.item_type or "", self.value)

    def _where(self, path: str) -> ProviderPath:
        found = self.paths.unresolved(path)
        if self.name:
            found = self.paths.unresolved(self._joined(found, self.name))
        return found  # type: ignore[no-any-return]

    def _joined(self, found: ProviderPath, name: str) -> str:
        return name if not found.path and found.drive is None else f"{found.shown.rstrip('/')}/{name}" if found.shown else name


@cmdlet("Set-Item", default_set="Path", aliases=("si",), should_process=True)
class SetItem(_Filtered):
    """Changes the value of an item."""

    path = path_parameter()
    literal_path = literal_parameter()
    value = parameter("Value", "object", position=1, pipeline=True, by_property=True)
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        for path in self.given:
            if has_wildcards(path) and not self.is_literal:
                for found in self.targets():
                    self._set(found)
            else:
                self._set(self.paths.unresolved(path))

    def dynamic_parameters(self) -> list[Parameter] | None:
        return _options_of(self)

    def _set(self, where: ProviderPath) -> None:
        options = self.dynamic.get("options")
        if options is None or self.value is not None:
            self.operate(where, where.provider.put_item, self.value, show=bool(self.pass_thru))
        elif where.provider.exists(self.ctx, where.path):
            self.attempt("", where, where.provider.set_options, self.ctx, where.path, options, bool(self.force))


@cmdlet("Clear-Item", default_set="Path", aliases=("cli",), should_process=True)
class ClearItem(_Filtered):
    """Clears the contents of an item, but does not delete the item."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            self.operate(found, found.provider.empty)


@cmdlet("Remove-Item", default_set="Path", aliases=("ri", "rm", "rmdir", "del", "erase", "rd"), should_process=True)
class RemoveItem(_Filtered):
    """Deletes the specified items."""

    path = path_parameter()
    literal_path = literal_parameter()
    recurse = parameter("Recurse", "switch")

    def dynamic_parameters(self) -> list[Parameter] | None:
        return streams.parameters(self, "string[]")

    def process(self) -> None:
        names = streams.wanted(self)
        if names is not None:
            self._no_streams(names)
            return
        recursive_filter = bool(self.recurse and (self.include or self.exclude))
        for found in list(self._below() if recursive_filter else self.targets()):
            if found.provider.exists(self.ctx, found.path):
                self._remove(found)

    def _no_streams(self, names: list[str]) -> None:
        """Only contents are kept of a file, which are no stream to be removed."""
        for found in self.targets():
            for name in names:
                self.write_error(streams.missing(self, found, name))

    def _below(self) -> Any:
        """With -Recurse, include and exclude count for what lies below, too."""
        accept = self.acceptance()
        for top in self.paths.each(self.given, self.is_literal, self.report, True):
            stack = [top]
            while stack:
                here = stack.pop()
                if accept(here):
                    yield here
                elif here.provider.is_container(self.ctx, here.path):
                    stack += list(self.paths.children(here, True))

    def _remove(self, found: ProviderPath) -> None:
        if self.in_use(found, "Cannot remove the item at '{path}' because it is in use."):
            return
        provider, recurse = found.provider, bool(self.recurse)
        if not recurse and provider.CONTAINERS and self._has_children(found):
            question = (
                f"The item at {found.shown} has children and the Recurse parameter was not specified. If you continue, "
                "all children will be removed with the item. Are you sure you want to continue?"
            )
            if not self.should_continue(question, "Confirm"):
                return
            recurse = True
        self.operate(found, provider.remove, recurse, show=False)

    def _has_children(self, found: ProviderPath) -> bool:
        """A link to a directory is an item without children: the link is what goes."""
        provider = found.provider
        if not provider.is_container(self.ctx, found.path):
            return False
        files = getattr(provider, "files", None)
        known = files.stat(found.path) if files is not None else None
        return (known is None or known.link is None) and provider.has_children(self.ctx, found.path)


class _Transfer(_Filtered):
    """-Destination and -PassThru."""

    destination = parameter("Destination", "string", position=1, by_property=True)
    pass_thru = parameter("PassThru", "switch")


@cmdlet("Copy-Item", default_set="Path", aliases=("cpi", "copy", "cp"), should_process=True)
class CopyItem(_Transfer):
    """Copies an item from one location to another."""

    path = path_parameter()
    literal_path = literal_parameter()
    container = parameter("Container", "switch", default=True)
    recurse = parameter("Recurse", "switch")
    from_session = parameter("FromSession", "System.Management.Automation.Runspaces.PSSession", validate=(NotNullOrEmpty(),))
    to_session = parameter("ToSession", "System.Management.Automation.Runspaces.PSSession", validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        if self.from_session is not None or self.to_session is not None:
            self._between_machines()
            return
        target = self.paths.unresolved(self.destination if self.destination is not None else ".")
        for found in self.targets():
            if found.provider is not target.provider:
                text = "Source and destination path did not resolve to the same provider."
                self.write_error(self.error(_BAD, text, "CopyItemSourceAndDestinationNotSameProvider", "InvalidArgument", _list(found)))
                return
            self._copy(found, target)

    def _copy(self, found: ProviderPath, target: ProviderPath) -> None:
        provider, flat = found.provider, not self.container
        error_id = ""
        if provider.CONTAINERS and provider.is_container(self.ctx, found.path):
            if provider.is_container(self.ctx, target.path):
                error_id = "CopyContainerToContainerWithoutRecurseOrContainer" if flat and not self.recurse else ""
            elif provider.exists(self.ctx, target.path):
                error_id = "CopyContainerItemToLeafError"
        if error_id:
            self.write_error(self.error(_BAD, _COPY_ERRORS[error_id], error_id, "InvalidArgument", found.path))
        elif flat and self.recurse and provider.is_container(self.ctx, target.path) and provider.is_container(self.ctx, found.path):
            for leaf in self._leaves(found):
                self.operate(leaf, provider.copy, target.path, False, show=bool(self.pass_thru))
        else:
            self.operate(found, provider.copy, target.path, bool(self.recurse), show=bool(self.pass_thru))

    def _leaves(self, top: ProviderPath) -> Iterator[ProviderPath]:
        """What -Recurse -Container:$false copies: everything that is no container, into one."""
        for child in list(self.paths.children(top, True)):
            if child.provider.is_container(self.ctx, child.path):
                yield from self._leaves(child)
            else:
                yield child

    def _between_machines(self) -> None:
        session = self.to_session if self.to_session is not None else self.from_session
        mover: Any = getattr(unwrap(session), "copy_items", None)
        if mover is None:
            text = "The session can not be used to copy items."
            self.fail(self.argument_error(text, "SessionCannotCopy"))
        sources = [found.path for found in self.targets()] if self.to_session is not None else self.given
        for made in mover(self, sources, self.destination, to_remote=self.to_session is not None):
            if self.pass_thru:
                self.write(made)


@cmdlet("Move-Item", default_set="Path", aliases=("mi", "move", "mv"), should_process=True)
class MoveItem(_Transfer):
    """Moves an item from one location to another."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self._sources():
            if not self.in_use(found, "Cannot move item because the item at '{path}' is in use."):
                self._move(found)

    def _sources(self) -> list[ProviderPath]:
        """A literal path that leads nowhere is refused in words of this command's own."""
        if not self.is_literal:
            return list(self.targets())
        found = []
        for path in self.given:
            where = self.paths.unresolved(path)
            if where.provider.exists(self.ctx, where.path):
                found.append(where)
            else:
                text = f"Cannot move item because the item at '{path}' does not exist."
                self.write_error(self.error(_STATE, text, "InvalidOperation", "InvalidOperation"))
        return found

    def _move(self, found: ProviderPath) -> None:
        targets = self._destinations()
        if len(targets) != 1:
            text = "Cannot move the item because the destination resolved to multiple paths. Specify a destination path that resolves to a "
            text += "single destination and try again."
            self.write_error(self.error(_BAD, text, "MoveItemOneDestination", "InvalidArgument", self.destination))
        elif found.provider is not targets[0].provider:
            text = "Cannot move the item because the source and destination paths did not resolve to the same provider."
            self.write_error(self.error(_BAD, text, "MoveItemSourceAndDestinationNotSameProvider", "InvalidArgument", _list(found)))
        elif not found.provider.CONTAINERS:
            self.report(found.provider.unsupported("navigation").record)
        else:
            self.operate(found, found.provider.move, targets[0].path, show=bool(self.pass_thru))

    def _destinations(self) -> list[ProviderPath]:
        """Where to: the destination may be a pattern for a container that is there."""
        place = self.destination if self.destination is not None else "."
        return self.paths.resolve(place) if has_wildcards(place) else [self.paths.unresolved(place)]


@cmdlet("Rename-Item", default_set="ByPath", aliases=("rni", "ren"), should_process=True)
class RenameItem(ItemCommand):
    """Renames an item."""

    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter(
        "LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    new_name = parameter("NewName", "string", position=1, mandatory=True, by_property=True)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    @property
    def given(self) -> list[str]:
        return [self.literal_path or self.path]

    def process(self) -> None:
        name = to_text(self.new_name)
        for found in self._sources():
            if not self.in_use(found, "Cannot rename the item at '{path}' because it is in use."):
                self.operate(found, found.provider.rename, name, show=bool(self.pass_thru))

    def _sources(self) -> list[ProviderPath]:
        if not self.literal_path:
            return list(self.paths.each(self.given, False, self.report, True))
        where = self.paths.unresolved(self.literal_path)
        if where.provider.exists(self.ctx, where.path):
            return [where]
        text = f"Cannot rename because item at '{self.literal_path}' does not exist."
        self.write_error(self.error(_STATE, text, "InvalidOperation", "InvalidOperation"))
        return []


@cmdlet("Invoke-Item", default_set="Path", aliases=("ii",), should_process=True)
class InvokeItem(_Filtered):
    """Performs the default action on an item."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            if self.should_process(f"Item: {found.path}", "Invoke Item"):
                self.attempt("InvokeItem", found, found.provider.invoke_item, self.ctx, found.path)
