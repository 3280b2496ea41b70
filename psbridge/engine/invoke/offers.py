"""What types offer for conversion, from the tables of their members: the TypeLayer of objects.convert.

Decides which Parse, constructor or cast operator takes a value as it is; nothing is converted on the way in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.invoke import delegates
from psbridge.engine.invoke.plans import Plan, plan_of
from psbridge.engine.invoke.ranks import ASSIGNABLE, DELEGATE, IDENTITY, NUMERIC_IMPLICIT, PSOBJECT, is_value_type, rank
from psbridge.engine.invoke.signatures import Signature
from psbridge.engine.invoke.writing import assign
from psbridge.engine.members.results import wrapper
from psbridge.engine.objectmethod import PSMethod
from psbridge.engine.running import running
from psbridge.engine.types.names import TypeNames
from psbridge.engine.types.written import declared_type
from psbridge.objects.adapted import Method, Property, members_of
from psbridge.objects.containers import GenericList
from psbridge.objects.convert import (
    NO_CONVERSION,
    add_fallback,
    set_regex_maker,
    set_separator_source,
    set_type_layer,
    set_type_resolver,
    set_xml_maker,
    to_text,
)
from psbridge.objects.culture import CultureInfo
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Char
from psbridge.objects.scriptblock import ScriptBlock

_STRING = find_type("System.String")
_CAN_TAKE = (IDENTITY, ASSIGNABLE, NUMERIC_IMPLICIT)
_SEQUENCES = frozenset(f"System.Collections.Generic.{name}`1" for name in ("IEnumerable", "ICollection", "IList"))
_NEVER_EMPTY = (Char,)  # Python classes of value types that have no default
_OPERATORS = ("op_implicit", "op_explicit")


class Offers:
    """Answers from the member tables; remembers the plans of constructors and Parse methods."""

    def __init__(self) -> None:
        self._constructors: dict[NetType, Plan | None] = {}
        self._parsers: dict[NetType, Plan | None] = {}

    def parse(self, net: NetType, text: str, culture: CultureInfo) -> Any:
        plan = self._parser(net)
        if plan is None:
            return NO_CONVERSION
        with_culture = self._parse_signature(plan, 2)
        if with_culture is not None:
            return _call(plan, with_culture, net, [text, culture])
        plain = self._parse_signature(plan, 1)
        return NO_CONVERSION if plain is None else _call(plan, plain, net, [text])

    def parse_takes_culture(self, net: NetType) -> bool:
        plan = self._parser(net)
        return plan is not None and self._parse_signature(plan, 2) is not None

    def construct(self, net: NetType, value: Any) -> Any:
        plan = self._constructor(net)
        chosen = None if plan is None else _taking(plan, value)
        return NO_CONVERSION if plan is None or chosen is None else _call(plan, chosen, net, [value])

    def sequence(self, net: NetType, items: list[Any]) -> Any:
        plan = self._constructor(net)
        for signature in _with_parameters(plan, 1):
            wanted = signature.parameters[0].net
            if wanted is not None and wanted.generic_definition is not None and wanted.generic_definition.full_name in _SEQUENCES:
                assert plan is not None
                return _call(plan, signature, net, [GenericList(net.generic_arguments[0], items)])
        return NO_CONVERSION

    def cast(self, net: NetType, value: Any) -> Any:
        for owner in (net, type_of(value)):
            table = members_of(owner).static_methods
            for name in _OPERATORS:
                method = table.get(name)
                plan = None if method is None else plan_of(method, owner, static=True)
                for signature in _with_parameters(plan, 1):
                    if signature.returns.is_subtype_of(net) and _takes(signature, value):
                        assert plan is not None
                        return _call(plan, signature, owner, [value])
        return NO_CONVERSION

    def create(self, net: NetType) -> Any:
        plan = self._constructor(net)
        for signature in plan.signatures if plan is not None else ():
            if signature.accepts(0):
                assert plan is not None
                return _call(plan, signature, net, [])
        if plan is None and is_value_type(net) and net.python is not None:
            return NO_CONVERSION if net.python in _NEVER_EMPTY else net.python()
        return NO_CONVERSION

    def assign(self, instance: Any, member: Property, value: Any) -> None:
        assign(_context(type_of(instance)), member, instance, member.name, value)

    def property_type(self, member: Any) -> str:
        return declared_type(member)

    # -- plans

    def _constructor(self, net: NetType) -> Plan | None:
        if net not in self._constructors:
            self._constructors[net] = _plan(members_of(net).constructor, net)
        return self._constructors[net]

    def _parser(self, net: NetType) -> Plan | None:
        if net not in self._parsers:
            self._parsers[net] = _plan(members_of(net).static_methods.get("parse"), net)
        return self._parsers[net]

    def _parse_signature(self, plan: Plan, count: int) -> Signature | None:
        for signature in _with_parameters(plan, count):
            if signature.parameters[0].net is _STRING and (count == 1 or _is_provider(signature.parameters[1].net)):
                return signature
        return None


def _plan(method: Method | None, net: NetType) -> Plan | None:
    if method is None:
        return None
    typed = getattr(method.call, "wants_type", False)
    return plan_of(method, net, static=not typed, shown="new")


def _is_provider(net: NetType | None) -> bool:
    return net is not None and net.name == "IFormatProvider"


def _with_parameters(plan: Plan | None, count: int) -> Iterator[Signature]:
    """The overloads with exactly that many parameters."""
    for signature in plan.signatures if plan is not None else ():
        if len(signature.parameters) == count and not signature.variadic:
            yield signature


def _takes(signature: Signature, value: Any) -> int:
    """How well the only parameter takes a value as it is; 0: not at all."""
    wanted = signature.parameters[0].net
    if wanted is None or wanted is PSOBJECT or signature.parameters[0].by_ref:
        return 0
    found = rank(value, wanted)
    return found if found in _CAN_TAKE else 0


def _taking(plan: Plan, value: Any) -> Signature | None:
    """The overload that takes a value best."""
    ranked = [(_takes(signature, value), signature) for signature in _with_parameters(plan, 1)]
    best = max(ranked, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def _context(net: NetType) -> Any:
    """Where a script class was defined; for other types a frame of the session that the thread runs."""
    home = getattr(net.tag, "home", None)
    return delegates.running_context() if home is None else home


def _call(plan: Plan, signature: Signature, net: NetType, args: list[Any]) -> Any:
    """Call an overload without the wrapping that a call of a script gets; a script class runs where it was defined."""
    call: Callable[..., Any] = signature.call or plan.call
    before: list[Any] = [_context(net)] if plan.wants_context else []
    if not plan.static:
        before.append(net)
    wrap = wrapper(signature.returns)
    result = call(*before, *args)
    return result if wrap is None else wrap(result)


def _delegate(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """A script block or a method as a delegate."""
    if not net.is_subtype_of(DELEGATE):
        return NO_CONVERSION
    if isinstance(value, ScriptBlock) or (isinstance(value, PSMethod) and delegates.has_overload(value, net)):
        return delegates.to_delegate(None, value, net)
    return NO_CONVERSION


def _regex(pattern: str) -> Any:
    from psbridge.engine.members.regexes import Regex

    return Regex(pattern)


def _received_xml(source: str) -> Any:
    from psbridge.engine.members import xmls  # noqa: F401  the tables of nodes
    from psbridge.engine.members.xmldom import XmlDocument, load

    made = XmlDocument()
    made.preserve = True
    load(made, source)
    return made


def _xml(source: str) -> Any:
    from psbridge.engine.members import xmls  # noqa: F401  the tables of nodes
    from psbridge.engine.members.xmldom import XmlDocument

    return XmlDocument(source)


def _own(scope: Any) -> Callable[[str], NetType | None] | None:
    return None if scope is None else lambda name: scope.find_type(name.lower())


def _named(text: str) -> NetType | None:
    """The type under a name: classes that are visible where the session is, then those of everybody."""
    session = running()
    frame = None if session is None else session.running
    scope = frame.scope if frame is not None else None if session is None else session.global_scope
    return TypeNames(_own(scope)).from_text(text)


def _separator() -> str:
    """$OFS where the session stands: what lists are joined with when they become text."""
    session = running()
    frame = None if session is None else session.running
    found = None if frame is None else frame.get_variable("OFS", None)
    return " " if found is None else to_text(found)


set_separator_source(_separator)
set_type_layer(Offers())
set_type_resolver(_named)
set_regex_maker(_regex)
set_xml_maker(_xml, _received_xml)
add_fallback(_delegate)
