"""Typing: the editor on a terminal that prompt_toolkit pretends, and plain lines."""

from __future__ import annotations

import io

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from psbridge.cli import shell
from psbridge.cli.prompt import editor
from psbridge.cli.prompt.session import ShellSession


@pytest.fixture(scope="module")
def session():
    made = ShellSession(asks=False)
    yield made
    made.close()


def typed(session, keys, history=None):
    with create_pipe_input() as given:
        made = editor.make_editor(session, history, input=given, output=DummyOutput())
        given.send_text(keys)
        return made.prompt("PS> ")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("1 + 1\r", "1 + 1"),
        ("if ($true) {\r1\r}\r", "if ($true) {\n1\n}"),
        ("1\x1b\r2\r", "1\n2"),
    ],
)
def test_keys(session, keys, text):
    assert typed(session, keys) == text


def test_completions_replace_what_was_typed(session):
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    completer = editor.make_editor(session, None, output=DummyOutput()).completer
    (only,) = completer.get_completions(Document("1; Set-Locat"), CompleteEvent())
    assert (only.text, only.start_position) == ("Set-Location", -9)


def test_wrapped_lines_are_not_marked_as_new_ones(session):
    made = editor.make_editor(session, None, output=DummyOutput())
    assert [made.prompt_continuation(4, 0, 1), made.prompt_continuation(4, 1, 0)] == ["", ">> "]


def test_history_without_secrets(session, tmp_path):
    path = tmp_path / "deep" / "history"
    typed(session, "Get-Date\r", path)
    typed(session, "$password = 'x'\r", path)
    assert "Get-Date" in path.read_text()
    assert "password" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert typed(session, "\x1b[A\r", path) == "Get-Date"


def test_plain_lines(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n\nif (1) {\n2\n}\nfoo |\n"))
    assert list(editor.plain_lines(lambda: "PS> ")) == ["1", "if (1) {\n2\n}", "foo |"]


def test_command_at():
    assert editor.command_at("gci | Sort-Object -De") == "Sort-Object"
    assert editor.command_at("1 + ") == ""


def test_shell_reads_a_pipe(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("$a = 2\n$a * 21\nexit 4\n'never'\n"))
    assert shell.main(["--no-profile"]) == 4
    assert capsys.readouterr().out == "42\n"


def test_shell_on_an_emulated_machine(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("$PWD.Path; (Get-Service W3SVC).Status\n"))
    assert shell.main(["--machine", "windows"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("C:\\")
