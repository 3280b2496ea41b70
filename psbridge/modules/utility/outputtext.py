"""Out-String and Tee-Object."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import to_encoding
from psbridge.engine.rendering import TextFormatter, newline_of, text_formatter
from psbridge.formatting import OutOfSequence
from psbridge.modules.utility import files

MIN_WIDTH, MAX_INT = 2, 2147483647


def out_of_sequence(cmd: Cmdlet, problem: OutOfSequence) -> Any:
    """Format objects came in an order that no Format-* cmdlet makes."""
    text = (
        f'The object of type "{problem.type_name}" is not valid or not in the correct sequence. This is likely caused by a user-specified '
        f'"{cmd.DECLARATION.name.lower()}" command which is conflicting with the default formatting.'
    )
    kind = "System.InvalidOperationException"
    cmd.fail(cmd.error(kind, text, "ConsoleLineOutputOutOfSequencePacket", "InvalidData", problem.type_name))


@cmdlet("Out-String", default_set="NoNewLineFormatting", aliases=("oss",), output=("System.String",))
class OutString(Cmdlet):
    """Gives objects as text."""

    stream = parameter("Stream", "switch", sets=("StreamFormatting",))
    width = parameter("Width", "int", validate=(ValidateRange(MIN_WIDTH, MAX_INT),))
    no_newline = parameter("NoNewline", "switch", sets=("NoNewLineFormatting",))
    input_object = parameter("InputObject", "psobject", pipeline=True)

    def begin(self) -> None:
        self._parts: list[str] = []
        self._end = "" if self.no_newline else newline_of(self.runspace)
        self._formatter: TextFormatter = text_formatter(self.ctx, self._line, self.width)

    def _line(self, text: str) -> None:
        if self.stream:
            self.write(text)
        else:
            self._parts.append(text + self._end)

    def process(self) -> None:
        try:
            self._formatter.write(self.input_object)
        except OutOfSequence as problem:
            out_of_sequence(self, problem)

    def end(self) -> None:
        self._formatter.end()
        if not self.stream:
            self.write("".join(self._parts))


@cmdlet("Tee-Object", default_set="File", aliases=("tee",))
class TeeObject(Cmdlet):
    """Hands objects on and keeps a copy in a file or a variable."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    file_path = parameter(
        "FilePath", "string", sets=(In("File", mandatory=True, position=0),), aliases=("Path",)
    )
    append = parameter("Append", "switch", sets=("File",))
    literal_path = parameter("LiteralPath", "string", sets=(In("LiteralFile", mandatory=True),), aliases=("PSPath", "LP"))
    encoding = parameter("Encoding", "System.Text.Encoding", sets=("File", "LiteralFile"), transform=(to_encoding,))
    variable = parameter("Variable", "string", sets=(In("Variable", mandatory=True),))

    def begin(self) -> None:
        self._kept: list[Any] = []
        self._file: files.TextWriter | None = None
        path = self.file_path or self.literal_path
        if path is not None:
            literal = self.file_path is None
            self._file = files.text_writer(self, path, append=bool(self.append), encoding=files.told(self), literal=literal)
            self._formatter = text_formatter(self.ctx, self._file.write_line)

    def process(self) -> None:
        if self._file is None:
            self._kept.append(self.input_object)
        else:
            self._formatter.write(self.input_object)
        self.write(self.input_object)

    def end(self) -> None:
        if self._file is not None:
            self._formatter.end()
        else:
            kept = self._kept
            self.ctx.set_variable(self.variable, kept[0] if len(kept) == 1 else kept or None)

    def dispose(self) -> None:
        if getattr(self, "_file", None) is not None:
            self._file.close()  # type: ignore[union-attr]
