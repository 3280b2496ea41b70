"""Keys of $PSDefaultParameterValues: `Command:Parameter`, either part in quotes or not, and the dictionary that takes no other keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psbridge.objects.containers import Hashtable, fold_key
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type, represent, type_of

_SINGLE, _DOUBLE = "'\u2018\u2019\u201a\u201b", '"\u201c\u201d\u201e'
_HELP = "For information about the correct format, see about_Parameters_Default_Values at https://go.microsoft.com/fwlink/?LinkId=228266."
_INVALID_OPERATION = "System.Management.Automation.PSInvalidOperationException"


def split_key(key: str) -> tuple[str, str] | None:
    """The command and the parameter that a key names; None for a key of another form."""
    text = key.strip()
    command, rest = _quoted(text) if text[:1] in (*_SINGLE, *_DOUBLE) else _upto_colon(text)
    rest = rest.lstrip()
    if not command or not rest.startswith(":"):
        return None
    tail = rest[1:].lstrip()
    if not tail or tail[0] not in _SINGLE + _DOUBLE:
        return (command, tail) if tail else None
    parameter, behind = _quoted(tail)
    return (command, parameter) if parameter and not behind else None


def _upto_colon(text: str) -> tuple[str, str]:
    head, colon, tail = text.partition(":")
    return head.strip(), colon + tail


def _quoted(text: str) -> tuple[str, str]:
    """What stands between the quotes at the beginning, and what follows; nothing when they are not closed."""
    marks = _SINGLE if text[0] in _SINGLE else _DOUBLE
    for i in range(1, len(text)):
        if text[i] in marks:
            return text[1:i].strip(), text[i + 1 :]
    return "", ""


def is_switch(key: str) -> bool:
    """Whether a key is the one that turns all defaults off."""
    return key.strip().lower() == "disabled"


def is_key(key: Any) -> bool:
    return isinstance(key, str) and (split_key(key) is not None or is_switch(key))


def bad_keys(keys: Iterable[str]) -> str:
    """What is said of keys of another form."""
    told = list(keys)
    said = "The keys '{0}' do not have valid formats. " if len(told) > 1 else "The key '{0}' does not have a valid format. "
    return said.format(", ".join(told)) + _HELP


def refuse_keys(keys: Iterable[str]) -> NetError:
    return NetError.of(_INVALID_OPERATION, bad_keys(keys))


def _fold(key: Any) -> Any:
    return key.strip().lower() if isinstance(key, str) else fold_key(key)


class DefaultParameterDictionary(Hashtable):
    """What $PSDefaultParameterValues begins with."""

    __slots__ = ()
    fold = staticmethod(_fold)

    def __init__(self, items: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        pairs = list(items.items() if isinstance(items, Mapping) else items)
        bad = [to_text(key) for key, _ in pairs if not is_key(key)]
        if bad:
            raise refuse_keys(bad)
        super().__init__(pairs)

    def __setitem__(self, key: Any, value: Any) -> None:
        if not isinstance(key, str):
            shown = f"The key '{to_text(key)}' of type '{type_of(key).full_name}' is not a string value."
            text = f"{shown} DefaultParameterDictionary only accepts string value keys. (Parameter 'key')"
            raise NetError.of("System.Management.Automation.PSArgumentException", text)
        if not is_key(key):
            raise refuse_keys([key])
        super().__setitem__(key.strip(), value)


_net = find_type("System.Management.Automation.DefaultParameterDictionary")
represent(DefaultParameterDictionary, _net)
_net.python = _net.python or DefaultParameterDictionary
