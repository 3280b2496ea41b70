"""Exceptions: their constructors and members, and ErrorRecord.

Decides the three common constructors, and the special ones of ArgumentException and its kin, for every exception type that is registered.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import fill, wants_type
from psbridge.engine.members.universal import get_hash_code
from psbridge.objects import convert as conversion
from psbridge.objects.adapted import declare
from psbridge.objects.containers import CaseSensitiveHashtable
from psbridge.objects.exceptions import NetException, extra_property, inner_record
from psbridge.objects.nettypes import NetType, all_types, find_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.records import ErrorDetails, ErrorRecord

_A = "System.Management.Automation."
BASE = find_type("System.Exception")

# texts that .NET gives exceptions made without a message
_DEFAULTS = {
    "System.ArgumentException": "Value does not fall within the expected range.",
    "System.ArgumentNullException": "Value cannot be null.",
    "System.ArgumentOutOfRangeException": "Specified argument was out of the range of valid values.",
    "System.InvalidOperationException": "Operation is not valid due to the current state of the object.",
    "System.NotImplementedException": "The method or operation is not implemented.",
    "System.NotSupportedException": "Specified method is not supported.",
    "System.FormatException": "One of the identified items was in an invalid format.",
    "System.DivideByZeroException": "Attempted to divide by zero.",
    "System.OverflowException": "Arithmetic operation resulted in an overflow.",
    "System.NullReferenceException": "Object reference not set to an instance of an object.",
    "System.IndexOutOfRangeException": "Index was outside the bounds of the array.",
    "System.InvalidCastException": "Specified cast is not valid.",
    "System.TimeoutException": "The operation has timed out.",
    "System.UnauthorizedAccessException": "Attempted to perform an unauthorized operation.",
    "System.OperationCanceledException": "The operation was canceled.",
    "System.OutOfMemoryException": "Insufficient memory to continue the execution of the program.",
    "System.IO.IOException": "I/O error occurred.",
    "System.IO.FileNotFoundException": "Unable to find the specified file.",
    "System.IO.DirectoryNotFoundException": "Attempted to access a path that is not on the disk.",
    "System.SystemException": "System error.",
    "System.ApplicationException": "Error in the application.",
    "System.AggregateException": "One or more errors occurred.",
    "System.ArithmeticException": "Overflow or underflow in the arithmetic operation.",
    "System.Collections.Generic.KeyNotFoundException": "The given key was not present in the dictionary.",
}


def _message(net: NetType, message: Any) -> str | None:
    return message if message is not None else _DEFAULTS.get(net.full_name)


@wants_type
def make(net: NetType, *args: Any) -> NetException:
    """(), (message), (message, inner)."""
    message = args[0] if args else None
    inner = unwrap(args[1]) if len(args) > 1 else None
    return NetException(net, _message(net, message), inner)


@wants_type
def make_argument(net: NetType, *args: Any) -> NetException:
    """ArgumentException: (message), (message, inner), (message, parameter), (message, parameter, inner)."""
    inner = next((unwrap(a) for a in args if isinstance(unwrap(a), NetException)), None)
    texts = [a for a in args if isinstance(a, str) or a is None]
    return _with_parameter(net, texts[0] if texts else None, texts[1] if len(texts) > 1 else None, inner)


@wants_type
def make_parameter(net: NetType, *args: Any) -> NetException:
    """ArgumentNullException and ArgumentOutOfRangeException: (parameter), (parameter, message), (parameter, actual, message)."""
    if len(args) == 2 and isinstance(unwrap(args[1]), NetException):
        return NetException(net, args[0], unwrap(args[1]))
    made = _with_parameter(net, args[-1] if len(args) > 1 else None, args[0] if args else None, None)
    if len(args) == 3:
        made.extra["ActualValue"] = args[1]
        made.message += f"\nActual value was {conversion.to_text(args[1])}."
    return made


def _with_parameter(net: NetType, message: Any, parameter: Any, inner: Any) -> NetException:
    text = _message(net, message) or ""
    return NetException(net, f"{text} (Parameter '{parameter}')" if parameter else text, inner, ParamName=parameter)


@wants_type
def make_coded(net: NetType, *args: Any) -> NetException:
    """Win32Exception and IOException: a number goes into HResult or NativeErrorCode."""
    numbers = [a for a in args if isinstance(a, int)]
    texts = [a for a in args if isinstance(a, str)]
    inner = next((unwrap(a) for a in args if isinstance(unwrap(a), NetException)), None)
    default = f"Unknown error {numbers[0]}" if numbers and not texts else None
    made = NetException(net, texts[0] if texts else default or _message(net, None), inner)
    if numbers:
        made.extra["NativeErrorCode"] = numbers[0]
    return made


@wants_type
def make_file(net: NetType, *args: Any) -> NetException:
    """FileNotFoundException and FileLoadException: (message), (message, inner), (message, file), (message, file, inner)."""
    inner = next((unwrap(a) for a in args if isinstance(unwrap(a), NetException)), None)
    texts = [a for a in args if isinstance(a, str) or a is None]
    return NetException(net, _message(net, texts[0] if texts else None), inner, FileName=texts[1] if len(texts) > 1 else None)


@wants_type
def make_disposed(net: NetType, *args: Any) -> NetException:
    """ObjectDisposedException: (object), (object, message), (message, inner)."""
    if len(args) == 2 and isinstance(unwrap(args[1]), NetException):
        return NetException(net, args[0], unwrap(args[1]), ObjectName="")
    name = str(args[0] or "")
    message = args[1] if len(args) == 2 else "Cannot access a disposed object."
    return NetException(net, f"{message}\nObject name: '{name}'." if name else message, None, ObjectName=name)


_COMMON = "new()\nnew(string message)\nnew(string message, System.Exception innerException)"
_NULL = "new()\nnew(string paramName)\nnew(string message, System.Exception innerException)\nnew(string paramName, string message)"
_SPECIAL: dict[str, tuple[str, Any]] = {
    "System.ArgumentException": (
        _COMMON + "\nnew(string message, string paramName)\nnew(string message, string paramName, System.Exception innerException)",
        make_argument,
    ),
    "System.ArgumentNullException": (_NULL, make_parameter),
    "System.ArgumentOutOfRangeException": (_NULL + "\nnew(string paramName, System.Object actualValue, string message)", make_parameter),
    **dict.fromkeys(
        ("System.IO.FileNotFoundException", "System.IO.FileLoadException"),
        (_COMMON + "\nnew(string message, string fileName)\nnew(string message, string fileName, System.Exception innerException)", make_file),
    ),
    "System.ObjectDisposedException": (
        "new(string objectName)\nnew(string message, System.Exception innerException)\nnew(string objectName, string message)",
        make_disposed,
    ),
    "System.ComponentModel.Win32Exception": (_COMMON + "\nnew(int error)\nnew(int error, string message)", make_coded),
    "System.IO.IOException": (_COMMON + "\nnew(string message, int hresult)", make_coded),
}  # fmt: skip


def base_of(exception: NetException) -> NetException:
    while exception.inner is not None:
        exception = exception.inner
    return exception


def data_of(exception: NetException) -> Any:
    if exception.data is None:
        exception.data = CaseSensitiveHashtable()
    return exception.data


def _fill_all() -> None:
    fill(
        BASE,
        "System.Exception GetBaseException()\nSystem.Collections.IDictionary Data {get;}\nstring ToString()\nint GetHashCode()",
        {"GetBaseException": base_of, "Data": data_of, "ToString": conversion.dotnet_text, "GetHashCode": get_hash_code},
    )
    for net in all_types():
        if net.is_subtype_of(BASE) and net.tag is None:
            lines, maker = _SPECIAL.get(net.full_name, (_COMMON, make))
            fill(net, lines, {"new": maker})
    for type_name, *names in _EXTRA:
        table = declare(find_type(type_name))
        for kind, name in map(str.split, names):
            table.properties.setdefault(name.lower(), extra_property(name, kind))
    fill(find_type(_A + "RuntimeException"), f"{_A}ErrorRecord ErrorRecord {{get;}}\nbool WasThrownFromThrowStatement {{get;}}",
         {"ErrorRecord": record_of, "WasThrownFromThrowStatement": lambda e: bool(e.extra.get("thrown"))})  # fmt: skip


_EXTRA = (
    ("System.ArgumentException", "string ParamName"),
    ("System.ArgumentOutOfRangeException", "System.Object ActualValue"),
    ("System.IO.FileNotFoundException", "string FileName", "string FusionLog"),
    ("System.ComponentModel.Win32Exception", "int NativeErrorCode"),
    ("System.ObjectDisposedException", "string ObjectName"),
    (_A + "CommandNotFoundException", "string CommandName"),
    (_A + "ParameterBindingException", "string ParameterName", "type ParameterType", "string ErrorId", "long Line", "long Offset",
     _A + "InvocationInfo CommandInvocation"),
    (_A + "ParseException", _A + "Language.ParseError[] Errors"),
    (_A + "ItemNotFoundException", "string ItemName"),
    (_A + "SessionStateException", "string ItemName", _A + "SessionStateCategory SessionStateCategory"),
)  # fmt: skip


def record_of(exception: NetException) -> Any:
    """RuntimeException.ErrorRecord: made when first asked for."""
    if exception.error_record is None:
        exception.error_record = ErrorRecord(exception, "RuntimeException", 0, None)
    return inner_record(exception)


_fill_all()


# -- ErrorRecord


def new_record(exception: Any, error_id: Any, category: Any, target: Any = None) -> ErrorRecord:
    from psbridge.engine.errors import finish

    return finish(ErrorRecord(unwrap(exception), error_id, int(category), target))


def new_from_record(record: ErrorRecord, replacement: Any) -> ErrorRecord:
    made = ErrorRecord(unwrap(replacement) if replacement is not None else record.exception, record.error_id, record.category_info.category,
                       record.target_object)  # fmt: skip
    made.category_info, made.error_details, made.invocation_info = record.category_info, record.error_details, record.invocation_info
    return made


fill(
    _A + "ErrorRecord",
    f"""
    new(System.Exception exception, string errorId, {_A}ErrorCategory errorCategory, System.Object targetObject)
    new({_A}ErrorRecord errorRecord, System.Exception replaceParentContainsErrorRecordException)
    {_A}ErrorDetails ErrorDetails {{get;set;}}
    string ToString()
    """,
    {
        "new": lambda *args: new_record(*args) if len(args) == 4 else new_from_record(*args),
        "ErrorDetails": "error_details",
        "ToString": str,
    },
)
fill(_A + "ErrorDetails", "new(string message)\nstring ToString()", {"new": ErrorDetails, "ToString": str})
