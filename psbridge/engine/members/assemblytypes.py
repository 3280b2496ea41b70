"""The types of an assembly.

Decides which of the types here .NET keeps to itself: they have values, and scripts see their names, but an assembly does not export them.
"""

from __future__ import annotations

from collections.abc import Iterable

from psbridge.objects.containers import TypedArray
from psbridge.objects.nettypes import NetType, all_types, find_type

_A = "System.Management.Automation."
_INTERNAL = frozenset(
    _A + name
    for name in (
        "JobDefinitionNotFoundException",
        "PSInternalMemberSet",
        "PSLocalEventManager",
        "PSRemotingChildJob",
        "PSRemotingJob",
        "PSScriptCmdlet",
        "RemoteRunspace",
        "RemotingJobDebugger",
        "Runspaces.LocalRunspace",
    )
)
_GROUPS = (_A + "MethodGroup`", _A + "PSMethod`", _A + "PSTasks.", _A + "Internal.Host.", "Microsoft.PowerShell.Commands.Internal.")


def is_public(net: NetType) -> bool:
    """Whether the assembly of a type exports it."""
    name = net.full_name
    return name not in _INTERNAL and not name.startswith(_GROUPS) and "+<" not in name


def types_of(assembly: str) -> TypedArray:
    """All types of an assembly, given by its full name."""
    return TypedArray(find_type("System.Type"), [net for net in _everything() if net.assembly == assembly])


def types_of_simple_name(assembly: str) -> list[NetType]:
    """All types of an assembly, given by its name alone or with a version and more behind it."""
    wanted = assembly.partition(",")[0].lower().removesuffix(".dll")
    return [net for net in _everything() if net.assembly.partition(",")[0].lower() == wanted]


def _everything() -> Iterable[NetType]:
    from psbridge.engine.members.index import load_all

    load_all()
    return all_types()


def exported_types(assembly: str) -> TypedArray:
    """The public types of an assembly."""
    return TypedArray(find_type("System.Type"), [net for net in types_of(assembly) if is_public(net)])
