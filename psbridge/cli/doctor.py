"""`psbridge doctor HOST`: why a host cannot be reached, step by step; each step is fine, or says what to do."""

from __future__ import annotations

import argparse
import email.utils
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from psbridge.cli.hosts import add_options, connections

_TIMEOUT = 10.0
_SKEW = 300.0  # seconds that Kerberos tolerates
_IDENTIFY = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    b'xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>'
)


class Trouble(Exception):
    """A step failed; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Run and give the exit code: 0 all is well, 1 something is not."""
    from psbridge.errors import PsBridgeError

    parser = argparse.ArgumentParser(prog="psbridge doctor", description="Why a host cannot be reached, step by step.")
    add_options(parser, many=False)
    parser.add_argument("host", nargs="+")
    told = parser.parse_args(arguments)
    failed = 0
    try:
        for connection in connections(told, told.host):
            failed |= examine(connection)
    except PsBridgeError as problem:
        print(f"psbridge doctor: {problem}", file=sys.stderr)
        return 1
    return failed


def examine(connection: Any, say: Callable[[str], Any] = print) -> int:
    """All steps for one host; those after a failed one that they need are left out."""
    from psbridge.errors import PsBridgeError
    from psbridge.sessions.connection import wsman_target

    say(f"{connection.host}:")
    target = wsman_target(connection)
    facts: dict[str, Any] = {}
    for name, step in _STEPS:
        try:
            told = step(connection, target, facts)
        except (Trouble, PsBridgeError, OSError) as problem:
            say(f"  FAIL  {name}: {problem}")
            return 1
        if told is not None:
            say(f"  ok    {name}: {told}")
    return 0


def _name(connection: Any, target: Any, facts: dict[str, Any]) -> str:
    try:
        found = socket.getaddrinfo(target.host, target.number, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Trouble(f"{target.host} is not known ({problem.strerror}). Check its spelling, or give --address.") from problem
    facts["address"] = found[0][4]
    address = found[0][4][0]
    return f"{connection.host} is {address}" if target.host == connection.host else f"{connection.host} is looked for at {target.host}"


def _port(_connection: Any, target: Any, _facts: dict[str, Any]) -> str:
    began = time.monotonic()
    try:
        socket.create_connection((target.host, target.number), _TIMEOUT).close()
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise Trouble(
            f"port {target.number} does not answer ({why}). Run Enable-PSRemoting there; open the port in the firewall; "
            "HTTP is 5985, HTTPS (--ssl) 5986."
        ) from problem
    return f"port {target.number} answers in {1000 * (time.monotonic() - began):.0f} ms"


def _tls(_connection: Any, target: Any, facts: dict[str, Any]) -> str | None:
    if not target.secure:
        return None
    context = ssl.create_default_context(cafile=target.verify if isinstance(target.verify, str) else None)
    if target.verify is False:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    facts["context"] = context
    try:
        with (
            socket.create_connection((target.host, target.number), _TIMEOUT) as plain,
            context.wrap_socket(plain, server_hostname=target.host) as made,
        ):
            return f"{made.version()}, certificate {'accepted' if target.verify is not False else 'not checked'}"
    except ssl.SSLCertVerificationError as problem:
        raise Trouble(f"{problem.verify_message}. Name its authority (--ca-file), or use the name in the certificate.") from problem
    except ssl.SSLError as problem:
        raise Trouble(f"it does not come about ({problem.reason}). Is that port really HTTPS? HTTP is 5985, HTTPS 5986.") from problem


def _post(target: Any, facts: dict[str, Any], headers: dict[str, str]) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the scheme is http or https
        target.url, _IDENTIFY, {"Content-Type": "application/soap+xml;charset=UTF-8", **headers}
    )
    handlers: list[Any] = [urllib.request.ProxyHandler({})] if target.no_proxy or not target.proxy else []
    if "context" in facts:
        handlers.append(urllib.request.HTTPSHandler(context=facts["context"]))
    try:
        return urllib.request.build_opener(*handlers).open(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as answer:
        return answer


def _identify(_connection: Any, target: Any, facts: dict[str, Any]) -> str:
    with _post(target, facts, {"WSMANIDENTIFY": "unauthenticated"}) as answer:
        body = answer.read(65536).decode("utf-8", "replace")
        facts["date"] = answer.headers.get("Date")
        if answer.status != 200 or "IdentifyResponse" not in body:
            raise Trouble(f"it is no WinRM service (HTTP {answer.status}). Check port and path ({target.url}).")
    version = body.partition("ProductVersion>")[2].partition("<")[0]
    return f"WS-Management, {version or 'version not told'}"


def _offers(_connection: Any, target: Any, facts: dict[str, Any]) -> str:
    with _post(target, facts, {}) as answer:
        offered = [value.split()[0] for value in answer.headers.get_all("WWW-Authenticate") or []]
        facts["date"] = facts.get("date") or answer.headers.get("Date")
    wanted = {"ntlm": "negotiate"}.get(target.auth, target.auth)
    names = {name.lower() for name in offered}
    if offered and wanted not in names and not (wanted == "kerberos" and "negotiate" in names) and wanted != "certificate":
        raise Trouble(
            f"it offers {', '.join(offered)}, not {target.auth}. Use --auth, or allow it there: winrm set winrm/config/service/auth."
        )
    return ", ".join(offered) or "nothing is said"


def _clock(_connection: Any, _target: Any, facts: dict[str, Any]) -> str | None:
    if not facts.get("date"):
        return None
    skew = abs(email.utils.parsedate_to_datetime(facts["date"]).timestamp() - time.time())
    if skew > _SKEW:
        raise Trouble(f"the clocks differ by {skew:.0f} s; Kerberos allows {_SKEW:.0f}. Set the time.")
    return f"differs by {skew:.0f} s"


def _ticket(_connection: Any, target: Any, _facts: dict[str, Any]) -> str | None:
    if target.auth != "kerberos":
        return None
    program = shutil.which("klist")
    if program is None:
        raise Trouble("klist is not installed. Install krb5-user (or krb5-workstation).")
    if subprocess.run([program, "-s"], check=False, timeout=_TIMEOUT).returncode != 0:
        raise Trouble("there is no ticket. Get one: kinit USER@REALM.")
    return "there is a ticket"


def _pipeline(connection: Any, _target: Any, _facts: dict[str, Any]) -> str:
    from psbridge.sessions.session import Session

    began = time.monotonic()
    with Session(connection.host, connection=connection) as session:
        result = session.invoke("$PSVersionTable.PSVersion.ToString(); $env:COMPUTERNAME").raise_for_error()
    return f"PowerShell {result.output[0]} on {result.output[1]} in {1000 * (time.monotonic() - began):.0f} ms"


_STEPS: tuple[tuple[str, Callable[[Any, Any, dict[str, Any]], str | None]], ...] = (
    ("name", _name),
    ("port", _port),
    ("TLS", _tls),
    ("Identify", _identify),
    ("authentication", _offers),
    ("clock", _clock),
    ("Kerberos", _ticket),
    ("log-on and test command", _pipeline),
)
