"""PSReference: what [ref] makes, a box whose value a method can change."""

from __future__ import annotations

from typing import Any

from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject


class PSReference(NetObject):
    """A box around a value; subclasses may read and write a variable instead."""

    __slots__ = ("_value",)
    net_type = find_type("System.Management.Automation.PSReference")
    PROPERTIES = {"Value": "value"}

    def __init__(self, value: Any = None) -> None:
        super().__init__()
        self._value = value

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, new: Any) -> None:
        self._value = new

    def __repr__(self) -> str:
        return f"PSReference({self._value!r})"
