"""Methods that types have in the .NET Framework only: Windows PowerShell may call them, PowerShell does not know them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from psbridge.engine import failures
from psbridge.engine.encodings import is_desktop
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.table import ContextMethod
from psbridge.objects.nettypes import NetType

_MODULE = "psbridge.engine.members.accesscontrol"
_S = "System.Security.AccessControl."
_SECTIONS = f"{_S}AccessControlSections includeSections"
_SECURITY = {
    "System.IO.FileInfo": "FileSecurity fileSecurity",
    "System.IO.DirectoryInfo": "DirectorySecurity directorySecurity",
    "System.IO.File": "FileSecurity fileSecurity",
    "System.IO.Directory": "DirectorySecurity directorySecurity",
}
# method -> the function that does it: of an instance, of the type itself
_FUNCTIONS = {"getaccesscontrol": ("of_info", "of_path"), "setaccesscontrol": ("set_info", "set_path")}


def framework_method(net: NetType, key: str, static: bool) -> ContextMethod | None:
    """The method of that lower-case name; None when the type has none."""
    security = _SECURITY.get(net.full_name) if key in _FUNCTIONS and static != net.full_name.endswith("Info") else None
    if security is None:
        return None
    function = _FUNCTIONS[key][static]
    name = "GetAccessControl" if key.startswith("get") else "SetAccessControl"

    def call(ctx: Any, *arguments: Any) -> Any:
        if not is_desktop(ctx.runspace):
            raise ScriptError(failures.no_method(net.full_name, name).exception.error_record)
        return getattr(import_module(_MODULE), function)(*arguments)

    return ContextMethod(name, call, _definitions(name, security, static))


def _definitions(name: str, security: str, static: bool) -> tuple[str, ...]:
    path = ["string path"] if static else []
    front = "static " if static else ""
    if name == "SetAccessControl":
        return (f"{front}void {name}({', '.join((*path, _S + security))})",)
    kind = _S + security.partition(" ")[0]
    return tuple(f"{front}{kind} {name}({', '.join((*path, *more))})" for more in ((), (_SECTIONS,)))
