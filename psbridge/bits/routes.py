"""By which way a server is reached: directly or through a proxy, and which proxies are tried in which order.  Touches nothing but the
environment that is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from psbridge.bits.codes import BitsError
from psbridge.bits.places import bypasses
from psbridge.bits.settings import Settings

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy; `secure` when the proxy itself speaks TLS."""

    host: str
    port: int
    secure: bool = False
    user: str = ""
    password: str = ""


Route = Proxy | None


def proxy_of(text: str) -> Proxy:
    """`http://host:port`, `host:port` or `host`; the port is 80 unless said otherwise."""
    words = text.strip()
    parts = urlsplit(words if "//" in words else f"//{words}")
    scheme = parts.scheme or "http"
    try:
        port = parts.port
    except ValueError as problem:
        raise BitsError("INVALID_PROXY_INFO", where=text) from problem
    if not parts.hostname or scheme not in _PORTS:
        raise BitsError("INVALID_PROXY_INFO", where=text)
    return Proxy(parts.hostname, port or _PORTS[scheme], scheme == "https", unquote(parts.username or ""), unquote(parts.password or ""))


def routes(settings: Settings, scheme: str, host: str, environment: Mapping[str, str]) -> list[Route]:
    """The ways to `host`, in the order of trying.  Without a list of its own a job goes as the environment says."""
    if settings.proxy_usage == "NoProxy":
        return [None]
    if settings.proxy_usage == "Override":
        if bypasses(host, settings.proxy_bypass):
            return [None]
        return [proxy_of(text) for text in settings.proxy_list]
    return _of_environment(scheme, host, environment)


def _of_environment(scheme: str, host: str, environment: Mapping[str, str]) -> list[Route]:
    """http_proxy, https_proxy, all_proxy and no_proxy, as other programs on Linux read them (HTTP_PROXY is not read: CGI sets it)."""

    def get(name: str) -> str:
        return environment.get(name) or (environment.get(name.upper(), "") if name != "http_proxy" else "")

    excluded = [word.strip() for word in get("no_proxy").split(",") if word.strip()]
    if any(word == "*" or host == word.lstrip(".") or host.endswith("." + word.lstrip(".")) for word in excluded):
        return [None]
    told = get(f"{scheme}_proxy") or get("all_proxy")
    return [proxy_of(told)] if told else [None]
