"""How types are written: as .NET's Type.ToString does, and short as PowerShell's language does."""

from __future__ import annotations

from psbridge.objects.nettypes import ACCELERATORS, NetType


def type_text(net: NetType) -> str:
    """Type.ToString(): ``System.Collections.Generic.List`1[System.Int32]``."""
    if net.element is not None:
        return f"{type_text(net.element)}[{',' * (net.rank - 1)}]"
    if net.generic_definition is not None:
        inner = ",".join(type_text(argument) for argument in net.generic_arguments)
        return f"{net.generic_definition.full_name}[{inner}]"
    return net.full_name


_SHORT: dict[NetType, str] = {}


def accelerator_of(net: NetType) -> str | None:
    """The first short name that PowerShell gives a type, if any."""
    if len(_SHORT) < len(set(ACCELERATORS.values())):
        for name, target in list(ACCELERATORS.items()):
            _SHORT.setdefault(target, name)
    return _SHORT.get(net) if net.full_name != "System.Object" else None  # a name to write, not one that is shown


def type_display_name(net: NetType, namespaces: bool = True) -> str:
    """The type as the language writes it: ``int``, ``string[]``, ``System.Collections.Generic.List[int]``."""
    if net.element is not None:
        return f"{type_display_name(net.element, namespaces)}[{',' * (net.rank - 1)}]"
    if net.generic_definition is not None:
        head = (net.generic_definition.full_name if namespaces else net.generic_definition.name).partition("`")[0]
        return f"{head}[{','.join(type_display_name(argument, namespaces) for argument in net.generic_arguments)}]"
    return accelerator_of(net) or (net.full_name if namespaces else net.name)
