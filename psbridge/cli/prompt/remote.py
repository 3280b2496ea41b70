"""The prompt of another computer: Enter-PSSession pushes a session onto the shell, Exit-PSSession takes it off again."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.host import Host
from psbridge.errors import PsBridgeError
from psbridge.objects.convert import to_text
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, OUTPUT, PROGRESS, VERBOSE, WARNING
from psbridge.psrp import Command, Pipeline

if TYPE_CHECKING:
    from psbridge.concurrency import CancelToken

_LEAVING = frozenset(("exit", "exit-pssession", "exsn"))
_NESTED = "A remote session is entered already; leave it first with Exit-PSSession."


class ShellHost(Host):
    """A host that can switch to a session and back."""

    net_type = Host.net_type

    def __init__(self, ui: Any) -> None:
        super().__init__("ConsoleHost", ui=ui)
        self.entered: Any = None
        self._temporary = False

    @property
    def pushed(self) -> bool:
        return self.entered is not None

    def push_session(self, session: Any, temporary: bool) -> None:
        """What is typed from now on runs there; a `temporary` session ends when it is left."""
        if self.entered is not None:
            kind = "System.InvalidOperationException"
            raise ScriptError(error_record(kind, _NESTED, "RemoteRunspaceAlreadyPushed", "InvalidOperation"))
        self.entered, self._temporary = session, temporary

    def pop_session(self) -> None:
        """Back to this computer."""
        session, self.entered = self.entered, None
        if session is not None and self._temporary and session.client is not None:
            session.client.close()


def means_to_leave(text: str) -> bool:
    """Whether a typed line ends the visit."""
    return text.strip().rstrip(";").lower() in _LEAVING


def run_there(host: ShellHost, console: Any, text: str, token: CancelToken) -> bool:
    """Run a line on the other computer, show what comes; False when it failed.  A session that is lost is left."""
    shows = {
        OUTPUT: console.write,
        ERROR: console.error,
        WARNING: console.warning,
        VERBOSE: console.verbose,
        DEBUG: console.debug,
        INFORMATION: lambda record: None if "PSHOST" in record.tags else console.information(record),  # Write-Host has called the host
        PROGRESS: console.progress,
    }
    client = host.entered.client
    running = client.run(_pipeline(text), sink=lambda stream, value: shows[stream](value), host=host)
    unhook = token.on_cancel(running.stop)
    try:
        running.wait(None)
    finally:
        unhook()
    if running.reason is not None and not token.cancelled:
        console.error(running.reason)
    if client.state.name != "OPENED":
        host.pop_session()
    return running.reason is None


def prompt_there(host: ShellHost) -> str:
    """The prompt of the other computer, with its name in front."""
    found: list[Any] = []
    try:
        running = host.entered.client.run(_pipeline("prompt"), sink=lambda stream, value: found.append(value) if stream == OUTPUT else None)
        running.wait(10)
    except PsBridgeError:
        found.clear()
    return f"[{_place(host.entered.connection)}]: {''.join(map(to_text, found)) or 'PS>'}"


def _place(connection: Any) -> str:
    """The computer, over ssh with the user before it who is another than the one here."""
    user = connection.words.get("username") if connection.transport == "ssh" else None
    return f"{user}@{connection.host}" if user and user != getpass.getuser() else str(connection.host)


def _pipeline(text: str) -> Pipeline:
    made = Pipeline([Command(text, is_script=True)])
    made.no_input = True
    return made
