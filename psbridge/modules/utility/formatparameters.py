"""The arguments of Format-* cmdlets: properties and groupings as names, script blocks or dictionaries.

Decides which keys a dictionary may have, what their values must be, and what is said when they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.parameters import PropertyParameter
from psbridge.objects import ErrorDetails, NetDictionary, ScriptBlock, type_of, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

_BLOCK, _TEXT, _NUMBER = "System.Management.Automation.ScriptBlock", "System.String", "System.Int32"
_ALIGNMENTS = ("left", "center", "right")
# canonical key -> other names, the types that its value may have
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "expression": ((), (_TEXT, _BLOCK)),
    "formatString": ((), (_TEXT,)),
    "width": ((), (_NUMBER,)),
    "alignment": ((), (_TEXT,)),
    "label": (("name",), (_TEXT,)),
    "depth": ((), (_NUMBER,)),
}
TABLE_KEYS = ("expression", "formatString", "width", "alignment", "label")
LIST_KEYS = ("expression", "formatString", "label")
WIDE_KEYS = ("expression", "formatString")
CUSTOM_KEYS = ("expression", "depth")
GROUP_KEYS = ("expression", "formatString", "label")


def refuse(cmd: Cmdlet, error_id: str, text: str) -> Any:
    """End with the error that a wrong argument gives."""
    message = "Specified method is not supported."
    record = cmd.error("System.NotSupportedException", message, error_id, "InvalidArgument")
    record.error_details = ErrorDetails(text)
    cmd.fail(record)


def parse_properties(cmd: Cmdlet, arguments: Any, keys: tuple[str, ...]) -> tuple[PropertyParameter, ...]:
    """The value of -Property."""
    if arguments is None:
        return ()
    items = arguments if isinstance(arguments, list | tuple) else [arguments]
    return tuple(_Argument(cmd, keys).parse(item) for item in items)


def parse_group_by(cmd: Cmdlet, argument: Any) -> PropertyParameter | None:
    """The value of -GroupBy: no wildcards there."""
    if argument is None:
        return None
    return _Argument(cmd, GROUP_KEYS, globbing=False).parse(argument)


class _Argument:
    def __init__(self, cmd: Cmdlet, keys: tuple[str, ...], globbing: bool = True) -> None:
        self._cmd, self._keys, self._globbing = cmd, keys, globbing
        self._from_table = False

    def parse(self, argument: Any) -> PropertyParameter:
        bare = unwrap(argument)
        if isinstance(bare, NetDictionary | dict):
            self._from_table = True
            found = self._entries(bare)
        elif isinstance(bare, str | ScriptBlock):
            found = {"expression": bare}
        else:
            self._unknown(bare)
            found = {}
        values = {key: _CHECKS[key](self, value) for key, value in found.items()}
        if "expression" not in values:
            refuse(self._cmd, "DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.")
        return PropertyParameter(
            values["expression"],
            values.get("label"),
            values.get("width"),
            values.get("alignment"),
            values.get("formatString"),
            values.get("depth"),
        )

    def _unknown(self, bare: Any) -> None:
        allowed = f"{{{_TEXT}, {_BLOCK}}}"
        if bare is None:
            refuse(
                self._cmd,
                "DictionaryKeyUnknownType",
                f"The value of a parameter was null; one of the following types was expected: {allowed}.",
            )
        text = f"Cannot convert {type_of(bare).full_name} to one of the following types {allowed}."
        refuse(self._cmd, "DictionaryKeyUnknownType", text)

    def _entries(self, table: Mapping[Any, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in table.items():
            if not isinstance(key, str):
                kind = type_of(key).name
                refuse(self._cmd, "DictionaryKeyNonString", f"The {kind} key type is not valid. The key must be a string.")
            word = self._canonical(key)
            if word in found:
                refuse(self._cmd, "DictionaryKeyDuplicate", f'The duplicated key "{key}" conflicts with "{word}".')
            found[word] = self._typed(key, word, unwrap(value))
        return found

    def _canonical(self, key: str) -> str:
        low = key.lower()
        near = [word for word in self._keys if any(name.lower().startswith(low) for name in (word, *_KEYS[word][0]))]
        if len(near) > 1:
            refuse(self._cmd, "DictionaryKeyAmbiguous", f"The {key} key is ambiguous; {near[0]} and {near[1]} conflict.")
        if not near:
            refuse(self._cmd, "DictionaryKeyIllegal", f"The {key} key is not valid.")
        return near[0]

    def _typed(self, key: str, word: str, value: Any) -> Any:
        allowed = _KEYS[word][1]
        if value is None:
            refuse(self._cmd, "DictionaryKeyMissingValue", f"The {key} key has no value.")
        names = type_of(value).type_names
        if not any(name in names for name in allowed):
            kind = type_of(value).full_name
            expected = f"expected type is {allowed[0]}" if len(allowed) == 1 else f"expected types are {{{', '.join(allowed)}}}"
            refuse(self._cmd, "DictionaryKeyIllegalValue", f'The "{key}" key has a type, {kind}, that is not valid; {expected}.')
        return value

    # -- values

    def expression(self, value: Any) -> PropertyExpression:
        if isinstance(value, ScriptBlock):
            return PropertyExpression(to_text(value), block=value)
        if not value:
            self._empty()
        if not self._globbing and has_wildcards(value):
            self._globbed(value)
        return PropertyExpression(value)

    def _empty(self) -> None:
        if self._from_table:
            refuse(self._cmd, "ExpressionEmptyString1", 'The "expression" key cannot have an empty string value.')
        refuse(self._cmd, "ExpressionEmptyString2", "An empty string value is not allowed.")

    def _globbed(self, text: str) -> None:
        if self._from_table:
            refuse(self._cmd, "ExpressionGlobbing1", f'The "expression" key cannot have wildcard characters in value "{text}".')
        refuse(self._cmd, "ExpressionGlobbing2", f'Wildcard characters are not allowed in "{text}".')

    def alignment(self, value: Any) -> int:
        low = to_text(value).lower()
        for number, name in enumerate(_ALIGNMENTS, 1):
            if low and name.startswith(low):
                return number
        known = ", ".join(_ALIGNMENTS)
        refuse(self._cmd, "AlignmentIllegalValue", f'The value "{value}" for key "alignment" is not valid; valid values are {{{known}}}.')
        return 0

    def width(self, value: Any) -> int:
        if value <= 0:
            refuse(self._cmd, "WidthOutOfRange", f'The value "{value}" for key "width" should be greater than 0.')
        return int(value)

    def format_string(self, value: Any) -> str:
        if not value:
            refuse(self._cmd, "FormatStringEmpty", 'Cannot have an empty formatting string for key "formatString".')
        return to_text(value)

    def label(self, value: Any) -> str:
        return to_text(value)

    def depth(self, value: Any) -> int:
        return int(value)


_CHECKS: dict[str, Callable[[_Argument, Any], Any]] = {
    "expression": _Argument.expression,
    "alignment": _Argument.alignment,
    "width": _Argument.width,
    "formatString": _Argument.format_string,
    "label": _Argument.label,
    "depth": _Argument.depth,
}
