"""PSModulePath at the start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from psbridge.cli.run import modules_in_sight, startup_path

_PATH = "PSModulePath"
SHARED, PRODUCT = "/usr/local/share/powershell/Modules", "/opt/microsoft/powershell/7/Modules"
OWN = "/home/u/.local/share/powershell/Modules"


@pytest.mark.parametrize(
    ("environment", "folders"),
    [
        ({"HOME": "/home/u"}, [OWN, SHARED, PRODUCT]),
        ({"HOME": "/home/u", "XDG_DATA_HOME": "/data"}, ["/data/powershell/Modules", SHARED, PRODUCT]),
        ({"HOME": "/home/u", "PSModulePath": "/mine"}, [OWN, SHARED, PRODUCT, "/mine"]),
        ({"HOME": "/home/u", "PSModulePath": f"/first:{OWN}:/last"}, ["/first", OWN, SHARED, PRODUCT, "/last"]),
        ({"HOME": "/home/u", "PSModulePath": f"{OWN}:{SHARED}:{PRODUCT}"}, [OWN, SHARED, PRODUCT]),
        ({}, ["/.local/share/powershell/Modules", SHARED, PRODUCT]),
    ],
)
def test_startup_path(environment, folders):
    assert startup_path(environment).split(":") == folders


@pytest.mark.parametrize("before", [None, "/mine"])
def test_the_process_is_left_as_it_was(monkeypatch, before):
    monkeypatch.delenv("PSModulePath", raising=False)
    if before is not None:
        monkeypatch.setenv("PSModulePath", before)
    with modules_in_sight():
        assert PRODUCT in os.environ[_PATH]
    assert os.environ.get(_PATH) == before
    with modules_in_sight(local=False):
        assert os.environ.get(_PATH) == before


@pytest.mark.slow
def test_a_script_sees_the_path_and_finds_its_modules(tmp_path):
    folder = tmp_path / "powershell/Modules/Found"
    folder.mkdir(parents=True)
    (folder / "Found.psm1").write_text("function Get-Found { 'found' }")
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    environment.pop("PSModulePath", None)
    command = [sys.executable, "-m", "psbridge", "run", "-c", "Get-Found; $env:PSModulePath.Split(':')[-1]"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False, env=environment)
    assert done.stdout.splitlines() == ["found", PRODUCT], done.stderr
