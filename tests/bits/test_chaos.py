"""200 transfers from a server that breaks, fails, stalls and changes its files, onto a disk that fills up, suspended and resumed at random.

Whatever happens: a file that is there is whole and of one version, and a job that has none says why.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from typing import Any

import pytest

from psbridge.bits.codes import BitsError
from psbridge.bits.manager import error_of
from psbridge.bits.states import State
from psbridge.bits.volumes import Disk
from tests.bits.servers import Engine, Web

SECONDS = 60.0


class Moody(Web):
    """A server with bad days."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.bad = True
        self.versions: dict[str, list[bytes]] = {}

    def publish(self, name: str, size: int) -> str:
        data = self.chance.randbytes(size)
        self.versions.setdefault(f"/{name}", []).append(data)
        return self.put(name, data)

    def serve(self, h: Any, headers: dict[str, str]) -> None:
        mood = self.chance.random() if self.bad else 1.0
        if mood < 0.08:
            return self.head(h, self.chance.choice((500, 503, 429)), {"Content-Length": "0"})
        if mood < 0.35:
            self.cut = [self.chance.randrange(0, 400_000)]
        elif mood < 0.45:
            known = self.versions[h.path]
            self.publish(h.path[1:], self.chance.choice((len(known[-1]), 1000, 300_000)))
        return super().serve(h, headers)


class Filling(Disk):
    """A disk that is full now and then."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.bad = True

    def writer(self, path: str, offset: int) -> Any:
        if self.bad and self.chance.random() < 0.03:
            raise BitsError("DISK_FULL")
        return super().writer(path, offset)


@pytest.mark.slow
def test_200_transfers_never_give_a_wrong_file(tmp_path):
    chance = random.Random(int(os.environ.get("PSBRIDGE_CHAOS_SEED", "11")))
    web = Moody(chance)
    engine = Engine(tmp_path / "store.sqlite3", foreground_slots=6).start()
    disk = engine.manager.world._disk = Filling(chance)
    target = tmp_path / "target"
    target.mkdir()
    jobs = {}
    for i in range(200):
        url = web.publish(f"f{i}", chance.choice((0, 1, 900, 70_000, 600_000, 1_500_000)))
        jobs[engine.job([(url, str(target / f"f{i}"))], retry_interval=0, bandwidth=chance.choice((0, 3_000_000)))] = i
    names = list(jobs)
    until = time.monotonic() + 6
    while time.monotonic() < until and any(engine.manager.state(job).name not in ("Transferred", "Error") for job in jobs):
        job = chance.choice(names)
        with contextlib.suppress(BitsError):
            (engine.manager.suspend if chance.random() < 0.5 else engine.manager.resume)(job)
        threading.Event().wait(0.01)
    web.bad = disk.bad = False
    errors = 0
    for job, i in jobs.items():
        if engine.manager.state(job) is State.Suspended:
            engine.manager.resume(job)
        row = engine.manager.wait(job, timeout=SECONDS)
        if row.state == "Error":
            assert error_of(row).code.name in ("DISK_FULL", "HTTP_500")
            errors += 1
            engine.manager.resume(job)
            row = engine.manager.wait(job, timeout=SECONDS)
        assert row.state == "Transferred", row.details
        engine.manager.complete(job)
        assert (target / f"f{i}").read_bytes() in web.versions[f"/f{i}"]
    assert len(list(target.iterdir())) == 200
    assert errors < 200
    engine.stop()
    web.close()
