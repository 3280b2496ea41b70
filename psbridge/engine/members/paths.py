"""System.IO.Path: names of files, by the rules of the machine that the runspace stands for."""

from __future__ import annotations

import ntpath
import posixpath
import secrets
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.machine import files_of
from psbridge.objects.numbers import Char

register_types("System.IO.Path")


def module_of(ctx: Any) -> Any:
    """Python's text functions for paths of this machine."""
    return posixpath if files_of(ctx.runspace.machine).separator == "/" else ntpath


def _separators(ctx: Any) -> str:
    return "/" if module_of(ctx) is posixpath else "\\/"


def combine(ctx: Any, *parts: Any) -> str:
    given = list(parts[0]) if len(parts) == 1 and isinstance(parts[0], list) else list(parts)
    seps = _separators(ctx)
    made = ""
    for i, part in enumerate(given):
        if part is None:
            raise null_argument(f"path{i + 1}" if len(given) > 1 else "paths")
        if not made or is_rooted(ctx, part):
            made = part or made
        elif part:
            made = made + part if made[-1] in seps else made + seps[0] + part
    return made


def join(ctx: Any, *parts: Any) -> str:
    """Path.Join: as Combine, but a rooted part does not start anew."""
    given = list(parts[0]) if len(parts) == 1 and isinstance(parts[0], list) else list(parts)
    seps = _separators(ctx)
    made = ""
    for part in filter(None, given):
        made = part if not made else made + part if made[-1] in seps or part[0] in seps else made + seps[0] + part
    return made


def is_rooted(ctx: Any, path: Any) -> bool:
    if not path:
        return False
    return path[0] in _separators(ctx) or (module_of(ctx) is ntpath and path[1:2] == ":")


def is_fully_qualified(ctx: Any, path: str) -> bool:
    if module_of(ctx) is posixpath:
        return path.startswith("/")
    return path[:2] == "\\\\" or (path[1:2] == ":" and path[2:3] in ("\\", "/"))


def _last(ctx: Any, path: str) -> int:
    """Where the last name begins."""
    return max((path.rfind(sep) for sep in _separators(ctx)), default=-1) + 1


def file_name(ctx: Any, path: Any) -> Any:
    return None if path is None else path[_last(ctx, path) :]


def extension(ctx: Any, path: Any) -> Any:
    if path is None:
        return None
    name = file_name(ctx, path)
    dot = name.rfind(".")
    return name[dot:] if 0 <= dot < len(name) - 1 else ""


def without_extension(ctx: Any, path: Any) -> Any:
    if path is None:
        return None
    name = file_name(ctx, path)
    dot = name.rfind(".")
    return name if dot < 0 else name[:dot]


def root_of(ctx: Any, path: Any) -> Any:
    if not path:
        return None
    if module_of(ctx) is posixpath:
        return "/" if path.startswith("/") else ""
    drive, tail = ntpath.splitdrive(path)
    return drive + ("\\" if tail[:1] in ("\\", "/") else "")


def directory_name(ctx: Any, path: Any) -> Any:
    """null for a root, text without the last name otherwise."""
    if not path or path == root_of(ctx, path):
        return None
    seps = _separators(ctx)
    cut = path[: max(_last(ctx, path) - 1, 0)].rstrip(seps)
    if not cut and path[0] in seps:
        return seps[0]
    root = root_of(ctx, path)
    return cut if len(cut) >= len(root.rstrip(seps)) and cut + seps[0] != root else root


def change_extension(ctx: Any, path: Any, new: Any) -> Any:
    if not path:
        return path
    old = extension(ctx, path) or ("." if path.endswith(".") else "")
    bare = path[: len(path) - len(old)] if old else path
    if new is None:
        return bare
    return bare + (new if new.startswith(".") or not new else "." + new) if new else bare + "."


def full_path(ctx: Any, path: Any, base: Any = None) -> str:
    if path is None:
        raise null_argument("path")
    if path == "" and base is None:
        raise bad_argument("The path is empty.", "path")
    start = base if base is not None else ctx.runspace.directory
    files = files_of(ctx.runspace.machine)
    if module_of(ctx) is ntpath and path[:1] in ("\\", "/") and path[1:2] not in ("\\", "/"):
        path = ntpath.splitdrive(start)[0] + path  # rooted, on the drive that is current
    whole = path if is_fully_qualified(ctx, path) else combine(ctx, start, path)
    trailing = whole[-1:] in _separators(ctx) and len(whole) > 1
    made: str = module_of(ctx).normpath(files.normalize(whole))
    return made + files.separator if trailing and not made.endswith(files.separator) else made


def relative_path(ctx: Any, base: str, path: str) -> str:
    return str(module_of(ctx).relpath(full_path(ctx, path), full_path(ctx, base)))


def temp_path(ctx: Any) -> Any:
    if module_of(ctx) is posixpath:
        found = ctx.runspace.environment.get("TMPDIR", "/tmp")  # noqa: S108 - what .NET falls back to
        return found.rstrip("/") + "/"
    found = next((v for k, v in ctx.runspace.environment.items() if k.upper() == "TEMP"), r"C:\Windows\Temp")
    return found.rstrip("\\") + "\\"


def random_name() -> str:
    letters = "abcdefghijklmnopqrstuvwxyz012345"
    text = "".join(letters[b & 31] for b in secrets.token_bytes(11))
    return f"{text[:8]}.{text[8:]}"


def temp_file(ctx: Any) -> str:
    """A new empty file."""
    files = files_of(ctx.runspace.machine)
    path = f"{temp_path(ctx)}tmp{secrets.token_hex(3)}.tmp"
    files.open(path, "w").close()
    return path


def _bad_chars(ctx: Any, for_names: bool) -> list[Char]:
    if module_of(ctx) is posixpath:
        return [Char("\0"), Char("/")] if for_names else [Char("\0")]
    low = [Char(chr(n)) for n in range(32)]
    return [*map(Char, '"<>|'), *low, *map(Char, ":*?\\/")] if for_names else [Char("|"), *low]


def _char(pick: Any) -> WithContext:
    return WithContext(lambda ctx, net: Char(pick(ctx)))


fill(
    "System.IO.Path",
    """
    static char AltDirectorySeparatorChar {get;}
    static char DirectorySeparatorChar {get;}
    static char PathSeparator {get;}
    static char VolumeSeparatorChar {get;}
    static char[] InvalidPathChars {get;}
    static string ChangeExtension(string path, string extension)
    static string Combine(string path1, string path2)
    static string Combine(string path1, string path2, string path3)
    static string Combine(string path1, string path2, string path3, string path4)
    static string Combine(Params string[] paths)
    static bool EndsInDirectorySeparator(string path)
    static string GetDirectoryName(string path)
    static string GetExtension(string path)
    static string GetFileName(string path)
    static string GetFileNameWithoutExtension(string path)
    static string GetFullPath(string path)
    static string GetFullPath(string path, string basePath)
    static char[] GetInvalidFileNameChars()
    static char[] GetInvalidPathChars()
    static string GetPathRoot(string path)
    static string GetRandomFileName()
    static string GetRelativePath(string relativeTo, string path)
    static string GetTempFileName()
    static string GetTempPath()
    static bool HasExtension(string path)
    static bool IsPathFullyQualified(string path)
    static bool IsPathRooted(string path)
    static string Join(string path1, string path2)
    static string Join(string path1, string path2, string path3)
    static string Join(Params string[] paths)
    static string TrimEndingDirectorySeparator(string path)
    """,
    {
        "::AltDirectorySeparatorChar": _char(lambda ctx: "/"),
        "::DirectorySeparatorChar": _char(lambda ctx: _separators(ctx)[0]),
        "::PathSeparator": _char(lambda ctx: ":" if module_of(ctx) is posixpath else ";"),
        "::VolumeSeparatorChar": _char(lambda ctx: "/" if module_of(ctx) is posixpath else ":"),
        "::InvalidPathChars": WithContext(lambda ctx, net: _bad_chars(ctx, False)),
        "::ChangeExtension": WithContext(change_extension),
        "::Combine": WithContext(combine),
        "::EndsInDirectorySeparator": WithContext(lambda ctx, path: path[-1:] != "" and path[-1] in _separators(ctx)),
        "::GetDirectoryName": WithContext(directory_name),
        "::GetExtension": WithContext(extension),
        "::GetFileName": WithContext(file_name),
        "::GetFileNameWithoutExtension": WithContext(without_extension),
        "::GetFullPath": WithContext(full_path),
        "::GetInvalidFileNameChars": WithContext(lambda ctx: _bad_chars(ctx, True)),
        "::GetInvalidPathChars": WithContext(lambda ctx: _bad_chars(ctx, False)),
        "::GetPathRoot": WithContext(root_of),
        "::GetRandomFileName": random_name,
        "::GetRelativePath": WithContext(relative_path),
        "::GetTempFileName": WithContext(temp_file),
        "::GetTempPath": WithContext(temp_path),
        "::HasExtension": WithContext(lambda ctx, path: bool(extension(ctx, path))),
        "::IsPathFullyQualified": WithContext(is_fully_qualified),
        "::IsPathRooted": WithContext(is_rooted),
        "::Join": WithContext(join),
        "::TrimEndingDirectorySeparator": WithContext(
            lambda ctx, path: path[:-1] if path[-1:] in tuple(_separators(ctx)) and path != root_of(ctx, path) else path
        ),
    },
)
