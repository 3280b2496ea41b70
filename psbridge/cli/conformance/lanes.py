"""Cases against emulated hosts: a lane is a process that runs one case after the other, each on a machine of its own.

A lane holds both ends: the emulated host behind a socket, and the client (ours, or pypsrp) that logs on, opens a session at
the endpoint PowerShell.7 and asks.  The host is new for each case, so that files, transfers and job ids of one are not seen by another;
what is dear (imports, the event loop, compiled runner) is kept.  A case that does not end in time costs its lane, which is replaced.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.cli.conformance.conversations import answer, runner_source, spread
from psbridge.cli.conformance.world import FILES, preamble

if TYPE_CHECKING:
    from psbridge.cli.conformance.cases import Case
    from psbridge.cli.conformance.conversations import Work
    from psbridge.cli.conformance.targets import Plan

Record = dict[str, Any]
ENDPOINT = "PowerShell.7"
PROVIDES = frozenset(("remote", "bits", "http"))
_WEB, _ROOT = "files.test", "C:\\web"
_GRACE = 3.0  # what a lane may take to say that the time is over
_FIRST = 30.0  # what it may take to begin
_NO_LOOKUPS = "[libdefaults]\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"
_RUNNER = """param([string] $Packed)
& {{
{runner}
$text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Packed))
'<<<' + (Invoke-CaseScript -Script $text | ConvertTo-Json -Compress -Depth 5) + '>>>'
}}"""


class Lane:
    """A lane, from its user's side."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._process: subprocess.Popen[bytes] | None = None
        self._read = b""

    def ask(self, script: str, needs: frozenset[str], timeout: float) -> Record:
        """The record of one script; TimeoutError when it did not end."""
        fresh = self._process is None
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"script": script, "needs": sorted(needs), "timeout": timeout}).encode() + b"\n")
            process.stdin.flush()
            line = self._line(process, time.monotonic() + timeout + _GRACE + (_FIRST if fresh else 0.0))
        except BrokenPipeError:
            line = b""
        if not line:
            self.close()
            return {"failed": "the process ended"}
        record: Record = json.loads(line)
        return record

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-m", "psbridge.cli.conformance.lanes", self.kind]
            self._read = b""
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        return self._process

    def _line(self, process: subprocess.Popen[bytes], until: float) -> bytes:
        assert process.stdout is not None
        while b"\n" not in self._read:
            if not select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
                self.close()
                raise TimeoutError
            data = os.read(process.stdout.fileno(), 1 << 16)
            if not data:
                return b""
            self._read += data
        line, _, self._read = self._read.partition(b"\n")
        return line

    def close(self) -> None:
        """End the process and what it started."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            for end in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    end.close()  # type: ignore[union-attr]
            process.wait()


def in_lanes(kind: str) -> Callable[[list[tuple[Case, str]], Plan], Iterator[tuple[Case, Record]]]:
    """Scripts on emulated hosts, a lane to a worker; what a case needs is put before its script there."""

    def run(scripts: list[tuple[Case, str]], plan: Plan) -> Iterator[tuple[Case, Record]]:
        lanes: list[Lane] = []

        def worker() -> Work:
            lane = Lane(kind)
            lanes.append(lane)

            def work(case: Case, script: str) -> Record:
                try:
                    return lane.ask(case.script, case.needs, plan.timeout)
                except TimeoutError:
                    return {"timedOut": True}

            return work

        try:
            yield from spread(worker, scripts, plan.workers)
        finally:
            for lane in lanes:
                lane.close()

    return run


# -- the process


def main(arguments: list[str]) -> None:
    """Answer requests, a line each, until standard input ends."""
    target = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what anything prints is no answer
    with tempfile.TemporaryDirectory(prefix="psbridge-lane-") as folder:
        _settle(Path(folder))
        hosts = _Hosts()
        for line in sys.stdin:
            print(json.dumps(_record(hosts, _WAYS[arguments[0]], json.loads(line))), file=target, flush=True)
    os._exit(0)  # what cases left running ends with us


def _settle(folder: Path) -> None:
    """No look-ups of domains, which take seconds where no name server answers; the clock of the recorded cases."""
    configuration = folder / "krb5.conf"
    configuration.write_text(_NO_LOOKUPS, encoding="utf-8")
    os.environ.update(KRB5_CONFIG=str(configuration), TZ="UTC", XDG_DATA_HOME=str(folder), XDG_STATE_HOME=str(folder))
    time.tzset()


class _Hosts:
    """Makes hosts: the loop that serves them is one, and so is the web server of their network."""

    def __init__(self) -> None:
        from psbridge.bits.estate import FileSite
        from psbridge.machine.computer import Machine
        from psbridge.server.listener import LoopThread

        self.loop = LoopThread("psbridge hosts")
        files = Machine.windows(_WEB).files
        files.make_directory(_ROOT)
        for name, data in FILES.items():
            with files.open(_ROOT + name.replace("/", "\\"), "wb") as file:
                file.write(data)
        self.site = FileSite(lambda: files, _ROOT)

    def new(self) -> Any:
        from psbridge.bits.estate import network_of
        from psbridge.emulator.host import Emulator
        from psbridge.server.winrmconfig import Quotas, WinRMConfig

        config = WinRMConfig(quotas=Quotas(shells_per_user=1000, connections=1000))
        host = Emulator("EMULATED", https_port=None, config=config, loop=self.loop)
        network_of(host.machine).offer(_WEB, self.site)
        return host


def _record(hosts: _Hosts, way: Callable[[dict[str, Any], str, str, float], str], request: dict[str, Any]) -> Record:
    started = time.monotonic()
    try:
        with hosts.new() as host:
            where = {"port": host.port, "user": host.username, "password": host.password, "url": f"http://{_WEB}"}
            script = preamble(where, frozenset(request["needs"])) + request["script"]
            packed = base64.b64encode(script.encode()).decode()
            record = answer(way(where, _RUNNER.format(runner=runner_source()), packed, request["timeout"]))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong on the way is the answer
        record = {"failed": f"{type(error).__name__}: {error}"}
    return {**record, "seconds": round(time.monotonic() - started, 3)}


def _ours(where: dict[str, Any], runner: str, packed: str, timeout: float) -> str:
    from psbridge.sessions.session import Session

    account = {"port": where["port"], "username": where["user"], "password": where["password"], "auth": "ntlm"}
    with Session("127.0.0.1", ssl=False, configuration_name=ENDPOINT, **account) as session:
        result = session.invoke(runner, packed, timeout=timeout)
    return "".join(str(one) for one in result.output) or "\n".join(str(one) for one in result.errors)


def _pypsrp(where: dict[str, Any], runner: str, packed: str, timeout: float) -> str:
    from pypsrp.powershell import PowerShell, RunspacePool
    from pypsrp.wsman import WSMan

    account = {"username": where["user"], "password": where["password"], "auth": "ntlm"}
    with (
        WSMan("127.0.0.1", port=where["port"], ssl=False, **account) as wire,
        RunspacePool(wire, configuration_name=ENDPOINT) as pool,
    ):
        shell = PowerShell(pool)
        shell.add_script(runner).add_argument(packed)
        output = shell.invoke()
        return "".join(str(one) for one in output) or "\n".join(str(one) for one in shell.streams.error)


_WAYS: dict[str, Callable[[dict[str, Any], str, str, float], str]] = {"emulator": _ours, "emulator-pypsrp": _pypsrp}


if __name__ == "__main__":
    main(sys.argv[1:])
