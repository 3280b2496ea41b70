"""Completion of our own command line, and what is said about wrong options."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from uuid import uuid4

import pytest

from psbridge.cli import completion, main, suggestions
from psbridge.store import Database, JobStore, SessionStore


def names(*words):
    return [value for value, _ in completion.following(list(words))]


def test_commands():
    assert names("sh") == ["shell"]
    assert {"run", "shell", "bits", "serve"} <= set(names(""))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("shell", "--no-pro"), "--no-profile"),
        (("bits", "sta"), "start"),
        (("bits", "start", "--prio"), "--priority"),
        (("bits", "start", "--priority", "Lo"), "Low"),
        (("completion", "b"), "bash"),
    ],
)
def test_inside_commands(words, first):
    assert names(*words)[0] == first


@pytest.fixture
def things(tmp_path, monkeypatch):
    """An inventory, jobs and sessions of the user's own."""
    (tmp_path / "psbridge.toml").write_text('[hosts.db01]\n[groups.web]\nhosts = ["web[01-03]"]\n')
    (tmp_path / "other.toml").write_text("[hosts.far01]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store"))
    JobStore(Database()).create("nightly", "remote", "1", "web01", {})
    SessionStore(Database()).put(uuid4(), "mine", "db01", "Disconnected", {})
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("exec", "-H", ""), ["@web", "db01", "web01", "web02", "web03"]),
        (("exec", "-H", "web01,w"), ["web01,web01", "web01,web02", "web01,web03"]),
        (("exec", "-H", "@", "w"), ["web"]),
        (("doctor", "d"), ["db01"]),
        (("session", "enter", "@"), ["@web"]),
        (("exec", "-i", "other.toml", "-H", ""), ["far01"]),
        (("exec", "-i", "none.toml", "-H", ""), []),
        (("job", "receive", ""), ["nightly"]),
        (("session", "connect", "m"), ["mine"]),
        (("serve", "--host", ""), []),
    ],
)
def test_what_the_user_has(things, words, found):
    assert names(*words) == found


def test_files_are_left_to_the_shell():
    assert names("run", "") == []
    assert names("nonsense", "") == []
    assert names("serve", "--machine", "x") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_sound(shell, capsys):
    assert completion.main([shell]) == 0
    text = capsys.readouterr().out
    program = shutil.which(shell)
    if program is None:
        assert "psbridge completion --next" in text
        return
    checked = subprocess.run([program, "-n"], input=text, capture_output=True, text=True, check=False, timeout=500)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
def test_bash_completes(capsys, tmp_path):
    completion.main(["bash"])
    script = capsys.readouterr().out + 'COMP_WORDS=(psbridge shell --no-p); COMP_CWORD=2; _psbridge; echo "${COMPREPLY[@]}"\n'
    program = tmp_path / "psbridge"

    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m psbridge "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash"], input=script, capture_output=True, text=True, check=False, timeout=500,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.stdout.split() == ["--no-profile"]


def test_wrong_options_and_choices(capsys):
    with pytest.raises(SystemExit):
        main.main(["shell", "--no-profil2"])
    assert "Did you mean '--no-profile'?" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main.main(["bits", "satrt"])
    assert "Did you mean 'start'?" in capsys.readouterr().err


def test_nothing_near():
    assert suggestions.suggestion(argparse.ArgumentParser(), "unrecognized arguments: --xyzzy") == ""
    assert suggestions.suggestion(argparse.ArgumentParser(), "something else") == ""
