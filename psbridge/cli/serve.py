"""`psbridge serve`: an emulated Windows host (or an estate) until it is told to stop.

One JSON line on standard output says where it can be reached; what people read goes to standard error.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from psbridge.cli.arguments import listening_port
from psbridge.cli.interruptible import COLLECT
from psbridge.errors import ConfigurationError, PsBridgeError


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser("psbridge serve", description="Serve an emulated Windows host over WinRM.")
    made.add_argument("--machine", metavar="FILE", help="TOML file of the machine, or of an estate ([[hosts]])")
    made.add_argument("--name", help="name of the machine when there is no file")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--port", type=listening_port, default=0, help="HTTP port, 0 for a free one, -1 for none")
    made.add_argument("--https-port", type=listening_port, default=0, metavar="PORT", help="HTTPS port, 0 for a free one, -1 for none")
    made.add_argument("--user", help="who may log on (default Administrator)")
    made.add_argument("--password-file", metavar="FILE", help="the first line is the password")
    made.add_argument("--password-env", metavar="NAME", help="environment variable with the password")
    made.add_argument("--auth", metavar="LIST", help="schemes, comma separated: negotiate,kerberos,ntlm,basic,credssp,certificate")
    made.add_argument("--keytab", default="", help="keytab for Kerberos")
    made.add_argument("--allow-unencrypted", action="store_true", help="take plain messages and Basic over HTTP")
    made.add_argument("--ca-file", metavar="FILE", help="write the certificate that clients must trust there")
    made.add_argument("--ready-file", metavar="FILE", help="write the JSON line there, too")
    made.add_argument("--inventory", metavar="FILE", help="write a psbridge.toml there with which psbridge exec and others find the hosts")
    made.add_argument("--record", metavar="FILE", help="write an HTML page of all exchanges at the end")
    return made


def main(arguments: list[str]) -> int:
    """Serve; the exit code."""
    told = _parser().parse_args(arguments)
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    gc.set_threshold(*COLLECT)  # each session makes a few thousand objects that stay: to look at them all the time costs a host a quarter
    try:
        return _serve(told, stop)
    except PsBridgeError as error:
        print(f"psbridge serve: {error}", file=sys.stderr)
        return 2
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(told: argparse.Namespace, stop: threading.Event) -> int:
    estate = bool(told.machine) and _is_estate(Path(told.machine))
    _refuse_idle(told, estate)
    if estate:
        return _serve_estate(told, stop)
    from psbridge.emulator.host import Emulator

    host = Emulator(
        Path(told.machine) if told.machine else told.name,
        user=told.user or "Administrator",
        password=_password(told),
        config=_config(told),
        host=told.host,
        port=None if told.port < 0 else told.port,
        https_port=None if told.https_port < 0 else told.https_port,
    )
    with host:
        recorder = host.record() if told.record else None
        if told.ca_file and host.https_port:
            Path(told.ca_file).write_bytes(host.ca_certificate)
        _write_inventory(told.inventory, [host])
        _announce({**_facts(host, told), "pid": os.getpid()}, told.ready_file)
        _status(host)
        stop.wait()
        if recorder is not None:
            recorder.save(told.record)
    return 0


def _refuse_idle(told: argparse.Namespace, estate: bool) -> None:
    """Options that could not do what they say."""
    if told.machine and told.name is not None:
        raise ConfigurationError("--name is for a machine without a file", where=told.machine, hint="The file says the name: name = ...")
    if estate and (told.port != 0 or told.https_port > 0):
        raise ConfigurationError(
            "The hosts of an estate take free ports",
            where=told.machine,
            hint="Leave --port out; --inventory FILE writes down where they are.",
        )


def _is_estate(path: Path) -> bool:
    """Whether a file describes many hosts; what is wrong with it is said by who reads it whole."""
    try:
        return "hosts" in tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return False


def _serve_estate(told: argparse.Namespace, stop: threading.Event) -> int:
    """Every host at ports of its own: `hosts` of the JSON line says which."""
    from psbridge.emulator.estate import Estate

    more = {name: value for name, value in (("user", told.user), ("password", _password(told))) if value is not None}
    with Estate.from_toml(told.machine, config=_config(told), https=told.https_port >= 0, host=told.host, **more) as estate:
        recorder = estate.record() if told.record else None
        if told.ca_file and estate.authority is not None:
            Path(told.ca_file).write_bytes(estate.authority.certificate)
        _write_inventory(told.inventory, list(estate))
        _announce({"hosts": [_facts(host, told) for host in estate], "pid": os.getpid()}, told.ready_file)
        for host in estate:
            _status(host)
        stop.wait()
        if recorder is not None:
            recorder.save(told.record)
    return 0


def _password(told: argparse.Namespace) -> str | None:
    if told.password_file:
        try:
            lines = Path(told.password_file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as problem:
            raise ConfigurationError(f"The password file cannot be read: {problem}", where=told.password_file) from problem
        if not lines or not lines[0]:
            raise ConfigurationError("The password file is empty", where=told.password_file)
        return lines[0]
    if told.password_env:
        found = os.environ.get(told.password_env)
        if not found:
            raise ConfigurationError(f"The environment variable {told.password_env} is not set")
        return found
    return None


def _config(told: argparse.Namespace) -> Any:
    from psbridge.server.winrmconfig import WinRMConfig

    config = WinRMConfig(allow_unencrypted=told.allow_unencrypted, keytab=told.keytab)
    return replace(config, schemes=tuple(word.strip().lower() for word in told.auth.split(","))) if told.auth else config


def _facts(host: Any, told: argparse.Namespace) -> dict[str, Any]:
    made: dict[str, Any] = {"name": host.name, "user": host.username}
    if host.port:
        made |= {"url": host.url, "port": host.port}
    if host.https_port:
        made |= {"https_url": host.https_url, "https_port": host.https_port}
    if not (told.password_file or told.password_env):
        made["password"] = host.password
    return made


def _write_inventory(path: str | None, hosts: list[Any]) -> None:
    """Where each host is and who may log on; the password stays in PSBRIDGE_PASSWORD, which the bridge reads by itself."""
    if not path:
        return
    lines = [f"[defaults]\nusername = {json.dumps(hosts[0].username)}"]
    for host in hosts:
        if host.port:
            lines += [f"\n[hosts.{json.dumps(host.machine.name)}]", f"address = {json.dumps(host.host)}", f"port = {host.port}"]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _announce(facts: dict[str, Any], ready_file: str | None) -> None:
    line = json.dumps(facts)
    if ready_file:
        target = Path(ready_file)
        partial = target.with_name(target.name + ".part")
        partial.touch(0o600)
        partial.write_text(line + "\n", encoding="utf-8")
        partial.replace(target)
    print(line, flush=True)


def _status(host: Any) -> None:
    if sys.stderr.isatty():
        from rich.console import Console

        text = f"[bold]{host.name}[/] is ready for [bold]{host.username}[/]: {host.url} {host.https_url}  (Ctrl+C stops it)"
        Console(stderr=True).print(text)
