"""The Python face of the engine with all its commands: `Runspace`, `PowerShell`, `run`."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

from psbridge.engine.powershell import PowerShell as EnginePowerShell
from psbridge.engine.runspace import Runspace as EngineRunspace
from psbridge.engine.written import Output
from psbridge.modules.defaults import default_modules, equip
from psbridge.objects.streams import StreamSet

if TYPE_CHECKING:
    from psbridge.engine.host import Host
    from psbridge.engine.modules import BuiltinModule

__all__ = ["PowerShell", "Runspace", "run"]


class Runspace(EngineRunspace):
    """A session with the built-in modules; `modules` replaces them."""

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


class PowerShell(EnginePowerShell):
    """Commands to be run; without a runspace they get one of their own."""

    def __init__(self, runspace: EngineRunspace | None = None, *, streams: StreamSet | None = None) -> None:
        super().__init__(runspace if runspace is not None else Runspace().open(), streams=streams)


def run(text: str, *args: Any, runspace: EngineRunspace | None = None, streams: StreamSet | None = None) -> Output:
    """Run a text and give its output, a list with `.errors`, `.warnings` and so on; a terminating error is raised as ScriptError.

    `streams` takes what is not output while the script runs.
    """
    heard = streams if streams is not None else StreamSet()
    if runspace is not None:
        return Output(runspace.invoke(text, *args, streams=heard), heard)
    with Runspace() as own:
        return Output(own.invoke(text, *args, streams=heard), heard)
