"""ConvertTo-Csv, ConvertFrom-Csv, Export-Csv, Import-Csv."""

from __future__ import annotations

import itertools
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import DATA_NAMES, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.modules.utility import files
from psbridge.modules.utility.csvtext import CsvReader, names_of, quote_field
from psbridge.modules.utility.editions import at_least
from psbridge.objects import NetDictionary, NetError, PSObject, define_enum, type_names_of, type_of, unwrap
from psbridge.objects.access import get_property, iter_properties
from psbridge.objects.convert import dotnet_text, to_text
from psbridge.objects.culture import current_culture
from psbridge.objects.nettypes import SMA
from psbridge.objects.psobject import Shape, note_shape

_A = "System.Management.Automation."
QuoteKind: Any = define_enum("Microsoft.PowerShell.Commands.BaseCsvWritingCommand+QuoteKind", "Never Always AsNeeded", assembly=SMA)
_MISSING_HEADERS = 'One or more headers were not specified. Default names starting with "H" have been used in place of any missing headers.'


class _CsvBase(Cmdlet):
    """Delimiter and culture."""

    delimiter: Any = None

    def delimiter_of(self) -> str:
        if getattr(self, "use_culture", False):
            return str(current_culture().text_info.list_separator)
        return str(self.delimiter) if self.delimiter else ","


class _CsvWriter(_CsvBase):
    """Turns objects into lines: the properties of the first object are the columns."""

    quote_fields: Any = None
    use_quotes: Any = 1
    include_type_information: Any = False

    def begin(self) -> None:
        if self.is_bound("QuoteFields") and self.is_bound("UseQuotes"):
            text = "You must specify either the -UseQuotes or -QuoteFields parameters, but not both."
            self.fail(self.error("System.InvalidOperationException", text, "CannotSpecifyQuoteFieldsAndUseQuotes", "InvalidData"))
        if self.is_bound("IncludeTypeInformation") and self.is_bound("NoTypeInformation"):
            text = "You must specify either the -IncludeTypeInformation or -NoTypeInformation parameters, but not both."
            kind = "CannotSpecifyIncludeTypeInformationAndNoTypeInformation"
            self.fail(self.error("System.InvalidOperationException", text, kind, "InvalidData"))
        self._columns: list[str] | None = None
        self._shape: Any = None
        self._slots: list[tuple[str, int]] = []
        self._mark = self.delimiter_of()
        self._culture = self.runspace.culture
        self._by_key = at_least(self, 7, 2)
        self._how = int(self.use_quotes)
        self._quoted = {name.lower() for name in self.quote_fields or ()} if self.is_bound("QuoteFields") else None

    def line(self, pairs: list[tuple[str, str | None]]) -> str:
        return self._mark.join("" if text is None else self._quote(name, text) for name, text in pairs)

    def _quote(self, name: str, text: str) -> str:
        if self._quoted is not None:
            return quote_field(text) if name.lower() in self._quoted else text
        how = self._how
        if how == 1:
            return quote_field(text) if '"' in text else f'"{text}"'
        needed = how == 1 or (how == 2 and any(mark in text for mark in (self._mark, '"', "\n", "\r")))
        return quote_field(text) if needed else text

    def header(self, value: Any) -> list[str]:
        """Lines before the first record."""
        lines = []
        if self.include_type_information:
            name = next(iter(type_names_of(value)), "")
            prefixed = name[:4].upper() == "CSV:"  # as of what Import-Csv gave
            lines.append(f"#TYPE {name[4:] if prefixed else name}".rstrip())
        self._columns = columns_of(value, self._by_key)
        if not getattr(self, "no_header", False):
            lines.append(self.line([(name, name) for name in self._columns]))
        return lines

    def record(self, value: Any) -> str:
        assert self._columns is not None
        if value.__class__ is PSObject and value.base is None and value.shape.plain:
            return self._bag(value)
        return self.line([(name, cell(value, name, self._culture, self._by_key)) for name in self._columns])

    def _bag(self, bag: PSObject) -> str:
        """The line of a property bag; where its columns are is looked up once for bags of the same shape."""
        if bag.shape is not self._shape:
            self._shape, index = bag.shape, bag.shape.index
            self._slots = [(name, index.get(name.lower(), -1)) for name in self._columns or ()]
        values, culture, by_key = bag.values, self._culture, self._by_key
        if self._how != 1 or self._quoted is not None:
            cells = [text_of(values[slot], culture) if slot >= 0 else cell(bag, name, culture, by_key) for name, slot in self._slots]
            return self.line([(name, text) for (name, _), text in zip(self._slots, cells, strict=True)])
        fields: list[str] = []
        for name, slot in self._slots:
            value = values[slot] if slot >= 0 else cell(bag, name, culture, by_key)
            text = value if value.__class__ is str else text_of(value, culture)
            fields.append("" if text is None else quote_field(text) if '"' in text else f'"{text}"')
        return self._mark.join(fields)


def columns_of(value: Any, by_key: bool = True) -> list[str]:
    """The names of the properties of an object; with `by_key` (PowerShell 7.2 and later) the keys of a dictionary."""
    bare = unwrap(value)
    if by_key and isinstance(bare, NetDictionary):
        return [to_text(key) for key in bare]
    return [view.name for view in iter_properties(value) if not view.hidden]


def cell(value: Any, name: str, culture: Any, by_key: bool = True) -> str | None:
    """What ToString gives for a property; None for null and for what is not there."""
    bare = unwrap(value)
    try:
        found = bare.get(name) if by_key and isinstance(bare, NetDictionary) else get_property(value, name)
    except (NetError, ScriptError):
        return None
    return text_of(found, culture)


def text_of(found: Any, culture: Any) -> str | None:
    """What ToString gives for a value; collections give the name of their type."""
    if found is None or found.__class__ is str:
        return found
    if found.__class__ is int:
        return int.__repr__(found)
    inner = unwrap(found)
    if isinstance(inner, list | bytes | bytearray | NetDictionary):
        return type_of(inner).full_name
    return to_text(found, culture) if found.__class__ is PSObject else dotnet_text(found, culture)


def _quoting() -> tuple[Any, Any]:
    return (
        parameter("QuoteFields", "string[]", aliases=("QF",)),
        parameter("UseQuotes", QuoteKind.net_type.full_name, aliases=("UQ",), default=1),
    )


@cmdlet("ConvertTo-Csv", default_set="Delimiter", output=("System.String",))
class ConvertToCsv(_CsvWriter):
    """Converts objects into character-separated value strings."""

    input_object = parameter("InputObject", "psobject", position=0, mandatory=True, pipeline=True, by_property=True)
    delimiter = parameter("Delimiter", "char", sets=(In("Delimiter", position=1), In("DelimiterPath", position=1)), validate=(NotNull(),))
    use_culture = parameter("UseCulture", "switch", sets=("UseCulture",))
    include_type_information = parameter("IncludeTypeInformation", "switch", aliases=("ITI",))
    no_type_information = parameter("NoTypeInformation", "switch", aliases=("NTI",))
    quote_fields, use_quotes = _quoting()

    def process(self) -> None:
        value = self.input_object
        if value is None:
            return
        if self._columns is None:
            for line in filter(None, self.header(value)):
                self.write(line)
        record = self.record(value)
        if record:
            self.write(record)


@cmdlet("Export-Csv", default_set="Delimiter", aliases=("epcsv",), should_process=True)
class ExportCsv(_CsvWriter):
    """Converts objects into character-separated value strings and saves them to a file."""

    input_object = parameter("InputObject", "psobject", mandatory=True, pipeline=True, by_property=True)
    path = parameter("Path", "string", position=0, validate=(NotNullOrEmpty(),))
    literal_path = parameter("LiteralPath", "string", aliases=("PSPath", "LP"), validate=(NotNullOrEmpty(),))
    force = parameter("Force", "switch")
    no_clobber = parameter("NoClobber", "switch", aliases=("NoOverwrite",))
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,))
    append = parameter("Append", "switch")
    delimiter = parameter("Delimiter", "char", sets=(In("Delimiter", position=1),), validate=(NotNull(),))
    use_culture = parameter("UseCulture", "switch", sets=("UseCulture",))
    include_type_information = parameter("IncludeTypeInformation", "switch", aliases=("ITI",))
    no_type_information = parameter("NoTypeInformation", "switch", aliases=("NTI",))
    quote_fields, use_quotes = _quoting()

    def begin(self) -> None:
        if (self.path is None) == (self.literal_path is None):
            text = "You must specify either the -Path or -LiteralPath parameters, but not both."
            self.fail(self.error("System.InvalidOperationException", text, "CannotSpecifyPathAndLiteralPath", "InvalidData"))
        super().begin()
        self._file: Any = None
        self._old_columns = False

    def process(self) -> None:
        value = self.input_object
        if value is None:
            return
        if self._file is None and not self._open(value):
            return
        if self._old_columns and not self.force:
            self._check_columns(value)
        self._file.write_line(self.record(value))

    def _open(self, value: Any) -> bool:
        target = self.path or self.literal_path
        if not self.should_process(target, "Export-Csv"):
            return False
        if self.append:
            self._read_columns(target)
        self._file = files.text_writer(
            self,
            target,
            append=bool(self.append),
            no_clobber=bool(self.no_clobber),
            force=bool(self.force),
            encoding=files.told(self),
            literal=self.path is None,
        )
        if self._columns is None:
            for line in self.header(value):
                self._file.write_line(line)
        return True

    def _read_columns(self, target: str) -> None:
        text = files.read_text_if_any(self, target, encoding=files.told(self), literal=self.path is None)
        if text:
            rest = text.partition("\n")[2] if text.startswith("#") else text
            self._columns = names_of(CsvReader(self._mark).rows(rest))
            self._old_columns = self._columns is not None

    def _check_columns(self, value: Any) -> None:
        have = {name.lower() for name in columns_of(value, self._by_key)}
        for name in self._columns or ():
            if name.lower() not in have:
                text = (
                    f"Cannot append CSV content to the following file: {self.path or self.literal_path}. The appended object does not "
                    f"have a property that corresponds to the following column: {name}. To continue with mismatched properties, add "
                    "the -Force parameter, and then retry the command."
                )
                record = self.error(
                    "System.InvalidOperationException", text, "CannotAppendCsvWithMismatchedPropertyNames", "InvalidData", name
                )
                self.fail(record)

    def end(self) -> None:
        self.dispose()

    def dispose(self) -> None:
        if getattr(self, "_file", None) is not None:
            self._file.close()
            self._file = None


class _Reader:
    """Makes objects of texts: the first record names the properties unless names were given."""

    def __init__(self, cmd: Cmdlet, delimiter: str, header: list[str] | None) -> None:
        self.cmd, self.csv = cmd, CsvReader(delimiter)
        self.type_name: str | None = None
        self.warned = False
        self._shape: Shape | None = None
        self.names: list[str] | None = None
        if header:
            self._name(list(header))

    def feed(self, text: str) -> None:
        """A whole text: no record goes over its end."""
        if self.type_name is None and text.startswith("#"):
            line, _, text = text.partition("\n")
            self.type_name = line[5:].strip() or None if line[:5].upper() == "#TYPE" else None
        rows = self.csv.rows(text)
        if self.names is None and (header := names_of(rows)) is not None:
            self._name(header)
        for fields in rows:
            if not fields:  # nothing but a quote that nothing follows
                return
            if len(fields) > 1 or fields[0]:
                self.cmd.write(self._record(fields))

    def _name(self, fields: list[str]) -> None:
        self._refuse_twins([field for field in fields if field])
        self.names = fields

    def _refuse_twins(self, names: list[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name.lower() in seen:
                text = f'The member "{name}" is already present.'
                kind = _A + "ExtendedTypeSystemException"
                self.cmd.fail(self.cmd.error(kind, text, "AlreadyPresentPSMemberInfoInternalCollectionAdd", "NotSpecified"))
            seen.add(name.lower())

    def _shape_of(self, names: list[str]) -> Shape:
        """The members of all records, those without a name numbered."""
        number = itertools.count(1)
        named = [name or f"H{next(number)}" for name in names]
        self._refuse_twins(named)
        if not self.warned and not all(names):
            self.warned = True
            self.cmd.write_warning(_MISSING_HEADERS)
        return note_shape(tuple(named))

    def _record(self, fields: list[str]) -> PSObject:
        shape = self._shape
        if shape is None:
            shape = self._shape = self._shape_of(self.names or [])
        width = len(shape.names)
        if len(fields) != width:
            fields = fields[:width] + [None] * (width - len(fields))  # type: ignore[list-item]
        made = PSObject.from_shape(shape, fields)
        if self.type_name:
            made.own_type_names[:] = [self.type_name, f"CSV:{self.type_name}"]
        return made


@cmdlet("ConvertFrom-Csv", default_set="Delimiter", output=())
class ConvertFromCsv(_CsvBase):
    """Converts character-separated value strings to objects."""

    delimiter = parameter("Delimiter", "char", sets=(In("Delimiter", position=1),), validate=(NotNull(),))
    use_culture = parameter("UseCulture", "switch", sets=(In("UseCulture", mandatory=True),))
    input_object = parameter("InputObject", "psobject[]", position=0, mandatory=True, pipeline=True, by_property=True, allow_empty=True)
    header = parameter("Header", "string[]", validate=(NotNullOrEmpty(),))

    def begin(self) -> None:
        self._reader = _Reader(self, self.delimiter_of(), self.header)

    def process(self) -> None:
        for value in self.input_object or ():
            if value is not None:
                self._reader.feed(to_text(value))


@cmdlet("Import-Csv", default_set="DelimiterPath", aliases=("ipcsv",), output=())
class ImportCsv(_CsvBase):
    """Creates table-like objects from the items of a CSV file."""

    delimiter = parameter(
        "Delimiter", "char", sets=(In("DelimiterPath", position=1), In("DelimiterLiteralPath", position=1)), validate=(NotNull(),)
    )
    path = parameter(
        "Path",
        "string[]",
        sets=(In("DelimiterPath", position=0, pipeline=True, mandatory=True), In("CulturePath", position=0, pipeline=True, mandatory=True)),
        validate=(NotNullOrEmpty(),),
    )
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=(In("DelimiterLiteralPath", mandatory=True, by_property=True), In("CultureLiteralPath", mandatory=True, by_property=True)),
        aliases=("PSPath", "LP"),
    )
    use_culture = parameter("UseCulture", "switch", sets=(In("CulturePath", mandatory=True), In("CultureLiteralPath", mandatory=True)))
    header = parameter("Header", "string[]", validate=(NotNullOrEmpty(),))
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,))

    def begin(self) -> None:
        self._warned = False

    def process(self) -> None:
        literal = self.path is None
        for target in (self.literal_path if literal else self.path) or ():
            text = files.read_text(self, target, encoding=files.told(self), literal=literal)
            reader = _Reader(self, self.delimiter_of(), self.header)
            reader.warned = self._warned
            reader.feed(text)
            self._warned = reader.warned


ExportCsvDesktop = files.desktop(ExportCsv, DATA_NAMES)
ImportCsvDesktop = files.desktop(ImportCsv, DATA_NAMES)
