"""Errors of member access, calls and indexing, with PowerShell's ids, categories and texts.

Decides how a failure below a call is presented: a .NET exception inside a method becomes a MethodInvocationException around it.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import INDEX
from psbridge.errors import ClixmlError
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.records import ErrorRecord

_A = "System.Management.Automation."
RUNTIME = _A + "RuntimeException"
NOT_SPECIFIED, INVALID_ARGUMENT, INVALID_OPERATION = 0, 5, 7

define(_A + "PropertyNotFoundException", _A + "ExtendedTypeSystemException")


def failure(
    message: str,
    error_id: str,
    category: int = INVALID_OPERATION,
    kind: str = RUNTIME,
    inner: NetException | None = None,
    target: Any = None,
) -> NetError:
    """A NetError whose exception carries its record: id, category and target are settled, position is the engine's."""
    exception = NetException(kind, message, inner)
    exception.error_record = ErrorRecord(exception, error_id, category, target)
    return NetError(exception)


def null_method() -> NetError:
    return failure("You cannot call a method on a null-valued expression.", "InvokeMethodOnNull")


def no_method(type_name: str, name: str) -> NetError:
    return failure(f"Method invocation failed because [{type_name}] does not contain a method named '{name}'.", "MethodNotFound")


def no_overload(name: str, count: int) -> NetError:
    text = f'Cannot find an overload for "{name}" and the argument count: "{count}".'
    return failure(text, "MethodCountCouldNotFindBest", NOT_SPECIFIED, _A + "MethodException")


def ambiguous(name: str, count: int) -> NetError:
    text = f'Multiple ambiguous overloads found for "{name}" and the argument count: "{count}".'
    return failure(text, "MethodCountCouldNotFindBest", NOT_SPECIFIED, _A + "MethodException")


def bad_argument(parameter: str, value: str, method: str, type_name: str, inner: NetException) -> NetError:
    method = ".ctor" if method == "new" else method  # the name that reflection gives; overload errors say how it was written
    text = f'Cannot convert argument "{parameter}", with value: "{value}", for "{method}" to type "{type_name}": "{inner.message}"'
    return failure(text, "MethodArgumentConversionInvalidCastArgument", NOT_SPECIFIED, _A + "MethodException", inner)


def not_a_reference(position: int) -> NetError:
    text = f"Argument: '{position}' should be a System.Management.Automation.PSReference. Use [ref]."
    return failure(text, "NonRefArgumentToRefParameterMsg", NOT_SPECIFIED, _A + "MethodException")


def no_property_strict(name: str) -> NetError:
    text = f"The property '{name}' cannot be found on this object. Verify that the property exists."
    return failure(text, "PropertyNotFoundStrict", NOT_SPECIFIED, _A + "PropertyNotFoundException")


def no_property_on_null(name: str) -> NetError:
    return failure(_unsettable(name), "PropertyNotFound")


def cannot_set(name: str) -> NetError:
    return failure(_unsettable(name), "PropertyAssignmentException")


def read_only(name: str) -> NetError:
    return failure(f"'{name}' is a ReadOnly property.", "PropertyAssignmentException")


def _unsettable(name: str) -> str:
    return f"The property '{name}' cannot be found on this object. Verify that the property exists and can be set."


def setting(name: str, inner: NetException, error_id: str = "ExceptionWhenSetting") -> NetError:
    text = f'Exception setting "{name}": "{inner.message}"'
    return failure(text, error_id, NOT_SPECIFIED, _A + "SetValueInvocationException", inner)


def setting_missing(name: str) -> NetError:
    inner = NetException(_A + "SetValueException", _unsettable(name))
    return setting(name, inner)


def getting(name: str, inner: NetException) -> NetError:
    text = f'Exception getting "{name}": "{inner.message}"'
    return failure(text, "ExceptionWhenGetting", NOT_SPECIFIED, _A + "GetValueInvocationException", inner)


def null_array() -> NetError:
    return failure("Cannot index into a null array.", "NullArray")


def null_index() -> NetError:
    return failure("Index operation failed; the array index evaluated to null.", "NullArrayIndex")


def cannot_index(net: NetType) -> NetError:
    return failure(f'Unable to index into an object of type "{net.full_name}".', "CannotIndex")


def needs_more_indexes(rank: int, shown: str) -> NetError:
    return failure(f"You cannot index into a {rank} dimensional array with index [{shown}].", "NeedMultidimensionalIndex")


def no_slice_assignment(shown: str) -> NetError:
    text = f"Array assignment to [{shown}] failed because assignment to slices is not supported."
    return failure(text, "ArraySliceAssignmentFailed")


def out_of_range() -> NetError:
    return NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")


# Python's own failures inside a table function, as .NET would have said them
_PYTHON: tuple[tuple[type[BaseException], str, str | None], ...] = (
    (ClixmlError, "System.Xml.XmlException", None),
    (ZeroDivisionError, "System.DivideByZeroException", "Attempted to divide by zero."),
    (OverflowError, "System.OverflowException", "Arithmetic operation resulted in an overflow."),
    (RecursionError, "System.InsufficientExecutionStackException", "Insufficient stack to continue executing the program safely."),
    (MemoryError, "System.OutOfMemoryException", "Insufficient memory to continue the execution of the program."),
    (KeyError, "System.Collections.Generic.KeyNotFoundException", None),
    (IndexError, "System.ArgumentOutOfRangeException", f"{INDEX} (Parameter 'index')"),
    (FileNotFoundError, "System.IO.FileNotFoundException", None),
    (PermissionError, "System.UnauthorizedAccessException", None),
    (FileExistsError, "System.IO.IOException", None),
    (OSError, "System.IO.IOException", None),
    (UnicodeError, "System.Text.DecoderFallbackException", None),
    (ValueError, "System.ArgumentException", None),
    (ArithmeticError, "System.OverflowException", "Value was either too large or too small for a Decimal."),
    (TypeError, "System.InvalidCastException", "Specified cast is not valid."),
    (AttributeError, "System.InvalidCastException", "Specified cast is not valid."),
)
PYTHON_ERRORS = tuple(python for python, _, _ in _PYTHON)


def exception_of(error: BaseException) -> NetException:
    """The .NET exception that an error inside a method amounts to."""
    if isinstance(error, NetError):
        return error.exception
    for python, kind, text in _PYTHON:
        if isinstance(error, python):
            return NetException(kind, text if text is not None else _text(error))
    raise error


def _text(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} : '{error.filename}'" if error.filename else error.strerror
    return str(error.args[0]) if error.args else str(error)


def calling(name: str, count: int, error: BaseException) -> NetError:
    """What a failure inside method `name` looks like from outside."""
    inner = exception_of(error)
    if inner.error_record is not None and inner.is_a(_A + "MethodException"):
        return NetError(inner)
    text = f'Exception calling "{name}" with "{count}" argument(s): "{inner.message}"'
    return failure(text, inner.kind.name, NOT_SPECIFIED, _A + "MethodInvocationException", inner)
