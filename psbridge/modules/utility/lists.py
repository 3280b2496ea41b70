"""Update-List: adding to and removing from collections that are properties, or a description of such a change."""

from __future__ import annotations

from typing import Any

from psbridge.engine import invoke
from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.objects import NetObject, define, unwrap
from psbridge.objects.access import has_property
from psbridge.objects.containers import ArrayList
from psbridge.objects.convert import enumerate_value, equals
from psbridge.objects.nettypes import SMA


class PSListModifier(NetObject):
    """What to do with a collection."""

    __slots__ = ("added", "removed", "replaced")
    net_type = define("System.Management.Automation.PSListModifier", assembly=SMA)
    PROPERTIES = {"Add": "added", "Remove": "removed", "Replace": "replaced"}
    METHODS = {"ApplyTo": "apply"}

    def __init__(self, added: list[Any], removed: list[Any], replaced: list[Any] | None) -> None:
        super().__init__()
        self.added, self.removed, self.replaced = ArrayList(added), ArrayList(removed), ArrayList(replaced or [])

    def apply(self, target: Any) -> None:
        """Change a list in place."""
        items = unwrap(target)
        if self.replaced:
            items[:] = self.replaced
            return
        for one in self.removed:
            at = next((i for i, item in enumerate(items) if equals(item, one)), None)
            if at is not None:
                del items[at]
        items.extend(self.added)


_FILLED = (NotNullOrEmpty(),)


@cmdlet("Update-List", default_set="AddRemoveSet")
class UpdateList(Cmdlet):
    """Adds items to and removes items from a property that is a collection."""

    add = parameter("Add", "object[]", sets=("AddRemoveSet",), validate=_FILLED)
    remove = parameter("Remove", "object[]", sets=("AddRemoveSet",), validate=_FILLED)
    replace = parameter("Replace", "object[]", sets=(In("ReplaceSet", mandatory=True),), validate=_FILLED)
    input_object = parameter("InputObject", "psobject", pipeline=True, validate=_FILLED)
    property = parameter("Property", "string", position=0, validate=_FILLED)

    def process(self) -> None:
        if not self.property:
            return
        if not self.is_bound("InputObject"):
            text = "The InputObject parameter is required when the Property parameter is specified."
            self.fail(
                self.error("System.Management.Automation.PSArgumentException", text, "MissingInputObjectParameter", "InvalidArgument")
            )
        if not has_property(self.input_object, self.property):
            text = f'Cannot find the property "{self.property}" on the object: it cannot be updated.'
            kind = "System.Management.Automation.PSArgumentException"
            self.fail(self.error(kind, text, "MemberDoesntExist", "InvalidArgument", self.input_object))
        current = invoke.get_member(self.ctx, self.input_object, self.property)
        if isinstance(unwrap(current), ArrayList) or hasattr(unwrap(current), "element"):
            self._modifier().apply(current)
        else:
            changed = ArrayList(enumerate_value(current) or ([] if current is None else [current]))
            self._modifier().apply(changed)
            invoke.set_member(self.ctx, self.input_object, self.property, list(changed))
        self.write(self.input_object)

    def end(self) -> None:
        if self.property:
            return
        if self.input_is_expected:
            text = "The Property parameter is required when the InputObject parameter is specified."
            self.fail(self.error("System.Management.Automation.PSArgumentException", text, "MissingPropertyParameter", "InvalidArgument"))
        self.write(self._modifier())

    def _modifier(self) -> PSListModifier:
        return PSListModifier(list(self.add or ()), list(self.remove or ()), self.replace)
