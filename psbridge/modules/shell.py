"""The Python face of the engine with all its commands: `Runspace`, `PowerShell`, `run`."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

from psbridge.engine.powershell import PowerShell as EnginePowerShell
from psbridge.engine.runspace import Runspace as EngineRunspace
from psbridge.modules.defaults import default_modules, equip

if TYPE_CHECKING:
    from psbridge.engine.host import Host
    from psbridge.engine.modules import BuiltinModule
    from psbridge.objects.streams import StreamSet

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


def run(text: str, *args: Any, runspace: EngineRunspace | None = None, streams: Any = None) -> list[Any]:
    """Run a text and give its output; a terminating error is raised as ScriptError.  `streams` takes the other streams (a StreamSet)."""
    if runspace is not None:
        return runspace.invoke(text, *args, streams=streams)
    with Runspace() as own:
        return own.invoke(text, *args, streams=streams)
