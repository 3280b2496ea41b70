"""Connection facts, and the transports that they mean: one place for Python's keywords, inventories and cmdlets.

Decides defaults, and that secrets stay wrapped until a transport needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.trace import Secret
from psbridge.transports.carrier import Transport

_WSMAN = frozenset(
    [
        "port",
        "username",
        "password",
        "auth",
        "ssl",
        "path",
        "verify",
        "encryption",
        "proxy",
        "no_proxy",
        "connect_timeout",
        "operation_timeout",
        "retries",
        "backoff",
        "certificate",
        "certificate_key",
        "locale",
        "data_locale",
        "max_envelope_size",
        "negotiate",
        "credssp",
        "skip_ca_check",
        "skip_cn_check",
        "include_port_in_spn",
        "proxy_username",
        "proxy_password",
        "max_redirections",
    ]
)
_CLIENT = frozenset(["max_object_size", "max_data_per_command", "cancel_timeout"])  # what the session itself watches
_PLACE = re.compile(r"([^:\s]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")
_SHELL = frozenset(["configuration_name", "idle_timeout", "buffer_mode", "name", "no_profile", "listen", "retry_time"])


@dataclass(frozen=True, slots=True)
class Connection:
    """How a host is reached.  `words` are the settings of its transport by name."""

    host: str
    transport: str = "wsman"
    words: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, host: str, transport: str = "wsman", **words: Any) -> Connection:
        """From keywords; None means that it was not said.  A host may bring its port along: web01:15985, [::1]:5985."""
        told = {name: value for name, value in words.items() if value is not None}
        for name in ("password", "proxy_password"):
            if isinstance(told.get(name), str):
                told[name] = Secret(told[name])
        place = _PLACE.fullmatch(host)
        if place is not None and "port" not in told:
            told = {"address": place[1].strip("[]"), **told, "port": int(place[2])}
        if transport not in _MAKERS:
            known = ", ".join(name for name in _MAKERS if name in _KNOWN)
            raise ConfigurationError(f"There is no transport {transport!r}", hint=f"Known: {known}.")
        return _checked(cls(host, transport, told))

    def with_words(self, **words: Any) -> Connection:
        return replace(self, words={**self.words, **words})

    @property
    def configuration_name(self) -> str:
        default = "Microsoft.PowerShell" if self.transport == "wsman" else "DefaultShell"
        return str(self.words.get("configuration_name", default))

    @property
    def can_disconnect(self) -> bool:
        return self.transport == "wsman"

    def make(self) -> Transport:
        """A new transport, not connected."""
        return _MAKERS[self.transport](self)  # type: ignore[no-any-return]

    def client_options(self) -> dict[str, Any]:
        """What the words say to the session over the transport."""
        made = {name: self.words[name] for name in ("max_data_per_command", "cancel_timeout") if name in self.words}
        if "max_object_size" in self.words:
            from psbridge.psrp import FragmentLimits

            made["limits"] = FragmentLimits(int(self.words["max_object_size"]), int(self.words["max_object_size"]))
        return made

    def public(self) -> dict[str, Any]:
        """The settings that may be written down: no secrets."""
        return {
            "transport": self.transport,
            **{name: value for name, value in self.words.items() if isinstance(value, str | int | float | bool) and name not in _PRIVATE},
        }


_KNOWN = {
    "wsman": _WSMAN | _SHELL | _CLIENT | {"address", "ca_file"},
    "winrs": _WSMAN | _CLIENT | {"address", "ca_file"},
    "ssh": _CLIENT | {"address", "port", "username", "key_file", "subsystem", "connect_timeout", "ssh_options", "program", "extra"},
    "process": frozenset(["command", "environment", "directory"]) | _CLIENT,
}


def _checked(connection: Connection) -> Connection:
    """The connection, if its transport has all that was said: nothing is read over."""
    known = _KNOWN.get(connection.transport)
    unknown = sorted(set(connection.words) - known) if known is not None else []
    if unknown:
        assert known is not None
        near = get_close_matches(unknown[0], known, 1)
        elsewhere = [name for name, words in _KNOWN.items() if unknown[0] in words]
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(known))}."
        if elsewhere:
            hint = f"It is one of {' and '.join(elsewhere)}."
        raise ConfigurationError(f"A {connection.transport} session has no setting {unknown[0]!r}", where=connection.host, hint=hint)
    return connection


_PRIVATE = frozenset(("password", "certificate_key", "key_file"))


def _target(connection: Connection) -> Any:
    from psbridge.transports.wsmanlink import Target

    words = {name: value for name, value in connection.words.items() if name in _WSMAN}
    address = connection.words.get("address") or connection.host
    if words.get("auth") == "certificate" and not (words.get("certificate") and words.get("certificate_key")):
        raise ConfigurationError(
            "A log-on with a certificate needs the files of the certificate and of its key",
            where=connection.host,
            hint="Name them: certificate and certificate_key, in the inventory or as options of the session.",
        )
    return Target(str(address), name=connection.host, **words)


def wsman_target(connection: Connection) -> Any:
    """Where the WSMan service of a connection is."""
    return _target(connection)


def _wsman(connection: Connection) -> Transport:
    from psbridge.transports.wsman import ShellOptions, WSManTransport

    _checked(connection)
    if "ca_file" in connection.words:
        connection = connection.with_words(verify=connection.words["ca_file"])
    options = {name: value for name, value in connection.words.items() if name in _SHELL}
    return WSManTransport(_target(connection), ShellOptions(**options))


def _winrs(connection: Connection) -> Transport:
    from psbridge.transports.winrssession import WinrsTransport

    _checked(connection)
    if "ca_file" in connection.words:
        connection = connection.with_words(verify=connection.words["ca_file"])
    return WinrsTransport(_target(connection))


def _ssh(connection: Connection) -> Transport:
    from psbridge.transports.ssh import SshTransport

    names = {"port": "port", "username": "user", "key_file": "key_file", "subsystem": "subsystem", "connect_timeout": "connecting_timeout"}
    words = {names[name]: value for name, value in connection.words.items() if name in names}
    words["options"] = connection.words.get("ssh_options")
    words["program"] = connection.words.get("program", "ssh")
    words["extra"] = connection.words.get("extra", ())
    return SshTransport(str(connection.words.get("address") or connection.host), **words)


def _process(connection: Connection) -> Transport:
    from psbridge.transports.process import ProcessTransport, own_server

    command = connection.words.get("command") or own_server("-NoProfile")
    return ProcessTransport(list(command), environment=connection.words.get("environment"), directory=connection.words.get("directory"))


def _given(connection: Connection) -> Transport:
    make = connection.words["make"]
    return make()  # type: ignore[no-any-return]


def _nowhere(connection: Connection) -> Transport:
    """An emulated machine has no network: the names of real computers mean nothing there."""
    from psbridge.errors import ConnectionFailed
    from psbridge.transports.refused import RefusedTransport

    where = f"http://{connection.host}:5985/wsman"
    return RefusedTransport(ConnectionFailed(f"The name {connection.host!r} is not known on this emulated machine", where=where))


_MAKERS: dict[str, Any] = {"wsman": _wsman, "winrs": _winrs, "ssh": _ssh, "process": _process, "given": _given, "nowhere": _nowhere}


def from_inventory(host: str, options: Mapping[str, Any]) -> Connection:
    """The connection that an inventory's options mean; the password comes from where they say."""
    from psbridge.sessions.credentials import password_of

    words = dict(options)
    transport = str(words.pop("transport", "wsman"))
    given = words.pop("password", None)  # what a caller says itself counts before what the inventory names
    secret = given if given is not None else password_of(words)
    for name in ("password_env", "password_keyring"):
        words.pop(name, None)
    if transport not in ("wsman", "winrs"):
        words = {name: value for name, value in words.items() if name in _KNOWN.get(transport, ())}
        secret = None
    else:
        words.pop("key_file", None)
    return Connection.of(host, transport, password=secret, **words)


__all__ = ["Connection", "from_inventory", "wsman_target"]
