"""What an engine needs of its surroundings: volumes for paths, a client for addresses, who is logged on, what the network costs.

`World` is the real machine; an emulated machine has one of its own (psbridge.bits.emulated).
"""

from __future__ import annotations

import getpass
import os
import platform
import shlex
import subprocess
from typing import TYPE_CHECKING, Protocol

from psbridge.bits.places import Kind, kind_of
from psbridge.bits.settings import COST_STATES, Settings
from psbridge.bits.volumes import Disk, Volume

if TYPE_CHECKING:
    import httpx

    from psbridge.bits.authentication import Login

NOTIFY_SECONDS = 300


class Surroundings(Protocol):
    """A real or an emulated computer as the engine sees it."""

    boot: str

    def volume(self, path: str, login: Login | None) -> Volume: ...
    def transport(self, settings: Settings, login: Login | None, proxy_login: Login | None, url: str) -> httpx.BaseTransport: ...
    def cost(self) -> int: ...
    def is_logged_on(self, owner: str) -> bool: ...
    def is_running(self) -> bool: ...
    def notify(self, command: tuple[str, ...], job: str) -> None: ...
    def user(self) -> str: ...
    def is_administrator(self) -> bool: ...
    def process(self) -> str: ...
    def lives(self, process: str) -> bool: ...


def _boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:  # noqa: PTH123  read before anything else is needed
            return file.read().strip()
    except OSError:
        return "unknown"


def _started(pid: int) -> str:
    """When a process was started, in ticks since the boot; empty when there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  a number, not a path
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


class World:
    """This computer, this user."""

    def __init__(self) -> None:
        self.boot = _boot_id()
        self._disk = Disk()

    def volume(self, path: str, login: Login | None) -> Volume:
        if kind_of(path) is Kind.UNC:
            from psbridge.bits.shares import Share

            port = int(os.environ.get("PSBRIDGE_SMB_PORT", "445"))
            return Share(None if login is None else (login.user, login.password), port)
        return self._disk

    def transport(self, settings: Settings, login: Login | None, proxy_login: Login | None, url: str) -> httpx.BaseTransport:
        from psbridge.bits.clients import real_transport

        return real_transport(settings, login, proxy_login, url)

    def cost(self) -> int:
        """What the network costs now: PSBRIDGE_NETWORK_COST names states (Roaming, Capped ...); nothing said is unrestricted."""
        told = os.environ.get("PSBRIDGE_NETWORK_COST", "Unrestricted")
        return sum(COST_STATES.get(word.strip(), 0) for word in told.split(","))

    def is_logged_on(self, owner: str) -> bool:
        """A user's queue is worked on by a process of that user."""
        return True

    def is_running(self) -> bool:
        return True

    def notify(self, command: tuple[str, ...], job: str) -> None:
        """Run the job's notification: program and arguments, as the user, without waiting for it."""
        words = [*command[:1], *(word for text in command[1:] for word in shlex.split(text))]
        subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "PSBRIDGE_BITS_JOB": job},
        )  # fmt: skip

    def user(self) -> str:
        return f"{platform.node().partition('.')[0].upper()}\\{getpass.getuser()}"

    def is_administrator(self) -> bool:
        return os.geteuid() == 0

    def process(self) -> str:
        """This process as no other one, before or later, is called: number, time of its start, boot."""
        return f"{os.getpid()}/{_started(os.getpid())}/{self.boot}"

    def lives(self, process: str) -> bool:
        number, _, rest = process.partition("/")
        return number.isdigit() and rest == f"{_started(int(number))}/{self.boot}"
