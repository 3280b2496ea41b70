"""A method ready to be called: its overloads parsed, laid out by number of arguments, its failures wrapped.

Decides what happens between the arguments of a script and the Python function behind a method.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from psbridge.engine import failures
from psbridge.engine.errors import UNCATCHABLE, ScriptError
from psbridge.engine.invoke.overloads import Candidate, candidates, choose, convert_arguments
from psbridge.engine.invoke.signatures import OBJECT, Signature, parse
from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.results import wrapper
from psbridge.engine.members.table import ContextMethod
from psbridge.objects.adapted import Method
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import BigInteger, Byte, Char, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64
from psbridge.objects.scalars import DateTime, DateTimeOffset, SwitchParameter, TimeSpan, Uri, Version

Ready = tuple[Candidate, bool, Any, Callable[..., Any]]  # the overload, whether arguments go in as they are, wrapper, function
_VOID, _DOUBLE = find_type("System.Void"), find_type("System.Double")
_PASS: tuple[type[BaseException], ...] = (ScriptError, *UNCATCHABLE)
_WRAPPED: tuple[type[BaseException], ...] = (NetError, *failures.PYTHON_ERRORS)


class DirectCall(NamedTuple):
    """The function of one overload, for arguments that go in as they are."""

    call: Callable[..., Any]
    wrap: Any
    void: bool
    plan: Plan
    arguments: int
    widened: tuple[bool, ...] = ()  # which arguments are whole numbers that the function wants as floats

    def failure(self, extent: Any) -> Callable[[Any, Exception], BaseException]:
        """What gives the error that comes up for an exception of the function, called at `extent`."""

        def failed(ctx: Any, error: Exception) -> BaseException:
            ctx.position = extent
            return self.plan.failed(error, self.arguments)

        return failed


class Plan:
    """One method (or constructor) of one type.

    ``call(ctx, instance, *args)`` style: ``wants_context`` and ``static`` say what the function gets before the arguments.
    """

    __slots__ = ("_by_count", "_ready", "call", "name", "shown", "signatures", "static", "wants_context", "wrapped")

    def __init__(
        self,
        name: str,
        call: Callable[..., Any],
        signatures: tuple[Signature, ...],
        *,
        static: bool = False,
        wants_context: bool = False,
        shown: str | None = None,
        wrapped: bool = True,
    ) -> None:
        """`shown`: the name in messages; `wrapped` False: failures come up as they are (methods of script classes)."""
        self.name, self.call, self.signatures = name, call, signatures
        self.static, self.wants_context, self.wrapped = static, wants_context, wrapped
        self.shown = shown or name
        self._by_count: dict[int, tuple[Candidate, ...]] = {}
        self._ready: dict[tuple[type, ...], Ready] = {}  # by classes of arguments, where these decide alone

    @property
    def definitions(self) -> tuple[str, ...]:
        return tuple(s.text for s in self.signatures)

    def invoke(self, ctx: Any, instance: Any, args: list[Any]) -> Any:
        """Call with the arguments of a script."""
        kinds = tuple([a.__class__ for a in args])
        ready = self._ready.get(kinds)
        if ready is None:
            if not self.signatures:
                return self._run(ctx, instance, self.call, args, len(args), None)
            ready = self._choose(args, kinds)
        chosen, plain, wrap, call = ready
        if not plain:
            return self._run(ctx, instance, call, convert_arguments(ctx, chosen, args, self.shown), len(args), wrap)
        if self.static or self.wants_context:
            return self._run(ctx, instance, call, args, len(args), wrap)
        try:  # as `_run`, which this saves the most frequent calls
            result = call(instance, *args)
        except _PASS:
            raise
        except _WRAPPED as error:
            raise self._failed(error, len(args), args) from error
        return result if wrap is None else wrap(result)

    def direct(self, kinds: tuple[type, ...]) -> DirectCall | None:
        """The function that takes arguments of these classes without more ado, if these classes were met before."""
        ready = self._ready.get(kinds)
        if ready is None or self.wants_context:
            return None
        chosen, plain, wrap, call = ready
        widened = tuple(kind is int and net is _DOUBLE for kind, net in zip(kinds, chosen.nets, strict=False))
        if not plain and (chosen.expanded or any(chosen.refs) or not all(map(_goes_in, chosen.nets, kinds, widened))):
            return None
        return DirectCall(call, wrap, chosen.signature.returns is _VOID, self, len(kinds), widened)

    def failed(self, error: Exception, count: int) -> BaseException:
        """The error that comes up for an exception of the function."""
        if isinstance(error, _PASS) or not isinstance(error, _WRAPPED) or not self.wrapped or isinstance(error, RecursionError):
            return error
        made = failures.calling(self.shown, count, error)
        made.__cause__ = error
        return made

    def _choose(self, args: list[Any], kinds: tuple[type, ...]) -> Ready:
        """The overload for these arguments, whether they go in as they are, and what is done to the result."""
        count = len(args)
        choices = self._by_count.get(count)
        if choices is None:
            choices = self._by_count[count] = candidates(self.signatures, count)
        if not choices:
            raise failures.no_overload(self.shown, count)
        best = choose(choices, args, self.shown, len(self.signatures) == 1)
        plain = not best.expanded and not any(best.refs) and all(map(_goes_in, best.nets, kinds))
        ready = (best, plain, wrapper(best.signature.returns), best.signature.call or self.call)
        if _STABLE.issuperset(kinds):
            self._ready[kinds] = ready
        return ready

    def _run(self, ctx: Any, instance: Any, call: Callable[..., Any], args: list[Any], count: int, wrap: Any) -> Any:
        try:
            if self.static:
                result = call(ctx, *args) if self.wants_context else call(*args)
            elif self.wants_context:
                result = call(ctx, instance, *args)
            else:
                result = call(instance, *args)
        except _PASS:
            raise
        except _WRAPPED as error:
            raise self._failed(error, count, args) from error
        return result if wrap is None else wrap(result)

    def _failed(self, error: BaseException, count: int, args: list[Any]) -> BaseException:
        """What comes up for an exception of the function."""
        if not self.wrapped or isinstance(error, RecursionError):
            raise error
        return failures.calling(self.shown, count, self._refused_null(error, args) or error)

    def _refused_null(self, error: BaseException, args: list[Any]) -> NetError | None:
        """.NET's refusal of a null argument that the Python function could do nothing with."""
        choices = self._by_count.get(len(args))
        if choices is None or None not in args or not isinstance(error, TypeError | AttributeError):
            return None
        try:
            chosen = choose(choices, args, self.shown, len(self.signatures) == 1)
        except NetError:
            return None
        return null_argument(chosen.name_of(args.index(None)))


def _goes_in(net: NetType | None, kind: type, widened: bool = False) -> bool:
    """Whether an argument of a class is what a parameter wants."""
    return widened or net is OBJECT or (net is not None and net.python is kind and kind in _STABLE)


_STABLE: frozenset[type] = frozenset(
    {
        *(str, int, float, bool, type(None), Decimal, UUID, Char, Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64, Single, BigInteger),
        *(DateTime, TimeSpan, DateTimeOffset, Version, Uri, SwitchParameter),
    }
)
"""Classes whose values all convert alike, so that the choice of an overload may be kept."""


def type_arguments(net: NetType | None) -> dict[str, NetType]:
    """What T, TKey, TValue ... mean in the definitions of a closed generic type (or of a type that inherits from one)."""
    here = net
    while here is not None and not here.generic_arguments:
        here = here.base
    if here is None:
        return {}
    arguments = here.generic_arguments
    names = _NAMES.get(len(arguments), ())
    made = dict(zip(names, arguments, strict=False))
    made.update((f"T{i + 1}", argument) for i, argument in enumerate(arguments))
    if len(arguments) == 1:
        made["TResult"] = arguments[0]
    return made


_NAMES = {1: ("T",), 2: ("TKey", "TValue")}


def plan_of(method: Method, net: NetType | None, *, static: bool = False, shown: str | None = None) -> Plan:
    """The plan of a declared method for values of type `net`."""
    types = type_arguments(net)
    signatures = tuple(parse(line, types) for line in method.definitions)
    wants_context = isinstance(method, ContextMethod)
    wrapped = getattr(method, "wrapped", True)
    made = getattr(method, "signatures", None)
    return Plan(
        method.name,
        method.call,
        signatures if made is None else made,
        static=static,
        wants_context=wants_context,
        shown=shown,
        wrapped=wrapped,
    )
