"""Conversion errors in PowerShell's words.

An error is a NetError with a PSInvalidCastException; its ``extra`` holds ``error_id``, the FullyQualifiedErrorId that the engine gives the
record.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.convert.text import dotnet_text
from psbridge.objects.convert.typenames import type_text
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import type_names_of
from psbridge.objects.scalars import AutomationNull

INVALID_CAST = "System.Management.Automation.PSInvalidCastException"


def invalid_cast(error_id: str, message: str, inner: NetException | None = None) -> NetError:
    return NetError.of(INVALID_CAST, message, inner, error_id=error_id)


def cast_failure(error_id: str, value: Any, net: NetType, inner: NetException | NetError) -> NetError:
    """``Cannot convert value "x" to type "T". Error: "why"``."""
    cause = inner.exception if isinstance(inner, NetError) else inner
    text = f'Cannot convert value "{_text_of(value)}" to type "{type_text(net)}". Error: "{cause.message}"'
    return invalid_cast(error_id, text, cause)


def no_conversion(value: Any, net: NetType, error_id: str = "ConvertToFinalInvalidCastException") -> NetError:
    """The last word: there is no way from the type of `value` to `net`."""
    if value is None or value is AutomationNull:
        return _from_null(net)
    text = f'Cannot convert the "{_text_of(value)}" value of type "{type_names_of(value)[0]}" to type "{type_text(net)}".'
    return invalid_cast(error_id, text)


def _from_null(net: NetType) -> NetError:
    if net.kind == "enum":
        return invalid_cast(
            "nullToEnumInvalidCast",
            f'Cannot convert null to type "{type_text(net)}" due to enumeration values that are not valid. Specify one of the following '
            f'enumeration values and try again. The possible enumeration values are "{",".join(enum_names(net.python))}".',
        )
    return invalid_cast("nullToObjectInvalidCast", f'Cannot convert null to type "{type_text(net)}".')


def undefined_enum(error_id: str, value: Any, net: NetType) -> NetError:
    return invalid_cast(
        error_id,
        f'Cannot convert value "{_text_of(value)}" to type "{type_text(net)}" due to enumeration values that are not valid. Specify one of '
        f'the following enumeration values and try again. The possible enumeration values are "{",".join(enum_names(net.python))}".',
    )


def enum_names(python: type | None) -> list[str]:
    """The names of an enum in the order of Enum.GetNames: by unsigned value."""
    if python is None or not issubclass(python, PSEnum):
        return []
    return [name for name, _ in sorted(python.MEMBERS.items(), key=lambda item: item[1] % (1 << 64))]


def invalid_change(value: Any, net: NetType, full: bool = False) -> NetException:
    """What Convert.ChangeType says when there is no cast: ``Invalid cast from 'Char' to 'Decimal'.``"""
    source = type_of(value)
    names = (source.full_name, net.full_name) if full else (source.name, net.name)
    return NetException("System.InvalidCastException", f"Invalid cast from '{names[0]}' to '{names[1]}'.")


def is_invalid_cast(error: NetError) -> bool:
    return error.exception.is_a("System.InvalidCastException")


def error_id_of(error: NetError) -> str:
    return str(error.exception.extra.get("error_id", ""))


def _text_of(value: Any) -> str:
    return dotnet_text(value)
