"""Commands over WinRS (pywinrm), for hosts whose PowerShell endpoint is closed: `powershell -EncodedCommand` in a console shell.

Decides how a script travels, and that what PowerShell writes as CLIXML on its standard error becomes records again.
"""

from __future__ import annotations

import base64
import codecs
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from psbridge import clixml
from psbridge.errors import ClixmlError, PsBridgeError
from psbridge.trace import Secret
from psbridge.transports.names import place_of
from psbridge.transports.wsmanlink import Target, mapped

_MARK = "#< CLIXML"
_AUTH: dict[str, Any] = {
    "negotiate": "ntlm",
    "ntlm": "ntlm",
    "kerberos": "kerberos",
    "basic": "basic",
    "credssp": "credssp",
    "certificate": "certificate",
}
_PROGRAM = "powershell.exe -NoProfile -NonInteractive -EncodedCommand"
_QUIET = "$ProgressPreference = 'SilentlyContinue'\n"
MOST = 8000  # characters that a command line of Windows may have


@dataclass(slots=True)
class ConsoleResult:
    """What came of a script: its text, the records of its standard error by stream, and the exit code."""

    output: str
    exit_code: int
    errors: list[str] = field(default_factory=list)
    records: dict[str, list[str]] = field(default_factory=dict)


def command_line(script: str) -> str:
    """What starts a script; refuses one that does not fit."""
    encoded = base64.b64encode((_QUIET + script).encode("utf-16-le", "surrogatepass")).decode("ascii")
    if len(_PROGRAM) + len(encoded) > MOST:
        raise PsBridgeError(
            f"The script is too long for WinRS ({len(script)} characters)",
            hint="Copy it to the host as a file, or use the WSMan transport.",
        )
    return f"{_PROGRAM} {encoded}"


class Console:
    """A console shell on a host.  Commands of it may run at the same time: each has a connection of its own."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._shell = ""

    def open(self) -> None:
        """Open it; raises what keeps us out."""
        with _border(self.target):
            self._shell = _protocol(self.target).open_shell(codepage=65001)

    def close(self) -> None:
        """End it, with everything that runs in it."""
        shell, self._shell = self._shell, ""
        if shell:
            with _border(self.target):
                _protocol(self.target).close_shell(shell)

    def start(self, script: str) -> ConsoleCommand:
        """Start a script."""
        line = command_line(script)
        with _border(self.target):
            protocol = _protocol(self.target)
            return ConsoleCommand(self.target, protocol, self._shell, protocol.run_command(self._shell, line))


class ConsoleCommand:
    """A script that runs."""

    def __init__(self, target: Target, protocol: Any, shell: str, command: str) -> None:
        self._target, self._protocol, self._shell, self._command = target, protocol, shell, command

    def wait(self, said: Callable[[str], object]) -> ConsoleResult:
        """Hear what it writes as it comes, until it has ended."""
        from winrm.exceptions import WinRMOperationTimeoutError

        decoder, text, told, code, over = codecs.getincrementaldecoder("utf-8")("replace"), [], b"", 0, False
        with _border(self._target):
            while not over:
                try:
                    out, errors, code, over = self._protocol.get_command_output_raw(self._shell, self._command)
                except WinRMOperationTimeoutError:
                    continue  # it is silent
                told += errors
                text.append(decoder.decode(out, over))
                said(text[-1])
            self._protocol.cleanup_command(self._shell, self._command)
        records, rest = read_errors(told.decode("utf-8", "replace"))
        errors_told = [*records.pop("Error", []), *([rest] if rest else [])]
        return ConsoleResult("".join(text), int(code), errors_told, records)

    def stop(self) -> None:
        """End it; whoever waits for it hears of that."""
        with _border(self._target):
            _protocol(self._target).cleanup_command(self._shell, self._command)


def run_script(target: Target, script: str) -> ConsoleResult:
    """Run a script in a console of its own and wait for it."""
    command_line(script)  # before anything is opened
    console = Console(target)
    console.open()
    try:
        return console.start(script).wait(lambda _: None)
    finally:
        console.close()


@contextlib.contextmanager
def _border(target: Target) -> Iterator[None]:
    """What pywinrm, requests and their friends raise becomes ours."""
    try:
        yield
    except PsBridgeError:
        raise
    except Exception as error:
        raise mapped(error, target) from error


def _protocol(target: Target) -> Any:
    from winrm.protocol import Protocol

    place = place_of(target.host, target.number, target.secure)
    verify = place.authority if place.authority and target.verify is True else target.verify and not target.skip_ca_check
    password = target.password.reveal() if isinstance(target.password, Secret) else target.password
    return Protocol(
        endpoint=replace(target, host=place.host, port=place.port, ssl=target.secure).url,
        transport=_AUTH[target.auth],
        username=target.username,
        password=password,
        server_cert_validation="validate" if verify else "ignore",
        ca_trust_path=verify if isinstance(verify, str) else "legacy_requests",
        cert_pem=target.certificate,
        cert_key_pem=target.certificate_key,
        read_timeout_sec=target.operation_timeout + 10,
        operation_timeout_sec=target.operation_timeout,
        message_encryption="auto",
        proxy=None if target.no_proxy else target.proxy or "legacy_requests",
    )


def read_errors(text: str) -> tuple[dict[str, list[str]], str]:
    """The records on a standard error, by stream, and what else was written there."""
    head, mark, body = text.partition(_MARK)
    if not mark:
        return {}, text.strip()
    try:
        found = _records(body.strip())
    except ClixmlError:
        return {}, text.strip()
    return found, head.strip()


def _records(body: str) -> dict[str, list[str]]:
    from lxml import etree

    made: dict[str, list[str]] = {}
    for element, value in zip(etree.fromstring(body.encode()), clixml.loads(body), strict=True):
        stream = element.get("S", "output")
        if stream != "progress":
            made.setdefault(stream, []).append(str(value).rstrip("\r\n"))
    return {stream: ["\n".join(lines).strip()] if stream == "Error" else lines for stream, lines in made.items()}


__all__ = ["Console", "ConsoleCommand", "ConsoleResult", "read_errors", "run_script"]
