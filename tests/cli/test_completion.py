"""Completion of our own command line, and what is said about wrong options."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys

import pytest

from psbridge.cli import completion, main, suggestions


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
    checked = subprocess.run([program, "-n"], input=text, capture_output=True, text=True, check=False, timeout=30)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
def test_bash_completes(capsys, tmp_path):
    completion.main(["bash"])
    script = capsys.readouterr().out + 'COMP_WORDS=(psbridge shell --no-p); COMP_CWORD=2; _psbridge; echo "${COMPREPLY[@]}"\n'
    program = tmp_path / "psbridge"

    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m psbridge "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash"], input=script, capture_output=True, text=True, check=False, timeout=30,
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
