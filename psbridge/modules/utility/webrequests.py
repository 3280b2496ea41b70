"""Invoke-WebRequest and Invoke-RestMethod.

Requests go out through httpx, which is imported when the first one is made.  An emulated Windows machine is a closed world:
nothing leaves it.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.engine.encodings import text_of
from psbridge.modules.utility import files
from psbridge.modules.utility.jsonreading import JsonProblem, parse_json
from psbridge.modules.utility.webparameters import WebCommand, form_text
from psbridge.objects import GenericDictionary, Int64, NetDictionary, NetObject, PSObject, TypedArray, define, find_type, unwrap
from psbridge.objects.convert import to_text

_C = "Microsoft.PowerShell.Commands."
_STRING = find_type("System.String")
_KEEP = 5
_ID = "WebCmdletWebResponseException"
_HTTP = "System.Net.Http.HttpRequestException"


class WebRequestSession(NetObject):
    """What stays between requests."""

    __slots__ = ("agent", "cookies", "credentials", "headers", "maximum_redirection")
    net_type = define(_C + "WebRequestSession")
    PROPERTIES = {
        "Headers": "headers",
        "Cookies": "cookies",
        "Credentials": "credentials",
        "UserAgent": "agent",
        "MaximumRedirection": "maximum_redirection",
    }

    def __init__(self) -> None:
        super().__init__()
        self.headers = GenericDictionary(_STRING, _STRING)
        self.cookies: Any = None
        self.credentials: Any = None
        self.agent = ""
        self.maximum_redirection = -1


class WebResponse(NetObject):
    """An answer with text: status, headers, content, and what HTML it holds."""

    __slots__ = ("answer",)
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

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def description(self) -> str:
        return str(self.answer.reason_phrase)

    @property
    def content(self) -> str:
        return str(self.answer.text)

    @property
    def encoding(self) -> Any:
        from psbridge.engine.encodings import encoding_of

        return encoding_of(self.answer.encoding or "utf-8")

    @property
    def headers(self) -> GenericDictionary:
        made = GenericDictionary(_STRING, _STRING.array(), ignore_case=True)
        for name in self.answer.headers:
            made[name.title()] = TypedArray(_STRING, self.answer.headers.get_list(name))
        return made

    @property
    def raw(self) -> str:
        head = f"HTTP/{self.answer.http_version.removeprefix('HTTP/')} {self.status} {self.description}\r\n"
        lines = "".join(f"{name.title()}: {value}\r\n" for name, value in self.answer.headers.multi_items())
        return f"{head}{lines}\r\n{self.content}"

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


class _Requesting(WebCommand):
    def process(self) -> None:
        if self.runspace.is_windows:
            text = f"No such host is known. ({self.uri.text}): an emulated machine has no network."
            self.fail(self.error(_HTTP, text, _ID, "InvalidOperation", self.uri))
        self.check()
        self.answered(self._send())

    def answered(self, answer: Any) -> None:
        raise NotImplementedError

    def _send(self) -> Any:
        import httpx

        session = self._session()
        limit = self.maximum_redirection if self.maximum_redirection >= 0 else session.maximum_redirection
        options: dict[str, Any] = {
            "verify": not self.skip_certificate_check,
            "timeout": self.timeout or None,
            "max_redirects": limit if limit >= 0 else _KEEP,
            "follow_redirects": limit != 0,
            "trust_env": not self.no_proxy,
        }
        if self.proxy is not None:
            options["proxy"] = str(self.proxy.text)
        answer: Any = None
        try:
            with httpx.Client(cookies=session.cookies, **options) as client:
                answer = self._try(client)
                session.cookies = client.cookies
        except httpx.HTTPError as problem:
            record = self.error(_HTTP, _reason(problem), _ID, "InvalidOperation", self.uri)
            self.fail(record)
        if answer.status_code >= 400 and not self.skip_http_error_check:
            self._failed(answer)
        return answer

    def _try(self, client: Any) -> Any:
        """Send, and again while the server is not ready and retries are left."""
        left = self.retries
        while True:
            content = self._content()
            headers = self.request_headers() | content.pop("headers", {})
            answer = client.request(self.verb(), self.address(), headers=headers, **content)
            if left <= 0 or not (answer.status_code == 304 or 400 <= answer.status_code <= 599):
                return answer
            left -= 1
            self.stopping.wait(self.retry_interval)
            self.runtime.check_stop()

    def _failed(self, answer: Any) -> None:
        text = f"Response status code does not indicate success: {answer.status_code} ({answer.reason_phrase})."
        record = self.error(_C + "HttpResponseException", text, _ID, "InvalidOperation", self.uri)
        record.exception.extra["Response"] = WebResponse(answer)
        if answer.text:
            from psbridge.objects import ErrorDetails

            record.error_details = ErrorDetails(re.sub(r"<[^>]*>", "", answer.text))
        self.fail(record)

    def _session(self) -> WebRequestSession:
        session: WebRequestSession = self.web_session or WebRequestSession()
        if self.session_variable:
            self.ctx.set_variable(self.session_variable, session)
        return session

    def _content(self) -> dict[str, Any]:
        """The body as httpx takes it."""
        if self.in_file:
            return {"content": files.read_bytes(self, self.in_file)}
        if self.form is not None:
            return {"files": [(to_text(key), _part(value)) for key, value in unwrap(self.form).pairs()]}
        bare = unwrap(self.body)
        if bare is None or (self.verb() in ("GET", "HEAD") and isinstance(bare, NetDictionary)):
            return {}
        if isinstance(bare, NetDictionary):
            kind = self.content_type or "application/x-www-form-urlencoded"
            return {"content": form_text(bare).encode(), "headers": {"Content-Type": kind}}
        if isinstance(bare, bytes | bytearray):
            return {"content": bytes(bare)}
        return {"content": to_text(bare).encode(self._charset())}

    def _charset(self) -> str:
        found = re.search(r"charset=([\w-]+)", self.content_type or "", re.IGNORECASE)
        return found.group(1) if found else "utf-8"

    def save(self, answer: Any) -> None:
        """Write the content to -OutFile."""
        with files.open_file(self, files.resolve_one(self, self.out_file), "a" if self.resume else "w") as target:
            target.write(answer.content)


def _reason(problem: Exception) -> str:
    """What went wrong, without the number of the system's error."""
    return re.sub(r"^\[Errno -?\d+\] ", "", str(problem)) or type(problem).__name__


def _part(value: Any) -> Any:
    """One value of -Form: a file or a text."""
    bare = unwrap(value)
    if hasattr(bare, "full_name") and hasattr(bare, "files"):
        with bare.files.open(bare.full_name, "r") as source:
            return (bare.name, source.read())
    return (None, to_text(value))


@cmdlet("Invoke-WebRequest", default_set="StandardMethod", aliases=("iwr",), output=(WebResponse.net_type.full_name,))
class InvokeWebRequest(_Requesting):
    """Gets content from a web page."""

    def answered(self, answer: Any) -> None:
        if self.out_file:
            self.save(answer)
        if not self.out_file or self.pass_thru:
            self.write(WebResponse(answer))


@cmdlet("Invoke-RestMethod", default_set="StandardMethod", aliases=("irm",))
class InvokeRestMethod(_Requesting):
    """Sends a request to a RESTful web service and gives its answer as objects."""

    follow_link = parameter("FollowRelLink", "switch", aliases=("FL",))
    maximum_follow = parameter("MaximumFollowRelLink", "int", aliases=("ML",), default=2147483647)
    headers_variable = parameter("ResponseHeadersVariable", "string", aliases=("RHV",))
    status_variable = parameter("StatusCodeVariable", "string")

    def answered(self, answer: Any) -> None:
        if self.headers_variable:
            self.ctx.set_variable(self.headers_variable, WebResponse(answer).headers)
        if self.status_variable:
            self.ctx.set_variable(self.status_variable, answer.status_code)
        if self.out_file:
            self.save(answer)
        if not self.out_file or self.pass_thru:
            self.write_all(self._value(answer))
        self._follow(answer)

    def _follow(self, answer: Any) -> None:
        link = answer.links.get("next", {}).get("url")
        if self.follow_link and link and self.maximum_follow > 1:
            from urllib.parse import urljoin

            from psbridge.objects import Uri

            self.maximum_follow -= 1
            self.uri = Uri(urljoin(str(answer.url), link))
            self.answered(self._send())

    def _value(self, answer: Any) -> Any:
        kind = answer.headers.get("content-type", "").lower()
        text = text_of(answer.content) if not answer.encoding else answer.text
        if "xml" in kind:
            from psbridge.engine.members import xmls  # noqa: F401  the tables of nodes
            from psbridge.engine.members.xmldom import XmlDocument

            return [XmlDocument(text)]
        if "json" in kind or text.lstrip()[:1] in ("{", "["):
            try:
                return parse_json(text)
            except JsonProblem:
                return [text]
        return [text]
