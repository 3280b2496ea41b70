"""Text files of redirections and scripts: encodings, and objects as the text that a screen would show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.errors import ConfigurationError
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


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


def read_script(files: Any, path: str) -> str:
    """The text of a script file of a machine."""
    with files.open(path, "r") as file:
        return decode(file.read())


class FileSink:
    """A file at the end of a redirection.  Objects are formatted; text goes in as it is."""

    __slots__ = ("append", "ctx", "file", "formatter", "path", "write")

    def __init__(self, ctx: Context, location: Any, append: bool) -> None:
        self.ctx, self.append = ctx, append
        self.path = ctx.runspace.full_path(to_text(location))
        self.file: Any = None
        self.formatter: Any = None
        self.write = self._write

    def open(self) -> None:
        """Make or empty the file."""
        self.file = self.ctx.runspace.drives.files.files.open(self.path, "a" if self.append else "w")

    def _write(self, value: Any) -> None:
        if value.__class__ is str and self.formatter is None:
            self.file.write(value.encode() + b"\n")
            return
        self._formatting().write(value)

    def _formatting(self) -> Any:
        if self.formatter is None:
            from psbridge.engine.rendering import text_formatter

            self.formatter = text_formatter(self.ctx, self._line)
        return self.formatter

    def _line(self, text: str) -> None:
        self.file.write(text.encode() + b"\n")

    def close(self) -> None:
        if self.formatter is not None:
            self.formatter.end()
        if self.file is not None:
            self.file.close()
