"""Which hosts a command line means, and how they are reached: what `exec`, `job`, `session`, `copy` and `doctor` have in common.

Decides that a password never comes from the command line: it is that of the inventory, of PSBRIDGE_PASSWORD, or typed at the terminal.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from psbridge.cli.arguments import port, whole_seconds

if TYPE_CHECKING:
    from psbridge.sessions.connection import Connection

_SCHEMES = ("basic", "certificate", "credssp", "kerberos", "negotiate", "ntlm")
_WORDS = ("username", "auth", "port", "transport", "configuration_name", "proxy", "connect_timeout", "address")


def add_options(parser: argparse.ArgumentParser, *, many: bool = True) -> None:
    """The options that say where and who."""
    if many:
        parser.add_argument(
            "-H", "--hosts", action="append", default=[], metavar="HOSTS", help="names, ranges web[01-20], @groups, !without"
        )
    parser.add_argument("-i", "--inventory", action="append", default=[], metavar="FILE", help="TOML, or an Ansible inventory (INI, YAML)")
    parser.add_argument("-u", "--username", metavar="USER", help="user, DOMAIN\\user or user@domain")
    parser.add_argument("--ask-password", action="store_true", help="type the password, whatever the inventory says")
    parser.add_argument("--auth", choices=_SCHEMES, metavar="SCHEME", help=", ".join(_SCHEMES))
    parser.add_argument("--port", type=port, help="5985 for HTTP, 5986 for HTTPS")
    parser.add_argument("--address", help="connect to this address instead of the name")
    parser.add_argument("--ssl", action="store_true", default=None, help="HTTPS")
    parser.add_argument("--no-verify", action="store_true", help="accept any certificate (tests only)")
    parser.add_argument("--ca-file", metavar="PEM", help="authorities that are trusted")
    parser.add_argument("--transport", choices=("wsman", "winrs", "ssh"), help="how to reach them")
    parser.add_argument("--configuration-name", metavar="NAME", help="the endpoint: Microsoft.PowerShell, PowerShell.7 ...")
    parser.add_argument("--proxy", metavar="URL", help="reach them through this HTTP proxy")
    parser.add_argument("--connect-timeout", type=whole_seconds, metavar="S", help="give up on a silent host after so many seconds")


def connections(told: argparse.Namespace, words: list[str] | None = None) -> list[Connection]:
    """The connections to the hosts that were named."""
    from psbridge.errors import ConfigurationError
    from psbridge.sessions.inventory import load

    inventory = load(*told.inventory)
    hosts = inventory.select(words if words is not None else told.hosts)
    if not hosts:
        raise ConfigurationError("No host is named", hint="Use -H NAME, -H @group, -H 'web[01-20]'.")
    connect = connector(told, inventory)
    return [connect(host, {}) for host in hosts]


def connector(told: argparse.Namespace, inventory: Any = None) -> Any:
    """(host, options) -> Connection, where the command line counts before the options and these before the inventory."""
    from psbridge.sessions import credentials
    from psbridge.sessions.connection import from_inventory
    from psbridge.sessions.inventory import load

    known = inventory if inventory is not None else load(*getattr(told, "inventory", []))
    said = _said(told)
    typed: list[Any] = []

    def connect(host: str, options: dict[str, Any]) -> Connection:
        words = {**known.options(host), **options, **said}
        needs = (
            words.get("auth") not in ("kerberos", "certificate")
            and words.get("transport", "wsman") in ("wsman", "winrs")
            and "username" in words
        )
        if getattr(told, "ask_password", False) or (needs and credentials.password_of(words) is None):
            if not typed:
                typed.append(credentials.ask(str(words.get("username", "")), host))
            if typed[0] is not None:
                words = {name: value for name, value in words.items() if not name.startswith("password_")}
                return from_inventory(host, {**words}).with_words(password=typed[0])
        return from_inventory(host, words)

    return connect


def _said(told: argparse.Namespace) -> dict[str, Any]:
    words = {name: getattr(told, name, None) for name in _WORDS}
    words["ssl"] = getattr(told, "ssl", None)
    words["ca_file"] = getattr(told, "ca_file", None)
    if getattr(told, "no_verify", False):
        words["verify"] = False
    return {name: value for name, value in words.items() if value is not None}


def divided(parser: argparse.ArgumentParser, words: list[str]) -> tuple[list[str], list[str]]:
    """The words of the command line, and those that the script file on it takes: all behind it but options of ours.

    Ours are then `--option` and the short ones, letter for letter: `-user` belongs to the script, and is no `-u ser`.
    """
    options = parser._option_string_actions
    ours: list[str] = []
    theirs: list[str] = []
    left = list(words)
    seen = False
    while left:
        word = left.pop(0)
        long = word.startswith("--")
        if seen and not long and word not in options:
            theirs.append(word)
            continue
        ours.append(word)
        action = options.get(word)
        if action is not None and action.nargs is None and left:
            ours.append(left.pop(0))
        seen = seen or (not word.startswith("-") and word.lower().endswith(".ps1"))
    return ours, theirs


def script_of(words: list[str]) -> tuple[Any, list[Any]]:
    """A file when the first word is one, standard input for `-`, otherwise a text; and the arguments, by place and by name."""
    from pathlib import Path

    if words[0] == "-":
        return sys.stdin.read(), words[1:]
    first = Path(words[0])
    if not words[0].lower().endswith(".ps1") or (" " in words[0] and not first.is_file()):
        return words[0], words[1:]
    from psbridge.errors import ConfigurationError
    from psbridge.sessions.arguments import arguments_in

    if not first.is_file():
        raise ConfigurationError(f"There is no file {words[0]}", hint="A script on the host is called with &: '& C:\\path\\file.ps1'.")
    try:
        return first, arguments_in(words[1:])
    except ValueError as word:
        hint = "Arguments by place stand before those by name."
        raise ConfigurationError(f"{word} is no value of a parameter", where=words[0], hint=hint) from None


def tell_sum(good: int, count: int, bad: int) -> None:
    """The line that sums up what came of many hosts."""
    print(f"{good} of {count} hosts succeeded" + (f", {bad} failed" if bad else ""), file=sys.stderr)


def input_of(script: Any, words: list[str]) -> list[str] | None:
    """The lines of standard input for a script that reads `$input`, as `psbridge run` gives them; None when there are none."""
    if words[0] == "-" or sys.stdin is None or sys.stdin.isatty():
        return None
    from pathlib import Path

    from psbridge.engine.textfile import read_own_script

    text = read_own_script(script) if isinstance(script, Path) else str(script)
    return [line.rstrip("\r\n") for line in sys.stdin] if "$input" in text.lower() else None
