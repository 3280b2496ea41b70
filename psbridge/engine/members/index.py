"""Which module declares which type, so that start-up loads none of them.

Decides what is imported when a type is first named or used.  `find` is asked for names that the registry does not know yet, `load` for the
members of a type that it knows.
"""

from __future__ import annotations

from importlib import import_module

from psbridge.objects.adapted import add_finder
from psbridge.objects.nettypes import NetType, lookup_type

_PACKAGE = "psbridge.engine.members."

# module: the types whose members it declares (full names)
MODULES: dict[str, str] = {}

_WHERE: dict[str, str] = {}
_LOADED: set[str] = set()


def _where() -> dict[str, str]:
    if not _WHERE:
        for module, names in MODULES.items():
            for name in names.split():
                _WHERE[name.lower()] = module
    return _WHERE


def _import(module: str) -> bool:
    if module in _LOADED:
        return False
    _LOADED.add(module)
    import_module(_PACKAGE + module)
    return True


def load(full_name: str) -> None:
    """Import the module that declares members of the type, if there is one."""
    for module in _where().get(full_name.lower(), "").split(","):
        if module:
            _import(module)


def find(name: str) -> NetType | None:
    """The type under a name that only a module not yet loaded knows; None when no module does."""
    key = name.lower()
    for candidate in (key, "system." + key):
        module = _where().get(candidate)
        if module is not None and _import(module):
            return lookup_type(name)
    return None


def type_count() -> int:
    """How many types have tables."""
    return len(_where())


add_finder(load)
