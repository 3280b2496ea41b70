"""The processes of this computer, read from /proc."""

from __future__ import annotations

import os
import pwd
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from psbridge.machine.processes import MachineProcess
from psbridge.machine.processparts import ModuleFacts, ThreadFacts
from psbridge.objects import DateTime
from psbridge.objects.scalars import UNIX_EPOCH_TICKS

_HERTZ = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")
_STATES = {"R": "Running", "Z": "Standby", "X": "Terminated", "x": "Terminated", "I": "Unknown"}


class LocalProcesses:
    """What Get-Process and its kin work on when there is no emulated machine."""

    def all(self) -> list[MachineProcess]:
        found = [self.find(int(entry.name)) for entry in _PROC.iterdir() if entry.name.isdigit()]
        return sorted((one for one in found if one is not None), key=lambda one: (one.name.lower(), one.id))

    def find(self, number: int) -> MachineProcess | None:
        """A snapshot of one process; None when it is gone."""
        place = _PROC / str(number)
        try:
            stat = (place / "stat").read_text(encoding="utf-8", errors="replace")
            owner = place.stat().st_uid
        except OSError:
            return None
        name, _, rest = stat.partition("(")[2].rpartition(")")
        words = rest.split()
        if words[0] == "Z" and int(words[1]) == os.getpid():
            return None  # a child of ours that has ended: .NET takes it off the list at once, Python when it is asked for its exit code
        path = _link(place / "exe")
        command = _text(place / "cmdline").replace("\0", " ").strip()
        full = Path(path).name if path else name
        return MachineProcess(
            number,
            full if full.startswith(name) else name,
            path=path,
            company="",
            command_line=command,
            user=_user(owner),
            session=int(words[3]),
            handles=_count(place / "fd"),
            working_set=int(words[21]) * _PAGE,
            paged=int(words[20]),
            non_paged=0,
            virtual=int(words[20]),
            cpu=(int(words[11]) + int(words[12])) / _HERTZ,
            started=_started(int(words[19])),
            parent=int(words[1]),
            threads=int(words[17]),
        )

    def modules(self, process: MachineProcess) -> list[ModuleFacts]:
        """The files that are mapped in one piece with code in it, the program first; none of a process that one may not look into."""
        found: list[_Mapped] = []
        for line in _text(_PROC / str(process.id) / "maps").splitlines():
            span, permissions, _, _, inode, *path = line.split(maxsplit=5)
            start, _, end = span.partition("-")
            if not path or inode == "0":
                continue
            if not found or found[-1].path != path[0] or found[-1].end != int(start, 16):
                found.append(_Mapped(path[0], int(start, 16), 0))
            found[-1].end = int(end, 16)
            found[-1].code |= permissions[0] == "r" and permissions[2] == "x"
        loaded = [ModuleFacts(one.path, one.start, one.end - one.start) for one in found if one.code]
        return sorted(loaded, key=lambda module: module.path != process.path)

    def thread_facts(self, process: MachineProcess) -> list[ThreadFacts]:
        """The first one, which has the number of the process, then the others: their numbers may be smaller."""
        place = _PROC / str(process.id) / "task"
        try:
            numbers = sorted((int(entry.name) for entry in place.iterdir()), key=lambda number: number != process.id)
        except OSError:
            return []
        return [thread for number in numbers if (thread := _thread(number, _text(place / str(number) / "stat"))) is not None]

    def stop(self, process: MachineProcess, exit_code: int = -1) -> None:
        os.kill(process.id, signal.SIGKILL)


@dataclass(slots=True)
class _Mapped:
    """Neighbouring mappings of one file."""

    path: str
    start: int
    end: int
    code: bool = False


def _thread(number: int, stat: str) -> ThreadFacts | None:
    words = stat.rpartition(")")[2].split()
    if not words:
        return None
    user, kernel = int(words[11]) / _HERTZ, int(words[12]) / _HERTZ
    return ThreadFacts(number, _STATES.get(words[0], "Wait"), int(words[15]), user + kernel, kernel, _started(int(words[19])))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


def _count(path: Path) -> int:
    try:
        return sum(1 for _ in path.iterdir())
    except OSError:
        return 0


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _started(ticks: int) -> DateTime:
    """Boot time plus clock ticks."""
    seconds = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / _HERTZ
    return DateTime(UNIX_EPOCH_TICKS + int(seconds * 10_000_000), 1).to_local()


LOCAL_PROCESSES = LocalProcesses()
