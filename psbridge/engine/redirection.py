"""Redirections of one element: merges into its output, files, and nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.context import DISCARD
from psbridge.engine.errors import ScriptError, category_of, error_record, finish, record_of
from psbridge.engine.plan import MergeRedirection
from psbridge.engine.sinks import Redirected, discard, streams_are_shown
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import ErrorRecord
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_ALL = (2, 3, 4, 5, 6)


class Redirections:
    """The output and the streams of an element after its redirections; `close` ends the files."""

    __slots__ = ("files", "out", "streams")

    def __init__(self, out: Any, streams: Any, files: list[Any]) -> None:
        self.out, self.streams, self.files = out, streams, files

    def close(self) -> None:
        for file in self.files:
            file.close()


def redirect(ctx: Context, redirections: tuple[Any, ...], out: Any, streams: Any) -> Redirections:
    """Open what has to be opened and say where everything goes."""
    targets: dict[int, Callable[[Any], None]] = {}
    files: list[Any] = []
    for one in redirections:
        if isinstance(one, MergeRedirection):
            continue
        location = unwrap(one.location(ctx))
        nowhere = location is None or location is AutomationNull or not to_text(location).strip()
        sink: Any = None if nowhere else _file(ctx, location, one.append, files)
        write = None if sink is None else sink.write
        if one.stream in (0, 1):
            out = DISCARD if sink is None else sink
        for number in _ALL if one.stream == 0 else (one.stream,):
            if number == 2 or (number != 1 and (write is not None or streams_are_shown(streams))):
                targets[number] = write or discard  # what is not an error still reaches the streams of an API, as in PowerShell
    for one in redirections:
        if isinstance(one, MergeRedirection):
            for number in _ALL if one.stream == 0 else (one.stream,):
                targets[number] = _writer(out)
    return Redirections(out, Redirected(streams, targets) if targets else streams, files)


def _writer(out: Any) -> Callable[[Any], None]:
    return lambda record: out.write(record)


def _file(ctx: Context, location: Any, append: bool, files: list[Any]) -> Any:
    """The sink of a file; streams that name the same file share it."""
    from psbridge.engine.textfile import FileSink

    made = FileSink(ctx, _place(ctx, to_text(location)), append)
    for other in files:
        if other.path == made.path:
            return other
    try:
        made.open()
    except OSError as problem:
        raise _not_opened(ctx, problem, made.path) from problem
    files.append(made)
    return made


def _place(ctx: Context, text: str) -> str:
    """The one file that a location means, be it there or not."""
    paths = ctx.runspace.paths(ctx)
    try:
        found = paths.resolve(text) if has_wildcards(text) else [paths.unresolved(text)]
    except ScriptError as problem:
        raise _of_out_file(problem.record) from problem
    for one in found:
        if one.provider is not ctx.runspace.drives.files:
            name = one.provider.info.full_name
            what = f"Cannot open file because the current provider ({name}) cannot open a file."
            raise _refused("PSInvalidOperationException", what, "ReadWriteFileNotFileSystemProvider", "InvalidArgument")
    if len(found) > 1:
        what = "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files."
        raise _refused("PSInvalidOperationException", what, "ReadWriteMultipleFilesNotSupported", "InvalidArgument")
    if not found:
        what = f"Cannot perform operation because the wildcard path {text} did not resolve to a file."
        raise _refused("System.IO.FileNotFoundException", what, "FileOpenFailure", "OpenError", text)
    return str(found[0].path)


def _refused(kind: str, text: str, error_id: str, category: str, target: Any = None) -> ScriptError:
    return _of_out_file(error_record(kind, text, error_id, category, target))


def _of_out_file(record: ErrorRecord) -> ScriptError:
    """The record as Out-File gives it, which is what writes such files in PowerShell."""
    record.qualifier = "Microsoft.PowerShell.Commands.OutFileCommand"
    record.category_info.activity = "Out-File"
    return ScriptError(finish(record))


def _not_opened(ctx: Context, problem: OSError, path: str) -> ScriptError:
    """The error of a file that cannot be opened."""
    if problem.filename is None:
        problem.filename = path
    files = ctx.runspace.drives.files.files
    if isinstance(problem, FileNotFoundError):
        folder = files.stat(path.rpartition(files.separator)[0] or files.separator)
        problem = problem if folder is not None and folder.is_dir else NotADirectoryError(problem.errno, "", path)
    record = record_of(problem)
    return _of_out_file(ErrorRecord(record.exception, "FileOpenFailure", category_of("OpenError"), None))
