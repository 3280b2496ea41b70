"""Get-, New-, Set-, Clear-, Remove-, Copy-, Move-, Rename-, Invoke-Item."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management.targets import ItemCommand, literal_parameter, path_parameter
from psbridge.objects import define, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import has_wildcards

define("System.Management.Automation.Runspaces.PSSession", assembly=SMA)  # Copy-Item takes them, before any was made


class _Filtered(ItemCommand):
    """-Filter, -Include, -Exclude, -Force, -Credential."""

    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    force = parameter("Force", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)


@cmdlet("Get-Item", default_set="Path", aliases=("gi",))
class GetItem(_Filtered):
    """Gets the item at the specified location."""

    path = path_parameter()
    literal_path = literal_parameter()
    stream = parameter("Stream", "string[]", hidden=True)

    def process(self) -> None:
        for found in self.targets():
            item = self.attempt("GetItem", found, self.paths.item, found)
            if item is not None:
                self.write(item)


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
    options = parameter("Options", "System.Management.Automation.ScopedItemOptions", hidden=True)

    def process(self) -> None:
        for path in self.path or (".",):
            try:
                where = self._where(path)
            except ScriptError as problem:
                self.report(problem.record)
                continue
            kind = self.item_type or ("file" if where.provider.NAME == "FileSystem" else "")
            if self.should_process(f"Destination: {where.path}", f"Create {_KINDS.get(kind.lower(), kind or 'Item')}"):
                self._make(where, kind)

    def _where(self, path: str) -> ProviderPath:
        found = self.paths.unresolved(path)
        if self.name:
            found = self.paths.unresolved(self._joined(found, self.name))
        return found  # type: ignore[no-any-return]

    def _joined(self, found: ProviderPath, name: str) -> str:
        return name if not found.path and found.drive is None else f"{found.shown.rstrip('/')}/{name}" if found.shown else name

    def _make(self, where: ProviderPath, kind: str) -> None:
        made = self.attempt("NewItem", where, where.provider.new_item, self.ctx, where.path, kind, self.value, bool(self.force))
        if made is not None:
            self.write(self.paths.dress(made, where))


_KINDS = {"file": "File", "directory": "Directory", "symboliclink": "Symbolic Link", "hardlink": "Hard Link", "junction": "Junction"}


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

    def _set(self, where: ProviderPath) -> None:
        if not self.should_process(f"Item: {where.path} Value: {to_text(self.value)}", "Set Item"):
            return
        made = self.attempt("SetItem", where, where.provider.set_item, self.ctx, where.path, self.value, bool(self.force))
        if self.pass_thru:
            self.write(made if made is not None else self.paths.item(where))


@cmdlet("Clear-Item", default_set="Path", aliases=("cli",), should_process=True)
class ClearItem(_Filtered):
    """Clears the contents of an item, but does not delete the item."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            if self.should_process(f"Item: {found.path}", "Clear Item"):
                self.attempt("ClearItem", found, found.provider.clear_item, self.ctx, found.path)


@cmdlet("Remove-Item", default_set="Path", aliases=("ri", "rm", "rmdir", "del", "erase", "rd"), should_process=True)
class RemoveItem(_Filtered):
    """Deletes the specified items."""

    path = path_parameter()
    literal_path = literal_parameter()
    recurse = parameter("Recurse", "switch")
    stream = parameter("Stream", "string[]", hidden=True)

    def process(self) -> None:
        recursive_filter = bool(self.recurse and (self.include or self.exclude))
        for found in list(self._below() if recursive_filter else self.targets()):
            if found.provider.exists(self.ctx, found.path):
                self._remove(found)

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
        directory = found.provider.CONTAINERS and found.provider.is_container(self.ctx, found.path)
        if directory and not self.recurse and found.provider.has_children(self.ctx, found.path):
            question = (
                f"The item at {found.shown} has children and the Recurse parameter was not specified. If you continue, "
                "all children will be removed with the item. Are you sure you want to continue?"
            )
            if not self.should_continue(question, "Confirm"):
                return
        what = "Remove Directory" if directory else "Remove File" if found.provider.NAME == "FileSystem" else "Remove Item"
        target = found.path if found.provider.NAME == "FileSystem" else f"Item: {found.path}"
        if self.should_process(target, what):
            self.attempt("RemoveItem", found, found.provider.remove_item, self.ctx, found.path, directory, bool(self.force))


class _Transfer(_Filtered):
    """-Destination and -PassThru."""

    destination = parameter("Destination", "string", position=1, by_property=True)
    pass_thru = parameter("PassThru", "switch")

    def show(self, made: Any, source: ProviderPath, target: ProviderPath) -> None:
        if self.pass_thru and made is not None:
            where = target.child(getattr(unwrap(made), "full_name", target.path))
            self.write(self.paths.dress(made, where))


@cmdlet("Copy-Item", default_set="Path", aliases=("cpi", "copy", "cp"), should_process=True)
class CopyItem(_Transfer):
    """Copies an item from one location to another."""

    path = path_parameter()
    literal_path = literal_parameter()
    container = parameter("Container", "switch", default=True)
    recurse = parameter("Recurse", "switch")
    from_session = parameter("FromSession", "System.Management.Automation.Runspaces.PSSession")
    to_session = parameter("ToSession", "System.Management.Automation.Runspaces.PSSession")

    def process(self) -> None:
        if self.from_session is not None or self.to_session is not None:
            self._between_machines()
            return
        target = self.paths.unresolved(self.destination if self.destination is not None else ".")
        for found in self.targets():
            if found.provider is not target.provider:
                text = "Source and destination path did not resolve to the same provider."
                self.report(self.argument_error(text, "CannotCopyToDifferentProvider"))
            elif self.should_process(f"Item: {found.path} Destination: {target.path}", "Copy File"):
                self._copy(found, target)

    def _copy(self, found: ProviderPath, target: ProviderPath) -> None:
        made = self.attempt(
            "CopyItem",
            found,
            found.provider.copy_item,
            self.ctx,
            found.path,
            target.path,
            bool(self.recurse),
            bool(self.force),
        )
        self.show(made, found, target)

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
        target = self.paths.unresolved(self.destination if self.destination is not None else ".")
        for found in list(self.targets()):
            if self.should_process(f"Item: {found.path} Destination: {target.path}", "Move File"):
                made = self.attempt("MoveItem", found, found.provider.move_item, self.ctx, found.path, target.path, bool(self.force))
                self.show(made, found, target)


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
        for found in list(self.paths.each(self.given, True, self.report, True)):
            name = to_text(self.new_name)
            if self.should_process(f"Item: {found.path} Destination: {name}", "Rename File"):
                made = self.attempt(
                    "RenameItem",
                    found,
                    found.provider.rename_item,
                    self.ctx,
                    found.path,
                    name,
                    bool(self.force),
                )
                if self.pass_thru and made is not None:
                    self.write(self.paths.dress(made, found.child(getattr(unwrap(made), "full_name", name))))


@cmdlet("Invoke-Item", default_set="Path", aliases=("ii",), should_process=True)
class InvokeItem(_Filtered):
    """Performs the default action on an item."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            if self.should_process(f"Item: {found.path}", "Invoke Item"):
                self.attempt("InvokeItem", found, found.provider.invoke_item, self.ctx, found.path)
