"""The file of a `switch -File`.

Decides which file a path means: exactly one, of the file system, that can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psbridge.engine.encodings import default_for
from psbridge.engine.errors import ScriptError, error_record, record_of, runtime_error
from psbridge.engine.providers.filecontent import FileReader

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_MANY = "The path cannot be processed because it resolved to more than one file; only one file at a time can be processed."


def lines_of(ctx: Context, path: str) -> list[str]:
    if not path:
        raise runtime_error("The file name argument to -file in the switch statement is not valid.", "InvalidFilenameOption", target=path)
    found = list(ctx.runspace.paths(ctx).resolve(path))
    files = ctx.runspace.drives.files
    if found and found[0].provider is not files:
        name = f"Microsoft.PowerShell.Core\\{found[0].provider.NAME}"
        raise runtime_error(f"The current provider ({name}) cannot open a file.", "FileOpenError", target=path)
    if not found:
        raise runtime_error(f"No files matching '{path}' were found.", "FileNotFound", target=path)
    if len(found) > 1:
        raise runtime_error(_MANY, "AmbiguousPath", target=path)
    try:
        return list(FileReader(files.files, found[0].path, default_for(ctx.runspace, "Content")).read(0))
    except OSError as problem:
        if problem.filename is None:
            problem.filename = found[0].path
        inner = record_of(problem).exception
        text = f"The file could not be read: {inner.message}."
        raise ScriptError(error_record("RuntimeException", text, "FileReadError", "InvalidOperation", None, inner)) from problem
