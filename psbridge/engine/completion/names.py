"""Names of commands, parameters, operators and keywords."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from psbridge.engine.commandfaces import short_type, syntax
from psbridge.engine.commonparameters import ENGINE_NAMES
from psbridge.engine.completion import files, typenames
from psbridge.engine.completion.dynamicnames import dynamic_parameters
from psbridge.engine.completion.words import COMMAND, PARAMETER, Offer, fitting, modules, quoted, values
from psbridge.engine.context import Context
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.nearnames import abbreviation
from psbridge.engine.parameters import Parameter
from psbridge.errors import PsBridgeError
from psbridge.language import (
    Ast,
    CommandAst,
    CommandParameterAst,
    ConstantExpressionAst,
    FunctionDefinitionAst,
    LabeledStatementAst,
    StringConstantExpressionAst,
    walk,
)
from psbridge.language.lexis import DASH_OPERATORS, UNARY_WORDS
from psbridge.objects import Hashtable

# -- operators and words of the grammar


def operators(typed: str) -> list[Offer]:
    """`-ma` behind an expression."""
    names = sorted({*DASH_OPERATORS, *UNARY_WORDS})
    return [Offer(f"-{name}", f"-{name}", "Operator") for name in names if name.startswith(typed.lower())]


_USING = re.compile(r"^\s*using\s+(\w*)\Z", re.IGNORECASE | re.MULTILINE)
_USED = re.compile(r"^\s*using\s+(namespace|module|assembly)\s+([^\s;]*)\Z", re.IGNORECASE | re.MULTILINE)
_SWITCH = re.compile(r"\bswitch\s+(?:-\w+\s+)*-(\w*)\Z", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:break|continue)\s+(\w*)\Z", re.IGNORECASE)
_KIND_OF_USING = ("assembly", "module", "namespace")
_SWITCHES = ("CaseSensitive", "Exact", "File", "Regex", "Wildcard")


def grammar_words(ctx: Context, tree: Ast, before: str) -> tuple[int, list[Offer]] | None:
    """`using na`, `using namespace Sys`, `switch -re`, `break la`."""
    match = _USED.search(before)
    if match:
        return match.start(2), _of_using(ctx, match[1].lower(), match[2])
    match = _USING.search(before)
    if match:
        return match.start(1), [Offer(word, word, "Keyword") for word in _KIND_OF_USING if word.startswith(match[1].lower())]
    match = _SWITCH.search(before)
    if match:
        return match.start(1) - 1, [Offer(f"-{one}", one, PARAMETER, one) for one in _SWITCHES if one.lower().startswith(match[1].lower())]
    match = _LABEL.search(before)
    if match:
        labels = [node.label for node in walk(tree) if isinstance(node, LabeledStatementAst) and node.label]
        return match.start(1), [
            Offer(one, one, VALUE_OF_LABEL) for one in dict.fromkeys(labels) if one.lower().startswith(match[1].lower())
        ]
    return None


VALUE_OF_LABEL = "Text"


def _of_using(ctx: Context, kind: str, typed: str) -> list[Offer]:
    if kind == "namespace":
        return typenames.namespaces(typed)
    if kind == "module":
        return values(modules(ctx), typed) + files.paths(ctx, typed, extensions=(".psm1", ".psd1"))
    return files.paths(ctx, typed, extensions=(".dll",))


# -- commands


def commands(ctx: Context, tree: Ast, typed: str, quote: str = "") -> list[Offer]:
    """Commands that begin so by name, then keywords; scripts, programs and folders where a path is typed."""
    if re.search(r"[/~]|\\.*\\|^\\|^\.|^\w:", typed) or (quote and not typed):
        return files.paths(ctx, typed, quote)
    kinds = 1 | 2 | 4 | 8 | (48 if typed else 0)
    found = {info.name.lower(): info for info in reversed(ctx.runspace.discovery.matching(ctx, f"{typed}*", kinds))}
    if "-" in typed:  # `i-psdf`: the capitals of a name
        short = typed.lower()
        found |= {info.name.lower(): info for info in ctx.runspace.discovery.visible(ctx) if abbreviation(info.name) == short}
    made = {key: _command(info, quote, typed) for key, info in found.items()}
    fits = fitting(typed)
    for node in walk(tree):
        if isinstance(node, FunctionDefinitionAst) and fits(node.name):
            made.setdefault(node.name.lower(), Offer(quoted(node.name, quote), node.name, COMMAND, node.name))
    ordered = [made[key] for key in sorted(made)]
    return ordered + files.paths(ctx, typed, quote, bare=False)


def _command(info: Any, quote: str, typed: str) -> Offer:
    name = f"{info.module_name}\\{info.name}" if "\\" in typed else info.name
    return Offer(quoted(name, quote) if quote or " " in name else name, name, COMMAND, partial(_command_tip, info), _brief(info))


def _brief(info: Any) -> str:
    """Where a command is from; what an alias stands for."""
    if info.TYPE == 1:
        return f"→ {info.definition}"
    return str(info.module_name or "") if info.TYPE in (2, 4, 8) else "program"


def _command_tip(info: Any) -> str:
    """How it is called; what stands behind an alias; where a program is."""
    if info.TYPE in (1, 16, 32):
        return str(info.definition)
    try:
        return syntax(info).strip() or info.name
    except PsBridgeError:  # a function whose parameters cannot be worked out has a name at least
        return str(info.name)


# -- parameters


def parameters(ctx: Context, info: Any, command: CommandAst, typed: str) -> list[Offer]:
    """`-na`: own parameters first, then the common ones; those that are given, or are of a set that is ruled out, are left out."""
    meta = None if info is None else metadata(info)
    if meta is None:
        return []
    fits = fitting(typed)
    given = _given(meta, command)
    valid = meta.every
    for one in given:
        valid &= meta.masks.get(id(one), meta.every)
    own: list[Offer] = []
    common: list[Offer] = []
    for one in (*meta.own, *dynamic_parameters(ctx, info, command), *meta.all[len(meta.own) :]):
        if one in given or one.dont_show or one.hidden or not meta.masks.get(id(one), meta.every) & valid:
            continue
        names = [one.name] if fits(one.name) else [alias for alias in one.aliases if typed and fits(alias)]
        kind = f"[{short_type(one.net)}]"
        target = common if one.name.lower() in ENGINE_NAMES else own
        target += [Offer(f"-{word}", word, PARAMETER, f"{kind} {word}") for word in names]
    return own + common


def metadata(info: Any) -> CommandMetadata | None:
    """The parameters of a command, None when it has none or they cannot be worked out."""
    try:
        found: CommandMetadata | None = info.metadata()
    except PsBridgeError:
        return None
    return found


def _given(meta: CommandMetadata, command: CommandAst) -> list[Parameter]:
    """The parameters that are named before the last word."""
    elements = command.command_elements[1:-1]
    found = [named(meta, one.parameter_name) for one in elements if isinstance(one, CommandParameterAst)]
    return [one for one in found if one is not None]


def parameter_of(ctx: Context, info: Any, command: CommandAst, last: Any) -> Any:
    """The parameter that the last word of a command is an argument of; None when that cannot be said."""
    meta = None if info is None else metadata(info)
    if meta is None:
        return None
    elements = command.command_elements[1:]
    if isinstance(last, CommandParameterAst):
        return named(meta, last.parameter_name) or _dynamic(ctx, info, command, last.parameter_name)
    before = elements[:-1]
    if before and isinstance(before[-1], CommandParameterAst) and before[-1].argument is None:
        name = before[-1].parameter_name
        found = named(meta, name) or _dynamic(ctx, info, command, name)
        if found is not None and not found.is_switch:
            return found
    return _positional(meta, before)


def _dynamic(ctx: Context, info: Any, command: CommandAst, name: str) -> Parameter | None:
    fits = fitting(name)
    return next((one for one in dynamic_parameters(ctx, info, command) if fits(one.name)), None)


def _positional(meta: CommandMetadata, before: tuple[Any, ...]) -> Any:
    given: set[int] = set()
    taken, count, valid = False, 0, meta.every
    for element in before:
        if isinstance(element, CommandParameterAst):
            one = named(meta, element.parameter_name)
            given.add(id(one))
            valid &= meta.every if one is None else meta.masks[id(one)]
            taken = one is not None and not one.is_switch and element.argument is None
        else:
            count += not taken
            taken = False
    free = [one for _, places in meta.positional for one in _at(places, valid, meta.default_bit) if id(one) not in given]
    remaining = [one for one in meta.own if any(use.remaining for use in one.uses)]
    return free[count] if count < len(free) else next(iter(remaining), None)


def _at(places: Any, valid: int, default: int) -> list[Parameter]:
    """The parameter at a position that is in the sets that are left, rather one of the default set."""
    left = [(one, bits) for one, _, bits, _ in places if bits & valid]
    return [one for one, _ in sorted(left, key=lambda pair: not pair[1] & valid & default)][:1]


def named(meta: CommandMetadata, name: str) -> Parameter | None:
    """A parameter by name, alias or an unambiguous beginning."""
    key = name.lower()
    found = meta.names.get(key)
    if found is not None or not key:
        return found
    hits = {id(one): one for other, one in meta.names.items() if other.startswith(key)}
    return next(iter(hits.values())) if len(hits) == 1 else None


def bound_so_far(info: Any, command: CommandAst) -> Hashtable:
    """The other arguments by parameter, as far as they are plain: $fakeBoundParameters."""
    meta = None if info is None else metadata(info)
    made = Hashtable()
    elements = command.command_elements[1:-1]
    waiting = None
    free = [] if meta is None else [places[0][0] for _, places in meta.positional]
    for one in elements:
        if isinstance(one, CommandParameterAst):
            found = named(meta, one.parameter_name) if meta is not None else None
            waiting = None
            if found is not None and found.is_switch:
                made[found.name] = True
            elif found is not None and one.argument is not None:
                made[found.name] = _plain(one.argument)
            else:
                waiting = found
            free = [other for other in free if other is not found]
        elif waiting is not None:
            made[waiting.name], waiting = _plain(one), None
        elif free:
            made[free.pop(0).name] = _plain(one)
    return made


def _plain(node: Any) -> Any:
    return node.value if isinstance(node, (ConstantExpressionAst, StringConstantExpressionAst)) else node.extent.text
