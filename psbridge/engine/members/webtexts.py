"""System.Net.WebUtility and System.Web.HttpUtility: texts as HTML, as parts of addresses and as JavaScript."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import needed
from psbridge.engine.members.specialized import NameValueCollection
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.nettypes import define

register_types("System.Net.WebUtility\nSystem.Web.HttpUtility\nSystem.Security.SecurityElement")
_ESCAPE = re.compile("%[0-9A-F]{2}")


def _or_null(function: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda text: None if text is None else function(text)


def url_encode(text: str) -> str:
    return urllib.parse.quote_plus(text, safe="-_.!*()")


def form_encoded(text: str) -> str:
    """The same with small hexadecimal digits."""
    return _ESCAPE.sub(lambda m: m[0].lower(), url_encode(text))


def html_encode(text: str) -> str:
    escaped = html.escape(text, quote=True).replace("&#x27;", "&#39;")
    return re.sub("[\u00a0-\u00ff]|[\U00010000-\U0010ffff]", lambda m: f"&#{ord(m[0])};", escaped)


def attribute_encode(text: str) -> str:
    for mark, name in (("&", "&amp;"), ('"', "&quot;"), ("'", "&#39;"), ("<", "&lt;")):
        text = text.replace(mark, name)
    return text


def path_encode(text: str) -> str:
    """The part before a query: blanks and what is not ASCII."""
    path, mark, query = text.partition("?")
    found = "".join(c if "!" <= c <= "~" else urllib.parse.quote(c) for c in path)
    return _ESCAPE.sub(lambda m: m[0].lower(), found).replace("%25", "%") + mark + query


_SHORT = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def script_text(text: Any, quoted: bool = False) -> str:
    """A text as a literal of JavaScript."""

    def written(mark: str) -> str:
        if mark in _SHORT:
            return _SHORT[mark]
        return f"\\u{ord(mark):04x}" if mark < " " or mark in "'<>&\u0085\u2028\u2029" else mark

    found = "".join(map(written, text or ""))
    return f'"{found}"' if quoted else found


class QueryCollection(NameValueCollection):
    """What ParseQueryString gives: as text it is a query again."""

    __slots__ = ()
    net_type = define("System.Web.HttpQSCollection", NameValueCollection.net_type)

    def __str__(self) -> str:
        parts = []
        for name, values in self.held.values():
            head = "" if name is None else form_encoded(name) + "="
            parts += [head + form_encoded(value) for value in values or [""]]
        return "&".join(parts)


def parse_query(text: Any) -> QueryCollection:
    made = QueryCollection()
    query = needed(text, "query").removeprefix("?")
    for part in query.split("&") if query else ():
        name, equals, value = part.partition("=")
        decoded = urllib.parse.unquote_plus
        made.add(decoded(name) if equals else None, decoded(value if equals else name))
    return made


def _bytes(function: Callable[[bytes], bytes]) -> Callable[[Any, int, int], Any]:
    return lambda value, offset, count: None if value is None else function(bytes(value)[offset : offset + count])


def _encoded(value: bytes) -> bytes:
    return urllib.parse.quote_from_bytes(value, safe=" -_.!*()").replace(" ", "+").encode()


def _decoded(value: bytes) -> bytes:
    return urllib.parse.unquote_to_bytes(value.replace(b"+", b" "))


_WEB = """
static string HtmlDecode(string value)
static string HtmlEncode(string value)
static string UrlDecode(string encodedValue)
static string UrlEncode(string value)
"""
_FUNCTIONS: dict[str, Any] = {
    "::HtmlDecode": _or_null(html.unescape),
    "::HtmlEncode": _or_null(html_encode),
    "::UrlDecode": _or_null(urllib.parse.unquote_plus),
    "::UrlEncode": _or_null(url_encode),
}
fill(
    "System.Net.WebUtility",
    _WEB
    + """
    static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)
    static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)
    """,
    {**_FUNCTIONS, "::UrlDecodeToBytes": _bytes(_decoded), "::UrlEncodeToBytes": _bytes(_encoded)},
)
fill(
    "System.Web.HttpUtility",
    _WEB
    + """
    static string HtmlAttributeEncode(string s)
    static string JavaScriptStringEncode(string value)
    static string JavaScriptStringEncode(string value, bool addDoubleQuotes)
    static System.Collections.Specialized.NameValueCollection ParseQueryString(string query)
    static string UrlPathEncode(string str)
    """,
    {
        **_FUNCTIONS,
        "::UrlEncode": _or_null(form_encoded),
        "::HtmlAttributeEncode": _or_null(attribute_encode),
        "::JavaScriptStringEncode": script_text,
        "::ParseQueryString": parse_query,
        "::UrlPathEncode": _or_null(path_encode),
    },
)
_XML = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "&": "&amp;"})


def _without(marks: str) -> Callable[[Any], bool]:
    """Whether a text is there and has none of the marks."""
    return lambda text: text is not None and not set(marks).intersection(text)


fill(
    "System.Security.SecurityElement",
    """
    static string Escape(string str)
    static bool IsValidAttributeName(string name)
    static bool IsValidAttributeValue(string value)
    static bool IsValidTag(string tag)
    static bool IsValidText(string text)
    """,
    {
        "::Escape": _or_null(lambda text: text.translate(_XML)),
        "::IsValidAttributeName": _without("<> "),
        "::IsValidAttributeValue": _without('<>"'),
        "::IsValidTag": _without("<> "),
        "::IsValidText": _without("<>"),
    },
)
