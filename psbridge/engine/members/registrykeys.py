"""Microsoft.Win32.Registry and RegistryKey over the registry of an emulated machine.

Decides what kind a value becomes, when %variables% are put in, and what .NET says of keys and values that are not there.  Where no registry
is, the hives are null, as they are on Unix.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.table import fill
from psbridge.engine.running import running
from psbridge.engine.voids import void
from psbridge.machine.registry import Registry, RegistryKey, RegistryRefusal
from psbridge.objects import NetError, NetObject, define, define_enum, unwrap
from psbridge.objects.convert import convert, to_text
from psbridge.objects.nettypes import find_type, lookup_type
from psbridge.objects.numbers import Int64

RegistryValueKind: Any = define_enum(
    "Microsoft.Win32.RegistryValueKind", "Unknown=0 String=1 ExpandString=2 Binary=3 DWord=4 MultiString=7 QWord=11 None=-1"
)
# kind -> the type that data of that kind is converted to
DATA_TYPES = {"String": "string", "ExpandString": "string", "Binary": "byte[]", "DWord": "int", "MultiString": "string[]", "QWord": "long"}
DEFAULT = "(default)"
_VARIABLE = re.compile(r"%([^%]+)%")
_HIVES = {
    "classesroot": "HKEY_CLASSES_ROOT",
    "currentuser": "HKEY_CURRENT_USER",
    "localmachine": "HKEY_LOCAL_MACHINE",
    "users": "HKEY_USERS",
    "currentconfig": "HKEY_CURRENT_CONFIG",
}


def kind_of(value: Any) -> str:
    """The kind of a value that is stored without one being named."""
    bare = unwrap(value)
    if isinstance(bare, int) and not isinstance(bare, bool):
        return "QWord" if isinstance(bare, Int64) else "DWord"
    if isinstance(bare, bytes | bytearray):
        return "Binary"
    return "MultiString" if isinstance(bare, list) else "String"


def stored(value: Any, kind: str) -> Any:
    """A value as data of a kind."""
    word = DATA_TYPES.get(kind, "string")
    net = lookup_type(word.removesuffix("[]"))
    assert net is not None
    return convert(value, net.array() if word.endswith("[]") else net)


def expanded(text: str) -> str:
    """%variables% of the session put in; what is not set stays as it is."""
    here = running()
    found = {} if here is None else {name.lower(): value for name, value in here.environment.items()}
    return _VARIABLE.sub(lambda match: str(found.get(match[1].lower(), match[0])), text)


def read_data(key: RegistryKey, name: str, default: Any = None, raw: bool = False) -> Any:
    """The data of a value; `raw`: %variables% stay."""
    found = key.value("" if name.lower() == DEFAULT else name)
    if found is None:
        return default
    return expanded(found.data) if found.kind == "ExpandString" and not raw else found.data


class RegistryKeyView(NetObject):
    """A key as Get-Item, Get-ChildItem and .NET give it; one that .NET opens takes no writes unless it was asked to."""

    __slots__ = ("key", "path", "registry", "writable")
    net_type = define("Microsoft.Win32.RegistryKey", "System.MarshalByRefObject", interfaces=("System.IDisposable",))
    PROPERTIES = {
        "SubKeyCount": "sub_key_count",
        "View": "view",
        "Handle": "nothing",
        "ValueCount": "value_count",
        "Name": "path",
        "Property": "value_names",
    }
    METHODS = {
        "GetValue": "get_value",
        "GetValueNames": "value_names_list",
        "GetSubKeyNames": "sub_key_names",
        "GetValueKind": "get_value_kind",
        "OpenSubKey": "open_sub_key",
        "CreateSubKey": "create_sub_key",
        "SetValue": void("SetValue", "set_value"),
        "DeleteValue": void("DeleteValue", "delete_value"),
        "DeleteSubKey": void("DeleteSubKey", "delete_sub_key"),
        "DeleteSubKeyTree": void("DeleteSubKeyTree", "delete_tree"),
        "Close": void("Close", "let_go"),
        "Dispose": void("Dispose", "let_go"),
        "Flush": void("Flush", "let_go"),
    }
    view, nothing = "Default", None

    def __init__(self, key: RegistryKey, path: str, registry: Registry | None = None, writable: bool = True) -> None:
        super().__init__()
        self.key, self.path, self.registry, self.writable = key, path, registry, writable

    sub_key_count = property(lambda self: len(self.key.subkeys))
    value_count = property(lambda self: len(self.key.values_by_name))
    value_names = property(lambda self: [value.name or DEFAULT for value in self.key.values_by_name.values()])

    def value_names_list(self) -> list[str]:
        return [value.name for value in self.key.values_by_name.values()]

    def sub_key_names(self) -> list[str]:
        return [key.name for key in self.key.subkeys.values()]

    def get_value(self, name: str | None, default: Any = None, options: Any = "None") -> Any:
        return read_data(self.key, name or "", default, raw=to_text(options) not in ("None", "0"))

    def get_value_kind(self, name: str | None) -> Any:
        found = self.key.value(name or "")
        if found is None:
            raise NetError.of("System.IO.IOException", "The specified registry key does not exist.")
        return RegistryValueKind.parse(found.kind)

    # -- keys below

    def open_sub_key(self, name: str, writable: Any = False, *_: Any) -> Any:
        found = self._registry().find(f"{self.path}\\{name}")
        if found is None:
            return None
        may_write = bool(writable) if isinstance(writable, bool) else to_text(writable) in ("True", "ReadWriteSubTree")
        return self._view(name, found, may_write)

    def create_sub_key(self, name: str, *_: Any) -> Any:
        self._check()
        return self._view(name, self._registry().create(f"{self.path}\\{name}"), True)

    def delete_sub_key(self, name: str, throws: bool = True) -> None:
        self._check()
        found = self._registry().find(f"{self.path}\\{name}")
        if found is not None and found.subkeys:
            text = "Registry key has subkeys and recursive removes are not supported by this method."
            raise NetError.of("System.InvalidOperationException", text)
        self._remove(name, throws, "Cannot delete a subkey tree because the subkey does not exist.")

    def delete_tree(self, name: str, throws: bool = True) -> None:
        self._check()
        self._remove(name, throws, "Cannot delete a subkey tree because the subkey does not exist.")

    def _remove(self, name: str, throws: bool, text: str) -> None:
        try:
            self._registry().remove(f"{self.path}\\{name}", True)
        except RegistryRefusal as problem:
            if throws:
                raise bad_argument(text) from problem

    # -- values

    def set_value(self, name: str | None, value: Any, kind: Any = None) -> None:
        self._check()
        if value is None:
            raise null_argument("value")
        word = kind_of(value) if kind is None else RegistryValueKind.parse(to_text(kind)).label
        word = kind_of(value) if word == "Unknown" else word
        if kind is None and word == "QWord":
            word = "String"  # .NET knows 32-bit numbers only when no kind is named
        self.key.set_value(name or "", stored(value, word), word)

    def delete_value(self, name: str | None, throws: bool = True) -> None:
        self._check()
        if self.key.values_by_name.pop((name or "").lower(), None) is None and throws:
            raise bad_argument("No value exists with that name.")

    def let_go(self) -> None:
        """A key holds nothing that has to be closed."""

    def _check(self) -> None:
        if not self.writable:
            raise NetError.of("System.UnauthorizedAccessException", "Cannot write to the registry key.")

    def _registry(self) -> Registry:
        found = self.registry or _machine_registry()
        if found is None:
            raise NetError.of("System.PlatformNotSupportedException", "Registry is not supported on this platform.")
        return found

    def _view(self, name: str, key: RegistryKey, writable: bool) -> RegistryKeyView:
        return RegistryKeyView(key, f"{self.path}\\{name.strip(chr(92))}", self.registry, writable)

    def __str__(self) -> str:
        return self.path


def _machine_registry() -> Registry | None:
    here = running()
    return None if here is None else getattr(here.machine, "registry", None)


def _hive(name: str) -> RegistryKeyView | None:
    registry = _machine_registry()
    key = None if registry is None else registry.find(name)
    return None if key is None else RegistryKeyView(key, name, registry)


def _base_key(hive: Any, view: Any = None) -> RegistryKeyView:
    found = _hive(_HIVES.get(to_text(hive).lower(), ""))
    if found is None:
        raise NetError.of("System.PlatformNotSupportedException", "Registry is not supported on this platform.")
    return found


def _get_value(path: str, name: str | None, default: Any) -> Any:
    registry = _machine_registry()
    if registry is None:
        raise NetError.of("System.PlatformNotSupportedException", "Registry is not supported on this platform.")
    key = registry.find(_checked(path))
    return None if key is None else read_data(key, name or "", default)


def _set_value(path: str, name: str | None, value: Any, kind: Any = None) -> None:
    registry = _machine_registry()
    if registry is None:
        raise NetError.of("System.PlatformNotSupportedException", "Registry is not supported on this platform.")
    RegistryKeyView(registry.create(_checked(path)), path, registry).set_value(name, value, kind)


def _checked(path: str) -> str:
    """A path that starts with the full name of a hive."""
    if path.partition("\\")[0].upper() not in _HIVES.values():
        raise bad_argument("Registry key name must start with a valid base key name.", "keyName")
    return path


def _access_control(view: RegistryKeyView, *sections: Any) -> Any:
    from psbridge.engine.members.accesscontrol import of_view  # most keys are never asked

    return of_view(view, *sections)


def _set_access_control(view: RegistryKeyView, security: Any) -> None:
    from psbridge.engine.members.accesscontrol import set_view

    set_view(view, security)


find_type("Microsoft.Win32.RegistryKey").python = RegistryKeyView
define("Microsoft.Win32.Registry")
_HIVE_NAMES = {"ClassesRoot", "CurrentUser", "LocalMachine", "Users", "CurrentConfig"}
fill(
    "Microsoft.Win32.Registry",
    "\n".join(f"static Microsoft.Win32.RegistryKey {name} {{get;}}" for name in sorted(_HIVE_NAMES))
    + """
    static System.Object GetValue(string keyName, string valueName, System.Object defaultValue)
    static void SetValue(string keyName, string valueName, System.Object value)
    static void SetValue(string keyName, string valueName, System.Object value, Microsoft.Win32.RegistryValueKind valueKind)
    """,
    {
        **{f"::{name}": (lambda *_, name=name: _hive(_HIVES[name.lower()])) for name in _HIVE_NAMES},
        "::GetValue": _get_value,
        "::SetValue": _set_value,
    },
)
fill(
    "Microsoft.Win32.RegistryKey",
    """
    static Microsoft.Win32.RegistryKey OpenBaseKey(Microsoft.Win32.RegistryHive hKey, Microsoft.Win32.RegistryView view)
    System.Security.AccessControl.RegistrySecurity GetAccessControl()
    System.Security.AccessControl.RegistrySecurity GetAccessControl(System.Security.AccessControl.AccessControlSections includeSections)
    void SetAccessControl(System.Security.AccessControl.RegistrySecurity registrySecurity)
    """,
    {"::OpenBaseKey": _base_key, "GetAccessControl": _access_control, "SetAccessControl": _set_access_control},
)
