"""Which texts are URIs: whether they are absolute, and what .NET refuses about their hosts."""

from __future__ import annotations

import re

from psbridge.objects.exceptions import NetError

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_WEB = re.compile(r"\s*https?:", re.IGNORECASE)
_AUTHORITY = re.compile(r"\s*https?:(?:[\\/]{2})?([^/?#\\]*)", re.IGNORECASE)
_NO_HOST = re.compile(r"[\s<>\"^`{|}\\]")
_PORT = re.compile(r"[^\]]*:(?P<port>[^:\]]*)$")


def is_absolute(text: str) -> bool:
    """Whether a text has a scheme; a rooted path counts as a file, as on Unix."""
    text = text.strip()
    return bool(SCHEME.match(text)) or (text.startswith("/") and not text.startswith("//?"))


def check_host(text: str) -> None:
    """Refuse a web address whose port is no port or whose host is no host."""
    found = _AUTHORITY.match(text) if _WEB.match(text) else None
    if found is None:
        return
    host = found[1].strip().rpartition("@")[2]
    port = _PORT.match(host) if not host.endswith("]") else None
    if port is not None:
        if port["port"] and not (port["port"].isascii() and port["port"].isdigit() and int(port["port"]) < 65536):
            raise _refused("Invalid port specified.")
        host = host[: port.start("port") - 1]
    if not host or _NO_HOST.search(host):
        raise _refused("The hostname could not be parsed.")


def _refused(what: str) -> NetError:
    return NetError.of("System.UriFormatException", f"Invalid URI: {what}")
