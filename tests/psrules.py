"""Rules for PowerShell scripts that must run on Windows PowerShell 5.1 and on PowerShell 7, in the manner of PSScriptAnalyzer.

A rule takes the tree of a file and gives findings: `rule: text (line)`.  What the two editions have is written in tests/data/psmodule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from psbridge.engine.preferences import COMMON_PARAMETERS
from psbridge.language import ast as nodes
from psbridge.language import parse
from psbridge.language.kinds import TokenKind
from psbridge.language.visitor import walk

DATA = Path(__file__).parent / "data" / "psmodule"
COMMON = COMMON_PARAMETERS - {"whatif", "confirm"}
_LITERAL = frozenset(["get-childitem", "test-path", "get-content", "set-content", "remove-item", "resolve-path", "move-item", "copy-item"])
_DEEP = frozenset(("convertto-json", "export-clixml"))
_REFUSED = {
    "invoke-expression": "runs text",
    "add-type": "needs a compiler",
    "write-host": "cannot be caught",
    "out-host": "cannot be caught",
}
_COMPARING = frozenset((TokenKind.Ieq, TokenKind.Ine, TokenKind.Ceq, TokenKind.Cne))
_WORD = re.compile(r"(?:(?P<edition>core|framework):)?(?P<static>::)?(?P<name>\w+)(?:\((?P<counts>[\d ]+)\))?$")
Rule = Callable[["Script"], Iterator[str]]


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Member:
    """What the tables say of a member: counts of arguments for a method, None for a property; what only one edition has."""

    counts: frozenset[int] | None
    only: str = ""


@cache
def members_of(kind: str) -> dict[str, list[Member]]:
    """Members of a type by lower name; static ones begin with `::`."""
    found: dict[str, list[Member]] = {}
    for word in table("dotnet")["types"][kind]:
        match = _WORD.match(word)
        assert match, word
        counts = None if match["counts"] is None else frozenset(map(int, match["counts"].split()))
        found.setdefault(f"{match['static'] or ''}{match['name']}".lower(), []).append(Member(counts, match["edition"] or ""))
    return found


@cache
def types_by_name() -> dict[str, str]:
    """Lower name as scripts write it -> full name."""
    full = {name.lower(): name for name in table("dotnet")["types"]}
    short = {name.removeprefix("system."): value for name, value in full.items() if name.startswith("system.")}
    return {**short, **full, **dict(table("dotnet")["accelerators"].items())}


@cache
def instance_members() -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for kind in table("dotnet")["types"]:
        for name, given in members_of(kind).items():
            if not name.startswith("::") and name != "new":
                found.setdefault(name, []).extend(given)
    return found


@cache
def commands() -> dict[str, dict[str, Any]]:
    return {name.lower(): row for name, row in table("commands")["commands"].items()}


class Script:
    """A file, parsed as 5.1 parses it."""

    def __init__(self, text: str, own: dict[str, frozenset[str]] | None = None, *, module: bool = True) -> None:
        """``own``: functions of the module and their parameters.  ``module``: not a test."""
        self.text, self.own, self.module = text, own or {}, module
        parsed = parse(text, version=(5, 1))
        assert not parsed.errors, [error.error_id for error in parsed.errors]
        self.all = list(walk(parsed.ast))
        self.functions = [node for node in self.all if isinstance(node, nodes.FunctionDefinitionAst)]

    def of(self, kind: type) -> list[Any]:
        return [node for node in self.all if isinstance(node, kind)]

    def named(self) -> Iterator[tuple[str, Any]]:
        """Commands whose name is written."""
        for node in self.of(nodes.CommandAst):
            name = node.get_command_name()
            if name:
                yield name, node

    def function_around(self, node: Any) -> Any:
        """The function in which a node stands."""
        inside = [one for one in self.functions if any(each is node for each in walk(one))]
        return inside[-1] if inside else None


def at(node: Any) -> str:
    return f" (line {node.extent.start_line})"


# -- .NET


def known_types(script: Script) -> Iterator[str]:
    for node in script.of(nodes.TypeExpressionAst) + script.of(nodes.TypeConstraintAst):
        name = node.type_name.full_name.lower().removesuffix("[]")
        if name not in types_by_name():
            yield f"type: [{name}] is not in the table{at(node)}"
    for name, node in script.named():
        if name.lower() == "new-object" and len(node.command_elements) > 1:
            yield from _made(node)
    attributes = table("dotnet")["attributes"]["both"]
    for node in script.of(nodes.AttributeAst):
        if node.type_name.full_name not in attributes:
            yield f"type: attribute [{node.type_name.full_name}] is not in both editions{at(node)}"


def _made(node: Any) -> Iterator[str]:
    """New-Object: the type and the number of arguments."""
    kind = getattr(node.command_elements[1], "value", None)
    if kind is None or kind.lower().endswith("[]"):
        return
    full = types_by_name().get(kind.lower()) or next((one for one in table("dotnet")["types"] if one.lower() == kind.lower()), None)
    full = full or next((one for one in table("dotnet")["types"] if one.lower() == f"system.{kind}".lower()), None)
    if full is None:
        yield f"type: {kind} is not in the table{at(node)}"
        return
    given = node.command_elements[2:]
    count = len(given[0].elements) if given and isinstance(given[0], nodes.ArrayLiteralAst) else len(given)
    makers = members_of(full).get("new")
    if makers is not None and not any(one.counts and count in one.counts for one in makers if not one.only):
        yield f"constructor: {kind} has none with {count} arguments in both editions{at(node)}"


def known_members(script: Script) -> Iterator[str]:
    for node in script.of(nodes.MemberExpressionAst):
        name = getattr(node.member, "value", None)
        if not isinstance(name, str):
            continue
        count = len(node.arguments) if isinstance(node, nodes.InvokeMemberExpressionAst) else None
        if node.static and isinstance(node.expression, nodes.TypeExpressionAst):
            kind = types_by_name().get(node.expression.type_name.full_name.lower())
            found = members_of(kind).get(f"::{name.lower()}", []) if kind else []
            shown = f"[{node.expression.type_name.full_name}]::{name}"
        else:
            if count is None and name.lower() in _own_names():
                continue
            found, shown = instance_members().get(name.lower(), []), f".{name}"
        yield from _fits(found, count, shown, node)


@cache
def _own_names() -> frozenset[str]:
    return frozenset(name.lower() for name in table("dotnet")["own"]["names"])


def _fits(found: list[Member], count: int | None, shown: str, node: Any) -> Iterator[str]:
    both = [one for one in found if not one.only]
    if not found:
        yield f"member: {shown} is not in the table{at(node)}"
    elif any(one.counts is None if count is None else one.counts and count in one.counts for one in both):
        return
    elif any(one.only for one in found):
        yield f"member: {shown} is only in {', '.join(sorted({one.only for one in found if one.only}))}{at(node)}"
    else:
        yield f"member: {shown} is no {'property' if count is None else f'method with {count} arguments'} in both editions{at(node)}"


# -- commands


def known_commands(script: Script) -> Iterator[str]:
    for name, node in script.named():
        row, own = commands().get(name.lower()), script.own.get(name.lower())
        if row is None and own is None:
            yield f"command: {name} is not in the table{at(node)}"
            continue
        allowed = own if own is not None else frozenset(row["both"].lower().split()) | (_asking(row))
        for element in node.command_elements:
            if isinstance(element, nodes.CommandParameterAst):
                yield from _parameter(name, element, allowed | COMMON, row or {})


def _asking(row: dict[str, Any]) -> frozenset[str]:
    return frozenset(("whatif", "confirm")) if row.get("process") else frozenset()


def _parameter(name: str, element: Any, allowed: frozenset[str], row: dict[str, Any]) -> Iterator[str]:
    asked = element.parameter_name.lower()
    if asked in allowed:
        return
    for edition in ("core", "desktop"):
        if asked in row.get(edition, "").lower().split():
            yield f"parameter: {name} -{element.parameter_name} is only in {edition}{at(element)}"
            return
    yield f"parameter: {name} has no parameter -{element.parameter_name} in both editions (write names in full){at(element)}"


def splatted_parameters(script: Script) -> Iterator[str]:
    """Tables that are made for a command: `$start = @{ ... }` and `Start-Process @start`."""
    tables: dict[str, list[Any]] = {}
    for node in script.of(nodes.AssignmentStatementAst):
        value = node.right.get_pure_expression() if isinstance(node.right, nodes.PipelineAst) else getattr(node.right, "expression", None)
        if isinstance(value, nodes.HashtableAst) and isinstance(node.left, nodes.VariableExpressionAst):
            tables.setdefault(node.left.variable_path.user_path.lower(), []).append(value)
    for name, node in script.named():
        row, own = commands().get(name.lower()), script.own.get(name.lower())
        for element in node.command_elements[1:]:
            if not (isinstance(element, nodes.VariableExpressionAst) and element.splatted) or (row is None and own is None):
                continue
            allowed = own if own is not None else frozenset(row["both"].lower().split())  # type: ignore[index]
            for given in tables.get(element.variable_path.user_path.lower(), []):
                for key, _ in given.key_value_pairs:
                    if str(getattr(key, "value", "")).lower() not in allowed | COMMON:
                        yield f"parameter: {name} has no parameter {getattr(key, 'value', key)} for @{element.variable_path.user_path}{at(key)}"


def literal_paths(script: Script) -> Iterator[str]:
    """A folder may have brackets in its name."""
    for name, node in script.named():
        if name.lower() in _LITERAL and script.module:
            given = {one.parameter_name.lower() for one in node.command_elements if isinstance(one, nodes.CommandParameterAst)}
            splat = any(isinstance(one, nodes.VariableExpressionAst) and one.splatted for one in node.command_elements)
            if "literalpath" not in given and not splat:
                yield f"path: {name} without -LiteralPath takes brackets for a pattern{at(node)}"


def explicit_depth(script: Script) -> Iterator[str]:
    for name, node in script.named():
        given = {one.parameter_name.lower() for one in node.command_elements if isinstance(one, nodes.CommandParameterAst)}
        if name.lower() in _DEEP and "depth" not in given:
            yield f"depth: {name} has another default in each edition{at(node)}"


def refused_commands(script: Script) -> Iterator[str]:
    for name, node in script.named():
        if name.lower() in _REFUSED:
            yield f"refused: {name} {_REFUSED[name.lower()]}{at(node)}"


def written_encodings(script: Script) -> Iterator[str]:
    """5.1 puts a byte order mark before utf8, 7 does not."""
    for name, node in script.named():
        words = node.command_elements
        for i, one in enumerate(words[:-1]):
            if (
                isinstance(one, nodes.CommandParameterAst)
                and one.parameter_name.lower() == "encoding"
                and not name.lower().startswith("get-")
            ):
                value = str(getattr(words[i + 1], "value", "")).lower()
                if value not in ("ascii", "unicode"):
                    yield f"encoding: {name} -Encoding {value} differs between the editions{at(node)}"


# -- variables


def automatic_variables(script: Script) -> Iterator[str]:
    rows = table("commands")["variables"]
    core = {name.lower() for name in rows["core"]}
    for node in script.of(nodes.VariableExpressionAst):
        if node.variable_path.user_path.lower().removeprefix("global:") in core:
            yield f"variable: ${node.variable_path.user_path} is only in core{at(node)}"
    targets = [node.left for node in script.of(nodes.AssignmentStatementAst)]
    targets += [node.variable for node in script.of(nodes.ForEachStatementAst)]
    targets += [node.name for node in script.of(nodes.ParameterAst)]
    for one in targets:
        while isinstance(one, nodes.AttributedExpressionAst):
            one = one.child
        if isinstance(one, nodes.VariableExpressionAst) and one.variable_path.user_path.lower() in rows["automatic"]:
            yield f"variable: ${one.variable_path.user_path} is set by PowerShell{at(one)}"


def null_on_the_left(script: Script) -> Iterator[str]:
    for node in script.of(nodes.BinaryExpressionAst):
        right = node.right
        if (
            node.operator in _COMPARING
            and isinstance(right, nodes.VariableExpressionAst)
            and right.variable_path.user_path.lower() == "null"
        ):
            yield f"null: $null stands on the right of a comparison, which filters when the left is a list{at(node)}"


def output_encoding(script: Script) -> Iterator[str]:
    """What New-Object gives is wrapped, and PowerShell takes only a bare encoding."""
    for node in script.of(nodes.AssignmentStatementAst):
        left = node.left
        is_meant = isinstance(left, nodes.VariableExpressionAst) and left.variable_path.user_path.lower().endswith("outputencoding")
        if is_meant and any(isinstance(one, nodes.CommandAst) for one in walk(node.right)):
            yield f"encoding: $OutputEncoding takes no result of a command{at(node)}"


def global_state(script: Script) -> Iterator[str]:
    for node in script.of(nodes.AssignmentStatementAst):
        left = node.left
        if script.module and isinstance(left, nodes.VariableExpressionAst) and left.variable_path.user_path.lower().startswith("global:"):
            yield f"global: ${left.variable_path.user_path} belongs to whoever imports the module{at(node)}"


# -- behaviour


def prompts_once(script: Script) -> Iterator[str]:
    """-Confirm makes every command ask that a function calls; after an answer none of them should."""
    for function in script.functions:
        text = function.extent.text
        if "SupportsShouldProcess" not in text:
            continue
        asks = [
            name for name, node in Script(text, script.own).named() if commands().get(name.lower(), {}).get("process") and _changes(name)
        ]
        if asks and not re.search(r"\$ConfirmPreference\s*=\s*'None'", text):
            yield f"confirm: {function.name} asks again for {', '.join(sorted(set(asks)))}{at(function)}"


def _changes(name: str) -> bool:
    return name.partition("-")[0].lower() in ("set", "remove", "new", "move", "copy", "stop", "export", "start")


def errors_of_programs(script: Script) -> Iterator[str]:
    """5.1 makes errors of what a program writes to standard error when it is redirected: they must not end a function."""
    for node in script.of(nodes.CommandAst):
        is_program = node.invocation_operator is TokenKind.Ampersand and isinstance(
            node.command_elements[0], nodes.VariableExpressionAst | nodes.IndexExpressionAst
        )
        streams = [one for one in node.redirections if one.from_stream is nodes.RedirectionStream.Error]
        around = script.function_around(node)
        if is_program and streams and around is not None and "$ErrorActionPreference = 'Continue'" not in around.extent.text:
            yield f"program: standard error of a program ends {around.name} where $ErrorActionPreference is Stop{at(node)}"


def approved_verbs(script: Script) -> Iterator[str]:
    rows = table("commands")["verbs"]
    for function in script.functions:
        verb = function.name.partition("-")[0]
        if script.module and verb not in rows["both"].split():
            yield f"verb: {function.name} has no verb that both editions approve{at(function)}"


RULES: tuple[Rule, ...] = (
    known_types, known_members, known_commands, splatted_parameters, literal_paths, explicit_depth, refused_commands, written_encodings,
    automatic_variables, null_on_the_left, output_encoding, global_state, prompts_once, errors_of_programs, approved_verbs,
)  # fmt: skip


def findings(script: Script) -> list[str]:
    """What the rules find."""
    return [one for rule in RULES for one in rule(script)]
