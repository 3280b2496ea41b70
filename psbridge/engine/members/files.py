"""System.IO.File, Directory, FileInfo and DirectoryInfo, over the file system of the runspace's machine."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import paths
from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.streams import Stream, StreamReader, StreamWriter
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.members.texts import Encoding, encoding
from psbridge.machine import Files, Stat, files_of
from psbridge.machine.fileinfo import FileAttributes
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.scalars import DateTime

register_types("System.IO.File")
STRING = find_type("System.String")
_NO_NAME = "Empty path name is not legal."
_NO_FILE = "Empty file name is not legal."
_NO_TIME = 504_911_232_000_000_000


def place(ctx: Any, path: Any, name: str = "path", empty: str = "The path is empty.") -> tuple[Files, str]:
    """The file system and the full path."""
    if path is None:
        raise null_argument(name)
    if path == "":
        raise bad_argument(empty, name)
    files = files_of(ctx.runspace.machine)
    return files, paths.full_path(ctx, path)


def missing_file(path: str) -> NetError:
    return NetError.of("System.IO.FileNotFoundException", f"Could not find file '{path}'.", FileName=path)


def missing_part(path: str) -> NetError:
    return NetError.of("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{path}'.")


def denied(path: str) -> NetError:
    return NetError.of("System.UnauthorizedAccessException", f"Access to the path '{path}' is denied.")


def opened(files: Files, path: str, mode: str) -> Any:
    """Open; failures in .NET's words."""
    try:
        return files.open(path, mode)
    except FileNotFoundError:
        parent = files.stat(_parent(files, path))
        raise (missing_file if parent is not None and parent.is_dir and "r" in mode else missing_part)(path) from None
    except NotADirectoryError:
        raise missing_part(path) from None
    except (PermissionError, IsADirectoryError):
        raise denied(path) from None
    except FileExistsError:
        raise NetError.of("System.IO.IOException", f"The file '{path}' already exists.") from None


def _parent(files: Files, path: str) -> str:
    head = path.rstrip(files.separator).rpartition(files.separator)[0]
    return head or files.separator


def read_bytes(ctx: Any, path: Any) -> bytes:
    files, full = place(ctx, path, empty=_NO_NAME)
    with opened(files, full, "r") as file:
        data: bytes = file.read()
    return data


def write_bytes(ctx: Any, path: Any, data: Any) -> None:
    files, full = place(ctx, path, empty=_NO_NAME)
    with opened(files, full, "w") as file:
        file.write(bytes(data))


def decode(data: bytes, enc: Encoding | None = None) -> str:
    """Text of a file: a byte order mark says its encoding, else `enc`, else UTF-8."""
    for name in ("UTF32", "UTF8", "Unicode", "BigEndianUnicode"):
        known = encoding(name)
        if data.startswith(known.preamble):
            return known.decode(data[len(known.preamble) :])
    return (enc or encoding("UTF8")).decode(data)


def read_text(ctx: Any, path: Any, enc: Encoding | None = None) -> str:
    return decode(read_bytes(ctx, path), enc)


def read_lines(ctx: Any, path: Any, enc: Encoding | None = None) -> TypedArray:
    text = read_text(ctx, path, enc).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return TypedArray(STRING, lines[:-1] if lines[-1] == "" else lines)


def _encode(text: str, enc: Encoding | None, start: bool) -> bytes:
    if enc is None:
        return encoding("UTF8").encode(text)
    return (enc.preamble if start else b"") + enc.encode(text)


def write_text(ctx: Any, path: Any, text: Any, enc: Encoding | None = None) -> None:
    write_bytes(ctx, path, _encode(text or "", enc, True))


def append_text(ctx: Any, path: Any, text: Any, enc: Encoding | None = None) -> None:
    files, full = place(ctx, path, empty=_NO_NAME)
    known = files.stat(full)
    with opened(files, full, "a") as file:
        file.write(_encode(text or "", enc, known is None or known.size == 0))


def _as_lines(ctx: Any, lines: Any) -> str:
    end = "\r\n" if getattr(ctx.runspace, "is_windows", False) else "\n"
    return "".join(conversion.to_text(line) + end for line in conversion.enumerate_value(lines) or ())


def exists(ctx: Any, path: Any) -> bool:
    if not path:
        return False
    files, full = place(ctx, path)
    known = files.stat(full)
    return known is not None and not known.is_dir


def directory_exists(ctx: Any, path: Any) -> bool:
    if not path:
        return False
    files, full = place(ctx, path)
    known = files.stat(full)
    return known is not None and known.is_dir


def delete(ctx: Any, path: Any) -> None:
    """Nothing to delete is no failure, unless there is no directory either."""
    files, full = place(ctx, path)
    known = files.stat(full)
    if known is None and files.stat(_parent(files, full)) is None:
        raise missing_part(full)
    if known is not None and known.is_dir and known.link is None:
        raise denied(full)
    if known is not None:
        files.remove_file(full)


def copy(ctx: Any, source: Any, target: Any, overwrite: bool = False) -> None:
    files, full = place(ctx, source, "sourceFileName", _NO_FILE)
    _, goal = place(ctx, target, "destFileName", _NO_FILE)
    if files.stat(full) is None:
        raise missing_file(full)
    if files.stat(goal) is not None and not overwrite:
        raise NetError.of("System.IO.IOException", f"The file '{goal}' already exists.")
    files.copy_file(full, goal)


def move(ctx: Any, source: Any, target: Any, overwrite: bool = False) -> None:
    files, full = place(ctx, source, "sourceFileName", _NO_FILE)
    _, goal = place(ctx, target, "destFileName", _NO_FILE)
    if files.stat(full) is None:
        raise missing_file(full)
    if files.stat(goal) is not None:
        if not overwrite:
            raise NetError.of("System.IO.IOException", "Cannot create a file when that file already exists.")
        files.remove_file(goal)
    files.rename(full, goal)


_MODES = {1: "x", 2: "w", 3: "r+", 4: "a+", 5: "r+", 6: "a"}


def open_stream(ctx: Any, path: Any, mode: Any = 3, access: Any = 3, share: Any = 0) -> Stream:
    """File.Open and FileStream: FileMode, FileAccess."""
    files, full = place(ctx, path, empty=_NO_NAME)
    number, rights = int(mode), int(access)
    if number == 3 and rights == 1:
        return Stream(opened(files, full, "r"), full)
    if number in (3, 5) and files.stat(full) is None:
        raise missing_file(full)
    if number == 4:
        return Stream(opened(files, full, "r+" if files.stat(full) is not None else "w+"), full)
    made = Stream(opened(files, full, {2: "w+", 1: "x+"}.get(number, _MODES[number])), full)
    if number == 5:
        made.file.truncate(0)
    return made


def stat_of(ctx: Any, path: Any) -> Stat | None:
    files, full = place(ctx, path)
    return files.stat(full)


def _time(field: str, utc: bool) -> WithContext:
    def get(ctx: Any, path: Any) -> DateTime:
        known = stat_of(ctx, path)
        moment = DateTime(_NO_TIME if known is None else getattr(known, field), 1)
        return moment if utc else moment.to_local()

    return WithContext(get)


def _set_time(field: str, utc: bool) -> WithContext:
    def put(ctx: Any, path: Any, value: DateTime) -> None:
        files, full = place(ctx, path)
        files.set_times(full, **{field: value.ticks if utc else value.to_utc().ticks})

    return WithContext(put)


_TIMES = (("CreationTime", "created"), ("LastAccessTime", "accessed"), ("LastWriteTime", "written"))
_TIME_LINES = "\n".join(
    f"static datetime Get{name}{utc}(string path)\nstatic void Set{name}{utc}(string path, datetime {name[0].lower()}{name[1:]}{utc})"
    for name, _ in _TIMES
    for utc in ("", "Utc")
)
_TIME_FUNCTIONS = {f"::Get{name}{utc}": _time(field, bool(utc)) for name, field in _TIMES for utc in ("", "Utc")}
_TIME_FUNCTIONS.update({f"::Set{name}{utc}": _set_time(field, bool(utc)) for name, field in _TIMES for utc in ("", "Utc")})


def get_attributes(ctx: Any, path: Any) -> Any:
    known = stat_of(ctx, path)
    if known is None:
        raise missing_file(paths.full_path(ctx, path))
    return FileAttributes(known.attributes)


def set_attributes(ctx: Any, path: Any, value: Any) -> None:
    files, full = place(ctx, path)
    files.set_attributes(full, int(value))


_ENC = "System.Text.Encoding encoding"
_LINES_OF = "System.Collections.Generic.IEnumerable[string] contents"
fill(
    "System.IO.File",
    f"""
    static void AppendAllLines(string path, {_LINES_OF})
    static void AppendAllLines(string path, {_LINES_OF}, {_ENC})
    static void AppendAllText(string path, string contents)
    static void AppendAllText(string path, string contents, {_ENC})
    static System.IO.StreamWriter AppendText(string path)
    static void Copy(string sourceFileName, string destFileName)
    static void Copy(string sourceFileName, string destFileName, bool overwrite)
    static System.IO.FileStream Create(string path)
    static System.IO.StreamWriter CreateText(string path)
    static void Delete(string path)
    static bool Exists(string path)
    static System.IO.FileAttributes GetAttributes(string path)
    {_TIME_LINES}
    static void Move(string sourceFileName, string destFileName)
    static void Move(string sourceFileName, string destFileName, bool overwrite)
    static System.IO.FileStream Open(string path, System.IO.FileMode mode)
    static System.IO.FileStream Open(string path, System.IO.FileMode mode, System.IO.FileAccess access)
    static System.IO.FileStream Open(string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share)
    static System.IO.FileStream OpenRead(string path)
    static System.IO.StreamReader OpenText(string path)
    static System.IO.FileStream OpenWrite(string path)
    static byte[] ReadAllBytes(string path)
    static string[] ReadAllLines(string path)
    static string[] ReadAllLines(string path, {_ENC})
    static string ReadAllText(string path)
    static string ReadAllText(string path, {_ENC})
    static System.Collections.Generic.IEnumerable[string] ReadLines(string path)
    static System.Collections.Generic.IEnumerable[string] ReadLines(string path, {_ENC})
    static void SetAttributes(string path, System.IO.FileAttributes fileAttributes)
    static void WriteAllBytes(string path, byte[] bytes)
    static void WriteAllLines(string path, string[] contents)
    static void WriteAllLines(string path, {_LINES_OF})
    static void WriteAllLines(string path, string[] contents, {_ENC})
    static void WriteAllText(string path, string contents)
    static void WriteAllText(string path, string contents, {_ENC})
    """,
    {
        **_TIME_FUNCTIONS,
        "::AppendAllLines": WithContext(lambda ctx, path, lines, enc=None: append_text(ctx, path, _as_lines(ctx, lines), enc)),
        "::AppendAllText": WithContext(append_text),
        "::AppendText": WithContext(lambda ctx, path: StreamWriter(open_stream(ctx, path, 6))),
        "::Copy": WithContext(copy),
        "::Create": WithContext(lambda ctx, path: open_stream(ctx, path, 2)),
        "::CreateText": WithContext(lambda ctx, path: StreamWriter(open_stream(ctx, path, 2))),
        "::Delete": WithContext(delete),
        "::Exists": WithContext(exists),
        "::GetAttributes": WithContext(get_attributes),
        "::Move": WithContext(move),
        "::Open": WithContext(open_stream),
        "::OpenRead": WithContext(lambda ctx, path: open_stream(ctx, path, 3, 1)),
        "::OpenText": WithContext(lambda ctx, path: StreamReader(open_stream(ctx, path, 3, 1))),
        "::OpenWrite": WithContext(lambda ctx, path: open_stream(ctx, path, 4)),
        "::ReadAllBytes": WithContext(read_bytes),
        "::ReadAllLines": WithContext(read_lines),
        "::ReadAllText": WithContext(read_text),
        "::ReadLines": WithContext(read_lines),
        "::SetAttributes": WithContext(set_attributes),
        "::WriteAllBytes": WithContext(write_bytes),
        "::WriteAllLines": WithContext(lambda ctx, path, lines, enc=None: write_text(ctx, path, _as_lines(ctx, lines), enc)),
        "::WriteAllText": WithContext(write_text),
    },
)
