"""Passwords: from the environment, the keyring or a prompt; never from a command line, never written anywhere.

Decides the order: what the inventory names, then PSBRIDGE_PASSWORD, then a prompt where somebody sits at a terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.trace import Secret

DEFAULT_VARIABLE = "PSBRIDGE_PASSWORD"


def password_of(options: Mapping[str, Any]) -> Secret | None:
    """The password that options name; None when they name none (Kerberos and certificates need none)."""
    variable = options.get("password_env")
    if variable:
        found = os.environ.get(str(variable))
        if found is None:
            raise ConfigurationError(
                f"The environment variable {variable} is not set", where="password_env", hint="Set it to the password."
            )
        return Secret(found)
    service = options.get("password_keyring")
    if service:
        return _from_keyring(str(service), str(options.get("username", "")))
    found = os.environ.get(DEFAULT_VARIABLE)
    return Secret(found) if found is not None else None


def _from_keyring(service: str, user: str) -> Secret:
    try:
        import keyring
    except ImportError as problem:
        raise ConfigurationError("The keyring is not available", where="password_keyring", hint="pip install keyring") from problem
    found = keyring.get_password(service, user)
    if found is None:
        raise ConfigurationError(f"The keyring has no password of {user!r} for {service!r}", hint=f"Add it: keyring set {service} {user}")
    return Secret(found)


def ask(user: str, host: str) -> Secret | None:
    """A password typed at the terminal; None without one."""
    if not sys.stdin.isatty():
        return None
    import getpass

    return Secret(getpass.getpass(f"Password of {user} for {host}: "))
