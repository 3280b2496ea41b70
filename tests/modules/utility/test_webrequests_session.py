"""Web requests that remember: cookies, sessions, interrupted downloads, log-ons, redirections, certificates; on this machine only."""

from __future__ import annotations

import base64
import datetime as dt
import http.server
import ipaddress
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from psbridge.engine.members import cookies, websession
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace
from psbridge.objects import Uri

FILE = b"0123456789"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, dict[str, str]]] = []

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def answer(self, status: int, data: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        type(self).asked.append((self.path, dict(self.headers)))
        route = self.path.strip("/").split("/")[0].split("?")[0]
        getattr(self, f"on_{route}", lambda: self.answer(200, self.path.encode(), Content_Type="text/plain"))()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.answer(200, body, Content_Type="text/plain")

    def on_set(self) -> None:
        self.answer(200, b"set", Set_Cookie="seen=yes; Path=/", Content_Type="text/plain")

    def on_show(self) -> None:
        self.answer(200, (self.headers["Cookie"] or "none").encode(), Content_Type="text/plain")

    def on_header(self) -> None:
        self.answer(200, "|".join(self.headers[name] or "-" for name in ("X-One", "User-Agent")).encode(), Content_Type="text/plain")

    def on_file(self) -> None:
        asked = self.headers["Range"]
        if asked is None:
            self.answer(200, FILE, Content_Type="application/octet-stream")
            return
        start = int(asked[6:].rstrip("-"))
        if start >= len(FILE):
            self.answer(416, b"", Content_Range=f"bytes */{len(FILE)}")
        else:
            self.answer(
                206, FILE[start:], Content_Range=f"bytes {start}-{len(FILE) - 1}/{len(FILE)}", Content_Type="application/octet-stream"
            )

    def on_whole(self) -> None:
        self.answer(200, FILE, Content_Type="application/octet-stream")

    def on_basic(self) -> None:
        if self.headers["Authorization"] == "Basic " + base64.b64encode(b"me:secret").decode():
            self.answer(200, b"welcome", Content_Type="text/plain")
        else:
            self.answer(401, b"", WWW_Authenticate='Basic realm="x"')

    def on_who(self) -> None:
        self.answer(200, (self.headers["Authorization"] or "nobody").encode(), Content_Type="text/plain")

    def on_away(self) -> None:
        self.answer(302, b"", Location="/who")

    def on_next(self) -> None:
        number = int(self.path.rpartition("/")[2])
        more = {"Link": f'</next/{number + 1}>; rel="next"'} if number < 3 else {}
        self.answer(200, f"page {number}".encode(), Content_Type="text/plain", **more)

    def on_bad(self) -> None:
        self.answer(500, b"it broke", Content_Type="text/plain")


@pytest.fixture(scope="module")
def url():
    with Serving() as base:
        yield base


class Serving:
    """A server on a port of its own; with `context` over TLS."""

    def __init__(self, context=None):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.scheme = "http" if context is None else "https"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self):
        self.thread.start()
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


COOKIE = "$w = [Microsoft.PowerShell.Commands.WebRequestSession]::new(); "
CREDENTIAL = "$c = [pscredential]::new('me', (ConvertTo-SecureString secret -AsPlainText -Force)); "
TOKEN = "$t = ConvertTo-SecureString tok -AsPlainText -Force; "
RESULTS = [
    ("$null = iwr $u/set -SessionVariable w; irm $u/show -WebSession $w; $w.Cookies.Count; $w.Cookies.GetCookies($u)['seen'].Value", ["seen=yes", "1", "yes"]),
    (COOKIE + "$w.Cookies.Add([System.Net.Cookie]::new('a', '1', '/', '127.0.0.1')); irm $u/show -WebSession $w", ["a=1"]),
    (COOKIE + "$w.Cookies.SetCookies($u, 'b=2, c=3; Path=/show'); irm $u/show -WebSession $w; irm $u/set -WebSession $w; $w.Cookies.Count", ["c=3; b=2", "set", "3"]),
    ("$null = iwr $u/set -SessionVariable w -Headers @{ 'X-One' = '1' } -UserAgent me; irm $u/header -WebSession $w; $w.Headers['X-One']; $w.UserAgent", ["1|me", "1", "me"]),
    ("Set-Content f '01234' -NoNewline; iwr $u/file -OutFile f -Resume; Get-Content f", ["0123456789"]),
    ("iwr $u/file -OutFile f -Resume; iwr $u/file -OutFile f -Resume; Get-Content f", ["0123456789"]),
    ("Set-Content f '012345678901' -NoNewline; irm $u/file -OutFile f -Resume; Get-Content f", ["0123456789"]),
    ("Set-Content f xxxxx -NoNewline; iwr $u/whole -OutFile f -Resume; Get-Content f", ["0123456789"]),
    ("$r = iwr $u/file -OutFile f -PassThru; $r.StatusCode; $r.Content.Count; (Get-Item f).Length", ["200", "10", "10"]),
    (CREDENTIAL + "irm $u/basic -Credential $c -AllowUnencryptedAuthentication; irm $u/basic -Credential $c -Authentication Basic -AllowUnencryptedAuthentication", ["welcome", "welcome"]),
    (TOKEN + "irm $u/who -Authentication Bearer -Token $t -AllowUnencryptedAuthentication", ["Bearer tok"]),
    ("irm $u/away -Headers @{ Authorization = 'x' }; irm $u/away -Headers @{ Authorization = 'x' } -PreserveAuthorizationOnRedirect", ["nobody", "x"]),
    ("irm $u/next/1 -FollowRelLink; irm $u/next/1 -FollowRelLink -MaximumFollowRelLink 2", ["page 1", "page 2", "page 3", "page 1", "page 2"]),
    ("$r = irm $u/bad -SkipHttpErrorCheck -StatusCodeVariable s -ResponseHeadersVariable h; $r; $s; $h['Content-Type']", ["it broke", "500", "text/plain"]),
    ("try { irm $u/bad } catch { $_.Exception.Response.StatusCode.value__; $_.ErrorDetails.Message; $_.Exception.GetType().Name }", ["500", "it broke", "HttpResponseException"]),
    ("try { iwr $u/away -MaximumRedirection 0 } catch { [int]$_.Exception.Response.StatusCode }", ["302"]),
    ("Set-Content a.txt hello -NoNewline; $b = irm $u/x -Method Post -Form @{ f = Get-Item a.txt }; $b -match 'filename=\"a.txt\"'; $b -match 'hello'", ["True", "True"]),
    ("$b = irm $u/x -Method Post -Form @{ l = 'p', 'q' }; ([regex]::Matches($b, 'name=\"l\"')).Count", ["2"]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), RESULTS)
def test_results(session, url, script, expected):
    assert session.lines(f"$u = '{url}'; {script}") == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("irm $u/who -Authentication Basic -AllowUnencryptedAuthentication", "WebCmdletAuthenticationCredentialNotSuppliedException"),
        ("irm $u/who -Authentication Bearer -AllowUnencryptedAuthentication", "WebCmdletAuthenticationTokenNotSuppliedException"),
        (TOKEN + "irm $u/who -Authentication Bearer -Token $t", "WebCmdletAllowUnencryptedAuthenticationRequiredException"),
        (CREDENTIAL + "irm $u/basic -Credential $c", "WebCmdletAllowUnencryptedAuthenticationRequiredException"),
        (CREDENTIAL + "irm $u/who -Credential $c -UseDefaultCredentials -AllowUnencrypted", "WebCmdletCredentialConflictException"),
        (CREDENTIAL + "irm $u/who -Authentication Basic -Credential $c -UseDefaultCredentials", "WebCmdletAuthenticationConflictException"),
        (CREDENTIAL + TOKEN + "irm $u/who -Authentication OAuth -Token $t -Credential $c", "WebCmdletAuthenticationTokenConflictException"),
        ("iwr $u/file -ProxyUseDefaultCredentials", "WebCmdletProxyUriNotSuppliedException"),
        ("iwr $u/who -Method Post -Body x -ContentType odd", "WebCmdletContentTypeException"),
        ("iwr $u/who -Method Post -Body x -ContentType 'text/plain; charset=odd'", "WebCmdletContentTypeException"),
        ("iwr $u/who -InFile none -Method Post", "PathNotFound"),
        ("iwr $u/who -InFile . -Method Post", "WebCmdletInFileNotFilePathException"),
        ("iwr $u/who -InFile Env:PATH -Method Post", "WebCmdletInFileNotFilesystemPathException"),
        ("1 > f1; 1 > f2; iwr $u/who -InFile f? -Method Post", "WebCmdletInFileMultiplePathsResolvedException"),
        ("iwr $u/file -Resume", "WebCmdletOutFileMissingException"),
        ("iwr $u/file -CertificateThumbprint 00", "System.Security.Cryptography.CryptographicException"),
        ("iwr $u/file -Certificate 5", "CannotConvertArgumentNoMessage"),
        (CREDENTIAL + "iwr $u/who -Credential $c -WebSession 5", "CannotConvertArgumentNoMessage"),
        ("iwr $u/bad", "WebCmdletWebResponseException"),
        ("[System.Net.CookieContainer]::new().Add([System.Net.Cookie]::new('a', '1'))", "ArgumentException"),
        ("[System.Net.Cookie]::new('a=b', '1')", "CookieException"),
    ],
)
def test_errors(session, url, script, error_id):
    assert session.fails(f"$u = '{url}'; {script}") == [error_id]


def test_only_the_rest_is_asked_for(session, url):
    Handler.asked.clear()
    session.run(f"Set-Content f '01234' -NoNewline; iwr {url}/file -OutFile f -Resume; iwr {url}/file -OutFile f -Resume -Verbose")
    assert [headers.get("Range") for _, headers in Handler.asked] == ["bytes=5-", "bytes=10-"]
    assert "will not be re-downloaded" in session.streams.verbose_records[-1].message


def _issued(name):
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_certificates_and_protocols(session, tmp_path):
    server, client = _issued("server"), _issued("client")
    (tmp_path / "server.pem").write_bytes(server[0] + server[1])
    (tmp_path / "client.pem").write_bytes(client[0] + client[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=client[0].decode())
    with Serving(context) as base:
        start = f"$u = '{base}'; $c = Get-PfxCertificate {tmp_path}/client.pem; "
        assert session.fails(start + "irm $u/a -Certificate $c") == ["WebCmdletWebResponseException"]  # nobody vouches for the server
        assert session.fails(start + "irm $u/a -SkipCertificateCheck") == ["WebCmdletWebResponseException"]  # we do not say who we are
        assert session.lines(start + "irm $u/a -SkipCertificateCheck -Certificate $c") == ["/a"]
        assert session.lines(
            start + "$null = irm $u/a -SkipCertificateCheck -Certificate $c -SV w; irm $u/b -WebSession $w -SkipCertificateCheck"
        ) == ["/b"]
        assert session.lines(start + "irm $u/a -SkipCertificateCheck -Certificate $c -SslProtocol Tls12") == ["/a"]
        assert session.fails(start + "irm $u/a -SkipCertificateCheck -Certificate $c -SslProtocol Tls13") == [
            "WebCmdletWebResponseException"
        ]


def test_an_emulated_machine_reaches_nothing(url):
    Handler.asked.clear()
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        found = runspace.invoke(f"try {{ iwr {url}/a -SessionVariable w -OutFile C:\\f -Resume }} catch {{ $_.FullyQualifiedErrorId }}")
    assert found == ["WebCmdletWebResponseException,Microsoft.PowerShell.Commands.InvokeWebRequestCommand"]
    assert Handler.asked == []


def test_containers_without_a_request():
    container = cookies.CookieContainer()
    container.set_cookies(Uri("http://host.example/x"), "a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Secure, b=2; HttpOnly")
    assert [str(one) for one in container.get_cookies(Uri("http://host.example/x"))] == ["b=2"]
    assert container.get_cookies(Uri("http://host.example/x")).cookies[0].http_only
    assert container.get_cookies(Uri("http://other.example/")).count == 0
    assert websession.WebRequestSession().context(True, 0) is True
