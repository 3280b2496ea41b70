"""Type names and namespaces, attributes and their arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from psbridge.engine.completion.words import Offer, fitting
from psbridge.engine.context import Context
from psbridge.engine.members.index import MODULES
from psbridge.engine.types.accelerators import NAMES as MORE
from psbridge.language import Ast, TypeDefinitionAst, UsingStatementAst, walk
from psbridge.objects.nettypes import ACCELERATORS, all_types, lookup_type

_ARGUMENT = re.compile(r"\[(\w+)\((?:[^()\[\]]*,)?\s*(\w*)\Z")
# what may be written in the parentheses of the attributes of parameters and functions
_PROPERTIES = {
    "parameter": "DontShow HelpMessage HelpMessageBaseName HelpMessageResourceId Mandatory ParameterSetName Position ValueFromPipeline "
    "ValueFromPipelineByPropertyName ValueFromRemainingArguments",
    "cmdletbinding": "ConfirmImpact DefaultParameterSetName HelpUri PositionalBinding RemotingCapability SupportsPaging "
    "SupportsShouldProcess SupportsTransactions",
    "outputtype": "ParameterSetName ProviderCmdlet",
    "validateset": "ErrorMessage IgnoreCase",
    "validatepattern": "ErrorMessage Options",
    "validatescript": "ErrorMessage",
}
_GENERIC = re.compile(r"([A-Z][\w.]*)`(\d)")
_HIDDEN = "System.Management.Automation.PSCustomObject"  # the accelerator stands for it
_KINDS = {"struct": "Struct", "interface": "Interface", "enum": "Enum"}


def bracketed(ctx: Context, tree: Ast, typed: str) -> list[Offer]:
    """`[na`: types of the text first, then accelerators, types and namespaces by name."""
    fits = fitting(typed)
    own = [Offer(node.name, node.name, "Type", node.name) for node in walk(tree) if isinstance(node, TypeDefinitionAst) and fits(node.name)]
    return own + types(typed, _used(tree))


def _used(tree: Ast) -> tuple[str, ...]:
    """The namespaces that the text uses."""
    return tuple(str(one.name.value) for one in walk(tree) if isinstance(one, UsingStatementAst) and one.name is not None)


def types(typed: str, used: tuple[str, ...] = (), quote: str = "") -> list[Offer]:
    """The types and namespaces that begin so.  Without a dot the last part of a name counts, with one the whole name."""
    fits, found = fitting(typed), {}
    if "." not in typed:
        for text, name in _accelerators():
            if fits(text):
                found[text.lower()] = Offer(text, "", "Type", _tip(name))
    for name in _names():
        short = name.rpartition(".")[2]
        if _whole(name, typed, fits) if "." in typed else fits(short):
            text, tip = short if name.rpartition(".")[0] in used else name, _tip(name)
            if name != _HIDDEN and not any(one.tip == tip for one in found.values()):
                found.setdefault(name.lower(), Offer(text, short, "Type", tip))
    found |= _generics(typed, used, fits)
    spaces = _spaces(typed)
    made = [*found.values(), *spaces]
    made.sort(key=lambda one: one.label.lower())
    return made


def _generics(typed: str, used: tuple[str, ...], fits: Any) -> dict[str, Offer]:
    """Generic types: without their number of parameters, which the tip names."""
    found = {}
    for full in sorted({net.full_name for net in all_types()} | _declared()):
        match = _GENERIC.fullmatch(full)
        if match is None or not (_whole(match[1], typed, fits) if "." in typed else fits(match[1].rpartition(".")[2])):
            continue
        space, _, short = match[1].rpartition(".")
        parameters = ", ".join(f"T{i}" for i in range(1, int(match[2]) + 1)) if match[2] != "1" else "T"
        found[full.lower()] = Offer(short if space in used else match[1], f"{short}<>", "Type", f"{match[1]}[{parameters}]")
    return found


def _whole(name: str, typed: str, fits: Any) -> bool:
    """Whether a full name, with or without System, begins so and lies in the namespace that was typed."""
    inner = name.removeprefix("System.")
    dots = typed.count(".")
    return (fits(name) and name.count(".") == dots) or (fits(inner) and inner.count(".") == dots)


def _accelerators() -> Iterator[tuple[str, str]]:
    """Short and full names; those of attributes are written with capitals, the others small."""
    for key, net in ACCELERATORS.items():
        yield (net.name.removesuffix("Attribute") if net.name.endswith("Attribute") else key), net.full_name
    for key, name in MORE.items():
        yield (name.rpartition(".")[2].removesuffix("Attribute") if name.endswith("Attribute") else key), name


def namespaces(typed: str) -> list[Offer]:
    """`using namespace Sys`."""
    return sorted(_spaces(typed), key=lambda one: one.text.lower())


def _spaces(typed: str) -> list[Offer]:
    fits, dots = fitting(typed), typed.count(".")
    names = [*_names()]
    names += [name.removeprefix("System.") for name in names] if dots else []
    found = {".".join(name.split(".")[: dots + 1]) for name in names if name.count(".") > dots}
    return [Offer(name, name.rpartition(".")[2], "Namespace", f"Namespace {name}") for name in found if fits(name)]


@cache
def _declared() -> frozenset[str]:
    """Names of types whose tables are loaded when they are first asked for."""
    return frozenset(name for names in MODULES.values() for name in names.split() if "." in name)


def _names() -> Iterator[str]:
    """Full names of the types that there are, those apart that scripts cannot name plainly."""
    known = {net.full_name for net in all_types()} | _declared()
    return (name for name in sorted(known) if not re.search(r"[+`\[\]<>]", name) and not name.startswith("psbridge."))


def _tip(name: str) -> str:
    net = lookup_type(name)
    return f"{_KINDS.get(net.kind, 'Class') if net is not None else 'Class'} {name}"


def attribute_words(ctx: Context, tree: Ast, before: str) -> tuple[int, list[Offer]] | None:
    """`[Parameter(Man`: the named arguments of an attribute."""
    match = _ARGUMENT.search(before)
    known = _PROPERTIES.get(match[1].lower().removesuffix("attribute")) if match else None
    if match is None or known is None:
        return None
    fits = fitting(match[2])
    return match.start(2), [Offer(name, name, "Property", name) for name in known.split() if fits(name)]
