"""Commands about the properties of items: Get-, Set-, New-, Remove-, Clear-, Rename-, Copy-, Move-ItemProperty, Get-ItemPropertyValue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management.targets import ItemCommand, literal_parameter, path_parameter
from psbridge.objects import PSObject
from psbridge.objects.access import get_property, iter_properties
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_ABSENT: Any = object()
_PLACE = ("PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider")


class _Property(ItemCommand):
    """-Filter, -Include, -Exclude, -Force, -Credential."""

    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    credential = parameter("Credential", "pscredential", by_property=True)
    pass_thru: Any = False

    def bag(self, found: ProviderPath, names: list[str] | None) -> Any:
        """The item's properties as an object; with names only those, None when a plain name is not there."""
        item = self.attempt("GetProperty", found, found.provider.get_properties, self.ctx, found.path, names or [])
        if item is None or not names:
            return item
        made = PSObject()
        for name in names:
            if has_wildcards(name):
                matches = compile_wildcard(name)
                for view in iter_properties(item):
                    if matches(view.name) and view.name not in _PLACE:
                        made.set(view.name, view.get())
                continue
            value = get_property(item, name, _ABSENT)
            if value is _ABSENT:
                self.report(found.provider.no_property(found.shown, name).record)
            else:
                made.set(name, value)
        return made if made.shape.names else None

    def change(self, what: str, found: ProviderPath, action: Callable[..., Any], *arguments: Any) -> None:
        """Have a provider change a property, after asking; what it gives is written with -PassThru."""
        target, words = found.provider.property_words(self.ctx, what, found.path, *arguments[:1], *arguments[1:2])
        if not self.should_process(target, words):
            return
        made = self.attempt(f"{what}Property", found, action, self.ctx, found.path, *arguments)
        if made is not None and (self.pass_thru or what == "New"):
            self.write(self.paths.dress(made, found))


@cmdlet("Get-ItemProperty", default_set="Path", aliases=("gp",))
class GetItemProperty(_Property):
    """Gets the properties of a specified item."""

    path = path_parameter()
    literal_path = literal_parameter()
    name = parameter("Name", "string[]", position=1, aliases=("PSProperty",))

    def process(self) -> None:
        for found in self.targets(force=True):
            made = self.bag(found, self.name)
            if made is not None:
                dressed = self.paths.dress(made, found)
                dressed.remove("PSIsContainer")
                self.write(dressed)


@cmdlet("Get-ItemPropertyValue", default_set="Path", aliases=("gpv",))
class GetItemPropertyValue(_Property):
    """Gets the value for one or more properties of a specified item."""

    path = parameter("Path", "string[]", sets=(In("Path", position=0, pipeline=True, by_property=True),), wildcard=True)
    literal_path = literal_parameter()
    name = parameter("Name", "string[]", position=1, mandatory=True, aliases=("PSProperty",))

    @property
    def given(self) -> list[str]:
        return super().given or ["."]

    def process(self) -> None:
        for found in self.targets(force=True):
            for name in self.name:
                made = self.bag(found, [name])
                if made is not None:
                    self.write(made.get(name) if name in made else None)


@cmdlet("Set-ItemProperty", default_set="propertyValuePathSet", aliases=("sp",), should_process=True)
class SetItemProperty(_Property):
    """Creates or changes the value of a property of an item."""

    path = parameter(
        "Path",
        "string[]",
        sets=tuple(
            In(name, mandatory=True, position=0, pipeline=True, by_property=True)
            for name in ("propertyValuePathSet", "propertyPSObjectPathSet")
        ),
    )
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=tuple(
            In(name, mandatory=True, by_property=True) for name in ("propertyValueLiteralPathSet", "propertyPSObjectLiteralPathSet")
        ),
        aliases=("PSPath", "LP"),
    )
    name = parameter(
        "Name",
        "string",
        sets=tuple(
            In(name, mandatory=True, position=1, by_property=True) for name in ("propertyValuePathSet", "propertyValueLiteralPathSet")
        ),
        aliases=("PSProperty",),
    )
    value = parameter(
        "Value",
        "object",
        sets=tuple(
            In(name, mandatory=True, position=2, by_property=True) for name in ("propertyValuePathSet", "propertyValueLiteralPathSet")
        ),
        allow_null=True,
    )
    input_object = parameter(
        "InputObject",
        "psobject",
        sets=tuple(
            In(name, mandatory=True, by_property=True, pipeline=True)
            for name in ("propertyPSObjectPathSet", "propertyPSObjectLiteralPathSet")
        ),
    )
    kind = parameter("Type", "string", hidden=True)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        if self.input_object is not None and self.name is None:
            pairs = [(view.name, view.get()) for view in iter_properties(self.input_object)]
        else:
            pairs = [(self.name, self.value)]
        for found in self.targets(force=True):
            for name, value in pairs:
                self._set(found, name, value)

    def _set(self, found: ProviderPath, name: str, value: Any) -> None:
        self.change("Set", found, found.provider.set_property, name, value)


@cmdlet("Clear-ItemProperty", default_set="Path", aliases=("clp",), should_process=True)
class ClearItemProperty(_Property):
    """Clears the value of a property but does not delete the property."""

    path = path_parameter()
    literal_path = literal_parameter()
    name = parameter("Name", "string", position=1, mandatory=True, by_property=True)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        for found in self.targets(force=True):
            target, words = found.provider.property_words(self.ctx, "Clear", found.path, self.name)
            if self.should_process(target, words):
                made = self.attempt("ClearProperty", found, found.provider.clear_property, self.ctx, found.path, [self.name])
                if made is not None and self.pass_thru:
                    self.write(self.paths.dress(made, found))


@cmdlet("New-ItemProperty", default_set="Path", should_process=True)
class NewItemProperty(_Property):
    """Creates a new property for an item and sets its value."""

    path = parameter("Path", "string[]", sets=(In("Path", mandatory=True, position=0),), wildcard=True)
    literal_path = literal_parameter()
    name = parameter("Name", "string", position=1, mandatory=True, by_property=True, aliases=("PSProperty",))
    property_type = parameter("PropertyType", "string", by_property=True, aliases=("Type",))
    value = parameter("Value", "object", by_property=True)
    force = parameter("Force", "switch")

    def process(self) -> None:
        for found in self.targets(force=True):
            self.change("New", found, found.provider.new_property, self.name, self.property_type, self.value, bool(self.force))


@cmdlet("Remove-ItemProperty", default_set="Path", aliases=("rp",), should_process=True)
class RemoveItemProperty(_Property):
    """Deletes the property and its value from an item."""

    path = path_parameter()
    literal_path = literal_parameter()
    name = parameter("Name", "string[]", position=1, mandatory=True, by_property=True, aliases=("PSProperty",))
    force = parameter("Force", "switch")

    def process(self) -> None:
        for found in self.targets(force=True):
            for name in self.name:
                self.change("Remove", found, found.provider.remove_property, name)


@cmdlet("Rename-ItemProperty", default_set="Path", aliases=("rnp",), should_process=True)
class RenameItemProperty(_Property):
    """Renames a property of an item."""

    path = parameter("Path", "string", sets=(In("Path", mandatory=True, position=0, by_property=True),))
    literal_path = parameter("LiteralPath", "string", sets=(In("LiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP"))
    name = parameter("Name", "string", position=1, mandatory=True, by_property=True, aliases=("PSProperty",))
    new_name = parameter("NewName", "string", position=2, mandatory=True, by_property=True)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")

    @property
    def given(self) -> list[str]:
        return [self.literal_path or self.path]

    def process(self) -> None:
        for found in self.targets(force=True):
            self.change("Rename", found, found.provider.rename_property, self.name, self.new_name)


class _Transplant(_Property):
    """Copy- and Move-ItemProperty: the destination is one place, which the first path's provider must know."""

    destination = parameter("Destination", "string", position=1, mandatory=True, by_property=True)
    force = parameter("Force", "switch")
    pass_thru = parameter("PassThru", "switch")
    name: Any = None
    what = ""

    def process(self) -> None:
        for found in self.targets(force=True):
            target = self._place()
            if target is not None:
                action = found.provider.copy_property if self.what == "Copy" else found.provider.move_property
                for name in [self.name] if isinstance(self.name, str) else self.name:
                    self.change(self.what, found, action, name, target.path, name)

    def _place(self) -> ProviderPath | None:
        try:
            return self.paths.resolve_one(self.destination)  # type: ignore[no-any-return]
        except ScriptError as problem:
            self.report(problem.record)
            return None


@cmdlet("Copy-ItemProperty", default_set="Path", aliases=("cpp",), should_process=True)
class CopyItemProperty(_Transplant):
    """Copies a property and value from a specified location to another location."""

    path = path_parameter()
    literal_path = literal_parameter()
    name = parameter("Name", "string", position=2, mandatory=True, by_property=True, aliases=("PSProperty",))
    what = "Copy"


@cmdlet("Move-ItemProperty", default_set="Path", aliases=("mp",), should_process=True)
class MoveItemProperty(_Transplant):
    """Moves a property from one location to another."""

    path = path_parameter()
    literal_path = literal_parameter()
    name = parameter("Name", "string[]", position=2, mandatory=True, by_property=True, aliases=("PSProperty",))
    what = "Move"
