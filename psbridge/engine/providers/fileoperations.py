"""What the FileSystem provider does to items: make, remove, copy, move and rename, asked about one by one, with its own errors.

Which failure is reported and goes on and which ends the command is decided here; how a failure of the system is worded is
`exception_of`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from errno import EEXIST
from typing import TYPE_CHECKING, Any

from psbridge.engine.providers.base import ProviderThrow, Work, bad_argument, refuse, thrown
from psbridge.machine.fileinfo import FileSystemInfo, info_for
from psbridge.machine.files import ARCHIVE, HIDDEN, NORMAL, READ_ONLY, SYSTEM
from psbridge.objects.access import get_property
from psbridge.objects.containers import CaseSensitiveHashtable
from psbridge.objects.convert import convert, dotnet_text, to_text, type_display_name
from psbridge.objects.exceptions import NetError
from psbridge.objects.members import NoteProperty
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.records import ErrorDetails
from psbridge.objects.wildcard import compile_wildcard

if TYPE_CHECKING:
    from psbridge.engine.errors import ScriptError
    from psbridge.engine.providers.filesystem import FileSystemProvider

_IO = "System.IO.IOException"
_DENIED = "System.UnauthorizedAccessException"
_NO_PART = "Could not find a part of the path '{path}'."
_EXISTS = "The file '{path}' already exists."
# OSError -> exception and text
_FAILURES: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "System.IO.FileNotFoundException", "Could not find file '{path}'."),
    (NotADirectoryError, "System.IO.DirectoryNotFoundException", _NO_PART),
    (IsADirectoryError, _DENIED, "Access to the path '{path}' is denied."),
    (PermissionError, _DENIED, "Access to the path '{path}' is denied."),
    (FileExistsError, _IO, _EXISTS),
    (OSError, _IO, "{reason}"),
)


def exception_of(problem: OSError, path: str) -> tuple[str, str]:
    """Type and text of the .NET exception for a failure of the system."""
    kind, text = next((kind, text) for python, kind, text in _FAILURES if isinstance(problem, python))
    return kind, text.format(path=path, reason=problem.strerror or problem)


def _told(problem: OSError, path: str, prefix: str, target: Any) -> ScriptError:
    """A failure of the system that the provider reports: access denied has an id of its own."""
    kind, text = exception_of(problem, path)
    if kind == _DENIED:
        return refuse(kind, text, f"{prefix}UnauthorizedAccessError", "PermissionDenied", target)
    return refuse(kind, text, f"{prefix}IOError", "WriteError", target)


def _info(provider: FileSystemProvider, path: str) -> FileSystemInfo:
    return info_for(provider.files, path, provider.files.stat(path))


# -- make


def make(provider: FileSystemProvider, work: Work, path: str, kind: str, value: Any) -> None:
    """A file, a directory or a link; the kind may be cut short."""
    matches = compile_wildcard(f"{kind or 'file'}*")
    maker = next((maker for name, maker in _MAKERS.items() if matches(name)), None)
    if work.force:
        make_directories(provider, provider.parent(path))
    if maker is None:
        words = '"file","directory" or "symboliclink"'
        raise bad_argument(f"The type is not a known type for the file system. Only {words} can be specified.")
    maker(provider, work, path, value)


def make_directories(provider: FileSystemProvider, path: str) -> None:
    """A directory with all that is missing above it."""
    known = provider.files.stat(path)
    if known is not None and not known.is_dir:
        raise FileExistsError(EEXIST, "File exists", path)
    if known is not None:
        return
    above = provider.parent(path)
    if above and above != path:
        make_directories(provider, above)
    provider.files.make_directory(path)


def _make_file(provider: FileSystemProvider, work: Work, path: str, value: Any) -> None:
    if not work.should_process(f"Destination: {path}", "Create File"):
        return
    files = provider.files
    if files.stat(path) is not None and not work.force:
        work.write_error(refuse(_IO, _EXISTS.format(path=path), "NewItemIOError", "WriteError", path))
        return
    if files.stat(provider.parent(path)) is None:
        kind = "System.IO.DirectoryNotFoundException"
        work.write_error(refuse(kind, _NO_PART.format(path=path), "NewItemIOError", "WriteError", path))
        return
    try:
        with files.open(path, "w") as file:
            file.write(b"" if value is None else dotnet_text(value).encode())
    except OSError as problem:
        work.write_error(_told(problem, path, "NewItem", path))
        return
    work.write(_info(provider, path), path)


def _make_directory(provider: FileSystemProvider, work: Work, path: str, value: Any) -> None:
    _create_directory(provider, work, path)


def _create_directory(provider: FileSystemProvider, work: Work, path: str) -> None:
    if provider.files.stat(path) is not None and not work.force:
        text = f"An item with the specified name {path} already exists."
        work.write_error(refuse(_IO, text, "DirectoryExist", "ResourceExists", path))
        return
    if not work.should_process(f"Destination: {path}", "Create Directory"):
        return
    try:
        make_directories(provider, path)
    except OSError as problem:
        if not work.force:
            named = problem.filename if isinstance(problem, FileExistsError) else path
            work.write_error(_told(problem, named, "CreateDirectory", path))
        return
    found = _info(provider, path)
    if found.stat.is_dir:
        work.write(found, path)


def _linker(kind: str, words: str) -> Callable[[FileSystemProvider, Work, str, Any], None]:
    def make(provider: FileSystemProvider, work: Work, path: str, value: Any) -> None:
        if not work.should_process(f"Destination: {path}", f"Create {words}"):
            return
        target = "" if value is None else to_text(value)
        if not target:
            text = 'Cannot process argument because the value of argument "value" is null. Change the value of argument "value" to a '
            raise thrown("PSArgumentNullException", text + "non-null value.", "ArgumentNull", "InvalidArgument")
        failure = _unfit(provider, work, target, kind) or _taken(provider, work, path)
        if failure is not None:
            work.write_error(failure)
            return
        place = work.ctx.runspace.drives.file_path(target) if kind == "hardlink" else target
        provider.files.link(path, place, "hardlink" if kind == "hardlink" else "symboliclink")
        work.write(_info(provider, path), path)

    return make


def _unfit(provider: FileSystemProvider, work: Work, target: str, kind: str) -> ScriptError | None:
    """Why a link cannot lead there: only symbolic links may lead nowhere, and hard links only to files."""
    if kind == "symboliclink":
        return None
    found = provider.files.stat(work.ctx.runspace.drives.file_path(target))
    if found is None:
        return refuse("ItemNotFoundException", f"Could not find item {target}.", "ItemNotFound", "ObjectNotFound", target)
    if kind == "hardlink" and found.is_dir:
        text = f"A file is required for the operation. The item '{target}' is not a file."
        return refuse("System.InvalidOperationException", text, "ItemNotFile", "InvalidOperation", target)
    if kind == "junction" and not found.is_dir:
        text = f"A directory is required for the operation. The item '{target}' is not a directory."
        return refuse("System.InvalidOperationException", text, "ItemNotDirectory", "InvalidOperation", target)
    return None


def _taken(provider: FileSystemProvider, work: Work, path: str) -> ScriptError | None:
    """Clear the way for a link, or say that it is not free."""
    found = provider.files.stat(path)
    if found is None:
        return None
    if not work.force:
        text = f"Cannot create link because the path already exists: {path}."
        return refuse(_IO, text, "SymLinkExists", "ResourceExists", path)
    try:
        (provider.files.remove_directory if found.is_dir and found.link is None else provider.files.remove_file)(path)
    except OSError as problem:
        return refuse(*exception_of(problem, path), "NewItemDeleteIOError", "WriteError", path)
    return None


_MAKERS: dict[str, Callable[[FileSystemProvider, Work, str, Any], None]] = {
    "directory": _make_directory,
    "container": _make_directory,
    "file": _make_file,
    "symboliclink": _linker("symboliclink", "Symbolic Link"),
    "junction": _linker("junction", "Junction"),
    "hardlink": _linker("hardlink", "Hard Link"),
}


# -- remove


def remove(provider: FileSystemProvider, work: Work, path: str, recurse: bool) -> None:
    found = provider.files.stat(path)
    if found is None:
        text = f"An object at the specified path {path} does not exist."
        work.write_error(refuse(_IO, text, "ItemDoesNotExist", "ObjectNotFound", path))
    elif found.is_dir and found.link is None:
        _remove_directory(provider, work, path, recurse, True)
    elif work.should_process(path, "Remove Directory" if found.is_dir else "Remove File"):
        _delete(provider, work, path)


def _remove_directory(provider: FileSystemProvider, work: Work, path: str, recurse: bool, is_top: bool) -> None:
    """With `recurse` each item is asked about; without only the directory that was named."""
    if (is_top or recurse) and not work.should_process(path, "Remove Directory"):
        return
    children = [(provider.join(path, name), provider.files.stat(provider.join(path, name))) for name in provider.files.list(path)]
    for child, found in sorted(children, key=lambda pair: pair[1] is None or not pair[1].is_dir):
        if found is not None and found.is_dir and found.link is None:
            _remove_directory(provider, work, child, recurse, False)
        elif not recurse or work.should_process(child, "Remove File"):
            _delete(provider, work, child)
    if provider.files.list(path) and not work.force:
        text = f"Directory {path} cannot be removed because it is not empty."
        work.write_error(refuse(_IO, text, "DirectoryNotEmpty", "WriteError", _info(provider, path)))
    else:
        _delete(provider, work, path)


def _delete(provider: FileSystemProvider, work: Work, path: str) -> None:
    """Take one item away; hidden and read-only ones only with -Force."""
    files, info = provider.files, _info(provider, path)
    if not work.force and info.stat.attributes & (HIDDEN | SYSTEM | READ_ONLY):
        text = "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only."
        work.write_error(_not_removed(path, refuse(_IO, text, "RemoveFileSystemItemUnAuthorizedAccess", "PermissionDenied", info)))
        return
    try:
        if info.stat.is_dir and info.stat.link is None:
            files.remove_directory(path)
            return
        if info.stat.attributes & READ_ONLY and info.stat.link is None:
            files.set_attributes(path, info.stat.attributes & ~READ_ONLY)
        files.remove_file(path)
    except OSError as problem:
        kind, text = exception_of(problem, path)
        if kind == _DENIED:
            failure = refuse(kind, text, "RemoveFileSystemItemUnAuthorizedAccess", "PermissionDenied", info)
        else:
            failure = refuse(kind, text, "RemoveFileSystemItemIOError", "WriteError", info)
        work.write_error(_not_removed(path, failure))


def _not_removed(path: str, failure: ScriptError) -> ScriptError:
    failure.record.error_details = ErrorDetails(f"Cannot remove item {path}: {failure.record.exception.message}")
    return failure


# -- copy


def copy(provider: FileSystemProvider, work: Work, path: str, destination: str, recurse: bool) -> None:
    """Nothing is copied onto itself, whatever links lead there."""
    files = provider.files
    same = files.identity(path)
    if same is not None and same == files.identity(destination):
        failure = refuse(_IO, f"Cannot overwrite the item {path} with itself.", "CopyError", "WriteError", path)
        failure.record.exception.data = CaseSensitiveHashtable({"SelfCopy": destination})
        work.write_error(failure)
    else:
        _copy(provider, work, path, destination, recurse)


def _copy(provider: FileSystemProvider, work: Work, path: str, destination: str, recurse: bool) -> None:
    if provider.is_container(work.ctx, path):
        _copy_directory(provider, work, path, destination, recurse)
    else:
        _copy_file(provider, work, path, destination)


def _inside(provider: FileSystemProvider, work: Work, path: str, destination: str) -> str:
    """Where an item lands: in a destination that is a container, else under the destination's name."""
    return provider.join(destination, provider.leaf(path)) if provider.is_container(work.ctx, destination) else destination


def _copy_directory(provider: FileSystemProvider, work: Work, path: str, destination: str, recurse: bool) -> None:
    """The directory, and with `recurse` what is in it: files first; a failure in there is told and passed over."""
    target = _inside(provider, work, path, destination)
    if not work.should_process(f"Item: {path} Destination: {target}", "Copy Directory"):
        return
    names = provider.files.list(path) if recurse else []
    _create_directory(provider, work, target)
    children = [provider.join(path, name) for name in names]
    for child in sorted(children, key=lambda one: (provider.is_container(work.ctx, one), one.lower())):
        try:
            _copy(provider, work, child, target, recurse)
        except ProviderThrow as problem:
            record = problem.record
            denied = record.exception.kind.full_name == _DENIED
            error_id = f"CopyDirectoryInfoItem{'UnauthorizedAccess' if denied else 'IO'}Error"
            category = "PermissionDenied" if denied else "WriteError"
            work.write_error(refuse(record.exception.kind.full_name, record.message, error_id, category, _info(provider, child)))


def _copy_file(provider: FileSystemProvider, work: Work, path: str, destination: str) -> None:
    target = _inside(provider, work, path, destination)
    files = provider.files
    if target == path or (files.ignore_case and target.lower() == path.lower()):
        text = f"Cannot overwrite the item {target} with itself."
        work.write_error(refuse(_IO, text, "CopyError", "WriteError", target))
        return
    if work.excluded(provider.leaf(path)) or not work.should_process(f"Item: {path} Destination: {target}", "Copy File"):
        return
    known = files.stat(target)
    if known is not None and known.is_dir:
        raise thrown(_IO, f"The target file '{target}' is a directory, not a file.")
    if files.stat(provider.parent(target)) is None:
        raise thrown("System.IO.DirectoryNotFoundException", _NO_PART.format(path=target))
    try:
        files.copy_file(path, target)
    except PermissionError as problem:
        if not work.force or known is None:
            work.write_error(_told(problem, target, "CopyFileInfoItem", _info(provider, path)))
            return
        files.set_attributes(target, known.attributes & ~(READ_ONLY | HIDDEN))
        files.copy_file(path, target)
    except OSError as problem:
        raise thrown(*exception_of(problem, target)) from problem
    work.write(_info(provider, target), target)


# -- move and rename


def move(provider: FileSystemProvider, work: Work, path: str, destination: str) -> None:
    target = _inside(provider, work, path, destination)
    is_dir = provider.is_container(work.ctx, path)
    if not work.should_process(f"Item: {path} Destination: {target}", "Move Directory" if is_dir else "Move File"):
        return
    failure = _rename(provider, path, target, is_dir)
    if failure is not None and work.force and not is_dir and provider.files.stat(target) is not None:
        provider.files.remove_file(target)
        failure = _rename(provider, path, target, is_dir)
    if failure is not None:
        kind, text = failure
        prefix = "MoveDirectoryItem" if is_dir else "MoveFileInfoItem"
        ending, category = ("UnauthorizedAccess", "PermissionDenied") if kind == _DENIED else ("IO", "WriteError")
        work.write_error(refuse(kind, text, f"{prefix}{ending}Error", category, _info(provider, path)))
        return
    work.write(_info(provider, target), target)


def rename(provider: FileSystemProvider, work: Work, path: str, new_name: str) -> None:
    if not new_name:
        raise bad_argument(_EMPTY_NAME)
    name = new_name[2:] if new_name.startswith(("./", ".\\")) else new_name
    if name == new_name and provider.parent(name).lower() == provider.parent(path).lower():
        name = provider.leaf(name)
    if provider.leaf(name) != name:
        raise bad_argument("Cannot rename the specified target, because it represents a path or device name.")
    is_dir = provider.is_container(work.ctx, path)
    target = provider.join(provider.parent(path), name)
    if not work.should_process(f"Item: {path} Destination: {target}", "Rename Directory" if is_dir else "Rename File"):
        return
    failure = _rename(provider, path, target, is_dir)
    if failure is not None:
        kind, text = failure
        ending, category = ("UnauthorizedAccess", "PermissionDenied") if kind == _DENIED else ("IO", "WriteError")
        work.write_error(refuse(kind, text, f"RenameItem{ending}Error", category, path))
        return
    work.write(_info(provider, target), target)


_EMPTY_NAME = (
    'Cannot process argument because the value of argument "newName" is not valid. Change the value of the "newName" argument and run the '
    "operation again."
)


def _rename(provider: FileSystemProvider, path: str, target: str, is_dir: bool) -> tuple[str, str] | None:
    """Give an item another place, never on top of another; type and text of what hinders it."""
    files = provider.files
    if path == target:
        return (_IO, "Source and destination path must be different.") if is_dir else None
    known = files.stat(target)
    if known is not None and not (files.ignore_case and path.lower() == target.lower()):
        if files.separator == "\\":
            return _IO, "Cannot create a file when that file already exists."
        if is_dir and known.is_dir:
            return _IO, f"Cannot create '{target}{files.separator}' because a file or directory with the same name already exists."
        return (_IO, "Not a directory") if is_dir else (_IO, _EXISTS.format(path=target))
    if files.stat(provider.parent(target)) is None:
        return "System.IO.DirectoryNotFoundException", _NO_PART.format(path=path if is_dir else target)
    if is_dir and target.startswith(path.rstrip(files.separator) + files.separator):
        return _IO, "Invalid argument"
    try:
        files.rename(path, target)
    except OSError as problem:
        return exception_of(problem, target)
    return None


# -- properties


def set_property(ctx: Any, found: FileSystemInfo, name: str, value: Any) -> Any:
    """Give a file another time, another attribute; what cannot be set so is reported, what does not suit ends the command."""
    from psbridge.engine.invoke import set_member

    note = NoteProperty(name, value)
    if get_property(found, name, found) is found:
        raise _note_failure(f"The property {_note_text(note)} does not exist or was not found.", note)
    try:
        if name.lower() == "attributes":
            value = convert(value, find_type("System.IO.FileAttributes"))
            if int(value) & ~_SETTABLE:
                raise _note_failure(_NO_ATTRIBUTE, note)
        set_member(ctx, found, name, value)
    except NetError as problem:
        kind = problem.exception.kind.full_name
        read_only = kind.endswith(".RuntimeException")
        error_id = "PropertyReadOnly" if read_only else "CatchFromBaseAdapterSetValue"
        raise thrown("SetValueException" if read_only else kind, problem.exception.message, error_id) from problem
    return PSObject.of((name, value))


_SETTABLE = READ_ONLY | HIDDEN | SYSTEM | ARCHIVE | NORMAL
_NO_ATTRIBUTE = (
    "The attribute cannot be set because attributes are not supported. Only the following attributes can be set: Archive, Hidden, "
    "Normal, ReadOnly, or System."
)


def _note_failure(text: str, note: NoteProperty) -> ScriptError:
    failure = refuse(_IO, text, "SetPropertyError", "ReadError", note)
    info = failure.record.category_info
    info.target_name, info.target_type = _note_text(note), "PSNoteProperty"
    return failure


def _note_text(note: NoteProperty) -> str:
    """A property as .NET writes it: type, name and value."""
    value = unwrap(note.value)
    kind = "System.Object" if value is None else type_display_name(type_of(value))
    return f"{kind} {note.name}={'null' if value is None else to_text(value)}"
