"""`import_module`: the commands of a PowerShell module as Python functions, wherever PowerShell runs.

Decides what a command's metadata makes of a function: names in snake case, keyword parameters with PowerShell's types in the
annotations, the help's synopsis as documentation.  A call becomes one pipeline in the session (implicit remoting); values cross as
natural Python values.
"""

from __future__ import annotations

import inspect
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from psbridge.errors import PsBridgeError
from psbridge.objects.natural import from_python, to_python
from psbridge.objects.streams import ERROR, OUTPUT, StreamSet
from psbridge.ps.errors import CommandError
from psbridge.ps.functions import snake
from psbridge.ps.sessions import current_runspace

_METADATA = r"""
param($Module)
Import-Module $Module -ErrorAction Stop
$name = ($Module -split '[\\/]')[-1] -replace '\.ps[dm]1$', ''
foreach ($command in Get-Command -Module $name -CommandType Function, Cmdlet) {
    $rows = foreach ($one in $command.Parameters.Values) {
        $sets = @($one.ParameterSets.Values)
        @{
            Name = $one.Name; Type = $one.ParameterType.Name; Switch = [bool] $one.SwitchParameter
            Mandatory = @($sets | Where-Object { $_.IsMandatory }).Count -gt 0
            Position = [int] ($sets | ForEach-Object { $_.Position } | Sort-Object -Descending | Select-Object -First 1)
        }
    }
    $help = Get-Help $command.Name -ErrorAction SilentlyContinue
    @{ Name = $command.Name; Synopsis = "$($help.Synopsis)".Trim(); Parameters = @($rows) }
}
"""
_CALL = """
param($Name, $Switches, $Named, $Positional, $Piped, $HasInput)
foreach ($one in $Switches) { $Named[$one] = $true }
if ($HasInput) { $Piped | & $Name @Named @Positional } else { & $Name @Named @Positional }
"""


class Invoker(Protocol):
    """Where commands run: `psbridge.Session`, or something that invokes as it does."""

    def invoke(self, script: Any, *args: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class RemoteParameter:
    """What a command says of a parameter."""

    name: str
    type_name: str
    is_switch: bool
    is_mandatory: bool
    position: int


class _Here:
    """The session of `psbridge.ps`, seen as a place that invokes."""

    def invoke(self, script: Any, *args: Any) -> Any:
        from psbridge.engine.errors import ScriptError
        from psbridge.engine.powershell import PowerShell

        streams = StreamSet()
        shell = PowerShell(current_runspace(), streams=streams).add_script(str(script))
        for one in args:
            shell.add_argument(from_python(one))
        try:
            output = shell.invoke()
        except ScriptError as error:
            raise CommandError([error.record], [to_python(one) for one in streams.values(OUTPUT)], terminating=True) from error
        return _Answer([to_python(one) for one in output], streams.values(ERROR))


@dataclass(frozen=True, slots=True)
class _Answer:
    output: list[Any]
    errors: list[Any]

    def raise_for_error(self) -> _Answer:
        if self.errors:
            raise CommandError(self.errors, self.output, terminating=False)
        return self


class RemoteFunction:
    """One command of an imported module."""

    def __init__(self, command: str, synopsis: str, parameters: Iterable[RemoteParameter], where: Invoker, module: str) -> None:
        self.command, self._where = command, where
        self.__name__ = self.__qualname__ = function_name(command)
        self.__module__ = module
        self.parameters = {_python_name(one.name): one for one in parameters}
        self.__signature__ = _signature(self.parameters)
        self.__doc__ = f"{command}: {synopsis}" if synopsis and synopsis != command else command

    def __repr__(self) -> str:
        return f"<function {self.__module__}.{self.__name__} for {self.command}>"

    def __call__(self, *arguments: Any, input: Iterable[Any] | None = None, **given: Any) -> Any:  # noqa: A002 - PowerShell's name
        """Run it; the object that it writes, or the list of them when there is not just one.  Errors raise."""
        named: dict[str, Any] = {}
        switches: list[str] = []
        for name, value in given.items():
            parameter = self._parameter(name)
            if parameter is not None and parameter.is_switch:
                switches += [parameter.name] if value else []
            elif value is not None:
                named[parameter.name if parameter is not None else name.replace("_", "")] = value
        piped = [] if input is None else list(input)
        result = self._where.invoke(_CALL, self.command, switches, named, list(arguments), piped, input is not None)
        output = list(result.raise_for_error().output)
        return output if len(output) != 1 else output[0]

    def _parameter(self, name: str) -> RemoteParameter | None:
        found = self.parameters.get(name)
        if found is None and name not in _COMMON:
            raise TypeError(f"{self.__name__}() has no parameter {name!r}; it has {', '.join(sorted(self.parameters))}")
        return found


_COMMON = frozenset(("error_action", "warning_action", "information_action"))
_EVERYWHERE = frozenset(
    (
        "Verbose", "Debug", "ErrorAction", "WarningAction", "InformationAction", "ErrorVariable", "WarningVariable", "InformationVariable",
        "OutVariable", "OutBuffer", "PipelineVariable", "ProgressAction",
    )
)  # fmt: skip
_NATURAL = {"String": str, "Int32": int, "Int64": int, "Double": float, "Boolean": bool, "SwitchParameter": bool, "String[]": list[str]}


def _signature(parameters: dict[str, RemoteParameter]) -> inspect.Signature:
    made = [inspect.Parameter("arguments", inspect.Parameter.VAR_POSITIONAL)]
    for name, one in parameters.items():
        default = inspect.Parameter.empty if one.is_mandatory and one.position < 0 else False if one.is_switch else None
        kind = inspect.Parameter.KEYWORD_ONLY
        made.append(inspect.Parameter(name, kind, default=default, annotation=_NATURAL.get(one.type_name, one.type_name)))
    return inspect.Signature([*made, inspect.Parameter("input", inspect.Parameter.KEYWORD_ONLY, default=None)])


def _python_name(parameter: str) -> str:
    """`ComputerName` as computer_name; a word of Python's own gets a bar behind it, as usual: `for_`."""
    name = snake(parameter)
    return f"{name}_" if keyword.iskeyword(name) else name


def function_name(command: str) -> str:
    """`Get-BridgeJob` as get_bridge_job."""
    return re.sub(r"\W+|__+", "_", snake(command.replace("-", "_"))).strip("_")


class ImportedModule(ModuleType):
    """The commands of a PowerShell module, as attributes."""

    def __init__(self, name: str, functions: Iterable[RemoteFunction]) -> None:
        super().__init__(function_name(name), f"The commands of the PowerShell module {name}.")
        self.functions = {one.__name__: one for one in functions}

    def __getattr__(self, name: str) -> RemoteFunction:
        functions: dict[str, RemoteFunction] = self.__dict__.get("functions", {})
        if name in functions:
            return functions[name]
        raise AttributeError(f"the PowerShell module has no command {name!r}; it has {', '.join(sorted(functions))}")

    def __dir__(self) -> list[str]:
        return sorted(self.functions)

    def __iter__(self) -> Iterator[RemoteFunction]:
        return iter(self.functions.values())


def import_module(name: str, session: Invoker | None = None) -> ImportedModule:
    """The commands of a PowerShell module as functions.

    `session` is where they run: a `psbridge.Session`, or the session of `psbridge.ps` when there is none.

    Examples:
        >>> utility = psb.import_module("Microsoft.PowerShell.Utility")
        >>> utility.get_unique(input=[1, 1, 2])
        [1, 2]
    """
    where = session if session is not None else _Here()
    rows = where.invoke(_METADATA, name).raise_for_error().output
    title = re.split(r"[\\/]", name.rstrip("\\/"))[-1].removesuffix(".psd1").removesuffix(".psm1")
    if not rows:
        raise PsBridgeError(f"The PowerShell module '{name}' has no commands", hint="Is it installed on that side?")
    return ImportedModule(title, [_function(row, where, function_name(title)) for row in rows])


def _function(row: dict[str, Any], where: Invoker, module: str) -> RemoteFunction:
    listed = row["Parameters"] or []
    rows = listed if isinstance(listed, list) else [listed]
    known = [
        RemoteParameter(one["Name"], one["Type"], bool(one["Switch"]), bool(one["Mandatory"]), int(one["Position"]))
        for one in rows
        if one["Name"] not in _EVERYWHERE
    ]
    return RemoteFunction(row["Name"], row["Synopsis"] or "", known, where, module)
