"""Conversions to enums: names, unambiguous beginnings of names, numbers, lists of flags.

Decides which value a text or number stands for and how an ambiguous or undefined one is refused.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.convert.casting import NO_CONVERSION, convert, register_kind
from psbridge.objects.convert.enumeration import enumerate_value
from psbridge.objects.convert.failure import cast_failure, enum_names, invalid_change, undefined_enum
from psbridge.objects.convert.tonumbers import fit_integer, is_integral, is_number, through_text
from psbridge.objects.culture import CultureInfo
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType
from psbridge.objects.numbers import Char
from psbridge.objects.scalars import DateTime
from psbridge.objects.wildcard import compile_wildcard, has_wildcards


def _enum(value: Any, net: NetType, culture: CultureInfo) -> Any:
    python = net.python
    if python is None or not issubclass(python, PSEnum):
        return NO_CONVERSION
    if isinstance(value, Char | bool | DateTime):
        raise cast_failure("InvalidCastIConvertible", value, net, invalid_change(value, net, full=True))
    if isinstance(value, str):
        return enum_from_text(value, net, python)
    if isinstance(value, PSEnum) or is_integral(value):
        return _from_number(value, net, python)
    if is_number(value):
        return through_text(value, net, culture)
    items = enumerate_value(value)
    if items is None:
        return NO_CONVERSION
    return enum_from_text(",".join(_name(item, net, culture) for item in items), net, python)


def _name(item: Any, net: NetType, culture: CultureInfo) -> str:
    if isinstance(item, str) and not isinstance(item, Char):
        return item
    return str(convert(item, net, culture).label)


def _from_number(value: int, net: NetType, python: type[PSEnum]) -> PSEnum:
    made = python(int(value))
    if not is_defined(made):
        raise undefined_enum("UndefinedIntegerToEnum", value, net)
    return made


def is_defined(value: PSEnum) -> bool:
    """Whether PowerShell takes a number for a value of its enum: flags may be combined, negative members allow anything."""
    numbers = value.MEMBERS.values()
    if any(number < 0 for number in numbers):
        return True
    if value < 0:
        return False
    if not value.FLAGS:
        return int(value) in numbers
    everything = 0
    for number in numbers:
        everything |= number
    return int(value) | everything == everything


def enum_from_text(text: str, net: NetType, python: type[PSEnum]) -> PSEnum:
    """The value for names (case apart), numbers or comma lists; else the only name that begins with the text."""
    found = parse_enum(text, python)
    if isinstance(found, NetError):
        raise cast_failure("CaseSensitiveEnumParseThrewAnException", text, net, found)
    if found is None and net.full_name in _PATTERNED and has_wildcards(text):
        found = _matching(text, python)
    if found is None:
        found = python(python.MEMBERS[_disambiguate(text, net, python)])
    if not is_defined(found):
        raise undefined_enum("EnumParseUndefined", text, net)
    return found


# enums whose converter takes patterns
_PATTERNED = frozenset({"System.Management.Automation.PSMemberTypes", "System.Management.Automation.PSMemberViewTypes"})


def _matching(text: str, python: type[PSEnum]) -> PSEnum | None:
    """All values whose names match the patterns of a comma list; None when one matches nothing."""
    total = 0
    for part in text.split(","):
        matches = compile_wildcard(part.strip())
        numbers = [number for name, number in python.MEMBERS.items() if matches(name)]
        if not numbers:
            return None
        for number in numbers:
            total |= number
    return python(total)


def parse_enum(text: str, python: type[PSEnum], ignore_case: bool = True) -> PSEnum | NetError | None:
    """Enum.Parse: a value, the OverflowException of a number that does not fit, or None for what it does not know."""
    trimmed = text.strip()
    if not trimmed:
        return None
    if trimmed[0] in "0123456789+-" and trimmed.lstrip("+-").isdigit():
        name = "Int32" if python.UNDERLYING is int else python.UNDERLYING.__name__
        try:
            return python(int(fit_integer(int(trimmed), name)))
        except NetError as error:
            return error
    total = 0
    for part in trimmed.split(","):
        word = part.strip()
        number = python.MEMBERS.get(word)
        if number is None and ignore_case:
            number = _folded(python).get(word.lower())
        if number is None:
            return None
        total |= number
    return python(total)


def _folded(python: type[PSEnum]) -> dict[str, int]:
    return python._FOLDED or {name.lower(): number for name, number in python.MEMBERS.items()}


def _disambiguate(text: str, net: NetType, python: type[PSEnum]) -> str:
    names = enum_names(python)
    wanted = text.lower()
    found = [name for name in names if name.lower().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        reason = (
            f"Unable to match the identifier name {text} to a valid enumerator name. Specify one of the following enumerator names and "
            f"try again:\n{', '.join(names)}"
        )
    else:
        reason = (
            f"The identifier name {text} cannot be processed because it is either too similar or identical to the following enumerator "
            f"names: {', '.join(found)}. Use a more specific identifier name."
        )
    cause = NetException("System.Management.Automation.RuntimeException", reason)
    raise cast_failure("SubstringDisambiguationEnumParseThrewAnException", text, net, cause)


register_kind("enum", _enum)
