"""Get-WinEvent: the entries of the machine's event logs, the newest first, chosen by log, provider, hashtable or XPath."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.objects import Byte, DateTime, Int64, NetObject, TimeSpan, UInt16, define
from psbridge.objects.convert import convert, to_text
from psbridge.objects.nettypes import find_type
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from psbridge.machine.eventlogs import EventLog, LogEntry

_E = "System.Diagnostics.Eventing.Reader."
_FAILURE = "System.Exception"
_CLASSIC = 0x80000000000000  # the keyword of entries in classic logs
# kind of an entry -> (level, its name)
_LEVELS = {"Error": (2, "Error"), "Warning": (3, "Warning"), "Information": (4, "Information"), "SuccessAudit": (0, "Information"),
           "FailureAudit": (0, "Information")}  # fmt: skip
_KEYS = frozenset(("logname", "providername", "id", "level", "starttime", "endtime", "userid", "data", "keywords", "path"))
_TIMED = re.compile(r"TimeCreated\[\s*timediff\(@SystemTime\)\s*(<=|<|>=|>)\s*(\d+)\s*\]")
_TERM = re.compile(r"(EventID|Level|Provider\[@Name)\s*=\s*(?:'([^']*)'|\"([^\"]*)\"|(\d+))\]?")
Test = Callable[["LogEntry"], bool]


class EventLogRecord(NetObject):
    """One event."""

    __slots__ = ("entry", "log_name", "machine_name")
    net_type = define(_E + "EventLogRecord", define(_E + "EventRecord"))
    PROPERTIES = {
        "Id": "number",
        "Version": "version",
        "Qualifiers": "nothing",
        "Level": "level",
        "Task": "task",
        "Opcode": "nothing",
        "Keywords": "keywords",
        "RecordId": "record_id",
        "ProviderName": "provider",
        "ProviderId": "nothing",
        "LogName": "log_name",
        "ProcessId": "nothing",
        "ThreadId": "nothing",
        "MachineName": "machine_name",
        "UserId": "user",
        "TimeCreated": "time",
        "ActivityId": "nothing",
        "RelatedActivityId": "nothing",
        "ContainerLog": "log_name",
        "LevelDisplayName": "level_name",
        "OpcodeDisplayName": "nothing",
        "TaskDisplayName": "nothing",
        "KeywordsDisplayNames": "keyword_names",
        "Properties": "event_data",
        "Message": "message",
    }
    METHODS = {"ToXml": "to_xml"}
    nothing = None

    def __init__(self, entry: LogEntry, log_name: str, machine_name: str) -> None:
        super().__init__()
        self.entry, self.log_name, self.machine_name = entry, log_name, machine_name

    number = property(lambda self: self.entry.event_id)
    version = property(lambda self: Byte(0))
    level = property(lambda self: Byte(_LEVELS[self.entry.kind][0]))
    level_name = property(lambda self: _LEVELS[self.entry.kind][1])
    task = property(lambda self: UInt16(self.entry.category))
    keywords = property(lambda self: Int64(_CLASSIC))
    keyword_names = property(lambda self: ["Classic"])
    record_id = property(lambda self: Int64(self.entry.index))
    provider = property(lambda self: self.entry.source)
    user = property(lambda self: self.entry.user)
    time = property(lambda self: self.entry.time)
    message = property(lambda self: self.entry.message)
    event_data = property(lambda self: list(self.entry.strings) or [self.entry.message])

    def to_xml(self) -> str:
        from lxml import etree

        root = etree.Element("Event", nsmap={None: "http://schemas.microsoft.com/win/2004/08/events/event"})
        system = etree.SubElement(root, "System")
        etree.SubElement(system, "Provider", Name=self.entry.source)
        for name, value in (("EventID", self.number), ("Level", int(self.level)), ("EventRecordID", self.entry.index)):
            etree.SubElement(system, name).text = str(value)
        etree.SubElement(system, "TimeCreated", SystemTime=f"{self.entry.time.parts:%Y-%m-%dT%H:%M:%S}Z")
        etree.SubElement(system, "Channel").text = self.log_name
        etree.SubElement(system, "Computer").text = self.machine_name
        data = etree.SubElement(root, "EventData")
        for text in self.event_data:
            etree.SubElement(data, "Data").text = text
        return str(etree.tostring(root, encoding="unicode"))


class EventLogConfiguration(NetObject):
    """One log, as -ListLog shows it."""

    __slots__ = ("log",)
    net_type = define(_E + "EventLogConfiguration")
    PROPERTIES = {"LogMode": "mode", "MaximumSizeInBytes": "maximum", "RecordCount": "count", "LogName": "name", "IsEnabled": "enabled",
                  "LogType": "kind", "IsClassicLog": "enabled", "ProviderNames": "providers"}  # fmt: skip
    mode, enabled, kind = "Circular", True, "Administrative"

    def __init__(self, log: EventLog) -> None:
        super().__init__()
        self.log = log

    name = property(lambda self: self.log.name)
    count = property(lambda self: Int64(len(self.log.entries)))
    maximum = property(lambda self: Int64(self.log.maximum_kilobytes * 1024))
    providers = property(lambda self: list(self.log.sources.values()))


@cmdlet("Get-WinEvent", default_set="GetLogSet", output=(_E + "EventLogRecord", _E + "EventLogConfiguration"))
class GetWinEvent(Cmdlet):
    """Gets events from event logs on the computer."""

    list_log = parameter("ListLog", "string[]", sets=(In("ListLogSet", mandatory=True, position=0),), allow_empty=True)
    log_name = parameter("LogName", "string[]", sets=(In("GetLogSet", position=0, pipeline=True, by_property=True),))
    list_provider = parameter("ListProvider", "string[]", sets=(In("ListProviderSet", mandatory=True, position=0),), allow_empty=True)
    provider_name = parameter("ProviderName", "string[]", sets=(In("GetProviderSet", mandatory=True, position=0, by_property=True),))
    hashtable = parameter("FilterHashtable", "hashtable[]", sets=(In("HashQuerySet", mandatory=True, position=0),))
    xpath = parameter("FilterXPath", "string", sets=("GetLogSet", "GetProviderSet"))
    max_events = parameter("MaxEvents", "long", validate=(ValidateRange(1, 9223372036854775807),),
                           sets=("GetLogSet", "GetProviderSet", "HashQuerySet"))  # fmt: skip
    computer_name = parameter("ComputerName", "string", aliases=("Cn",))
    credential = parameter("Credential", "pscredential")
    force = parameter("Force", "switch", sets=("ListLogSet", "GetLogSet", "GetProviderSet", "HashQuerySet"))
    oldest = parameter("Oldest", "switch", sets=("GetLogSet", "GetProviderSet", "HashQuerySet"))

    def process(self) -> None:
        named = self.computer_name
        if named and named.lower() not in self.machine.own_names | {"."}:
            self._refuse("The RPC server is unavailable", "RpcServerUnavailable", "ResourceUnavailable", named)
        elif self.set_name == "ListLogSet":
            self._list_logs()
        elif self.set_name == "ListProviderSet":
            self._list_providers()
        else:
            self._read()

    def _refuse(self, text: str, error_id: str, category: str, target: Any = None) -> None:
        self.write_error(self.error(_FAILURE, text, error_id, category, target))

    def _logs(self, patterns: list[str]) -> Iterator[EventLog]:
        for pattern in patterns:
            matches = compile_wildcard(pattern)
            found = [log for log in self.machine.eventlogs.all() if matches(log.name)]
            if not found and not has_wildcards(pattern):
                text = f'There is not an event log on the {self.machine.name} computer that matches "{pattern}".'
                self._refuse(text, "NoMatchingLogsFound", "ObjectNotFound", self.machine.name)
            yield from found

    def _list_logs(self) -> None:
        for log in self._logs(self.list_log):
            self.write(EventLogConfiguration(log))

    def _list_providers(self) -> None:
        for pattern in self.list_provider:
            matches = compile_wildcard(pattern)
            found = sorted({name for log in self.machine.eventlogs.all() for name in log.sources.values() if matches(name)})
            if not found and not has_wildcards(pattern):
                text = f'There is not an event provider on the {self.machine.name} computer that matches "{pattern}".'
                self._refuse(text, "NoMatchingProvidersFound", "ObjectNotFound", self.machine.name)
            self.write_all(found)

    def _read(self) -> None:
        events: list[tuple[LogEntry, str]] = []
        read = 0
        for names, tests in self._questions():
            for log in self._logs(names):
                read += 1
                events += [(entry, log.name) for entry in log.entries if all(test(entry) for test in tests)]
        events.sort(key=lambda pair: (pair[0].time.ticks, pair[0].index), reverse=not self.oldest)
        for entry, log_name in events[: self.max_events] if self.max_events else events:
            self.write(EventLogRecord(entry, log_name, self.machine.full_name))
        if read and not events:
            self._refuse("No events were found that match the specified selection criteria.", "NoMatchingEventsFound", "ObjectNotFound")

    def _questions(self) -> Iterator[tuple[list[str], list[Test]]]:
        """Logs to read, and what their entries must be."""
        tests = list(_xpath_tests(self, self.xpath)) if self.xpath else []
        if self.set_name == "GetProviderSet":
            yield ["*"], [*tests, _source_test(self.provider_name)]
        elif self.set_name == "HashQuerySet":
            for table in self.hashtable:
                yield from self._table_question(table)
        else:
            yield list(self.log_name or ("*",)), tests

    def _table_question(self, table: Any) -> Iterator[tuple[list[str], list[Test]]]:
        pairs = {to_text(key).lower(): value for key, value in table.pairs()}
        for key in pairs:
            if key not in _KEYS:
                text = f"The parameter is incorrect: the key '{key}' of FilterHashtable is not one of {', '.join(sorted(_KEYS))}."
                self.fail(self.error("System.ArgumentException", text, "InvalidFilterKey", "InvalidArgument", key))
        if not {"logname", "providername", "path"} & set(pairs):
            text = "The FilterHashtable must name a LogName, a ProviderName or a Path."
            self.fail(self.error("System.ArgumentException", text, "LogsAndProvidersDontOverlap", "InvalidArgument"))
        if "path" in pairs:
            text = f"Could not find the event log file {to_text(pairs['path'])}: an emulated machine keeps its logs in memory only."
            self.fail(self.error("System.IO.FileNotFoundException", text, "FileNotFound", "ObjectNotFound", pairs["path"]))
        names = [to_text(name) for name in _several(pairs.get("logname", "*"))]
        yield names, list(_table_tests(pairs))


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _source_test(names: list[str]) -> Test:
    patterns = [compile_wildcard(to_text(name)) for name in names]
    return lambda entry: any(matches(entry.source) for matches in patterns)


def _number_test(attribute: Callable[[LogEntry], int], values: Any) -> Test:
    wanted = {int(value) for value in _several(values)}
    return lambda entry: attribute(entry) in wanted


def _age_test(since: DateTime, newer: bool) -> Test:
    return lambda entry: (entry.time.ticks >= since.ticks) is newer


def _table_tests(pairs: dict[str, Any]) -> Iterator[Test]:
    moment = find_type("System.DateTime")
    if "providername" in pairs:
        yield _source_test(_several(pairs["providername"]))
    if "id" in pairs:
        yield _number_test(lambda entry: entry.event_id, pairs["id"])
    if "level" in pairs:
        yield _number_test(lambda entry: _LEVELS[entry.kind][0], pairs["level"])
    if "keywords" in pairs:
        mask = int(pairs["keywords"])
        yield lambda entry: bool(mask & _CLASSIC)
    if pairs.get("starttime") is not None:
        start: DateTime = convert(pairs["starttime"], moment)
        yield lambda entry: entry.time.ticks >= start.ticks
    if pairs.get("endtime") is not None:
        end: DateTime = convert(pairs["endtime"], moment)
        yield lambda entry: entry.time.ticks <= end.ticks
    if "userid" in pairs:
        user = to_text(pairs["userid"]).lower()
        yield lambda entry: (entry.user or "").lower() == user
    if "data" in pairs:
        data = [to_text(one) for one in _several(pairs["data"])]
        yield lambda entry: any(one in (*entry.strings, entry.message) for one in data)


def _xpath_tests(command: Cmdlet, text: str) -> Iterator[Test]:
    """The XPath that event queries use: EventID, Level, Provider and the age, joined by `and`."""
    rest = _TIMED.sub("", _TERM.sub("", text))
    if re.search(r"\bor\b|not\(|EventData", rest) or text.count("[") != text.count("]"):
        kind = _E + "EventLogException"
        command.fail(command.error(kind, "The specified query is invalid", "InvalidXPathQuery", "InvalidArgument", text))
    for name, single, double, number in _TERM.findall(text):
        value = single or double or number
        if name == "EventID":
            yield _number_test(lambda entry: entry.event_id, value)
        elif name == "Level":
            yield _number_test(lambda entry: _LEVELS[entry.kind][0], value)
        else:
            yield _source_test([value])
    for order, milliseconds in _TIMED.findall(text):
        yield _age_test(DateTime.now().add(TimeSpan.of(milliseconds=-int(milliseconds))), order.startswith("<"))
