"""Module specifications: a name, or a name with the versions and the GUID that will do.

`limits` are the members of the table by their lower-case names; a limit that is null limits nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import convert, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import Version

Accepts = Callable[[Any, Any], bool]  # whether a version and a GUID will do
Limits = dict[str, Any]
_VERSION = find_type("System.Version")

_ORDERS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    "moduleversion": lambda have, want: have >= want,
    "minimumversion": lambda have, want: have >= want,
    "maximumversion": lambda have, want: have <= want,
    "requiredversion": lambda have, want: tuple(max(x, 0) for x in have) == tuple(max(x, 0) for x in want),
}


_MEMBERS = {name.lower(): name for name in ("ModuleName", "ModuleVersion", "MaximumVersion", "RequiredVersion", "GUID")}
_UNKNOWN = (
    "The hashtable describing a module contains one or more members that are not valid. The valid members are ({0}). Remove the members "
    "that are not valid ({1}), then try again."
)
_INCOMPLETE = "The hashtable describing a module is missing the member '{0}'."


class ModuleSpecification(NetObject):
    """One as an object of .NET."""

    __slots__ = ("limits", "name")
    net_type = define("Microsoft.PowerShell.Commands.ModuleSpecification", assembly=SMA)

    def __init__(self, name: str, limits: Limits | None = None) -> None:
        super().__init__()
        self.name, self.limits = name, limits or {}

    def limit(self, key: str) -> Any:
        """A version, or the GUID; null when it does not count."""
        found = self.limits.get(key)
        if found is None:
            return None
        return uuid.UUID(to_text(found)) if key == "guid" else to_text(found) if key == "maximumversion" else convert(found, _VERSION)

    def __str__(self) -> str:
        exact = self.limits.get("requiredversion") is not None
        names = ("Guid", "RequiredVersion") if exact else ("Guid", "ModuleVersion", "MaximumVersion")
        found = [(name, self.limit(name.lower())) for name in names]
        told = [f"; {name} = '{'{' + str(value) + '}' if name == 'Guid' else value}'" for name, value in found if value is not None]
        return f"@{{ ModuleName = '{self.name}'{''.join(told)} }}" if told else self.name


def specification(value: Any) -> tuple[str, Limits]:
    """The name and the limits of a module specification."""
    bare = unwrap(value)
    if isinstance(bare, ModuleSpecification):
        return bare.name, bare.limits
    if isinstance(bare, NetDictionary):
        return to_text(bare.get("ModuleName")), {to_text(key).lower(): item for key, item in bare.pairs()}
    return to_text(bare), {}


def specifications(value: Any) -> list[tuple[str, Limits]]:
    """Those of a list, as manifests have them."""
    bare = unwrap(value)
    if bare is None:
        return []
    return [specification(item) for item in (bare if isinstance(bare, list) else [bare])]


def accepting(limits: Limits) -> Accepts | None:
    """The test for limits; None when they limit nothing."""
    if not any(limits.get(key) is not None for key in (*_ORDERS, "guid")):
        return None
    return lambda version, guid: within(version, guid, limits)


def misfit(limits: Limits) -> str | None:
    """What is wrong with the members of a specification that must be whole, as `using module` wants it; None for nothing."""
    unknown = [key for key in limits if key not in _MEMBERS]
    if unknown:
        return _UNKNOWN.format(", ".join(_MEMBERS.values()), ", ".join(f"'{key}'" for key in unknown))
    if limits.get("modulename") is None:
        return _INCOMPLETE.format("ModuleName")
    if all(limits.get(key) is None for key in _ORDERS):
        return _INCOMPLETE.format("ModuleVersion', 'RequiredVersion' or 'MaximumVersion")
    try:
        for key in limits.keys() & _ORDERS.keys():
            convert(limits[key], _VERSION)
    except NetError as error:
        return error.exception.message
    return None


def within(found: Any, guid: Any, limits: Limits) -> bool:
    """Whether a version and a GUID keep the limits."""
    version = tuple(found)
    for key, test in _ORDERS.items():
        wanted = limits.get(key)
        limit = maximum_of if key == "maximumversion" else version_of
        if wanted is not None and not test(version, tuple(limit(wanted))):
            return False
    wanted = limits.get("guid")
    return wanted is None or guid == uuid.UUID(to_text(wanted))


def told(limits: Limits) -> str:
    """The limits that no module kept, in an error's words."""
    required, least, most = (
        next((to_text(limits[key]) for key in keys if limits.get(key) is not None), None)
        for keys in (("requiredversion",), ("minimumversion", "moduleversion"), ("maximumversion",))
    )
    if required is None and least is not None and most is not None:
        return f" with MinimumVersion '{least}' and MaximumVersion '{most}'"
    if required is None and least is None and most is not None:
        return f" with MaximumVersion '{most}'"
    exact = required if required is not None else least
    return "" if exact is None else f" with version '{exact}'"


_MOST = "999999999"


def maximum_of(value: Any) -> Version:
    """The greatest version that will do: `1.*` is all that begins with 1."""
    text = to_text(unwrap(value))
    whole = text
    if text.endswith("*"):
        whole = text[:-1] + _MOST
        whole += f".{_MOST}" * (3 - whole.count("."))
    try:
        return Version.parse(whole)
    except ValueError as error:
        told = f"The specified MaximumVersion '{text}' was incorrect. If you are using '*', MaximumVersion only supports one '*' and "
        told += "should always be placed at the end of MaximumVersion."
        raise NetError.of("System.Management.Automation.PSArgumentException", told) from error


def version_of(value: Any) -> Version:
    """A version as it is given: as such, or as a text that may be a single number."""
    bare = unwrap(value)
    if isinstance(bare, Version):
        return bare
    text = to_text(bare)
    return Version.parse(text if "." in text else f"{text}.0")
