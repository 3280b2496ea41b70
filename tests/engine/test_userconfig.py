"""powershell.config.json: where it is, what it says, what is written into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.engine.userconfig import enabled_experiments, place_of, switch_experiment
from psbridge.machine.computer import Machine


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / ".config" / "powershell" / "powershell.config.json"


def test_places(home: Path) -> None:
    machine = Machine.windows("web01")
    with Runspace() as here, Runspace(machine, profile="windows", environment=machine.environment, version="7.0.13") as there:
        assert place_of(here) == str(home)
        assert place_of(here, True) == "/opt/microsoft/powershell/7/powershell.config.json"
        assert place_of(there).endswith("\\Documents\\PowerShell\\powershell.config.json")


@pytest.mark.parametrize("text", ["{", "[]", '{"ExperimentalFeatures": 5}', '{"ExperimentalFeatures": [1, null]}'])
def test_a_broken_file_says_nothing(home: Path, text: str) -> None:
    home.parent.mkdir(parents=True)
    home.write_text(text)
    with Runspace() as runspace:
        assert list(enabled_experiments(runspace)) == []


def test_a_session_keeps_what_it_has_started_with(home: Path) -> None:
    with Runspace() as runspace:
        switch_experiment(runspace, "A", True, False)
        switch_experiment(runspace, "b", True, False)
        switch_experiment(runspace, "a", False, False)
        assert list(enabled_experiments(runspace)) == []
    with Runspace() as later:
        assert list(enabled_experiments(later)) == ["b"]
    assert json.loads(home.read_text()) == {"ExperimentalFeatures": ["b"]}
