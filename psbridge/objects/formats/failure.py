"""FormatException and its relatives, in .NET's words."""

from __future__ import annotations

from psbridge.objects.exceptions import NetError

BAD_INPUT = "Input string was not in a correct format."
BAD_SPECIFIER = "Format specifier was invalid."
BAD_COMPOSITE_INDEX = "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."


def format_error(message: str = BAD_INPUT) -> NetError:
    return NetError.of("System.FormatException", message)


def overflow(message: str) -> NetError:
    return NetError.of("System.OverflowException", message)


def null_argument(name: str) -> NetError:
    return NetError.of("System.ArgumentNullException", f"Value cannot be null. (Parameter '{name}')", ParamName=name)


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
