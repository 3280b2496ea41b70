"""The text of a value in a cell: collections in braces, the name of an object inside them, format strings.

Decides what PowerShell shows for one value, whatever the shape around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import PropertyExpression, default_display_property, resolve_names
from psbridge.objects import convert
from psbridge.objects.adapted import members_of
from psbridge.objects.containers import DictionaryEntry, GenericDictionary, NetDictionary
from psbridge.objects.enums import PSEnum
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import NetObject, PSObject, unwrap
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

_SCALARS = frozenset(
    f"System.{name}"
    for name in (
        *("String", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Char", "Single", "Double"),
        *("Boolean", "Decimal", "IntPtr", "Security.SecureString", "Numerics.BigInteger"),
    )
)
DESERIALIZED = "Deserialized."
_INHERIT_TEXT = frozenset(("System.Text.RegularExpressions.Group", "System.Text.RegularExpressions.Match"))
_NAME_PATTERNS = ("name", "id", "key", "*key", "*name", "*id")
_REMOTE_NOTES = frozenset(("pscomputername", "psshowcomputername", "runspaceid", "pssourcejobinstanceid"))


def without_prefix(type_name: str) -> str:
    return type_name.removeprefix(DESERIALIZED)


def is_scalar_type(type_names: Any) -> bool:
    """Whether values of these type names are shown by their text: numbers, text, truth values, enums."""
    return _is_scalar(tuple(type_names))


@lru_cache(maxsize=1024)
def _is_scalar(type_names: tuple[str, ...]) -> bool:
    if not type_names:
        return False
    return without_prefix(type_names[0]) in _SCALARS or any(without_prefix(name) == "System.Enum" for name in type_names)


def enumerate_cell(value: Any) -> Iterator[Any] | None:
    """The items of a collection; dictionaries count and give their entries."""
    base = unwrap(value) if isinstance(value, PSObject) else value
    if isinstance(base, NetDictionary | dict):
        return _pairs(base)
    return convert.enumerate_value(base)


def _pairs(table: Any) -> Iterator[Any]:
    """The entries of a dictionary: of a generic one what its own GetEnumerator gives."""
    if isinstance(table, GenericDictionary):
        walk = members_of(type_of(table)).methods.get("getenumerator")
        found = None if walk is None else convert.enumerate_value(walk.call(table))
        if found is not None:
            return found
    return convert.dictionary_entries(table)


def plain_text(value: Any, env: Environment) -> str:
    """PSObject.ToString in the current culture."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if value is None or value is AutomationNull:
        return ""
    if kind is int:
        return str(value)
    if kind is bool:
        return "True" if value else "False"
    if isinstance(value, PSEnum):
        return value.label
    if kind is NetType:
        return convert.type_text(value)  # not by the short name that it has in a string
    return convert.to_text(value, env.culture)


def cell_text(value: Any, env: Environment) -> str:
    """The text of a value: a collection as {a, b, c...}, anything else by ToString."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    if value is None:
        return ""
    items = enumerate_cell(value)
    return plain_text(value, env) if items is None else _braced(items, env)


def _braced(items: Iterator[Any], env: Environment) -> str:
    limit = env.enumeration_limit
    parts: list[str] = []
    tail = ""
    for item in items:
        if 0 <= limit <= len(parts):
            tail = env.ellipsis
            break
        parts.append(object_name(item, env))
    return "{" + ", ".join(parts) + tail + "}"


def object_name(value: Any, env: Environment) -> str:
    """What stands for an object inside a collection: its text, or its name where the type has no text of its own."""
    if value is None or value is AutomationNull:
        return "$null"
    if not _has_own_text(value):
        found = display_name(value, env)
        if found is not None:
            name, ok = found.value(value, env)
            if ok:
                return plain_text(name, env)
    return plain_text(value, env)


def _has_own_text(value: Any) -> bool:
    """Whether the .NET type has a ToString of its own (else it would show its type name)."""
    if isinstance(value, DictionaryEntry):
        return False
    if isinstance(value, PSObject):
        if value.base is not None:
            return True  # PSObject has one
        if not isinstance(value, NetObject) or value.shape.index:
            return True  # wrapped in one, to bear members of its own
        return "__str__" in type(value).__dict__ and type_of(value).full_name not in _INHERIT_TEXT
    if isinstance(value, NetType | NetDictionary | list | tuple | dict):
        return isinstance(value, NetType)
    return True


def display_name(value: Any, env: Environment) -> PropertyExpression | None:
    """The property that names an object: its default display property, else the first that looks like a name, an id or a key."""
    told = default_display_property(value)
    if told is not None:
        return PropertyExpression(told)
    for pattern in _NAME_PATTERNS:
        for name in resolve_names(value, pattern):
            if name.lower() not in _REMOTE_NOTES:
                return PropertyExpression(name)
    return None


def format_field(value: Any, spec: str | None, env: Environment, refused: Callable[[Exception], str] | None = None) -> str:
    """The text of a value under a format string; without one, or when it does not apply, as in `cell_text`.

    `refused` says what stands for a value that its format string does not fit.
    """
    if spec:
        try:
            if "{0" in spec or "}" in spec:
                return convert.format_composite(spec, [value], env.culture)
            return convert.format_value(value, spec, env.culture)
        except Exception as error:  # noqa: BLE001 - whatever the object's own formatting raises, the plain text is shown instead
            return cell_text(value, env) if refused is None else refused(error)
    return cell_text(value, env)
