"""What a web server answered, as scripts see it: responses of the web cmdlets, and the message that an HTTP error holds."""

from __future__ import annotations

import re
from typing import Any

from psbridge.objects import GenericDictionary, Int64, NetObject, PSObject, TypedArray, define, find_type
from psbridge.objects.adapted import declare
from psbridge.objects.exceptions import extra_property
from psbridge.objects.scalars import Version

_C = "Microsoft.PowerShell.Commands."
_H = "System.Net.Http."
_STRING = find_type("System.String")
declare(find_type(_C + "HttpResponseException")).properties["response"] = extra_property("Response")
_TEXTUAL = re.compile(r"text/|application/(?:xml|json|x?javascript|[\w.-]*\+(?:xml|json))\b|[\w.-]+/[\w.-]+\+(?:xml|json)\b", re.IGNORECASE)
_META = re.compile(rb"""<meta\s[^>]*charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def status_code(number: int) -> Any:
    """System.Net.HttpStatusCode for a number; one without a name is that number."""
    from psbridge.engine.members import enumerations  # noqa: F401  names the enums

    return find_type("System.Net.HttpStatusCode").python(number)  # type: ignore[misc]


def is_text(answer: Any) -> bool:
    """Whether the content of an answer is taken for text: its type says so."""
    return _TEXTUAL.match(answer.headers.get("content-type", "")) is not None


def text_of_answer(answer: Any, json: bool = False) -> str:
    """Content as text: by the charset that is told, in the headers or in the page, else UTF-8 for JSON and Latin-1 for the rest."""
    said = answer.charset_encoding
    if said is None and not json and (found := _META.search(answer.content[:4096])):
        said = found[1].decode()
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if answer.content.startswith(mark):
            said = name
    try:
        return str(answer.content.decode(said or ("utf-8" if json else "latin-1"), "replace"))
    except LookupError:
        return str(answer.content.decode("latin-1"))


def header_table(answer: Any) -> GenericDictionary:
    """Names as the server wrote them, each with its values; those that speak of the content come last."""
    made = GenericDictionary(_STRING, _STRING.array(), ignore_case=True)
    names = list(dict.fromkeys(name.decode("latin-1") for name, _ in answer.headers.raw))
    for name in sorted(names, key=lambda one: one.lower().startswith("content-") or one.lower() in ("expires", "last-modified", "allow")):
        made[name] = TypedArray(_STRING, answer.headers.get_list(name))
    return made


class HttpResponse(NetObject):
    """The message behind an HTTP error."""

    __slots__ = ("answer",)
    net_type = define(_H + "HttpResponseMessage")
    PROPERTIES = {
        "Version": "version",
        "StatusCode": "status",
        "ReasonPhrase": "reason",
        "Headers": "headers",
        "IsSuccessStatusCode": "is_success",
    }

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    @property
    def version(self) -> Any:
        major, _, minor = str(self.answer.http_version).removeprefix("HTTP/").partition(".")
        return Version(int(major), int(minor or 0))

    @property
    def status(self) -> Any:
        return status_code(int(self.answer.status_code))

    @property
    def reason(self) -> str:
        return str(self.answer.reason_phrase)

    @property
    def headers(self) -> GenericDictionary:
        return header_table(self.answer)

    @property
    def is_success(self) -> bool:
        return bool(self.answer.is_success)


class WebResponse(NetObject):
    """An answer whose content is no text: status, headers and bytes."""

    __slots__ = ("answer",)
    net_type = define(_C + "WebResponseObject")
    PROPERTIES = {
        "StatusCode": "status",
        "StatusDescription": "description",
        "Content": "content",
        "RawContent": "raw",
        "Headers": "headers",
        "RawContentLength": "raw_length",
        "RelationLink": "relations",
    }

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    @property
    def content(self) -> Any:
        return bytearray(self.answer.content)

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def description(self) -> str:
        return str(self.answer.reason_phrase)

    @property
    def raw(self) -> str:
        head = f"HTTP/{self.answer.http_version.removeprefix('HTTP/')} {self.status} {self.description}\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, values in self.headers.pairs() for value in values)
        return f"{head}{lines}\r\n{text_of_answer(self.answer)}"

    @property
    def raw_length(self) -> Int64:
        return Int64(len(self.answer.content))

    @property
    def relations(self) -> GenericDictionary:
        made = GenericDictionary(_STRING, _STRING, ignore_case=True)
        for rel, link in self.answer.links.items():
            made[str(rel)] = str(link.get("url", ""))
        return made

    @property
    def headers(self) -> GenericDictionary:
        return header_table(self.answer)


class TextResponse(WebResponse):
    """An answer with text: what HTML it holds, too."""

    __slots__ = ()
    net_type = define(_C + "BasicHtmlWebResponseObject", define(_C + "WebResponseObject"))
    PROPERTIES = {
        "Content": "content",
        "Encoding": "encoding",
        "Headers": "headers",
        "Images": "images",
        "InputFields": "input_fields",
        "Links": "links",
        "RawContent": "raw",
        "RawContentLength": "raw_length",
        "RelationLink": "relations",
        "StatusCode": "status",
        "StatusDescription": "description",
    }

    @property
    def content(self) -> str:
        return text_of_answer(self.answer)

    @property
    def encoding(self) -> Any:
        from psbridge.engine.encodings import encoding_of

        return encoding_of(self.answer.charset_encoding or "iso-8859-1")

    @property
    def links(self) -> list[PSObject]:
        return _elements(self.content, r"<a\b[^>]*>.*?</a>")

    @property
    def images(self) -> list[PSObject]:
        return _elements(self.content, r"<img\b[^>]*>")

    @property
    def input_fields(self) -> list[PSObject]:
        return _elements(self.content, r"<input\b[^>]*>")


_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*("([^"]*)"|'([^']*)'|([^\s>]+))""")


def _elements(html: str, pattern: str) -> list[PSObject]:
    """Elements of HTML text as objects with their attributes."""
    from html import unescape

    found = []
    for match in re.finditer(pattern, html, re.IGNORECASE | re.DOTALL):
        text = match.group()
        head = text[: text.find(">") + 1]
        pairs: list[tuple[str, Any]] = [("outerHTML", text), ("tagName", head[1:].split(None, 1)[0].rstrip(">").upper())]
        pairs += [(a[1], unescape(a[3] or a[4] or a[5] or "")) for a in _ATTRIBUTE.finditer(head)]
        made = PSObject()
        for name, value in pairs:
            made.set(name, value)
        found.append(made)
    return found


def response_of(answer: Any) -> WebResponse:
    """The object for an answer, by the type of its content."""
    return TextResponse(answer) if is_text(answer) else WebResponse(answer)
