"""The Python face of the engine with all its commands: `Runspace`, `PowerShell`, `run`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from psbridge.engine.powershell import PowerShell as EnginePowerShell
from psbridge.engine.runspace import Runspace as EngineRunspace
from psbridge.engine.scopes import UNSET
from psbridge.engine.written import Output
from psbridge.modules.defaults import default_modules, equip
from psbridge.objects.streams import StreamSet

if TYPE_CHECKING:
    from psbridge.engine.host import Host
    from psbridge.engine.modules import BuiltinModule

__all__ = ["PowerShell", "Runspace", "run"]


def _live(values: Iterable[Any]) -> Iterator[Any]:
    """Python's own values as PowerShell's."""
    from psbridge.objects.natural import live_value

    return map(live_value, values)


class Runspace(EngineRunspace):
    """A session with the built-in modules; `modules` replaces them.

    Examples:
        >>> with psb.Runspace() as runspace:
        ...     runspace.invoke("function Get-Square([int] $n) { $n * $n }")
        ...     runspace.invoke("Get-Square $args[0]", 12)
        []
        [144]
    """

    def __init__(
        self,
        machine: Any = None,
        host: Host | None = None,
        modules: Iterable[BuiltinModule] | None = None,
        profile: str = "local",
        culture: str = "en-US",
        version: str = "7.0.13",
        environment: MutableMapping[str, str] | None = None,
        directory: str | None = None,
    ) -> None:
        super().__init__(
            machine, host, default_modules() if modules is None else modules, profile, culture, version, environment, directory
        )
        equip(self)

    def invoke(self, text: str, *args: Any, streams: Any = None) -> list[Any]:
        """Run a script in the global scope and give its output; the records of the other streams go to `streams`."""
        return super().invoke(text, *(_live(args) if args else ()), streams=streams)


class PowerShell(EnginePowerShell):
    """Commands to be run; without a runspace they get one of their own.

    Examples:
        >>> shell = psb.PowerShell().add_command("Get-Date").add_parameter("Year", 2024)
        >>> shell.add_command("Select-Object").add_parameter("ExpandProperty", "Year").invoke()
        [2024]
    """

    def __init__(self, runspace: EngineRunspace | None = None, *, streams: StreamSet | None = None) -> None:
        super().__init__(runspace if runspace is not None else Runspace().open(), streams=streams)

    def add_parameter(self, name: str, value: Any = UNSET) -> PowerShell:
        super().add_parameter(name, value if value is UNSET else next(_live((value,))))
        return self

    def add_argument(self, value: Any) -> PowerShell:
        super().add_argument(next(_live((value,))))
        return self

    def _run(self, input: Iterable[Any] | None, out: Any) -> None:  # noqa: A002 - the name of the API
        super()._run(None if input is None else _live(input), out)


def run(text: str, *args: Any, runspace: EngineRunspace | None = None, streams: StreamSet | None = None) -> Output:
    """Run a text and give its output, a list with `.errors`, `.warnings` and so on; a terminating error is raised as ScriptError.

    `streams` takes what is not output while the script runs.

    Examples:
        >>> psb.run("1..3 | ForEach-Object { $_ * 10 }")
        [10, 20, 30]
        >>> psb.run("$args -join '-'", "a", "b")
        ['a-b']
        >>> psb.run("Write-Warning careful").warnings
        ['careful']
    """
    heard = streams if streams is not None else StreamSet()
    if runspace is not None:
        return Output(runspace.invoke(text, *args, streams=heard), heard)
    with Runspace() as own:
        return Output(own.invoke(text, *args, streams=heard), heard)
