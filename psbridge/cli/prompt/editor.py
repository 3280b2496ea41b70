"""Where commands are typed: with colours, completion, history and several lines on a terminal, else line by line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.language import parse

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_SECRETS = re.compile(r"password|asplaintext|token|apikey|secret", re.IGNORECASE)  # lines with these are not written to the history
CONTINUATION = ">> "


def plain_lines(prompt: Callable[[], str]) -> Iterator[str]:
    """Commands from standard input; lines are put together until they are complete. Prompts are shown on terminals only."""
    shown = sys.stdin.isatty()
    held: list[str] = []
    while True:
        if shown:
            print(CONTINUATION if held else prompt(), end="", flush=True)
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            held.clear()
            print()
            continue
        if not line:
            if held:
                yield "\n".join(held)
            return
        held.append(line.rstrip("\r\n"))
        text = "\n".join(held)
        if text.strip() and not parse(text).incomplete_input:
            held.clear()
            yield text
        elif not text.strip():
            held.clear()


def edited_lines(session: Any, history: Path | None, prompt: Callable[[], str]) -> Iterator[str]:
    """Commands from the editor; Ctrl-D on an empty line ends them, Ctrl-C forgets what was typed."""
    from prompt_toolkit.formatted_text import ANSI

    editor = make_editor(session, history)
    while True:
        try:
            text = editor.prompt(ANSI(prompt()))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if text.strip():
            yield text


def make_editor(session: Any, history: Path | None, **more: Any) -> PromptSession[str]:
    """The editor for a session; `more` goes to prompt_toolkit (tests hand in their own input and output)."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory

    from psbridge.cli.prompt.lexing import STYLE, PowerShellLexer

    return PromptSession(
        history=_history(history),
        lexer=PowerShellLexer(),
        style=STYLE,
        completer=_completer(session),
        auto_suggest=AutoSuggestFromHistory(),
        key_bindings=_bindings(session),
        multiline=True,
        prompt_continuation=_continuation,
        complete_while_typing=False,
        enable_open_in_editor=True,
        reserve_space_for_menu=6,
        **more,
    )


def _continuation(_width: int, _line: int, wrapped: int) -> str:
    """What stands before a line that goes on; nothing where a long line was only wrapped."""
    return "" if wrapped else CONTINUATION


def _history(path: Path | None) -> Any:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    if path is None:
        return InMemoryHistory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
    except OSError:
        return InMemoryHistory()

    class Careful(FileHistory):
        """Lines that look as if they had a secret in them are not written."""

        def store_string(self, string: str) -> None:
            if not _SECRETS.search(string):
                super().store_string(string)

    return Careful(str(path))


def _completer(session: Any) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    from psbridge.cli.prompt.completing import complete

    class SessionCompleter(Completer):
        """What the session has to offer."""

        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
            found = complete(session, document.text, document.cursor_position)
            for one in found.items:
                yield Completion(one.text, found.start - document.cursor_position, one.label, one.beside)

    return SessionCompleter()


def _bindings(session: Any) -> KeyBindings:
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.filters import completion_is_selected, has_completions
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter", filter=~completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if parse(buffer.text).incomplete_input:
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    @keys.add("enter", filter=completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("tab")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(insert_common_part=True)

    @keys.add("escape", filter=has_completions, eager=True)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("f1")
    def _(event: KeyPressEvent) -> None:
        name = command_at(event.current_buffer.document.text_before_cursor)
        if name:
            run_in_terminal(lambda: session.run(f"Get-Help {name}"))

    return keys


def command_at(text: str) -> str:
    """The name of the command that the end of a text belongs to, "" for none."""
    from psbridge.language import CommandAst, walk

    tree = parse(text).ast
    names = [node.command_elements[0].extent.text for node in walk(tree) if isinstance(node, CommandAst)]
    return names[-1] if names and re.fullmatch(r"[\w.:\\/-]+", names[-1]) else ""
