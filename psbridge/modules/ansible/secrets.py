"""What must not be seen of an Ansible module's values: texts of options that are marked no_log.

Decides where such a text is hidden as a whole (it is the value) and where in part (it is somewhere in the value).
"""

from __future__ import annotations

from typing import Any

from psbridge.modules.ansible.values import dictionary, object_list, text_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime

WHOLE = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
PART = "********"


def hide(value: Any, secrets: set[str]) -> Any:
    """A copy of the value without the secrets; anything but numbers, booleans and collections becomes text."""
    bare = unwrap(value)
    if bare is None:
        return None
    if isinstance(bare, bool | int | float):
        text = text_of(bare)
        return WHOLE if any(secret in text for secret in secrets) else bare
    if isinstance(bare, NetDictionary | dict):
        items = bare.pairs() if isinstance(bare, NetDictionary) else bare.items()
        return dictionary([(str(key), hide(item, secrets)) for key, item in items])
    if isinstance(bare, list | tuple):
        return object_list(hide(item, secrets) for item in bare)
    text = bare.to_text("o") if isinstance(bare, DateTime) and hasattr(bare, "to_text") else text_of(bare)
    return WHOLE if text in secrets else _without(text, secrets)


def _without(text: str, secrets: set[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, PART)
    return text


def log_text(value: Any, secrets: set[str], indent: int) -> str:
    """Values as the event log shows them: lists with dashes, dictionaries with a line for each entry."""
    bare = unwrap(value)
    if bare is None:
        return "$null"
    space = " " * indent
    if isinstance(bare, NetDictionary | dict):
        items = bare.pairs() if isinstance(bare, NetDictionary) else bare.items()
        return f"\r\n{space}".join(f"{key}: {log_text(item, secrets, indent + 2)}" for key, item in items)
    if isinstance(bare, list | tuple):
        return "".join(f"\r\n{space}- {log_text(item, secrets, indent + 2)}" for item in bare)
    return str(hide(text_of(bare), secrets))
