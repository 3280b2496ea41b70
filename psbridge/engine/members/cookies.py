"""System.Net.Cookie, CookieCollection and CookieContainer, over Python's cookie jar.

The jar is what the web commands send from and store into; the container is how scripts see it.
"""

from __future__ import annotations

import http.cookiejar
import urllib.request
from collections.abc import Iterator
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.table import IndexedProperty
from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.convert.enumeration import register_enumerable
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import DateTime, Uri

_N = "System.Net."
_UNIX = 621_355_968_000_000_000  # ticks at 1970


class Cookie(NetObject):
    """One cookie."""

    __slots__ = ("comment", "domain", "expires", "http_only", "name", "path", "port", "secure", "value")
    net_type = define(_N + "Cookie")
    PROPERTIES = {
        "Comment": "comment",
        "Discard": "discard",
        "Domain": Property("Domain", lambda one: one.domain, lambda one, value: setattr(one, "domain", value), "System.String"),
        "Expired": "expired",
        "Expires": Property("Expires", lambda one: one.expires, lambda one, value: setattr(one, "expires", value), "System.DateTime"),
        "HttpOnly": Property("HttpOnly", lambda one: one.http_only, lambda one, value: setattr(one, "http_only", value), "System.Boolean"),
        "Name": Property("Name", lambda one: one.name, lambda one, value: setattr(one, "name", value), "System.String"),
        "Path": Property("Path", lambda one: one.path, lambda one, value: setattr(one, "path", value), "System.String"),
        "Port": "port",
        "Secure": Property("Secure", lambda one: one.secure, lambda one, value: setattr(one, "secure", value), "System.Boolean"),
        "Value": Property("Value", lambda one: one.value, lambda one, value: setattr(one, "value", value), "System.String"),
    }

    def __init__(self, name: str = "", value: str = "", path: str = "", domain: str = "") -> None:
        super().__init__()
        if (name and any(char in name for char in "=;, \t\r\n")) or name.startswith("$"):
            raise NetError.of(_N + "CookieException", f"The 'Name'='{name}' part of the cookie is invalid.")
        self.name, self.value, self.path, self.domain = name, value, path, domain
        self.comment, self.port = "", ""
        self.secure = self.http_only = False
        self.expires = DateTime(0, 0)

    @property
    def discard(self) -> bool:
        return False

    @property
    def expired(self) -> bool:
        return self.expires.ticks != 0 and self.expires.to_utc().ticks <= DateTime.now().to_utc().ticks

    def __str__(self) -> str:
        return f"{self.name}={self.value}" if self.name else ""

    def kept(self, host: str = "") -> http.cookiejar.Cookie:
        """The same as the jar keeps it."""
        domain = self.domain or host
        moment = None if self.expires.ticks == 0 else (self.expires.to_utc().ticks - _UNIX) // 10_000_000
        rest = {"HttpOnly": ""} if self.http_only else {}
        dotted = domain.startswith(".")
        jar_domain = domain if "." in domain else f"{domain}.local"
        return http.cookiejar.Cookie(
            0, self.name, self.value, None, False, jar_domain, bool(self.domain), dotted, self.path or "/", bool(self.path), self.secure,
            moment, moment is None, None, None, rest,
        )  # fmt: skip

    @classmethod
    def shown(cls, kept: http.cookiejar.Cookie) -> Cookie:
        """A cookie of the jar for scripts."""
        made = cls()
        made.name, made.value, made.path = kept.name, kept.value or "", kept.path
        made.domain = kept.domain.removesuffix(".local")
        made.secure, made.http_only = bool(kept.secure), kept.has_nonstandard_attr("HttpOnly")
        if kept.expires:
            made.expires = DateTime(_UNIX + int(kept.expires) * 10_000_000, 1).to_local()
        return made


class CookieCollection(NetObject):
    """Cookies, by number and by name."""

    __slots__ = ("cookies",)
    net_type = define(_N + "CookieCollection", interfaces=("System.Collections.ICollection",))
    PROPERTIES = {"Count": "count"}

    def __init__(self, cookies: list[Cookie] | None = None) -> None:
        super().__init__()
        self.cookies = cookies or []

    @property
    def count(self) -> int:
        return len(self.cookies)

    def __iter__(self) -> Iterator[Cookie]:
        return iter(self.cookies)

    def __len__(self) -> int:
        return len(self.cookies)

    def add(self, cookie: Any) -> None:
        bare = unwrap(cookie)
        self.cookies += bare.cookies if isinstance(bare, CookieCollection) else [bare]

    def item(self, key: Any) -> Cookie | None:
        bare = unwrap(key)
        if isinstance(bare, int):
            if not 0 <= bare < len(self.cookies):
                text = "Specified argument was out of the range of valid values."
                raise NetError.of("System.ArgumentOutOfRangeException", f"{text} (Parameter 'index')")
            return self.cookies[bare]
        return next((one for one in self.cookies if one.name.lower() == str(bare).lower()), None)


class CookieContainer(NetObject):
    """A jar of cookies of all hosts."""

    __slots__ = ("jar",)
    net_type = define(_N + "CookieContainer")
    PROPERTIES = {"Capacity": "capacity", "Count": "count", "MaxCookieSize": "largest", "PerDomainCapacity": "per_domain"}
    capacity, largest, per_domain = 300, 4096, 20

    def __init__(self) -> None:
        super().__init__()
        self.jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(rfc2965=False, netscape=True))

    @property
    def count(self) -> int:
        return len(self.jar)

    def add(self, *arguments: Any) -> None:
        """Add(cookie), Add(collection), Add(uri, cookie), Add(uri, collection)."""
        *place, what = (unwrap(one) for one in arguments)
        if what is None:
            raise null_argument("cookie")
        host = _address(place[0])[0] if place else ""
        for cookie in what if isinstance(what, CookieCollection) else (what,):
            if not cookie.name:
                raise NetError.of(_N + "CookieException", "The 'Name'='' part of the cookie is invalid.")
            if not host and not cookie.domain:
                raise bad_argument("The parameter 'cookie.Domain' cannot be an empty string.", "cookie.Domain")
            self.jar.set_cookie(cookie.kept(host))

    def set_cookies(self, uri: Any, header: str) -> None:
        """Take what a Set-Cookie header says for an address."""
        request = urllib.request.Request(_address(uri)[1])  # noqa: S310 - nothing is opened: it names a host and a path
        for text in _headers(header):
            for cookie in self.jar.make_cookies(_Response(text), request):  # type: ignore[arg-type]
                self.jar.set_cookie(cookie)

    def get_cookies(self, uri: Any) -> CookieCollection:
        """What would be sent to an address."""
        host, text = _address(uri)
        path = "/" + text.partition("://")[2].partition("/")[2].partition("?")[0]
        secure = text.lower().startswith("https:")
        fitting = (one for one in self.jar if _goes_to(one, host, path) and (secure or not one.secure) and not one.is_expired())
        return CookieCollection([Cookie.shown(one) for one in fitting])

    def header(self, uri: Any) -> str:
        return "; ".join(str(one) for one in self.get_cookies(uri))


def _goes_to(kept: http.cookiejar.Cookie, host: str, path: str) -> bool:
    """Whether a cookie is meant for a host and a path."""
    domain = kept.domain.removesuffix(".local").lower()
    bare = domain.lstrip(".")
    near = host == bare or (kept.domain_specified and host.endswith(f".{bare}"))
    return near and (path == kept.path or path.startswith(kept.path.rstrip("/") + "/"))


class _Response:
    """A Set-Cookie header as the jar reads it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def info(self) -> _Response:
        return self

    def get_all(self, name: str, default: Any = None) -> Any:
        return [self.text] if name.lower() == "set-cookie" else default


def _headers(text: str) -> list[str]:
    """Several cookies in one header: a comma parts them where a name and an equals sign follow."""
    parts: list[str] = []
    for piece in text.split(","):
        head = piece.split(";")[0]
        if parts and "=" not in head:
            parts[-1] += "," + piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts]


def _address(uri: Any) -> tuple[str, str]:
    """Host and text of an absolute address."""
    bare = unwrap(uri)
    if bare is None:
        raise null_argument("uri")
    text = bare.text if isinstance(bare, Uri) else str(bare)
    host = text.partition("://")[2].split("/")[0].rpartition("@")[2].split(":")[0]
    if not host:
        raise bad_argument("This operation is not supported for a relative URI.", "uri")
    return host.lower(), text


register_enumerable(CookieCollection, iter)
declare(Cookie.net_type).constructor = Method(
    "new",
    Cookie,
    (
        "Cookie()",
        "Cookie(string name, string value)",
        "Cookie(string name, string value, string path)",
        "Cookie(string name, string value, string path, string domain)",
    ),
)
declare(CookieCollection.net_type).constructor = Method("new", CookieCollection, ("CookieCollection()",))
declare(CookieContainer.net_type).constructor = Method("new", CookieContainer, ("CookieContainer()",))
declare(CookieCollection.net_type).methods.update(
    add=Method("Add", CookieCollection.add, ("void Add(System.Net.Cookie cookie)", "void Add(System.Net.CookieCollection cookies)")),
    item=IndexedProperty(
        "Item",
        CookieCollection.item,
        ("System.Net.Cookie Item(int index) {get;}", "System.Net.Cookie Item(string name) {get;}"),
    ),
)
declare(CookieContainer.net_type).methods.update(
    add=Method(
        "Add",
        CookieContainer.add,
        (
            "void Add(System.Net.Cookie cookie)",
            "void Add(System.Net.CookieCollection cookies)",
            "void Add(uri uri, System.Net.Cookie cookie)",
            "void Add(uri uri, System.Net.CookieCollection cookies)",
        ),
    ),
    getcookies=Method("GetCookies", CookieContainer.get_cookies, ("System.Net.CookieCollection GetCookies(uri uri)",)),
    getcookieheader=Method("GetCookieHeader", CookieContainer.header, ("string GetCookieHeader(uri uri)",)),
    setcookies=Method("SetCookies", CookieContainer.set_cookies, ("void SetCookies(uri uri, string cookieHeader)",)),
)
