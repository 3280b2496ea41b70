"""System.IO.Directory, FileInfo and DirectoryInfo."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import paths
from psbridge.engine.members.files import (
    _TIME_FUNCTIONS,
    _TIME_LINES,
    _parent,
    copy,
    delete,
    directory_exists,
    missing_part,
    move,
    open_stream,
    place,
)
from psbridge.engine.members.streams import StreamReader, StreamWriter
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.machine import Files, files_of
from psbridge.machine.fileinfo import DirectoryInfo, FileInfo
from psbridge.objects.containers import TypedArray
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.wildcard import like

STRING = find_type("System.String")
register_types("System.IO.Directory")

# -- directories


def create_directory(ctx: Any, path: Any) -> DirectoryInfo:
    files, full = place(ctx, path, empty="Path cannot be the empty string or all whitespace.")
    missing: list[str] = []
    here = full
    while files.stat(here) is None:
        missing.append(here)
        here = _parent(files, here)
    known = files.stat(here)
    if known is not None and not known.is_dir:
        raise NetError.of("System.IO.IOException", f"The file '{here}' already exists.")
    for one in reversed(missing):
        files.make_directory(one)
    return DirectoryInfo(files, full)


def delete_directory(ctx: Any, path: Any, recurse: bool = False) -> None:
    files, full = place(ctx, path)
    if files.stat(full) is None:
        raise missing_part(full)
    if files.list(full) and not recurse:
        raise NetError.of("System.IO.IOException", f"Directory not empty : '{full}'")
    _delete_tree(files, full)


def _delete_tree(files: Files, full: str) -> None:
    for name in files.list(full):
        child = f"{full.rstrip(files.separator)}{files.separator}{name}"
        known = files.stat(child)
        if known is not None and known.is_dir and known.link is None:
            _delete_tree(files, child)
        else:
            files.remove_file(child)
    files.remove_directory(full)


def walk(files: Files, full: str, pattern: str, deep: bool, wanted: Any) -> list[str]:
    """Paths below a directory whose names fit the pattern."""
    if files.stat(full) is None:
        raise missing_part(full)
    shown = "*" if pattern in ("*.*", "") else pattern
    found: list[str] = []
    for name in files.list(full):
        child = f"{full.rstrip(files.separator)}{files.separator}{name}"
        known = files.stat(child)
        is_dir = known is not None and known.is_dir
        if wanted in (None, is_dir) and like(name, shown.replace("[", "`["), files.ignore_case):
            found.append(child)
        if deep and is_dir and known is not None and known.link is None:
            found += walk(files, child, pattern, True, wanted)
    return found


def _listing(wanted: Any) -> WithContext:
    def run(ctx: Any, path: Any, pattern: str = "*", option: Any = 0) -> TypedArray:
        files, full = place(ctx, path)
        deep = bool(int(option)) if isinstance(option, PSEnum | int) else False
        made = walk(files, full, pattern, deep, wanted)
        if not paths.is_fully_qualified(ctx, path):
            made = [paths.combine(ctx, path, one[len(full.rstrip(files.separator)) + 1 :]) for one in made]
        return TypedArray(STRING, made)

    return WithContext(run)


_LISTINGS = (("GetFiles", False), ("GetDirectories", True), ("GetFileSystemEntries", None), ("EnumerateFiles", False),
             ("EnumerateDirectories", True), ("EnumerateFileSystemEntries", None))  # fmt: skip
_LISTING_LINES = "\n".join(
    f"static string[] {name}(string path)\nstatic string[] {name}(string path, string searchPattern)\n"
    f"static string[] {name}(string path, string searchPattern, System.IO.SearchOption searchOption)"
    for name, _ in _LISTINGS
)


def set_directory(ctx: Any, path: Any) -> None:
    files, full = place(ctx, path)
    if files.stat(full) is None:
        raise missing_part(full)
    ctx.runspace.directory = full


def move_directory(ctx: Any, source: Any, target: Any) -> None:
    files, full = place(ctx, source)
    if files.stat(full) is None:
        raise missing_part(full)
    files.rename(full, paths.full_path(ctx, target))


def parent_of(ctx: Any, path: Any) -> Any:
    files, full = place(ctx, path)
    return DirectoryInfo(files, full).parent


fill(
    "System.IO.Directory",
    f"""
    static System.IO.DirectoryInfo CreateDirectory(string path)
    static void Delete(string path)
    static void Delete(string path, bool recursive)
    static bool Exists(string path)
    {_LISTING_LINES}
    {_TIME_LINES}
    static string GetCurrentDirectory()
    static string GetDirectoryRoot(string path)
    static string[] GetLogicalDrives()
    static System.IO.DirectoryInfo GetParent(string path)
    static void Move(string sourceDirName, string destDirName)
    static void SetCurrentDirectory(string path)
    """,
    {
        **_TIME_FUNCTIONS,
        **{f"::{name}": _listing(wanted) for name, wanted in _LISTINGS},
        "::CreateDirectory": WithContext(create_directory),
        "::Delete": WithContext(delete_directory),
        "::Exists": WithContext(directory_exists),
        "::GetCurrentDirectory": WithContext(lambda ctx: ctx.runspace.directory),
        "::GetDirectoryRoot": WithContext(lambda ctx, path: paths.root_of(ctx, paths.full_path(ctx, path))),
        "::GetLogicalDrives": WithContext(lambda ctx: TypedArray(STRING, [root for _, root in files_of(ctx.runspace.machine).roots()])),
        "::GetParent": WithContext(parent_of),
        "::Move": WithContext(move_directory),
        "::SetCurrentDirectory": WithContext(set_directory),
    },
)


# -- objects


def _new_info(made: Any) -> WithContext:
    def new(ctx: Any, path: Any) -> Any:
        files, full = place(ctx, path)
        return made(files, full, None, path)

    return WithContext(new)


def _delete_info(ctx: Any, info: FileInfo) -> None:
    delete(ctx, info.full_name)
    info.refresh()


def _copy_info(ctx: Any, info: FileInfo, target: str, overwrite: bool = False) -> FileInfo:
    copy(ctx, info.full_name, target, overwrite)
    return FileInfo(info.files, paths.full_path(ctx, target))


def _move_info(ctx: Any, info: Any, target: str, overwrite: bool = False) -> None:
    (move_directory if isinstance(info, DirectoryInfo) else move)(ctx, info.full_name, target)
    info.full_name = paths.full_path(ctx, target)
    info.refresh()


fill(
    "System.IO.FileInfo",
    """
    new(string fileName)
    System.IO.StreamWriter AppendText()
    System.IO.FileInfo CopyTo(string destFileName)
    System.IO.FileInfo CopyTo(string destFileName, bool overwrite)
    System.IO.FileStream Create()
    System.IO.StreamWriter CreateText()
    void Delete()
    void MoveTo(string destFileName)
    void MoveTo(string destFileName, bool overwrite)
    System.IO.FileStream Open(System.IO.FileMode mode)
    System.IO.FileStream Open(System.IO.FileMode mode, System.IO.FileAccess access)
    System.IO.FileStream OpenRead()
    System.IO.StreamReader OpenText()
    System.IO.FileStream OpenWrite()
    void Refresh()
    string ToString()
    """,
    {
        "new": _new_info(FileInfo),
        "AppendText": WithContext(lambda ctx, info: StreamWriter(open_stream(ctx, info.full_name, 6))),
        "CopyTo": WithContext(_copy_info),
        "Create": WithContext(lambda ctx, info: open_stream(ctx, info.full_name, 2)),
        "CreateText": WithContext(lambda ctx, info: StreamWriter(open_stream(ctx, info.full_name, 2))),
        "Delete": WithContext(_delete_info),
        "MoveTo": WithContext(_move_info),
        "Open": WithContext(lambda ctx, info, *rest: open_stream(ctx, info.full_name, *rest)),
        "OpenRead": WithContext(lambda ctx, info: open_stream(ctx, info.full_name, 3, 1)),
        "OpenText": WithContext(lambda ctx, info: StreamReader(open_stream(ctx, info.full_name, 3, 1))),
        "OpenWrite": WithContext(lambda ctx, info: open_stream(ctx, info.full_name, 4)),
        "Refresh": FileInfo.refresh,
        "ToString": lambda info: info.original,
    },
)


def _info_listing(wanted: Any) -> Any:
    def run(info: DirectoryInfo, pattern: str = "*", option: Any = 0) -> list[Any]:
        found = walk(info.files, info.full_name, pattern, bool(int(option)), wanted)
        return [(DirectoryInfo if (known := info.files.stat(p)) is not None and known.is_dir else FileInfo)(info.files, p) for p in found]

    return run


_INFO_LISTINGS = (("GetFiles", False), ("GetDirectories", True), ("GetFileSystemInfos", None), ("EnumerateFiles", False),
                  ("EnumerateDirectories", True), ("EnumerateFileSystemInfos", None))  # fmt: skip
_INFO_LINES = "\n".join(
    f"System.Object {name}()\nSystem.Object {name}(string searchPattern)\n"
    f"System.Object {name}(string searchPattern, System.IO.SearchOption searchOption)"
    for name, _ in _INFO_LISTINGS
)
fill(
    "System.IO.DirectoryInfo",
    f"""
    new(string path)
    void Create()
    System.IO.DirectoryInfo CreateSubdirectory(string path)
    void Delete()
    void Delete(bool recursive)
    {_INFO_LINES}
    void MoveTo(string destDirName)
    void Refresh()
    string ToString()
    """,
    {
        **{name: _info_listing(wanted) for name, wanted in _INFO_LISTINGS},
        "new": _new_info(DirectoryInfo),
        "Create": WithContext(lambda ctx, info: (create_directory(ctx, info.full_name), info.refresh())[1]),
        "CreateSubdirectory": WithContext(lambda ctx, info, path: create_directory(ctx, paths.combine(ctx, info.full_name, path))),
        "Delete": WithContext(lambda ctx, info, deep=False: delete_directory(ctx, info.full_name, deep)),
        "MoveTo": WithContext(_move_info),
        "Refresh": DirectoryInfo.refresh,
        "ToString": lambda info: info.original,
    },
)
