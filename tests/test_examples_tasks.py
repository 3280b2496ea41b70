"""The five tasks of examples/ run as they are."""

from __future__ import annotations

import csv
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def run(name, *arguments, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(cwd / "state"), "XDG_DATA_HOME": str(cwd / "data")}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=500, cwd=cwd, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_inventory_report(tmp_path):
    told = run("inventory_report.py", tmp_path / "r.csv", cwd=tmp_path)
    rows = list(csv.DictReader((tmp_path / "r.csv").open(encoding="utf-8")))
    assert {row["Host"] for row in rows} == {"WEB01", "WEB02", "DB01"}
    assert any(row["Status"] == "Running" for row in rows)
    assert f"{len(rows)} services of 3 hosts" in told


def test_rolling_restart(tmp_path):
    assert run("rolling_restart.py", "Spooler", cwd=tmp_path).endswith("3 hosts done\n")


def test_rolling_restart_stops_at_the_first_failure():
    restart = runpy.run_path(str(EXAMPLES / "rolling_restart.py"))["restart"]

    class Job:
        def wait(self, timeout):
            return True

        def receive(self):
            return ["Stopped"]

    class Session:
        name = "WEB01"

        def invoke(self, *args, **words):
            return Job()

    with pytest.raises(SystemExit, match="Spooler on WEB01 is Stopped"):
        restart([Session(), None], "Spooler")


def test_log_harvest(tmp_path):
    run("log_harvest.py", tmp_path / "e.jsonl", cwd=tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["Host"] for row in rows} == {"WEB01", "WEB02", "DB01"}
    assert all(row["Source"] for row in rows)


def test_file_distribution(tmp_path):
    package = tmp_path / "package.bin"
    package.write_bytes(bytes(range(256)) * 100)
    told = run("file_distribution.py", package, tmp_path / "a", tmp_path / "b", cwd=tmp_path)
    assert told.count("Transferred") == 2
    assert (tmp_path / "b" / "package.bin").read_bytes() == package.read_bytes()


def test_of_a_winrm_tool(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLES / "test_winrm_tool.py")],
        capture_output=True, text=True, check=False, timeout=500, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
