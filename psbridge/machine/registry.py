"""The registry of an emulated machine: keys without case, typed values."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from psbridge.errors import PsBridgeError

HIVES = {
    "hkey_local_machine": "HKEY_LOCAL_MACHINE",
    "hkey_current_user": "HKEY_CURRENT_USER",
    "hkey_classes_root": "HKEY_CLASSES_ROOT",
    "hkey_users": "HKEY_USERS",
    "hkey_current_config": "HKEY_CURRENT_CONFIG",
    "hklm": "HKEY_LOCAL_MACHINE",
    "hkcu": "HKEY_CURRENT_USER",
    "hkcr": "HKEY_CLASSES_ROOT",
    "hku": "HKEY_USERS",
    "hkcc": "HKEY_CURRENT_CONFIG",
}


class RegistryRefusal(PsBridgeError):
    """A key that is not there, or a removal that is refused."""


@dataclass(slots=True)
class RegistryValue:
    """A value: its kind is String, ExpandString, Binary, DWord, MultiString, QWord or Unknown."""

    name: str
    data: Any
    kind: str


class RegistryKey:
    """A key with values and subkeys."""

    __slots__ = ("name", "subkeys", "values_by_name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.subkeys: dict[str, RegistryKey] = {}
        self.values_by_name: dict[str, RegistryValue] = {}

    def set_value(self, name: str, data: Any, kind: str = "String") -> None:
        self.values_by_name[name.lower()] = RegistryValue(name, data, kind)

    def value(self, name: str) -> RegistryValue | None:
        return self.values_by_name.get(name.lower())


class Registry:
    """All hives."""

    def __init__(self) -> None:
        self._roots = {name.lower(): RegistryKey(name) for name in set(HIVES.values())}
        self._lock = threading.RLock()
        self.show("HKEY_CLASSES_ROOT", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes")

    def show(self, path: str, elsewhere: str) -> None:
        """Let a key be seen at another place as well; what is written at one place is read at both."""
        key, other = self.create(path), self.create(elsewhere)
        other.subkeys, other.values_by_name = key.subkeys, key.values_by_name

    @staticmethod
    def parts(path: str) -> list[str]:
        """A path in its parts, the hive by its long name."""
        words = [word for word in path.replace("/", "\\").split("\\") if word]
        if words:
            words[0] = HIVES.get(words[0].rstrip(":").lower(), words[0])
        return words

    def is_hive(self, path: str) -> bool:
        """Whether a path begins with the name of a hive."""
        words = self.parts(path)
        return bool(words) and words[0].lower() in self._roots

    def roots(self) -> list[RegistryKey]:
        return sorted(self._roots.values(), key=lambda key: key.name)

    def find(self, path: str) -> RegistryKey | None:
        words = self.parts(path)
        key = self._roots.get(words[0].lower()) if words else None
        for word in words[1:]:
            if key is None:
                return None
            key = key.subkeys.get(word.lower())
        return key

    def create(self, path: str) -> RegistryKey:
        """The key at a path, made with all that is missing above it."""
        words = self.parts(path)
        with self._lock:
            key = self._roots.get(words[0].lower()) if words else None
            if key is None:
                raise RegistryRefusal(f"{path!r} does not start with a hive of the registry")
            for word in words[1:]:
                key = key.subkeys.setdefault(word.lower(), RegistryKey(word))
        return key

    def remove(self, path: str, recurse: bool) -> None:
        words = self.parts(path)
        parent = self.find("\\".join(words[:-1])) if len(words) > 1 else None
        key = self.find(path)
        if parent is None or key is None:
            raise RegistryRefusal(f"The registry key at {path!r} does not exist")
        if key.subkeys and not recurse:
            raise RegistryRefusal(f"The registry key at {path!r} has subkeys and recursive removes are not supported by this method")
        with self._lock:
            del parent.subkeys[words[-1].lower()]
