"""Invoke-WebRequest and Invoke-RestMethod.

Requests go out through httpx, which is imported when the first one is made.  An emulated Windows machine is a closed world:
nothing leaves it.
"""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.cmdlet import cmdlet, parameter
from psbridge.engine.encodings import is_desktop
from psbridge.engine.members.websession import WebRequestSession
from psbridge.machine import files_of
from psbridge.modules.utility import files
from psbridge.modules.utility.jsonreading import JsonProblem, parse_json
from psbridge.modules.utility.webparameters import WebCommand, form_text
from psbridge.modules.utility.webresponses import HttpResponse, TextResponse, header_table, response_of, text_of_answer
from psbridge.modules.utility.xmlwriting import document_of
from psbridge.objects import NetDictionary, NetError, unwrap
from psbridge.objects.convert import enumerate_value, to_text

_C = "Microsoft.PowerShell.Commands."
_KEEP = 50  # redirections
_ID = "WebCmdletWebResponseException"
_MEDIA_TYPE = re.compile(r"\s*[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+\s*(?:;.*)?", re.ASCII | re.DOTALL)
_FORM = "application/x-www-form-urlencoded"
_HTTP = "System.Net.Http.HttpRequestException"


class _Requesting(WebCommand):
    """``held``: the session; ``place``: from where on -Resume asks."""

    held: WebRequestSession | None
    place: int

    def process(self) -> None:
        if self.runspace.is_windows:
            text = f"No such host is known. ({self.uri.text}): an emulated machine has no network."
            self.fail(self.error(_HTTP, text, _ID, "InvalidOperation", self.uri))
        self.check()
        self.held = None
        self.place = self._begin_place()
        self.answered(self._send())

    def answered(self, answer: Any) -> None:
        raise NotImplementedError

    def _send(self) -> Any:
        import httpx

        session = self._session()
        limit = session.maximum_redirection
        options: dict[str, Any] = {
            "verify": session.context(not self.skip_certificate_check, int(self.ssl_protocol)),
            "timeout": self.timeout or None,
            "trust_env": not self.no_proxy,
        }
        if self.proxy is not None:
            options["proxy"] = self._proxy(httpx)
        answer: Any = None
        try:
            with httpx.Client(cookies=session.cookies.jar, auth=self._challenged(session), **options) as client:
                answer = self._try(client, limit if limit >= 0 else _KEEP)
        except httpx.HTTPError as problem:
            record = self.error(_HTTP, _reason(problem), _ID, "InvalidOperation", self.uri)
            self.fail(record)
        if self.place >= 0 and answer.status_code == 416 and not self._is_complete(answer):
            self.write_verbose("The remote server indicated it could not resume downloading. The local file will be overwritten.")
            self.place, self.resume = -1, False
            return self._send()
        if not answer.is_success and not self.skip_http_error_check and not (self.place >= 0 and answer.status_code == 416):
            self._failed(answer)
        return answer

    def _proxy(self, httpx: Any) -> Any:
        """The proxy, with what it wants to know of us."""
        credential = self.proxy_credential
        auth = (credential.user_name, credential.reveal()) if credential is not None else None
        return httpx.Proxy(str(self.proxy.text), auth=auth)

    def _challenged(self, session: WebRequestSession) -> Any:
        """-Credential without -Authentication: told only to a server that asks."""
        from psbridge.modules.utility.webparameters import answer_to

        credential = session.credentials if int(self.authentication) == 0 else None
        return None if credential is None else answer_to(credential.user_name, credential.reveal())

    def _begin_place(self) -> int:
        """-Resume: how much of the file is there already; -1 when all is wanted."""
        if not self.resume or not self.out_file:
            return -1
        known = files_of(self.machine).stat(files.unresolved(self, self.out_file))
        return -1 if known is None else int(known.size)

    def _is_complete(self, answer: Any) -> bool:
        """Whether the server says that the file has just as many bytes as we have."""
        total = answer.headers.get("content-range", "").rpartition("/")[2]
        return bool(total.isdigit() and int(total) == self.place)

    def _try(self, client: Any, redirects: int) -> Any:
        """Send, and again while the server is not ready and retries are left."""
        left = self.retries if self.is_bound("MaximumRetryCount") else self._session().maximum_retry_count
        while True:
            content = self._content()
            headers = self.request_headers(self._session()) | content.pop("headers", {})
            if self.place >= 0:
                headers["Range"] = f"bytes={self.place}-"
            answer = self._followed(client, client.request(self.verb(), self.address(), headers=headers, **content), redirects)
            if left <= 0 or not (answer.status_code == 304 or 400 <= answer.status_code <= 599) or answer.status_code == 416:
                return answer
            left -= 1
            text = f"Retrying after interval of {self.retry_interval} seconds. Status code for previous attempt: {answer.reason_phrase}"
            self.write_verbose(text)
            self.stopping.wait(self.retry_interval)
            self.runtime.check_stop()

    def _followed(self, client: Any, answer: Any, redirects: int) -> Any:
        """Go where an answer sends us, `redirects` times at most; who we are is told again when that was asked for."""
        while redirects > 0 and answer.next_request is not None:
            following = answer.next_request
            authorization = answer.request.headers.get("Authorization")
            following.headers.pop("Authorization", None)
            if self.preserve_authorization and authorization is not None:
                following.headers["Authorization"] = authorization
            answer = client.send(following)
            redirects -= 1
        return answer

    def _failed(self, answer: Any) -> None:
        text = f"Response status code does not indicate success: {answer.status_code} ({answer.reason_phrase})."
        record = self.error(_C + "HttpResponseException", text, _ID, "InvalidOperation", self.uri)
        record.exception.extra["Response"] = HttpResponse(answer)
        if answer.text:
            from psbridge.objects import ErrorDetails

            record.error_details = ErrorDetails(re.sub(r"<[^>]*>", "", text_of_answer(answer)))
        self.fail(record)

    def _session(self) -> WebRequestSession:
        """The session of this command, with what its parameters add to it."""
        if self.held is not None:
            return self.held
        session: WebRequestSession = unwrap(self.web_session) or WebRequestSession()
        self.held = session
        if self.session_variable:
            self.ctx.set_variable(self.session_variable, session)
        if self.credential is not None and int(self.authentication) == 0:
            session.credentials = self.credential
        if self.user_agent:
            session.agent = self.user_agent
        if self.maximum_redirection >= 0:
            session.maximum_redirection = self.maximum_redirection
        for certificate in self.own_certificates():
            session.take_certificate(certificate)
        table = unwrap(self.headers)
        for key, value in table.pairs() if table is not None else ():
            session.headers[to_text(key)] = "" if value is None else to_text(value)
        return session

    def _content(self) -> dict[str, Any]:
        """The body as httpx takes it."""
        sent = {} if self.content_type or self.verb() != "POST" else {"headers": {"Content-Type": _FORM}}
        if self.in_file:
            return {"content": files.read_file(self, self.body_file())} | sent
        if self.form is not None:
            return {"files": [(to_text(key), part) for key, value in unwrap(self.form).pairs() for part in _parts(value)]}
        bare = unwrap(self.body)
        if bare is None or (self.verb() in ("GET", "HEAD") and isinstance(bare, NetDictionary)):
            return {}
        if isinstance(bare, NetDictionary):
            return {"content": form_text(bare).encode(), "headers": {"Content-Type": self.content_type or _FORM}}
        if isinstance(bare, bytes | bytearray):
            return {"content": bytes(bare)} | sent
        return {"content": self._encoded(to_text(bare))} | sent

    def _encoded(self, text: str) -> bytes:
        """A text in the encoding that -ContentType names."""
        lenient = bool(self.skip_header_validation) or is_desktop(self.runspace)
        if self.content_type and not lenient and _MEDIA_TYPE.fullmatch(self.content_type) is None:
            self._no_content_type()
        try:
            return text.encode(self._charset(), "replace")
        except LookupError:
            if not lenient:
                self._no_content_type()
            return text.encode("latin-1", "replace")

    def _no_content_type(self) -> None:
        text = (
            "The cmdlet cannot run because the -ContentType parameter is not a valid Content-Type header. Specify a valid Content-Type for "
            "-ContentType, then retry. To suppress header validation, supply the -SkipHeaderValidation parameter."
        )
        kind = "System.Management.Automation.ValidationMetadataException"
        self.fail(self.error(kind, text, "WebCmdletContentTypeException", "InvalidArgument", self.content_type))

    def _charset(self) -> str:
        found = re.search(r"charset=([\w-]+)", self.content_type or "", re.IGNORECASE)
        return found.group(1) if found else "latin-1"

    def save(self, answer: Any) -> None:
        """Write the content to -OutFile: behind what is there, when the server goes on where we said."""
        if self.place >= 0 and answer.status_code == 416:
            text = "The file will not be re-downloaded because the remote file is the same size as the OutFile: "
            self.write_verbose(text + files.unresolved(self, self.out_file))
            return
        goes_on = self.place >= 0 and answer.status_code == 206
        with files.open_file(self, files.unresolved(self, self.out_file), "a" if goes_on else "w") as target:
            target.write(answer.content)


def _reason(problem: Exception) -> str:
    """What went wrong, without the number of the system's error."""
    return re.sub(r"^\[Errno -?\d+\] ", "", str(problem)) or type(problem).__name__


def _parts(value: Any) -> list[Any]:
    """The parts for one value of -Form: files and texts, several for a list."""
    bare = unwrap(value)
    if hasattr(bare, "full_name") and hasattr(bare, "files"):
        with bare.files.open(bare.full_name, "r") as source:
            return [(bare.name, source.read(), "application/octet-stream")]
    items = enumerate_value(bare)
    return [(None, to_text(value))] if items is None else [part for item in items for part in _parts(item)]


@cmdlet("Invoke-WebRequest", default_set="StandardMethod", aliases=("iwr",), output=(TextResponse.net_type.full_name,))
class InvokeWebRequest(_Requesting):
    """Gets content from a web page."""

    def answered(self, answer: Any) -> None:
        if self.out_file:
            self.save(answer)
        if not self.out_file or self.pass_thru:
            self.write(response_of(answer))


@cmdlet("Invoke-RestMethod", default_set="StandardMethod", aliases=("irm",))
class InvokeRestMethod(_Requesting):
    """Sends a request to a RESTful web service and gives its answer as objects."""

    follow_link = parameter("FollowRelLink", "switch", aliases=("FL",))
    maximum_follow = parameter("MaximumFollowRelLink", "int", aliases=("ML",), default=2147483647)
    headers_variable = parameter("ResponseHeadersVariable", "string", aliases=("RHV",))
    status_variable = parameter("StatusCodeVariable", "string")

    def answered(self, answer: Any) -> None:
        if self.headers_variable:
            self.ctx.set_variable(self.headers_variable, header_table(answer))
        if self.status_variable:
            self.ctx.set_variable(self.status_variable, answer.status_code)
        if self.out_file:
            self.save(answer)
        if not self.out_file or self.pass_thru:
            for value in self._values(answer):
                self.write(value)
        self._follow(answer)

    def _follow(self, answer: Any) -> None:
        link = answer.links.get("next", {}).get("url")
        if self.follow_link and link and self.maximum_follow > 1:
            from urllib.parse import urljoin

            from psbridge.objects import Uri

            self.maximum_follow -= 1
            self.uri = Uri(urljoin(str(answer.url), link))
            self.answered(self._send())

    def _values(self, answer: Any) -> Any:
        """What the content is: the entries of a feed, a document, JSON (an array of it is one object), else its text."""
        kind = answer.headers.get("content-type", "").partition(";")[0].lower()
        is_json = "json" in kind or "javascript" in kind
        text = text_of_answer(answer, is_json)
        if not is_json and ("xml" in kind or not kind):
            try:
                return _entries(document_of(text))
            except NetError:
                pass
        if is_json or not kind:
            try:
                return [parse_json(text)]
            except JsonProblem:
                pass
        return [text]


def _entries(document: Any) -> list[Any]:
    """A feed's items or entries, one by one; another document as it is."""
    root = document.root
    name = root.local_name
    channel = next((child for child in root.children if child.local_name == "channel"), root) if name in ("rss", "RDF") else root
    found = [child for child in channel.children if child.local_name in ("item", "entry")] if name in ("rss", "RDF", "feed") else []
    return found or [document]
