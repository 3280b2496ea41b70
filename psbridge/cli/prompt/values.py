"""What may stand as an argument or behind a dot: values that a parameter accepts, things that exist, paths, members."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from psbridge.cli.prompt.offer import MOST, Offer, quoted, resolve, starting
from psbridge.errors import PsBridgeError
from psbridge.language import (
    Ast,
    CommandAst,
    CommandExpressionAst,
    ConstantExpressionAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    ParenExpressionAst,
    PipelineAst,
    StringConstantExpressionAst,
    TypeExpressionAst,
    VariableExpressionAst,
    walk,
)
from psbridge.objects.convert import to_text


@dataclass(frozen=True, slots=True)
class Wanted:
    """An argument that is typed: of which command and parameter, how it begins, which types come down the pipeline."""

    command: CommandAst
    info: Any
    parameter: Any
    typed: str
    upstream: Callable[[], Iterable[str]]


def quietly(runspace: Any, text: str, *arguments: Any) -> list[Any]:
    """Run a text that only looks: $?, $Error and $LASTEXITCODE stay as they are, and what fails gives nothing."""
    execution = runspace.execution
    success, errors = execution.success, list(execution.errors)
    try:
        found: list[Any] = runspace.invoke(text, *arguments)
    except PsBridgeError:
        return []
    finally:
        execution.success = success
        execution.errors[:] = errors
    return found


# -- arguments


def arguments(runspace: Any, wanted: Wanted) -> list[Offer]:
    """The first source that has something; paths when none has."""
    one = wanted.parameter
    if one is not None:
        for source in (_registered, _accepted, _existing, _properties):
            found = source(runspace, wanted)
            if found is not None:
                return found
    return paths(runspace, wanted.typed)


def _registered(runspace: Any, wanted: Wanted) -> list[Offer] | None:
    """Register-ArgumentCompleter and [ArgumentCompleter()]."""
    table = runspace.extras.get("completers", {})
    name, parameter = wanted.info.name.lower(), wanted.parameter.name
    block = table.get(f"{name}:{parameter.lower()}") or table.get(f":{parameter.lower()}") or wanted.parameter.completer
    if block is None:
        return None
    found = quietly(
        runspace, "param($b, $c, $p, $w, $a) & $b $c $p $w $a @{}", block, wanted.info.name, parameter, wanted.typed, wanted.command
    )
    return [Offer(getattr(one, "text", None) or to_text(one)) for one in found][:MOST]


def _accepted(runspace: Any, wanted: Wanted) -> list[Offer] | None:
    """ValidateSet, enumerations, booleans."""
    one = wanted.parameter
    for validator in one.validators:
        values = getattr(validator, "valid_values", None)
        if values:
            return [Offer(quoted(value)) for value in starting(map(str, values), wanted.typed)]
    net = getattr(one.net, "element", None) or one.net
    if net.kind == "enum":
        names = quietly(runspace, "param($t) [Enum]::GetNames($t)", net)
        return [Offer(name) for name in starting(map(str, names), wanted.typed)]
    if net.full_name == "System.Boolean":
        return [Offer(name) for name in ("$true", "$false")]
    return None


# noun of a command -> text that lists what there is; its Name (or the text itself) is offered for -Name
_LISTS = {
    "service": "Get-Service",
    "process": "Get-Process | Sort-Object Name -Unique",
    "job": "Get-Job",
    "variable": "Get-Variable",
    "alias": "Get-Alias",
    "psdrive": "Get-PSDrive",
    "pssession": "Get-PSSession",
    "module": "Get-Module -ListAvailable",
    "localuser": "Get-LocalUser",
    "eventlog": "Get-EventLog -List | ForEach-Object Log",
    "psrepository": "Get-PSRepository",
}
_IDS = {"job": "Get-Job", "process": "Get-Process", "pssession": "Get-PSSession", "history": "Get-History"}
_NAMES = frozenset(("name", "logname", "displayname"))
_COMMANDS = frozenset(("get-help", "get-command", "help", "show-command", "get-alias"))


def _existing(runspace: Any, wanted: Wanted) -> list[Offer] | None:
    """Names and numbers of what there is: services, jobs, commands, hosts."""
    name, noun = wanted.parameter.name.lower(), wanted.info.name.lower().partition("-")[2]
    if name == "name" and wanted.info.name.lower() in _COMMANDS:
        infos = runspace.discovery.matching(runspace.context(), f"{wanted.typed}*", 1 | 2 | 8)
        return [Offer(one) for one in starting((info.name for info in infos), wanted.typed)]
    if name in _NAMES and noun in _LISTS:
        found = quietly(runspace, f"{_LISTS[noun]} | ForEach-Object {{ if ($_.Name) {{ $_.Name }} else {{ $_ }} }}")
        return [Offer(quoted(one)) for one in starting(map(str, found), wanted.typed)]
    if name == "id" and noun in _IDS:
        found = quietly(runspace, f"{_IDS[noun]} | Sort-Object Id | ForEach-Object {{ '{{0}}|{{1}}' -f $_.Id, $_.Name }}")
        pairs = [str(one).partition("|") for one in found]
        return [Offer(number, f"{number}  {title}") for number, _, title in pairs if number.startswith(wanted.typed)]
    if name == "computername":
        return _hosts(wanted.typed)
    return None


def _hosts(typed: str) -> list[Offer]:
    """The hosts of the inventory."""
    from psbridge.sessions.inventory import default_files, load

    try:
        inventory = load(*default_files())
    except PsBridgeError:
        return []
    return [Offer(name) for name in starting(inventory.hosts, typed)]


_PROPERTY_PARAMETERS = frozenset(("property", "expandproperty", "excludeproperty", "groupby"))


def _properties(runspace: Any, wanted: Wanted) -> list[Offer] | None:
    """`... | Select-Object na`: the properties of what comes down the pipeline."""
    one = wanted.parameter.name.lower()
    if one not in _PROPERTY_PARAMETERS and not (one == "membername" and wanted.info.name.lower() == "foreach-object"):
        return None
    names = [name for name, kind in members_of_types(wanted.upstream()) if kind == "Property"]
    return [Offer(name) for name in starting(names, wanted.typed)]


# -- paths


_LOOK = "param($p) Get-Item -Path $p -ErrorAction Ignore | ForEach-Object { '{0}|{1}' -f [int][bool]$_.PSIsContainer, $_.PSChildName }"


def paths(runspace: Any, typed: str, quote: str = "") -> list[Offer]:
    """What there is under a beginning of a path, on any drive; a folder ends with a separator, so that one can go on."""
    separator = "\\" if runspace.is_windows else "/"
    cut = max(typed.rfind("/"), typed.rfind("\\"), typed.rfind(":")) + 1
    folder = typed[:cut]
    pattern = re.sub(r"([\[\]])", r"`\1", typed) + "*"
    made = []
    for line in quietly(runspace, _LOOK, pattern)[:MOST]:
        is_folder, _, name = str(line).partition("|")
        word = folder + name + (separator if is_folder == "1" else "")
        made.append(Offer(quoted(word, quote), name + (separator if is_folder == "1" else "")))
    return made


# -- members


def members(runspace: Any, node: MemberExpressionAst, typed: str, upstream: Callable[[], Iterable[str]]) -> list[Offer]:
    """What may stand behind `.` or `::`: of the value, where working it out has no effects, else of the type that it must have."""
    if is_harmless(node.expression):
        found = _members_of_value(runspace, node)
        if found:
            return _sorted_members(found, typed)
    return _sorted_members(members_of_types(types_of(runspace, node.expression, upstream)), typed)


def _sorted_members(found: Iterable[tuple[str, str]], typed: str) -> list[Offer]:
    low, seen = typed.lower(), {}
    for name, kind in found:
        if name.lower().startswith(low) and name.lower() not in seen:
            seen[name.lower()] = (kind == "Method", Offer(f"{name}(" if kind == "Method" else name, name, kind))
    return [offer for _, offer in sorted(seen.values(), key=lambda pair: (pair[0], pair[1].label.lower()))][:MOST]


def is_harmless(node: Ast) -> bool:
    """Whether an expression can be worked out without effects: variables, constants, types, and what lies behind dots and indexes."""
    allowed = (VariableExpressionAst, ConstantExpressionAst, TypeExpressionAst, MemberExpressionAst, IndexExpressionAst)
    expressions = [one for one in walk(node) if type(one).__name__.endswith("ExpressionAst")]
    return all(isinstance(one, allowed) and not isinstance(one, InvokeMemberExpressionAst) for one in expressions)


def _members_of_value(runspace: Any, node: MemberExpressionAst) -> list[tuple[str, str]]:
    rows = [str(line).partition("|") for line in quietly(runspace, _MEMBERS % (node.expression.extent.text, " -Static" * node.static))]
    return [(name, "Method" if kind.endswith("Method") else "Property") for name, _, kind in rows]


_MEMBERS = """& { $v = %s; if ($null -ne $v) {
    if ($v -is [Collections.IDictionary]) { $v.Keys | ForEach-Object { "$_|Property" } }
    Get-Member -InputObject $v%s | ForEach-Object { '{0}|{1}' -f $_.Name, $_.MemberType } } }"""


def members_of_types(names: Iterable[str]) -> list[tuple[str, str]]:
    """The members that values of these types have: the type table's and the types' own."""
    from psbridge.engine.types.written import type_from_text
    from psbridge.objects import typetable
    from psbridge.objects.adapted import members_of

    found: list[tuple[str, str]] = []
    for name in names:
        net = type_from_text(name)
        chain = net.type_names if net is not None else (name,)
        found += [(one.name, "Property" if one.is_property else "Method") for one in typetable.active().members(chain).values()]
        if net is not None:
            table = members_of(net)
            found += [(one.name, "Property") for one in table.properties.values()]
            found += [(one.name, "Method") for one in table.methods.values()]
    return found


def types_of(runspace: Any, node: Ast, upstream: Callable[[], Iterable[str]]) -> list[str]:
    """The types that an expression must have: `$_` what the pipeline brings, `(Get-Date)` what the command says that it gives."""
    if isinstance(node, VariableExpressionAst) and node.extent.text.lower() in ("$_", "$psitem"):
        return list(upstream())
    if isinstance(node, StringConstantExpressionAst):
        return ["System.String"]
    if isinstance(node, ParenExpressionAst) and isinstance(node.pipeline, PipelineAst):
        last = node.pipeline.pipeline_elements[-1]
        if isinstance(last, CommandAst):
            return given_types(runspace, last)
        if isinstance(last, CommandExpressionAst):
            return types_of(runspace, last.expression, upstream)
    return []


def given_types(runspace: Any, command: CommandAst) -> list[str]:
    """What a command says that it gives."""
    info = resolve(runspace, command)
    name = "" if info is None else info.name.lower()
    return _GIVEN.get(name) or [str(getattr(one, "name", None) or one) for one in getattr(info, "output_type", None) or ()]


_FILES = ["System.IO.FileInfo", "System.IO.DirectoryInfo"]
_GIVEN = {"get-childitem": _FILES, "get-item": _FILES}  # what they mostly give; what they may give depends on the drive
_PASSING = frozenset(("where-object", "sort-object", "tee-object", "select-object"))


def types_before(runspace: Any, nodes: list[Ast], command: CommandAst) -> list[str]:
    """What comes down the pipeline to a command; commands that only choose or sort pass on what comes to them."""
    pipeline = next((node for node in nodes if isinstance(node, PipelineAst) and command in node.pipeline_elements), None)
    if pipeline is None:
        return []
    before = pipeline.pipeline_elements[: pipeline.pipeline_elements.index(command)]
    for one in reversed(before):
        info = resolve(runspace, one) if isinstance(one, CommandAst) else None
        if info is not None and info.name.lower() not in _PASSING:
            return given_types(runspace, one)  # type: ignore[arg-type]
    return []
