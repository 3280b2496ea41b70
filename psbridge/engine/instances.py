"""Instances of script classes, and the Python classes behind them.

Decides where field values live (a dict beside the value), and which .NET method overrides Python has to know of (ToString, Equals,
GetHashCode, CompareTo).
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from psbridge.engine.context import MAX_DEPTH
from psbridge.engine.errors import ScriptError, record_of
from psbridge.engine.scopes import Scope
from psbridge.errors import PsBridgeError
from psbridge.objects import ArrayList, GenericList, NetDictionary, NetError, NetException, NetObject, NetType, find_type
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import convert, register_enumerable, to_text, truth
from psbridge.objects.formats.value import register_formatter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psbridge.engine.context import Context


class ScriptClass:
    """What stands behind a NetType that a script defined.

    ``initialise`` gives fields their defaults; ``construct_into`` runs a constructor on an instance that is already there;
    ``ready`` runs the static initialisers and the static constructor, which is before the class is first used.
    """

    __slots__ = (
        "_first",
        "_unused",
        "blank",
        "constructors",
        "fields",
        "hidden",
        "home",
        "net",
        "parent",
        "python",
        "refused",
        "session_state",
        "static_inits",
        "statics",
    )

    def __init__(self, net: NetType, parent: ScriptClass | None, session_state: Any, home: Context) -> None:
        self.net, self.parent, self.session_state, self.home = net, parent, session_state, home
        self.python: Any = None
        self.blank: dict[str, Any] = {}  # fields as they are before anything is done to them
        self.fields: list[tuple[str, Callable[[Context], Any]]] = []  # key, default of those that have one
        self.statics: dict[str, Any] = {}
        self.static_inits: list[Callable[[Context], None]] = []
        self.hidden: set[str] = set() if parent is None else set(parent.hidden)
        self.constructors: Any = None  # the plan of the constructors
        self.refused: NetException | None = None  # what its static initialisers failed with
        self._unused = True
        self._first = threading.RLock()

    def ready(self, ctx: Context) -> None:
        """See to it that the static parts are there; what they fail with is the failure of every use."""
        if self._unused:
            with self._first:
                self._make_ready(ctx)

    def _make_ready(self, ctx: Context) -> None:
        if self.refused is not None:
            raise NetError(self.refused)
        pending, self.static_inits = self.static_inits, []
        inner = method_frame(ctx, self, self.net.name, None) if pending else ctx
        try:
            for initialise in pending:
                initialise(inner)
        except (ScriptError, NetError) as error:
            cause = record_of(error, ctx).exception
            text = f"The type initializer for '{self.net.name}' threw an exception."
            self.refused = NetException("System.TypeInitializationException", text, cause)
            raise NetError(self.refused) from error
        self._unused = bool(self.static_inits)

    def allocate(self) -> Any:
        """An instance with the default values of the fields of all its classes missing yet."""
        made = self.python.__new__(self.python)
        _prepare(made, self)
        made.fields = {}
        return made

    def initialise(self, ctx: Context, instance: Any) -> None:
        """Give the fields of this class their defaults, which may look at $this."""
        instance.fields.update(self.blank)
        if self.fields:
            inner = method_frame(ctx, self, self.net.name, instance)
            for key, default in self.fields:
                instance.fields[key] = default(inner)

    def initialise_all(self, ctx: Context, instance: Any) -> None:
        self.ready(ctx)
        if self.parent is not None:
            self.parent.initialise_all(ctx, instance)
        self.initialise(ctx, instance)

    def construct(self, ctx: Context, args: list[Any]) -> Any:
        instance = self.allocate()
        self.initialise_all(ctx, instance)
        self.construct_into(ctx, instance, args)
        return instance

    def construct_into(self, ctx: Context, instance: Any, args: list[Any]) -> None:
        self.constructors.invoke(ctx, instance, args)


class ScriptInstance(NetObject):
    """An instance of a class without a .NET base of its own."""

    __slots__ = ("fields",)
    fields: dict[str, Any]


class _ExceptionInstance(NetException):
    __slots__ = ("fields",)


class _ArrayListInstance(ArrayList):
    __slots__ = ("fields",)


class _ListInstance(GenericList):
    __slots__ = ("fields",)


_EXCEPTION, _ENUMERABLE, _FORMATTABLE = map(find_type, ("System.Exception", "System.Collections.IEnumerable", "System.IFormattable"))


def _python_base(net: NetType | None) -> type:
    """The Python class to inherit from for a .NET base."""
    while net is not None:
        if isinstance(net.tag, ScriptClass):
            found: type = net.tag.python
            return found
        if net.is_subtype_of(_EXCEPTION):
            return _ExceptionInstance
        if net.full_name in ("System.Management.Automation.Job", "System.Management.Automation.Job2"):
            from psbridge.engine.scriptjobs import ScriptJob

            return ScriptJob
        if net.python is ArrayList:
            return _ArrayListInstance
        if net.python is GenericList or (net.generic_definition is not None and net.generic_definition.full_name.endswith("List`1")):
            return _ListInstance
        known = _extended(net)
        if known is not None:
            return known
        net = net.base
    return ScriptInstance


_EXTENDED: dict[NetType, type | None] = {}
_VALUES = (NetObject, NetDictionary, list, deque)


def _extended(net: NetType) -> type | None:
    """The class behind a .NET type, with room for fields; None for one whose values stand for nothing but their members."""
    if net not in _EXTENDED:
        sample = _sample(net, []) if net.base is not None else None
        kind = type(sample)
        fits = (isinstance(sample, _VALUES) or _own_type(kind)) and kind is not NetObject and "fields" not in dir(kind)
        _EXTENDED[net] = type(kind.__name__, (kind,), {"__slots__": ("fields",)}) if fits else None
    return _EXTENDED[net]


def _sample(net: NetType, args: list[Any], ctx: Any = None) -> Any:
    """A value of a .NET base as its constructor makes it, None where it cannot be made without arguments."""
    from psbridge.engine.invoke import construct

    if args:
        return construct(ctx, net, args)
    try:
        return construct(ctx, net, []) if members_of(net).constructor is not None else None
    except PsBridgeError:
        return None


def _take(instance: Any, sample: Any) -> None:
    """Become what `sample`, a value of the .NET base, is."""
    for kind in type(sample).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__weakref__", "__dict__") and hasattr(sample, slot):
                setattr(instance, slot, getattr(sample, slot))
    if isinstance(sample, list | deque):
        instance.clear()
        instance.extend(sample)
    if hasattr(sample, "__dict__"):
        instance.__dict__.update(sample.__dict__)


def _net_base(net: NetType) -> NetType:
    """The nearest ancestor that no script made."""
    here = net
    while isinstance(here.tag, ScriptClass) and here.base is not None:
        here = here.base
    return here


def _own_type(kind: type) -> bool:
    """Whether values keep their type in a slot of their own."""
    return any("net_type" in one.__dict__.get("__slots__", ()) for one in kind.__mro__)


def python_class(owner: ScriptClass) -> type:
    """The class of the instances of a script class."""
    base = _python_base(owner.net.base)
    methods = members_of(owner.net).methods
    body: dict[str, Any] = {"__slots__": ()}
    if not _own_type(base):
        body["net_type"] = owner.net
    if "tostring" in methods and _takes(methods["tostring"], 0):
        body["__str__"] = _to_string
    elif base is ScriptInstance:
        body["__str__"] = _type_name
    if "equals" in methods and _takes(methods["equals"], 1):
        body["__eq__"] = _equals
        body["__hash__"] = _hash
    if "equals" in methods and _takes(methods["equals"], 2):
        body["equal"] = lambda self, a, b: truth(call_home(self, "Equals", [a, b]))
        body["hash_of"] = lambda self, value: int(call_home(self, "GetHashCode", [value]))
    if "compare" in methods and _takes(methods["compare"], 2):
        body["compare"] = lambda self, a, b: int(call_home(self, "Compare", [a, b]))
    if "compareto" in methods and _is_scripted(methods["compareto"]):
        body["compare_to"] = _compare_to
        body["__lt__"] = lambda self, other: _compare_to(self, other) < 0
        body["__gt__"] = lambda self, other: _compare_to(self, other) > 0
    made = type(owner.net.name, (base,), body)
    if "getenumerator" in methods and owner.net.is_subtype_of(_ENUMERABLE) and _is_scripted(methods["getenumerator"]):
        register_enumerable(made, lambda self: _walk(self, call_home(self, "GetEnumerator", [])))
    if "tostring" in methods and owner.net.is_subtype_of(_FORMATTABLE) and _takes(methods["tostring"], 2):
        register_formatter(made, lambda self, spec, culture: to_text(call_home(self, "ToString", [spec, culture])))
    return made


def _is_scripted(method: Any) -> bool:
    return hasattr(method, "signatures")


def _takes(method: Any, count: int) -> bool:
    """Whether a script wrote an overload with so many parameters."""
    return any(len(one.parameters) == count for one in getattr(method, "scripted", ()))


def call_home(instance: Any, name: str, args: list[Any]) -> Any:
    """A method called from Python: in the context in which the class was defined."""
    from psbridge.engine.invoke import invoke_method

    return invoke_method(instance.net_type.tag.home, instance, name, args)


def _to_string(self: Any) -> str:
    return to_text(call_home(self, "ToString", []))


def _type_name(self: Any) -> str:
    return str(self.net_type.full_name)


def _equals(self: Any, other: object) -> bool:
    return self is other or truth(call_home(self, "Equals", [other]))


def _hash(self: Any) -> int:
    if _is_scripted(members_of(self.net_type).methods.get("gethashcode")):
        return int(call_home(self, "GetHashCode", []))
    return id(self) >> 4


def _compare_to(self: Any, other: Any) -> int:
    return int(convert(call_home(self, "CompareTo", [other]), find_type("System.Int32")))


def _walk(instance: Any, enumerator: Any) -> Iterator[Any]:
    """What an IEnumerator gives."""
    from psbridge.engine.invoke import get_member, invoke_method

    ctx = instance.net_type.tag.home
    while truth(invoke_method(ctx, enumerator, "MoveNext", [])):
        yield get_member(ctx, enumerator, "Current")


def clone_shallow(instance: Any) -> Any:
    """MemberwiseClone: the same fields in an instance of its own."""
    owner: ScriptClass = instance.net_type.tag
    made = owner.python.__new__(owner.python)
    _prepare(made, owner)
    if not isinstance(instance, ScriptInstance):
        _take(made, instance)
    made.fields = dict(instance.fields)
    return made


def _prepare(made: Any, owner: ScriptClass) -> None:
    """Do what Python's constructors of the .NET bases would."""
    if isinstance(made, NetException):
        NetException.__init__(made, owner.net)
    elif isinstance(made, GenericList):
        base = owner.net
        while not base.generic_arguments and base.base is not None:
            base = base.base
        GenericList.__init__(made, base.generic_arguments[0] if base.generic_arguments else find_type("System.Object"))
        made.net_type = owner.net
    elif not isinstance(made, ScriptInstance) and (sample := _sample(_net_base(owner.net), [], owner.home)) is not None:
        _become(made, owner, sample)
    elif isinstance(made, NetObject):
        NetObject.__init__(made)


def _become(made: Any, owner: ScriptClass, sample: Any) -> None:
    _take(made, sample)
    if _own_type(type(made)):
        made.net_type = owner.net


def default_base_call(ctx: Context, owner: ScriptClass, instance: Any, args: list[Any]) -> None:
    """The constructor of a .NET base: what its arguments do to the instance."""
    if not args and isinstance(instance, ScriptInstance):
        return
    if isinstance(instance, NetException):
        _exception(instance, args)
        return
    construct = getattr(instance, "construct_base", None)
    if construct is not None:
        construct(args)
        return
    base = _net_base(owner.net)
    if args and base in _EXTENDED:
        _become(instance, instance.net_type.tag, _sample(base, args, ctx))
        return
    if isinstance(instance, list) and args and isinstance(args[0], list):
        instance.extend(args[0])
        return
    if args and (owner.net.base is None or owner.net.base.base is None):
        from psbridge.engine.failures import no_overload

        raise no_overload(".ctor", len(args))


def _exception(instance: NetException, args: list[Any]) -> None:
    if args and args[0] is not None:
        instance.message = to_text(args[0])
    if len(args) > 1 and isinstance(args[1], NetException):
        instance.inner = args[1]


def method_frame(ctx: Context, owner: ScriptClass, name: str, this: Any) -> Context:
    """The context of a method."""
    if ctx.depth >= MAX_DEPTH:
        raise RecursionError
    state = owner.session_state
    inner = ctx.child(Scope(owner.home.scope), session_state=state, name=name)
    inner.value = None
    inner.this = this
    inner.vars["\0class"] = owner
    if this is not None:
        inner.vars["this"] = this
    return inner
