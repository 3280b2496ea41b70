"""ConvertFrom-Json and Test-Json: JSON text as objects."""

from __future__ import annotations

import json
import re
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.modules.utility.jsontext import JsonFault, Reader
from psbridge.objects import BigInteger, CaseSensitiveHashtable, DateTime, Int64, NetError, PSObject
from psbridge.objects.psobject import Shape, unwrap

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?\Z")
_SINCE_1970 = re.compile(r"/Date\((-?\d+)([+-]\d\d(?:\d\d)?)?\)/\Z")
_NO_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+', re.DOTALL)
_PLAIN = frozenset((bool, type(None), float, Int64, PSObject))


class JsonProblem(Exception):
    """Text that is no JSON, or JSON that PowerShell refuses; `error_id` says which."""

    def __init__(self, text: str, error_id: str = "") -> None:
        super().__init__(text)
        self.error_id = error_id


def _integer(text: str) -> Any:
    number = int(text)
    return Int64(number) if -(2**63) <= number < 2**63 else BigInteger(number)


def _text(value: str) -> Any:
    """Texts in ISO form, and in the older one of .NET, become DateTime."""
    if value[:6] == "/Date(":
        return _ticks(value)
    if len(value) < 19 or not _MOMENT.match(value):
        return value
    try:
        return convert_moment(value)
    except (NetError, ValueError):
        return value


def _ticks(value: str) -> Any:
    """Milliseconds since 1970: UTC, or local time when an offset is said (which changes nothing else)."""
    found = _SINCE_1970.match(value)
    if found is None:
        return value
    try:
        made = DateTime.of(1970, 1, 1).add(int(found[1]) * 10_000)
    except (NetError, ValueError):
        return value
    moment = DateTime(made.ticks, 1)
    return moment.to_local() if found[2] else moment


def convert_moment(value: str) -> DateTime:
    """The moment of an ISO text: Z gives UTC, an offset local time, neither leaves the kind unspecified."""
    head, _, rest = value.partition("T")
    year, month, day = map(int, head.split("-"))
    clock, zone = re.fullmatch(r"([\d:.]+)(.*)", rest).groups()  # type: ignore[union-attr]
    hour, minute, second = clock.split(":")
    whole, _, fraction = second.partition(".")
    made = DateTime.of(year, month, day, int(hour), int(minute), int(whole), int((fraction + "0000000")[:7]))
    if not zone:
        return made
    if zone == "Z":
        return DateTime(made.ticks, 1)
    sign = -1 if zone[0] == "+" else 1
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return DateTime(made.ticks + sign * minutes * 600_000_000, 1).to_local()


class _Builder:
    """Objects from parsed pairs."""

    def __init__(self, as_hashtable: bool) -> None:
        self.as_hashtable = as_hashtable
        self._shapes: dict[tuple[str, ...], Shape] = {}

    def __call__(self, pairs: list[tuple[str, Any]]) -> Any:
        if self.as_hashtable:
            return CaseSensitiveHashtable((key, _shape(value)) for key, value in pairs)
        keys = tuple([key for key, _ in pairs])
        shape = self._shapes.get(keys)
        if shape is not None:  # keys that were checked before
            return PSObject.from_shape(shape, [value if value.__class__ in _PLAIN else _shape(value) for _, value in pairs])
        made = PSObject()
        for key, value in pairs:
            self._add(made, key, _shape(value))
        if len(made.values) == len(keys):
            self._shapes[keys] = made.shape
        return made

    def _add(self, made: PSObject, key: str, value: Any) -> None:
        if not key:
            text = (
                "The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch."
            )
            raise JsonProblem(text, "EmptyKeyInJsonString")
        if key in made:
            old = made.shape.names[made.shape.index[key.lower()]]
            if old != key:
                text = (
                    "Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch "
                    f"instead. The key that was attempted to be added to the existing key '{old}' was '{key}'."
                )
                raise JsonProblem(text, "KeysWithDifferentCasingInJsonString")
        made.set(key, value)


def _shape(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if type(value) is list:
        return [_shape(item) for item in value]
    return value


def parse_json(text: str, as_hashtable: bool = False, depth: int = 1024) -> Any:
    """A JSON document as PowerShell objects ($null for no document at all); JsonProblem when it is none."""
    if not text or text.isspace():
        return None
    builder = _Builder(as_hashtable)
    if not _deeper_than(text, depth):
        try:
            return _shape(json.loads(text, object_pairs_hook=builder, parse_int=_integer, parse_float=float, strict=False))
        except (json.JSONDecodeError, RecursionError):
            pass
    try:
        return _shape(Reader(text, builder, _integer, depth).document())
    except JsonFault as fault:
        raise JsonProblem(f"Conversion from JSON failed with error: {fault}") from fault
    except RecursionError:
        raise JsonProblem("Conversion from JSON failed with error: The document is nested too deeply.") from None


def _deeper_than(text: str, depth: int) -> bool:
    if text.count("[") + text.count("{") <= depth:
        return False
    brackets = _NO_BRACKETS.sub("", text)
    for _ in range(min(depth, 8)):  # a document that is not deep folds away in a few steps
        brackets = brackets.replace("{}", "").replace("[]", "")
    if not brackets:
        return False
    level = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        mark = token.group()[0]
        level += (mark in "[{") - (mark in "]}")
        deepest = max(deepest, level)
    return deepest > depth


@cmdlet("ConvertFrom-Json", output=("System.Management.Automation.PSObject", "System.Collections.Hashtable"))
class ConvertFromJson(Cmdlet):
    """Converts a JSON string to a custom object or a hashtable."""

    input_object = parameter("InputObject", "string", position=0, mandatory=True, pipeline=True, allow_empty=True)
    as_hashtable = parameter("AsHashtable", "switch")
    depth = parameter("Depth", "int", default=1024, validate=(ValidateRange("Positive"),))
    no_enumerate = parameter("NoEnumerate", "switch")

    def begin(self) -> None:
        self._lines: list[str] = []

    def process(self) -> None:
        self._lines.append(unwrap(self.input_object))  # lines of a file are strings with notes

    def end(self) -> None:
        lines = self._lines
        if len(lines) == 1:
            self._convert(lines[0])
        elif lines and self._starts_whole(lines[0]):
            for line in lines[1:]:
                self._convert(line)
        elif lines:
            self._convert("\n".join(lines))

    def _starts_whole(self, text: str) -> bool:
        """Several documents, one a line, or one document over several lines: the first line, which is written, tells."""
        value: Any = None
        try:
            value = parse_json(text, bool(self.as_hashtable), self.depth)
        except JsonProblem as problem:
            if not problem.error_id:
                return False
            self._refuse(problem)
        self._hand_on(value)
        return value is not None

    def _convert(self, text: str) -> None:
        value: Any = None
        try:
            value = parse_json(text, bool(self.as_hashtable), self.depth)
        except JsonProblem as problem:
            self._refuse(problem)
        self._hand_on(value)

    def _refuse(self, problem: JsonProblem) -> None:
        kind = "System.InvalidOperationException" if problem.error_id else "System.ArgumentException"
        category = "InvalidOperation" if problem.error_id else "NotSpecified"
        self.fail(self.error(kind, str(problem), problem.error_id or kind, category))

    def _hand_on(self, value: Any) -> None:
        if self.no_enumerate or type(value) is not list:
            self.write(value)
        else:
            self.write_all(value)


@cmdlet("Test-Json", default_set="ParameterSetName1", output=("System.Boolean",))
class TestJson(Cmdlet):
    """Tests whether a string is a valid JSON document."""

    json = parameter("Json", "string", position=0, mandatory=True, pipeline=True)
    schema = parameter("Schema", "string", position=1, validate=(NotNullOrEmpty(),))
    schema_file = parameter("SchemaFile", "string", validate=(NotNullOrEmpty(),))

    def begin(self) -> None:
        from psbridge.modules.utility.jsonschema import Schema, SchemaProblem

        self._schema = None
        text = self._schema_file() if self.schema_file else self.schema
        if text:
            try:
                self._schema = Schema(json.loads(text))
            except (SchemaProblem, json.JSONDecodeError):
                self.fail(self.error("System.Exception", "Cannot parse the JSON schema.", "InvalidJsonSchema", "InvalidData"))

    def _schema_file(self) -> str:
        from psbridge.modules.utility import files

        try:
            return files.read_text(self, self.schema_file)
        except ScriptError as error:
            if not error.record.exception.is_a("System.IO.IOException"):
                raise
            text = f"Cannot open JSON schema file: {self.schema_file}"
            self.fail(self.error("System.Exception", text, "JsonSchemaFileOpenFailure", "OpenError", self.schema_file))

    def process(self) -> None:
        try:
            value = json.loads(self.json)
        except (json.JSONDecodeError, RecursionError):
            self.write_error(self.error("System.Exception", "Cannot parse the JSON.", "InvalidJson", "InvalidData", self.json))
            self.write(False)
            return
        problems = self._schema.problems(value) if self._schema is not None else []
        for problem in problems:
            text = f"The JSON is not valid with the schema. {problem}"
            self.write_error(self.error("System.Exception", text, "InvalidJsonAgainstSchema", "InvalidData", self.json))
        self.write(not problems)
