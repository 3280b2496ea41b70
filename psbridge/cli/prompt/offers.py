"""What a session has to offer under a beginning: variables, types, operators, commands and their parameters."""

from __future__ import annotations

import re
from typing import Any

from psbridge.cli.prompt.offer import MOST, Offer, starting
from psbridge.cli.prompt.values import paths
from psbridge.language import CommandAst, CommandParameterAst
from psbridge.language.lexis import DASH_OPERATORS, UNARY_WORDS
from psbridge.objects.nettypes import ACCELERATORS, all_types

# -- variables


def variables(runspace: Any, sigil: str, brace: str, typed: str) -> list[Offer]:
    """`$na`, `@na`, `${na`, `$env:na`, `$function:na`."""
    drive, colon, name = typed.rpartition(":")
    if colon and drive.lower() not in _SCOPES:
        names = [f"{drive}:{one}" for one in _drive_names(runspace, drive)]
    else:
        prefix = drive + colon
        names = [prefix + one for one in _variable_names(runspace)]
    close = "}" if brace else ""
    found = []
    for name in starting(names, typed):
        needs = not brace and not re.fullmatch(r"[\w:?]+", name)
        word = f"{sigil}{{{name}}}" if needs else f"{sigil}{brace}{name}{close}"
        found.append(Offer(word, name, "" if colon else _value_text(runspace, name)))
    return found


_SCOPES = frozenset(("global", "local", "script", "private", "using", "variable"))
_DRIVES = ("env", "function", "alias")


def _variable_names(runspace: Any) -> list[str]:
    names: list[str] = []
    for key, held in runspace.global_scope.variables.items():
        names.append(getattr(held, "name", key) if held.__class__.__name__ == "Variable" else key)
    return [*names, "_", *(f"{drive}:" for drive in _DRIVES), "global:", "script:"]


def _drive_names(runspace: Any, drive: str) -> list[str]:
    if drive.lower() == "env":
        return list(runspace.environment)
    if drive.lower() == "function":
        return list(runspace.global_scope.functions)
    return list(runspace.global_scope.aliases) if drive.lower() == "alias" else []


def _value_text(runspace: Any, name: str) -> str:
    """The type of what a variable holds, as a menu shows it."""
    from psbridge.objects import type_of

    found = runspace.global_scope.variables.get(name.lower())
    value = getattr(found, "value", found) if found.__class__.__name__ == "Variable" else found
    return "" if value is None else f"[{type_of(value).name}]"


# -- types and operators


def types(typed: str) -> list[Offer]:
    """Accelerators first; full names, with or without System, when there is a dot or no accelerator fits."""
    short = [Offer(name, name, net.full_name) for name in starting(ACCELERATORS, typed) if (net := ACCELERATORS.get(name))]
    if short and "." not in typed:
        return short
    names = [net.full_name for net in all_types() if "+" not in net.full_name and "`" not in net.full_name]
    names += [name.removeprefix("System.") for name in names]
    return [Offer(name) for name in starting(names, typed)]


def operators(typed: str) -> list[Offer]:
    """`-ma` behind an expression."""
    return [Offer(f"-{name}") for name in starting([*DASH_OPERATORS, *UNARY_WORDS], typed)]


# -- commands


def command_names(runspace: Any, typed: str, quote: str = "") -> list[Offer]:
    """Commands that begin so; scripts and folders where a path is typed."""
    if quote or re.search(r"[/\\~]", typed) or typed.startswith("."):
        return paths(runspace, typed.lstrip("'\""), quote)
    ctx = runspace.context()
    found = {info.name.lower(): info for info in runspace.discovery.matching(ctx, f"{typed}*", 1 | 2 | 4 | 8 | (48 if typed else 0))}
    ordered = sorted(found.values(), key=lambda info: (_ORDER.get(info.TYPE, 9), info.name.lower()))
    return [Offer(info.name, "", _command_tip(info)) for info in ordered[:MOST]]


_ORDER = {8: 0, 2: 1, 1: 2, 4: 3}  # cmdlets, functions, aliases, filters; programs behind them


def _command_tip(info: Any) -> str:
    if info.TYPE == 1:
        return f"→ {info.definition}"
    return str(info.module_name or "") if info.TYPE in (2, 4, 8) else "program"


def parameters(info: Any, typed: str) -> list[Offer]:
    """`-na`: own parameters first, then the common ones."""
    metadata = None if info is None else info.metadata()
    if metadata is None:
        return []
    low = typed.lower()
    own = {id(one) for one in metadata.own}
    fitting = [one for one in metadata.all if one.name.lower().startswith(low) and not one.dont_show and not one.hidden]
    if not fitting:
        fitting = [one for one in metadata.all if any(alias.lower().startswith(low) for alias in one.aliases)]
    ordered = sorted(fitting, key=lambda one: (id(one) not in own, one.name.lower()))
    return [Offer(f"-{one.name}", "", f"[{one.net.name}]") for one in ordered]


def parameter_of(info: Any, command: CommandAst, last: Any) -> Any:
    """The parameter that the last word of a command is an argument of; None when that cannot be said."""
    metadata = None if info is None else info.metadata()
    if metadata is None:
        return None
    elements = command.command_elements[1:]
    if isinstance(last, CommandParameterAst):
        return _named(metadata, last.parameter_name)
    before = elements[:-1]
    if before and isinstance(before[-1], CommandParameterAst) and before[-1].argument is None:
        found = _named(metadata, before[-1].parameter_name)
        if found is not None and not _is_switch(found):
            return found
    return _positional(metadata, before)


def _positional(metadata: Any, before: tuple[Any, ...]) -> Any:
    given: set[int] = set()
    taken, values = False, 0
    for element in before:
        if isinstance(element, CommandParameterAst):
            one = _named(metadata, element.parameter_name)
            given.add(id(one))
            taken = one is not None and not _is_switch(one) and element.argument is None
        else:
            values += not taken
            taken = False
    free = [one for _, places in metadata.positional for one, *_ in places[:1] if id(one) not in given]
    return free[values] if values < len(free) else None


def _is_switch(one: Any) -> bool:
    return str(one.net.full_name) == "System.Management.Automation.SwitchParameter"


def _named(metadata: Any, name: str) -> Any:
    """A parameter by name, alias or an unambiguous beginning."""
    key = name.lower()
    found = metadata.names.get(key)
    if found is not None:
        return found
    fitting = {id(one): one for other, one in metadata.names.items() if other.startswith(key)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None
