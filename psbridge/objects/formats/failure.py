"""FormatException and its relatives, in .NET's words."""

from __future__ import annotations

from psbridge.objects.exceptions import NetError

_PS = "System.Management.Automation."
BAD_INPUT = "Input string was not in a correct format."
BAD_SPECIFIER = "Format specifier was invalid."
BAD_COMPOSITE_INDEX = "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."


def format_error(message: str = BAD_INPUT) -> NetError:
    return NetError.of("System.FormatException", message)


def overflow(message: str) -> NetError:
    return NetError.of("System.OverflowException", message)


def null_argument(name: str) -> NetError:
    return NetError.of("System.ArgumentNullException", f"Value cannot be null. (Parameter '{name}')", ParamName=name)


def bad_argument(name: str) -> NetError:
    """PSArgumentException for an argument whose value is not valid."""
    place = f'argument "{name}"'
    change = f'Change the value of the "{name}" argument and run the operation again.'
    text = f"Cannot process argument because the value of {place} is not valid. {change}"
    return NetError.of(_PS + "PSArgumentException", f"{text} (Parameter '{name}')", ParamName=name)


def null_value(name: str) -> NetError:
    """PSArgumentNullException for an argument that must not be null."""
    place = f'argument "{name}"'
    text = f"Cannot process argument because the value of {place} is null. Change the value of {place} to a non-null value."
    return NetError.of(_PS + "PSArgumentNullException", f"{text} (Parameter '{name}')", ParamName=name)


TOO_LARGE = {
    "SByte": "Value was either too large or too small for a signed byte.",
    "Byte": "Value was either too large or too small for an unsigned byte.",
    "Int16": "Value was either too large or too small for an Int16.",
    "UInt16": "Value was either too large or too small for a UInt16.",
    "Int32": "Value was either too large or too small for an Int32.",
    "UInt32": "Value was either too large or too small for a UInt32.",
    "Int64": "Value was either too large or too small for an Int64.",
    "UInt64": "Value was either too large or too small for a UInt64.",
    "Char": "Value was either too large or too small for a character.",
    "Decimal": "Value was either too large or too small for a Decimal.",
    "TimeSpan": "TimeSpan overflowed because the duration is too long.",
}
