"""Out-File."""

from __future__ import annotations

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import TEXT_NAMES, to_encoding
from psbridge.engine.rendering import TextFormatter, text_formatter
from psbridge.modules.utility import files

_LITERAL = ("PSPath", "LP")


@cmdlet("Out-File", default_set="ByPath", should_process=True)
class OutFile(Cmdlet):
    """Writes objects as text into a file."""

    file_path = parameter("FilePath", "string", sets=(In("ByPath", mandatory=True, position=0),), aliases=("Path",))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=_LITERAL)
    encoding = parameter("Encoding", "System.Text.Encoding", position=1, transform=(to_encoding,))
    append = parameter("Append", "switch")
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    width = parameter("Width", "int", validate=(ValidateRange(2, 2147483647),))
    no_newline = parameter("NoNewline", "switch")
    input_object = parameter("InputObject", "psobject", pipeline=True)

    def begin(self) -> None:
        self._file: files.TextWriter | None = None
        self._formatter: TextFormatter | None = None
        self._ready = False
        if self.file_path is not None or self.literal_path is not None:
            self._prepare()

    def _prepare(self) -> None:
        """Open the file, at once or when the first object has brought its name."""
        self._ready = True
        path = self.literal_path if self.file_path is None else self.file_path
        if self.should_process(path, "Output to File"):
            self._open(path)

    def _open(self, path: str) -> None:
        file = self._file = files.text_writer(
            self,
            path,
            append=bool(self.append),
            no_clobber=bool(self.no_clobber),
            force=bool(self.force),
            encoding=files.told(self),
            literal=self.file_path is None,
        )
        self._formatter = text_formatter(self.ctx, file.write if self.no_newline else file.write_line, self.width)

    def process(self) -> None:
        if not self._ready:
            self._prepare()
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


OutFileDesktop = files.desktop(OutFile, TEXT_NAMES)
