"""Transfers against curl and aria2, in one run on one machine: a large file, many small ones, and listing a long queue.

    python benchmarks/bits.py [--size BYTES] [--files N] [--jobs N]

nginx serves over loopback; each program fetches the same files into the same kind of directory.  The ratio is what counts, not the rate.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

NGINX = """
daemon off; master_process off; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{ listen 127.0.0.1:{port}; root {root}/www; }}
}}
"""


@contextmanager
def nginx(root: Path) -> Iterator[str]:
    """A server over root/www; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (root / "nginx.conf").write_text(NGINX.format(root=root, port=port))
    server = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(root / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def call(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def fetch(manager: object, pairs: list[tuple[str, str]]) -> None:
    """One job, from making to completing."""
    from psbridge.bits.manager import Manager
    from psbridge.bits.states import Priority

    assert isinstance(manager, Manager)
    job = manager.create(priority=Priority.Foreground).id
    manager.add_files(job, pairs)
    manager.resume(job)
    row = manager.wait(job, timeout=600)
    assert row.state == "Transferred", (row.state, row.details)
    manager.complete(job)


def worker_memory(store: Path) -> int:
    """The most that the worker process ever used, in KiB."""
    from psbridge.bits.bell import Lock

    pid = Lock(store).holder()
    if pid is None:
        return 0
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def large(root: Path, url: str, size: int) -> None:
    source = root / "www" / "large.bin"
    with source.open("wb") as file:
        block = os.urandom(1 << 20)
        for _ in range(size >> 20):
            file.write(block)
    from psbridge.bits.local import local_manager

    store = root / "store.sqlite3"
    manager = local_manager(store)
    fetch(manager, [(f"{url}/large.bin", str(root / "warm"))])  # the worker is there, the cache is warm
    (root / "warm").unlink()
    best: dict[str, float] = {}
    for _ in range(3):
        for name, work in (
            ("curl", lambda: call("curl", "-sS", "-o", str(root / "c.bin"), f"{url}/large.bin")),
            (
                "aria2",
                lambda: call(
                    "aria2c", "-q", "--allow-overwrite=true", "--file-allocation=none", "-d", str(root), "-o", "a.bin", f"{url}/large.bin"
                ),
            ),
            ("psbridge", lambda: fetch(manager, [(f"{url}/large.bin", str(root / "p.bin"))])),
        ):
            for leftover in ("c.bin", "a.bin", "p.bin"):
                (root / leftover).unlink(missing_ok=True)
            best[name] = min(best.get(name, 1e9), timed(work))
    for name, seconds in best.items():
        print(f"large    {name:9} {size / seconds / 1e6:8.0f} MB/s   {best['curl'] / seconds:5.2f} of curl")
    print(f"large    memory of the worker {worker_memory(store) / 1024:.0f} MiB for {size >> 20} MiB")
    source.unlink()


def small(root: Path, url: str, count: int) -> None:
    www = root / "www" / "small"
    www.mkdir()
    for i in range(count):
        (www / f"{i}.txt").write_bytes(b"%d\n" % i * 100)
    from psbridge.bits.local import local_manager

    manager = local_manager(root / "store.sqlite3")
    names = root / "names.txt"
    names.write_text("".join(f"{url}/small/{i}.txt\n" for i in range(count)))
    out = fresh(root / "out")
    aria = timed(lambda: call("aria2c", "-q", "-j", "1", "--file-allocation=none", "-d", str(out), "-i", str(names)))
    out = fresh(root / "out")
    aria5 = timed(lambda: call("aria2c", "-q", "-j", "5", "--file-allocation=none", "-d", str(out), "-i", str(names)))
    out = fresh(root / "out")
    ours = timed(lambda: fetch(manager, [(f"{url}/small/{i}.txt", str(out / f"{i}.txt")) for i in range(count)]))
    assert len(list(out.iterdir())) == count
    print(f"small    aria2 -j1 {count / aria:8.0f} files/s")
    print(f"small    aria2 -j5 {count / aria5:8.0f} files/s")
    print(f"small    psbridge  {count / ours:8.0f} files/s   {aria / ours:5.2f} of aria2 -j1, {aria5 / ours:5.2f} of aria2 -j5")


def queue(root: Path, count: int) -> None:
    from psbridge.bits.manager import Manager
    from psbridge.bits.objects import BitsJob
    from psbridge.bits.sealing import Seal
    from psbridge.bits.world import World
    from psbridge.store.database import Database
    from psbridge.store.transfers import TransferStore

    store = TransferStore(Database(root / "queue.sqlite3"))
    store.database.connection().execute("PRAGMA synchronous=OFF")
    manager = Manager(store, World(), Seal())
    for i in range(count):
        job = manager.create(f"job {i}").id
        store.add_files(job, [("http://a/b", "/tmp/b")])
    jobs: list[BitsJob] = []
    stamp = store.stamp()
    listed = timed(lambda: jobs.extend(BitsJob(row, manager, stamp) for row in manager.jobs(manager.world.user())))
    shown = timed(lambda: [(j.job_id, j.display_name, j.transfer_type, j.job_state, j.owner) for j in jobs] and None)
    print(f"queue    {len(jobs)} jobs listed in {listed * 1000:.0f} ms, their five columns read in {shown * 1000:.0f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1 << 30)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=10_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "www").mkdir()
        root.chmod(0o755)
        os.environ["PSBRIDGE_BITS_IDLE"] = "5"
        with nginx(root) as url:
            large(root, url, told.size)
            small(root, url, told.files)
        queue(root, told.jobs)
    print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
