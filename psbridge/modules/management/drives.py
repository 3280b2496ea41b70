"""Get-, New-, Remove-PSDrive and Get-PSProvider."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.providers.base import Drive
from psbridge.engine.scopes import Scope
from psbridge.modules.management.targets import ItemCommand
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."


@cmdlet("Get-PSProvider", output=(_A + "ProviderInfo",))
class GetPSProvider(ItemCommand):
    """Gets information about the specified provider."""

    names = parameter("PSProvider", "string[]", position=0, by_property=True, validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        known = [provider.info for provider in self.runspace.drives.providers.values()]
        for name in self.names or ("*",):
            matches = compile_wildcard(name.rpartition("\\")[2])
            found = [info for info in known if matches(info.name)]
            if not found and not has_wildcards(name):
                text = f"Cannot find a provider with the name '{name}'."
                self.write_error(self.error(_A + "ProviderNotFoundException", text, "ProviderNotFound", "ObjectNotFound", name))
            self.write_all(found)


class _DriveCommand(ItemCommand):
    """What the drive commands share: -Scope."""

    scope: Any = parameter("Scope", "string", by_property=True)

    def target_scope(self) -> Scope:
        """The scope that -Scope names; the current one without it."""
        here = self.ctx.scope
        if self.scope is None:
            return here
        try:
            found = here.numbered(self.scope)
        except ValueError:
            found = None
        if found is None:
            number = f"The scope number '{self.scope}' exceeds the number of active scopes."
            text = f"{number} (Parameter 'scopeID')\nActual value was {self.scope}."
            self.fail(self.error(_A + "PSArgumentOutOfRangeException", text, "ArgumentOutOfRange", "InvalidArgument"))
        return found

    def held(self) -> list[Drive]:
        """The drives of the scope that -Scope names, else all visible ones."""
        drives = self.runspace.drives
        return drives.all() if self.scope is None else list(drives.of_scope(self.target_scope()).values())


@cmdlet("Get-PSDrive", default_set="Name", aliases=("gdr",), output=(_A + "PSDriveInfo",))
class GetPSDrive(_DriveCommand):
    """Gets drives in the current session."""

    name = parameter("Name", "string[]", sets=(In("Name", position=0, by_property=True),))
    literal_name = parameter("LiteralName", "string[]", sets=(In("LiteralName", mandatory=True, position=0, by_property=True),))
    providers = parameter("PSProvider", "string[]", by_property=True)

    def process(self) -> None:
        literal = self.set_name == "LiteralName"
        wanted = [compile_wildcard(name) for name in self.providers or ()]
        drives = [d for d in self.held() if not wanted or any(m(d.provider.name) for m in wanted)]
        for name in (self.literal_name if literal else self.name) or ("*",):
            matches = (lambda text, name=name: text.lower() == name.lower()) if literal else compile_wildcard(name)
            found = sorted((drive for drive in drives if matches(drive.name)), key=lambda drive: drive.name.lower())
            if not found and (literal or not has_wildcards(name)):
                text = f"Cannot find drive. A drive with the name '{name}' does not exist."
                kind = _A + "DriveNotFoundException"
                self.write_error(self.error(kind, text, "GetLocationNoMatchingDrive", "ObjectNotFound", name))
            self.write_all(found)


@cmdlet("New-PSDrive", aliases=("ndr", "mount"), should_process=True, output=(_A + "PSDriveInfo",))
class NewPSDrive(_DriveCommand):
    """Creates temporary and persistent drives."""

    name = parameter("Name", "string", position=0, mandatory=True, by_property=True)
    provider = parameter("PSProvider", "string", position=1, mandatory=True, by_property=True)
    root = parameter("Root", "string", position=2, mandatory=True, by_property=True, allow_empty=True)
    description = parameter("Description", "string", by_property=True)
    persist = parameter("Persist", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    def process(self) -> None:
        drives = self.runspace.drives
        try:
            provider = drives.find_provider(self.provider)
        except ScriptError as problem:
            self.report(problem.record)
            return
        held = drives.of_scope(self.target_scope())
        if any(char in self.name for char in ":~/\\."):
            what = "the drive name contains one or more of the following characters that are not valid: ; ~ / \\ . :"
            text = f"Cannot process the drive name because {what}"
            self.write_error(self.error(_A + "PSArgumentException", text, "Argument", "InvalidArgument"))
            return
        drive = Drive(self.name, provider.info, self.root, self.description or "")
        drive.credential = self.credential
        if not self.should_process(f"Name: {self.name} Provider: {provider.info.full_name} Root: {self.root}", "New drive"):
            return
        if self._rooted(drive, provider):
            if self.name.lower() in held:
                text = f"A drive with the name '{self.name}' already exists."
                kind = _A + "SessionStateException"
                self.write_error(self.error(kind, text, "DriveAlreadyExists", "ResourceExists", self.name))
                return
            held[self.name.lower()] = drive
            self.write(drive)

    def _rooted(self, drive: Drive, provider: Any) -> bool:
        """Whether the root of the drive is a container there; it becomes the provider's path."""
        if not provider.CONTAINERS:
            return True
        try:
            found = [str(one.path) for one in self.paths.resolve(self.root) if one.provider is provider]
        except ScriptError:
            found = []
        root = found[0] if len(found) == 1 else self.root
        if provider.is_container(self.ctx, root):
            drive.root = root
            return True
        if provider.NAME == "FileSystem":
            text = f'The specified drive root "{self.root}" either does not exist, or it is not a folder.'
            self.write_error(self.error("System.IO.IOException", text, "DriveRootError", "ReadError", drive))
        else:
            kind = "System.ArgumentException"
            self.write_error(self.error(kind, "The specified drive root does not exist.", kind, "InvalidArgument", self.root))
        return False


@cmdlet("Remove-PSDrive", default_set="Name", aliases=("rdr",), should_process=True)
class RemovePSDrive(_DriveCommand):
    """Deletes temporary drives and disconnects mapped drives."""

    name = parameter("Name", "string[]", sets=(In("Name", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_name = parameter("LiteralName", "string[]", sets=(In("LiteralName", mandatory=True, position=0, by_property=True),))
    providers = parameter("PSProvider", "string[]", by_property=True)
    force = parameter("Force", "switch")

    def process(self) -> None:
        drives = self.held()
        for name in self.literal_name or self.name:
            matches = compile_wildcard(name)
            found = [drive for drive in drives if matches(drive.name)]
            if not found and not has_wildcards(name):
                text = f"Cannot find drive. A drive with the name '{name}' does not exist."
                self.write_error(self.error(_A + "DriveNotFoundException", text, "DriveNotFound", "ObjectNotFound", name))
            for drive in found:
                self._remove(drive)

    def _remove(self, drive: Drive) -> None:
        if drive is self.runspace.drives.current and not self.force:
            text = f"Cannot remove drive '{drive.name}' because it is in use."
            self.write_error(self.error(_A + "PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation", drive))
        elif self.should_process(f"Name: {drive.name} Provider: {drive.provider.full_name} Root: {drive.root}", "Remove Drive"):
            self.runspace.drives.remove(drive)
