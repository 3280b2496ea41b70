"""The Registry provider: keys as containers, values as properties of a key.  It exists on emulated Windows machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.members.registrykeys import DEFAULT, RegistryKeyView, RegistryValueKind, kind_of, read_data, stored
from psbridge.engine.providers.base import Drive, Provider, levels, missing, refuse
from psbridge.machine.registry import Registry, RegistryKey, RegistryRefusal, RegistryValue
from psbridge.objects import PSObject
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

class RegistryProvider(Provider):
    """Keys and values of the machine's registry."""

    NAME: ClassVar[str] = "Registry"
    CAPABILITIES: ClassVar[int] = 80
    CONTAINERS: ClassVar[bool] = True

    def __init__(self, runspace: Any) -> None:
        super().__init__(runspace)
        self.registry: Registry = runspace.machine.registry
        self.separator = "\\"

    # -- names

    def normal(self, drive: Drive, path: str) -> str:
        parts = levels(path)
        return "\\".join([drive.root, *parts]) if drive.root else "\\".join(parts)

    def shown(self, path: str, drive: Drive | None) -> str:
        if drive is None or not drive.root:
            return path
        return f"{drive.name}:\\{path[len(drive.root) :].lstrip(chr(92))}"

    def _key(self, path: str) -> RegistryKey:
        found = self.registry.find(path)
        if found is None:
            raise missing(path)
        return found

    # -- items

    def is_rooted(self, path: str) -> bool:
        return self.registry.is_hive(path)

    def exists(self, ctx: Context, path: str) -> bool:
        return not path or self.registry.find(path) is not None

    def is_container(self, ctx: Context, path: str) -> bool:
        return self.exists(ctx, path)

    def item(self, ctx: Context, path: str) -> Any:
        return RegistryKeyView(self._key(path), "\\".join(self.registry.parts(path)), self.registry)

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        keys = self.registry.roots() if not path else list(self._key(path).subkeys.values())
        for key in sorted(keys, key=lambda one: one.name.lower()):
            yield self.join(path, key.name)

    def new_item(self, ctx: Context, path: str, kind: str, value: Any, force: bool = False) -> Any:
        if self.registry.find(path) is not None and not force:
            text = "A key in this path already exists."
            raise refuse("System.IO.IOException", text, "System.IO.IOException", "ResourceExists", path)
        parent = self.parent(path)
        if self.registry.find(parent) is None and not force:
            text = "The registry key at the specified path does not exist."
            raise refuse("System.ArgumentException", text, "System.ArgumentException", "InvalidArgument", parent)
        made = self.registry.create(path)
        if value is not None:
            made.set_value("", to_text(value))
        return self.item(ctx, path)

    def set_item(self, ctx: Context, path: str, value: Any, force: bool = False) -> Any:
        self.registry.create(path).set_value("", to_text(value))
        return self.item(ctx, path)

    def clear_item(self, ctx: Context, path: str) -> None:
        self._key(path).values_by_name.clear()

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        try:
            self.registry.remove(path, recurse)
        except RegistryRefusal as problem:
            raise refuse(
                "System.InvalidOperationException", problem.what + ".", "System.InvalidOperationException", "WriteError", path
            ) from problem

    def rename_item(self, ctx: Context, path: str, new_name: str, force: bool = False) -> Any:
        new_name = self.leaf(new_name)
        target = self.join(self.parent(path), new_name)
        self._transplant(path, target)
        self.registry.remove(path, True)
        return self.item(ctx, target)

    def copy_item(self, ctx: Context, path: str, destination: str, recurse: bool = False, force: bool = False) -> Any:
        target = self.join(destination, self.leaf(path)) if self.exists(ctx, destination) else destination
        self._transplant(path, target, recurse)
        return self.item(ctx, target)

    def move_item(self, ctx: Context, path: str, destination: str, force: bool = False) -> Any:
        target = self.join(destination, self.leaf(path)) if self.exists(ctx, destination) else destination
        self._transplant(path, target)
        self.registry.remove(path, True)
        return self.item(ctx, target)

    def _transplant(self, source: str, target: str, deep: bool = True) -> None:
        old, new = self._key(source), self.registry.create(target)
        for value in old.values_by_name.values():
            new.set_value(value.name, value.data, value.kind)
        for name in [key.name for key in old.subkeys.values()] if deep else ():
            self._transplant(self.join(source, name), self.join(target, name))

    # -- values

    def get_properties(self, ctx: Context, path: str, names: list[str]) -> Any:
        made, key = PSObject(), self._key(path)
        for value in key.values_by_name.values():
            made.set(value.name or DEFAULT, read_data(key, value.name))
        return made

    def _put(self, path: str, name: str, value: Any, kind: str | None) -> Any:
        key = self._key(path)
        known = key.value("" if name.lower() == DEFAULT else name)
        word = RegistryValueKind.parse(kind).label if kind else known.kind if known is not None else kind_of(value)
        key.set_value("" if name.lower() == DEFAULT else name, stored(value, word), word)
        return PSObject.of((name, value))

    def set_property(self, ctx: Context, path: str, name: str, value: Any) -> Any:
        return self._put(path, name, value, None)

    def new_property(self, ctx: Context, path: str, name: str, kind: str | None, value: Any, force: bool = False) -> Any:
        if self._key(path).value(name) is not None and not force:
            text = "The property already exists."
            raise refuse("System.IO.IOException", text, "System.IO.IOException", "ResourceExists", path)
        return self._put(path, name, value, kind or "String")

    def remove_property(self, ctx: Context, path: str, name: str) -> None:
        key = self._key(path)
        if key.values_by_name.pop(("" if name.lower() == DEFAULT else name).lower(), None) is None:
            raise self.no_property(path, name)

    def rename_property(self, ctx: Context, path: str, name: str, new_name: str) -> Any:
        key = self._key(path)
        found = key.values_by_name.pop(name.lower(), None)
        if found is None:
            raise self.no_property(path, name)
        key.values_by_name[new_name.lower()] = RegistryValue(new_name, found.data, found.kind)
        return PSObject.of((new_name, found.data))

    def copy_property(self, ctx: Context, path: str, name: str, target: str, new_name: str) -> Any:
        found = self._key(path).value(name)
        if found is None:
            raise self.no_property(path, name)
        return self._put(target, new_name, found.data, found.kind)

    def move_property(self, ctx: Context, path: str, name: str, target: str, new_name: str) -> Any:
        made = self.copy_property(ctx, path, name, target, new_name)
        self.remove_property(ctx, path, name)
        return made

    def clear_property(self, ctx: Context, path: str, names: list[str]) -> Any:
        made = PSObject()
        for name in names:
            found = self._key(path).value(name)
            if found is None:
                raise self.no_property(path, name)
            found.data = _EMPTY.get(found.kind, "")
            made.set(name, found.data)
        return made


_EMPTY: dict[str, Any] = {"DWord": 0, "QWord": 0, "Binary": bytearray(), "MultiString": []}
