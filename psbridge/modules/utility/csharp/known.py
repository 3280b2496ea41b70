"""C# sources that we do not translate because we know their classes: each has an implementation in Python.

A source counts as known by the public classes that it declares, not by its text: `class AnsibleModule` in `namespace Ansible.Basic` means
the class that is documented under this name, in whatever version.  Packages add theirs with an entry point:

    [project.entry-points."psbridge.sources"]
    "Contoso.Tools.Probe" = "my_package.probe"      # a module with TYPES: class name -> NetType

Decides which of the names that a source declares are there afterwards: all of them.  What the module does not implement (handles,
structures for the kernel) is a type without members, so that naming it works and making one is refused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from psbridge.modules.plugins import entry_points
from psbridge.objects.nettypes import NetType, find_type

GROUP = "psbridge.sources"
_HERE = "psbridge.modules.ansible."
KNOWN: dict[str, str] = {
    "Ansible.Basic.AnsibleModule": _HERE + "basic",
    "Ansible.Process.ProcessUtil": _HERE + "process",
    "ansible_collections.ansible.windows.plugins.module_utils.Process.ProcessUtil": _HERE + "process",
    "Ansible.Command.SymLinkHelper": _HERE + "links",
    "Ansible.Privilege.PrivilegeUtil": _HERE + "privileges",
    "Ansible.LinkUtil": _HERE + "links",
    "Ansible.Windows.Setup.SystemInfo": _HERE + "setupfacts",
}
_NAMESPACE = re.compile(r"^\s*namespace\s+([\w.]+)", re.MULTILINE)
_CLASS = re.compile(r"^\s*public\s+(?:static\s+|sealed\s+|abstract\s+|partial\s+)*(?:class|struct|enum|interface)\s+(\w+)", re.MULTILINE)


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Class name -> the module that knows it: ours, and those of installed packages."""
    return {**dict(entry_points(GROUP, sys.path)), **KNOWN}


def declared(source: str) -> set[str]:
    """The full names of public types in a source; nested ones count like the others."""
    spaces = [(match.start(), match[1]) for match in _NAMESPACE.finditer(source)]
    found = set()
    for match in _CLASS.finditer(source):
        space = [name for start, name in spaces if start < match.start()]
        found.add(f"{space[-1]}.{match[1]}" if space else match[1])
    return found


def known_types(source: str) -> Mapping[str, NetType]:
    """The emulated types that a source declares; empty when it is none of the known ones."""
    if not any(name.rpartition(".")[2] in source for name in _places()):
        return {}
    names = declared(source)
    made: dict[str, NetType] = {}
    for name, place in _places().items():
        if name in names:
            types: Mapping[str, NetType] = import_module(place).TYPES
            made.update((one, net) for one, net in types.items() if one in names)
    return {**{name: _bare(name) for name in names}, **made} if made else made


@lru_cache(maxsize=256)
def _bare(name: str) -> NetType:
    """A type that nothing is known of but its name."""
    return NetType(name, find_type("System.Object"), assembly="psbridge, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null")
