"""The WSMan provider: the machine's WS-Management configuration as a drive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.providers.base import Drive, Provider, levels, missing, refuse
from psbridge.errors import ConfigurationError
from psbridge.machine.wsmanconfig import WSManConfig
from psbridge.objects import NetObject, PSObject, define
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_M = "Microsoft.WSMan.Management."
define(_M + "WSManConfigElement")


class WSManElement(NetObject):
    """A container or a setting of the drive."""

    __slots__ = ("name", "type_of_element", "value")
    net_type = define(_M + "WSManConfigLeafElement", _M + "WSManConfigElement")
    PROPERTIES = {
        "SourceOfValue": "source",
        "Value": "value",
        "Name": "name",
        "TypeNameOfElement": "type_of_element",
        "Type": "type_of_element",
    }
    source = ""

    def __init__(self, name: str, value: Any, kind: str) -> None:
        super().__init__()
        self.name, self.value, self.type_of_element = name, value, kind


class WSManContainer(WSManElement):
    """A container: it has keys instead of a value."""

    __slots__ = ("keys",)
    net_type = define(_M + "WSManConfigContainerElement", _M + "WSManConfigElement")
    PROPERTIES = {"Keys": "keys", "Name": "name", "TypeNameOfElement": "type_of_element", "Type": "type_of_element"}

    def __init__(self, name: str, keys: list[str]) -> None:
        super().__init__(name, None, "Container")
        self.keys = keys


class WSManProvider(Provider):
    """`WSMan:\\localhost\\Client\\TrustedHosts` and its neighbours."""

    NAME: ClassVar[str] = "WSMan"
    CAPABILITIES: ClassVar[int] = 32
    CONTAINERS: ClassVar[bool] = True

    def __init__(self, runspace: Any) -> None:
        super().__init__(runspace)
        self.config: WSManConfig = runspace.machine.wsman
        self.separator = "\\"

    def normal(self, drive: Drive, path: str) -> str:
        return "\\".join(levels(path))

    def shown(self, path: str, drive: Drive | None) -> str:
        return f"WSMan:\\{path}"

    def _inner(self, path: str) -> str | None:
        """The path below the computer; None for another computer."""
        computer, _, rest = path.partition("\\")
        own = ("localhost", self.runspace.machine.name.lower())
        return rest if computer.lower() in own else None

    def exists(self, ctx: Context, path: str) -> bool:
        inner = self._inner(path)
        return not path or (inner is not None and self.config.exists(inner))

    def is_container(self, ctx: Context, path: str) -> bool:
        inner = self._inner(path)
        return not path or (inner is not None and self.config.is_container(inner))

    def item(self, ctx: Context, path: str) -> Any:
        inner = self._inner(path)
        if not path or inner is None or not self.config.exists(inner):
            if not path:
                return PSObject(PSObject(WSManContainer("WSMan", [])))
            raise missing(self.shown(path, None))
        name = self.leaf(path)
        value = self.config.get(inner)
        # In two wrappers, the outer of which gets the notes: so it comes from Windows, as an object in an object.
        made = WSManContainer(name, self._keys(inner, name)) if value is None else WSManElement(name, value, "System.String")
        return PSObject(PSObject(made))

    def _keys(self, inner: str, name: str) -> list[str]:
        """What tells a listener or a plugin from the others."""
        kind, _, rest = inner.partition("\\")
        if not rest or "\\" in rest:
            return []
        if kind.lower() == "listener":
            return [f"{key}={self.config.get(f'{inner}{chr(92)}{key}')}" for key in ("Transport", "Address")]
        return [f"Name={name}"] if kind.lower() == "plugin" else []

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        if not path:
            yield "localhost"
            return
        inner = self._inner(path)
        for name in self.config.children(inner or ""):
            yield self.join(path, name)

    def set_item(self, ctx: Context, path: str, value: Any, force: bool = False) -> Any:
        inner = self._inner(path)
        try:
            self.config.set(inner or "", to_text(value))
        except ConfigurationError as problem:
            raise refuse("System.InvalidOperationException", problem.what + ".", "WsManError", "InvalidOperation", path) from problem
        return self.item(ctx, path)

    def clear_item(self, ctx: Context, path: str) -> None:
        self.set_item(ctx, path, "")

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        inner = self._inner(path)
        if not inner or not inner.lower().startswith(("plugin\\", "listener\\", "clientcertificate\\")):
            raise self.unsupported()
        self.config.remove(inner)
