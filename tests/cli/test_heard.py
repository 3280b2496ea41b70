"""What hosts say beside their output."""

from __future__ import annotations

import pytest

from psbridge.cli import exec as executing
from psbridge.cli.heard import Heard
from psbridge.objects.records import InformationRecord
from psbridge.objects.streams import INFORMATION, OUTPUT
from psbridge.testing import emulated_host

SCRIPT = (
    "Write-Host 'begin ' -NoNewline; Write-Host 'here'; 5; Write-Information 'not shown'; Write-Warning 'careful'; "
    "Write-Verbose 'much' -Verbose; Write-Host 'end'"
)
ASIDE = "[web01] WARNING: careful\n[web01] VERBOSE: much\n"


@pytest.fixture(scope="module")
def host():
    with emulated_host("web01", user="me", password="Not-a-secret-1", https_port=None) as made:
        yield made


@pytest.fixture
def run(host, tmp_path, monkeypatch, capsys):
    (tmp_path / "psbridge.toml").write_text(f"[hosts.web01]\naddress = '127.0.0.1'\nport = {host.port}\nusername = 'me'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PSBRIDGE_PASSWORD", "Not-a-secret-1")

    def made(*words):
        code = executing.main(["-H", "web01", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return made


def test_lines_for_the_host_stand_among_the_output(run):
    assert run(SCRIPT) == (0, "begin here\n5\nend\n", ASIDE)


def test_programs_get_the_output_alone(run):
    code, out, err = run("--format", "json", SCRIPT)
    assert (code, out) == (0, '{"host": "web01", "output": 5}\n')
    assert err == "[web01] begin \n[web01] here\n[web01] end\n" + ASIDE


def test_a_line_that_stays_open_ends_with_the_next_output():
    heard = Heard()
    heard.take("a", INFORMATION, InformationRecord("open", "", ["PSHOST"]))
    heard.take("a", OUTPUT, 5)
    assert (heard.rows("a"), heard.rows("b")) == (["open", 5], [])
