"""Commands below a command: what they give, and what a failure, an interruption and a wrong call become."""

from __future__ import annotations

import argparse

import pytest

from psbridge.cli.grouped import add_command, run_command
from psbridge.errors import StoreError


def parser_of(act):
    parser = argparse.ArgumentParser(prog="psbridge thing")
    add_command(parser.add_subparsers(), "do", act, "does it").add_argument("what", nargs="?")
    return parser


def refuse(told):
    raise StoreError("It is full", hint="Make room.")


def interrupt(told):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("act", "code", "said"),
    [
        (lambda told: None, 0, ""),
        (lambda told: 3, 3, ""),
        (refuse, 1, "psbridge thing: It is full. Make room.\n"),
        (interrupt, 130, ""),
    ],
    ids=["done", "code", "failed", "interrupted"],
)
def test_what_becomes_of_it(act, code, said, capsys):
    assert run_command(parser_of(act), ["do"]) == code
    assert capsys.readouterr().err == said


def test_without_a_command_the_help_is_shown(capsys):
    assert run_command(parser_of(refuse), []) == 2
    assert "usage: psbridge thing" in capsys.readouterr().out


def test_what_was_said_is_handed_on():
    assert run_command(parser_of(lambda told: len(told.what)), ["do", "abc"]) == 3
