"""The host of a pipeline that somebody far away started: everything a script asks of it becomes a host call.

Decides which method of the client's host a request means and how the answer reads.  Who carries calls and answers is handed in as
`Caller`: `call` waits for an answer, `tell` does not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from psbridge.engine.host import FieldDescription, Host, HostUI
from psbridge.engine.rawui import RawUI
from psbridge.engine.screenparts import ControlKeyStates, Coordinates, KeyInfo, Size
from psbridge.objects import NetError, NetObject, unwrap
from psbridge.objects.containers import MultiArray, NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.records import ConsoleColor, DebugRecord, VerboseRecord, WarningRecord
from psbridge.objects.scalars import Version
from psbridge.psrp import hosttypes
from psbridge.psrp.hosttypes import HostDefaults, HostInfo
from psbridge.server.innards import ServerRemoteHost

_H = "System.Management.Automation.Host."
# what ShouldProcess and the Inquire preference ask, under the names that the engine gives its answers
_CONFIRM = {
    "Yes": ("&Yes", "Continue with only the next step of the operation."),
    "YesToAll": ("Yes to &All", "Continue with all the steps of the operation."),
    "No": ("&No", "Skip this operation and proceed with the next operation."),
    "NoToAll": ("No to A&ll", "Skip this operation and all subsequent operations."),
    "Suspend": ("&Suspend", 'Pause the current pipeline and return to the command prompt. Type "exit" to resume the pipeline.'),
}


class Caller(Protocol):
    """Carries host calls."""

    def call(self, method: str, *arguments: Any) -> Any: ...

    def tell(self, method: str, *arguments: Any) -> None: ...


def _pair(value: Any, first: str, second: str) -> tuple[int, int]:
    """Two numbers of an object that has them as properties."""
    from psbridge.objects.access import get_property

    bare = unwrap(value)
    return int(get_property(bare, first)), int(get_property(bare, second))


def _size(value: Any) -> hosttypes.Size:
    return hosttypes.Size(*_pair(value, "Width", "Height"))


def _coordinates(value: Any) -> hosttypes.Coordinates:
    return hosttypes.Coordinates(*_pair(value, "X", "Y"))


def _rectangle(value: Any) -> hosttypes.Rectangle:
    return hosttypes.Rectangle(*_pair(value, "Left", "Top"), *_pair(value, "Right", "Bottom"))


def _cell(value: Any) -> hosttypes.BufferCell:
    from psbridge.objects.access import get_property

    bare = unwrap(value)
    character, fore, back, kind = (
        unwrap(get_property(bare, name)) for name in ("Character", "ForegroundColor", "BackgroundColor", "BufferCellType")
    )
    return hosttypes.BufferCell(str(character), int(_color(fore)), int(_color(back)), int(kind))


def _color(value: Any) -> Any:
    bare = unwrap(value)
    return ConsoleColor.parse(bare) if isinstance(bare, str) else ConsoleColor(int(bare))


_CHANGES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "foreground": ("SetForegroundColor", _color),
    "background": ("SetBackgroundColor", _color),
    "cursor": ("SetCursorPosition", _coordinates),
    "place": ("SetWindowPosition", _coordinates),
    "cursor_size": ("SetCursorSize", int),
    "buffer": ("SetBufferSize", _size),
    "window": ("SetWindowSize", _size),
    "title": ("SetWindowTitle", str),
}


class RemoteRawUI(RawUI):
    """The window over there: what its client said of it is remembered, changes are passed on."""

    __slots__ = ("_max", "_max_physical", "caller")

    def __init__(self, caller: Caller, defaults: HostDefaults) -> None:
        super().__init__()
        self.caller = caller
        self._foreground, self._background = ConsoleColor(max(0, defaults.foreground)), ConsoleColor(max(0, defaults.background))
        self._cursor, self._place = _place(defaults.cursor_position), _place(defaults.window_position)
        self._cursor_size, self._title = defaults.cursor_size, defaults.window_title
        self._buffer, self._window = _extent(defaults.buffer_size), _extent(defaults.window_size)
        self._max, self._max_physical = _extent(defaults.max_window_size), _extent(defaults.max_physical_window_size)

    @property
    def max_size(self) -> Size:
        return self._max

    @property
    def max_physical(self) -> Size:
        return self._max_physical

    @property
    def key_available(self) -> None:
        """Nobody asks over there."""

    def changed(self, name: str) -> None:
        method, on_wire = _CHANGES[name]
        self.caller.tell(method, on_wire(getattr(self, f"_{name}")))

    def key(self, wanted: int) -> Any:
        found = self.caller.call("ReadKey", wanted)
        return found and KeyInfo(found.virtual_key, found.character, ControlKeyStates(found.control_keys), found.is_down)

    def flush(self) -> None:
        self.caller.tell("FlushInputBuffer")

    def set_contents(self, place: Any, content: Any) -> None:
        """A rectangle filled with one cell, or cells from a place on."""
        cells = unwrap(content)
        if isinstance(cells, MultiArray):
            width = cells.lengths[1]
            rows = [[_cell(one) for one in cells.items[i : i + width]] for i in range(0, len(cells.items), width)]
            self.caller.tell("SetBufferContents2", _coordinates(place), rows)
        else:
            self.caller.tell("SetBufferContents1", _rectangle(place), _cell(cells))

    def scroll_contents(self, source: Any, target: Any, clip: Any, fill: Any) -> None:
        self.caller.tell("ScrollBufferContents", _rectangle(source), _coordinates(target), _rectangle(clip), _cell(fill))


def _place(told: hosttypes.Coordinates) -> Coordinates:
    return Coordinates(told.x, told.y)


def _extent(told: hosttypes.Size) -> Size:
    return Size(told.width, told.height)


class RemoteUI(HostUI):
    """The user interface over there."""

    __slots__ = ("caller", "defaults", "records")

    def __init__(self, caller: Caller, defaults: HostDefaults | None) -> None:
        super().__init__()
        self.caller = caller
        self.records: Any = None  # where what a script shows itself is recorded as well
        self.defaults = defaults or HostDefaults()
        self.raw = RemoteRawUI(caller, self.defaults)

    # -- writing

    def write(self, *words: Any) -> None:
        self._say("Write", words)

    def write_line(self, *words: Any) -> None:
        if not words:
            self.caller.tell("WriteLine1")
        else:
            self._say("WriteLine", words)

    def _say(self, name: str, words: tuple[Any, ...]) -> None:
        text = to_text(words[-1]) if words else ""
        if len(words) > 2:
            number = 3 if name == "WriteLine" else 2
            self.caller.tell(f"{name}{number}", int(_color(words[0])), int(_color(words[1])), text)
        else:
            self.caller.tell("WriteLine2" if name == "WriteLine" else "Write1", text)

    def write_colored(self, text: str, foreground: Any, background: Any, line: bool) -> None:
        """What Write-Host writes; a colour that was not given is the host's own."""
        fore = int(self.raw.foreground if foreground is None else unwrap(foreground))
        back = int(self.raw.background if background is None else unwrap(background))
        self.caller.tell("WriteLine3" if line else "Write2", fore, back, text)

    def write_error_line(self, text: str) -> None:
        self.caller.tell("WriteErrorLine", text)

    def write_warning_line(self, text: str) -> None:
        self._record("warning", WarningRecord(text))
        self.caller.tell("WriteWarningLine", text)

    def write_verbose_line(self, text: str) -> None:
        self._record("verbose", VerboseRecord(text))
        self.caller.tell("WriteVerboseLine", text)

    def write_debug_line(self, text: str) -> None:
        self._record("debug", DebugRecord(text))
        self.caller.tell("WriteDebugLine", text)

    def write_progress(self, *words: Any) -> None:
        source, record = words if len(words) == 2 else (0, words[-1])
        self._record("progress", unwrap(record))
        self.caller.tell("WriteProgress", int(unwrap(source)), unwrap(record))

    def _record(self, stream: str, record: Any) -> None:
        if self.records is not None:
            getattr(self.records, stream)(record)

    def show(self, method: str, *words: Any) -> None:
        """Show what has been recorded already."""
        self.caller.tell(method, *words)

    # -- asking

    def read_line(self) -> str:
        return self.caller.call("ReadLine")  # type: ignore[no-any-return]

    def read_secret(self) -> Any:
        return self.caller.call("ReadLineAsSecureString")

    def prompt(self, caption: str, message: str, fields: list[Any]) -> dict[str, Any] | None:
        found = self.caller.call("Prompt", caption, message, [_field(one) for one in fields])
        if found is None:
            raise NetError.of("System.NullReferenceException", "Object reference not set to an instance of an object.")
        table = unwrap(found)
        pairs = table.pairs() if isinstance(table, NetDictionary) else dict(table).items()
        return {to_text(key): value for key, value in pairs}

    def prompt_fields(self, caption: Any, message: Any, fields: Any) -> Any:
        given = unwrap(fields)
        return self.prompt(to_text(caption), to_text(message), [unwrap(one) for one in given] if isinstance(given, list) else [given])

    def prompt_for_choice(self, caption: str, message: str, choices: Any, default: Any = 0) -> Any:
        given = list(unwrap(choices))
        if given and all(isinstance(one, str) and one in _CONFIRM for one in given):
            described = [hosttypes.ChoiceDescription(*_CONFIRM[one]) for one in given]
            return given[int(self.caller.call("PromptForChoice", caption, message, described, int(default)))]
        described = [_choice(one) for one in given]
        bare = unwrap(default)
        if isinstance(bare, list | tuple):
            return self.caller.call("PromptForChoiceMultipleSelection", caption, message, described, [int(unwrap(n)) for n in bare])
        return self.caller.call("PromptForChoice", caption, message, described, int(bare))

    def prompt_for_credential(self, caption: str, message: str, user_name: Any, target: str, *rest: Any) -> Any:
        """PromptForCredential2: the kinds 3 (generic or domain) and the options 1 (default) are what Get-Credential asks with."""
        kinds, options = (int(unwrap(rest[0])), int(unwrap(rest[1]))) if len(rest) == 2 else (3, 1)
        return self.caller.call("PromptForCredential2", caption, message, user_name or None, target, kinds, options)


def _field(field: Any) -> hosttypes.FieldDescription:
    """A field of the engine, or one that a script made, as it travels."""
    if not isinstance(field, FieldDescription):
        from psbridge.objects.access import get_property

        return hosttypes.FieldDescription(to_text(get_property(field, "Name")), to_text(get_property(field, "Label", "")))
    full = field.type_name
    assembly = "System.Management.Automation" if full.startswith("System.Management.Automation") or "SecureString" not in full else ""
    where = "System.Private.CoreLib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"
    if assembly and full.startswith("System.Management.Automation"):
        where = "System.Management.Automation, Version=7.0.13.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
    label = "" if field.label == field.name else field.label
    return hosttypes.FieldDescription(
        field.name, label, field.short_type, full, f"{full}, {where}", field.help_message, bool(field.mandatory), field.default
    )


def _choice(choice: Any) -> hosttypes.ChoiceDescription:
    bare = unwrap(choice)
    if isinstance(bare, str):
        return hosttypes.ChoiceDescription(bare)
    from psbridge.objects.access import get_property

    return hosttypes.ChoiceDescription(to_text(get_property(bare, "Label")), to_text(get_property(bare, "HelpMessage", "")))


class RemoteHost(Host):
    """$Host of a served runspace: what of it the client has is asked over the wire, the rest refuses."""

    __slots__ = ("_external", "caller")
    discards_console = True

    def __init__(self, info: HostInfo, caller: Caller | None, culture: str = "en-US") -> None:
        answering = caller is not None and not info.is_host_null
        ui = RemoteUI(caller, info.defaults) if caller is not None and answering and not info.is_ui_null else None
        super().__init__("ServerRemoteHost", culture, ui)
        self.version = Version(1, 0, 0, 0)
        self._external = ServerRemoteHost()
        self.caller = caller if answering else None

    @property
    def external(self) -> NetObject:
        return self._external

    @property
    def shows_records(self) -> bool:
        """Whether records are also written to the client's host."""
        return isinstance(self.ui, RemoteUI)

    def set_should_exit(self, code: int) -> None:
        self.exit_code = code
        if self.caller is not None:
            self.caller.tell("SetShouldExit", int(code))

    def enter_nested_prompt(self) -> None:
        raise _not_implemented("EnterNestedPrompt")

    def exit_nested_prompt(self) -> None:
        raise _not_implemented("ExitNestedPrompt")


def _not_implemented(name: str) -> NetError:
    return NetError.of("System.NotImplementedException", f"Remote host method {name} is not implemented.")


__all__ = ["Caller", "RemoteHost", "RemoteUI"]
