"""Export-Clixml, Import-Clixml, ConvertTo-CliXml, ConvertFrom-CliXml."""

from __future__ import annotations

import io
from typing import Any

from psbridge import clixml
from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import DATA_NAMES, text_of, to_encoding
from psbridge.modules.utility import files
from psbridge.objects import INT32_MAX, NetError

_XML_ERROR = "System.Xml.XmlException"


def _depth() -> Any:
    return parameter("Depth", "int", default=2, validate=(ValidateRange(1, INT32_MAX),))


@cmdlet("Export-Clixml", default_set="ByPath", should_process=True)
class ExportClixml(Cmdlet):
    """Creates an XML-based representation of objects and stores it in a file."""

    depth = _depth()
    path = parameter("Path", "string", sets=(In("ByPath", mandatory=True, position=0),))
    literal_path = parameter("LiteralPath", "string", sets=(In("ByLiteralPath", mandatory=True),), aliases=("PSPath", "LP"))
    input_object = parameter("InputObject", "psobject", mandatory=True, pipeline=True, allow_null=True)
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,), validate=(NotNullOrEmpty(),))

    def begin(self) -> None:
        self._values: list[Any] = []
        self._writer: Any = None
        target = self.path or self.literal_path
        if self.should_process(target, "Export-Clixml"):
            self._writer = files.text_writer(
                self,
                target,
                no_clobber=bool(self.no_clobber),
                force=bool(self.force),
                encoding=files.told(self),
                literal=self.path is None,
            )

    def process(self) -> None:
        self._values.append(self.input_object)

    def end(self) -> None:
        if self._writer is not None:
            self._writer.write(_document(self._values, self.depth))
            self.dispose()

    def dispose(self) -> None:
        if getattr(self, "_writer", None) is not None:
            self._writer.close()
            self._writer = None


def _document(values: list[Any], depth: int) -> str:
    text = io.StringIO()
    clixml.dump(values, text, depth)
    return text.getvalue()


def _objects(text: str) -> list[Any]:
    try:
        return clixml.loads(text, document=True)
    except clixml.ClixmlError as problem:
        raise _fault(text, problem) from problem


def _fault(text: str, problem: clixml.ClixmlError) -> NetError:
    """What .NET's reader says of a text that is no XML; of one that is, what is wrong with it as CLIXML."""
    from psbridge.engine.members.xmldom import XmlDocument

    try:
        XmlDocument(text)
    except NetError as error:
        return error
    return NetError.of(_XML_ERROR, problem.what)


@cmdlet("Import-Clixml", default_set="ByPath", paging=True)
class ImportClixml(Cmdlet):
    """Imports a CLIXML file and creates corresponding objects."""

    path = parameter("Path", "string[]", sets=(In("ByPath", mandatory=True, position=0, pipeline=True, by_property=True),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )

    def process(self) -> None:
        literal = self.set_name == "ByLiteralPath"
        for path in self.literal_path if literal else self.path:
            self._one(path, literal)

    def _one(self, path: str, literal: bool) -> None:
        found = _objects(text_of(files.read_file(self, files.resolve_one(self, path, literal))))
        common = self.bound
        if common.get("includetotalcount"):
            self.write(_total(len(found)))
        skip = int(common.get("skip", 0))
        first = common.get("first")
        for value in found[skip:] if first is None else found[skip : skip + int(first)]:
            self.write(value)


def _total(count: int) -> Any:
    """What -IncludeTotalCount writes first."""
    from psbridge.engine.paging import total_count

    return total_count(count, 1.0)


@cmdlet("ConvertTo-CliXml", net_class="Microsoft.PowerShell.Commands.ConvertToClixmlCommand", output=("System.String",))
class ConvertToClixml(Cmdlet):
    """Converts objects to CLIXML text."""

    input_object = parameter("InputObject", "psobject", mandatory=True, pipeline=True, position=0, allow_null=True)
    depth = _depth()

    def begin(self) -> None:
        self._values: list[Any] = []

    def process(self) -> None:
        self._values.append(self.input_object)

    def end(self) -> None:
        self.write(_document(self._values, self.depth))


@cmdlet("ConvertFrom-CliXml", net_class="Microsoft.PowerShell.Commands.ConvertFromClixmlCommand")
class ConvertFromClixml(Cmdlet):
    """Converts CLIXML text to objects."""

    input_object = parameter("InputObject", "string", mandatory=True, pipeline=True, position=0)

    def begin(self) -> None:
        self._text: list[str] = []

    def process(self) -> None:
        self._text.append(self.input_object)

    def end(self) -> None:
        for value in _objects("\n".join(self._text)):
            self.write(value)


ExportClixmlDesktop = files.desktop(ExportClixml, DATA_NAMES)
