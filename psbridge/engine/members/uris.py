"""System.Uri and System.UriBuilder."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from psbridge.engine.members.arguments import bad_argument, invalid_operation, null_argument, out_of_range
from psbridge.engine.members.table import fill
from psbridge.objects.containers import TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import Uri
from psbridge.objects.uris import SCHEME, check_host, is_absolute

_PORTS = {
    "http": 80,
    "https": 443,
    "ftp": 21,
    "ssh": 22,
    "ldap": 389,
    "gopher": 70,
    "nntp": 119,
    "telnet": 23,
    "ws": 80,
    "wss": 443,
    "mailto": 25,
}
_HEX = frozenset("0123456789abcdefABCDEF")
_KEEP = "!#$%&'()*+,/:;=?@[]-._~"
STRING = find_type("System.String")


def _from_hex(digit: Any) -> int:
    if str(digit) not in _HEX:
        raise bad_argument("digit")
    return int(str(digit), 16)


def _hex_escape(character: Any) -> str:
    if ord(str(character)) > 255:
        raise out_of_range("character")
    return f"%{ord(str(character)):02X}"


def _is_encoded(pattern: str, index: int) -> bool:
    return pattern[index : index + 1] == "%" and len(pattern) - index >= 3 and _HEX.issuperset(pattern[index + 1 : index + 3])


def _hex_unescape(pattern: str, index: Any) -> Char:
    """The character at an index, which goes on behind it."""
    at = index.value
    if not 0 <= at < len(pattern):
        raise out_of_range("index")
    encoded = _is_encoded(pattern, at)
    index.value = at + (3 if encoded else 1)
    return Char(chr(int(pattern[at + 1 : at + 3], 16)) if encoded else pattern[at])


def split(uri: Uri) -> urllib.parse.SplitResult:
    """The pieces of an absolute URI; a rooted path counts as a file, as on Unix."""
    text = uri.text.strip()
    if not is_absolute(uri.text):
        raise invalid_operation("This operation is not supported for a relative URI.")
    if text.startswith("/"):
        text = "file://" + text
    return urllib.parse.urlsplit(text)


def _path(uri: Uri) -> str:
    found = split(uri)
    path = found.path
    if found.netloc or found.scheme == "file":
        path = _without_dots(path) or "/"
    return urllib.parse.quote(path, safe=_KEEP + "%")


def _without_dots(path: str) -> str:
    out: list[str] = []
    parts = path.split("/")
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if part == ".":
            out += [""] * last
        elif part == "..":
            if len(out) > 1:
                out.pop()
            out += [""] * last
        else:
            out.append(part)
    return "/".join(out)


def _query(uri: Uri) -> str:
    found = split(uri).query
    return "?" + urllib.parse.quote(found, safe=_KEEP + "%") if found else ""


def _fragment(uri: Uri) -> str:
    found = split(uri).fragment
    return "#" + urllib.parse.quote(found, safe=_KEEP + "%") if found else ""


def host(uri: Uri) -> str:
    name = split(uri).hostname or ""
    return f"[{name}]" if ":" in name else name


def port(uri: Uri) -> int:
    found = split(uri)
    return found.port if found.port is not None else _PORTS.get(found.scheme.lower(), -1)


def authority(uri: Uri) -> str:
    found = split(uri)
    shown = f":{found.port}" if found.port is not None and found.port != _PORTS.get(found.scheme.lower()) else ""
    return host(uri) + shown


def absolute(uri: Uri) -> str:
    found = split(uri)
    user = f"{found.netloc.rpartition('@')[0]}@" if "@" in found.netloc else ""
    slashes = "//" if found.netloc or found.scheme == "file" else ""
    return f"{found.scheme.lower()}:{slashes}{user}{authority(uri)}{_path(uri)}{_query(uri)}{_fragment(uri)}"


def segments(uri: Uri) -> TypedArray:
    return TypedArray(STRING, re.findall(r"[^/]*/|[^/]+$", _path(uri)))


def host_type(uri: Uri) -> Any:
    name = split(uri).hostname or ""
    kind = 1 if not name else 3 if re.fullmatch(r"[\d.]+", name) else 4 if ":" in name else 2
    return find_type("System.UriHostNameType").python(kind)  # type: ignore[misc]


def text_of(uri: Uri) -> str:
    """ToString: the canonical form with escapes that are safe undone."""
    if not is_absolute(uri.text):
        return uri.text
    text = absolute(uri)
    return re.sub(r"%(?!25|23|3[fF]|2[fF]|5[cC]|[01])[0-7][0-9a-fA-F]", lambda m: urllib.parse.unquote(m[0]), text)


def _checked(text: str, kind: int) -> Uri:
    made = Uri(text)
    absolute_form = is_absolute(text)
    if kind == 1 and not absolute_form:
        raise NetError.of("System.UriFormatException", "Invalid URI: The format of the URI could not be determined.")
    if kind == 2 and absolute_form:
        raise NetError.of(
            "System.UriFormatException", "A relative URI cannot be created because the 'uriString' parameter represents an absolute URI."
        )
    check_host(text)
    return made


def new(*args: Any) -> Uri:
    if args[0] is None:
        raise null_argument("uriString")
    if isinstance(args[0], Uri):
        other = args[1].text if isinstance(args[1], Uri) else args[1] or ""
        return Uri(urllib.parse.urljoin(absolute(args[0]), other))
    return _checked(args[0], int(args[1]) if len(args) > 1 else 1)


def try_create(*args: Any) -> bool:
    try:
        args[-1].value = new(*args[:-1])
    except NetError:
        args[-1].value = None
        return False
    return True


def well_formed(text: Any, kind: Any) -> bool:
    try:
        made = _checked(text, int(kind))
    except NetError:
        return False
    return bool(re.fullmatch(r"[^\s<>\"\\^`{|}]*", text)) and not re.search(r"%(?![0-9a-fA-F]{2})", text) and bool(made)


def left_part(uri: Uri, part: Any) -> str:
    scheme = f"{split(uri).scheme.lower()}://"
    return (scheme, scheme + authority(uri), scheme + authority(uri) + _path(uri), scheme + authority(uri) + _path(uri) + _query(uri))[
        int(part)
    ]


def escape_data(text: str) -> str:
    if text is None:
        raise null_argument("stringToEscape")
    return urllib.parse.quote(text, safe="-._~")


def make_relative(base: Uri, other: Uri) -> Uri:
    if left_part(base, 1) != left_part(other, 1):
        return other
    here, there = _path(base).split("/")[:-1], _path(other).split("/")
    same = 0
    while same < len(here) and same < len(there) - 1 and here[same] == there[same]:
        same += 1
    return Uri("../" * (len(here) - same) + "/".join(there[same:]) + _query(other) + _fragment(other))


_LINES = """
string AbsolutePath {get;}
string AbsoluteUri {get;}
string LocalPath {get;}
string Authority {get;}
System.UriHostNameType HostNameType {get;}
bool IsDefaultPort {get;}
bool IsFile {get;}
bool IsLoopback {get;}
string PathAndQuery {get;}
string[] Segments {get;}
bool IsUnc {get;}
string Host {get;}
int Port {get;}
string Query {get;}
string Fragment {get;}
string Scheme {get;}
string OriginalString {get;}
string DnsSafeHost {get;}
string IdnHost {get;}
bool IsAbsoluteUri {get;}
bool UserEscaped {get;}
string UserInfo {get;}
new(string uriString)
new(string uriString, System.UriKind uriKind)
new(uri baseUri, string relativeUri)
new(uri baseUri, uri relativeUri)
bool Equals(System.Object comparand)
string GetLeftPart(System.UriPartial part)
bool IsBaseOf(uri uri)
bool IsWellFormedOriginalString()
uri MakeRelativeUri(uri uri)
string ToString()
static string UriSchemeHttp {get;}
static string UriSchemeHttps {get;}
static string UriSchemeFile {get;}
static string UriSchemeFtp {get;}
static string SchemeDelimiter {get;}
static string EscapeDataString(string stringToEscape)
static string EscapeUriString(string stringToEscape)
static string UnescapeDataString(string stringToUnescape)
static bool IsWellFormedUriString(string uriString, System.UriKind uriKind)
static bool CheckSchemeName(string schemeName)
static int FromHex(char digit)
static string HexEscape(char character)
static char HexUnescape(string pattern, [ref] int index)
static bool IsHexDigit(char character)
static bool IsHexEncoding(string pattern, int index)
static System.UriHostNameType CheckHostName(string name)
static bool TryCreate(string uriString, System.UriKind uriKind, [ref] uri result)
static bool TryCreate(uri baseUri, string relativeUri, [ref] uri result)
"""
fill(
    "System.Uri",
    _LINES,
    {
        "new": new,
        "AbsolutePath": _path,
        "AbsoluteUri": absolute,
        "Authority": authority,
        "DnsSafeHost": host,
        "Fragment": _fragment,
        "Host": host,
        "HostNameType": host_type,
        "IdnHost": host,
        "IsAbsoluteUri": lambda u: is_absolute(u.text),
        "IsDefaultPort": lambda u: port(u) == _PORTS.get(split(u).scheme.lower(), -1),
        "IsFile": lambda u: split(u).scheme == "file",
        "IsLoopback": lambda u: host(u) in ("localhost", "127.0.0.1", "[::1]") or (split(u).scheme == "file" and not host(u)),
        "IsUnc": lambda u: u.text.startswith("\\\\") or (split(u).scheme == "file" and bool(host(u))),
        "LocalPath": lambda u: urllib.parse.unquote(split(u).path) or "/",
        "OriginalString": "text",
        "PathAndQuery": lambda u: _path(u) + _query(u),
        "Port": port,
        "Query": _query,
        "Scheme": lambda u: split(u).scheme.lower(),
        "Segments": segments,
        "UserEscaped": lambda u: False,
        "UserInfo": lambda u: split(u).netloc.rpartition("@")[0],
        "Equals": lambda a, b: isinstance(unwrap(b), Uri) and text_of(a) == text_of(unwrap(b)),
        "GetLeftPart": left_part,
        "IsBaseOf": lambda a, b: absolute(b).startswith(absolute(a).rpartition("/")[0] + "/"),
        "IsWellFormedOriginalString": lambda u: well_formed(u.text, 0),
        "MakeRelativeUri": make_relative,
        "ToString": text_of,
        "::UriSchemeHttp": "http",
        "::UriSchemeHttps": "https",
        "::UriSchemeFile": "file",
        "::UriSchemeFtp": "ftp",
        "::SchemeDelimiter": "://",
        "::EscapeDataString": escape_data,
        "::EscapeUriString": lambda text: urllib.parse.quote(text, safe="-._~!#$&'()*+,/:;=?@[]"),
        "::UnescapeDataString": urllib.parse.unquote,
        "::IsWellFormedUriString": well_formed,
        "::FromHex": _from_hex,
        "::HexEscape": _hex_escape,
        "::HexUnescape": _hex_unescape,
        "::IsHexDigit": lambda character: str(character) in _HEX,
        "::IsHexEncoding": _is_encoded,
        "::CheckSchemeName": lambda name: bool(name) and bool(SCHEME.fullmatch(name + ":")),
        "::CheckHostName": lambda name: host_type(Uri(f"http://{name}/")) if name else host_type(Uri("file:///")),
        "::TryCreate": try_create,
    },
)


class UriBuilder(NetObject):
    """A URI in pieces that can be changed."""

    __slots__ = ("fragment", "host", "password", "path", "port", "query", "scheme", "user")
    net_type = define("System.UriBuilder")

    def __init__(self, *args: Any) -> None:
        super().__init__()
        self.scheme, self.host, self.port, self.path = "http", "localhost", -1, "/"
        self.query = self.fragment = self.user = self.password = ""
        if len(args) == 1:
            self._take(args[0] if isinstance(args[0], Uri) else Uri(args[0] if SCHEME.match(args[0]) else "http://" + args[0]))
        else:
            for name, value in zip(("scheme", "host", "port", "path", "query"), args, strict=False):
                setattr(self, name, value)

    def _take(self, uri: Uri) -> None:
        found = split(uri)
        self.scheme, self.host, self.port, self.path = found.scheme.lower(), host(uri), port(uri), _path(uri)
        self.query, self.fragment = _query(uri), _fragment(uri)
        self.user, self.password = found.username or "", found.password or ""

    def written(self) -> str:
        user = f"{self.user}{':' + self.password if self.password else ''}@" if self.user else ""
        number = f":{self.port}" if self.port >= 0 else ""
        query = f"?{self.query.lstrip('?')}" if self.query else ""
        fragment = f"#{self.fragment.lstrip('#')}" if self.fragment else ""
        path = self.path if self.path.startswith("/") else "/" + self.path
        return f"{self.scheme}://{user}{self.host}{number}{path}{query}{fragment}"

    __str__ = written


fill(
    UriBuilder.net_type,
    """
    new()
    new(string uri)
    new(uri uri)
    new(string scheme, string host)
    new(string scheme, string host, int port)
    new(string scheme, string host, int port, string path)
    new(string scheme, string host, int port, string path, string extraValue)
    string Fragment {get;set;}
    string Host {get;set;}
    string Password {get;set;}
    string Path {get;set;}
    int Port {get;set;}
    string Query {get;set;}
    string Scheme {get;set;}
    uri Uri {get;}
    string UserName {get;set;}
    string ToString()
    """,
    {
        "new": UriBuilder,
        "Fragment": "fragment",
        "Host": "host",
        "Password": "password",
        "Path": "path",
        "Port": "port",
        "Query": "query",
        "Query=": lambda b, text: setattr(b, "query", "?" + text.lstrip("?") if text else ""),
        "Scheme": "scheme",
        "Uri": lambda b: Uri(b.written()),
        "UserName": "user",
        "ToString": UriBuilder.written,
    },
)
