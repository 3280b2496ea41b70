"""The FileSystem provider: files of the machine of the session, the real one or an emulated one.

Paths of this provider are absolute and in the machine's own form.  Content (lines, encodings) is engine.providers.filecontent's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.providers.base import ContentReader, ContentWriter, Drive, Provider, missing, refuse
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileSystemInfo, info_for
from psbridge.machine.files import HIDDEN, READ_ONLY
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_IO = "System.IO.IOException"


class FileSystemProvider(Provider):
    """Files and directories."""

    NAME: ClassVar[str] = "FileSystem"
    CAPABILITIES: ClassVar[int] = 52
    CONTAINERS: ClassVar[bool] = True

    def __init__(self, runspace: Any) -> None:
        super().__init__(runspace)
        self.files = files_of(runspace.machine)
        self.separator = self.files.separator

    # -- names

    def normal(self, drive: Drive, path: str) -> str:
        """An absolute path below the root of the drive; `..` does not leave it."""
        mark = self.separator
        parts: list[str] = []
        for part in path.replace("\\" if mark == "/" else "/", mark).split(mark):
            if part == ".." and parts:
                parts.pop()
            elif part not in ("", ".", ".."):
                parts.append(part)
        root = drive.root.rstrip(mark)
        return root + mark + mark.join(parts) if parts else drive.root

    def shown(self, path: str, drive: Drive | None) -> str:
        if drive is None or drive.root == "/" or drive.root.rstrip(self.separator).lower() == f"{drive.name}:".lower():
            return path
        return f"{drive.name}:{self.separator}{path[len(drive.root.rstrip(self.separator)) :].lstrip(self.separator)}"

    def parent(self, path: str) -> str:
        mark = self.separator
        head = path.rstrip(mark).rpartition(mark)[0]
        if head.endswith(":") or (not head and path.startswith(mark) and path != mark):
            return head + mark
        return head

    # -- items

    def exists(self, ctx: Context, path: str) -> bool:
        return self.files.stat(path) is not None

    def is_container(self, ctx: Context, path: str) -> bool:
        found = self.files.stat(path)
        return found is not None and found.is_dir

    def item(self, ctx: Context, path: str) -> FileSystemInfo:
        found = self.files.stat(path)
        if found is None:
            raise missing(path)
        return info_for(self.files, self.files.spelled(path), found)

    def children(self, ctx: Context, path: str, force: bool = False) -> Iterator[str]:
        """Directories come first, then files, each by name without case; hidden ones only with `force`."""
        found = []
        for name in self._names(path):
            full = self.join(path, name)
            known = self.files.stat(full)
            if known is not None and (force or not known.attributes & HIDDEN):
                found.append((not known.is_dir, name.lower(), full))
        for _, _, full in sorted(found):
            yield full

    def _names(self, path: str) -> list[str]:
        try:
            return self.files.list(path)
        except PermissionError as error:
            text = f"Access to the path '{path}' is denied."
            raise refuse("System.UnauthorizedAccessException", text, "DirUnauthorizedAccessError", "PermissionDenied", path) from error

    def new_item(self, ctx: Context, path: str, kind: str, value: Any, force: bool = False) -> FileSystemInfo:
        word = (kind or "file").lower()
        maker = next((make for name, make in _MAKERS.items() if name.startswith(word)), None)
        if maker is None:
            text = (
                f'The type \'{kind}\' is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.'
            )
            raise refuse("PSArgumentException", text, "Argument", "InvalidArgument")
        maker(self, path, value, force)
        return self.item(ctx, path)

    def remove_item(self, ctx: Context, path: str, recurse: bool = False, force: bool = False) -> None:
        found = self.files.stat(path)
        if found is None:
            raise missing(path)
        if not force and found.attributes & READ_ONLY:
            text = "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only."
            raise refuse(_IO, text, "RemoveFileSystemItemUnAuthorizedAccess", "PermissionDenied", path)
        if not found.is_dir or found.link is not None:
            self.files.remove_file(path)
            return
        if recurse:
            for name in self.files.list(path):
                self.remove_item(ctx, self.join(path, name), True, True)
        self.files.remove_directory(path)

    def rename_item(self, ctx: Context, path: str, new_name: str, force: bool = False) -> FileSystemInfo:
        name = new_name[2:] if new_name.startswith(("./", ".\\")) else new_name
        if self.parent(name).lower() == self.parent(path).lower():
            name = self.leaf(name)
        if self.leaf(name) != name:
            text = "Cannot rename the specified target, because it represents a path or device name."
            raise refuse("System.Management.Automation.PSArgumentException", text, "Argument", "InvalidArgument")
        target = self.join(self.parent(path), name)
        if self.exists(ctx, target) and not force:
            raise refuse(_IO, "Cannot create a file when that file already exists.", "RenameItemIOError", "WriteError", path)
        self.files.rename(path, target)
        return self.item(ctx, target)

    def inside(self, ctx: Context, path: str, destination: str) -> str:
        """Where an item lands: in a destination that is a container, else under the destination's name."""
        return self.join(destination, self.leaf(path)) if self.is_container(ctx, destination) else destination

    def copy_item(self, ctx: Context, path: str, destination: str, recurse: bool = False, force: bool = False) -> FileSystemInfo:
        target = self.inside(ctx, path, destination)
        if path == target:
            raise refuse(_IO, f"Cannot overwrite the item {path} with itself.", "CopyError", "WriteError", path)
        if self.is_container(ctx, path):
            if not self.exists(ctx, target):
                self._make_directories(target)
            for child in list(self.children(ctx, path, True)) if recurse else ():
                self.copy_item(ctx, child, target, True, force)
        else:
            self.files.copy_file(path, target)
        return self.item(ctx, target)

    def move_item(self, ctx: Context, path: str, destination: str, force: bool = False) -> FileSystemInfo:
        target = self.inside(ctx, path, destination)
        if self.exists(ctx, target) and not force:
            word = "MoveDirectoryItemIOError" if self.is_container(ctx, path) else "MoveFileInfoItemIOError"
            raise refuse(_IO, "Cannot create a file when that file already exists.", word, "WriteError", path)
        self._rename(path, target, force)
        return self.item(ctx, target)

    def _rename(self, path: str, target: str, force: bool) -> None:
        """Unix puts the file in the place of one that is there; on Windows that one goes first."""
        try:
            self.files.rename(path, target)
        except FileExistsError:
            if not force:
                raise
            self.files.remove_file(target)
            self.files.rename(path, target)

    def _make_directories(self, path: str) -> None:
        """A directory with all that is missing above it."""
        if self.files.stat(path) is not None:
            return
        above = self.parent(path)
        if above and above != path:
            self._make_directories(above)
        self.files.make_directory(path)

    # -- content

    def reader(self, ctx: Context, path: str, **options: Any) -> ContentReader:
        from psbridge.engine.providers.filecontent import FileReader

        if self.is_container(ctx, path):
            text = f"Access to the path '{path}' is denied."
            error_id = "GetContentReaderUnauthorizedAccessError"
            raise refuse("System.UnauthorizedAccessException", text, error_id, "PermissionDenied", path)
        return FileReader(self.files, path, **options)

    def writer(self, ctx: Context, path: str, append: bool = False, **options: Any) -> ContentWriter:
        from psbridge.engine.providers.filecontent import FileWriter

        return FileWriter(self.files, path, append, **options)

    def clear_content(self, ctx: Context, path: str) -> None:
        self.files.open(path, "w").close()

    # -- properties

    def get_properties(self, ctx: Context, path: str, names: list[str]) -> Any:
        return self.item(ctx, path)

    def set_property(self, ctx: Context, path: str, name: str, value: Any) -> Any:
        from psbridge.engine.invoke import set_member

        found = self.item(ctx, path)
        set_member(ctx, found, name, value)
        return found


def _make_file(provider: FileSystemProvider, path: str, value: Any, force: bool) -> None:
    files = provider.files
    if files.stat(path) is not None and not force:
        raise refuse(_IO, f"The file '{path}' already exists.", "NewItemIOError", "WriteError", path)
    if files.stat(provider.parent(path)) is None:
        if not force:
            text = f"Could not find a part of the path '{path}'."
            raise refuse("System.IO.DirectoryNotFoundException", text, "NewItemIOError", "WriteError", path)
        provider._make_directories(provider.parent(path))
    with files.open(path, "w") as file:
        file.write(b"" if value is None else to_text(value).encode())


def _make_directory(provider: FileSystemProvider, path: str, value: Any, force: bool) -> None:
    if provider.files.stat(path) is not None and not force:
        text = f"An item with the specified name {path} already exists."
        raise refuse(_IO, text, "DirectoryExist", "ResourceExists", path)
    provider._make_directories(path)


def _linker(kind: str) -> Callable[[FileSystemProvider, str, Any, bool], None]:
    def make(provider: FileSystemProvider, path: str, value: Any, force: bool) -> None:
        if provider.files.stat(path) is not None:
            if not force:
                raise refuse(_IO, f"The file '{path}' already exists.", "NewItemIOError", "ResourceExists", path)
            provider.files.remove_file(path)
        provider.files.link(path, to_text(value), kind)

    return make


_MAKERS: dict[str, Callable[[FileSystemProvider, str, Any, bool], None]] = {
    "file": _make_file,
    "directory": _make_directory,
    "container": _make_directory,
    "leaf": _make_file,
    "symboliclink": _linker("symboliclink"),
    "hardlink": _linker("hardlink"),
    "junction": _linker("symboliclink"),
}
