"""Members as Add-Member and Update-TypeData describe them: a kind, a name and up to two values.

Decides which values each kind needs and what the two commands say when they are not given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.members.memberinfo import MemberValue
from psbridge.objects import (
    AliasProperty,
    NoteProperty,
    PropertySet,
    PSMemberInfo,
    ScriptMethod,
    ScriptProperty,
    find_type,
    unwrap,
)
from psbridge.objects.convert import convert, to_text
from psbridge.objects.members import MemberSet

_SCRIPT_BLOCK = find_type("System.Management.Automation.ScriptBlock")
_TYPE = find_type("System.Type")
_MEMBERS = find_type("System.Management.Automation.PSMemberInfo").array()


@dataclass(frozen=True, slots=True)
class Complaints:
    """The error ids of one command and what it says; whether it asks the user for a value that is missing."""

    kind: str
    no_first: str
    no_second: str
    neither: str
    second: str
    asks: bool
    texts: dict[str, str]


ADDING = Complaints(
    "CannotAddMemberType",
    "Value1ShouldNotBeNull",
    "Value2ShouldNotBeNull",
    "Value1AndValue2AreNotBothNull",
    "Value2ShouldNotBeSpecified",
    True,
    {
        "kind": 'Cannot add a member with type "{0}". Specify a different type for the MemberTypes parameter.',
        "missing": (
            'The {1} parameter is required for a member of type "{0}". Specify the {1} parameter when adding members of this type.'
        ),
        "null": (
            'The {1} parameter should not be null for a member of type "{0}". Specify a non-null value for the {1} parameter when adding '
            "members of this type."
        ),
        "neither": (
            'Both Value and SecondValue parameters should not be null for a member of type "{0}". Specify a non-null value for one of the '
            "two parameters."
        ),
        "second": (
            'The SecondValue parameter is not necessary for a member of type "{0}", and should not be specified. Do not specify the '
            "SecondValue parameter when you add members of this type."
        ),
    },
)
UPDATING = Complaints(
    "CannotUpdateMemberType",
    "ValueShouldBeSpecified",
    "SecondValueShouldBeSpecified",
    "ValueAndSecondValueAreNotBothNull",
    "SecondValueShouldNotBeSpecified",
    False,
    {
        "kind": 'Cannot update a member with type "{0}". Specify a different type for the MemberType parameter.',
        "missing": 'The {1} parameter is required for the type "{0}". Please specify the {1} parameter.',
        "null": (
            'The {1} parameter should not be null or an empty string for a member of type "{0}". Specify a non-null value for the {1} '
            "parameter when updating this member type."
        ),
        "neither": (
            'The Value and SecondValue parameters should not both be null for a member of type "{0}". Specify a non-null value for one of '
            "the two parameters."
        ),
        "second": (
            'The SecondValue parameter is not necessary for a member of type "{0}", and should not be specified. Do not specify the '
            "SecondValue parameter when updating this member type."
        ),
    },
)


class _Request:
    """The values of one call; each `needs` or `refuses` ends the command when it is not so."""

    def __init__(self, cmd: Cmdlet, kind: str, ids: Complaints) -> None:
        self.cmd, self.kind, self.ids = cmd, kind, ids
        self.given, self.more = cmd.is_bound("Value"), cmd.is_bound("SecondValue")
        self.value: Any = cmd.bound.get("value")
        self.second: Any = cmd.bound.get("secondvalue")

    def refuse(self, error_id: str, text: str, parameter: str = "") -> None:
        said = self.ids.texts[text].format(self.kind, parameter)
        self.cmd.fail(self.cmd.error("System.InvalidOperationException", said, error_id, "InvalidOperation"))

    def needs_value(self, null: bool = False) -> None:
        if not self.given:
            if self.ids.asks:
                self.cmd.host.ui.prompt_fields(self.ids.texts["missing"].format(self.kind, "Value"), "", [])
            self.refuse(self.ids.no_first, "missing", "Value")
        if self.value is None and not null:
            self.refuse(self.ids.no_first, "null", "Value")

    def needs_either(self) -> None:
        if not self.given:
            self.needs_value()
        if self.value is None and self.second is None:
            self.refuse(self.ids.neither, "neither")

    def refuses_second(self) -> None:
        if self.more:
            self.refuse(self.ids.second, "second")


def make_member(cmd: Cmdlet, kind: str, name: str, ids: Complaints) -> PSMemberInfo:
    """The member that the values of a call describe."""
    request = _Request(cmd, kind, ids)
    maker = _MAKERS.get(kind)
    if maker is None:
        request.refuse(ids.kind, "kind")
        raise AssertionError(kind)
    return maker(request, name)


def _note(request: _Request, name: str) -> PSMemberInfo:
    request.needs_value(null=True)
    request.refuses_second()
    return NoteProperty(name, request.value)


def _alias(request: _Request, name: str) -> PSMemberInfo:
    request.needs_value()
    kind = None
    if request.more:
        if request.second is None:
            request.refuse(request.ids.no_second, "null", "SecondValue")
        kind = convert(request.second, _TYPE)
    return AliasProperty(name, to_text(request.value), kind)


def _block(value: Any) -> Any:
    return None if value is None else convert(unwrap(value), _SCRIPT_BLOCK)


def _script_property(request: _Request, name: str) -> PSMemberInfo:
    request.needs_either()
    return ScriptProperty(name, _block(request.value), _block(request.second))


def _script_method(request: _Request, name: str) -> PSMemberInfo:
    request.refuses_second()
    request.needs_value()
    return ScriptMethod(name, _block(request.value))


def _property_set(request: _Request, name: str) -> PSMemberInfo:
    request.refuses_second()
    request.needs_value()
    names = unwrap(request.value)
    return PropertySet(name, tuple(to_text(one) for one in (names if isinstance(names, list) else [names])))


def _member_set(request: _Request, name: str) -> PSMemberInfo:
    request.refuses_second()
    found = [] if request.value is None else convert(request.value, _MEMBERS)
    return MemberSet(name, {one.name.lower(): one.inner for one in found if isinstance(one, MemberValue)})


def _code(request: _Request, name: str) -> PSMemberInfo:
    """Methods of .NET types are no values here that could be called later: what is given cannot be one."""
    if request.kind == "CodeMethod":
        request.needs_value()
        request.refuses_second()
    else:
        request.needs_either()
    from psbridge.engine.types import resolve_text

    wanted = resolve_text(request.cmd.ctx, "System.Reflection.MethodInfo")
    convert(unwrap(request.value if request.value is not None else request.second), wanted)
    request.refuse(request.ids.kind, "kind")
    raise AssertionError(name)


_MAKERS: dict[str, Callable[[_Request, str], PSMemberInfo]] = {
    "NoteProperty": _note,
    "AliasProperty": _alias,
    "ScriptProperty": _script_property,
    "ScriptMethod": _script_method,
    "PropertySet": _property_set,
    "MemberSet": _member_set,
    "CodeMethod": _code,
    "CodeProperty": _code,
}
