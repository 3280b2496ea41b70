"""What a provider is: a tree of items under names, with content and properties where it has them.

A provider works on paths of its own (a file name, the name of a variable); drives, wildcards and locations are resolved before
(engine.providers.paths).  What a provider cannot do raises PowerShell's NotSupported errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from psbridge.engine.errors import ScriptError, error_record
from psbridge.objects.enums import define_enum
from psbridge.objects.members import ComputedScriptProperty
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.typetable import builtin

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_A = "System.Management.Automation."
ProviderCapabilities: Any = define_enum(
    _A + "Provider.ProviderCapabilities",
    "None=0 Include=1 Exclude=2 Filter=4 ExpandWildcards=8 ShouldProcess=16 Credentials=32 Transactions=64",
    flags=True,
    assembly=SMA,
)


class ContentReader(Protocol):
    """Reads items of content (lines of a file, the value of a variable)."""

    def read(self, count: int) -> list[Any]: ...

    def close(self) -> None: ...


class ContentWriter(Protocol):
    """Writes items of content."""

    def write(self, values: Iterable[Any]) -> None: ...

    def close(self) -> None: ...


class ProviderInfo(NetObject):
    """A provider as Get-PSProvider shows it."""

    __slots__ = ("home", "implementing", "provider")
    net_type = define(_A + "ProviderInfo", assembly=SMA)
    PROPERTIES = {
        "ImplementingType": "implementing",
        "HelpFile": "help_file",
        "Name": "name",
        "PSSnapIn": "nothing",
        "ModuleName": "module_name",
        "Module": "nothing",
        "Description": "description",
        "Capabilities": "capabilities",
        "Home": "home",
        "Drives": "drives",
        "VolumeSeparatedByColon": "colon",
    }
    nothing = None
    help_file = "System.Management.Automation.dll-Help.xml"
    description = ""
    colon = True

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.home = ""
        self.implementing = define(f"Microsoft.PowerShell.Commands.{provider.NAME}Provider", assembly=SMA)

    @property
    def name(self) -> str:
        return self.provider.NAME

    @property
    def module_name(self) -> str:
        return self.provider.MODULE

    @property
    def capabilities(self) -> Any:
        return ProviderCapabilities(self.provider.CAPABILITIES)

    @property
    def drives(self) -> list[Any]:
        return [drive for drive in self.provider.runspace.drives.all() if drive.provider is self]

    @property
    def full_name(self) -> str:
        """As PSPath starts: module and name."""
        return f"{self.module_name}\\{self.name}"

    def __str__(self) -> str:
        return self.full_name


class Drive(NetObject):
    """PSDriveInfo.  ``root`` is a path of the provider; ``location`` the current place below it."""

    __slots__ = ("credential", "description", "display_root", "location", "name", "provider", "root", "scope")
    net_type = define(_A + "PSDriveInfo", assembly=SMA)
    PROPERTIES = {
        "CurrentLocation": "location",
        "Name": "name",
        "Provider": "provider",
        "Root": "root",
        "Description": "description",
        "MaximumSize": "nothing",
        "Credential": "credential",
        "DisplayRoot": "display_root",
        "VolumeSeparatedByColon": "colon",
    }
    nothing = None

    def __init__(self, name: str, provider: ProviderInfo, root: str, description: str = "", display_root: str | None = None) -> None:
        super().__init__()
        self.name, self.provider, self.root, self.description = name, provider, root, description
        self.location = ""
        self.display_root = display_root
        self.credential: Any = None
        self.scope: Any = None

    @property
    def colon(self) -> bool:
        return self.name != "/"

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def _usage(drive: Drive) -> tuple[int, int] | None:
    """Used and free bytes of a drive of files."""
    files = getattr(drive.provider.provider, "files", None)
    return None if files is None else files.usage(drive.root)


_IF_FILES = "if ($this.Provider.ImplementingType -eq [Microsoft.PowerShell.Commands.FileSystemProvider]) {{ {} }}"
_INFO = "[System.IO.DriveInfo]::New($this.Root)"
builtin(_A + "PSDriveInfo").add(
    ComputedScriptProperty(
        "Used",
        lambda drive: None if (found := _usage(unwrap(drive))) is None else Int64(found[0]),
        _IF_FILES.format(f"$info = {_INFO}; if ($info.IsReady) {{ $info.TotalSize - $info.AvailableFreeSpace }}"),
    ),
    ComputedScriptProperty(
        "Free",
        lambda drive: None if (found := _usage(unwrap(drive))) is None else Int64(found[1]),
        _IF_FILES.format(f"{_INFO}.AvailableFreeSpace"),
    ),
)


def refuse(kind: str, message: str, error_id: str, category: str, target: Any = None) -> ScriptError:
    """An error of a provider, ready to be raised."""
    return ScriptError(error_record(kind, message, error_id, category, target))


class ProviderThrow(ScriptError):
    """An exception that a provider threw instead of reporting an error: the command ends with it."""


def thrown(kind: str, message: str, error_id: str | None = None, category: str = "NotSpecified") -> ProviderThrow:
    """An exception of a provider; what names no error id has the name of its type for one."""
    return ProviderThrow(error_record(kind, message, error_id, category))


def bad_argument(message: str) -> ProviderThrow:
    return thrown("PSArgumentException", message, "Argument", "InvalidArgument")


def not_valid(name: str) -> ProviderThrow:
    """A value that an operation cannot use."""
    return bad_argument(
        f'Cannot process argument because the value of argument "{name}" is not valid. Change the value of the "{name}" argument and run '
        "the operation again."
    )


class Work(Protocol):
    """The command that has an operation done: what it was told, and where results and failures go."""

    force: bool
    options: Any  # what items get, of providers with OPTIONS; None: nothing was said

    @property
    def ctx(self) -> Context: ...

    def should_process(self, target: str, action: str) -> bool: ...

    def write(self, item: Any, path: str) -> None: ...

    def write_error(self, failure: ScriptError) -> None: ...

    def excluded(self, name: str) -> bool: ...


def missing(shown: str) -> ScriptError:
    """There is no item at a path."""
    made = refuse(
        "ItemNotFoundException", f"Cannot find path '{shown}' because it does not exist.", "PathNotFound", "ObjectNotFound", shown
    )
    made.record.exception.extra["ItemName"] = shown
    return made


_UNSUPPORTED = {
    "operation": "Provider operation stopped because the provider does not support this operation.",
    "navigation": "The NavigationCmdletProvider methods are not supported by this provider.",
    "container": "Provider methods not processed. The ContainerCmdletProvider methods are not supported by this provider.",
    "content": "Cannot use interface. The IContentCmdletProvider interface is not implemented by this provider.",
    "property": "Cannot use interface. The IPropertyCmdletProvider interface is not supported by this provider.",
    "dynamic property": "Cannot use interface. The IDynamicPropertyCmdletProvider interface is not implemented by this provider.",
    "clear content": "Cannot perform the ClearContent operation. The ClearContent operation is not supported by this provider.",
    "seek": "Cannot call method. The content Seek method is not supported by this provider.",
}


class Provider:
    """Base: everything is refused."""

    NAME: ClassVar[str] = ""
    MODULE: ClassVar[str] = "Microsoft.PowerShell.Core"
    CAPABILITIES: ClassVar[int] = 16
    CONTAINERS: ClassVar[bool] = False  # whether items may lie in items
    OPTIONS: ClassVar[bool] = False  # whether items have options (ReadOnly, Constant ...)

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.separator = "\\" if runspace.is_windows else "/"
        self.info = ProviderInfo(self)

    def unsupported(self, what: str = "operation") -> ScriptError:
        return refuse("PSNotSupportedException", _UNSUPPORTED[what], "NotSupported", "NotImplemented")

    # -- names

    def normal(self, drive: Drive, path: str) -> str:
        """The provider's path for what stands behind `drive:`."""
        return path.strip("/\\")

    def shown(self, path: str, drive: Drive | None) -> str:
        """How a path of the provider is written for people."""
        return f"{drive.name}:{self.separator}{path}" if drive is not None else path

    def join(self, parent: str, child: str) -> str:
        return child if not parent else f"{parent.rstrip(self.separator)}{self.separator}{child}"

    def parent(self, path: str) -> str:
        return path.rpartition(self.separator)[0]

    def leaf(self, path: str) -> str:
        return path.rstrip(self.separator).rpartition(self.separator)[2]

    # -- items

    def exists(self, ctx: Context, path: str) -> bool:
        raise self.unsupported()

    def is_rooted(self, path: str) -> bool:
        """Whether a path means the same item whatever the drive."""
        return False

    def is_container(self, ctx: Context, path: str) -> bool:
        return not path

    def check_shown(self, path: str) -> None:
        """Refuse an item that is shown only to those who insist."""

    def set_options(self, ctx: Context, path: str, options: Any, force: bool) -> None:
        """Set the options of an item, of providers with ``OPTIONS``."""
        raise self.unsupported()

    def item(self, ctx: Context, path: str) -> Any:
        """The item as an object."""
        raise self.unsupported()

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        """Paths of the items in a container."""
        raise self.unsupported()

    def has_children(self, ctx: Context, path: str) -> bool:
        return next(iter(self.children(ctx, path, True)), None) is not None

    def set_item(self, ctx: Context, path: str, value: Any, force: bool = False) -> Any:
        raise self.unsupported()

    def clear_item(self, ctx: Context, path: str) -> None:
        raise self.unsupported()

    def new_item(self, ctx: Context, path: str, kind: str, value: Any, force: bool = False) -> Any:
        raise self.unsupported()

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        raise self.unsupported()

    def rename_item(self, ctx: Context, path: str, new_name: str, force: bool = False) -> Any:
        raise self.unsupported()

    def copy_item(self, ctx: Context, path: str, destination: str, recurse: bool = False, force: bool = False) -> Any:
        raise self.unsupported()

    def move_item(self, ctx: Context, path: str, destination: str, force: bool = False) -> Any:
        raise self.unsupported("navigation")

    def invoke_item(self, ctx: Context, path: str) -> Any:
        raise self.unsupported()

    # -- the same in the name of a command: asked about, told of

    def make(self, work: Work, path: str, kind: str, value: Any) -> None:
        if work.should_process(f"Item: {path} Type: {kind} Value: {_text(value)}", "New Item"):
            work.write(self.new_item(work.ctx, path, kind, value, work.force), path)

    def put_item(self, work: Work, path: str, value: Any) -> None:
        if work.should_process(f"Item: {path} Value: {_text(value)}", "Set Item"):
            work.write(self.set_item(work.ctx, path, value, work.force), path)

    def empty(self, work: Work, path: str) -> None:
        if work.should_process(f"Item: {path}", "Clear Item"):
            self.clear_item(work.ctx, path)

    def remove(self, work: Work, path: str, recurse: bool) -> None:
        if work.should_process(f"Item: {path}", "Remove Item"):
            self.remove_item(work.ctx, path, recurse, work.force)

    def copy(self, work: Work, path: str, destination: str, recurse: bool) -> None:
        if work.should_process(f"Item: {path} Destination: {destination}", "Copy Item"):
            work.write(self.copy_item(work.ctx, path, destination, recurse, work.force), destination)

    def move(self, work: Work, path: str, destination: str) -> None:
        if work.should_process(f"Item: {path} Destination: {destination}", "Move Item"):
            work.write(self.move_item(work.ctx, path, destination, work.force), destination)

    def rename(self, work: Work, path: str, new_name: str) -> None:
        if work.should_process(f"Item: {path} Destination: {new_name}", "Rename Item"):
            work.write(self.rename_item(work.ctx, path, new_name, work.force), self.join(self.parent(path), new_name))

    # -- content and properties

    def reader(self, ctx: Context, path: str, **options: Any) -> ContentReader:
        raise self.unsupported("content")

    def writer(self, ctx: Context, path: str, append: bool = False, **options: Any) -> ContentWriter:
        raise self.unsupported("content")

    def clear_content(self, ctx: Context, path: str) -> None:
        raise self.unsupported("content")

    def get_properties(self, ctx: Context, path: str, names: list[str]) -> Any:
        raise self.unsupported("property")

    def set_property(self, ctx: Context, path: str, name: str, value: Any) -> Any:
        raise self.unsupported("property")

    def clear_property(self, ctx: Context, path: str, names: list[str]) -> Any:
        raise self.unsupported("property")

    def property_words(self, ctx: Context, what: str, path: str, name: str, value: Any = None) -> tuple[str, str]:
        """What -WhatIf and -Confirm say of a change of a property: `what` is Set, Clear, New ...; target and action."""
        return f"Item: {path} Property: {name}", f"{what} Property"

    def no_property(self, shown: str, name: str) -> ScriptError:
        """An item has no property of that name."""
        kind = _A + "PSArgumentException"
        return refuse(kind, f"Property {name} does not exist at path {shown}.", kind, "InvalidArgument", name)

    def new_property(self, ctx: Context, path: str, name: str, kind: str | None, value: Any, force: bool = False) -> Any:
        raise self.unsupported("dynamic property")

    def remove_property(self, ctx: Context, path: str, name: str) -> None:
        raise self.unsupported("dynamic property")

    def rename_property(self, ctx: Context, path: str, name: str, new_name: str) -> Any:
        raise self.unsupported("dynamic property")

    def copy_property(self, ctx: Context, path: str, name: str, target: str, new_name: str) -> Any:
        raise self.unsupported("dynamic property")

    def move_property(self, ctx: Context, path: str, name: str, target: str, new_name: str) -> Any:
        raise self.unsupported("dynamic property")


class ListReader:
    """Content that is there already."""

    __slots__ = ("held", "place")

    def __init__(self, held: list[Any]) -> None:
        self.held, self.place = held, 0

    def read(self, count: int) -> list[Any]:
        start = self.place
        self.place = len(self.held) if count <= 0 else min(len(self.held), start + count)
        return self.held[start : self.place]

    def close(self) -> None:
        """Nothing to let go."""


def levels(path: str) -> list[str]:
    """The names on the way down a path of backslashes or slashes; `.` and `..` are gone."""
    parts: list[str] = []
    for part in path.replace("/", "\\").split("\\"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _text(value: Any) -> str:
    from psbridge.objects.convert import to_text

    return to_text(value)
