"""The history of a session: an interactive host adds to it, scripts may too."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.objects.access import get_property
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import DateTime, TimeSpan
from psbridge.objects.wildcard import compile_wildcard

_KIND = "Microsoft.PowerShell.Commands.HistoryInfo"


class HistoryInfo(NetObject):
    """One command line that was run."""

    __slots__ = ("command_line", "end", "id", "start", "status")
    net_type = define(_KIND, assembly=SMA)
    PROPERTIES = {
        "Id": "id",
        "CommandLine": "command_line",
        "ExecutionStatus": "status",
        "StartExecutionTime": "start",
        "EndExecutionTime": "end",
        "Duration": "duration",
    }

    def __init__(
        self, number: int, command_line: str, start: DateTime | None = None, end: DateTime | None = None, status: str = "Completed"
    ) -> None:
        super().__init__()
        self.id = Int64(number)
        self.command_line, self.status = command_line, status
        self.start, self.end = start or DateTime.now(), end or DateTime.now()

    @property
    def duration(self) -> TimeSpan:
        return TimeSpan(self.end.ticks - self.start.ticks)

    def __str__(self) -> str:
        return self.command_line


def add_line(runspace: Any, text: str, start: DateTime | None = None, end: DateTime | None = None) -> HistoryInfo:
    """Add a line; the oldest ones go when there are too many."""
    history = runspace.history
    number = runspace.extras.get("history_number", 0) + 1
    runspace.extras["history_number"] = number
    made = HistoryInfo(number, text, start, end)
    history.append(made)
    limit = runspace.global_scope.get("MaximumHistoryCount", 4096)
    del history[: max(0, len(history) - int(limit))]
    return made


@cmdlet("Get-History", aliases=("ghy", "h", "history"), output=(_KIND,), net_class="Microsoft.PowerShell.Commands.GetHistoryCommand")
class GetHistory(Cmdlet):
    """Gives the command lines that were run."""

    number = parameter("Id", "long[]", position=0, pipeline=True, validate=(ValidateRange(1, 2**63 - 1),))
    count = parameter("Count", "int", position=1, validate=(ValidateRange(0, 32767),))

    def process(self) -> None:
        history = self.runspace.history
        if self.number is None:
            self.write_all(history[-self.count :] if self.count else [] if self.count == 0 else list(history))
            return
        for number in self.number:
            found = next((one for one in history if one.id == number), None)
            if found is None:
                text = f"Cannot locate the history for Id {number}."
                self.write_error(self.error("System.ArgumentException", text, "GetHistoryNoHistoryForId", "ObjectNotFound", number))
            else:
                self.write(found)


@cmdlet("Add-History", output=(_KIND,), remoting="None", net_class="Microsoft.PowerShell.Commands.AddHistoryCommand")
class AddHistory(Cmdlet):
    """Adds entries to the history."""

    input_object = parameter("InputObject", "psobject[]", position=0, pipeline=True)
    pass_thru = parameter("Passthru", "switch")

    def process(self) -> None:
        for value in self.input_object or ():
            line = get_property(value, "CommandLine")
            if line is None:
                text = "Cannot add history because the input object has a format that is not valid."
                self.write_error(self.error("System.ArgumentException", text, "AddHistoryInvalidInput", "InvalidArgument", value))
                continue
            made = add_line(
                self.runspace, to_text(line), get_property(value, "StartExecutionTime"), get_property(value, "EndExecutionTime")
            )
            if self.pass_thru:
                self.write(made)


@cmdlet(
    "Clear-History",
    default_set="IDParameter",
    aliases=("clhy",),
    should_process=True,
    net_class="Microsoft.PowerShell.Commands.ClearHistoryCommand",
)
class ClearHistory(Cmdlet):
    """Deletes entries from the history."""

    number = parameter("Id", "int[]", position=0, sets=("IDParameter",), validate=(ValidateRange(1, 2147483647),))
    command_line = parameter("CommandLine", "string[]", sets=("CommandLineParameter",), validate=(NotNullOrEmpty(),))
    count = parameter("Count", "int", position=1, validate=(ValidateRange(1, 2147483647),))
    newest = parameter("Newest", "switch")

    def process(self) -> None:
        history = self.runspace.history
        doomed = list(history)
        if self.number:
            doomed = [one for one in history if one.id in self.number]
            known = {one.id for one in doomed}
            for number in self.number:
                if number not in known:
                    text = f"Cannot locate the history for Id {number}."
                    self.write_error(self.error("System.ArgumentException", text, "GetHistoryNoHistoryForId", "ObjectNotFound", number))
        elif self.command_line:
            tests = [compile_wildcard(text) for text in self.command_line]
            doomed = [one for one in history if any(test(one.command_line) for test in tests)]
        if self.count:
            doomed = doomed[-self.count :] if self.newest else doomed[: self.count]
        for one in doomed:
            if self.should_process(one.command_line):
                history.remove(one)


@cmdlet("Invoke-History", aliases=("ihy", "r"), should_process=True, net_class="Microsoft.PowerShell.Commands.InvokeHistoryCommand")
class InvokeHistory(Cmdlet):
    """Runs a command line again."""

    number = parameter("Id", "string", position=0, by_property=True, pipeline=True, sets=(In("__AllParameterSets"),))

    def end(self) -> None:
        history = self.runspace.history
        found: Any = history[-1] if history else None
        if self.number is not None:
            text = self.number.lower()
            found = next((one for one in reversed(history) if str(int(one.id)) == text or one.command_line.lower().startswith(text)), None)
        if found is None:
            message = f"Cannot locate the history for command line {self.number or ''}."
            self.fail(self.error("System.ArgumentException", message, "InvokeHistoryNoHistoryForId", "ObjectNotFound", self.number))
        if self.should_process(found.command_line):
            self.host.ui.write_line(found.command_line)
            self.runtime.invoke_text(found.command_line, self.write)
