"""The scripts: sound shell, executable, and every step of the demo runs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELL_SCRIPTS = [ROOT / ".ci" / "run", *(p for p in sorted((ROOT / "scripts").iterdir()) if p.is_file() and not p.suffix)]
DEMO = sorted((ROOT / "scripts" / "demo.d").glob("*.py"))


@pytest.mark.parametrize("path", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_shell_script_is_sound(path):
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert os.access(path, os.X_OK)
    checked = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False, timeout=500)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.name)
def test_demo_step_runs(path, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=500, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_coverage_names_the_modules_under_the_floor():
    spec = importlib.util.spec_from_file_location("scripts_tested_lines", ROOT / "scripts" / "tested_lines.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    counts = {"half": (2, 1), "none": (9, 0), "empty": (0, 0), "third": (3, 1), "all": (5, 5)}
    report = {"files": {name: {"summary": {"num_statements": all_, "covered_lines": ran}} for name, (all_, ran) in counts.items()}}
    assert [name for _, name in module.below(report)] == ["none", "third"]
