"""Files of the commands that read and write whole files: path rules, encodings, and the errors that all of them share.

Decides which one file a path means (`resolve_one`), what -Encoding, -NoClobber, -Force and -Append do, and the ids of failures.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from psbridge.engine.cmdlet import ValidateSet, variant
from psbridge.engine.encodings import default_for, encoding_of, is_desktop, text_of
from psbridge.engine.errors import ScriptError, record_of
from psbridge.machine import files_of
from psbridge.machine.files import READ_ONLY
from psbridge.objects import NetError, NetException
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from collections.abc import Callable

    from psbridge.engine.cmdlet import Cmdlet
    from psbridge.engine.members.texts import Encoding

_A = "System.Management.Automation."


# -- which encoding


def desktop(base: type[Cmdlet], names: ValidateSet) -> type[Cmdlet]:
    """The command as Windows PowerShell has it: -Encoding is one of these names."""
    encoding = replace(base.PARAMETERS["encoding"], type_name="string", transforms=(), validators=(names,), _net=None)
    return variant(base, {**base.PARAMETERS, "encoding": encoding})


def told(cmd: Cmdlet) -> Encoding | None:
    """What -Encoding of a command says, None when it was not given."""
    given = cmd.encoding  # type: ignore[attr-defined]
    return None if given is None else encoding_of(given, desktop=is_desktop(cmd.runspace))


# -- which file


def resolve_all(cmd: Cmdlet, path: str, literal: bool = False) -> list[str]:
    """The files that a path means; what is not there raises ScriptError or NetError (ItemNotFoundException)."""
    return [str(found.path) for found in cmd.paths.resolve(path, literal=literal)]


def resolve_one(cmd: Cmdlet, path: str, literal: bool = False) -> str:
    """The one file that a path means, be it there or not."""
    if literal or not has_wildcards(path):
        return unresolved(cmd, path)
    try:
        found = resolve_all(cmd, path)
    except (NetError, ScriptError):
        found = []
    if len(found) > 1:
        text = "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files."
        cmd.fail(cmd.error(_A + "PSInvalidOperationException", text, "ReadWriteMultipleFilesNotSupported", "InvalidArgument"))
    if not found:
        text = f"Cannot perform operation because the wildcard path {path} did not resolve to a file."
        cmd.fail(cmd.error("System.IO.FileNotFoundException", text, "FileOpenFailure", "OpenError", path))
    return found[0]


def unresolved(cmd: Cmdlet, path: str) -> str:
    """The full name behind a path that need not exist; what is no file ends the command."""
    found = cmd.paths.unresolved(path)
    if found.provider is not cmd.runspace.drives.files:
        text = f"Cannot open file because the current provider ({found.provider.info.full_name}) cannot open a file."
        cmd.fail(cmd.error(_A + "PSInvalidOperationException", text, "ReadWriteFileNotFileSystemProvider", "InvalidArgument"))
    return str(found.path)


# -- failures


def open_failed(cmd: Cmdlet, problem: OSError, full: str) -> Any:
    """A file that cannot be opened ends the command."""
    exception = exception_of(problem, full)
    record = cmd.error(exception.kind.full_name, exception.message, "FileOpenFailure", "OpenError")
    record.exception = exception
    cmd.fail(record)


def exception_of(problem: OSError, full: str) -> NetException:
    """The .NET exception for a failure of the operating system."""
    if problem.filename is None:
        problem.filename = full
    return record_of(problem).exception


# -- reading


def open_file(cmd: Cmdlet, full: str, mode: str = "r") -> BinaryIO:
    """Open for reading; failures end the command."""
    files = files_of(cmd.machine)
    try:
        return files.open(full, mode)
    except OSError as problem:
        parent, _, _ = full.rpartition(files.separator)
        stat = files.stat(parent or files.separator)
        if isinstance(problem, FileNotFoundError) and (stat is None or not stat.is_dir):
            problem = NotADirectoryError(problem.errno, "", full)
        open_failed(cmd, problem, full)
        raise


def read_file(cmd: Cmdlet, full: str) -> bytes:
    """The bytes of a file whose full name is known."""
    with open_file(cmd, full) as source:
        return source.read()


def read_bytes(cmd: Cmdlet, path: Any) -> bytes:
    """The bytes of the file that a path (or a resolved path) means."""
    return read_file(cmd, str(getattr(path, "path", None) or resolve_one(cmd, path)))


def read_text(cmd: Cmdlet, path: str, *, encoding: Any = None, literal: bool = False) -> str:
    """The text of the one file that a path means."""
    return text_of(read_file(cmd, resolve_one(cmd, path, literal)), encoding)


def read_text_if_any(cmd: Cmdlet, path: str, *, encoding: Any = None, literal: bool = False) -> str | None:
    """The text of a file, None when there is none."""
    full = resolve_one(cmd, path, literal)
    stat = files_of(cmd.machine).stat(full)
    return None if stat is None or stat.is_dir else text_of(read_file(cmd, full), encoding)


# -- writing


class TextWriter:
    """A text file that is being written."""

    def __init__(self, file: BinaryIO, encoding: Encoding, line_end: str, afterwards: Callable[[], None] | None = None) -> None:
        """`afterwards` is called when the file is closed."""
        self._file, self.encoding, self.line_end, self._afterwards = file, encoding, line_end, afterwards

    def write(self, text: str) -> None:
        self._file.write(self.encoding.encode(text))

    def write_line(self, text: str) -> None:
        self.write(text + self.line_end)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()

    def __enter__(self) -> TextWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def text_writer(
    cmd: Cmdlet,
    path: str,
    *,
    append: bool = False,
    no_clobber: bool = False,
    force: bool = False,
    encoding: Any = None,
    literal: bool = False,
) -> TextWriter:
    """Open a text file for writing; without `encoding` it is the command's own."""
    full = resolve_one(cmd, path, literal)
    files = files_of(cmd.machine)
    stat = files.stat(full)
    if stat is not None and no_clobber and not append:
        text = f"The file '{full}' already exists."
        cmd.fail(cmd.error("System.IO.IOException", text, "NoClobber", "ResourceExists", full))
    protect: Callable[[], None] | None = None
    if stat is not None and force and stat.attributes & READ_ONLY:
        files.set_attributes(full, stat.attributes & ~READ_ONLY)
        protect = partial(files.set_attributes, full, stat.attributes)
    elif stat is not None and stat.attributes & READ_ONLY and not stat.is_dir:
        open_failed(cmd, PermissionError(13, "denied", full), full)
    chosen = encoding if encoding is not None else default_for(cmd.runspace, cmd.DECLARATION.name)
    file = open_file(cmd, full, "a" if append else "w")
    if not append or stat is None or not stat.size:
        file.write(chosen.preamble)
    return TextWriter(file, chosen, "\r\n" if cmd.runspace.is_windows else "\n", protect)
