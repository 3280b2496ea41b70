"""Our own HTTP to WSMan: when it is taken, how one logs on, and what is left to the general way."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import AuthenticationError, ConnectionFailed, RedirectRequested
from psbridge.transports import directhttp
from psbridge.transports.directhttp import DirectHttp, HttpStatus, LogonRefused, Site, Unsuited, suits
from psbridge.transports.httpline import Answer
from psbridge.transports.wsmanlink import Link, Target
from psbridge.wsman import requests as ask
from psbridge.wsman.names import RESOURCE_SHELL
from psbridge.wsman.soap import parse_envelope


def site(**words: Any) -> Site:
    told = {
        "host": "server01", "port": 5985, "secure": False, "path": "wsman", "auth": "negotiate", "username": "me", "password": "pw",
        "seal": True, "verify": True, "connect_timeout": 1, "read_timeout": 1, "negotiate": {},
    }  # fmt: skip
    return Site(**{**told, **words})


class Context:
    """A log-on of two legs."""

    def __init__(self, protocol: str) -> None:
        self.protocol, self.complete, self.seen = protocol, False, 0

    def step(self, token: bytes | None = None) -> bytes | None:
        if token == b"done":
            self.complete = True
            return None
        self.seen += 1
        self.complete = self.protocol == "ntlm" and self.seen == 2
        return b"leg%d" % self.seen

    def wrap_winrm(self, data: bytes) -> Any:
        return b"12345678", data[::-1], 0

    def unwrap_winrm(self, header: bytes, data: bytes) -> bytes:
        return data[::-1]


def token(text: bytes) -> str:
    return base64.b64encode(text).decode()


class Line:
    """Gives what was prepared, and keeps what was asked."""

    def __init__(self, answers: list[tuple[int, dict[str, str], bytes]]) -> None:
        self.answers, self.asked, self.made, self.usable = answers, [], 0, True

    def __call__(self, *_: object) -> Line:
        self.made += 1
        return self

    def exchange(self, head: bytes, body: bytes) -> Answer:
        text = head.decode()
        found = {name.lower(): value for name, _, value in (line.partition(": ") for line in text.split("\r\n")[1:-2])}
        self.asked.append((found, body))
        status, headers, answer = self.answers.pop(0)
        return Answer(status, headers, answer)

    def send(self, head: bytes, body: bytes) -> None:
        self.sent = head, body

    def answer(self) -> Answer:
        return self.exchange(*self.sent)

    certificate = None

    def is_usable(self) -> bool:
        return self.usable

    def close(self) -> None:
        pass


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Any:
    def prepare(*answers: tuple[int, dict[str, str], bytes]) -> Line:
        line = Line(list(answers))
        monkeypatch.setattr(directhttp, "HttpLine", line)
        monkeypatch.setattr(directhttp, "_new_context", lambda _site, protocol, _line: Context(protocol))
        return line

    return prepare


LEG1 = (401, {"www-authenticate": f"Negotiate {token(b'more')}"}, b"")
DONE = (200, {"www-authenticate": f"Negotiate {token(b'done')}"}, b"")


def test_a_log_on_starts_at_once_and_messages_are_sealed(scripted: Any) -> None:
    line = scripted(LEG1, DONE, (200, {"content-type": "text/xml"}, b"<a/>"), (200, {}, b"<b/>"))
    http = DirectHttp(site())
    assert http.send(b"<one/>") == b"<a/>"
    assert http.send(b"<two/>") == b"<b/>"
    assert [head.get("authorization") for head, _ in line.asked] == [
        f"Negotiate {token(b'leg1')}",
        f"Negotiate {token(b'leg2')}",
        None,
        None,
    ]
    head, body = line.asked[2]
    assert head["content-type"].startswith("multipart/encrypted")
    assert "SPNEGO" in head["content-type"]
    assert b">/eno<" in body
    assert b"<one/>" not in body
    assert head["host"] == "server01:5985"


def test_the_last_step_of_ntlm_takes_the_first_message_along(scripted: Any) -> None:
    line = scripted(LEG1, (200, {}, b"<a/>"), (200, {}, b"<b/>"))
    http = DirectHttp(site(auth="ntlm"))
    assert http.send(b"<one/>") == b"<a/>"
    assert http.send(b"<two/>") == b"<b/>"
    head, body = line.asked[1]
    assert head["authorization"] == f"Negotiate {token(b'leg2')}"
    assert head["content-type"].startswith("multipart/encrypted")
    assert b">/eno<" in body
    assert "authorization" not in line.asked[2][0]


def test_a_service_that_takes_the_log_on_alone_gets_the_message_again(scripted: Any) -> None:
    line = scripted(LEG1, (200, {}, b""), (200, {}, b"<a/>"))
    assert DirectHttp(site(auth="ntlm")).send(b"<one/>") == b"<a/>"
    assert [b">/eno<" in body for _, body in line.asked] == [False, True, True]


@pytest.mark.parametrize(("status", "error"), [(401, LogonRefused), (400, Unsuited), (500, HttpStatus), (302, RedirectRequested)])
def test_what_else_becomes_of_both(scripted: Any, status: int, error: type[Exception]) -> None:
    line = scripted(LEG1, (status, {"location": "https://elsewhere/"}, b"no"))
    with pytest.raises(error):
        DirectHttp(site(auth="ntlm")).send(b"<one/>")
    assert len(line.asked) == 2


def test_a_message_whose_answer_is_taken_later(scripted: Any) -> None:
    line = scripted((200, {}, b"<a/>"), (200, {}, b"<b/>"), (500, {}, b"<fault/>"))
    http = DirectHttp(site(auth="basic", seal=False))
    assert not http.begin(b"<early/>")
    assert http.send(b"<one/>") == b"<a/>"
    assert http.begin(b"<two/>")
    assert http.finish() == b"<b/>"
    assert http.begin(b"<three/>")
    with pytest.raises(HttpStatus):
        http.finish()
    assert [body for _, body in line.asked] == [b"<one/>", b"<two/>", b"<three/>"]
    line.usable = False
    assert not http.begin(b"<late/>")
    http.close()
    with pytest.raises(ConnectionResetError):
        http.finish()


def test_a_sealed_answer_is_opened(scripted: Any) -> None:
    from psbridge.wsman import sealing

    kind, sealed = sealing.seal(Context("x"), "application/HTTP-SPNEGO-session-encrypted", b"<answer/>")
    scripted(LEG1, DONE, (200, {"content-type": kind}, sealed))
    assert DirectHttp(site()).send(b"<one/>") == b"<answer/>"


def test_a_closed_connection_is_made_and_logged_on_again(scripted: Any) -> None:
    line = scripted(LEG1, DONE, (200, {}, b"1"), LEG1, DONE, (200, {}, b"2"))
    http = DirectHttp(site())
    http.send(b"<one/>")
    line.usable = False
    assert http.send(b"<two/>") == b"2"
    assert line.made == 2


def test_another_scheme_when_negotiate_is_not_offered(scripted: Any) -> None:
    line = scripted(
        (401, {"www-authenticate": "Kerberos"}, b""), (200, {"www-authenticate": f"Kerberos {token(b'done')}"}, b""), (200, {}, b"x")
    )
    assert DirectHttp(site()).send(b"<one/>") == b"x"
    assert line.asked[1][0]["authorization"] == f"Kerberos {token(b'leg1')}"
    assert "HTTP-Kerberos-session" in line.asked[2][0]["content-type"]


def test_a_scheme_that_is_not_wanted_is_not_taken(scripted: Any) -> None:
    scripted((401, {"www-authenticate": "Kerberos"}, b""))
    with pytest.raises(ValueError, match="offers kerberos, not the authentication ntlm"):
        DirectHttp(site(auth="ntlm")).send(b"<one/>")


@pytest.mark.parametrize("answers", [[LEG1, (401, {"www-authenticate": "Negotiate"}, b"")], [(401, {}, b"")], [LEG1] * 20])
def test_a_refused_log_on(scripted: Any, answers: Any) -> None:
    scripted(*answers)
    with pytest.raises(LogonRefused):
        DirectHttp(site()).send(b"<one/>")


def test_what_the_general_way_must_do(scripted: Any) -> None:
    scripted(LEG1, DONE, (401, {"www-authenticate": "Negotiate"}, b""))
    with pytest.raises(Unsuited):
        DirectHttp(site()).send(b"<one/>")


def test_a_redirection_is_told(scripted: Any) -> None:
    scripted(LEG1, DONE, (302, {"location": "https://elsewhere/"}, b""))
    with pytest.raises(RedirectRequested) as caught:
        DirectHttp(site()).send(b"<one/>")
    assert caught.value.location == "https://elsewhere/"


def test_an_error_of_the_service_has_its_text(scripted: Any) -> None:
    scripted((500, {}, b"<s:Envelope/>"))
    with pytest.raises(HttpStatus) as caught:
        DirectHttp(site(auth="basic", seal=False)).send(b"<one/>")
    assert (caught.value.code, caught.value.response_text) == (500, "<s:Envelope/>")


def test_basic_says_who_it_is_each_time(scripted: Any) -> None:
    line = scripted((200, {}, b"1"), (200, {}, b"2"))
    http = DirectHttp(site(auth="basic", seal=False))
    http.send(b"<one/>")
    http.send(b"<two/>")
    assert [head["authorization"] for head, _ in line.asked] == [f"Basic {token(b'me:pw')}"] * 2
    assert line.asked[0][1] == b"<one/>"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"auth": "credssp"}, False),
        ({"auth": "certificate"}, False),
        ({"proxy": "http://proxy:3128"}, False),
        ({"retries": 2}, False),
        ({"auth": "basic", "encryption": "always"}, False),
        ({"words": {"service": "WSMAN"}}, True),
        ({"words": {"unknown": 1}}, False),
    ],
)
def test_when_it_is_taken(changed: dict[str, Any], expected: bool) -> None:
    told = {"auth": "negotiate", "encryption": "auto", "proxy": None, "no_proxy": True, "retries": 0, "words": {}}
    assert suits(**{**told, **changed}) is expected


def test_a_proxy_of_the_environment_is_left_to_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(directhttp.sys, "platform", "linux")
    assert suits("ntlm", "auto", None, False, 0, {})
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    assert not suits("ntlm", "auto", None, False, 0, {})
    assert suits("ntlm", "auto", None, True, 0, {})


def test_the_hash_of_a_password_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spnego = pytest.importorskip("spnego")
    monkeypatch.delenv("LM_COMPAT_LEVEL", raising=False)
    monkeypatch.setattr(directhttp.sys, "platform", "linux")
    monkeypatch.setattr(directhttp, "_hashes", {})
    first, password = directhttp._credential(site(password="Password"), "ntlm")
    assert password is None
    assert first == spnego.NTLMHash("me", nt_hash="a4f49c406510bdcab6824ee7c30fd852")
    directhttp._credential(site(password="Password"), "ntlm")
    assert len(directhttp._hashes) == 1
    assert directhttp._credential(site(), "negotiate") == ("me", "pw")


# -- a real service


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    with Emulator("server01") as made:
        yield made


def target(host: Emulator, **words: Any) -> Target:
    told = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm", "no_proxy": True}
    return Target("127.0.0.1", **{**told, **words})


def listed(link: Link) -> Any:
    return link.ask(ask.Enumerate(), RESOURCE_SHELL)


def test_a_service_answers_over_it(host: Emulator) -> None:
    link = Link(target(host), target(host).client())
    assert listed(link).items == ()
    assert isinstance(link._http, DirectHttp)
    link.close()


def test_a_wrong_password_is_told(host: Emulator) -> None:
    with pytest.raises(AuthenticationError, match="refused the log-on"):
        listed(Link(target(host, password="wrong"), target(host).client()))


def test_nobody_there_is_told() -> None:
    with pytest.raises(ConnectionFailed):
        listed(Link(Target("127.0.0.1", 1, auth="ntlm", username="a", password="b"), Target("127.0.0.1").client()))


def test_the_general_way_answers_when_this_one_does_not_suit(host: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsuited(self: DirectHttp, message: bytes) -> bytes:
        raise Unsuited("so")

    monkeypatch.setattr(DirectHttp, "send", unsuited)
    link = Link(target(host), target(host).client())
    assert listed(link).items == ()
    assert not isinstance(link._http, DirectHttp)
    link.close()


def test_envelopes_are_whole(host: Emulator) -> None:
    link = Link(target(host), target(host).client())
    pending = link.client.request(ask.Enumerate(), RESOURCE_SHELL)
    assert parse_envelope(link.exchange(pending.data)).header.relates_to == pending.message_id
    link.close()
