"""Scripts as a Python program would write them: statement by statement, commands as calls of the functions of `psbridge.ps`.

Decides what is expressible: a statement that is a pipeline of documented commands, each a function, whose arguments are constants,
variables or other expressions (which the engine evaluates); the same with its result in a variable; such pipelines inside other statements,
which are called before the rest; and `try` around these.  Not so are $null for a parameter and a text for a script block, which mean
something else in Python.  Everything else runs as text through `psbridge.PowerShell` in the same session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from psbridge.cli.conformance.lifting import Lift, Lifter
from psbridge.language import ast as nodes
from psbridge.language import parse
from psbridge.language.kinds import TokenKind
from psbridge.language.visitor import children, walk
from psbridge.objects import AutomationNull, unwrap
from psbridge.objects.containers import NetDictionary
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, VERBOSE, WARNING, StreamSet
from psbridge.ps.errors import CommandError
from psbridge.ps.functions import COMMON, CommandFunction, function_for, function_name

_WAYS_OUT = (nodes.ReturnStatementAst, nodes.ExitStatementAst, nodes.BreakStatementAst, nodes.ContinueStatementAst, nodes.TrapStatementAst)
_OF_THE_SCRIPT = frozenset(("myinvocation", "psboundparameters", "args", "input"))
Value = Callable[["Program"], Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function."""

    function: CommandFunction
    positional: tuple[Value, ...]
    named: dict[str, Value]
    tables: tuple[Value, ...] = ()  # that are spread over parameters


Calls = tuple[tuple[Call, ...], Value | None]  # what a pipeline calls, and its source


@dataclass(frozen=True, slots=True)
class Step:
    """A statement: its text, and its calls when it is expressible; ``variable`` takes the result.  ``before``: what the text needs."""

    text: str
    calls: tuple[Call, ...] = ()
    source: Value | None = None
    variable: str = ""
    before: tuple[Lift, ...] = ()
    caught: str = ""  # of `try`: the text of `catch`
    tried: tuple[Step, ...] = ()

    def every_call(self) -> Iterator[Call]:
        """The calls of the statement and of its parts."""
        yield from self.calls
        for one in self.before:
            yield from one.translated[0] if one.translated else ()
        for step in self.tried:
            yield from step.every_call()


class _Inexpressible(Exception):
    """A statement that no call says."""


# -- from text to steps


def steps_of(script: str, documented: frozenset[str]) -> list[Step]:
    """The statements of a script; none when it is not a plain sequence of them."""
    parsed = parse(script)
    tree = parsed.ast
    end = tree.end_block
    if parsed.errors or end is None or not end.unnamed or tree.param_block is not None or tree.using_statements or end.traps:
        return []
    if any(map(_renames, walk(tree))) or any(map(_leaves, end.statements)):
        return []
    translator = _Translator(script, documented)
    return translator.steps(end.statements, len(script))


def _renames(node: Any) -> bool:
    """Whether a node gives the name of a function another meaning."""
    return isinstance(node, nodes.FunctionDefinitionAst) and function_for(function_name(node.name)) is not None


def _leaves(node: Any) -> bool:
    """Whether a statement leaves the script, or means the script as a whole: what stands in a block of its own does not."""
    if isinstance(node, _WAYS_OUT):
        return True
    if isinstance(node, nodes.VariableExpressionAst) and node.variable_path.user_path.lower() in _OF_THE_SCRIPT:
        return True
    return not isinstance(node, nodes.ScriptBlockExpressionAst | nodes.FunctionDefinitionAst) and any(map(_leaves, children(node)))


class _Translator:
    """Statements of one script as steps."""

    def __init__(self, script: str, documented: frozenset[str]) -> None:
        self.script, self.documented = script, documented
        self.names = (f"lifted{number}" for number in count(1) if f"lifted{number}" not in script)

    def steps(self, statements: Any, end: int) -> list[Step]:
        places = [one.extent.start for one in statements[1:]] + [end]  # with the `&` that stands behind a statement
        return [self._step(one, place) for one, place in zip(statements, places, strict=True)]

    def _step(self, statement: Any, end: int) -> Step:
        text = self.script[statement.extent.start : end]
        pipeline = statement.right if isinstance(statement, nodes.AssignmentStatementAst) else statement
        variable = _assigned(statement)
        if isinstance(pipeline, nodes.PipelineAst) and not pipeline.background and variable is not None:
            found = self._translated(pipeline.pipeline_elements)
            if found is not None:
                return Step(text, *found, variable)
        if isinstance(statement, nodes.TryStatementAst):
            return self._try(statement, text)
        return self._lifted(statement, text, end)

    def _try(self, statement: Any, text: str) -> Step:
        """`try` with one `catch` for everything; its statements end at the first error."""
        clauses = statement.catch_clauses
        if len(clauses) != 1 or clauses[0].catch_types or statement.finally_ is not None:
            return Step(text)
        inside = statement.body.statements
        steps = self.steps(inside, inside[-1].extent.end) if inside else []
        if not any(True for step in steps for _ in step.every_call()):
            return Step(text)
        caught = clauses[0].body.extent
        return Step(text, caught=self.script[caught.start + 1 : caught.end - 1] or " ", tried=tuple(steps))

    def _lifted(self, statement: Any, text: str, end: int) -> Step:
        if getattr(statement, "background", False):
            return Step(text)
        lifter = Lifter(self.script, self._translated, self.names)
        lifter.visit(statement)
        return Step(lifter.rest(statement.extent.start, end), before=tuple(lifter.lifts)) if lifter.lifts else Step(text)

    def _translated(self, elements: tuple[Any, ...], *, whole: bool = True) -> Calls | None:
        try:
            return _pipeline(elements, self.documented, whole=whole)
        except _Inexpressible:
            return None


def _assigned(statement: Any) -> str | None:
    """The variable that takes the result; empty when none does, None when something else takes it."""
    if not isinstance(statement, nodes.AssignmentStatementAst):
        return ""
    path = statement.left.variable_path if isinstance(statement.left, nodes.VariableExpressionAst) else None
    if path is None or statement.operator is not TokenKind.Equals or not path.user_path.isidentifier():
        return None
    return path.user_path


def _pipeline(elements: Any, documented: frozenset[str], *, whole: bool = True) -> Calls:
    if any(one.redirections for one in elements):
        raise _Inexpressible
    source = None
    if isinstance(elements[0], nodes.CommandExpressionAst):
        text, elements = elements[0].expression.extent.text, elements[1:]
        source = lambda program: program.evaluated(text)  # noqa: E731 - one of the values
    if not elements:
        raise _Inexpressible
    calls = tuple(_call(one, documented) for one in elements)
    if any(one.function.command == "ForEach-Object" and "parallel" not in one.named for one in calls) and not (whole and _alone(elements)):
        raise _Inexpressible
    return calls, source


def _alone(elements: Any) -> bool:
    """Whether a command is the only one of its pipeline and its blocks have no way out of it: others belong to the script around them."""
    blocks = [word.script_block for word in elements[0].command_elements if isinstance(word, nodes.ScriptBlockExpressionAst)]
    inside = [one for block in blocks for one in children(block)]
    throws = any(isinstance(one, nodes.ThrowStatementAst) for block in blocks for one in walk(block))
    return len(elements) == 1 and not throws and not any(map(_leaves, inside))


def _call(command: Any, documented: frozenset[str]) -> Call:
    name = command.get_command_name()
    function = function_for(function_name(name)) if name in documented and command.invocation_operator is TokenKind.Unknown else None
    if function is None:
        raise _Inexpressible
    positional: list[Value] = []
    named: dict[str, Value] = {}
    tables: list[Value] = []
    words = list(command.command_elements[1:])
    while words:
        word = words.pop(0)
        if isinstance(word, nodes.VariableExpressionAst) and word.splatted:
            tables.append(_variable(word))
            continue
        if not isinstance(word, nodes.CommandParameterAst):
            positional.append(_value(word, documented))
            continue
        key, is_switch = _parameter(function, word.parameter_name)
        if key in named:
            raise _Inexpressible
        if word.argument is not None:
            named[key] = _value(word.argument, documented)
        elif is_switch:
            named[key] = lambda _: True
        elif not words or isinstance(words[0], nodes.CommandParameterAst):
            raise _Inexpressible
        else:
            named[key] = _value(words.pop(0), documented)
    return Call(function, tuple(positional), named, tuple(tables))


def _common(key: str) -> str:
    """`what_if` as WhatIf."""
    return "".join(word.capitalize() for word in key.split("_"))


def _variable(node: Any) -> Value:
    return lambda program: program.variable(node)


@cache
def _names(function: CommandFunction) -> dict[str, str]:
    """Lower names and aliases of parameters -> names in Python."""
    found = {one.replace("_", ""): one for one in COMMON}
    for key, parameter in function.parameters.items():
        found.update(dict.fromkeys((parameter.name.lower(), *(alias.lower() for alias in parameter.aliases)), key))
    return found


def _parameter(function: CommandFunction, written: str) -> tuple[str, bool]:
    known, name = _names(function), written.lower()
    keys = {known[name]} if name in known else {key for full, key in known.items() if full.startswith(name)}
    if len(keys) != 1:
        raise _Inexpressible
    (key,) = keys
    parameter = function.parameters.get(key)
    return key, parameter.is_switch if parameter is not None else key in ("verbose", "debug", "what_if", "confirm")


def _value(node: Any, documented: frozenset[str]) -> Value:
    if isinstance(node, nodes.StringConstantExpressionAst | nodes.ConstantExpressionAst):
        return lambda _: node.value
    if isinstance(node, nodes.VariableExpressionAst) and not node.splatted:
        return _variable(node)
    if isinstance(node, nodes.ArrayLiteralAst):
        parts = [_value(one, documented) for one in node.elements]
        return lambda program: [part(program) for part in parts]
    if isinstance(node, nodes.ParenExpressionAst) and isinstance(node.pipeline, nodes.PipelineAst):
        try:
            if node.pipeline.background:
                raise _Inexpressible
            calls, source = _pipeline(node.pipeline.pipeline_elements, documented)
        except _Inexpressible:
            pass
        else:
            return lambda program: collapsed(program.call(calls, source))
    text = node.extent.text
    if text.startswith(("$", "(", "@", "{", '"')) and not (isinstance(node, nodes.VariableExpressionAst) and node.splatted):
        return lambda program: program.evaluated(text)
    raise _Inexpressible


def collapsed(values: list[Any]) -> Any:
    """What a pipeline leaves in a variable."""
    return values[0] if len(values) == 1 else list(values) or AutomationNull


# -- running


class ScriptEnded(Exception):
    """A terminating error."""

    def __init__(self, record: Any) -> None:
        super().__init__(str(record))
        self.record = record


class _StatementEnded(Exception):
    """An error that ends one statement."""


@dataclass(slots=True)
class Program:
    """A script on its way: what it has written, and which functions it has called with which parameters."""

    runspace: Any
    output: list[Any] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    others: dict[int, list[Any]] = field(default_factory=dict)
    had_errors: bool = False
    terminating: Any = None
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    partial: list[Any] = field(default_factory=list)  # what a call had given when an error ended it
    catching: bool = False  # inside `try`, where every terminating error is caught

    def run(self, steps: list[Step]) -> None:
        """Run the statements up to the first that ends the script."""
        for step in steps:
            try:
                self._run(step)
            except _StatementEnded:
                continue
            except ScriptEnded as ended:
                self.terminating, self.had_errors = ended.record, True
                return

    def _run(self, step: Step) -> None:
        if step.tried:
            self._try(step)
            return
        for lift in step.before:
            self._lift(lift, step)
        if not step.calls:
            self.output += self._as_text(f"try {{ {step.text}\n}} catch {{ throw }}" if self.catching else step.text)
            return
        try:
            values = self.call(step.calls, step.source)
        except _Inexpressible:
            self.output += self._as_text(step.text)
            return
        except (ScriptEnded, _StatementEnded):
            self.output += [] if step.variable else self.partial
            raise
        if step.variable:
            self.runspace.context().set_variable(step.variable, collapsed(values))
        else:
            self.output += values

    def _lift(self, lift: Lift, step: Step) -> None:
        """Work out a part; what it gave until an error ended it goes through the rest of its pipeline before that."""
        try:
            value = self._lifted(lift)
        except (ScriptEnded, _StatementEnded):
            if lift.is_list and lift is step.before[-1]:
                self.runspace.context().set_variable(lift.variable, list(self.partial))
                self.output += self._as_text(step.text)
            raise
        self.runspace.context().set_variable(lift.variable, value)

    def _lifted(self, lift: Lift) -> Any:
        if lift.translated is None:
            return collapsed(self._as_text(lift.text)) if lift.is_output else self.evaluated(lift.text)
        try:
            values = self.call(*lift.translated)
        except _Inexpressible:
            values = self._as_text(lift.text)
        return list(values) if lift.is_list else collapsed(values)

    def _try(self, step: Step) -> None:
        outer, self.catching = self.catching, True
        try:
            for one in step.tried:
                self._run(one)
        except ScriptEnded as ended:
            self.catching = outer
            self.runspace.context().set_variable("_", ended.record)
            try:
                self.output += self._as_text(step.caught)
            finally:
                self.runspace.context().set_variable("_", None)
        finally:
            self.catching = outer

    def call(self, calls: tuple[Call, ...], source: Value | None) -> list[Any]:
        """The output of the last of some calls; each gets the output of the one before as its input."""
        arguments = [self._arguments(one) for one in calls]
        given = None if source is None else _listed(source(self))
        for one, (positional, named) in zip(calls, arguments, strict=True):
            given = self._called(one, positional, named, given)
        return given or []

    def _arguments(self, one: Call) -> tuple[list[Any], dict[str, Any]]:
        named = {key: value(self) for key, value in one.named.items()}
        for table in one.tables:
            self._spread(table(self), one.function, named)
        positional = [value(self) for value in one.positional]
        given: list[tuple[str | int, Any]] = [*named.items(), *enumerate(positional)]
        if None in named.values() or any(isinstance(value, str) and one.function.takes_code(key) for key, value in given):
            raise _Inexpressible
        return positional, named

    @staticmethod
    def _spread(table: Any, function: CommandFunction, named: dict[str, Any]) -> None:
        """A table as parameters; switches are what they are set to."""
        table = unwrap(table)
        if not isinstance(table, NetDictionary):
            raise _Inexpressible
        for key, value in table.pairs():
            name, _ = _parameter(function, str(key))
            if name in named:
                raise _Inexpressible
            named[name] = value

    def _called(self, one: Call, positional: list[Any], named: dict[str, Any], given: list[Any] | None) -> list[Any]:
        parameters = one.function.parameters
        self.calls.append((one.function.command, [parameters[key].name if key in parameters else _common(key) for key in named]))
        streams = StreamSet()
        record, errors = None, []
        try:
            result = one.function(*positional, input=given, streams=streams, **named)
        except CommandError as error:
            result, record, errors = error.output, error.record if error.terminating else None, error.records
        self._heard(streams)
        self.errors += errors if record is None else []
        self.had_errors = self.had_errors or bool(errors) or not self.runspace.execution.success
        if record is not None:
            self.partial = result
            self._ended(record, named.get("error_action"))
        return result if isinstance(result, list) else [result]

    def _ended(self, record: Any, asked: Any) -> None:
        """An error that ends its statement ends the script where errors stop."""
        preference = asked if asked is not None else self.runspace.context().get_variable("ErrorActionPreference")
        written = str(preference).lower() == "stop"  # and stopped there; what a cmdlet throws and `try` catches is no error of the script
        self.had_errors = self.had_errors or written
        if self.catching or written:
            raise ScriptEnded(record)
        self.errors.append(record)
        raise _StatementEnded

    def _heard(self, streams: StreamSet) -> None:
        self.errors += streams.values(ERROR)
        for stream in (WARNING, VERBOSE, DEBUG, INFORMATION):
            self.others.setdefault(stream, []).extend(streams.values(stream))

    def _as_text(self, text: str) -> list[Any]:
        from psbridge.engine.errors import ScriptError
        from psbridge.modules.shell import PowerShell

        streams = StreamSet()
        values: list[Any] = []
        shell = PowerShell(self.runspace, streams=streams).add_script(text)
        try:
            shell.invoke(output=values)
        except ScriptError as error:
            self.output += values
            self._heard(streams)
            raise ScriptEnded(error.record) from None
        self._heard(streams)
        self.had_errors = self.had_errors or shell.had_errors
        return values

    def variable(self, node: Any) -> Any:
        """The value of a variable; it may have a drive or a scope."""
        path = node.variable_path.user_path
        return self.runspace.context().get_variable(path) if path.isidentifier() else self.evaluated(node.extent.text)

    def evaluated(self, text: str) -> Any:
        """The value of an expression."""
        found = self._as_text(f", ({text})")  # in a list, so that lists stay whole
        return found[0] if found else None


class Ways:
    """How many scripts went by calls, and what was called."""

    def __init__(self, documented: dict[str, tuple[str, ...]]) -> None:
        self._documented = documented
        self._used: dict[str, set[str]] = {}
        self._called = self._whole = self._calls = 0

    def note(self, record: dict[str, Any]) -> None:
        """A script has run."""
        calls = record.get("calls")
        if not calls:
            self._whole += 1
            return
        self._called += 1
        self._calls += len(calls)
        for command, names in calls:
            self._used.setdefault(command, set()).update(names)

    def told(self) -> str:
        """In words: what of the documented commands was called, what was not."""
        if not self._called:
            return ""
        known = {command: set(names) & self._used.get(command, set()) for command, names in self._documented.items()}
        parameters = sum(map(len, known.values()))
        every = sum(map(len, self._documented.values()))
        commands = sum(command in self._used for command in self._documented)
        return (
            f"{self._called} scripts as {self._calls} calls of psb.ps functions, {self._whole} as text; "
            f"{commands} of {len(self._documented)} documented commands and {parameters} of {every} parameters by name"
        )


def _listed(value: Any) -> list[Any]:
    from psbridge.objects.convert import enumerate_value

    if value is AutomationNull:
        return []
    items = enumerate_value(value)
    return [value] if items is None else list(items)
