"""The command line of the stdio server: what `psbridge -s` and `psbridge -sshs` are told, and what they serve.

Decides which startup scripts the options mean (`-wd` first, then `-EncodedCommand`), as PowerShell's own out-of-process server runs them.
"""

from __future__ import annotations

import base64
import binascii
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from psbridge.engine.runspace import Runspace
from psbridge.server.poolhostprofile import Profile, startup_scripts

SERVER_MODES = frozenset(("-s", "-servermode", "-sshs", "-sshservermode"))
_DIRECTORY = frozenset(("-wd", "-workingdirectory"))
_COMMAND = frozenset(("-e", "-ec", "-enc", "-encodedcommand"))
_IGNORED_VALUES = frozenset(("-ex", "-ep", "-executionpolicy", "-v", "-version", "-config", "-configurationname", "-o", "-i"))


@dataclass(slots=True)
class ServerOptions:
    """What the command line says."""

    over_ssh: bool = False
    directory: str | None = None
    command: str | None = None
    rest: list[str] = field(default_factory=list)


def is_server(arguments: list[str]) -> bool:
    """Whether a command line asks for a server on stdin and stdout."""
    return any(word.lower() in SERVER_MODES for word in arguments)


def parse(arguments: list[str]) -> ServerOptions:
    """Read the options; what does not matter to a server is read over, as PowerShell does."""
    made = ServerOptions()
    words = list(arguments)
    while words:
        word = words.pop(0).lower()
        if word in SERVER_MODES:
            made.over_ssh = made.over_ssh or word in ("-sshs", "-sshservermode")
        elif word in _DIRECTORY and words:
            made.directory = words.pop(0)
        elif word in _COMMAND and words:
            made.command = decode_command(words.pop(0))
        elif word in _IGNORED_VALUES and words:
            words.pop(0)
        else:
            made.rest.append(word)
    return made


def decode_command(text: str) -> str:
    """The script of -EncodedCommand: base64 of UTF-16."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-16-le", "replace")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SystemExit(f"The value of -EncodedCommand is not base64 of UTF-16 text: {error}") from error


def encode_command(text: str) -> str:
    """The other way round."""
    return base64.b64encode(text.encode("utf-16-le", "surrogatepass")).decode("ascii")


def server_profile(options: ServerOptions) -> Profile:
    """The profile of a stdio server: the local machine, this process's environment, the user's home as location."""
    from psbridge.modules.defaults import default_modules

    return Profile(
        modules=default_modules(),
        directory=str(Path.home()),
        secrets="plain" if options.over_ssh else "refuse",
        startup=startup_scripts(options.directory, options.command),
        equip=_equip,
    )


def _equip(runspace: Runspace) -> None:
    from psbridge.modules.defaults import equip

    equip(runspace)
    runspace.extras["exit_process"] = os._exit


def main(arguments: list[str]) -> int:
    """Serve on stdin and stdout until the client is gone."""
    from psbridge.server.stdio import StdioServer, take_descriptors

    options = parse(arguments)
    source, target = take_descriptors()
    code = StdioServer(server_profile(options), source, target).run()
    sys.stderr.flush()
    os._exit(code)  # whatever scripts still run ends with the session
