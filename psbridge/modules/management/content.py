"""Get-, Set-, Add-, Clear-Content."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, cmdlet, parameter, variant
from psbridge.engine.encodings import FileSystemCmdletProviderEncoding, encoding_of, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import Parameter
from psbridge.engine.providers.paths import ProviderPath
from psbridge.modules.management import streams
from psbridge.modules.management.targets import ItemCommand, literal_parameter, path_parameter
from psbridge.objects import ErrorRecord, Int64, PSObject, TypedArray, find_type
from psbridge.objects.psobject import Shape
from psbridge.objects.wildcard import has_wildcards

_INVALID = "System.InvalidOperationException"
BYTES_WARNING = "Encoding not used when '-AsByteStream' specified."


class _Content(ItemCommand):
    """-Filter, -Include, -Exclude, -Force, -Credential, -Encoding, -AsByteStream."""

    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    force = parameter("Force", "switch")
    credential = parameter("Credential", "pscredential", by_property=True)

    def dynamic_parameters(self) -> list[Parameter] | None:
        return streams.parameters(self, "string")

    def lacks_stream(self, where: ProviderPath, prefix: str) -> bool:
        """Whether a stream is asked for that is not there, which is an error; contents are what one gets without asking."""
        name = (streams.wanted(self) or [streams.CONTENTS])[0]
        if name.lower() == streams.CONTENTS.lower():
            return False
        self.write_error(streams.missing(self, where, name, f"{prefix}FileNotFoundError"))
        return True

    def nothing_there(self) -> ErrorRecord:
        """A pattern fits nothing, or -Include and -Exclude leave nothing."""
        text = (
            f"An object at the specified path {self.given[0]} does not exist, or has been filtered by the -Include or -Exclude parameter."
        )
        return self.error("System.Exception", text, "ItemNotFound", "ObjectNotFound", TypedArray(find_type("System.String"), self.given))

    def coding(self) -> dict[str, Any]:
        """What -Encoding and -AsByteStream mean for a provider."""
        given, as_bytes = self.encoding, bool(self.as_byte_stream)  # type: ignore[attr-defined]
        if isinstance(given, FileSystemCmdletProviderEncoding):  # Windows PowerShell
            name = str(given)
            as_bytes = as_bytes or name == "Byte"
            given = None if name in ("Byte", "String") else encoding_of(name, desktop=True)
        return {"encoding": given, "as_bytes": as_bytes}


@cmdlet("Get-Content", default_set="Path", aliases=("gc", "cat", "type"))
class GetContent(_Content):
    """Gets the content of the item at the specified location."""

    read_count = parameter("ReadCount", "long", by_property=True, default=1)
    total_count = parameter("TotalCount", "long", by_property=True, aliases=("First", "Head"), default=-1)
    tail = parameter("Tail", "int", by_property=True, aliases=("Last",), default=-1)
    path = path_parameter()
    literal_path = literal_parameter()
    delimiter = parameter("Delimiter", "string", default=None)
    wait = parameter("Wait", "switch")
    raw = parameter("Raw", "switch")
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,), validate=(NotNullOrEmpty(),))
    as_byte_stream = parameter("AsByteStream", "switch")

    def process(self) -> None:
        if self.is_bound("TotalCount") and self.is_bound("Tail"):
            text = "The parameters TotalCount and Tail cannot be used together. Please specify only one parameter."
            self.write_error(self.error(_INVALID, text, "TailAndHeadCannotCoexist", "InvalidOperation"))
            return
        if self.total_count == 0:
            return
        for found in self.targets():
            self._read(found)

    def targets(self, force: bool | None = None) -> Iterator[ProviderPath]:
        accept, wanted = self.acceptance(), bool(self.force)
        for path in self.given:
            try:
                found = self.paths.resolve(path, self.is_literal, force=wanted)
            except ScriptError as problem:
                self.report(problem.record)
                continue
            for one in found[:1]:
                self.check_filter(one)
            accepted = [one for one in found if accept(one)]
            if not accepted:
                self.write_error(self.nothing_there())
            yield from accepted

    def _read(self, found: ProviderPath) -> None:
        if (self.raw and self._is_split(found)) or self.lacks_stream(found, "GetContentReader"):
            return
        if self.as_byte_stream and hasattr(found.provider, "files") and not self._reads_bytes(found):
            return
        if self.tail >= 0 and not hasattr(found.provider, "files"):
            text = "The Tail parameter currently is supported only for the FileSystem provider."
            self.write_error(self.error(_INVALID, text, "TailNotSupported", "InvalidOperation", self.tail))
            return
        options = {**self.coding(), "raw": bool(self.raw), "delimiter": self.delimiter}
        reader = self.attempt("GetContentReader", found, found.provider.reader, self.ctx, found.path, **options)
        if reader is None:
            return
        try:
            self._deliver(found, reader)
        finally:
            reader.close()

    def _is_split(self, found: ProviderPath) -> bool:
        """-Raw goes with nothing that counts or waits for lines."""
        other = next((name for name in ("TotalCount", "Tail", "Wait", "Delimiter") if self.is_bound(name)), None)
        if other is not None and hasattr(found.provider, "files"):
            text = f"The 'Raw' and '{other}' parameters cannot be specified in the same command."
            self.fail(self.error("System.Management.Automation.PSInvalidOperationException", text, "InvalidOperation", "InvalidOperation"))
        return False

    def _reads_bytes(self, found: ProviderPath) -> bool:
        if self.is_bound("Encoding"):
            self.write_warning(BYTES_WARNING)
        if self.delimiter is None:
            return True
        text = "A delimiter cannot be specified when reading the stream one byte at a time. (Parameter 'delimiter')"
        self.write_error(self.error("System.ArgumentException", text, "GetContentReaderArgumentError", "InvalidArgument", found.path))
        return False

    def _deliver(self, found: ProviderPath, reader: Any) -> None:
        if self.tail >= 0:
            last = list(deque(reader.read(0), maxlen=self.tail))
            size = max(self.read_count, 0) or len(last) or 1
            if size == 1:
                self._write_lines(found, last)
            else:
                self.write_all([last[start : start + size] for start in range(0, len(last), size)])
            return
        if self.read_count == 1:
            self._write_lines(found, reader.read(max(0, self.total_count)) if self.total_count else [])
        else:
            self._write_blocks(found, reader)
        if self.wait and not self.raw:
            self._follow(found)

    def _write_blocks(self, found: ProviderPath, reader: Any) -> None:
        """-ReadCount lines at a time, as arrays; each carries where it came from, and how many were read by then."""
        left, done = self.total_count, 0
        shape, notes = self._notes(found)
        while left != 0:
            size = max(0, self.read_count)
            if left > 0:
                size = min(size, left) if size else left
            items = reader.read(size)
            if not items:
                break
            left -= len(items) if left > 0 else 0
            done += len(items)
            self.write(_noted(items, shape, notes, done))

    def _write_lines(self, found: ProviderPath, items: list[Any]) -> None:
        """Each by itself; a text carries where it came from, and its number."""
        shape, notes = self._notes(found)
        for number, item in enumerate(items, 1):
            if isinstance(item, str):
                self.write(_noted(item, shape, notes, number))
            else:
                self.write(item)

    def _notes(self, found: ProviderPath) -> tuple[Shape, list[Any]]:
        """What the lines of a file have in common: their notes, the values of these but for the last."""
        made: PSObject = self.paths.dress(PSObject(), found)
        made.remove("PSIsContainer")
        return made.shape.plus("ReadCount"), made.values

    def _follow(self, found: ProviderPath) -> None:
        """-Wait: what is added to the file, until stopped."""
        seen = len(found.provider.reader(self.ctx, found.path, **self.coding()).read(0))
        while not self.stopping.wait(0.2):
            items = found.provider.reader(self.ctx, found.path, **self.coding()).read(0)
            if items[seen:]:
                self._write_lines(found, items[seen:])
            seen = len(items)


def _noted(item: Any, shape: Shape, notes: list[Any], number: int) -> PSObject:
    made = PSObject(item)
    made.shape, made.values = shape, [*notes, Int64(number)]
    return made


class _WriteContent(_Content):
    """Set-Content and Add-Content."""

    appends = False
    path = path_parameter()
    literal_path = literal_parameter()
    value = parameter("Value", "object[]", position=1, mandatory=True, pipeline=True, by_property=True, allow_null=True, allow_empty=True)
    pass_thru = parameter("PassThru", "switch")
    no_newline = parameter("NoNewline", "switch")
    encoding = parameter("Encoding", "System.Text.Encoding", transform=(to_encoding,), validate=(NotNullOrEmpty(),))
    as_byte_stream = parameter("AsByteStream", "switch")

    def begin(self) -> None:
        self._open: dict[tuple[str, ...], list[Any]] = {}

    def process(self) -> None:
        writers = self._writers(tuple(self.given))
        values = self.value if self.value is not None else []
        if self.pass_thru and self.value is not None:
            self.write_all(values)
        for where, writer in writers:
            self.attempt("WriteContent", where, writer.write, values)

    def _writers(self, given: tuple[str, ...]) -> list[Any]:
        found = self._open.get(given)
        if found is None:
            found = self._open[given] = []
            for where in self._places(given):
                if self.lacks_stream(where, "GetContentWriter"):
                    continue
                if self.should_process(f"Path: {where.path}", "Add Content" if self.appends else "Set Content"):
                    writer = self.attempt("GetContentWriter", where, self._writer, where)
                    if writer is not None:
                        found.append((where, writer))
        return found

    def _places(self, given: tuple[str, ...]) -> list[ProviderPath]:
        places: list[ProviderPath] = []
        for path in given:
            try:
                places += self._at(path)
            except ScriptError as problem:
                self.report(problem.record)
        return places

    def _at(self, path: str) -> list[ProviderPath]:
        """What a path means: what is there, as the filters allow, else what is to be made."""
        pattern = has_wildcards(path) and not self.is_literal
        where = None if pattern else self.paths.unresolved(path)
        if where is not None and not where.provider.exists(self.ctx, where.path):
            return [where]
        accept = self.acceptance()
        found = [one for one in ([where] if where is not None else self.paths.resolve(path, False)) if accept(one)]
        if not found:
            self.write_error(self.nothing_there())
        return found

    def _writer(self, where: ProviderPath) -> Any:
        if self.as_byte_stream and self.is_bound("Encoding"):
            self.write_warning(BYTES_WARNING)
        options = {**self.coding(), "no_newline": bool(self.no_newline)}
        if self.force and hasattr(where.provider, "files"):
            self._make_writable(where)
        return where.provider.writer(self.ctx, where.path, self.appends, **options)

    def _make_writable(self, where: ProviderPath) -> None:
        files = where.provider.files  # type: ignore[attr-defined]
        known = files.stat(where.path)
        if known is not None and known.attributes & 1:
            files.set_attributes(where.path, known.attributes & ~1)

    def end(self) -> None:
        self.dispose()

    def dispose(self) -> None:
        opened, self._open = getattr(self, "_open", {}), {}
        for writers in opened.values():
            for where, writer in writers:
                self.attempt("WriteContent", where, writer.close)


@cmdlet("Set-Content", default_set="Path", aliases=("sc",), should_process=True)
class SetContent(_WriteContent):
    """Writes new content or replaces existing content in a file."""


@cmdlet("Add-Content", default_set="Path", aliases=("ac",), should_process=True)
class AddContent(_WriteContent):
    """Adds content to the specified items."""

    appends = True


@cmdlet("Clear-Content", default_set="Path", aliases=("clc",), should_process=True)
class ClearContent(_Content):
    """Deletes the contents of an item, but does not delete the item."""

    path = path_parameter()
    literal_path = literal_parameter()

    def process(self) -> None:
        for found in self.targets():
            if not self.lacks_stream(found, "ClearContent") and self.should_process(f"Item: {found.path}", "Clear Content"):
                self.attempt("ClearContent", found, found.provider.clear_content, self.ctx, found.path)


def _desktop(base: type[Cmdlet]) -> type[Cmdlet]:
    """The command as Windows PowerShell has it: -Encoding is one of an enum, which has Byte for bytes as they are."""
    encoding = parameter("Encoding", "Microsoft.PowerShell.Commands.FileSystemCmdletProviderEncoding")
    return variant(base, {**base.PARAMETERS, "encoding": encoding})


GetContentDesktop = _desktop(GetContent)
SetContentDesktop = _desktop(SetContent)
AddContentDesktop = _desktop(AddContent)
