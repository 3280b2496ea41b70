"""Which subcommand a word means, and what is said when it means none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from psbridge.cli import conformance, main, subcommands


def test_every_subcommand_is_in_the_help_once():
    text = subcommands.usage()
    for name, one in subcommands.available().items():
        assert text.count(one.says) == 1, name
    assert max(map(len, text.splitlines())) < 80


@pytest.mark.parametrize("name", sorted(subcommands.available()))
def test_every_subcommand_has_an_entry(name):
    assert callable(subcommands.entry_of(name))


@pytest.mark.parametrize(("word", "meant"), [("rnu", "run"), ("conformace", "conformance")])
def test_guess(word, meant, capsys):
    assert main.main([word]) == 2
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


def test_help_and_version(capsys):
    from psbridge import __version__

    assert main.main([]) == 0
    assert "psbridge COMMAND" in capsys.readouterr().out
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"psbridge {__version__}\n"
    assert main.main(["help", "zzzz"]) == 2


def test_what_is_a_script(tmp_path):
    (tmp_path / "x").touch()
    assert all(map(subcommands.is_script, ("a.ps1", "./a", "-", str(tmp_path / "x"))))
    assert not subcommands.is_script("sessoin")


def test_conformance_usage(capsys):
    assert conformance.main([]) == 2
    assert conformance.main(["--help"]) == 0
    assert "record" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("script", ["1..100000", "while ($true) { try { Write-Host x } catch { 'caught' } }"])
def test_a_reader_that_goes_away_ends_it_quietly(script):
    line = f"{sys.executable} -m psbridge run -c '{script}' | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines()[-1] == "141"
    assert done.stderr == ""


def test_errors_of_ours_are_a_line(capsys):
    assert main.main(["run", "--machine", "nowhere.toml", "-c", "1"]) == 1
    assert capsys.readouterr().err.startswith("psbridge: The machine file cannot be read")
