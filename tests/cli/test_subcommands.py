"""Which subcommand a word means, and what is said when it means none."""

from __future__ import annotations

import os
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
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=500)
    assert done.stdout.splitlines()[-1] == "141"
    assert done.stderr == ""


def test_errors_of_ours_are_a_line(capsys):
    assert main.main(["run", "--machine", "nowhere.toml", "-c", "1"]) == 1
    assert capsys.readouterr().err.startswith("psbridge: The machine file cannot be read")


def test_errors_of_the_system_are_a_line(tmp_path, capsys):
    (tmp_path / "folder.ps1").mkdir()
    assert main.main(["run", str(tmp_path / "folder.ps1")]) == 1
    err = capsys.readouterr().err
    assert err.startswith("psbridge: ")
    assert "folder.ps1" in err


def test_a_directory_that_is_gone_is_no_obstacle(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main.main(["run", "-c", "(Get-Location).Path"]) == 0
    assert capsys.readouterr().out == "/\n"
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store.sqlite3"))
    assert main.main(["job", "list"]) == 0


@pytest.mark.parametrize(("encoding", "shown"), [("latin-1", b"\xe4??\n"), ("ascii", b"???\n"), ("utf-8", "ä€😀\n".encode())])
def test_what_the_terminal_cannot_write_is_a_question_mark(encoding, shown):
    command = [sys.executable, "-m", "psbridge", "run", "-c", '"ä€😀"']
    made = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=True)
    assert (made.stdout, made.stderr) == (shown, b"")


def test_arguments_are_utf8_in_any_locale():
    plain = {**os.environ, "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    made = subprocess.run([sys.executable, "-m", "psbridge", "run", "-c", '"ä".Length'], capture_output=True, env=plain, check=True)
    assert made.stdout == b"1\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["run -c 1", "job list", "--version"])
def test_streams_that_are_closed_lead_nowhere(tmp_path, closed, words):
    told = {**os.environ, "PSBRIDGE_STORE": str(tmp_path / "store.sqlite3")}
    made = subprocess.run(["sh", "-c", f"{sys.executable} -m psbridge {words} {closed}"], capture_output=True, text=True, env=told, check=False)
    assert (made.returncode, made.stderr) == (0, "")
