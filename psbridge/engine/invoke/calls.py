"""Calls: instance methods, static methods, constructors.

Decides where the method of a name comes from (instance members, type table, the type's own, intrinsic ForEach/Where, static members of
types) and keeps plans by class of the instance.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine import failures
from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke import intrinsic
from psbridge.engine.invoke.accessors import find_accessor
from psbridge.engine.invoke.delegates import Delegate
from psbridge.engine.invoke.doors import doors
from psbridge.engine.invoke.layers import extended_members, keep, may_remember, next_generation, on_change, shares_members
from psbridge.engine.invoke.plans import DirectCall, Plan, plan_of
from psbridge.engine.members.universal import OBJECT_METHODS
from psbridge.engine.objectmethod import PSMethod
from psbridge.objects import convert as conversion
from psbridge.objects.access import adapter_of, find_member
from psbridge.objects.adapted import Method, Property, members_of
from psbridge.objects.containers import GenericList, NetDictionary
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.members import CodeMethod, PSMemberInfo, ScriptMethod
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import EMPTY, PSObject, unwrap
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.scriptblock import ScriptBlock

_PLANS: dict[NetType, dict[str, Plan | None]] = {}
_STATICS: dict[NetType, dict[str, Plan | None]] = {}
_CONSTRUCTORS: dict[NetType, Plan | None] = {}
QUICK: dict[type | NetType, dict[str, Plan]] = {}  # by `quick_key` and name as written, where nothing can come in between
on_change(QUICK.clear)


def quick_key(obj: Any) -> type | NetType:
    """What the values have in common that share their methods: the Python class, of generic lists the closed type."""
    kind = obj.__class__
    return obj.net_type if kind is GenericList else kind  # type: ignore[no-any-return]


def invoke_method(ctx: Any, obj: Any, name: str, args: list[Any], types: tuple[NetType, ...] = ()) -> Any:
    """``obj.name(args)``; `types` are the type arguments of obj.name[types](args)."""
    quick = QUICK.get(quick_key(obj))
    if quick is not None:
        known = quick.get(name)
        if known is not None:
            return known.invoke(ctx, obj, args)
    if obj is None or obj is AutomationNull:
        raise failures.null_method()
    key = name.lower()
    if isinstance(obj, PSObject):
        if obj.shape is not EMPTY:
            slot = obj.shape.index.get(key)
            if slot is not None:
                return _call_value(ctx, obj, name, obj.values[slot], args)
        if obj.custom_type_names is None:
            own = _OBJECTS.get(obj.__class__, _NOTHING).get(name)
            if own is not None:
                return own.invoke(ctx, obj, args)
        base = unwrap(obj)
        if key == "tostring" and obj.text is not None and base is not obj and not args:
            return obj.text  # what it said before it travelled; the language writes the value inside all the same
    else:
        base = obj
    extended = extended_members(obj).get(key)
    if extended is not None:
        return _call_value(ctx, obj, name, extended, args)
    plan = _plan(base, key)
    if plan is not None:
        if base is obj and adapter_of(obj) is None:
            _remember(obj, name, plan)
        return plan.invoke(ctx, base, args)
    return _otherwise(ctx, obj, base, name, key, args)


_OBJECTS: dict[type, dict[str, Plan]] = {}  # the same of live objects, for those without members of their own
_NOTHING: dict[str, Plan] = {}
on_change(_OBJECTS.clear)


def _remember(obj: Any, name: str, plan: Plan) -> None:
    if may_remember(obj):
        QUICK.setdefault(quick_key(obj), {})[name] = plan
    elif isinstance(obj, PSObject) and shares_members(obj):
        keep(_OBJECTS, obj.__class__, name, plan)


def direct_call(obj: Any, name: str, kinds: tuple[type, ...]) -> DirectCall | None:
    """The function behind a method that was called before with arguments of these classes, where nothing can come in between."""
    plan = QUICK.get(quick_key(obj), {}).get(name)
    found = None if plan is None else plan.direct(kinds)
    return found if plan is None or not plan.static else None


def direct_static(net: NetType, name: str, kinds: tuple[type, ...]) -> DirectCall | None:
    """The same for a static method."""
    plan = _STATICS.get(net, {}).get(name.lower())
    return None if plan is None or not plan.static else plan.direct(kinds)


def _plan(base: Any, key: str) -> Plan | None:
    net = type_of(base)
    plans = _PLANS.get(net)
    if plans is None:
        plans = _PLANS[net] = {}
    if key in plans:
        return plans[key]
    method = members_of(net).methods.get(key)
    if method is None:
        method = OBJECT_METHODS.get(key) or find_accessor(net, key)
    made = None if method is None else plan_of(method, net)
    plans[key] = made
    return made


def forget(net: NetType | None = None) -> None:
    """Drop the plans of a type whose members changed (None: of all)."""
    QUICK.clear()
    _OBJECTS.clear()
    next_generation()
    for table in (_PLANS, _STATICS, _CONSTRUCTORS):
        if net is None:
            table.clear()
        else:
            table.pop(net, None)


def _call_value(ctx: Any, obj: Any, name: str, member: Any, args: list[Any]) -> Any:
    """Call a member of an instance or of the type table: script and code methods, or a property that holds something callable."""
    if isinstance(member, ScriptMethod):
        return _script_method(ctx, obj, member, args)
    if isinstance(member, CodeMethod):
        plan = plan_of(Method(member.name, member.call, member.definitions), None)
        return plan.invoke(ctx, obj, args)
    value = member
    if isinstance(member, PSMemberInfo):
        found = find_member(obj, name)
        value = found.get_value(obj) if isinstance(found, PSMemberInfo) and found.is_property else member
    if isinstance(value, PSMethod):
        return value.invoke(ctx, args)
    return _otherwise(ctx, obj, obj.base if isinstance(obj, PSObject) and obj.base is not None else obj, name, name.lower(), args)


def _script_method(ctx: Any, obj: Any, member: ScriptMethod, args: list[Any]) -> Any:
    """A script method; what it throws comes up as a MethodInvocationException."""
    try:
        return member.script.invoke_value(ctx, *args, this=obj)
    except ScriptError as error:
        inner = error.record.exception
        text = f'Exception calling "{member.name}" with "{len(args)}" argument(s): "{inner.message}"'
        kind = "System.Management.Automation.MethodInvocationException"
        raise failures.failure(text, "ScriptMethodRuntimeException", failures.NOT_SPECIFIED, kind, inner) from error


def _otherwise(ctx: Any, obj: Any, base: Any, name: str, key: str, args: list[Any]) -> Any:
    """No method of the type: intrinsic methods, callable properties, adapters, methods of the items of a collection."""
    special = intrinsic.find(key, args)
    if special is not None:
        return special(ctx, obj, args)
    if isinstance(base, Delegate) and key in ("invoke", "dynamicinvoke"):
        whole = unwrap(args[0]) if key == "dynamicinvoke" and len(args) == 1 else None
        return base.call(*(whole if isinstance(whole, list) else args))
    adapter = adapter_of(base)
    found = adapter.find(base, key) if adapter is not None else None
    if isinstance(found, Method):
        return plan_of(found, type_of(base)).invoke(ctx, base, args)
    declared = members_of(type_of(base)).properties.get(key)
    if isinstance(declared, Property):
        value = declared.get(base)
        if isinstance(value, Delegate):
            return value.call(*args)
    if isinstance(base, NetType) and key == "new":
        return construct(ctx, base, args)
    items = None if isinstance(base, NetDictionary | dict) else conversion.enumerate_value(base)
    if items is not None:
        return _on_items(ctx, list(items), base, name, args)
    raise failures.no_method(_named(obj), name)


def _named(obj: Any) -> str:
    return str(obj.type_names[0]) if isinstance(obj, PSObject) and obj.base is None else type_of(obj).full_name


def _on_items(ctx: Any, items: list[Any], base: Any, name: str, args: list[Any]) -> Any:
    """A method of every item; MethodNotFound when an item has none."""
    if not items:
        raise failures.no_method(type_of(base).full_name, name)
    results: list[Any] = []
    for item in items:
        try:
            value = invoke_method(ctx, item, name, args)
        except NetError as error:
            raise _of_item(error, base, name) from error
        if value is AutomationNull:
            continue
        inner = conversion.enumerate_value(value)
        results.extend(inner) if inner is not None else results.append(value)
    if not results:
        return AutomationNull
    return results[0] if len(results) == 1 else results


def _of_item(error: NetError, base: Any, name: str) -> NetError:
    record = error.exception.error_record
    if record is not None and record.error_id == "InvokeMethodOnNull":
        return failures.null_method()
    return error


# -- statics


def invoke_static(ctx: Any, net: NetType, name: str, args: list[Any], types: tuple[NetType, ...] = ()) -> Any:
    """``[type]::name(args)``; `types` are the type arguments of [type]::name[types](args)."""
    key = name.lower()
    if types:
        from psbridge.engine.members import generics

        generic = generics.find(net, key)
        if generic is not None:
            return generic(ctx, types, args)
    plans = _STATICS.get(net)
    if plans is None:
        plans = _STATICS[net] = {}
    plan = plans.get(key)
    if plan is None and key not in plans:
        plan = plans[key] = _static_plan(net, key)
    if plan is not None:
        return plan.invoke(ctx, net, args)
    if key == "new":
        return construct(ctx, net, args)
    held = members_of(net).static_properties.get(key)
    value = doors.get_static(ctx, net, name) if held is not None else None
    if isinstance(value, Delegate | ScriptBlock):
        return invoke_method(ctx, value, "Invoke", args)
    raise failures.no_method(net.full_name, name)


def _static_plan(net: NetType, key: str) -> Plan | None:
    found = members_of(net).static_methods.get(key)
    if found is None and net.kind == "interface":
        return None
    if found is None:
        found = OBJECT_STATICS.get(key) or find_accessor(net, key, static=True)
    return None if found is None else plan_of(found, net, static=True)


OBJECT_STATICS: dict[str, Method] = {}


def construct(ctx: Any, net: NetType, args: list[Any], shown: str = "new") -> Any:
    """``[type]::new(args)`` (`shown` "new") or New-Object (the name of the type)."""
    if not args and net.kind != "class":  # what has a value of nothing
        from psbridge.engine.members.defaults import default_value

        if (made := default_value(net)) is not None:
            return made
    if net not in _CONSTRUCTORS:
        _CONSTRUCTORS[net] = _constructor(net)
    plan = _CONSTRUCTORS[net]
    if plan is None:
        raise failures.no_overload(shown, len(args))
    plan.shown = shown
    try:
        return plan.invoke(ctx, net, args)
    except NetError as error:
        raise _in_constructor(error, shown, len(args)) from error


def _in_constructor(error: NetError, shown: str, count: int) -> NetError:
    """An exception of a constructor names it ".ctor", overload errors name it as `shown`."""
    exception = error.exception
    if exception.is_a("System.Management.Automation.MethodInvocationException") and exception.inner is not None:
        inner: NetException = exception.inner
        return failures.calling(".ctor", count, NetError(inner))
    return error


def _constructor(net: NetType) -> Plan | None:
    if net.kind == "array":
        return array_constructor(net)
    found = members_of(net).constructor
    if found is None:
        return None
    return plan_of(found, net, static=True, shown="new") if _bare(found) else _typed_constructor(found, net)


def _bare(method: Method) -> bool:
    """Whether the function behind a constructor does not want the type itself."""
    return not getattr(method.call, "wants_type", False)


def _typed_constructor(method: Method, net: NetType) -> Plan:
    return plan_of(method, net, static=False, shown="new")


def array_constructor(net: NetType) -> Plan:
    from psbridge.engine.invoke.signatures import Parameter, Signature
    from psbridge.engine.members.arrays import create_array
    from psbridge.objects.nettypes import find_type

    number = find_type("System.Int32")
    parameters = tuple(Parameter(f"length{i}", number) for i in range(net.rank))
    text = f"{net.full_name} new({', '.join('int' for _ in parameters)})"
    return Plan("new", lambda *lengths: create_array(net.element, *lengths), (Signature(parameters, net, text),), static=True)


doors.construct = construct
doors.invoke_method = invoke_method
