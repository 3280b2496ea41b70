"""psbridge exec: the picture of a run, and names of enum values in tables."""

from __future__ import annotations

import pytest

from psbridge.cli import exec as executing
from psbridge.testing import emulated_estate


@pytest.fixture(scope="module")
def estate():
    with emulated_estate(["web01", "web02"], user="me", password="Not-a-secret-1", https=False) as made:
        yield made


@pytest.fixture
def inventory(estate, tmp_path, monkeypatch):
    lines = ["[defaults]", 'username = "me"', *(f"[hosts.{one.machine.name}]\naddress = '127.0.0.1'\nport = {one.port}" for one in estate)]
    (tmp_path / "psbridge.toml").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PSBRIDGE_PASSWORD", "Not-a-secret-1")
    return tmp_path


def test_timeline(inventory, capsys):
    assert executing.main(["-H", "web01,web02", "--timeline", "run.html", "hostname"]) == 0
    page = (inventory / "run.html").read_text()
    assert page.count("<rect") == 2
    assert "2 Completed" in page


def test_enum_values_have_names(inventory, capsys):
    assert executing.main(["-H", "web01", "--format", "table", "Get-Service Spooler | Select-Object Name, Status"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["web01", "Spooler", "Running"]


def test_a_timeline_that_cannot_be_written_costs_no_output(inventory, capsys):
    assert executing.main(["-H", "web01", "--timeline", "nowhere/run.html", "hostname"]) == 2
    told = capsys.readouterr()
    assert told.out == "web01\n"
    assert "The timeline cannot be written: No such file or directory (at nowhere/run.html)" in told.err
