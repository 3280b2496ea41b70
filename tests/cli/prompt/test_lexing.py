"""The colours of a command line."""

from __future__ import annotations

import pytest
from prompt_toolkit.document import Document

from psbridge.cli.prompt.lexing import PowerShellLexer, fragments


def styles(text):
    return {piece: style.rpartition(".")[2] for style, piece in fragments(text) if style}


@pytest.mark.parametrize(
    ("text", "piece", "style"),
    [
        ("Get-Item x", "Get-Item", "command"),
        ("Get-Item -Path x", "-Path", "parameter"),
        ("$a -eq 1", "$a", "variable"),
        ("$a -eq 1", "-eq", "operator"),
        ("$a -eq 1", "1", "number"),
        ("if (1) { 'x' }", "if", "keyword"),
        ("if (1) { 'x' }", "'x'", "string"),
        ("[int] 5", "int", "type"),
        ("1 # why", "# why", "comment"),
    ],
)
def test_style(text, piece, style):
    assert styles(text)[piece] == style


@pytest.mark.parametrize("text", ["", "  ", "foo |", "@'\nx\n'@\n$y", "1 +* 2", "if ("])
def test_nothing_is_lost(text):
    assert "".join(piece for _, piece in fragments(text)) == text


def test_lines():
    line = PowerShellLexer().lex_document(Document("'a\nb' + 1"))
    assert "".join(text for _, text in line(0)) == "'a"
    assert "".join(text for _, text in line(1)) == "b' + 1"
    assert line(7) == []
