"""The keys that a property may be given with: Select-Object @{Name = ..; Expression = ..}, Format-Table @{Label = ..; Width = ..}.

Decides which keys a command takes (each may be shortened), what their values must be, and what is said when they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.objects import ErrorDetails, NetDictionary, ScriptBlock, type_of, unwrap
from psbridge.objects.convert import to_text, truth
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from psbridge.engine.cmdlet import Cmdlet

_BLOCK, _TEXT, _NUMBER = "System.Management.Automation.ScriptBlock", "System.String", "System.Int32"
_ALIGNMENTS = ("left", "center", "right")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: other names of it, the types that its value may have (none: any), and what makes the value of it."""

    name: str
    types: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    check: Callable[[Argument, Any], Any] = lambda argument, value: value

    def matches(self, low: str) -> bool:
        return any(name.lower().startswith(low) for name in (self.name, *self.also))


def refuse(cmd: Cmdlet, error_id: str, text: str) -> Any:
    """End with the error that a wrong argument gives."""
    message = "Specified method is not supported."
    record = cmd.error("System.NotSupportedException", message, error_id, "InvalidArgument")
    record.error_details = ErrorDetails(text)
    cmd.fail(record)


class Argument:
    """One argument while it is looked through."""

    def __init__(self, cmd: Cmdlet, keys: tuple[Key, ...]) -> None:
        self._cmd, self._keys = cmd, keys
        self._from_table = False

    def parse(self, argument: Any) -> dict[str, Any]:
        """The values by the full names of their keys; there is always one for ``expression``."""
        bare = unwrap(argument)
        if isinstance(bare, NetDictionary | dict):
            self._from_table = True
            found = self._entries(bare)
        elif isinstance(bare, str | ScriptBlock):
            found = {"expression": bare}
        else:
            self._unknown(bare)
            found = {}
        values: dict[str, Any] = {}
        for key in self._keys:
            if key.name in found:
                values[key.name] = key.check(self, found[key.name])
            elif key.name == "expression":
                self.refuse("DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.")
        return values

    def refuse(self, error_id: str, text: str) -> Any:
        return refuse(self._cmd, error_id, text)

    def _unknown(self, bare: Any) -> None:
        allowed = f"{{{_TEXT}, {_BLOCK}}}"
        if bare is None:
            text = f"The value of a parameter was null; one of the following types was expected: {allowed}."
        else:
            text = f"Cannot convert {type_of(bare).full_name} to one of the following types {allowed}."
        self.refuse("DictionaryKeyUnknownType", text)

    def _entries(self, table: Mapping[Any, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in table.items():
            if not isinstance(key, str):
                self.refuse("DictionaryKeyNonString", f"The {type_of(key).name} key type is not valid. The key must be a string.")
            known = self._known(key)
            if known.name in found:
                self.refuse("DictionaryKeyDuplicate", f'The duplicated key "{key}" conflicts with "{known.name}".')
            found[known.name] = self._typed(key, known, unwrap(value))
        return found

    def _known(self, key: str) -> Key:
        near = [known for known in self._keys if known.matches(key.lower())]
        if len(near) > 1:
            self.refuse("DictionaryKeyAmbiguous", f"The {key} key is ambiguous; {near[0].name} and {near[1].name} conflict.")
        if not near:
            self.refuse("DictionaryKeyIllegal", f"The {key} key is not valid.")
        return near[0]

    def _typed(self, key: str, known: Key, value: Any) -> Any:
        allowed = known.types
        if not allowed:
            return value
        if value is None:
            self.refuse("DictionaryKeyMissingValue", f"The {key} key has no value.")
        names = type_of(value).type_names
        if not any(name in names for name in allowed):
            kind = type_of(value).full_name
            expected = f"expected type is {allowed[0]}" if len(allowed) == 1 else f"expected types are {{{', '.join(allowed)}}}"
            error_id = "DictionaryKeyIllegalValue2" if len(allowed) == 1 else "DictionaryKeyIllegalValue1"
            self.refuse(error_id, f'The "{key}" key has a type, {kind}, that is not valid; {expected}.')
        return value

    # -- values

    def expression(self, value: Any) -> Any:
        if not isinstance(value, ScriptBlock) and not value:
            if self._from_table:
                self.refuse("ExpressionEmptyString1", 'The "expression" key cannot have an empty string value.')
            self.refuse("ExpressionEmptyString2", "An empty string value is not allowed.")
        return value

    def exact_expression(self, value: Any) -> Any:
        self.expression(value)
        if not isinstance(value, ScriptBlock) and has_wildcards(value):
            if self._from_table:
                self.refuse("ExpressionGlobbing1", f'The "expression" key cannot have wildcard characters in value "{value}".')
            self.refuse("ExpressionGlobbing2", f'Wildcard characters are not allowed in "{value}".')
        return value

    def alignment(self, value: Any) -> int:
        low = to_text(value).lower()
        for number, name in enumerate(_ALIGNMENTS, 1):
            if low and name.startswith(low):
                return number
        known = ", ".join(_ALIGNMENTS)
        self.refuse("AlignmentIllegalValue", f'The value "{value}" for key "alignment" is not valid; valid values are {{{known}}}.')
        return 0

    def width(self, value: Any) -> int:
        if value <= 0:
            self.refuse("WidthOutOfRange", f'The value "{value}" for key "width" should be greater than 0.')
        return int(value)

    def format_string(self, value: Any) -> str:
        if not value:
            self.refuse("FormatStringEmpty", 'Cannot have an empty formatting string for key "formatString".')
        return to_text(value)

    def truth(self, value: Any) -> bool:
        return truth(value)


EXPRESSION = Key("expression", (_TEXT, _BLOCK), check=Argument.expression)
EXACT_EXPRESSION = Key("expression", (_TEXT, _BLOCK), check=Argument.exact_expression)
FORMAT_STRING = Key("formatString", (_TEXT,), check=Argument.format_string)
WIDTH = Key("width", (_NUMBER,), check=Argument.width)
ALIGNMENT = Key("alignment", (_TEXT,), check=Argument.alignment)
LABEL = Key("label", (_TEXT,), ("name",))
NAME = Key("name", (_TEXT,), ("label",))
DEPTH = Key("depth", (_NUMBER,))
ASCENDING = Key("ascending", check=Argument.truth)
DESCENDING = Key("descending", check=Argument.truth)
MARKUP_ALIGNMENT = Key("alignment", (_TEXT,))
MARKUP_WIDTH = Key("width", (_TEXT, _NUMBER))
