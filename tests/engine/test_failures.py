"""Python's failures inside methods, as .NET's exceptions."""

from __future__ import annotations

import pytest

from psbridge.engine.failures import calling, exception_of

INDEX = "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')"


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (ZeroDivisionError("division by zero"), "System.DivideByZeroException", "Attempted to divide by zero."),
        (IndexError("pop from empty list"), "System.ArgumentOutOfRangeException", INDEX),
        (OSError(28, "No space left on device"), "System.IO.IOException", "No space left on device"),
        (FileNotFoundError(2, "No such file", "/x"), "System.IO.FileNotFoundException", "No such file : '/x'"),
    ],
)
def test_the_exception_that_an_error_amounts_to(error, kind, text):
    found = exception_of(error)
    assert (found.kind.full_name, found.message) == (kind, text)


def test_a_failing_call_names_the_method():
    failed = calling("RemoveAt", 1, IndexError("pop from empty list")).exception
    assert failed.message == f'Exception calling "RemoveAt" with "1" argument(s): "{INDEX}"'
    assert failed.error_record is not None
    assert failed.error_record.error_id == "ArgumentOutOfRangeException"


def test_what_is_no_failure_of_python_goes_on():
    with pytest.raises(KeyboardInterrupt):
        exception_of(KeyboardInterrupt())
