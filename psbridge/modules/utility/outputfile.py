"""Out-File, and text files that commands write line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.rendering import TextFormatter, text_formatter
from psbridge.objects import ErrorDetails, unwrap
from psbridge.objects.convert import to_text

ENCODING = "utf8NoBOM"
# name -> Python's codec, byte order mark
ENCODINGS: dict[str, tuple[str, bytes]] = {
    "ascii": ("ascii", b""),
    "ansi": ("cp1252", b""),
    "bigendianunicode": ("utf-16-be", b"\xfe\xff"),
    "bigendianutf32": ("utf-32-be", b"\x00\x00\xfe\xff"),
    "default": ("utf-8", b""),
    "oem": ("utf-8", b""),
    "string": ("utf-16-le", b"\xff\xfe"),
    "unicode": ("utf-16-le", b"\xff\xfe"),
    "unknown": ("utf-16-le", b"\xff\xfe"),
    "utf7": ("utf-7", b""),
    "utf8": ("utf-8", b""),
    "utf8bom": ("utf-8", b"\xef\xbb\xbf"),
    "utf8nobom": ("utf-8", b""),
    "utf32": ("utf-32-le", b"\xff\xfe\x00\x00"),
}
_CODE_PAGES = {
    65001: "utf8",
    1200: "unicode",
    1201: "bigendianunicode",
    12000: "utf32",
    12001: "bigendianutf32",
    20127: "ascii",
    65000: "utf7",
}
_LITERAL = ("PSPath", "LP")
_KINDS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "System.IO.DirectoryNotFoundException"),
    (PermissionError, "System.UnauthorizedAccessException"),
    (IsADirectoryError, "System.UnauthorizedAccessException"),
)


def codec_of(cmd: Cmdlet, asked: Any) -> tuple[str, bytes]:
    """The codec and mark that -Encoding names: a name, a code page or an Encoding object."""
    bare = unwrap(asked)
    name = getattr(bare, "web_name", None) or (_CODE_PAGES.get(bare) if isinstance(bare, int) else None) or to_text(bare)
    found = ENCODINGS.get(str(name).lower().replace("-", ""))
    if found is not None:
        return found
    try:
        "".encode(f"cp{bare}" if isinstance(bare, int) else str(name))
    except LookupError:
        _refuse_encoding(cmd, name)
    return (f"cp{bare}" if isinstance(bare, int) else str(name)), b""


def _refuse_encoding(cmd: Cmdlet, name: str) -> None:
    text = f"Cannot process argument transformation on parameter 'Encoding'. '{name}' is not a supported encoding name. (Parameter 'name')"
    kind = "System.Management.Automation.ParameterBindingArgumentTransformationException"
    cmd.fail(cmd.error(kind, text, "ParameterArgumentTransformationError", "InvalidData"))


class TextFile:
    """A file that gets lines of text."""

    __slots__ = ("_codec", "_end", "_file")

    def __init__(self, path: str, codec: str, mark: bytes, append: bool, end: str = "\n") -> None:
        self._codec, self._end = codec, end
        self._file = open(path, "ab" if append else "wb")  # noqa: SIM115, PTH123 - closed by `close`
        if mark and self._file.tell() == 0:
            self._file.write(mark)

    def line(self, text: str) -> None:
        self._file.write((text + self._end).encode(self._codec, "replace"))

    def close(self) -> None:
        self._file.close()


def open_text(
    cmd: Cmdlet, path: str, encoding: Any, *, append: bool = False, force: bool = False, no_clobber: bool = False, end: str = "\n"
) -> TextFile:
    """Open a file for writing; what goes wrong ends the command with PowerShell's error."""
    codec, mark = codec_of(cmd, encoding)
    full = cmd.runspace.full_path(to_text(path))
    file = Path(full)
    if no_clobber and file.exists():
        _refuse_clobber(cmd, full)
    try:
        if force and file.exists() and not file.stat().st_mode & 0o200:
            file.chmod(file.stat().st_mode | 0o200)
        return TextFile(full, codec, mark, append, end)
    except OSError as problem:
        _open_failed(cmd, full, problem)
        raise


def _refuse_clobber(cmd: Cmdlet, full: str) -> None:
    record = cmd.error("System.IO.IOException", f"The file '{full}' already exists.", "NoClobber", "ResourceExists", full)
    record.error_details = ErrorDetails(f"File {full} already exists and NoClobber was specified.")
    cmd.fail(record)


def _open_failed(cmd: Cmdlet, full: str, problem: OSError) -> None:
    kind = next((name for cls, name in _KINDS if isinstance(problem, cls)), "System.IO.IOException")
    texts = {
        "System.IO.DirectoryNotFoundException": f"Could not find a part of the path '{full}'.",
        "System.UnauthorizedAccessException": f"Access to the path '{full}' is denied.",
    }
    cmd.fail(cmd.error(kind, texts.get(kind, str(problem)), "FileOpenFailure", "OpenError"))


@cmdlet("Out-File", default_set="ByPath", should_process=True)
class OutFile(Cmdlet):
    """Writes objects as text into a file."""

    file_path = parameter("FilePath", "string", sets=(In("ByPath", mandatory=True, position=0),), aliases=("Path",))
    literal_path = parameter(
        "LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    encoding = parameter("Encoding", "object", position=1, default=ENCODING)
    append = parameter("Append", "switch")
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    width = parameter("Width", "int", validate=(ValidateRange(2, 2147483647),))
    no_newline = parameter("NoNewline", "switch")
    input_object = parameter("InputObject", "psobject", pipeline=True)

    def begin(self) -> None:
        self._file: TextFile | None = None
        self._formatter: TextFormatter | None = None
        path = self.file_path or self.literal_path
        if self.should_process(path, "Output to File"):
            self._file = open_text(
                self,
                path,
                self.encoding,
                append=bool(self.append),
                force=bool(self.force),
                no_clobber=bool(self.no_clobber) and not self.append,
                end="" if self.no_newline else "\n",
            )
            self._formatter = text_formatter(self.ctx, self._file.line, self.width)

    def process(self) -> None:
        if self._formatter is not None:
            self._formatter.write(self.input_object)

    def end(self) -> None:
        if self._formatter is not None:
            self._formatter.end()
        self.dispose()

    def dispose(self) -> None:
        file, self._file = getattr(self, "_file", None), None
        if file is not None:
            file.close()
