"""Setting members: ``obj.name = value`` and ``[type]::name = value``.

Decides what is set (keys of dictionaries, members of the instance, of the type table, of the type), the conversion to the property's
type, and how a refusal reads.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine import failures
from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke.doors import doors
from psbridge.engine.invoke.layers import extended_members, keep, on_change, shares_members
from psbridge.engine.members.table import ContextProperty
from psbridge.engine.types.written import type_from_text
from psbridge.objects import convert as conversion
from psbridge.objects.access import adapter_of
from psbridge.objects.adapted import Property, members_of
from psbridge.objects.attached import members_beside
from psbridge.objects.containers import NetDictionary
from psbridge.objects.exceptions import NetError
from psbridge.objects.members import AliasProperty, PSMemberInfo, ScriptProperty
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.psobject import SPECIAL, PSObject
from psbridge.objects.scalars import AutomationNull

_OBJECT = find_type("System.Object")


def set_member(ctx: Any, obj: Any, name: str, value: Any) -> None:
    """``obj.name = value``."""
    if value is AutomationNull:
        value = None
    if obj is None or obj is AutomationNull:
        raise failures.no_property_on_null(name)
    key = name.lower()
    if isinstance(obj, PSObject):
        slot = obj.shape.index.get(key)
        if slot is not None:
            if obj.shape.kinds[slot] == SPECIAL:
                _set_special(ctx, obj, name, obj.values[slot], value)
            else:
                obj.values[slot] = value
            return
        declared = _OBJECTS.get(obj.__class__, _NOTHING).get(name)
        if declared is not None and obj.custom_type_names is None:
            assign(ctx, declared, obj, name, value)
            return
        base = obj.base if obj.base is not None else obj
    else:
        base = obj
    if isinstance(base, NetDictionary | dict) and not _is_property(base, key):
        set_key(ctx, base, name, value)
        return
    extended = extended_members(obj).get(key)
    if extended is not None:
        if _is_read_only(extended, obj, key):
            raise failures.read_only(name)
        _set_special(ctx, obj, name, extended, value)
    else:
        _set_adapted(ctx, obj, base, name, key, value)


def _is_read_only(member: Any, obj: Any, key: str) -> bool:
    """Whether a property of the type table has no setter; what was added to an object itself refuses in words of its own."""
    if not isinstance(member, PSMemberInfo) or isinstance(member, AliasProperty) or not member.is_property or member.settable:
        return False
    beside = members_beside(obj)
    return beside is None or key not in beside.shape.index


def _is_property(base: Any, key: str) -> bool:
    """Whether a dictionary's own property is meant: one that can be set."""
    found = members_of(type_of(base)).properties.get(key)
    return found is not None and found.set is not None


def set_key(ctx: Any, table: Any, key: Any, value: Any) -> None:
    """``table[key] = value``, converted to the types of a generic dictionary."""
    key_type = getattr(table, "key_type", None)
    if key_type is not None:
        key = conversion.convert(key, key_type) if key_type is not _OBJECT else key
        value = conversion.convert(value, table.value_type) if table.value_type is not _OBJECT else value
    table[key] = value


def _set_special(ctx: Any, obj: Any, name: str, member: Any, value: Any) -> None:
    """A computed member of the instance or the type table."""
    if not isinstance(member, PSMemberInfo) or not member.is_property:
        raise failures.cannot_set(name)
    if isinstance(member, AliasProperty):
        set_member(ctx, obj, member.referenced, value)
        return
    if not member.settable:
        raise failures.failure(
            f'Set accessor for property "{name}" is unavailable.',
            "SetWithoutSetterFromScriptProperty" if isinstance(member, ScriptProperty) else "SetValueException",
            failures.NOT_SPECIFIED,
            "System.Management.Automation.SetValueException",
        )
    setter = getattr(member, "setter", None)
    try:
        if setter is not None and hasattr(setter, "invoke_value"):
            setter.invoke_value(ctx, value, this=obj)
        else:
            member.set_value(obj, value)
    except ScriptError as error:
        raise failures.setting(name, error.record.exception) from error
    except (NetError, ValueError, TypeError) as error:
        raise failures.setting(name, failures.exception_of(error)) from error


def _set_adapted(ctx: Any, obj: Any, base: Any, name: str, key: str, value: Any) -> None:
    adapter = adapter_of(base)
    declared: Any = adapter.find(base, key) if adapter is not None else None
    if not isinstance(declared, Property):
        declared = members_of(type_of(base)).properties.get(key)
    if declared is None:
        items = conversion.enumerate_value(base)
        if items is not None and _set_items(ctx, items, name, value):
            return
        if isinstance(obj, PSObject) and obj.base is None and type_of(obj).full_name == "System.Management.Automation.PSCustomObject":
            raise failures.setting_missing(name)
        raise failures.cannot_set(name)
    if declared.set is None:
        raise failures.read_only(name)
    if adapter is None and isinstance(obj, PSObject) and shares_members(obj):
        keep(_OBJECTS, obj.__class__, name, declared)
    assign(ctx, declared, base, name, value)


_OBJECTS: dict[type, dict[str, Property]] = {}  # what was set of live objects, for those without members of their own
_NOTHING: dict[str, Property] = {}
on_change(_OBJECTS.clear)


def assign(ctx: Any, declared: Property, base: Any, name: str, value: Any) -> None:
    """Convert to the declared type and set; a failure becomes a SetValueInvocationException."""
    assert declared.set is not None
    wanted = type_from_text(declared.type_name)
    try:
        if wanted is not None and wanted is not _OBJECT:
            value = conversion.convert(value, wanted)
        if isinstance(declared, ContextProperty):
            declared.set(ctx, base, value)  # type: ignore[call-arg]
        else:
            declared.set(base, value)
    except NetError as error:
        raise failures.setting(name, error.exception) from error
    except (ValueError, OverflowError, OSError) as error:
        raise failures.setting(name, failures.exception_of(error)) from error


def _set_items(ctx: Any, items: Any, name: str, value: Any) -> bool:
    """Collections do not pass an assignment on to their items."""
    return False


def set_static(ctx: Any, net: Any, name: str, value: Any) -> None:
    """``[type]::name = value``."""
    if net is None:
        raise failures.no_property_on_null(name)
    if not isinstance(net, NetType):
        net = type_of(net)
    found = members_of(net).static_properties.get(name.lower())
    if found is None and net.kind == "enum" and net.python is not None and name.lower() in net.python._FOLDED:
        raise failures.read_only(name)
    if found is None:
        raise failures.cannot_set(name)
    if found.set is None:
        raise failures.read_only(found.name)
    assign(ctx, found, net, name, None if value is AutomationNull else value)


doors.set_member, doors.set_static = set_member, set_static
