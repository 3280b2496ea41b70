"""Text files of redirections and scripts: encodings, and objects as the text that a screen would show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.errors import ConfigurationError
from psbridge.objects.convert import convert
from psbridge.objects.nettypes import find_type

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.members.texts import Encoding

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_STARTS = tuple(mark for mark, _ in _MARKS)


def decode(data: bytes) -> str:
    """Text by its byte order mark; without one UTF-8, and Latin-1 for what is not."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_own_script(path: Path) -> str:
    """The text of a script file of this computer that is to run on another one."""
    try:
        return decode(path.read_bytes())
    except OSError as problem:
        raise ConfigurationError(f"The script cannot be read: {problem.strerror}", where=str(path)) from problem


def read_script(files: Any, path: str, unmarked: Encoding | None = None) -> str:
    """The text of a script file of a machine.  `unmarked`: what one without a mark is in."""
    with files.open(path, "r") as file:
        data = file.read()
    return decode(data) if unmarked is None or data.startswith(_STARTS) else unmarked.decode(data)


class FileSink:
    """A file at the end of a redirection.  Objects are formatted; text goes in as it is.

    What encodes is what Out-File would use, or what $PSDefaultParameterValues says of it.
    """

    __slots__ = ("append", "ctx", "encoding", "file", "formatter", "line_end", "path", "width", "write")

    def __init__(self, ctx: Context, path: str, append: bool) -> None:
        from psbridge.engine.defaultvalues import defaults_of
        from psbridge.engine.encodings import default_for, to_encoding

        told = defaults_of(ctx, "Out-File")
        self.ctx, self.append, self.path = ctx, append, path
        self.encoding = to_encoding(told["encoding"], ctx) if "encoding" in told else default_for(ctx.runspace, "Redirection")
        self.width: int | None = convert(told["width"], find_type("System.Int32")) if "width" in told else None
        self.line_end = "\r\n" if ctx.runspace.is_windows else "\n"
        self.file: Any = None
        self.formatter: Any = None
        self.write = self._write

    def open(self) -> None:
        """Make or empty the file."""
        files = self.ctx.runspace.drives.files.files
        stat = files.stat(self.path) if self.append else None
        self.file = files.open(self.path, "a" if self.append else "w")
        if stat is None or not stat.size:
            self.file.write(self.encoding.preamble)

    def _write(self, value: Any) -> None:
        if value.__class__ is str and self.formatter is None:
            self._line(value)
            return
        self._formatting().write(value)

    def _formatting(self) -> Any:
        if self.formatter is None:
            from psbridge.engine.rendering import text_formatter

            self.formatter = text_formatter(self.ctx, self._line, self.width)
        return self.formatter

    def _line(self, text: str) -> None:
        self.file.write(self.encoding.encode(text + self.line_end))

    def close(self) -> None:
        if self.formatter is not None:
            self.formatter.end()
        if self.file is not None:
            self.file.close()
