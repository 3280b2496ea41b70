"""Attributes that only say something: they change nothing, and whoever asks for them reads what was written.

`TABLE` has what their constructor takes and which properties may be named; each becomes a class of its own.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import CORE, SMA, define
from psbridge.objects.psobject import NetObject

define("System.Attribute")
_C, _A = "System.ComponentModel.", "System.Management.Automation."

# full name: the property that the constructor's argument sets with its type, the properties that may be named with their types
TABLE: dict[str, tuple[str, str]] = {
    _C + "BrowsableAttribute": ("bool Browsable", ""),
    _C + "CategoryAttribute": ("string Category", ""),
    _C + "DefaultValueAttribute": ("System.Object Value", ""),
    _C + "DescriptionAttribute": ("string Description", ""),
    _C + "DisplayNameAttribute": ("string DisplayName", ""),
    _C + "EditorBrowsableAttribute": ("System.Object State", ""),
    "System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverageAttribute": ("", ""),
    "System.Reflection.ObfuscationAttribute": ("", "bool Exclude, string Feature"),
    "System.Runtime.CompilerServices.CompilerGeneratedAttribute": ("", ""),
    _A + "DscLocalConfigurationManagerAttribute": ("", ""),
    _A + "DscPropertyAttribute": ("", "bool Key, bool Mandatory, bool NotConfigurable"),
    _A + "DscResourceAttribute": ("", "System.Object RunAsCredential"),
}
_EMPTY = {"bool": False}


class PassiveAttribute(NetObject):
    """An attribute as an object; ``said`` by the names of its properties."""

    __slots__ = ("said",)
    ARGUMENT = ""
    INITIAL: dict[str, Any] = {}

    def __init__(self, *given: Any) -> None:
        super().__init__()
        self.said = {**self.INITIAL, **({self.ARGUMENT: given[0]} if given else {})}


def _declare(full_name: str, argument: str, named: str) -> None:
    net = define(full_name, "System.Attribute", assembly=SMA if full_name.startswith(_A) else CORE)
    parts = [part.strip().rpartition(" ") for part in (argument, *named.split(",")) if part.strip()]
    initial = {name: _EMPTY.get(kind) for kind, _, name in parts}
    body = {"__slots__": (), "net_type": net, "ARGUMENT": argument.rpartition(" ")[2], "INITIAL": initial}
    made = type(net.name, (PassiveAttribute,), body)
    lines = [f"new({argument[:1].lower()}{argument[1:]})" if argument else "new()", "type TypeId {get;}"]
    functions: dict[str, Any] = {"new": made, "TypeId": lambda own: own.net_type}
    for kind, _, name in parts:
        lines.append(f"{kind} {name} {{get;{'set;' if name in named else ''}}}")
        functions[name] = _reader(name)
        functions[name + "="] = _writer(name) if name in named else None
    fill(net, "\n".join(lines), functions)


def _reader(name: str) -> Any:
    return lambda own: own.said[name]


def _writer(name: str) -> Any:
    def write(own: PassiveAttribute, value: Any) -> None:
        own.said[name] = value

    return write


def declare_all() -> None:
    """Declare the types of the table."""
    for full_name, (argument, named) in TABLE.items():
        _declare(full_name, argument, named)


declare_all()
