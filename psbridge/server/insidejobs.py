"""Background jobs of an emulated machine: pools of this process instead of processes, so that nothing of the real machine is reached."""

from __future__ import annotations

from typing import Any

from psbridge.engine.runspace import Runspace
from psbridge.server.console import startup_scripts
from psbridge.server.poolhost import PoolHost
from psbridge.server.poolhostprofile import Profile
from psbridge.transports.memory import MemoryTransport


def keep_jobs_inside(runspace: Runspace) -> None:
    """Have the jobs of a session (and of those that its scripts start) run on its own machine."""
    runspace.extras["job_transport"] = _transport


def _transport(runspace: Runspace, location: str | None, init: str | None, credential: Any) -> MemoryTransport:
    profile = Profile(
        modules=runspace.builtin,
        machine=runspace.machine,
        name=runspace.profile,
        version=runspace.version,
        culture=runspace.culture_name,
        environment=runspace.environment,
        directory=location,
        startup=startup_scripts(location, init),
        equip=_equip,
    )
    return MemoryTransport(lambda flush: PoolHost(profile, flush))


def _equip(runspace: Runspace) -> None:
    from psbridge.modules.defaults import equip

    equip(runspace)
    keep_jobs_inside(runspace)
