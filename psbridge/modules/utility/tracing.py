"""Trace-Command, Get-TraceSource, Set-TraceSource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import UTF8_NO_MARK
from psbridge.engine.errors import ScriptError
from psbridge.engine.tracing import events
from psbridge.engine.tracing.sources import ALL, PSTraceSourceOptions, TraceListener, TraceSource, sources_of
from psbridge.engine.tracing.watching import watching
from psbridge.modules.utility import files
from psbridge.objects import DebugRecord, ErrorRecord
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_A = "System.Management.Automation."
_NO_FILE = "FileListenerPathResolutionFailed"
_EXPRESSION, _COMMAND = "expressionSet", "commandSet"


class _Tracing(Cmdlet):
    """Finding sources by name, and making listeners for them."""

    name: Any = None
    option: Any = None
    listener_option: Any = 0
    file_path: Any = None
    ps_host: Any = False
    debugger: Any = False
    force: Any = False

    def matching(self, report: bool) -> list[TraceSource]:
        """The sources that the names mean; with `report` a plain name that is none is an error."""
        known = sources_of(self.runspace)
        found: dict[str, TraceSource] = {}
        for name in self.name or ("*",):
            matches = compile_wildcard(name)
            hits = {key: source for key, source in known.items() if matches(source.name)}
            found |= hits
            if not hits and report and not has_wildcards(name):
                text = f"Cannot find a trace source with the name '{name}'."
                self.write_error(self.error(_A + "ItemNotFoundException", text, "TraceSourceNotFound", "ObjectNotFound", name))
        return sorted(found.values(), key=lambda source: source.name)

    def listeners(self) -> list[TraceListener]:
        made = []
        if self.file_path and (listener := self._file()) is not None:
            made.append(listener)
        if self.ps_host:
            made.append(TraceListener("Host", self._host(), self.listener_option))
        if self.debugger:  # what a debugger of the process would read; there is none that could
            made.append(TraceListener("Debug", lambda line: None, self.listener_option))
        return made

    def _file(self) -> TraceListener | None:
        """A listener that writes to the file, always behind what is there; None, and an error, where none can be."""
        found = self.paths.unresolved(self.file_path)
        if found.provider is not self.runspace.drives.files:
            where = f"The path '{self.file_path}' referred to a '{found.provider.info.full_name}' provider path."
            text = f"Trace output can only be written to the file system. {where}"
            self.write_error(self.error(_A + "PSNotSupportedException", text, _NO_FILE, "InvalidArgument", self.file_path))
            return None
        try:
            path = files.resolve_one(self, self.file_path)
            target = files.text_writer(self, path, append=True, force=bool(self.force), encoding=UTF8_NO_MARK, literal=True)
        except ScriptError as problem:
            self._no_file(problem.record)
            return None

        def write(line: str) -> None:
            target.write_line(line)
            target.flush()

        return TraceListener(path, write, self.listener_option, target.close)

    def _no_file(self, record: ErrorRecord) -> None:
        exception = record.exception
        error = self.error(exception.kind.full_name, exception.message, _NO_FILE, "OpenError", self.file_path)
        error.exception = exception
        self.write_error(error)

    def _host(self) -> Callable[[str], None]:
        streams = self.ctx.streams
        return lambda line: streams.debug(DebugRecord(line))


@cmdlet("Get-TraceSource", output=(_A + "PSTraceSource",))
class GetTraceSource(_Tracing):
    """Gets the components of the engine that can be traced, with their options."""

    name = parameter("Name", "string[]", position=0, pipeline=True, by_property=True, validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        self.write_all(self.matching(True))


@cmdlet("Set-TraceSource", default_set="optionsSet", output=(_A + "PSTraceSource",))
class SetTraceSource(_Tracing):
    """Configures, starts and stops the tracing of components of the engine."""

    name = parameter("Name", "string[]", position=0, mandatory=True, pipeline=True, by_property=True)
    option = parameter("Option", _A + "PSTraceSourceOptions", sets=(In("optionsSet", position=1, by_property=True),))
    listener_option = parameter("ListenerOption", "System.Diagnostics.TraceOptions", sets=("optionsSet",), default=0)
    file_path = parameter("FilePath", "string", sets=("optionsSet",), aliases=("PSPath", "Path"))
    force = parameter("Force", "switch", sets=("optionsSet",))
    debugger = parameter("Debugger", "switch", sets=("optionsSet",))
    ps_host = parameter("PSHost", "switch", sets=("optionsSet",))
    remove_listener = parameter(
        "RemoveListener", "string[]", sets=(In("removeAllListenersSet", mandatory=True),), default=("*",), validate=(NotNullOrEmpty(),)
    )
    remove_file_listener = parameter(
        "RemoveFileListener", "string[]", sets=(In("removeFileListenersSet", mandatory=True),), default=("*",), validate=(NotNullOrEmpty(),)
    )
    pass_thru = parameter("PassThru", "switch", sets=("optionsSet",))

    def process(self) -> None:
        found = self.matching(False)
        if self.set_name == "optionsSet":
            self._switch_on(found)
        else:
            self._remove(found)
        traced = any(source.is_on for source in sources_of(self.runspace).values())
        if traced:
            events.load()
            self.runspace.extras["watching"] = watching
        else:
            self.runspace.extras.pop("watching", None)

    def _switch_on(self, found: list[TraceSource]) -> None:
        made = self.listeners()
        for source in found:
            if self.is_bound("Option"):
                source.options = PSTraceSourceOptions(int(self.option))
            source.listeners += made
        if self.pass_thru:
            self.write_all(found)

    def _remove(self, found: list[TraceSource]) -> None:
        files_only = self.set_name == "removeFileListenersSet"
        wanted = [compile_wildcard(name) for name in (self.remove_file_listener if files_only else self.remove_listener)]
        for source in found:
            gone = [
                one
                for one in source.listeners
                if one.name != "Default" and (one.close is not None or not files_only) and any(matches(one.name) for matches in wanted)
            ]
            source.listeners = [one for one in source.listeners if one not in gone]
            for one in gone:
                if one.close is not None:
                    one.close()
            if len(source.listeners) == 1:
                source.options = PSTraceSourceOptions(0)


@cmdlet("Trace-Command", default_set=_EXPRESSION)
class TraceCommand(_Tracing):
    """Runs an expression or a command, and tells what components of the engine do meanwhile."""

    input_object = parameter("InputObject", "psobject", pipeline=True, default=AutomationNull)
    name = parameter("Name", "string[]", position=0, mandatory=True)
    option = parameter("Option", _A + "PSTraceSourceOptions", position=2, default=ALL)
    expression = parameter("Expression", "scriptblock", sets=(In(_EXPRESSION, mandatory=True, position=1),))
    command = parameter("Command", "string", sets=(In(_COMMAND, mandatory=True, position=1),))
    arguments = parameter("ArgumentList", "object[]", sets=(In(_COMMAND, remaining=True),), aliases=("Args",))
    listener_option = parameter("ListenerOption", "System.Diagnostics.TraceOptions", default=0)
    file_path = parameter("FilePath", "string", aliases=("PSPath", "Path"))
    force = parameter("Force", "switch")
    debugger = parameter("Debugger", "switch")
    ps_host = parameter("PSHost", "switch")

    def begin(self) -> None:
        events.load()
        self.gathered: list[Any] = []
        self.found = self.matching(False)
        self.made = self.listeners()

    def process(self) -> None:
        if self.set_name == _EXPRESSION:
            self._traced(self.expression, (), self.input_object)
        elif self.input_object is not AutomationNull:
            self.gathered.append(self.input_object)

    def end(self) -> None:
        if self.set_name == _COMMAND:
            text = "param($command, $arguments, $objects) $objects | & $command @arguments"
            if not self.gathered:
                text = "param($command, $arguments) & $command @arguments"
            block = self.runspace.script_block(text, self.ctx)
            self._traced(block, (self.command, list(self.arguments or ()), self.gathered), AutomationNull)

    def _traced(self, block: Any, arguments: tuple[Any, ...], value: Any) -> None:
        """Run with the sources on, and put them back as they were."""
        before = [(source, source.options, source.listeners) for source in self.found]
        for source in self.found:
            source.options = PSTraceSourceOptions(int(self.option))
            source.listeners = [*source.listeners, *self.made]
        try:
            with watching(self.runspace):
                self.invoke_block(block, arguments, dollar_under=value, out=self)
        finally:
            for source, options, listeners in before:
                source.options, source.listeners = options, listeners

    def dispose(self) -> None:
        for one in getattr(self, "made", ()):
            if one.close is not None:
                one.close()
