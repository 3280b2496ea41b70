"""Which overload of a method is called, and what its arguments become.

Decides as PowerShell does: candidates by count, the better conversions argument by argument (the first ones weigh more), the plain form
before params arrays, the more special types at a draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psbridge.engine import failures
from psbridge.engine.invoke import delegates
from psbridge.engine.invoke.ranks import ASSIGNABLE, DELEGATE, IDENTITY, NUMERIC_IMPLICIT, OBJECT, PARSE, PSOBJECT, compare_types, rank
from psbridge.engine.invoke.signatures import Signature
from psbridge.engine.reference import PSReference
from psbridge.objects import convert as conversion
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType
from psbridge.objects.psobject import PSObject


@dataclass(frozen=True, slots=True)
class Candidate:
    """A signature laid out for a number of arguments: one type for each (None: of unknown type, no argument fits)."""

    signature: Signature
    nets: tuple[NetType | None, ...]
    refs: tuple[bool, ...]
    expanded: bool  # the last parameter is a params array and takes single items

    def name_of(self, position: int) -> str:
        parameters = self.signature.parameters
        return parameters[min(position, len(parameters) - 1)].name


def candidates(signatures: tuple[Signature, ...], count: int) -> tuple[Candidate, ...]:
    """Every layout in which the signatures take `count` arguments."""
    made: list[Candidate] = []
    for signature in signatures:
        if not signature.accepts(count):
            continue
        parameters = signature.parameters
        fixed = len(parameters) - (1 if signature.variadic else 0)
        if (count <= len(parameters) and (not signature.variadic or count == len(parameters))) or (
            count <= fixed and not signature.variadic
        ):
            made.append(_candidate(signature, parameters[:count], False))
        if signature.variadic and count >= fixed:
            made.append(_expanded(signature, fixed, count))
    return tuple(made)


def _candidate(signature: Signature, parameters: Any, expanded: bool) -> Candidate:
    return Candidate(signature, tuple(p.net for p in parameters), tuple(p.by_ref for p in parameters), expanded)


def _expanded(signature: Signature, fixed: int, count: int) -> Candidate:
    parameters = signature.parameters
    array = parameters[-1].net
    item = array.element if array is not None else None
    nets = (*(p.net for p in parameters[:fixed]), *[item] * (count - fixed))
    refs = (*(p.by_ref for p in parameters[:fixed]), *[False] * (count - fixed))
    return Candidate(signature, nets, refs, True)


def choose(choices: tuple[Candidate, ...], args: list[Any], name: str, single: bool) -> Candidate:
    """The best candidate; NetError (MethodCountCouldNotFindBest) when none takes the arguments."""
    if len(choices) == 1 and (single or not choices[0].expanded):
        return choices[0]
    best: Candidate | None = None
    best_ranks: list[int] = []
    tied = False
    for candidate in choices:
        ranks = _ranks(candidate, args)
        if ranks is None:
            continue
        if best is None or _better(candidate, ranks, best, best_ranks):
            best, best_ranks, tied = candidate, ranks, False
        else:
            tied = tied or _equal(candidate, ranks, best, best_ranks)
    if best is None:
        raise failures.no_overload(name, len(args))
    if tied:
        raise failures.ambiguous(name, len(args))
    return best


def _equal(new: Candidate, ranks: list[int], old: Candidate, old_ranks: list[int]) -> bool:
    """Whether nothing tells two overloads apart: an argument would be made, alike, into one of two types that are strangers."""
    if ranks != old_ranks or new.expanded != old.expanded or _more_special(new, ranks, old):
        return False
    return any(a is not b and found <= PARSE for a, b, found in zip(new.nets, old.nets, ranks, strict=True))


def _ranks(candidate: Candidate, args: list[Any]) -> list[int] | None:
    ranks = []
    for arg, net, by_ref in zip(args, candidate.nets, candidate.refs, strict=True):
        if arg.__class__ is PSReference or isinstance(arg, PSReference):
            found = IDENTITY if by_ref else ASSIGNABLE if net in (OBJECT, PSOBJECT) or _wants_reference(net) else 0
        elif net is None or by_ref:
            found = 0
        else:
            found = rank(arg, net)
        if not found:
            return None
        ranks.append(found)
    return ranks


def _wants_reference(net: NetType | None) -> bool:
    return net is not None and net.full_name == "System.Management.Automation.PSReference"


def _better(new: Candidate, ranks: list[int], old: Candidate, old_ranks: list[int]) -> bool:
    weight, score = len(ranks), 0
    for a, b in zip(ranks, old_ranks, strict=True):
        score += weight if a > b else -weight if a < b else 0
        weight -= 1
    if score:
        return score > 0
    if min(ranks, default=0) != min(old_ranks, default=0):
        return min(ranks) > min(old_ranks)  # no argument is bent more than the other way would bend one
    if new.expanded != old.expanded:
        return old.expanded
    return _more_special(new, ranks, old) > 0


def _more_special(new: Candidate, ranks: list[int], old: Candidate) -> int:
    """At equal ranks: the narrower type where nothing gets lost, the wider one where something may."""
    score, weight = 0, len(ranks)
    for a, b, found in zip(new.nets, old.nets, ranks, strict=True):
        special = -compare_types(a, b)
        score += weight * (special if found >= NUMERIC_IMPLICIT else -special)
        weight -= 1
    if score == 0:
        return len(old.signature.parameters) - len(new.signature.parameters)
    return score


def convert_arguments(ctx: Any, candidate: Candidate, args: list[Any], name: str) -> list[Any]:
    """The arguments as the chosen overload wants them."""
    made: list[Any] = []
    for position, (arg, net) in enumerate(zip(args, candidate.nets, strict=True)):
        if candidate.refs[position]:
            if not isinstance(arg, PSReference):
                raise failures.not_a_reference(position + 1)
            made.append(arg)
        elif (
            net is None
            or net is OBJECT
            or net is PSOBJECT
            or (net.python is not None and arg.__class__ is net.python and net.kind != "array")
        ):
            made.append(arg)
        else:
            made.append(_convert(ctx, candidate, position, arg, net, name))
    if candidate.expanded:
        return _pack(candidate, made)
    return made


def _convert(ctx: Any, candidate: Candidate, position: int, arg: Any, net: NetType, name: str) -> Any:
    value = arg
    if isinstance(arg, PSObject) and arg.base is not None:
        value = arg.base
    is_delegate = net.is_subtype_of(DELEGATE)
    if not is_delegate and value is not None and rank(value, net) in (IDENTITY, ASSIGNABLE):
        return value
    try:
        if is_delegate:
            return delegates.to_delegate(ctx, value, net)
        return conversion.convert(arg, net)
    except NetError as error:
        shown = conversion.dotnet_text(arg)
        raise failures.bad_argument(candidate.name_of(position), shown, name, _shown(net), error.exception) from error


def _shown(net: NetType) -> str:
    definition = net.generic_definition
    if definition is None:
        return net.full_name
    return f"{definition.full_name}[{','.join(_shown(a) for a in net.generic_arguments)}]"


def _pack(candidate: Candidate, made: list[Any]) -> list[Any]:
    from psbridge.engine.members.results import wrapper

    parameters = candidate.signature.parameters
    fixed = len(parameters) - 1
    wrap = wrapper(parameters[-1].net)
    rest = made[fixed:]
    return [*made[:fixed], rest if wrap is None else wrap(rest)]
