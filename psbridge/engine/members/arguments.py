"""Complaints about arguments, in .NET's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psbridge.objects.exceptions import NetError
from psbridge.objects.scalars import TimeSpan

INDEX = "Index was out of range. Must be non-negative and less than the size of the collection."  # ArgumentOutOfRange_Index


def out_of_range(parameter: str, text: str = "Specified argument was out of the range of valid values.") -> NetError:
    return NetError.of("System.ArgumentOutOfRangeException", f"{text} (Parameter '{parameter}')", ParamName=parameter)


NON_NEGATIVE = "Non-negative number required."


def room_in(args: Sequence[Any], parameter: str = "capacity", text: str = "", *, told: bool = False) -> int | None:
    """The capacity among the arguments of a collection's constructor; a negative one is refused (`told`: with its value)."""
    size = next((one for one in args if isinstance(one, int) and not isinstance(one, bool)), None)
    if size is None or size >= 0:
        return size
    refusal = out_of_range(parameter, text) if text else out_of_range(parameter)
    if told:
        refusal.exception.message += f"\nActual value was {size}."
    raise refusal


def null_argument(parameter: str) -> NetError:
    return NetError.of("System.ArgumentNullException", f"Value cannot be null. (Parameter '{parameter}')", ParamName=parameter)


def bad_argument(text: str, parameter: str | None = None) -> NetError:
    return NetError.of("System.ArgumentException", f"{text} (Parameter '{parameter}')" if parameter else text, ParamName=parameter)


def invalid_operation(text: str) -> NetError:
    return NetError.of("System.InvalidOperationException", text)


def not_supported(text: str = "Specified method is not supported.") -> NetError:
    return NetError.of("System.NotSupportedException", text)


def format_error(text: str = "Input string was not in a correct format.") -> NetError:
    return NetError.of("System.FormatException", text)


def overflow(text: str) -> NetError:
    return NetError.of("System.OverflowException", text)


def index_range() -> NetError:
    return out_of_range("index", INDEX)


def out_of_bounds() -> NetError:
    """A part that reaches beyond the end of an array or a list."""
    return bad_argument(
        "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the "
        "source collection."
    )


def needed(value: Any, parameter: str) -> Any:
    """The value, unless it is null."""
    if value is None:
        raise null_argument(parameter)
    return value


def seconds_of(span: Any = -1) -> float | None:
    """A time to wait: None without limit."""
    milliseconds = span.ticks / 10_000 if isinstance(span, TimeSpan) else int(span)
    if milliseconds < -1:
        raise out_of_range("millisecondsTimeout", "Number must be either non-negative and less than or equal to Int32.MaxValue or -1.")
    return None if milliseconds < 0 else milliseconds / 1000
