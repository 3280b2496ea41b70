"""A cmdlet as a function.

Decides names (`Start-ThreadJob` is `start_thread_job`; a parameter called like a word of Python gets an underscore: `as_`), how arguments
become parameters (a text is compiled where a script block is wanted, True sets a switch), what comes back (a list; the object itself from
verbs that make one thing) and what is raised: errors that the cmdlet writes become a `CommandError` with its records, unless
`error_action` says otherwise.  Warnings, progress and the like go to `streams` where a caller gives a StreamSet.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, metadata_of
from psbridge.engine.parameters import ALL_SETS, Parameter
from psbridge.engine.powershell import PowerShell
from psbridge.engine.scopes import UNSET
from psbridge.modules.defaults import default_modules
from psbridge.objects.natural import live_value
from psbridge.objects.streams import ERROR, StreamSet
from psbridge.ps.errors import CommandError
from psbridge.ps.sessions import current_runspace

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ONE = frozenset(("Start", "New", "Register"))  # verbs that make one thing
COMMON = ("error_action", "warning_action", "information_action", "verbose", "debug", "what_if", "confirm")


def snake(name: str) -> str:
    """`WorkingDirectory` as working_directory, `PSSession` as pssession."""
    return _WORDS.sub("_", name).lower()


@cache
def _commands() -> dict[str, tuple[str, str]]:
    """Function name -> cmdlet and where its class is."""
    found: dict[str, tuple[str, str]] = {}
    for module in default_modules():
        package = import_module(module.package)
        tables = (getattr(package, "COMMANDS", {}), getattr(package, "WINDOWS_COMMANDS", {}), getattr(package, "DESKTOP_COMMANDS", {}))
        for table in tables:
            for name, place in dict(table).items():
                if isinstance(place, str):
                    found.setdefault(function_name(name), (name, f"{module.package}.{place}"))
    return found


def function_name(command: str) -> str:
    """`Start-ThreadJob` as start_thread_job."""
    return snake(command.replace("-", "_")).replace("__", "_")


def command_names() -> list[str]:
    """Every function there is."""
    return sorted(_commands())


def function_for(name: str) -> CommandFunction | None:
    """The function of that name; None when no cmdlet has it."""
    known = _commands().get(name)
    if known is None:
        return None
    command, place = known
    module, _, attribute = place.partition(":")
    return CommandFunction(name, command, getattr(import_module(module), attribute))


class CommandFunction:
    """One cmdlet, callable."""

    def __init__(self, name: str, command: str, declared: type[Cmdlet]) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = "psbridge.ps"
        self.command = command
        self._class = declared
        self.parameters = _by_python_name(declared)
        self.__signature__ = inspect.Signature(
            [inspect.Parameter("positional", inspect.Parameter.VAR_POSITIONAL)]
            + [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None) for key in (*self.parameters, *COMMON)]
            + [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None) for key in ("input", "streams")]
        )
        self.__doc__ = f"{command}: {(declared.__doc__ or '').strip()}\n\n{_told(self.parameters, declared.DECLARATION.default_set)}"

    def __repr__(self) -> str:
        return f"<function {self.__module__}.{self.__name__} for {self.command}>"

    def __call__(
        self,
        *arguments: Any,
        input: Iterable[Any] | None = None,  # noqa: A002 - PowerShell's name
        streams: StreamSet | None = None,
        **given: Any,
    ) -> Any:
        """Run the cmdlet; `input` are the objects that are piped to it, `streams` gets its warnings and whatever else it writes."""
        runspace = current_runspace()
        streams = StreamSet() if streams is None else streams
        shell = PowerShell(runspace, streams=streams).add_command(self._spelling())
        for number, value in enumerate(arguments):
            shell.add_argument(self._argument(runspace, value, self._positional(number)))
        for name, value in given.items():
            if value is not None:
                self._add(shell, runspace, name, value)
        output, failure = _run(shell, None if input is None else map(live_value, input))
        errors = [failure.record] if failure is not None else streams.values(ERROR)
        if errors and (failure is not None or "error_action" not in given):
            raise CommandError(errors, output, terminating=failure is not None)
        return self._result(output, given)

    def _spelling(self) -> str:
        return self.command

    def _result(self, output: list[Any], given: dict[str, Any]) -> Any:
        one = self.command.partition("-")[0] in _ONE or bool(given.get("as_job"))
        return output[0] if one and len(output) == 1 else output

    def _add(self, shell: PowerShell, runspace: Any, name: str, value: Any) -> None:
        parameter = self.parameters.get(name)
        if parameter is None and name not in COMMON:
            raise TypeError(f"{self.__name__}() has no parameter {name!r}; it has {', '.join(sorted(self.parameters))}")
        spelled = parameter.name if parameter is not None else name.replace("_", "")
        is_switch = parameter.is_switch if parameter is not None else isinstance(value, bool)
        if is_switch and value is True:
            shell.add_parameter(spelled, UNSET)
        else:
            shell.add_parameter(spelled, self._argument(runspace, value, parameter))

    def _positional(self, number: int) -> Parameter | None:
        """The parameter that the argument at a position is for, in the default set."""
        default = self._class.DECLARATION.default_set
        for one in self.parameters.values():
            for use in one.uses:
                if use.position == number and use.name in (ALL_SETS, default):
                    return one
        return None

    def takes_code(self, name: str | int) -> bool:
        """Whether a text for that parameter (or the argument at that place) is code."""
        return _is_block(self._positional(name) if isinstance(name, int) else self.parameters.get(name))

    @staticmethod
    def _argument(runspace: Any, value: Any, parameter: Parameter | None) -> Any:
        """A value as the cmdlet takes it: code is compiled, Python's own values become PowerShell's."""
        if _is_block(parameter):
            if isinstance(value, list | tuple):
                return [CommandFunction._argument(runspace, one, parameter) for one in value]
            if isinstance(value, str):
                return runspace.script_block(value)
        return live_value(value)


def _is_block(parameter: Parameter | None) -> bool:
    return parameter is not None and parameter.type_name.lower().removesuffix("[]") in ("scriptblock", _BLOCK)


_BLOCK = "system.management.automation.scriptblock"


def _told(parameters: dict[str, Parameter], default: str | None) -> str:
    """What `help` says of the parameters."""
    lines = ["Parameters, with the types of PowerShell:"]
    for name, one in parameters.items():
        if not one.dont_show:
            kind = re.sub(r"\w+\.", "", one.type_name)
            lines.append(f"    {name}: {', '.join([kind, *_notes(one, default)])}")
    return "\n".join([*lines, *_ALWAYS])


def _notes(parameter: Parameter, default: str | None) -> list[str]:
    uses = [one for one in parameter.uses if one.name in (ALL_SETS, default)]
    notes = [f"argument {one.position + 1}" for one in uses[:1] if one.position is not None]
    return notes + ["needed"] * any(one.mandatory for one in uses) + ["takes `input`"] * any(one.pipeline for one in parameter.uses)


_ALWAYS = (
    "",
    "    input: what is piped to it; streams: a StreamSet for its warnings and the like",
    f"    {', '.join(COMMON)}: as for every cmdlet",
)


def _run(shell: PowerShell, input: Iterable[Any] | None) -> tuple[list[Any], Any]:  # noqa: A002 - PowerShell's name
    from psbridge.engine.errors import ScriptError

    values: list[Any] = []
    try:
        shell.invoke(input, values)
    except ScriptError as error:
        return values, error
    return values, None


def _by_python_name(declared: type[Cmdlet]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for parameter in metadata_of(declared).own:
        name = snake(parameter.name)
        found[f"{name}_" if iskeyword(name) else name] = parameter
    return found
