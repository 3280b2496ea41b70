"""Cases through a PowerShell that is reached over a wire or as a program.

The runner of the PSBridge module (Invoke-CaseScript) goes with every script and answers with a record as JSON, so that every PowerShell is
asked in the same way.  Each case has a session of its own: job ids and the like begin anew.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.errors import ConfigurationError

if TYPE_CHECKING:
    from psbridge.cli.conformance.cases import Case
    from psbridge.cli.conformance.targets import Plan

Record = dict[str, Any]
Work = Callable[["Case", str], Record]
Ask = Callable[[str, float], str]  # the text of a script, seconds -> what it wrote
PROVIDES: dict[str, frozenset[str]] = {"pwsh": frozenset(("http", "pwsh")), "module": frozenset(("remote", "bits", "http"))}
_RUNNER = "Invoke-CaseScript.ps1"


def runner_source() -> str:
    """The text of the module's runner."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "_modules", package.parent / "ps_modules"):
        path = folder / "PSBridge" / "Private" / _RUNNER
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise ConfigurationError(f"{_RUNNER} is not installed", hint="It is a file of the PSBridge PowerShell module.")


def question(script: str) -> str:
    """The script that runs a script and writes what it did: JSON in base64, which no code page and no line end on the way can harm."""
    packed = base64.b64encode(script.encode()).decode()
    return (
        f"& {{\n{runner_source()}\n"
        f"$text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String('{packed}'))\n"
        "$json = Invoke-CaseScript -Script $text | ConvertTo-Json -Compress -Depth 5\n"
        "'<<<' + [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($json)) + '>>>'\n}"
    )


def answer(text: str) -> Record:
    """The record in what came back: JSON, as it is or in base64."""
    begin, end = text.find("<<<"), text.rfind(">>>")
    if begin < 0 or end < 0:
        return {"failed": text[-1000:] or "it wrote nothing"}
    told = text[begin + 3 : end]
    record: Record = json.loads(told if told.startswith("{") else base64.b64decode("".join(told.split())))
    return record


def runner_of(name: str) -> Callable[[list[tuple[Case, str]], Plan], Iterator[tuple[Case, Record]]]:
    """How the target of this name runs scripts."""
    kind, _, rest = name.partition("://")
    ask = _ASKING[kind](rest)

    def run(scripts: list[tuple[Case, str]], plan: Plan) -> Iterator[tuple[Case, Record]]:
        yield from spread(lambda: lambda case, script: _asked(ask, script, plan.timeout), scripts, plan.workers)

    return run


def spread(worker: Callable[[], Work], scripts: list[tuple[Case, str]], workers: int) -> Iterator[tuple[Case, Record]]:
    """Work on some threads; give the records as they come."""
    waiting: queue.SimpleQueue[tuple[Case, str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Case, Record]] = queue.SimpleQueue()
    for one in scripts:
        waiting.put(one)

    def drain() -> None:
        work = worker()
        while True:
            try:
                case, script = waiting.get_nowait()
            except queue.Empty:
                return
            done.put((case, work(case, script)))

    for _ in range(min(workers, len(scripts))):
        threading.Thread(target=drain, daemon=True).start()
    for _ in scripts:
        yield done.get()


def _asked(ask: Ask, script: str, timeout: float) -> Record:
    started = time.monotonic()
    try:
        return {**answer(ask(question(script), timeout)), "seconds": round(time.monotonic() - started, 3)}
    except (subprocess.TimeoutExpired, TimeoutError):
        return {"timedOut": True}
    except Exception as error:  # noqa: BLE001 - whatever goes wrong on the way is the answer
        return {"failed": f"{type(error).__name__}: {error}"}


# -- ways to ask


def _program(command: list[str]) -> Ask:
    def ask(text: str, timeout: float) -> str:
        with tempfile.TemporaryDirectory(prefix="psbridge-case-") as folder:
            path = Path(folder) / "case.ps1"
            path.write_text(text, encoding="utf-8-sig")
            environment = {**os.environ, "TZ": "UTC", "XDG_DATA_HOME": f"{folder}/data", "XDG_STATE_HOME": f"{folder}/data"}
            arguments = [*command, str(path)]
            done = subprocess.run(
                arguments,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env=environment,
            )
            return done.stdout or done.stderr

    return ask


def _session(**words: Any) -> Ask:
    def ask(text: str, timeout: float) -> str:
        from psbridge.sessions.session import Session

        with Session(**words) as session:
            result = session.invoke(text, timeout=timeout)
        return "".join(str(one) for one in result.output) or "\n".join(str(one) for one in result.errors)

    return ask


def _remote(kind: str) -> Callable[[str], Ask]:
    def made(rest: str) -> Ask:
        user, _, host = rest.rpartition("@")
        words: dict[str, Any] = {"host": host, "transport": "ssh" if kind == "ssh" else "wsman", "username": user or None}
        if kind == "winrm":
            words["password"] = os.environ.get("PSBRIDGE_PASSWORD")
        return _session(**words)

    return made


_ASKING: dict[str, Callable[[str], Ask]] = {
    "pwsh": lambda rest: _program(["pwsh", "-NoProfile", "-NonInteractive", "-File"]),
    "module": lambda rest: _program([sys.executable, "-m", "psbridge", "run"]),
    "winrm": _remote("winrm"),
    "ssh": _remote("ssh"),
}
