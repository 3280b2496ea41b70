"""Reading members: ``obj.name`` and ``[type]::name``.

Decides the order: keys of dictionaries, members of the instance, the type table, the type's own, methods as PSMethod objects, then the
items of collections, then Count and Length of a single value.  A getter that fails gives null, as in PowerShell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine import failures
from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke import calls
from psbridge.engine.invoke.doors import doors
from psbridge.engine.invoke.layers import extended_members, keep, may_remember, on_change, shares_members
from psbridge.engine.invoke.membersets import MEMBER_SETS
from psbridge.engine.invoke.plans import plan_of
from psbridge.engine.members.table import ContextProperty
from psbridge.engine.members.universal import OBJECT_METHODS
from psbridge.engine.objectmethod import PSMethod
from psbridge.objects import convert as conversion
from psbridge.objects.access import adapter_of, find_member
from psbridge.objects.adapted import Method, Property, members_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert.typenames import type_display_name
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.members import CodeMethod, MemberSet, PropertySet, PSMemberInfo, ScriptMethod
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import SPECIAL, PSObject, unwrap
from psbridge.objects.scalars import AutomationNull

_MISSING: Any = object()
_COUNTS = frozenset(("count", "length"))
Reader = Callable[[Any], Any]
_SIMPLE: dict[type, dict[str, Reader]] = {}  # getters by Python class and name as written, where nothing else can come in between

_OBJECTS: dict[type, dict[str, Reader]] = {}  # the same of live objects, for those without members of their own
_NOTHING: dict[str, Any] = {}


def get_member(ctx: Any, obj: Any, name: str) -> Any:
    """``obj.name``: the value; null (or PropertyNotFoundStrict in strict mode) when there is no such member."""
    kind = obj.__class__
    simple = _SIMPLE.get(kind)
    if simple is not None:
        read = simple.get(name)
        if read is not None:
            try:
                return read(obj)
            except (NetError, ValueError, TypeError, ArithmeticError, LookupError, OSError):
                return None
    key = name.lower()
    if isinstance(obj, PSObject):
        slot = obj.shape.index.get(key)
        if slot is not None:
            if obj.shape.kinds[slot] != SPECIAL:
                return obj.values[slot]
        elif obj.custom_type_names is None:
            read = _OBJECTS.get(kind, _NOTHING).get(name)
            if read is not None:
                try:
                    return read(obj)
                except _FAILURES as error:
                    return _failed(error)
    value = _read(ctx, obj, name, key)
    return _absent(ctx, obj, name, key) if value is _MISSING else value


def has_property(obj: Any, name: str) -> bool:
    """Whether a value has a property of that name (methods do not count)."""
    key = name.lower()
    if isinstance(obj, NetDictionary | dict) and name in obj:
        return True
    found = find_member(obj, name) if obj is not None else None
    return isinstance(found, Property) or (isinstance(found, PSMemberInfo) and found.is_property) or key in MEMBER_SETS


def _read(ctx: Any, obj: Any, name: str, key: str) -> Any:
    """The value of a member, _MISSING when there is none; no enumeration."""
    if obj is None or obj is AutomationNull:
        return _MISSING
    base = unwrap(obj)
    if isinstance(base, NetDictionary):
        if name in base:
            return base[name]
    elif base.__class__ is dict:
        found = base.get(name, _MISSING)
        if found is not _MISSING:
            return found
    try:
        return _find_and_read(ctx, obj, base, name, key)
    except _FAILURES as error:
        return _failed(error)


_FAILURES = (NetError, ScriptError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError)


def _failed(error: Exception) -> None:
    """A property whose getter fails is null, unless the error says that there is none."""
    if isinstance(error, NetError):
        told = error.exception.is_a("System.Management.Automation.MethodException") or _is_not_found(error.exception)
    else:
        told = isinstance(error, ScriptError) and _is_not_found(error.record.exception)
    if told:
        raise error


def _is_not_found(exception: NetException) -> bool:
    return exception.is_a("System.Management.Automation.PropertyNotFoundException")


def _find_and_read(ctx: Any, obj: Any, base: Any, name: str, key: str) -> Any:
    if isinstance(obj, PSObject) and key in obj.shape.index:
        return _member_value(ctx, obj, name, obj.values[obj.shape.index[key]])
    if obj.__class__ is PSObject and obj.base.__class__ is PSObject:
        return _find_and_read(ctx, obj.base, base, name, key)
    extended = extended_members(obj).get(key)
    if extended is not None:
        return _member_value(ctx, obj, name, extended)
    return _read_adapted(ctx, obj, base, name, key)


def _read_adapted(ctx: Any, obj: Any, base: Any, name: str, key: str) -> Any:
    adapter = adapter_of(base)
    if adapter is not None:
        dynamic = adapter.find(base, key)
        if isinstance(dynamic, Property):
            return dynamic.get(base)
    net = type_of(base)
    table = members_of(net)
    declared = table.properties.get(key)
    if declared is not None:
        if isinstance(declared, ContextProperty):
            return declared.get(ctx, base)  # type: ignore[call-arg]
        if adapter is None:
            _remember(obj, name, declared)
        return declared.get(base)
    method = table.methods.get(key) or OBJECT_METHODS.get(key)
    if method is not None:
        return method_value(obj, base, method, net)
    special = MEMBER_SETS.get(key)
    return _MISSING if special is None else special(ctx, obj)


def _remember(obj: Any, name: str, declared: Property) -> None:
    """Getters are kept by class: nothing but the type table can come before them, and its changes clear this."""
    if may_remember(obj):
        _SIMPLE.setdefault(obj.__class__, {})[name] = declared.get
    elif isinstance(obj, PSObject) and shares_members(obj):
        keep(_OBJECTS, obj.__class__, name, declared.get)


on_change(_SIMPLE.clear)
on_change(_OBJECTS.clear)


def _member_value(ctx: Any, obj: Any, name: str, member: Any) -> Any:
    if not isinstance(member, PSMemberInfo):
        return member
    if member.is_property:
        return _property_value(ctx, obj, member)
    if isinstance(member, MemberSet):
        from psbridge.engine.members.setvalues import MemberSetFace

        return MemberSetFace(member)
    if isinstance(member, PropertySet | ScriptMethod | CodeMethod):
        from psbridge.engine.members.memberinfo import MemberValue

        return MemberValue(obj, member.name, member.KIND, member)
    overloads = getattr(member, "definitions", ()) or (f"System.Object {member.name}();",)
    return PSMethod(obj, member.name, overloads, lambda inner, args: calls.invoke_method(inner, obj, name, args))


def _property_value(ctx: Any, obj: Any, member: PSMemberInfo) -> Any:
    getter = getattr(member, "getter", None)
    if getter is not None and hasattr(getter, "invoke_value"):
        value = getter.invoke_value(ctx, this=obj)
        return None if value is AutomationNull else value
    referenced = getattr(member, "referenced", None)
    if referenced is not None:
        value = get_member(ctx, obj, referenced)
        wanted = getattr(member, "conversion", None)
        return value if wanted is None else conversion.convert(value, wanted)
    return member.get_value(obj)


def method_value(obj: Any, base: Any, method: Method, net: NetType | None, static: bool = False) -> PSMethod:
    """A method as a value."""
    plan = plan_of(method, net, static=static)
    return PSMethod(obj, method.name, plan.signatures, lambda ctx, args: plan.invoke(ctx, base, args))


def _absent(ctx: Any, obj: Any, name: str, key: str) -> Any:
    """No such member: the items' members, Count and Length of single values, else null or an error."""
    strict = ctx.scope.strict_mode >= 2
    if obj is not None and obj is not AutomationNull:
        base = unwrap(obj)
        items = conversion.enumerate_value(base)
        if items is not None:
            return _of_items(ctx, items, name, key)
    if strict:
        raise failures.no_property_strict(name)
    if key in _COUNTS:
        return 0 if obj is None or obj is AutomationNull else 1
    return None


def _of_items(ctx: Any, items: Any, name: str, key: str) -> Any:
    """The member of every item; what has no such member counts as null (an error in strict mode)."""
    results: list[Any] = []
    for item in items:
        value = _read(ctx, item, name, key)
        if value is _MISSING:
            value = _absent(ctx, item, name, key)
        if value is AutomationNull:
            continue
        inner = conversion.enumerate_value(value)
        results.extend(inner) if inner is not None else results.append(value)
    if not results:
        return AutomationNull
    return results[0] if len(results) == 1 else results


# -- statics


def get_static(ctx: Any, net: Any, name: str) -> Any:
    """``[type]::name``; of any other value: of its type."""
    if not isinstance(net, NetType):
        if net is None:
            if ctx.scope.strict_mode >= 2:
                raise failures.no_property_strict(name)
            return None
        net = type_of(net.base if isinstance(net, PSObject) and net.base is not None else net)
    key = name.lower()
    python = net.python
    if net.kind == "enum" and python is not None and issubclass(python, PSEnum):
        number = python._FOLDED.get(key)
        if number is not None:
            return python(number)
    table = members_of(net)
    found = table.static_properties.get(key)
    if found is not None:
        return found.get(ctx, net) if isinstance(found, ContextProperty) else found.get(net)  # type: ignore[call-arg]
    method = table.static_methods.get(key)
    if method is not None:
        return method_value(net, net, method, net, static=True)
    if key == "new":
        return constructor_value(net)
    if ctx.scope.strict_mode >= 2:
        raise failures.no_property_strict(name)
    return None


def constructor_value(net: NetType) -> PSMethod:
    """``[type]::new`` without a call."""
    found = members_of(net).constructor
    shown = type_display_name(net)
    lines = tuple(f"{shown} {line}" for line in found.definitions) if found is not None else ()
    return PSMethod(net, "new", lines, lambda ctx, args: calls.construct(ctx, net, args))


doors.get_member, doors.get_static, doors.has_property = get_member, get_static, has_property
