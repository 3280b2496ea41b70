"""What one endpoint lets its clients do: quotas of its plug-in, and how much its sessions take.

Decides where a number comes from (the machine file's or Set-PSSessionConfiguration's options of the endpoint, then a setting below
WSMan:\\localhost\\Plugin that somebody changed), and with which fault Windows refuses what is more.  Settings that nobody touched do not
count: the service's own quotas do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psbridge.machine.configurations import SessionConfiguration
from psbridge.machine.wsmanconfig import QUOTAS, WSManConfig
from psbridge.psrp.fragments import END, HEADER, START
from psbridge.wsman import FaultKind, fault

_MB = 1 << 20
RECEIVED_PER_COMMAND = 500.0  # megabytes, as endpoints of Windows are made
RECEIVED_OBJECT = 200.0
# quota: option of the endpoint, setting of the plug-in, how many of its units make one of ours
_SOURCES: dict[str, tuple[str, str, float]] = {
    "idle": ("IdleTimeoutSec", "IdleTimeoutms", 1000.0),
    "max_idle": ("MaxIdleTimeoutSec", "MaxIdleTimeoutms", 1000.0),
    "users": ("MaxConcurrentUsers", "MaxConcurrentUsers", 1.0),
    "shells": ("MaxSessions", "MaxShells", 1.0),
    "shells_per_user": ("MaxSessionsPerUser", "MaxShellsPerUser", 1.0),
    "commands": ("MaxConcurrentCommandsPerSession", "MaxConcurrentCommandsPerShell", 1.0),
}


@dataclass(frozen=True, slots=True)
class EndpointQuotas:
    """Numbers of one endpoint; times in seconds, sizes in bytes, None: the service's number counts."""

    idle: float | None = None
    max_idle: float | None = None
    users: float | None = None
    shells: float | None = None
    shells_per_user: float | None = None
    commands: float | None = None
    received_per_command: int = int(RECEIVED_PER_COMMAND * _MB)
    received_object: int = int(RECEIVED_OBJECT * _MB)
    buffer_mode: str = "Block"

    @classmethod
    def of(cls, endpoint: SessionConfiguration, settings: WSManConfig) -> EndpointQuotas:
        """The quotas of an endpoint."""
        told = {name.lower(): value for name, value in endpoint.options.items()}
        numbers = {name: _number(told, endpoint.name, settings, *source) for name, source in _SOURCES.items()}
        data = float(told.get("maximumreceiveddatasizepercommandmb", RECEIVED_PER_COMMAND))
        item = float(told.get("maximumreceivedobjectsizemb", RECEIVED_OBJECT))
        mode = str(told.get("outputbufferingmode", "Block"))
        return cls(**numbers, received_per_command=int(data * _MB), received_object=int(item * _MB), buffer_mode=mode)

    def admit(self, user: str, owners: Iterable[str]) -> None:
        """Refuse one more shell of a user; `owners`: whose the shells of the endpoint are."""
        there = list(owners)
        if self.shells is not None and len(there) >= self.shells:
            raise fault(FaultKind.QUOTA_PLUGIN_SHELLS)
        if self.shells_per_user is not None and there.count(user) >= self.shells_per_user:
            raise fault(FaultKind.QUOTA_PLUGIN_USER_SHELLS)
        if self.users is not None and user not in there and len(set(there)) >= self.users:
            raise fault(FaultKind.QUOTA_PLUGIN_USERS)

    def admit_command(self, running: int) -> None:
        """Refuse one more command of a shell."""
        if self.commands is not None and running >= self.commands:
            raise fault(FaultKind.QUOTA_PLUGIN_COMMANDS)


def _number(told: dict[str, Any], name: str, settings: WSManConfig, option: str, setting: str, scale: float) -> float | None:
    own = told.get(option.lower())
    if own is not None:
        return float(own)
    found = settings.get(f"Plugin\\{name}\\Quotas\\{setting}")
    return None if found is None or found == QUOTAS[setting] else float(found) / scale


class Intake:
    """Counts what the client of one session sends, by command and by object."""

    __slots__ = ("_data", "_objects", "quotas")

    def __init__(self, quotas: EndpointQuotas) -> None:
        self.quotas = quotas
        self._data: dict[UUID | None, int] = {}
        self._objects: dict[UUID | None, int] = {}

    def take(self, data: bytes, pid: UUID | None) -> None:
        """Count bytes that are about to be understood; a fault when they are too many."""
        if pid is not None:
            total = self._data[pid] = self._data.get(pid, 0) + len(data)
            if total > self.quotas.received_per_command:
                raise fault(
                    FaultKind.PROVIDER_FAILURE,
                    "The total data received from the remote client exceeded the allowed maximum. "
                    f"The allowed maximum is {self.quotas.received_per_command}.",
                )
        self._count_objects(data, pid)

    def _count_objects(self, data: bytes, pid: UUID | None) -> None:
        position, size = 0, self._objects.get(pid, 0)
        while position + HEADER.size <= len(data):
            _, _, flags, length = HEADER.unpack_from(data, position)
            position += HEADER.size + length
            size = length if flags & START else size + length
            if size > self.quotas.received_object:
                raise fault(
                    FaultKind.PROVIDER_FAILURE,
                    "The current deserialized object size of the data received from the remote client exceeded the allowed maximum object "
                    f"size. The current deserialized object size is {size}. "
                    f"The allowed maximum object size is {self.quotas.received_object}.",
                )
            size = 0 if flags & END else size
        self._objects[pid] = size

    def forget(self, pid: UUID) -> None:
        """A command is over."""
        self._data.pop(pid, None)
        self._objects.pop(pid, None)


__all__ = ["EndpointQuotas", "Intake"]
