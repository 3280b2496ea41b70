"""Web requests, against a server on this machine."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from psbridge.modules.utility import webparameters, webresponses
from psbridge.objects import Hashtable

_PAGES = {
    "/json": ("application/json", b'{"a":1,"l":[1,2]}'),
    "/xml": ("text/xml", b"<r><a>1</a></r>"),
    "/list": ("application/json", b"[1,2,3]"),
    "/feed": ("application/rss+xml", b"<rss><channel><title>t</title><item><n>1</n></item><item><n>2</n></item></channel></rss>"),
    "/bytes": ("application/octet-stream", b"\x00\x01"),
    "/latin": ("text/plain", b"\xe9"),
    "/page": ("text/html", b'<html><a href="x">L</a><img src="i.png"></html>'),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _answer(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        if self.path.startswith("/to"):
            left = int(self.path[3:])
            self.send_response(302)
            self.send_header("Location", f"/to{left - 1}" if left else "/latin")
            self.send_header("ETag", "x")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kind, data = _PAGES.get(self.path, ("text/plain", self.path.encode()))
        self._answer(404 if self.path == "/missing" else 200, kind, data)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self._answer(200, "application/json", json.dumps({"body": body, "kind": self.headers["Content-Type"]}).encode())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$r = Invoke-WebRequest $u/page; $r.StatusCode; $r.StatusDescription; $r.Links.href; $r.Images.src", ["200", "OK", "x", "i.png"]),
        ("(Invoke-WebRequest $u/page).Headers['Content-Type']", ["text/html"]),
        ("(Invoke-RestMethod $u/json).l -join ','; (Invoke-RestMethod $u/xml).r.a", ["1,2", "1"]),
        ("Invoke-RestMethod $u/q -Body @{a=1}", ["/q?a=1"]),
        ("$r = Invoke-RestMethod $u/ -Method Post -Body @{a='x y'}; $r.body; $r.kind", ["a=x+y", "application/x-www-form-urlencoded"]),
        ("(Invoke-RestMethod $u/ -Method Post -Body '{}' -ContentType application/json).kind", ["application/json"]),
        ("Invoke-WebRequest $u/json -OutFile o.json; Get-Content o.json", ['{"a":1,"l":[1,2]}']),
        ("(Invoke-WebRequest $u/missing -SkipHttpErrorCheck).StatusCode", ["404"]),
        ("@(Invoke-RestMethod $u/list).Count; @(Invoke-RestMethod $u/feed).n -join ','", ["1", "1,2"]),
        ("$r = Invoke-WebRequest $u/bytes; $r.GetType().Name; $r.Content.Count", ["WebResponseObject", "2"]),
        ("(Invoke-WebRequest $u/latin).Content -eq [char]233; (Invoke-WebRequest $u/to8).Content.Length", ["True", "1"]),
        ("(Invoke-WebRequest $u/to0 -MaximumRedirection 0 -SkipHttpErrorCheck).Headers.Keys -ccontains 'ETag'", ["True"]),
        ("(Invoke-RestMethod $u/ -Method Post -Body 'a=1').kind", ["application/x-www-form-urlencoded"]),
        (
            "try { Invoke-WebRequest $u/missing } catch { $s = $_.Exception.Response.StatusCode; $s; $s.value__; $_.ErrorDetails.Message }",
            ["NotFound", "404", "/missing"],
        ),
        ("try { Invoke-WebRequest $u/to3 -MaximumRedirection 2 } catch { [int]$_.Exception.Response.StatusCode }", ["302"]),
        ("Invoke-RestMethod $u/json -StatusCodeVariable sc | Out-Null; $sc", ["200"]),
    ],
)
def test_output(session, url, script, expected):
    assert session.lines(f"$u = '{url}'; {script}") == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Invoke-WebRequest $u/missing", "WebCmdletWebResponseException"),
        ("Invoke-WebRequest http://127.0.0.1:1/", "WebCmdletWebResponseException"),
        ("Invoke-WebRequest $u/ -Authentication Basic", "WebCmdletAuthenticationCredentialNotSuppliedException"),
        ("Invoke-WebRequest $u/ -PassThru", "WebCmdletOutFileMissingException"),
        ("Invoke-WebRequest $u/ -Body x -InFile y -Method Post", "WebCmdletBodyConflictException"),
    ],
)
def test_errors(session, url, script, error):
    assert session.fails(f"$u = '{url}'; {script}") == [error]


def test_form_text():
    assert webparameters.form_text(Hashtable([("a", "x y"), ("b", 1)])) in ("a=x+y&b=1", "b=1&a=x+y")
    assert webresponses._elements("<a href='q&amp;r'>t</a>", r"<a\b[^>]*>.*?</a>")[0].get("href") == "q&r"
