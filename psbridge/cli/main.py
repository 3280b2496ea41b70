"""`psbridge`: which subcommand an argument means.  Nothing is imported before it is known what is needed."""

from __future__ import annotations

import os
import sys

from psbridge.cli.subcommands import entry_of, guess, is_script, known, usage

_SIGINT, _SIGPIPE = 130, 141  # exit codes of programs that these signals ended
_SERVERS = frozenset(("-s", "-servermode", "-sshs", "-sshservermode"))  # a PSRP server on stdin and stdout, as with pwsh


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code.  Errors of ours are a line, not a traceback; a reader that has gone ends us quietly."""
    _have_streams()
    _write_anything()
    try:
        return _run([_text(word) for word in (sys.argv[1:] if arguments is None else arguments)])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed
        return _SIGPIPE
    except KeyboardInterrupt:
        return _SIGINT
    except Exception as error:
        from psbridge.errors import PsBridgeError

        if not isinstance(error, (PsBridgeError, OSError)):
            raise
        print(f"psbridge: {error}", file=sys.stderr)
        return 1


def _have_streams() -> None:
    """Streams that whoever started us has closed lead nowhere; descriptors of files that are opened later must not take their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as the process


def _write_anything() -> None:
    """A character that the terminal's encoding lacks becomes a question mark instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", "") in ("strict", "backslashreplace"):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _text(word: str) -> str:
    """An argument as text, whatever the locale: bytes that it could not read are UTF-8, or no text at all."""
    if word.isascii():
        return word
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _run(args: list[str]) -> int:
    word = args[0] if args else ""
    if word.startswith("-"):
        return _option(word, args)
    if known(word):
        return entry_of(word)(args[1:])
    if word == "help" or not word:
        return _help(args[1:])
    if is_script(word):
        return entry_of("run")(args)
    print(guess(word), file=sys.stderr)
    return 2


def _option(word: str, args: list[str]) -> int:
    """An option in front: help, the version, a server on stdin, else what pwsh would do."""
    if any(one.lower() in _SERVERS for one in args):
        from psbridge.server.console import main as serve_stdio

        return serve_stdio(args)
    if word in ("-h", "--help", "-?"):
        return _help([])
    if word in ("--version", "-V"):
        from psbridge import __version__

        print(f"psbridge {__version__}")
        return 0
    return entry_of("run")(args)


def _help(words: list[str]) -> int:
    """`psbridge help [COMMAND]`, and what `psbridge` alone says."""
    if words and known(words[0]):
        return entry_of(words[0])(["--help"])
    if words:
        print(guess(words[0]), file=sys.stderr)
        return 2
    print(usage())
    return 0
