"""Commands over WinRS (pywinrm), for hosts whose PowerShell endpoint is closed: `powershell -EncodedCommand` in a console shell.

Decides how a script travels, and that what PowerShell writes as CLIXML on its standard error becomes records again.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from psbridge import clixml
from psbridge.errors import ClixmlError, PsBridgeError
from psbridge.trace import Secret
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


def run_script(target: Target, script: str) -> ConsoleResult:
    """Run a script and wait for it."""
    encoded = base64.b64encode((_QUIET + script).encode("utf-16-le")).decode("ascii")
    if len(_PROGRAM) + len(encoded) > MOST:
        raise PsBridgeError(
            f"The script is too long for WinRS ({len(script)} characters)",
            hint="Copy it to the host as a file, or use the WSMan transport.",
        )
    protocol = _protocol(target)
    try:
        shell = protocol.open_shell(codepage=65001)
        try:
            command = protocol.run_command(shell, f"{_PROGRAM} {encoded}")
            try:
                out, told, code = protocol.get_command_output(shell, command)
            finally:
                protocol.cleanup_command(shell, command)
        finally:
            protocol.close_shell(shell)
    except PsBridgeError:
        raise
    except Exception as error:  # the border: pywinrm, requests and their friends raise what they like
        raise mapped(error, target) from error
    records, rest = read_errors(told.decode("utf-8", "replace"))
    errors = [*records.pop("Error", []), *([rest] if rest else [])]
    return ConsoleResult(out.decode("utf-8", "replace"), int(code), errors, records)


def _protocol(target: Target) -> Any:
    from winrm.protocol import Protocol

    password = target.password.reveal() if isinstance(target.password, Secret) else target.password
    return Protocol(
        endpoint=target.url,
        transport=_AUTH[target.auth],
        username=target.username,
        password=password,
        server_cert_validation="validate" if target.verify else "ignore",
        ca_trust_path=target.verify if isinstance(target.verify, str) else "legacy_requests",
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


__all__ = ["ConsoleResult", "read_errors", "run_script"]
