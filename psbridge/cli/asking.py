"""The fields of a prompt, asked for one after the other as pwsh does at its console.

Decides what is asked again: an answer that cannot become what the field wants; lists are asked for element by element until nothing is
typed, secrets are not shown, `!?` shows what a field is about.
"""

from __future__ import annotations

from typing import Any

from psbridge.errors import PsBridgeError

_LISTS = ("[]", "System.Collections.ArrayList", "System.Collections.IList")
_HELP = "!?"
_MARKED = "(Type !? for Help.)"
_UNREADABLE = 'Cannot recognize "{}" as a {} due to a format error.'


def ask_fields(ui: Any, fields: list[Any]) -> dict[str, Any] | None:
    """The answers by name; None when the input ends before all are given.  `ui` is a ConsoleUI."""
    if any(one.help_message for one in fields):
        ui.write_line(_MARKED)
    answers: dict[str, Any] = {}
    for one in fields:
        answer = _answer(ui, one)
        if answer is None:
            ui.write_line("")
            return None
        answers[one.name] = answer
    return answers


def _answer(ui: Any, field: Any) -> Any:
    kind = field.type_name
    if kind.endswith("PSCredential"):
        return ui.prompt_for_credential("", f"{field.name}", "", "")
    if not kind.endswith(_LISTS):
        return _one(ui, field, field.name, kind)
    found: list[Any] = []
    element = kind.removesuffix("[]") if kind.endswith("[]") else "System.Object"
    while True:
        answer = _one(ui, field, f"{field.name}[{len(found)}]", element)
        if answer is None:
            return found or None
        if answer == "":
            return found
        found.append(answer)


def _one(ui: Any, field: Any, label: str, kind: str) -> Any:
    """A single value, asked for until it can be one."""
    while True:
        ui.write(f"{label}: ")
        if kind.endswith("SecureString"):
            return _secret(ui)
        answer = ui.typed()
        if answer == _HELP and field.help_message:
            ui.write_line(field.help_message)
        elif answer is None or answer == "" or _can_be(answer, kind):
            return answer
        else:
            ui.write_line(_UNREADABLE.format(answer, kind))


def _secret(ui: Any) -> Any:
    from psbridge.engine.errors import ScriptError

    try:
        return ui.read_secret()
    except ScriptError:  # the input has ended
        return None


def _can_be(text: str, kind: str) -> bool:
    """Whether a value of that type can be made of a text; types that are not known take any."""
    from psbridge.engine.parameters import resolve_type
    from psbridge.objects.convert import convert

    try:
        wanted = resolve_type(kind)
    except (PsBridgeError, TypeError):  # one of a module that is not here
        return True
    try:
        convert(text, wanted)
    except PsBridgeError:
        return False
    return True


__all__ = ["ask_fields"]
