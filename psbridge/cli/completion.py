"""`psbridge completion SHELL`: a script for bash, zsh or fish; it asks this program what may come next, so it is never out of date."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable
from typing import Any

from psbridge.cli.subcommands import available, entry_of, known

_SCRIPTS = {
    "bash": """_psbridge() {
  local line; COMPREPLY=()
  while IFS=$'\\t' read -r line _; do COMPREPLY+=("$line"); done \\
    < <(psbridge completion --next -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _psbridge psbridge
""",
    "zsh": """#compdef psbridge
_psbridge() {
  local -a found; local value text
  while IFS=$'\\t' read -r value text; do found+=("${value//:/\\\\:}:$text"); done \\
    < <(psbridge completion --next -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#found )); then _describe psbridge found; else _files; fi
}
compdef _psbridge psbridge
""",
    "fish": """function __psbridge_next
  set -l words (commandline -opc) (commandline -ct)
  set -l found (psbridge completion --next -- $words[2..] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c psbridge -f -a '(__psbridge_next)'
""",
}
_HOW = """to use it now and in every new shell:
  bash   eval "$(psbridge completion bash)"   in ~/.bashrc
  zsh    eval "$(psbridge completion zsh)"    in ~/.zshrc, behind compinit
  fish   psbridge completion fish | source    in ~/.config/fish/config.fish"""


def main(arguments: list[str]) -> int:
    """Print a script, or what may come next."""
    if arguments[:2] == ["--next", "--"]:
        for value, text in following(arguments[2:]):
            print(f"{value}\t{text}")
        return 0
    parser = argparse.ArgumentParser(
        prog="psbridge completion",
        description="Completion of psbridge's own commands and options.",
        epilog=_HOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=sorted(_SCRIPTS))
    sys.stdout.write(_SCRIPTS[parser.parse_args(arguments).shell])
    return 0


def following(words: list[str]) -> list[tuple[str, str]]:
    """What the last word may become, with a line about it; nothing where a file is meant."""
    *before, typed = words or [""]
    if before and before[-1] == "@":  # where bash parts words
        return [(value.removeprefix("@"), text) for value, text in following([*before[:-1], f"@{typed}"])]
    if not before:
        return [(name, one.says) for name, one in available().items() if name.startswith(typed)]
    if not known(before[0]) or before[0] == "run":  # which reads its arguments as pwsh does
        return []
    parser = parser_of(before[0])
    return [] if parser is None else _fitting(_inner(parser, before[1:]), before, typed)


class _Caught(BaseException):
    """Carries a parser out of the command that made it."""


def parser_of(name: str) -> argparse.ArgumentParser | None:
    """The parser of a command, caught where it would parse; None when the command has none."""
    before = argparse.ArgumentParser.parse_known_args

    def catch(self: argparse.ArgumentParser, *_: Any, **__: Any) -> Any:
        raise _Caught(self)

    argparse.ArgumentParser.parse_known_args = catch  # type: ignore[method-assign]
    try:
        entry_of(name)(["--help"])
    except _Caught as caught:
        found: argparse.ArgumentParser = caught.args[0]
        return found
    finally:
        argparse.ArgumentParser.parse_known_args = before  # type: ignore[method-assign]
    return None


def _inner(parser: argparse.ArgumentParser, words: list[str]) -> argparse.ArgumentParser:
    """The parser of the command inside a command that the words have come to."""
    for word in words:
        tables = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        parser = next((table[word] for table in tables if word in table), parser)
    return parser


def _fitting(parser: argparse.ArgumentParser, before: list[str], typed: str) -> list[tuple[str, str]]:
    owner = next((action for action in parser._actions if before[-1] in action.option_strings and action.nargs != 0), None)
    if owner is not None:
        return [(str(one), "") for one in owner.choices or () if str(one).startswith(typed)] or _known(owner, before, typed)
    found: list[tuple[str, str]] = []
    for action in parser._actions:
        if typed.startswith("-"):
            found += [(name, action.help or "") for name in action.option_strings if name.startswith(typed)]
        elif isinstance(action, argparse._SubParsersAction):
            says = {one.dest: one.help or "" for one in action._choices_actions}
            found += [(name, says.get(name, "")) for name in action.choices if name.startswith(typed)]
        elif not action.option_strings and action.choices:
            found += [(str(one), "") for one in action.choices if str(one).startswith(typed)]
        elif not action.option_strings:
            found += _known(action, before, typed)
    return [(value, text.replace("%%", "%")) for value, text in found if text != argparse.SUPPRESS]


# -- what the user has: hosts, jobs, sessions


def _known(action: argparse.Action, before: list[str], typed: str) -> list[tuple[str, str]]:
    """Values of his own that an argument takes; the last of several that commas part."""
    lister = _LISTERS.get((before[0], action.dest)) or _LISTERS.get(("", action.dest))
    if lister is None:
        return []
    begun, comma, last = typed.rpartition(",")
    try:
        found = lister(before)
    except Exception:  # noqa: BLE001 - an inventory or a store that does not work: nothing to offer, and no place to say so
        return []
    return [(f"{begun}{comma}{value}", text) for value, text in found if value.startswith(last)][:_MOST]


def _hosts(before: list[str]) -> list[tuple[str, str]]:
    from psbridge.sessions.inventory import load

    if before[0] not in _ASKS_FOR_HOSTS:
        return []
    files = [after for word, after in itertools.pairwise(before) if word in ("-i", "--inventory")]
    inventory = load(*files)
    names = dict.fromkeys(inventory.hosts, "")
    for group in inventory.groups:
        names |= dict.fromkeys(inventory.select([f"@{group}"]), f"of {group}")
    return [*((f"@{group}", "a group") for group in inventory.groups), *names.items()]


def _jobs(_before: list[str]) -> list[tuple[str, str]]:
    from psbridge.store import Database, JobStore

    return [(row.name, f"job {row.id} on {row.location}") for row in JobStore(Database()).all()]


def _sessions(_before: list[str]) -> list[tuple[str, str]]:
    from psbridge.store import Database, SessionStore

    return [(row.name, f"{row.state} on {row.host}") for row in SessionStore(Database()).list()]


def _transfers(_before: list[str]) -> list[tuple[str, str]]:
    from psbridge.bits import api

    return [(str(job.id), job.name) for job in api.jobs()]


_MOST = 200
_ASKS_FOR_HOSTS = frozenset(("copy", "doctor", "exec", "job", "session", "shell"))
_LISTERS: dict[tuple[str, str], Callable[[list[str]], list[tuple[str, str]]]] = {
    ("", "hosts"): _hosts,
    ("", "host"): _hosts,
    ("job", "jobs"): _jobs,
    ("session", "sessions"): _sessions,
    ("bits", "jobs"): _transfers,
}
