"""The WSMan transport when the connection is not reliable, and every way to log on."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge import trace
from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import AuthenticationError, ConnectionFailed
from psbridge.linenews import LineNews, listening
from psbridge.psrp import ClientPool
from psbridge.sessions.client import ClientSession
from psbridge.transports.patience import FIRST_TIME
from psbridge.transports.wsman import WSManTransport
from psbridge.transports.wsmanlink import Link, Target
from tests.sessions.conftest import Gate, words_of

SLOWLY = "1..600 | % { $_; if ($_ % 20 -eq 0) { Start-Sleep -Milliseconds 10 } }"


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    with Emulator("server01") as made:
        yield made


@pytest.fixture
def words(host: Emulator) -> dict[str, Any]:
    return words_of(host)


def drop(host: Emulator) -> None:
    """Cut every connection."""
    assert host.listener is not None
    listener = host.listener

    async def cut() -> int:
        return listener.drop_connections()

    host.call(cut())


@pytest.mark.parametrize(
    ("auth", "secure"), [("ntlm", False), ("negotiate", False), ("negotiate", True), ("basic", True), ("credssp", True)]
)
def test_every_log_on(host: Emulator, words: dict[str, Any], auth: str, secure: bool, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes(host.ca_certificate)
    more = {"auth": auth, "ssl": secure, "port": host.https_port if secure else host.port, "verify": str(authority)}
    with Session("server01", **{**words, **more}) as session:
        assert session.invoke("1 + 1").output == [2]


def test_what_goes_over_the_line_is_traced(host: Emulator, words: dict[str, Any]) -> None:
    found: list[trace.Span] = []
    remove = trace.add_sink(found.append)
    try:
        with Session(host.machine.name, **words) as session:
            session.invoke("'a' * 200000; throw 'nope'")
    finally:
        remove()
    asked = [(one.attributes["action"], one.attributes["answer"]) for one in found if one.name == "request" and "answer" in one.attributes]
    assert {("Create", "CreateResponse"), ("Command", "CommandResponse"), ("Receive", "ReceiveResponse")} <= set(asked)
    ended = next(one for one in found if one.name == "pipeline ended")
    assert (ended.attributes["state"], ended.attributes["reason"]) == ("FAILED", "nope")
    assert any(one.name == "log-on" for one in found)
    assert host.password not in str([one.row() for one in found])


def test_nothing_is_lost_or_doubled_over_a_bad_line(host: Emulator, words: dict[str, Any]) -> None:
    """The line is cut while objects come, then while the command waits for its input's end: there a request is surely on its way."""
    with Session("server01", **words) as session:
        recovered = threading.Event()
        session.client.transport.on_trouble = lambda what: recovered.set() if what == "recovered" else None  # type: ignore[attr-defined]
        running, result = session.begin(f"{SLOWLY}; $input", input=[601], end_input=False)
        for many in range(100, 601, 100):
            while len(result.output) < many:
                assert not running.wait(0.01)
            drop(host)
        pause = 0.1
        while not recovered.wait(pause):  # each cut leaves more time to get through
            assert not running.is_finished
            drop(host)
            pause *= 2
        running.end_input()
        assert running.wait(60)
        assert result.output == list(range(1, 602))


def test_nothing_is_lost_when_the_next_answer_is_asked_for_early(host: Emulator, words: dict[str, Any]) -> None:
    """Nobody looks at the marks and much is coming: requests run ahead, and the line is cut again and again."""
    with Session("server01", **words) as session:
        early = [0]
        begin = Link.begin

        def begin_and_cut(link: Link, data: bytes) -> bool:
            early[0] += 1
            begun = begin(link, data)
            if early[0] % 3 == 0:
                drop(host)
            return begun

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Link, "begin", begin_and_cut)
            found = session.invoke("1..40 | % { \"$_\".PadLeft(40000, '.') }").output
        assert [int(text.strip(".")) for text in found] == list(range(1, 41))
        assert {len(text) for text in found} == {40000}
        assert early[0] > 3


def test_a_session_that_is_left_takes_in_what_was_asked_for_early(host: Emulator, words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        gate = Gate(host)
        running, result = session.begin(f"1..60 | % {{ \"$_\".PadLeft(40000, '.'); if ($_ -eq 30) {{ {gate.wait} }} }}")
        while len(result.output) < 10:
            assert not running.wait(0.01)
        session.disconnect()
        gate.open()
        session.reconnect()
        assert running.wait(60)
        assert [int(text.strip(".")) for text in result.output] == list(range(1, 61))


def test_a_line_that_stays_down_leaves_the_session_disconnected(host: Emulator, words: dict[str, Any]) -> None:
    session = Session("server01", retry_time=0.0, **words).open()
    seen = threading.Event()
    running, result = session.begin(f"{SLOWLY}; $input", input=[601], end_input=False, on_record=lambda *_: seen.set())
    assert seen.wait(60)
    left = threading.Event()
    session.client.listeners.append(lambda client: left.set() if client.state.name == "DISCONNECTED" else None)
    while True:  # a cut between two requests is none
        drop(host)
        if left.wait(0.1):
            break
    assert session.state == "Disconnected"
    session.reconnect()
    running.end_input()
    assert running.wait(60)
    assert result.output == list(range(1, 602))
    session.close()


def test_a_host_that_was_never_there_is_not_waited_for_as_long_as_one_that_was(host: Emulator, words: dict[str, Any]) -> None:
    news: list[LineNews] = []
    with listening(news.append), pytest.raises(ConnectionFailed):
        transport = WSManTransport(Target("127.0.0.1", port=1, username="me", password="x", auth="ntlm"), clock=clock(), pause=lambda _: None)
        ClientSession(transport, pool=ClientPool(uuid.uuid4())).connect(uuid.uuid4())
    assert [(one.what, one.patience) for one in news] == [("retrying", FIRST_TIME), ("given up", FIRST_TIME)]


def clock() -> Callable[[], float]:
    """A second for each look."""
    return itertools.count(0.0, 1.0).__next__


def test_an_answer_is_taken_in_at_once_unless_somebody_may_look_at_the_marks(host: Emulator, words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        taken: list[int] = []
        receive = session.client.pool.receive
        session.client.pool.receive = lambda data, pid=None: taken.append(len(data)) or receive(data, pid)  # type: ignore[method-assign, func-returns-value]
        assert session.invoke("1..500").output == list(range(1, 501))
        at_once = len(taken)
        assert session.invoke("1..500", on_output=lambda _: None).output == list(range(1, 501))
    assert at_once < 250
    assert len(taken) - at_once > 500


_CLIENT = """
import sys, psbridge as psb
host, port, user, password, iid = sys.argv[1:]
session = psb.Session("server01", address=host, port=int(port), username=user, password=password, auth="ntlm", no_proxy=True).open()
def tell(value):
    mark = session.client.transport.marks[running[0].pid].object_id
    print(session.instance_id, mark, value, flush=True)
running = []
import threading
ready = threading.Event()
def hook(stream, value):
    ready.wait()
    tell(value)
    if value == 300:
        threading.Event().wait()  # here it is killed: in mid-stream, whatever the speed
running.append(session.begin(%r, on_record=hook)[0])
ready.set()
running[0].wait()
"""


def test_another_process_takes_over_after_kill_9_in_mid_stream(host: Emulator, words: dict[str, Any]) -> None:
    arguments = ["127.0.0.1", str(host.port), host.username, host.password, "-"]
    program = [sys.executable, "-W", "ignore", "-c", _CLIENT % SLOWLY, *arguments]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        lines = [client.stdout.readline().split() for _ in range(150)]
        client.send_signal(signal.SIGKILL)
        lines += [line.split() for line in client.stdout if line.endswith("\n")]
    had = [int(line[2]) for line in lines if len(line) == 3]
    instance, mark = uuid.UUID(lines[0][0]), int(lines[len(had) - 1][1])
    with connected(host, instance, words) as other:
        pid = other.client.waiting_pipelines()[0]
        other.resume(pid, mark)
        rest = other.receive()
    assert had + rest.output == list(range(1, 601))


def connected(host: Emulator, instance: uuid.UUID, words: dict[str, Any]) -> Session:
    """Taken over as soon as the host has noticed that the client is gone."""
    return Session.connect("server01", instance_id=instance, **words)


def test_errors_explain_themselves(host: Emulator, words: dict[str, Any]) -> None:
    with pytest.raises(AuthenticationError, match="Check user name and password"):
        Session("server01", **{**words, "password": "wrong"}).open()
    with pytest.raises(ConnectionFailed, match="Is WinRM enabled there"):
        Session("server01", **{**words, "port": 1}).open()
    with pytest.raises(ConnectionFailed, match="is not known"):
        Session("no-such-host.invalid", port=5985, username="u", password="p", auth="ntlm", no_proxy=True).open()
    with pytest.raises(ConnectionFailed, match="certificate"):
        Session("server01", **{**words, "port": host.https_port, "ssl": True}).open()
    with pytest.raises(AuthenticationError, match="service allows basic"):
        Session("server01", **{**words, "auth": "basic", "ssl": False}).open()


def test_no_password_in_any_text(words: dict[str, Any]) -> None:
    session = Session("server01", **words)
    assert words["password"] not in repr(session.connection) + repr(session)
    assert "password" not in session.connection.public()


def test_ports_and_paths_of_a_target() -> None:
    assert Target("h").url == "http://h:5985/wsman"
    assert Target("h", ssl=True).url == "https://h:5986/wsman"
    assert Target("h", auth="basic").url == "https://h:5986/wsman"
    assert Target("::1", 80, path="/a").url == "http://[::1]:80/a"
