"""The Certificate provider: `Cert:\\LocalMachine\\My\\<thumbprint>` of an emulated Windows computer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.providers.base import Drive, Provider, Work, levels, missing, refuse, thrown
from psbridge.machine.certificates import CertificateStores, X509Certificate2, X509Store, X509StoreLocation
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class CertificateProvider(Provider):
    """Locations, stores, certificates."""

    NAME: ClassVar[str] = "Certificate"
    MODULE: ClassVar[str] = "Microsoft.PowerShell.Security"
    CAPABILITIES: ClassVar[int] = 16
    CONTAINERS: ClassVar[bool] = True

    def __init__(self, runspace: Any) -> None:
        super().__init__(runspace)
        self.stores: CertificateStores = runspace.machine.certificates
        self.separator = "\\"

    def normal(self, drive: Drive, path: str) -> str:
        return "\\".join(levels(path))

    def shown(self, path: str, drive: Drive | None) -> str:
        return f"Cert:\\{path}"

    def find(self, path: str) -> X509StoreLocation | X509Store | X509Certificate2 | None:
        parts = path.split("\\")
        location = self.stores.locations.get(parts[0].lower())
        if location is None or len(parts) == 1:
            return location
        store = location.find(parts[1])
        if store is None or len(parts) == 2:
            return store
        return store.certificates.get(parts[2].upper()) if len(parts) == 3 else None

    def exists(self, ctx: Context, path: str) -> bool:
        return not path or self.find(path) is not None

    def is_container(self, ctx: Context, path: str) -> bool:
        found = self.find(path)
        return not path or (found is not None and not isinstance(found, X509Certificate2))

    def item(self, ctx: Context, path: str) -> Any:
        if not path:
            return list(self.stores.locations.values())
        found = self.find(path)
        if found is None:
            raise missing(self.shown(path, None))
        return found

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        if not path:
            yield from (location.location for location in self.stores.locations.values())
            return
        found = self.find(path)
        if isinstance(found, X509StoreLocation):
            yield from (self.join(path, store.name) for store in found.stores.values())
        elif isinstance(found, X509Store):
            yield from (self.join(path, thumbprint) for thumbprint in list(found.certificates))

    def make(self, work: Work, path: str, kind: str, value: Any) -> None:
        """Only stores of the computer can be made."""
        location, _, name = path.partition("\\")
        found = self.stores.locations.get(location.lower())
        if found is None or not name or "\\" in name:
            raise self.unsupported()
        if not work.should_process(f"Item: {path} Type: {kind} Value: {to_text(value)}", "New Item"):
            return
        made = found.stores.setdefault(name.lower(), X509Store(name, found.location))
        work.write(made, path)

    def remove(self, work: Work, path: str, recurse: bool) -> None:
        found = self.find(path)
        store = self.find(self.parent(path))
        if isinstance(found, X509Certificate2) and isinstance(store, X509Store):
            if work.should_process(f"Item: {self.shown(path, None)}", "Remove certificate"):
                store.certificates.pop(found.thumbprint, None)
            return
        if isinstance(found, X509Store):
            text = "The certificate store cannot be removed: it is one of the system's."
            work.write_error(refuse("System.InvalidOperationException", text, "CannotDeleteStore", "NotSpecified", path))
            return
        raise thrown("System.InvalidOperationException", "You cannot remove a root container.")

    def move(self, work: Work, path: str, destination: str) -> None:
        found, target, source = self.find(path), self.find(destination), self.find(self.parent(path))
        if not isinstance(found, X509Certificate2) or not isinstance(source, X509Store):
            raise thrown("System.InvalidOperationException", "You cannot move a certificate container.")
        if not isinstance(target, X509Store) or target.location != source.location:
            raise thrown("System.InvalidOperationException", "The destination is not a valid store of the same location.")
        if work.should_process(f"Item: {self.shown(path, None)} Destination: {self.shown(destination, None)}", "Move certificate"):
            source.certificates.pop(found.thumbprint, None)
            target.add(found)
            work.write(found, self.join(destination, found.thumbprint))
