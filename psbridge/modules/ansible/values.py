"""How Ansible.Basic reads option values: one function for each type of an argument spec.

Decides what counts as a boolean, a list, a path ...; a value that is none raises ArgumentException.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from psbridge.engine.members.principals import Sid, accounts_of, sid_of
from psbridge.engine.members.runtime import expand
from psbridge.objects import AutomationNull
from psbridge.objects.containers import ArrayList, GenericDictionary, GenericList, NetDictionary, TypedArray
from psbridge.objects.convert.text import to_text
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.numbers import Single
from psbridge.objects.psobject import unwrap

OBJECT, STRING = find_type("System.Object"), find_type("System.String")
TRUE = ("y", "yes", "on", "1", "true", "t", "1.0")
FALSE = ("n", "no", "off", "0", "false", "f", "0.0")
_BAD_IN_PATHS = frozenset('"<>|\0') | frozenset(map(chr, range(1, 32)))
Reader = Callable[[Any, Any], Any]


def dictionary(items: Mapping[Any, Any] | list[tuple[Any, Any]] = ()) -> GenericDictionary:  # type: ignore[assignment]
    """Dictionary<string, object>."""
    return GenericDictionary(STRING, OBJECT, items)


def object_list(items: Any = ()) -> GenericList:
    """List<object>."""
    return GenericList(OBJECT, items)


def argument_error(text: str) -> NetError:
    return NetError.of("System.ArgumentException", text)


def name_of_type(value: Any) -> str:
    return type_of(value).full_name


def text_of(value: Any) -> str:
    """ToString of a value: a collection gives the name of its type."""
    bare = unwrap(value)
    if isinstance(bare, PSEnum):
        return bare.label
    if isinstance(bare, list | tuple | dict | NetDictionary):
        return name_of_type(bare)
    return to_text(bare)


def parse_bool(ctx: Any, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = text_of(value).lower().strip()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise argument_error(f"The value '{text}' is not a valid boolean. Valid booleans include: {', '.join((*TRUE, *FALSE))}")


def parse_dict(ctx: Any, value: Any) -> Any:
    if isinstance(value, GenericDictionary):
        return value
    if isinstance(value, NetDictionary | dict):
        return dictionary([(str(key), item) for key, item in (value.pairs() if isinstance(value, NetDictionary) else value.items())])
    if not isinstance(value, str):
        raise argument_error(f"{name_of_type(value)} cannot be converted to a dict")
    if value.startswith("{") and value.endswith("}"):
        return from_json(value)
    if "=" not in value:
        raise argument_error("string cannot be converted to a dict, must either be a JSON string or in the key=value form")
    fields = dict.fromkeys(_fields(value))
    return dictionary([(name, text if equals else None) for name, equals, text in (field.partition("=") for field in fields)])


def _fields(text: str) -> list[str]:
    """key=value words, apart by commas and spaces outside of quotes."""
    found, word, quote, escaped = [], "", "", False
    for char in text:
        if escaped:
            word, escaped = word + char, False
        elif char == "\\":
            escaped = True
        elif not quote and char in "'\"":
            quote = char
        elif quote and char == quote:
            quote = ""
        elif not quote and char in ", ":
            found.append(word)
            word = ""
        else:
            word += char
    return [one for one in (*found, word) if one]


def parse_float(ctx: Any, value: Any) -> Any:
    return _number(Single, value)


def parse_int(ctx: Any, value: Any) -> int:
    return value if type(value) is int else int(_number(int, value))


def _number(kind: Any, value: Any) -> Any:
    try:
        return kind(text_of(value).strip())
    except ValueError as error:
        raise NetError.of("System.FormatException", "Input string was not in a correct format.") from error


def parse_json(ctx: Any, value: Any) -> str:
    if isinstance(value, NetDictionary | dict):
        return to_json(ctx, value)
    if isinstance(value, str):
        return value
    raise argument_error(f"{name_of_type(value)} cannot be converted to json")


def parse_list(ctx: Any, value: Any) -> Any:
    if value is None or (isinstance(value, GenericList) and value.element is OBJECT):
        return value
    if isinstance(value, GenericList | ArrayList | TypedArray | list | tuple):
        return object_list(value)
    if isinstance(value, str):
        return object_list(part.strip() for part in value.split(","))
    if type(value) is int:
        return object_list([value])
    raise argument_error(f"{name_of_type(value)} cannot be converted to a list")


def parse_path(ctx: Any, value: Any) -> str:
    text = text_of(value)
    if text.startswith("\\\\?\\"):
        return text  # for the kernel: nothing in it is expanded
    text = expand(ctx, text)
    if _BAD_IN_PATHS.intersection(text):
        raise argument_error("string value contains invalid path characters, cannot convert to path")
    return text


def parse_sid(ctx: Any, value: Any) -> Sid:
    text = text_of(value)
    accounts = accounts_of(ctx)
    found = text if text.upper().startswith("S-1-") else sid_of(accounts, text)
    if found is None:
        text = "Some or all identity references could not be translated."
        raise NetError.of("System.Security.Principal.IdentityNotMappedException", text)
    return Sid(found)


READERS: dict[str, Reader] = {
    "bool": parse_bool,
    "dict": parse_dict,
    "float": parse_float,
    "int": parse_int,
    "json": parse_json,
    "list": parse_list,
    "path": parse_path,
    "raw": lambda ctx, value: value,
    "sid": parse_sid,
    "str": lambda ctx, value: text_of(value),
}


def to_json(ctx: Any, value: Any) -> str:
    """As ConvertTo-Json -Depth 99 -Compress."""
    block = ctx.runspace.script_block("ConvertTo-Json -InputObject $args[0] -Depth 99 -Compress", ctx)
    made = block.invoke_value(ctx, value)
    return "" if made is AutomationNull or made is None else str(unwrap(made))


def from_json(text: str) -> Any:
    """Objects as dictionaries, arrays as lists."""
    try:
        return _shaped(json.loads(text))
    except ValueError as error:
        raise argument_error(f"Invalid JSON primitive: {error}.") from error


def _shaped(value: Any) -> Any:
    if isinstance(value, dict):
        return dictionary([(name, _shaped(item)) for name, item in value.items()])
    return object_list(map(_shaped, value)) if isinstance(value, list) else value
