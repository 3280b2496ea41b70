"""`+ - * / %` and the unary signs on any two values.

Decides by the left operand: numbers count, text and arrays grow, dictionaries merge, dates move, everything else needs an op_ method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.errors import ScriptError, error_record, runtime_error
from psbridge.engine.operators import numeric
from psbridge.engine.operators.numeric import BIG, DECIMAL, DOUBLE, FIT, as_number, rank_of
from psbridge.objects import (
    AutomationNull,
    BigInteger,
    Char,
    Hashtable,
    Int64,
    NetDictionary,
    NetError,
    OrderedDictionary,
    PSEnum,
    PSObject,
    TimeSpan,
    find_type,
    type_of,
    unwrap,
)
from psbridge.objects.convert import convert, enumerate_value, to_text

Operation = Callable[[Any, Any], Any]
METHOD = {"+": "op_Addition", "-": "op_Subtraction", "*": "op_Multiply", "/": "op_Division", "%": "op_Modulus"}
_INTEGERS: dict[str, Operation] = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
_INT32 = find_type("System.Int32")
_fit = FIT[numeric.INT]
_FITS: dict[tuple[type, type], Callable[[Any], Any]] = {  # operands that Python adds and multiplies as .NET does, and what is made of it
    **dict.fromkeys(((int, Int64), (Int64, int), (Int64, Int64)), FIT[numeric.LONG]),
    **dict.fromkeys(((float, float), (float, int), (int, float)), float),
}
_NO_RANK = frozenset((None, BIG))
MAX_TEXT = 0x3FFF_FFDF  # characters in a .NET string


def calculate(symbol: str, a: Any, b: Any) -> Any:
    """An operation on two numbers."""
    left, right = rank_of(a), rank_of(b)
    assert left is not None
    assert right is not None
    rank = numeric.width(a, b, left, right)
    if rank == DECIMAL:
        return numeric.decimals(symbol, a, b)
    if rank == DOUBLE:
        try:
            return numeric.DOUBLES[symbol](numeric.to_float(a), numeric.to_float(b))
        except OverflowError:
            return float("inf")
    fit = FIT[rank]
    if symbol == "/":
        return numeric.integer_divide(int(a), int(b), fit)
    if symbol == "%":
        return numeric.integer_remainder(int(a), int(b), fit)
    return fit(_INTEGERS[symbol](int(a), int(b)))


def add(a: Any, b: Any) -> Any:
    if a.__class__ is int and b.__class__ is int:
        return _fit(a + b)
    fit = _FITS.get((a.__class__, b.__class__))
    if fit is not None:
        return fit(a + b)
    left = unwrap(a)
    if left is None or left is AutomationNull:
        right = unwrap(b)
        return None if right is AutomationNull else right if isinstance(right, Char) else b
    if left.__class__ is str:
        return _joined(left, b)
    if left.__class__ is Char:
        return str(left) + to_text(b)
    if isinstance(left, NetDictionary | dict):
        return _merged(left, b)
    items = enumerate_value(left)
    if items is not None:
        return [*items, *_elements(b)]
    return numbers("+", left, b)


def subtract(a: Any, b: Any) -> Any:
    if a.__class__ is int and b.__class__ is int:
        return _fit(a - b)
    fit = _FITS.get((a.__class__, b.__class__))
    return numbers("-", a, b) if fit is None else fit(a - b)


def multiply(a: Any, b: Any) -> Any:
    if a.__class__ is int and b.__class__ is int:
        return _fit(a * b)
    fit = _FITS.get((a.__class__, b.__class__))
    if fit is not None:
        return fit(a * b)
    left = unwrap(a)
    if left is None or left is AutomationNull:
        return None
    if left.__class__ is str:
        return _repeated_text(left, b)
    if left.__class__ is bool:
        right = unwrap(b)
        raise runtime_error(
            f"The operation '[System.Boolean] * [{type_of(right).full_name if right is not None else 'System.Object'}]' is not defined.",
            "NotADefinedOperationForType",
            "InvalidOperation",
            left,
        )
    if not isinstance(left, PSObject):
        items = enumerate_value(left)
        if items is not None:
            return _repeated_list(list(items), b)
    return numbers("*", left, b)


def divide(a: Any, b: Any) -> Any:
    return numbers("/", a, b)


def remainder(a: Any, b: Any) -> Any:
    return numbers("%", a, b)


def numbers(symbol: str, a: Any, b: Any) -> Any:
    """An operation whose left operand should be a number (or has operators of its own)."""
    left = unwrap(a)
    number = _left_number(left)
    right = unwrap(b)
    if number is None or number.__class__ is BigInteger:
        return _with_method(symbol, left, left, right)
    if right is not None and not isinstance(right, str) and rank_of(right) in _NO_RANK and right.__class__ is not Char:
        return _with_method(symbol, right, number, right)
    result = calculate(symbol, number, as_number(right))
    return _enumerated(result, left) if isinstance(left, PSEnum) else result


def _enumerated(result: Any, left: PSEnum) -> PSEnum:
    """A result as the enum that stood on the left: .NET unboxes it, so that it must have the very type beneath."""
    if result.__class__ is left.UNDERLYING:
        return left.__class__(result)
    raise NetError.of(
        "System.InvalidCastException",
        f"Unable to cast object of type '{type_of(result).full_name}' to type '{left.net_type.full_name}'.",
    )


def _left_number(left: Any) -> Any:
    if left is None or left is AutomationNull:
        return 0
    kind = left.__class__
    if kind in numeric.RANK:
        return int(left) if kind is bool else left
    if isinstance(left, str):
        return as_number(left)
    if isinstance(left, PSEnum):
        return left.UNDERLYING(left)
    return None


# -- what is not a number


def _joined(left: str, right: Any) -> str:
    text = right if right.__class__ is str else to_text(right)
    if len(left) + len(text) > MAX_TEXT:
        raise NetError.of("System.OutOfMemoryException", "Insufficient memory to continue the execution of the program.")
    return left + text


def _elements(value: Any) -> list[Any]:
    """What adding a value to an array adds: the items of a collection, else the value."""
    base = unwrap(value)
    items = None if isinstance(base, str) else enumerate_value(base)
    if items is not None:
        return list(items)
    return [None if value is AutomationNull else value]


def _merged(left: Any, right: Any) -> Any:
    other = unwrap(right)
    if not isinstance(other, NetDictionary | dict):
        if other is None or other is AutomationNull:
            other = {}
        else:
            raise runtime_error(
                "A hash table can only be added to another hash table.", "AddHashTableToNonHashTable", "InvalidOperation", right
            )
    made = OrderedDictionary(left) if isinstance(left, OrderedDictionary) else Hashtable(left)
    for key, value in other.items():
        if key in made:
            raise NetError.of(
                "System.ArgumentException",
                f"Item has already been added. Key in dictionary: '{to_text(made.spelled(key))}'  Key being added: '{to_text(key)}'",
            )
        made[key] = value
    return made


def _count(value: Any) -> int:
    times: int = convert(as_number(value), _INT32)
    if times < 0:
        raise NetError.of(
            "System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values. (Parameter 'times')"
        )
    return times


def _repeated_text(left: str, right: Any) -> str:
    times = _count(right)
    if len(left) * times > MAX_TEXT:
        raise NetError.of("System.OutOfMemoryException", "Insufficient memory to continue the execution of the program.")
    return left * times


def _repeated_list(items: list[Any], right: Any) -> list[Any]:
    times = _count(right)
    if len(items) * times > 0x7FFF_FFC7:
        raise NetError.of("System.OutOfMemoryException", "Array dimensions exceeded supported range.")
    return items * times


def _with_method(symbol: str, owner: Any, left: Any, right: Any) -> Any:
    """An operation that the type of `owner`, one of the operands, defines."""
    method = _static_operator(owner, METHOD[symbol])
    if method is not None:
        return method(left, right)
    raise _no_method(symbol, owner)


def _static_operator(left: Any, name: str) -> Callable[[Any, Any], Any] | None:
    """The op_ method of a type's table or of a script class."""
    from psbridge.engine.members import operations  # noqa: F401 - declares the methods
    from psbridge.objects import members_of

    net = type_of(left)
    found = members_of(net).static_methods.get(name.lower())
    if found is None:
        return None
    made = _METHODS.get((net, name))
    if made is None or made[0] is not found:
        from psbridge.engine.invoke.plans import plan_of

        made = _METHODS[net, name] = found, plan_of(found, net, static=True)
    plan = made[1]
    return lambda a, b: plan.invoke(None, net, [a, b])


_METHODS: dict[tuple[Any, str], tuple[Any, Any]] = {}  # by type and name: a method and its plan


def _no_method(symbol: str, left: Any) -> ScriptError:
    name = METHOD[symbol]
    type_name = "System.Management.Automation.PSObject" if left.__class__ is PSObject else type_of(left).full_name
    return ScriptError(
        error_record(
            "RuntimeException",
            f"Method invocation failed because [{type_name}] does not contain a method named '{name}'.",
            "MethodNotFound",
            "InvalidOperation",
            name,
        )
    )


# -- unary


def negate(value: Any) -> Any:
    return _signed("-", value)


def plus(value: Any) -> Any:
    return _signed("+", value)


def _signed(symbol: str, value: Any) -> Any:
    base = unwrap(value)
    if isinstance(base, TimeSpan):
        return TimeSpan(-base.ticks) if symbol == "-" else base
    if base is not None and not isinstance(base, str) and _left_number(base) is None:
        return _with_method(symbol, base, 0, base)
    number = as_number(base)
    if number.__class__ is BigInteger:
        return BigInteger(-int(number)) if symbol == "-" else number
    return calculate("-", 0, number) if symbol == "-" else number


def step(value: Any, by: int) -> Any:
    """`++` and `--`."""
    base = unwrap(value)
    if base is None or base is AutomationNull:
        return by
    if isinstance(base, PSEnum):
        return numbers("+", base, by)
    if rank_of(base) in _NO_RANK or base.__class__ is bool:
        sign = "++" if by > 0 else "--"
        raise runtime_error(
            f"The '{sign}' operator works only on numbers. The operand is a '{type_of(base).full_name}'.",
            "OperatorRequiresNumber",
            "InvalidOperation",
        )
    return calculate("+", base, by)
