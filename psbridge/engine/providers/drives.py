"""The drives of a session and where it stands: locations, stacks, and `$drive:path` of the language."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from psbridge.engine.providers.base import Drive, Provider, ProviderInfo, refuse
from psbridge.engine.providers.filesystem import FileSystemProvider
from psbridge.engine.providers.session import AliasProvider, EnvironmentProvider, FunctionProvider, SessionProvider, VariableProvider
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psbridge.engine.context import Context
    from psbridge.engine.scopes import Scope


class PathInfo(NetObject):
    """A path with its drive and provider."""

    __slots__ = ("drive", "path", "provider", "provider_path")
    net_type = define("System.Management.Automation.PathInfo", assembly=SMA)
    PROPERTIES = {"Drive": "drive", "Provider": "provider", "ProviderPath": "provider_path", "Path": "path"}

    def __init__(self, drive: Drive | None, provider: ProviderInfo, provider_path: str, path: str) -> None:
        super().__init__()
        self.drive, self.provider, self.provider_path, self.path = drive, provider, provider_path, path

    def __str__(self) -> str:
        return self.path


class PathInfoStack(NetObject):
    """A stack of locations; the first item is the top."""

    __slots__ = ("entries", "name")
    net_type = define("System.Management.Automation.PathInfoStack", assembly=SMA, interfaces=("System.Collections.ICollection",))
    PROPERTIES = {"Name": "name", "Count": "count"}
    METHODS = {"ToArray": "to_array"}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.entries: list[PathInfo] = []

    @property
    def count(self) -> int:
        return len(self.entries)

    def to_array(self) -> list[Any]:
        return list(self.entries)

    def __iter__(self) -> Any:
        return iter(self.entries)


register_enumerable(PathInfoStack, lambda stack: iter(stack.entries))


_SESSION_DRIVES: tuple[tuple[str, Any, str], ...] = (
    ("Alias", AliasProvider, "the aliases stored in a session state"),
    ("Env", EnvironmentProvider, "the environment variables for the process"),
    ("Function", FunctionProvider, "the functions stored in a session state"),
    ("Variable", VariableProvider, "those variables stored in a session state"),
)


class Drives:
    """Providers by name, drives by name, the current drive, and the stacks of Push-Location.

    ``drives`` are those of the global scope; a scope's own drives shadow them and go with it.
    """

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.providers: dict[str, Provider] = {}
        self.drives: dict[str, Drive] = {}
        self.stacks: dict[str, PathInfoStack] = {}
        self.default_stack = ""
        self.files = FileSystemProvider(runspace)
        self.add_provider(self.files)
        for name, make, holds in _SESSION_DRIVES:
            provider = self.add_provider(make(runspace))
            self.add(Drive(name, provider.info, "", f"Drive that contains a view of {holds}"))
        for name, root in self.files.files.roots():
            self.add(Drive(name, self.files.info, root))
        if getattr(runspace.machine, "registry", None) is not None:
            self._add_registry()
        self.current = next(drive for drive in self.all() if drive.provider is self.files.info)
        self.go_file(runspace.directory)
        self.files.info.home = runspace.home

    def _add_registry(self) -> None:
        """What only a Windows machine has."""
        from psbridge.engine.providers.registry import RegistryProvider

        provider = self.add_provider(RegistryProvider(self.runspace))
        self.add(Drive("HKCU", provider.info, "HKEY_CURRENT_USER"))
        self.add(Drive("HKLM", provider.info, "HKEY_LOCAL_MACHINE"))
        from psbridge.engine.providers.wsman import WSManProvider

        self.add(Drive("WSMan", self.add_provider(WSManProvider(self.runspace)).info, ""))
        from psbridge.engine.providers.certificates import CertificateProvider

        self.add(Drive("Cert", self.add_provider(CertificateProvider(self.runspace)).info, "\\", "X509 Certificate Provider"))

    def add_provider(self, provider: Provider) -> Provider:
        self.providers[provider.NAME.lower()] = provider
        return provider

    def add(self, drive: Drive, scope: Scope | None = None) -> Drive:
        """Put a drive into a scope: the global one without `scope`."""
        self.of_scope(scope)[drive.name.lower()] = drive
        return drive

    def remove(self, drive: Drive) -> None:
        """Take a drive out of the innermost scope that has it."""
        key = drive.name.lower()
        for held in (*(scope.drives for scope in self._scopes()), self.drives):
            if held is not None and held.get(key) is drive:
                del held[key]
                return

    def of_scope(self, scope: Scope | None) -> dict[str, Drive]:
        """The drives that a scope holds itself."""
        if scope is None or scope.parent is None:
            return self.drives
        if scope.drives is None:
            scope.drives = {}
        return scope.drives

    def _scopes(self, ctx: Context | None = None) -> Iterator[Scope]:
        running = ctx or self.runspace.running
        return running.scope.chain() if running is not None else iter(())

    def all(self) -> list[Drive]:
        """The drives that are visible from where we run."""
        found = dict(self.drives)
        for scope in reversed([one for one in self._scopes() if one.drives]):
            found.update(scope.drives or {})
        return list(found.values())

    def named(self, name: str, ctx: Context | None = None) -> Drive | None:
        """The drive of that name that is visible from a frame, without `ctx` the running one."""
        key = name.lower()
        for scope in self._scopes(ctx):
            if scope.drives is not None and key in scope.drives:
                found: Drive = scope.drives[key]
                return found
        return self.drives.get(key)

    def provider_of(self, drive: Drive) -> Provider:
        found: Provider = drive.provider.provider
        return found

    def find(self, name: str, ctx: Context | None = None) -> Drive:
        """The drive of that name; DriveNotFound otherwise."""
        found = self.named(name, ctx)
        if found is None:
            text = f"Cannot find drive. A drive with the name '{name}' does not exist."
            raise refuse("DriveNotFoundException", text, "DriveNotFound", "ObjectNotFound", name)
        return found

    def find_provider(self, name: str) -> Provider:
        """The provider of that name, which may carry its module."""
        found = self.providers.get(name.rpartition("\\")[2].lower())
        if found is None:
            text = f"Cannot find a provider with the name '{name}'."
            raise refuse("ProviderNotFoundException", text, "ProviderNotFound", "ObjectNotFound", name)
        return found

    # -- where we are

    @property
    def location(self) -> str:
        """The provider's path of the current location."""
        return self.provider_of(self.current).normal(self.current, self.current.location)

    def location_object(self) -> PathInfo:
        return self.location_on(self.current)

    def location_on(self, drive: Drive) -> PathInfo:
        """$PWD, or the current place of another drive."""
        provider = self.provider_of(drive)
        path = provider.normal(drive, drive.location)
        return PathInfo(drive, drive.provider, path, provider.shown(path, drive))

    def location_of(self, provider: str) -> PathInfo:
        """The current place of a provider: of the current drive if it is its own, else of its first drive."""
        wanted = self.find_provider(provider)
        drives = [self.current, *self.all()]
        return self.location_on(next(drive for drive in drives if drive.provider is wanted.info))

    def file_location(self) -> str:
        """The directory in which programs start."""
        return self.location_of("FileSystem").provider_path

    def file_path(self, name: str) -> str:
        """The absolute file name that a path means."""
        text = name
        if text == "~" or text.startswith("~/"):
            text = str(self.runspace.home) + text[1:]
        if "::" in text:
            text = text.partition("::")[2]
        head, colon, rest = text.partition(":")
        drive = self.named(head) if colon and head and "/" not in head else None
        if drive is not None:
            return self.provider_of(drive).normal(drive, rest)
        mark = self.files.separator
        absolute = text.startswith("/") if mark == "/" else colon == ":" and len(head) == 1
        if not absolute and mark == "\\" and text.startswith(("/", "\\")):
            text, absolute = self.file_location()[:2] + text, True
        return self.files.files.normalize(text if absolute else f"{self.file_location().rstrip(mark)}{mark}{text}")

    def go_file(self, path: str) -> None:
        """Stand in a directory, given by its file name."""
        drives = [drive for drive in self.all() if drive.provider is self.files.info and path.lower().startswith(drive.root.lower())]
        drive = max(drives, key=lambda one: len(one.root), default=self.current)
        self.go(drive, self.files.files.normalize(path))

    def go(self, drive: Drive, path: str) -> PathInfo:
        """Make a provider's path on a drive the current location."""
        root = drive.root.rstrip("/\\")
        drive.location = path[len(root) :].lstrip("/\\") if drive.root and path.lower().startswith(root.lower()) else path.lstrip("/\\")
        self.current = drive
        if self.runspace.extras.get("changes_directory"):
            os.chdir(self.file_location())
        return self.location_object()

    def stack(self, name: str | None = None) -> PathInfoStack:
        """The stack of that name (None: the current default)."""
        key = self.default_stack if name is None else name
        found = self.stacks.get(key.lower())
        if found is None:
            found = self.stacks[key.lower()] = PathInfoStack(key or "default")
        return found

    # -- the language

    def read_variable(self, ctx: Context, name: str, path: str) -> Any:
        """`$drive:path`."""
        drive = self.find(name, ctx)
        provider = self.provider_of(drive)
        if isinstance(provider, SessionProvider):
            return provider.value(ctx, path.strip("/\\"))
        full = provider.normal(drive, path)
        if not provider.exists(ctx, full):
            return None
        reader = provider.reader(ctx, full)
        try:
            found = reader.read(0)
        finally:
            reader.close()
        return found[0] if len(found) == 1 else found or None

    def write_variable(self, ctx: Context, name: str, path: str, value: Any) -> None:
        """`$drive:path = value`."""
        drive = self.find(name, ctx)
        provider = self.provider_of(drive)
        if isinstance(provider, SessionProvider):
            provider.put(ctx, path.strip("/\\"), value, False)
            return
        writer = provider.writer(ctx, provider.normal(drive, path))
        try:
            writer.write(value if isinstance(value, list) else [value])
        finally:
            writer.close()
