"""The client's host: what a server is told about it, and how its calls are carried out.

Decides which method of the engine's host each call means.  When a question is asked, and on which thread, is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.errors import ScriptError, error_record, record_of
from psbridge.engine.host import FieldDescription, Host, HostUI
from psbridge.errors import PsBridgeError
from psbridge.objects import wrap
from psbridge.objects.psobject import unwrap
from psbridge.psrp import HostCall, HostDefaults, HostInfo, HostResponse
from psbridge.psrp.hosttypes import Size

_A = "System.Management.Automation."


def describe_host(host: Host | None) -> HostInfo:
    """What a server is told about a host; one that nobody sits at has no user interface."""
    if host is None:
        return HostInfo()
    if type(host.ui) is HostUI:
        return HostInfo(False, True, True, False)
    raw = getattr(host.ui, "raw", None)
    size = getattr(raw, "size", None)
    if size is None:
        return HostInfo(False, False, True, False)
    width, height = int(size.width), int(size.height)
    window = Size(width, height)
    sizes = HostDefaults(7, 0, buffer_size=window, window_size=window, max_window_size=window, max_physical_window_size=window)
    return HostInfo.full(sizes)


def perform(host: Host, call: HostCall) -> Any:
    """Carry out a call on a host; its result, None for calls without one."""
    act = _METHODS.get(call.method.name)
    if act is None:
        text = f"Remote host method {call.method.name} is not implemented."
        raise ScriptError(error_record("System.NotImplementedException", text, "NotImplemented", "NotImplemented"))
    return act(host, *call.arguments)


def respond(host: Host, call: HostCall) -> HostResponse:
    """The answer to a call that wants one."""
    try:
        return HostResponse(call.id, call.method, perform(host, call))
    except PsBridgeError as error:
        record = error.record if isinstance(error, ScriptError) else record_of(error)
        return HostResponse(call.id, call.method, error=record)


def _prompt(host: Host, caption: str, message: str, fields: list[Any]) -> Any:
    asked = []
    for field in fields:
        made = FieldDescription(field.name, field.type_full_name, field.help_message)
        made.label, made.mandatory, made.default = field.label or field.name, field.is_mandatory, field.default
        asked.append(made)
    found = host.ui.prompt(caption, message, asked)
    if found is None:
        raise ScriptError(error_record(_A + "Host.HostException", _REFUSED, "HostFunctionNotImplemented", "NotImplemented"))
    return {name: wrap(value) for name, value in found.items()}


_REFUSED = (
    "A command that prompts the user failed because the host program or the command type does not support user interaction. "
    "Try a host program that supports user interaction, such as the PowerShell Console, and remove prompt-related commands from command "
    "types that do not support user interaction."
)


def _choose(host: Host, caption: str, message: str, choices: list[Any], default: Any) -> Any:
    found = host.ui.prompt_for_choice(caption, message, choices, default)
    if isinstance(found, str):  # an answer by the name that ShouldProcess knows
        labels = [choice.label.replace("&", "").replace(" ", "").lower() for choice in choices]
        return labels.index(found.lower()) if found.lower() in labels else default
    return found


def _credential(host: Host, *words: Any) -> Any:
    return host.ui.prompt_for_credential(*words[:4])


def _ui(name: str) -> Callable[..., Any]:
    def act(host: Host, *words: Any) -> Any:
        return getattr(host.ui, name)(*words)

    return act


def _raw_get(name: str) -> Callable[..., Any]:
    def act(host: Host) -> Any:
        return unwrap(getattr(host.ui.raw, name, None))

    return act


def _raw_set(name: str) -> Callable[..., Any]:
    def act(host: Host, value: Any) -> None:
        if hasattr(host.ui.raw, name):
            setattr(host.ui.raw, name, value)

    return act


_METHODS: dict[str, Callable[..., Any]] = {
    "GetName": lambda host: host.name,
    "GetVersion": lambda host: host.version,
    "GetInstanceId": lambda host: host.instance_id,
    "GetCurrentCulture": lambda host: host.culture,
    "GetCurrentUICulture": lambda host: host.ui_culture,
    "SetShouldExit": lambda host, code: host.set_should_exit(code),
    "NotifyBeginApplication": lambda host: host.begin_application(),
    "NotifyEndApplication": lambda host: host.begin_application(),
    "ReadLine": _ui("read_line"),
    "ReadLineAsSecureString": _ui("read_secret"),
    "Write1": _ui("write"),
    "Write2": lambda host, fore, back, text: host.ui.write(fore, back, text),
    "WriteLine1": _ui("write_line"),
    "WriteLine2": _ui("write_line"),
    "WriteLine3": lambda host, fore, back, text: host.ui.write_line(fore, back, text),
    "WriteErrorLine": _ui("write_error_line"),
    "WriteDebugLine": _ui("write_debug_line"),
    "WriteProgress": _ui("write_progress"),
    "WriteVerboseLine": _ui("write_verbose_line"),
    "WriteWarningLine": _ui("write_warning_line"),
    "Prompt": _prompt,
    "PromptForCredential1": _credential,
    "PromptForCredential2": _credential,
    "PromptForChoice": _choose,
    "PromptForChoiceMultipleSelection": _choose,
    "GetWindowTitle": _raw_get("title"),
    "SetWindowTitle": _raw_set("title"),
    "FlushInputBuffer": lambda host: None,
}
for _name in ("ForegroundColor", "BackgroundColor", "CursorPosition", "WindowPosition", "CursorSize", "BufferSize", "WindowSize"):
    _METHODS[f"Set{_name}"] = lambda host, value: None  # a screen of lines has none of these
