"""How errors and the records of other streams are shown: ConciseView, NormalView, CategoryView, and what Get-Error tells.

Colours are left to hosts: the text is the same on every output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psbridge.formatting.fields import plain_text
from psbridge.formatting.model import Binding, CustomBody, CustomEntry, GroupBy, View, expression
from psbridge.formatting.views.build import custom
from psbridge.formatting.views.errordetail import error_detail
from psbridge.objects import convert
from psbridge.objects.access import get_property

_A = "System.Management.Automation."
_NATIVE = ("NativeCommandErrorMessage", "NativeCommandError")


@dataclass(slots=True)
class _Error:
    """The words of an error record, or of an exception in its place."""

    record: Any
    invocation: Any
    env: Any

    @classmethod
    def of(cls, value: Any, env: Any) -> _Error:
        invocation = get_property(value, "InvocationInfo")
        inner = get_property(value, "ErrorRecord")
        if invocation is None and inner is not None and get_property(inner, "InvocationInfo") is not None:
            value, invocation = inner, get_property(inner, "InvocationInfo")
        return cls(value, invocation, env)

    def text(self, *names: str) -> str:
        return plain_text(self.get(*names), self.env)

    def get(self, *names: str) -> Any:
        value = self.record
        for name in names:
            value = None if value is None else get_property(value, name)
        return value

    def called(self, name: str) -> Any:
        return None if self.invocation is None else get_property(self.invocation, name)

    @property
    def is_parser_error(self) -> bool:
        return self.text("CategoryInfo", "Category") == "ParserError"

    @property
    def error_id(self) -> str:
        return self.text("FullyQualifiedErrorId")

    @property
    def message(self) -> str:
        told = self.text("ErrorDetails", "Message")
        if told:
            return told
        if self.get("Exception") is not None:
            return self.text("Exception", "Message")
        found = self.get("Message")
        return plain_text(self.record if found is None else found, self.env)


def _headline(value: Any, env: Any) -> str:
    """What stands before the message in NormalView: the command, or how it was called."""
    error = _Error.of(value, env)
    if error.error_id in _NATIVE or env.error_view in ("CategoryView", "ConciseView") or error.invocation is None:
        return ""
    command, called = error.called("MyCommand"), plain_text(error.called("InvocationName"), env)
    if command is None:
        return f"{called} : " if called else ""
    kind = plain_text(get_property(command, "CommandType"), env)
    name = called
    if kind == "ExternalScript":
        name = plain_text(get_property(command, "Path"), env)
    elif kind == "Script":
        name = plain_text(get_property(command, "ScriptBlock"), env)
    elif called in ("", "&", "."):
        name = plain_text(get_property(command, "Name"), env)
    return f"{name} : " if name else ""


def _body(value: Any, env: Any) -> str:
    error = _Error.of(value, env)
    if error.error_id in _NATIVE:
        return error.text("Exception", "Message")
    if env.error_view == "CategoryView":
        return _category(error)
    details = error.text("PSMessageDetails")
    prefix = f" : {details}" if details else ""
    if env.error_view == "ConciseView":
        return f"{prefix}\n{_concise(error)}"
    return error.message + prefix + _normal_tail(error)


def _category(error: _Error) -> str:
    info = error.get("CategoryInfo")
    found = getattr(info, "get_message", None)
    return str(found()) if callable(found) else error.text("ErrorCategory_Message") or plain_text(info, error.env)


def _normal_tail(error: _Error) -> str:
    lines = [""]
    position = plain_text(error.called("PositionMessage"), error.env)
    if position and (error.called("MyCommand") is not None or not error.is_parser_error):
        lines.append(position)
    told = error.get("ErrorCategory_Message")
    lines.append(f"+ CategoryInfo          : {error.text('CategoryInfo') if told is None else told}")
    lines.append(f"+ FullyQualifiedErrorId : {error.error_id}")
    computer = error.text("OriginInfo", "PSComputerName")
    if computer:
        lines.append(f"+ PSComputerName        : {computer}")
    return _indented(lines, error.env.window_width) if error.env.desktop else "\n".join((*lines, ""))


def _indented(lines: list[str], width: int) -> str:
    """As Windows PowerShell ends an error: the facts indented, cut where the window ends, a blank in the last line."""
    room = max(width - 6, 1)
    cut = [
        "".join("    " + line[i : i + room] for i in range(0, len(line), room)) if line.startswith("+ ") and " : " in line[:26] else line
        for line in lines
    ]
    return "\n".join((*cut, " "))


# -- ConciseView


def _concise(error: _Error) -> str:
    place, prefix = _place(error) if _shows_place(error) else ("", "")
    message = prefix + _concise_message(error)
    if error.called("ScriptName") or error.is_parser_error:
        message = _fold(message, prefix, error.env.window_width) + "\n"
    return f"{_reason(error)}: {place}{message}"


def _shows_place(error: _Error) -> bool:
    line = error.called("ScriptLineNumber") or 0
    return bool(error.called("ScriptName")) or int(line) > 1 or error.is_parser_error


def _place(error: _Error) -> tuple[str, str]:
    """Name of the script, line and underline; and what begins the lines of the message below."""
    number = str(error.called("ScriptLineNumber") or 0)
    gap = " " * max(len(number) - 4, 0)
    position = plain_text(error.called("PositionMessage"), error.env).split("\n")
    line = position[1][1:] if len(position) > 1 else ""
    underline = position[-1][1:] if len(position) > 1 else ""
    prefix = f"{gap}     | "
    script = plain_text(error.called("ScriptName"), error.env)
    text = f"{script}\n{gap}Line |\n{number.rjust(4)} | {line}\n"
    return text + (f"{prefix}{underline}\n" if underline else ""), prefix


def _concise_message(error: _Error) -> str:
    told = error.text("ErrorDetails", "Message")
    message = error.message
    if not told and error.is_parser_error and "~\n" in message:
        return message.split("~\n")[1].split("\n\n")[0]
    return message


def _reason(error: _Error) -> str:
    """Whose error it is said to be."""
    if convert.truth(error.get("Exception", "WasThrownFromThrowStatement")):
        return "Exception"
    command = error.called("MyCommand")
    if command is not None and get_property(command, "Name") and error.env.is_command(command):
        return plain_text(command, error.env)
    for found in (error.get("CategoryInfo", "Activity"), command, error.called("InvocationName")):
        if found:
            return plain_text(found, error.env)
    category = error.get("CategoryInfo", "Category")
    if category and plain_text(category, error.env) != "NotSpecified":
        return plain_text(category, error.env)
    return error.text("CategoryInfo", "Reason") or "Error"


def _fold(message: str, prefix: str, width: int) -> str:
    """A message that is wider than the window, in lines that each begin with `prefix`."""
    message = message.replace("\n", " ").replace("\t", " ")
    if width <= 0 or len(message) <= width:
        return message
    first = _cut_at_blank(message, width)
    lines, rest = [first], message[len(first) :].strip()
    while len(rest) + len(prefix) > width:
        part = _cut_at_blank(prefix + rest, width)
        if len(part) <= len(prefix):
            break
        lines.append(part)
        rest = rest[len(part) - len(prefix) :].strip()
    return "\n".join((*lines, prefix + rest.strip()))


def _cut_at_blank(text: str, width: int) -> str:
    """The text up to the last white space within `width`."""
    if len(text) <= width:
        return text
    cut = text[:width]
    for i in range(len(cut) - 1, -1, -1):
        if cut[i].isspace():
            return cut[:i]
    return cut


def _plain(value: Any, env: Any) -> Any:
    return plain_text(value, env)


_RECORD = CustomBody((CustomEntry((Binding(expression(_headline)), Binding(expression(_body)))),))
_DETAIL = CustomBody((CustomEntry((Binding(expression(error_detail)),)),))

VIEWS = (
    View(
        "GetErrorInstance",
        (_A + "ErrorRecord#PSExtendedError", "System.Exception#PSExtendedError"),
        _DETAIL,
        GroupBy(expression("PSErrorIndex"), "ErrorIndex"),
    ),
    View("ErrorInstance", (_A + "ErrorRecord", "System.Exception"), _RECORD, out_of_band=True),
    custom(f"{_A}WarningRecord {_A}VerboseRecord {_A}DebugRecord", "Message", name="WarningRecord", out_of_band=True),
    custom(f"Deserialized.{_A}WarningRecord", "InformationalRecord_Message", name="DeserializedWarningRecord", out_of_band=True),
    custom(_A + "InformationRecord", _plain, name="InformationRecord", out_of_band=True),
)
