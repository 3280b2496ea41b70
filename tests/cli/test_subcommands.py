"""Which subcommand a word means, and what is said when it means none."""

from __future__ import annotations

import pytest

from psbridge.cli import conformance, main, subcommands


def test_every_subcommand_is_in_the_help_once():
    text = subcommands.usage()
    for name, one in subcommands.available().items():
        assert text.count(one.says) == 1, name
    assert max(map(len, text.splitlines())) <= 120


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
