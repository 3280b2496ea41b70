"""Background jobs of an emulated machine: each is a process of that machine, whose session is joined to ours in memory.

Stopping the process ends the job, as on a real machine; the end of the job ends the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from psbridge.errors import AuthenticationError, ConnectionFailed
from psbridge.machine.computer import Machine
from psbridge.psrp import ClientPool
from psbridge.server.poolhost import PoolHost
from psbridge.server.poolhostprofile import Profile
from psbridge.transports.carrier import Receiver
from psbridge.transports.memory import MemoryTransport
from psbridge.transports.refused import RefusedTransport

_PROGRAMS = {
    True: ("powershell", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"),
    False: ("pwsh", "C:\\Program Files\\PowerShell\\7\\pwsh.exe"),
}
_HERE = "http://localhost"
_TELLING = 1.0  # seconds that the end of a process may take to be told
_REFUSED = "An error has occurred which PowerShell cannot handle. A remote session might have ended."


class MachineJob(MemoryTransport):
    """The session of one job."""

    def __init__(self, machine: Machine, profile: Profile, user: str) -> None:
        super().__init__(lambda flush: PoolHost(profile, flush))
        self._machine, self._over, self._told = machine, False, threading.Event()
        name, path = _PROGRAMS[profile.version.startswith("5.")]
        self._process = machine.processes.start(name, path=path, user=user)
        profile.connection = _HERE
        profile.extras.update(process_id=self._process.id, exit_process=self._leave)

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        super().open(pool, receiver)
        self._machine.processes.when_stopped(self._process, self._stopped)

    def _leave(self, code: int) -> None:
        """A script ends its process: nothing more of it is heard."""
        self._machine.processes.stop(self._process, code)
        self._told.wait(_TELLING)

    def _stopped(self, code: int) -> None:
        if not self._over:
            self._over = True
            self._work.put(self._lost)

    def _lost(self) -> None:
        """What was written before the end arrives before it."""
        receiver = self._receiver
        self._deliver()
        super().kill()
        if receiver is not None:
            receiver.failed(ConnectionFailed("The process of the session has ended", where=self._machine.name))
        self._told.set()

    def close(self) -> None:
        super().close()
        self._end(0)

    def kill(self) -> None:
        super().kill()
        self._end(-1)

    def _end(self, code: int) -> None:
        if not self._over:
            self._over = True
            self._machine.processes.stop(self._process, code)


def job_transport(machine: Machine, profile: Callable[[], Profile], user: str, credential: Any) -> MemoryTransport | RefusedTransport:
    """The transport of a new job; one that is refused when the credential is not right there."""
    if credential is not None:
        try:
            user = machine.accounts.check(machine.accounts.bare(credential.user_name), credential.reveal()).name
        except AuthenticationError:
            return RefusedTransport(_REFUSED)
    return MachineJob(machine, profile(), user)
