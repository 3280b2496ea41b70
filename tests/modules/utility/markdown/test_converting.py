"""ConvertFrom-Markdown, Show-Markdown and the options of colours."""

from __future__ import annotations

import pytest

from psbridge.modules.utility.markdown import converting, faces, options, toterminal
from psbridge.modules.utility.markdown.blocks import parse
from psbridge.modules.utility.markdown.nodes import Dialect


def terminal(text: str, coloured: bool = True) -> str:
    sequence = faces.MarkdownOptions().sequence if coloured else None
    return toterminal.to_terminal(parse(text, Dialect(extended=False)), sequence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Hi", "\x1b[7mHi\x1b[0m\n\n"),
        ("**bold**", "\x1b[1mbold\x1b[0m\n"),
        ("[a](b)", '\x1b[4;38;5;117m"a"\x1b[0m\n'),
        ("![](u)", "\x1b[33m[Image]\x1b[0m\n"),
        ("```\nx\n```", "\x1b[48;2;155;155;155;38;2;30;30;30mx\x1b[500@\x1b[0m\n\n"),
        ("1. a\n1. b", "1. a\n2. b\n\n"),
        ("* a\n  * b", "* a\n  * b\n\n"),
        ("> q", "> q\n\n\n"),
    ],
)
def test_terminal(text, expected):
    assert terminal(text) == expected
    assert "\x1b" not in terminal(text, coloured=False)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("('# x' | ConvertFrom-Markdown).Html", ['<h1 id="x">x</h1>\n']),
        ("('# x' | ConvertFrom-Markdown -AsVT100EncodedString).VT100EncodedString", ["x\n\n"]),
        ("Set-Content f.md a; (ConvertFrom-Markdown f.md).Html; Show-Markdown f.md", ["<p>a</p>\n", "a\n\n"]),
        ("Set-Content f.md a; (Get-Item f.md | ConvertFrom-Markdown).Tokens[0].GetType().Name", ["ParagraphBlock"]),
        ("(Set-MarkdownOption -Header1Color '[4m' -PassThru).Header1; (Get-MarkdownOption).Header1", ["[4m", "[4m"]),
        ("Set-MarkdownOption -Theme Light; $o = Get-MarkdownOption; $o.Header2; $o.SetDarkTheme(); $o.Header2", ["[4;33m", "[4;93m"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("1 | ConvertFrom-Markdown", "InvalidInputObject"),
        ("ConvertFrom-Markdown nope.md", "FileNotFound"),
        ("ConvertFrom-Markdown Env:NoPath", "OnlyFileSystemPathsSupported"),
        ("ConvertFrom-Markdown Env:PATH", "OnlyFileSystemPathsSupported"),
        ("Show-Markdown -InputObject ([Microsoft.PowerShell.MarkdownRender.MarkdownInfo]::new())", "VT100EncodedStringIsNullOrEmpty"),
        ("ConvertFrom-Markdown -LiteralPath nope.md", "FileNotFound"),
        ("'x' | ConvertFrom-Markdown | Show-Markdown", "VT100EncodedStringIsNullOrEmpty"),
        ("Set-MarkdownOption -Header1Color x", "ParameterArgumentValidationError"),
        ("Set-MarkdownOption 5", "InvalidObject"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_view_of_options(session):
    assert "EmphasisItalics : \x1b[36m[36m\x1b[0m" in session.shown("Get-MarkdownOption")
    assert converting.info_of("x", False, faces.MarkdownOptions()).html == "<p>x</p>\n"
    assert options.GetMarkdownOption is not None
