"""What may stand as an argument: what a completer says, values that the parameter accepts, things that exist, properties, paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from psbridge.engine.completion import listings
from psbridge.engine.completion.files import paths
from psbridge.engine.completion.inference import given_types
from psbridge.engine.completion.members import members_of_types
from psbridge.engine.completion.names import bound_so_far
from psbridge.engine.completion.words import Offer, quietly, quoted, starting, values
from psbridge.engine.context import Context
from psbridge.language import CommandAst, StringConstantExpressionAst, find_all, parse
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.scriptblock import ScriptBlock

__all__ = ["Wanted", "native", "offers", "paths"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An argument that is typed.

    ``typed`` is the word without its quote, ``raw`` as it stands there; ``upstream`` gives the types that come down the pipeline.
    """

    command: CommandAst
    info: Any
    parameter: Any
    typed: str
    quote: str
    raw: str
    cursor: int
    upstream: Callable[[], Iterable[str]]


def offers(ctx: Context, wanted: Wanted) -> list[Offer]:
    """The first source that has something to say; paths when none has."""
    if wanted.parameter is not None:
        for source in (_registered, _accepted, listings.existing, _properties):
            found = source(ctx, wanted)
            if found is not None:
                return found
    elif (found := native(ctx, wanted.command, wanted.raw, wanted.cursor)) is not None:
        return found
    name = "" if wanted.info is None else wanted.info.name.lower()
    return paths(ctx, wanted.typed, wanted.quote, containers=name in ("set-location", "push-location"))


# -- completers


def _registered(ctx: Context, wanted: Wanted) -> list[Offer] | None:
    """Register-ArgumentCompleter, [ArgumentCompleter()] and [ArgumentCompletions()]."""
    table = ctx.runspace.extras.get("completers", {})
    name, parameter = wanted.info.name.lower(), wanted.parameter.name
    block = table.get(f"{name}:{parameter.lower()}") or table.get(f":{parameter.lower()}") or wanted.parameter.completer
    if block is None:
        return None
    if isinstance(block, tuple):
        return values(block, wanted.typed, wanted.quote)
    bound = bound_so_far(wanted.info, wanted.command)
    call = _CALL if isinstance(block, ScriptBlock) else _CALL_CLASS
    found = quietly(ctx, call, block, wanted.info.name, parameter, wanted.raw, _as_typed(wanted.command, wanted.cursor), bound)
    return list(map(_offer, found)) or None


_CALL = "param($b, $c, $p, $w, $a, $f) & $b $c $p $w $a $f"
_CALL_CLASS = "param($b, $c, $p, $w, $a, $f) $(if ($b -is [type]) { $b::new() } else { $b }).CompleteArgument($c, $p, $w, $a, $f)"


def native(ctx: Context, command: CommandAst, raw: str, cursor: int) -> list[Offer] | None:
    """Register-ArgumentCompleter -Native, for programs."""
    first = command.command_elements[0]
    name = first.value if isinstance(first, StringConstantExpressionAst) else first.extent.text
    leaf = name.replace("\\", "/").rpartition("/")[2].lower()
    table = ctx.runspace.extras.get("completers", {})
    block = table.get(leaf) or table.get(leaf.removesuffix(".exe"))
    if block is None:
        return None
    found = quietly(ctx, "param($b, $w, $a, $c) & $b $w $a $c", block, raw, _as_typed(command, cursor), cursor)
    return list(map(_offer, found)) or None


def _as_typed(command: CommandAst, cursor: int) -> CommandAst:
    """The command of the text as it was typed, without the letter that was put at the cursor."""
    start = command.extent.start
    tree = parse(command.extent.source.text[:cursor]).ast
    return next((node for node in find_all(tree, CommandAst) if node.extent.start == start), command)


def _offer(value: Any) -> Offer:
    bare = unwrap(value)
    if hasattr(bare, "offer"):
        found: Offer = bare.offer
        return found
    text = to_text(value)
    return Offer(text, text, "Text", text)


# -- what the parameter accepts


def _accepted(ctx: Context, wanted: Wanted) -> list[Offer] | None:
    """ValidateSet, enumerations, booleans."""
    one = wanted.parameter
    for validator in one.validators:
        accepted = getattr(validator, "valid_values", None)
        if accepted:
            names = [str(value) for value in accepted]
            fits = frozenset(starting(names, wanted.typed))
            return [Offer(quoted(name, wanted.quote), name) for name in names if name in fits]
    net = getattr(one.net, "element", None) or one.net
    if net.kind == "enum":
        return values(map(to_text, quietly(ctx, "param($t) [Enum]::GetNames($t)", net)), wanted.typed, wanted.quote)
    if net.full_name == "System.Boolean":
        return [Offer(name) for name in ("$true", "$false")]
    if net.full_name == "System.Type" or (one.name.lower() == "typename" and wanted.info.name.lower() in ("new-object", "update-typedata")):
        from psbridge.engine.completion.typenames import types

        return types(wanted.typed)
    return None


# -- properties of what comes


_PROPERTY_PARAMETERS = frozenset(("property", "expandproperty", "excludeproperty", "groupby"))


def _properties(ctx: Context, wanted: Wanted) -> list[Offer] | None:
    """`... | Select-Object na`: the properties of what comes down the pipeline."""
    one = wanted.parameter.name.lower()
    of_each = one == "membername" and wanted.info.name.lower() == "foreach-object"
    if one not in _PROPERTY_PARAMETERS and not of_each:
        return None
    kinds = list(wanted.upstream()) or _of_input(ctx, wanted)
    names = [name for name, kind, _ in members_of_types(kinds) if of_each or kind == "Property"]
    return [Offer(quoted(name, wanted.quote), name, "Property") for name in starting(names, wanted.typed)]


def _of_input(ctx: Context, wanted: Wanted) -> list[str]:
    """CIM commands have a -Property of their own: of what they give."""
    return given_types(ctx, wanted.command) if wanted.info.name.lower().startswith("get-") else []
