"""The shell of WinRS: console commands over streams stdin, stdout, stderr."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psbridge.machine.computer import Machine
from psbridge.server.poolhostprofile import Profile
from psbridge.server.shells import Output, Shell
from psbridge.wsman import StreamData
from psbridge.wsman.requests import Command, Signal


class CmdShell(Shell):
    def __init__(self, *facts: Any, machine: Machine, environment: Any, options: Mapping[str, str], buffered: int, profile: Callable[[], Profile]) -> None:
        super().__init__(*facts)

    async def start(self) -> None: ...
    async def command(self, command: Command, options: Mapping[str, str]) -> str: raise NotImplementedError
    async def send(self, streams: tuple[StreamData, ...]) -> None: ...
    def collect(self, command_id: str, room: int, names: tuple[str, ...]) -> Output | None: ...
    async def signal(self, signal: Signal) -> None: ...
    async def close(self) -> None: ...
    def commands(self) -> list[tuple[str, str, bool]]: return []
