"""The commands of classic event logs (Windows PowerShell): Get-, Write-, New-, Clear-, Limit-, Remove-EventLog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.machine.eventlogs import EventLog, LogEntry, LogRefusal
from psbridge.objects import ComputedScriptProperty, Int64, NetObject, define, define_enum, unwrap
from psbridge.objects.typetable import builtin
from psbridge.objects.wildcard import compile_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator

_D = "System.Diagnostics."
EntryType: Any = define_enum(_D + "EventLogEntryType", "Error=1 Warning=2 Information=4 SuccessAudit=8 FailureAudit=16")
OverflowAction: Any = define_enum(_D + "OverflowAction", "OverwriteAsNeeded=0 OverwriteOlder=1 DoNotOverwrite=-1")


class EventLogEntry(NetObject):
    """One entry of a log."""

    __slots__ = ("entry", "machine_name")
    net_type = define(_D + "EventLogEntry", "System.ComponentModel.Component")
    PROPERTIES = {
        "MachineName": "machine_name",
        "Data": "data",
        "Index": "index",
        "Category": "category",
        "CategoryNumber": "category_number",
        "EventID": "event_id",
        "EntryType": "entry_type",
        "Message": "message",
        "Source": "source",
        "ReplacementStrings": "strings",
        "InstanceId": "instance_id",
        "TimeGenerated": "time",
        "TimeWritten": "time",
        "UserName": "user_name",
        "Site": "nothing",
        "Container": "nothing",
    }
    nothing = None

    def __init__(self, entry: LogEntry, machine_name: str) -> None:
        super().__init__()
        self.entry, self.machine_name = entry, machine_name

    index = property(lambda self: self.entry.index)
    data = property(lambda self: bytearray(self.entry.data))
    category = property(lambda self: f"({self.entry.category})")
    category_number = property(lambda self: self.entry.category)
    event_id = property(lambda self: self.entry.event_id)
    instance_id = property(lambda self: Int64(self.entry.event_id))
    entry_type = property(lambda self: EntryType.parse(self.entry.kind))
    message = property(lambda self: self.entry.message)
    source = property(lambda self: self.entry.source)
    strings = property(lambda self: list(self.entry.strings) or [self.entry.message])
    time = property(lambda self: self.entry.time)
    user_name = property(lambda self: self.entry.user)


builtin(_D + "EventLogEntry").add(
    ComputedScriptProperty("EventID", lambda e: unwrap(e).event_id, "$this.get_EventID() -band 0xFFFF"),
)


class EventLogView(NetObject):
    """A log, as Get-EventLog -List shows it."""

    __slots__ = ("log", "machine_name")
    net_type = define(_D + "EventLog", "System.ComponentModel.Component")
    PROPERTIES = {
        "Entries": "entries",
        "LogDisplayName": "display_name",
        "Log": "name",
        "MachineName": "machine_name",
        "MaximumKilobytes": "maximum",
        "OverflowAction": "overflow",
        "MinimumRetentionDays": "retention",
        "EnableRaisingEvents": "no",
        "Source": "empty",
    }
    METHODS = {"Clear": "clear"}
    no, empty = False, ""

    def __init__(self, log: EventLog, machine_name: str) -> None:
        super().__init__()
        self.log, self.machine_name = log, machine_name

    name = property(lambda self: self.log.name)
    display_name = property(lambda self: self.log.display_name)
    maximum = property(lambda self: Int64(self.log.maximum_kilobytes))
    overflow = property(lambda self: OverflowAction.parse(self.log.overflow))
    retention = property(lambda self: self.log.retention_days)
    entries = property(lambda self: [EventLogEntry(one, self.machine_name) for one in self.log.entries])

    def clear(self) -> None:
        self.log.clear()


class _Logs(Cmdlet):
    """Finding logs by name."""

    def log(self, name: str) -> EventLog | None:
        found: EventLog | None = self.machine.eventlogs.find(name)
        if found is None:
            text = f"The event log '{name}' on computer '.' does not exist."
            kind = "System.InvalidOperationException"
            self.write_error(self.error(kind, text, kind, "NotSpecified"))
        return found


@cmdlet("Get-EventLog", default_set="LogName", output=(_D + "EventLogEntry", _D + "EventLog", "System.String"))
class GetEventLog(_Logs):
    """Gets the events in an event log, or a list of the event logs."""

    log_name = parameter("LogName", "string", sets=(In("LogName", mandatory=True, position=0),), aliases=("LN",))
    instance_id = parameter("InstanceId", "long[]", sets=(In("LogName", position=1),))
    computer_name = parameter("ComputerName", "string[]", aliases=("Cn",))
    newest = parameter("Newest", "int", sets=("LogName",), validate=(ValidateRange(0, 2147483647),))
    after = parameter("After", "datetime", sets=("LogName",))
    before = parameter("Before", "datetime", sets=("LogName",))
    user_name = parameter("UserName", "string[]", sets=("LogName",))
    index = parameter("Index", "int[]", sets=("LogName",))
    entry_type = parameter(
        "EntryType",
        "string[]",
        sets=("LogName",),
        aliases=("ET",),
        validate=(ValidateSet("Error", "Information", "FailureAudit", "SuccessAudit", "Warning"),),
    )
    source = parameter("Source", "string[]", sets=("LogName",), aliases=("ABO",))
    message = parameter("Message", "string", sets=("LogName",), aliases=("MSG",))
    as_base_object = parameter("AsBaseObject", "switch", sets=("LogName",))
    list_logs = parameter("List", "switch", sets=("List",))
    as_string = parameter("AsString", "switch", sets=("List",))

    def process(self) -> None:
        if self.set_name == "List":
            for log in self.machine.eventlogs.all():
                self.write(log.name if self.as_string else EventLogView(log, self.machine.name))
            return
        log = self.log(self.log_name)
        if log is None:
            return
        found = list(self._matching(log))
        for entry in found[: self.newest] if self.is_bound("Newest") else found:
            self.write(self._view(log, entry))
        if not found:
            text = "No matches found"
            self.write_error(self.error("System.ArgumentException", text, "GetEventLogNoEntriesFound", "ObjectNotFound"))

    def _view(self, log: EventLog, entry: LogEntry) -> EventLogEntry:
        made = EventLogEntry(entry, self.machine.name)
        if not self.as_base_object:
            names = made.own_type_names
            names.insert(0, f"{_D}EventLogEntry#{log.name}/{entry.source}")
            names.insert(0, f"{names[0]}/{entry.event_id}")
        return made

    def _matching(self, log: EventLog) -> Iterator[LogEntry]:
        tests = [test for test in self._tests() if test is not None]
        for entry in reversed(log.entries):
            if all(test(entry) for test in tests):
                yield entry

    def _tests(self) -> Iterator[Any]:
        if self.instance_id:
            wanted = {int(number) for number in self.instance_id}
            yield lambda entry: entry.event_id in wanted
        if self.index:
            places = set(self.index)
            yield lambda entry: entry.index in places
        if self.entry_type:
            kinds = {kind.lower() for kind in self.entry_type}
            yield lambda entry: entry.kind.lower() in kinds
        if self.source:
            sources = [compile_wildcard(p) for p in self.source]
            yield lambda entry: any(m(entry.source) for m in sources)
        if self.message:
            text = compile_wildcard(self.message)
            yield lambda entry: text(entry.message)
        if self.user_name:
            users = [compile_wildcard(p) for p in self.user_name]
            yield lambda entry: entry.user is not None and any(m(entry.user) for m in users)
        if self.after is not None:
            yield lambda entry: entry.time > self.after
        if self.before is not None:
            yield lambda entry: entry.time < self.before


@cmdlet("Write-EventLog")
class WriteEventLog(_Logs):
    """Writes an event to an event log."""

    log_name = parameter("LogName", "string", position=0, mandatory=True, aliases=("LN",))
    source = parameter("Source", "string", position=1, mandatory=True, aliases=("SRC",))
    event_id = parameter("EventId", "int", position=2, mandatory=True, aliases=("ID", "EID"), validate=(ValidateRange(0, 65535),))
    entry_type = parameter("EntryType", _D + "EventLogEntryType", position=3, aliases=("ET",), default=4)
    message = parameter("Message", "string", position=4, mandatory=True, aliases=("MSG",))
    category = parameter("Category", "int16", default=1)
    raw_data = parameter("RawData", "byte[]", aliases=("RD",))
    computer_name = parameter("ComputerName", "string", aliases=("CN",))

    def process(self) -> None:
        log = self.log(self.log_name)
        if log is None:
            return
        try:
            kind = EntryType(self.entry_type).label
            log.write(self.source, self.event_id, self.message, kind, int(self.category), data=bytes(self.raw_data or b""))
        except LogRefusal as problem:
            text = f'The source name "{self.source}" does not exist on computer "localhost".'
            record = self.error("System.InvalidOperationException", text, "InvalidOperation", "InvalidOperation", str(problem))
            self.write_error(record)


@cmdlet("New-EventLog")
class NewEventLog(_Logs):
    """Creates a new event log and a new event source."""

    log_name = parameter("LogName", "string", position=0, mandatory=True, aliases=("LN",))
    source = parameter("Source", "string[]", position=1, mandatory=True, aliases=("SRC",))
    computer_name = parameter("ComputerName", "string[]", position=2, aliases=("CN",))
    message_file = parameter("MessageResourceFile", "string", aliases=("MRF",))
    category_file = parameter("CategoryResourceFile", "string", aliases=("CRF",))
    parameter_file = parameter("ParameterResourceFile", "string", aliases=("PRF",))

    def process(self) -> None:
        try:
            self.machine.eventlogs.create(self.log_name, tuple(self.source))
        except LogRefusal as problem:
            text = f"{problem.what} on the 'localhost' computer."
            self.write_error(self.error("System.InvalidOperationException", text, "EventLogExists", "InvalidOperation"))


class _ManyLogs(_Logs):
    log_name = parameter("LogName", "string[]", position=0, mandatory=True, by_property=True, aliases=("LN",))
    computer_name = parameter("ComputerName", "string[]", aliases=("CN",))


@cmdlet("Clear-EventLog", should_process=True)
class ClearEventLog(_ManyLogs):
    """Clears all entries from event logs."""

    def process(self) -> None:
        for name in self.log_name:
            log = self.log(name)
            if log is not None and self.should_process(name, "Clear-EventLog"):
                log.clear()


@cmdlet("Limit-EventLog", should_process=True)
class LimitEventLog(_ManyLogs):
    """Sets the event log properties that limit its size and the age of its entries."""

    maximum_size = parameter("MaximumSize", "long", aliases=("MaxSize",))
    overflow_action = parameter("OverflowAction", _D + "OverflowAction", aliases=("OFA",))
    retention_days = parameter("RetentionDays", "int", aliases=("RD",))

    def process(self) -> None:
        for name in self.log_name:
            log = self.log(name)
            if log is None or not self.should_process(name, "Limit-EventLog"):
                continue
            if self.maximum_size is not None:
                log.maximum_kilobytes = int(self.maximum_size) // 1024
            if self.overflow_action is not None:
                log.overflow = OverflowAction(self.overflow_action).label
            if self.retention_days is not None:
                log.retention_days = self.retention_days


@cmdlet("Remove-EventLog", default_set="Default", should_process=True)
class RemoveEventLog(_ManyLogs):
    """Deletes an event log or unregisters an event source."""

    log_name = parameter("LogName", "string[]", sets=(In("Default", mandatory=True, position=0),), aliases=("LN",))
    source = parameter("Source", "string[]", sets=(In("Source", mandatory=True),), aliases=("SRC",))

    def process(self) -> None:
        for source in self.source or ():
            log = self.machine.eventlogs.of_source(source)
            if log is not None and self.should_process(source, "Remove-EventLog"):
                del log.sources[source.lower()]
        for name in self.log_name or ():
            if self.log(name) is not None and self.should_process(name, "Remove-EventLog"):
                self.machine.eventlogs.remove(name)
