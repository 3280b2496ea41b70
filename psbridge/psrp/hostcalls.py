"""Host calls: every method of PSHost, PSHostUserInterface and PSHostRawUserInterface, and how its values travel ([MS-PSRP] 2.2.3.17,
2.2.6).

Decides which parameters a method has, whether it answers, and the encoding of each kind of value.  Who answers is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass
from typing import Any

from psbridge.clixml import records
from psbridge.errors import MessageError
from psbridge.objects.containers import ArrayList, Hashtable, NetDictionary, TypedArray
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.records import ErrorRecord, ProgressRecord
from psbridge.psrp.enums import RemoteHostMethodId
from psbridge.psrp.fields import Body
from psbridge.psrp.hosttypes import (
    DEFAULT_FIELDS,
    MEMBERS,
    BufferCell,
    ChoiceDescription,
    Coordinates,
    FieldDescription,
    HostDefaults,
    HostInfo,
    KeyInfo,
    Rectangle,
    Size,
    member_value,
)

_INT32 = find_type("System.Int32")
VOID = -100  # the call id of calls that expect no answer


@dataclass(frozen=True, slots=True)
class HostMethod:
    """A method: number and name on the wire, kinds of its parameters, kind of its result ("" for none)."""

    number: int
    name: str
    parameters: tuple[str, ...]
    result: str

    @property
    def answers(self) -> bool:
        return bool(self.result)


# name, parameters, result; "-" for none; in the order of the numbers
_TABLE = """
GetName - plain
GetVersion - plain
GetInstanceId - plain
GetCurrentCulture - plain
GetCurrentUICulture - plain
SetShouldExit int -
EnterNestedPrompt - -
ExitNestedPrompt - -
NotifyBeginApplication - -
NotifyEndApplication - -
ReadLine - plain
ReadLineAsSecureString - plain
Write1 text -
Write2 int,int,text -
WriteLine1 - -
WriteLine2 text -
WriteLine3 int,int,text -
WriteErrorLine text -
WriteDebugLine text -
WriteProgress long,progress -
WriteVerboseLine text -
WriteWarningLine text -
Prompt text,text,fields dictionary
PromptForCredential1 text,text,text,text plain
PromptForCredential2 text,text,text,text,int,int plain
PromptForChoice text,text,choices,int int
GetForegroundColor - int
SetForegroundColor int -
GetBackgroundColor - int
SetBackgroundColor int -
GetCursorPosition - coordinates
SetCursorPosition coordinates -
GetWindowPosition - coordinates
SetWindowPosition coordinates -
GetCursorSize - int
SetCursorSize int -
GetBufferSize - size
SetBufferSize size -
GetWindowSize - size
SetWindowSize size -
GetWindowTitle - plain
SetWindowTitle text -
GetMaxWindowSize - size
GetMaxPhysicalWindowSize - size
GetKeyAvailable - plain
ReadKey int key
FlushInputBuffer - -
SetBufferContents1 rectangle,cell -
SetBufferContents2 coordinates,cells -
GetBufferContents rectangle cells
ScrollBufferContents rectangle,coordinates,rectangle,cell -
PushRunspace plain -
PopRunspace - -
GetIsRunspacePushed - plain
GetRunspace - plain
PromptForChoiceMultipleSelection text,text,choices,ints ints
"""


def _methods() -> dict[int, HostMethod]:
    made: dict[int, HostMethod] = {}
    for number, row in enumerate(_TABLE.strip().splitlines(), 1):
        name, parameters, result = row.split()
        kinds = () if parameters == "-" else tuple(parameters.split(","))
        made[number] = HostMethod(number, name, kinds, "" if result == "-" else result)
    return made


METHODS = _methods()
BY_NAME = {method.name: method for method in METHODS.values()}


@dataclass(frozen=True, slots=True)
class HostCall:
    """A call of the server; `id` is -100 for those without an answer."""

    id: int
    method: HostMethod
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class HostResponse:
    """The client's answer: a result or an error."""

    id: int
    method: HostMethod
    result: Any = None
    error: ErrorRecord | None = None


# -- values


def _bag_of(value: Any) -> PSObject:
    members: list[tuple[str, Any]] = [(wire, member_value(value, attribute)) for wire, attribute in MEMBERS[type(value)]]
    if isinstance(value, FieldDescription):
        if value.default is not None:
            members.append(("defaultValue", value.default))
        members += [("metadata", ArrayList()), ("modifiedByRemotingProtocol", False), ("isFromRemoteHost", False)]
    return records.bare(members)


def _struct(kind: type) -> tuple[Callable[[Any], Any], Callable[[Any, str], Any]]:
    """Encoder and decoder of a class with a row in MEMBERS."""

    def decode(value: Any, where: str) -> Any:
        body = Body(value, where)
        given = {
            attribute: _fitting(kind, attribute, unwrap(body.raw(wire)), f"{where}, {wire}")
            for wire, attribute in MEMBERS[kind]
            if wire in body
        }
        if kind is FieldDescription and "defaultValue" in body:
            given["default"] = body.raw("defaultValue")
        try:
            return kind(**given)
        except TypeError as error:
            raise MessageError(f"A {kind.__name__} lacks a member: {error}", where=where) from error

    return _bag_of, decode


def _fitting(kind: type, attribute: str, value: Any, where: str) -> Any:
    """A member of the type that the class wants; null is what the class has without it."""
    wanted: Any = kind.__dataclass_fields__[attribute].default  # type: ignore[attr-defined]
    expected = str if wanted is MISSING else type(wanted)
    if value is None:
        return "" if wanted is MISSING else wanted
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise MessageError(f"A {kind.__name__} has {value!r} for {attribute}", where=where)
    return value


def _list_of(kind: type) -> tuple[Callable[[Any], Any], Callable[[Any, str], Any]]:
    encode_one, decode_one = _struct(kind)

    def decode(value: Any, where: str) -> list[Any]:
        items = unwrap(value)
        if items is None:
            return []
        if not isinstance(items, list | tuple):
            raise MessageError(f"A list of {kind.__name__} was expected", where=where)
        return [decode_one(item, f"{where}[{i}]") for i, item in enumerate(items)]

    return (lambda value: ArrayList(map(encode_one, value))), decode


def _encode_ints(value: Any) -> Any:
    numbers = list(value or ())
    return records.bare([("mae", ArrayList(numbers)), ("mal", TypedArray(_INT32, [len(numbers)]))])


def _decode_ints(value: Any, where: str) -> list[int]:
    plain = unwrap(value)
    if plain is None:
        return []
    if isinstance(plain, list | tuple):
        return [_number(item, where) for item in plain]
    return [_number(item, where) for item in Body(plain, where).items("mae")]


def _number(value: Any, where: str) -> int:
    plain = unwrap(value)
    if not isinstance(plain, int):
        raise MessageError("A number was expected", where=where)
    return int(plain)


def _encode_cells(rows: Any) -> Any:
    """A two-dimensional array: its cells row by row (mae), then its lengths (mal)."""
    table = [list(row) for row in rows]
    cells = ArrayList(_bag_of(cell) for row in table for cell in row)
    return records.bare([("mae", cells), ("mal", TypedArray(_INT32, [len(table), len(table[0]) if table else 0]))])


def _decode_cells(value: Any, where: str) -> list[list[BufferCell]]:
    body = Body(unwrap(value), where)
    sizes = [_number(size, f"{where}, mal") for size in body.items("mal")]
    cells = [_struct(BufferCell)[1](cell, f"{where}, mae") for cell in body.items("mae")]
    if len(sizes) != 2 or min(sizes) < 0 or sizes[0] * sizes[1] != len(cells):
        raise MessageError(f"{len(cells)} cells do not make an array of {sizes}", where=f"{where}, mal")
    if not sizes[1]:
        return [[] for _ in range(min(sizes[0], 1000))]
    return [cells[start : start + sizes[1]] for start in range(0, len(cells), sizes[1])]


def _decode_dictionary(value: Any, where: str) -> Any:
    plain = unwrap(value)
    if plain is not None and not isinstance(plain, NetDictionary | dict):
        raise MessageError("A dictionary was expected", where=where)
    return plain


def _same(value: Any) -> Any:
    return value


def _as_sent(value: Any, where: str) -> Any:
    return unwrap(value)


def _text(value: Any, where: str) -> Any:
    plain = unwrap(value)
    if plain is not None and not isinstance(plain, str):
        raise MessageError("Text was expected", where=where)
    return plain


_CODECS: dict[str, tuple[Callable[[Any], Any], Callable[[Any, str], Any]]] = {
    "plain": (_same, _as_sent),
    "text": (_same, _text),
    "int": (lambda value: None if value is None else int(value), lambda value, where: None if value is None else _number(value, where)),
    "long": (Int64, _number),
    "progress": (
        lambda value: records.progress_body(value) if isinstance(value, ProgressRecord) else value,
        lambda value, where: records.read_progress(value),
    ),
    "fields": _list_of(FieldDescription),
    "choices": _list_of(ChoiceDescription),
    "ints": (_encode_ints, _decode_ints),
    "dictionary": (lambda value: value if isinstance(value, NetDictionary) or value is None else Hashtable(value), _decode_dictionary),
    "coordinates": _struct(Coordinates),
    "size": _struct(Size),
    "rectangle": _struct(Rectangle),
    "cell": _struct(BufferCell),
    "cells": (_encode_cells, _decode_cells),
    "key": _struct(KeyInfo),
}


# -- calls and answers


def encode_call(call: HostCall) -> PSObject:
    """The body of a host call message."""
    kinds = call.method.parameters
    arguments = ArrayList(_CODECS[kind][0](value) for kind, value in zip(kinds, call.arguments, strict=True))
    return records.bare([("ci", Int64(call.id)), ("mi", RemoteHostMethodId(call.method.number)), ("mp", arguments)])


def _method(body: Body, where: str) -> HostMethod:
    number = body.integer("mi")
    method = METHODS.get(number)
    if method is None:
        raise MessageError(f"Host method {number} is unknown", where=f"{where}, mi")
    return method


def decode_call(bag: Any) -> HostCall:
    """A host call from the body of its message."""
    body = Body(bag, "host call")
    method = _method(body, "host call")
    values = body.items("mp", None)
    if len(values) != len(method.parameters):
        raise MessageError(f"{method.name} takes {len(method.parameters)} arguments, not {len(values)}", where="host call, mp")
    decoded = tuple(
        _CODECS[kind][1](value, f"{method.name}, mp[{i}]") for i, (kind, value) in enumerate(zip(method.parameters, values, strict=True))
    )
    return HostCall(body.integer("ci"), method, decoded)


def encode_response(response: HostResponse) -> PSObject:
    """The body of an answer: mr or me, ci, mi, as a real client orders them; without either when the result is null."""
    members: list[tuple[str, Any]] = []
    if response.error is not None:
        members.append(("me", response.error))
    elif response.result is not None:
        members.append(("mr", _CODECS[response.method.result or "plain"][0](response.result)))
    return records.bare([*members, ("ci", Int64(response.id)), ("mi", RemoteHostMethodId(response.method.number))])


def decode_response(bag: Any) -> HostResponse:
    """An answer from the body of its message."""
    body = Body(bag, "host response")
    method = _method(body, "host response")
    error = body.raw("me", None)
    result = body.raw("mr", None)
    if result is not None:
        result = _CODECS[method.result or "plain"][1](result, f"{method.name}, mr")
    return HostResponse(body.integer("ci"), method, result, None if error is None else records.read_error(error))


# -- what a client says of its host


def encode_host_info(info: HostInfo) -> PSObject:
    members: list[tuple[str, Any]] = [
        ("_isHostUINull", info.is_ui_null),
        ("_isHostRawUINull", info.is_raw_ui_null),
        ("_isHostNull", info.is_host_null),
    ]
    if info.defaults is not None:
        data = Hashtable()
        for key, (attribute, type_name) in DEFAULT_FIELDS.items():
            value = getattr(info.defaults, attribute)
            data[key] = records.bare([("T", type_name), ("V", _bag_of(value) if type(value) in MEMBERS else value)])
        members.append(("_hostDefaultData", records.bare([("data", data)])))
    return records.bare([*members, ("_useRunspaceHost", info.use_runspace_host)])


def decode_host_info(bag: Any) -> HostInfo:
    body = Body(bag, "HostInfo")
    defaults = None
    if "_hostDefaultData" in body:
        defaults = _decode_defaults(body.body("_hostDefaultData").mapping("data", None))
    return HostInfo(
        body.flag("_isHostNull", True),
        body.flag("_isHostUINull", True),
        body.flag("_isHostRawUINull", True),
        body.flag("_useRunspaceHost", True),
        defaults,
    )


def _decode_defaults(data: Any) -> HostDefaults:
    given: dict[str, Any] = {}
    for key, (attribute, type_name) in DEFAULT_FIELDS.items():
        entry = None if data is None else data.get(key)
        if entry is None:
            continue
        where = f"HostInfo, _hostDefaultData[{key}]"
        value = Body(entry, where).raw("V", None)
        if type_name.endswith(("Coordinates", "Size")):
            value = _struct(Coordinates if type_name.endswith("Coordinates") else Size)[1](value, where)
        else:
            value = _text(value, where) or "" if key == 9 else _number(value, where)
        given[attribute] = value
    return HostDefaults(**given)
