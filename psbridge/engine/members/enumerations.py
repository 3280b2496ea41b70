"""Enumerations: their types from `enum_data`, and what every enum and [enum] can do."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.enum_data import ENUMS
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.enums import PSEnum, define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import CORE, SMA, NetType, find_type, lookup_type, type_of
from psbridge.objects.psobject import unwrap


def define_listed() -> None:
    """Register every enumeration of the list that nobody registered before."""
    for line in ENUMS.strip().splitlines():
        name, _, members = line.partition(" ")
        flags = name.endswith("*")
        full_name = name.rstrip("*")
        if lookup_type(full_name) is None:
            assembly = SMA if full_name.startswith(("System.Management", "Microsoft.Power")) else CORE
            define_enum(full_name, members, flags=flags, assembly=assembly)


define_listed()


def _enum(net: Any) -> type[PSEnum]:
    python = net.python if isinstance(net, NetType) else None
    if python is None or not issubclass(python, PSEnum):
        raise NetError.of("System.ArgumentException", "Type provided must be an Enum. (Parameter 'enumType')")
    return python


def _sorted(net: Any) -> list[tuple[str, int]]:
    """Members by value, as .NET lists them (negative ones last)."""
    members = _enum(net).MEMBERS.items()
    return sorted(members, key=lambda item: item[1] & 0xFFFF_FFFF_FFFF_FFFF)


def enum_names(net: NetType) -> list[str]:
    """The names of an enumeration, which are its static fields; none of other types."""
    python = net.python
    return [name for name, _ in _sorted(net)] if isinstance(python, type) and issubclass(python, PSEnum) else []


def get_names(net: Any) -> TypedArray:
    return TypedArray(find_type("System.String"), [name for name, _ in _sorted(net)])


def get_values(net: Any) -> TypedArray:
    made = _enum(net)
    return TypedArray(net, [made(number) for _, number in _sorted(net)])


def get_name(net: Any, value: Any) -> str | None:
    number = int(unwrap(value))
    return next((name for name, known in _enum(net).MEMBERS.items() if known == number), None)


def is_defined(net: Any, value: Any) -> bool:
    value = unwrap(value)
    members = _enum(net).MEMBERS
    return value in members if isinstance(value, str) else int(value) in members.values()


def parse(net: Any, text: str, ignore_case: bool = False) -> Any:
    """Enum.Parse: names count with their case unless told otherwise."""
    made = _enum(net)
    words = [word.strip() for word in text.split(",")]
    if not any(words):
        raise NetError.of("System.ArgumentException", "Must specify valid information for parsing in the string. (Parameter 'value')")
    for word in words:
        known = word.lower() in made._FOLDED if ignore_case else word in made.MEMBERS
        if not known and not word.lstrip("+-").isdigit():
            raise NetError.of("System.ArgumentException", f"Requested value '{text}' was not found.")
    return made.parse(text)


def try_parse(*args: Any) -> bool:
    """TryParse(type, text, [ref]), TryParse(text, [ref]): the type of the second is that of the reference's value."""
    *given, result = args
    ignore_case = bool(given.pop()) if isinstance(given[-1], bool) else False
    net = given[0] if isinstance(given[0], NetType) else type_of(unwrap(result.value))
    try:
        result.value = parse(net, str(given[-1]), ignore_case)
    except (NetError, ValueError):
        result.value = _enum(net)(0)
        return False
    return True


def to_object(net: Any, value: Any) -> Any:
    return _enum(net)(int(unwrap(value)))


def underlying(net: Any) -> NetType:
    return type_of(_enum(net).UNDERLYING(0))


def has_flag(value: PSEnum, flag: PSEnum) -> bool:
    return int(value) & int(flag) == int(flag)


def to_string(value: PSEnum, spec: str | None = None) -> str:
    return conversion.format_value(value, spec) if spec else value.label


def compare_to(a: PSEnum, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    if type_of(a) is not type_of(b):
        text = (
            f"Object must be the same type as the enum. The type passed in was '{type_of(b).full_name}'; "
            f"the enum type was '{type_of(a).full_name}'."
        )
        raise NetError.of("System.ArgumentException", text)
    return (int(a) > int(b)) - (int(a) < int(b))


fill(
    "System.Enum",
    """
    int CompareTo(System.Object target)
    bool HasFlag(enum flag)
    string ToString()
    string ToString(string format)
    System.TypeCode GetTypeCode()
    int value__ {get;}
    static string GetName(type enumType, System.Object value)
    static string[] GetNames(type enumType)
    static type GetUnderlyingType(type enumType)
    static array GetValues(type enumType)
    static bool IsDefined(type enumType, System.Object value)
    static System.Object Parse(type enumType, string value)
    static System.Object Parse(type enumType, string value, bool ignoreCase)
    static System.Object ToObject(type enumType, System.Object value)
    static bool TryParse(type enumType, string value, [ref] System.Object result)
    static bool TryParse(type enumType, string value, bool ignoreCase, [ref] System.Object result)
    static bool TryParse(string value, [ref] TEnum result)
    static bool TryParse(string value, bool ignoreCase, [ref] TEnum result)
    static string Format(type enumType, System.Object value, string format)
    """,
    {
        "CompareTo": compare_to,
        "HasFlag": has_flag,
        "ToString": to_string,
        "GetTypeCode": lambda value: find_type("System.TypeCode").python(9),  # type: ignore[misc]
        "value__": lambda value: value.UNDERLYING(int(value)),
        "::GetName": get_name,
        "::GetNames": get_names,
        "::GetUnderlyingType": underlying,
        "::GetValues": get_values,
        "::IsDefined": is_defined,
        "::Parse": parse,
        "::ToObject": to_object,
        "::TryParse": try_parse,
        "::Format": lambda net, value, spec: to_string(to_object(net, value), spec),
    },
)
