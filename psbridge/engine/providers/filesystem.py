"""The FileSystem provider: files of the machine of the session, the real one or an emulated one.

Paths of this provider are absolute and in the machine's own form.  Content (lines, encodings) is engine.providers.filecontent's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from psbridge.engine.encodings import default_for
from psbridge.engine.providers import fileoperations
from psbridge.engine.providers.base import ContentReader, ContentWriter, Drive, Provider, Work, bad_argument, missing, refuse
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileSystemInfo, info_for
from psbridge.machine.files import HIDDEN, NORMAL
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import PSObject

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.errors import ScriptError


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

    def check_shown(self, path: str) -> None:
        found = self.files.stat(path)
        if found is not None and found.attributes & HIDDEN and self.parent(path):
            raise refuse("System.IO.IOException", f"Could not find item {path}.", "ItemNotFound", "ObjectNotFound", path)

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

    def make(self, work: Work, path: str, kind: str, value: Any) -> None:
        fileoperations.make(self, work, path, kind, value)

    def remove(self, work: Work, path: str, recurse: bool) -> None:
        fileoperations.remove(self, work, path, recurse)

    def copy(self, work: Work, path: str, destination: str, recurse: bool) -> None:
        fileoperations.copy(self, work, path, destination, recurse)

    def move(self, work: Work, path: str, destination: str) -> None:
        fileoperations.move(self, work, path, destination)

    def rename(self, work: Work, path: str, new_name: str) -> None:
        fileoperations.rename(self, work, path, new_name)

    def invoke_item(self, ctx: Context, path: str) -> Any:
        raise self.unsupported()

    # -- content

    def reader(self, ctx: Context, path: str, **options: Any) -> ContentReader:
        from psbridge.engine.providers.filecontent import FileReader

        if self.is_container(ctx, path):
            text = f"Access to the path '{path}' is denied."
            error_id = "GetContentReaderUnauthorizedAccessError"
            raise refuse("System.UnauthorizedAccessException", text, error_id, "PermissionDenied", path)
        return FileReader(self.files, path, **self._told(options))

    def writer(self, ctx: Context, path: str, append: bool = False, **options: Any) -> ContentWriter:
        from psbridge.engine.providers.filecontent import FileWriter

        return FileWriter(self.files, path, append, **self._told(options))

    def _told(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options of content, with the encoding that the session takes where none was told."""
        return options if options.get("encoding") is not None else {**options, "encoding": default_for(self.runspace, "Content")}

    def clear_content(self, ctx: Context, path: str) -> None:
        self.files.open(path, "w").close()

    # -- properties

    def get_properties(self, ctx: Context, path: str, names: list[str]) -> Any:
        return self.item(ctx, path)

    def clear_property(self, ctx: Context, path: str, names: list[str]) -> Any:
        if len(names) != 1 or names[0].lower() != "attributes":
            what = "The property cannot be cleared because the property is not supported. Only the Attributes property can be cleared."
            raise bad_argument(what)
        self.files.set_attributes(path, NORMAL)
        return PSObject.of((names[0], self.item(ctx, path).attributes))

    def set_property(self, ctx: Context, path: str, name: str, value: Any) -> Any:
        return fileoperations.set_property(ctx, self.item(ctx, path), name, value)

    def no_property(self, shown: str, name: str) -> ScriptError:
        text = f"The property {name} does not exist or was not found."
        return refuse("System.IO.IOException", text, "GetValueError", "ReadError", name)

    def property_words(self, ctx: Context, what: str, path: str, name: str, value: Any = None) -> tuple[str, str]:
        kind = "Directory" if self.is_container(ctx, path) else "File"
        told = f"Item: {path} Property: {name}"
        return told if what != "Set" else f"{told} Value: {to_text(value)}", f"{what} Property {kind}"
