"""cmd.exe's grammar."""

from __future__ import annotations

import pytest

from psbridge.server.cmd.syntax import Block, Chain, CmdSyntaxError, If, Pipe, Redirection, Simple, argv_of, expand, parse, words_of


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ("echo hi", Simple("echo", " hi")),
        ('echo "a & b" ^& c', Simple("echo", ' "a & b" & c')),
        ("a&b", Chain(Simple("a", ""), "&", Simple("b", ""))),
        ("a && b || c", Chain(Chain(Simple("a", " "), "&&", Simple("b", " ")), "||", Simple("c", ""))),
        ("a | b", Pipe((Simple("a", " "), Simple("b", "")))),
        ("echo x>f.txt", Simple("echo", " x", (Redirection(1, ">", "f.txt"),))),
        ("echo err>&2", Simple("echo", " err", (Redirection(1, ">", "&2"),))),
        ("a 2>&1 >>log", Simple("a", "  ", (Redirection(2, ">", "&1"), Redirection(1, ">>", "log")))),
        ("(a&b)>f", Block(Chain(Simple("a", ""), "&", Simple("b", "")), (Redirection(1, ">", "f"),))),
        ("if exist x (a) else b", If(False, "exist", "x", "", False, Block(Simple("a", "")), Simple("b", ""))),
        ("if not 1==2 a", If(True, "==", "1", "2", False, Simple("a", ""), None)),
        ("cd\\", Simple("cd", "\\")),
        ("@echo off", Simple("echo", " off")),
        ("", None),
    ],
)
def test_trees(line, tree):
    assert parse(line) == tree


@pytest.mark.parametrize("line", ["a &&", "(a", "| b", "if", "echo x>", "for %i do x"])
def test_mistakes(line):
    try:
        assert parse(line) is None or isinstance(parse(line), Simple)
    except CmdSyntaxError as error:
        assert "syntax" in str(error) or "unexpected" in str(error)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("%A%-%B%", "one-%B%"),
        ("%A:~0,2%", "on"),
        ("%A:~-2%", "ne"),
        ("%A:n=x%", "oxe"),
        ("100%% %A%", "100%% one"),
        ("50% off %A%", "50% off one"),
    ],
)
def test_expansion(text, result):
    assert expand(text, {"A": "one"}) == result


def test_words():
    assert words_of(' a,b;"c d"=e') == ["a", "b", "c d", "e"]
    assert argv_of(r'a "b c" \"d\" "e\\" "f""g" \\x') == ["a", "b c", '"d"', "e\\", 'f"g', "\\\\x"]
