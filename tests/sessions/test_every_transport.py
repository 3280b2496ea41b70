"""The same tests of a client over everything that carries a session: memory, stdio, SSH, and WSMan with each way to log on.

A real host joins when PSBRIDGE_LIVE_HOST names one; PSBRIDGE_LIVE_USERNAME, PSBRIDGE_LIVE_PASSWORD, PSBRIDGE_LIVE_AUTH and PSBRIDGE_LIVE_SSL
(yes or no) say how it is reached.
"""

from __future__ import annotations

import getpass
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.engine.host import Host, HostUI
from psbridge.errors import LocalProtocolError
from psbridge.server.certificates import Authority
from psbridge.server.winrmconfig import WinRMConfig
from tests.loopback import SSH_OPTIONS, Realm, kerberos, secure_shell

USER, PASSWORD = "ada", "Passw0rd!"
OTHERS = ("memory", "process", "ssh")
# name -> (authentication, TLS, how the host names the log-on)
LOG_ONS = {
    "ntlm": ("ntlm", False, "Negotiate"),
    "ntlm+tls": ("ntlm", True, "Negotiate"),
    "negotiate": ("negotiate", False, "Negotiate"),
    "basic+tls": ("basic", True, "Basic"),
    "credssp": ("credssp", False, "CredSSP"),
    "certificate": ("certificate", True, "ClientCertificate"),
    "kerberos": ("kerberos", False, "Kerberos"),
    "kerberos+tls": ("kerberos", True, "Kerberos"),
}
KINDS = (*OTHERS, *LOG_ONS, *(["live"] if "PSBRIDGE_LIVE_HOST" in os.environ else []))
Make = Callable[..., Session]


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    pytest.importorskip("gssapi")
    with kerberos(tmp_path_factory.mktemp("kdc"), USER, PASSWORD) as made:
        environment = made.log_on(USER, PASSWORD)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            yield made


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Path]]:
    """A host for passwords and certificates."""
    folder, authority = tmp_path_factory.mktemp("certificates"), Authority()
    host = Emulator("server01", user=USER, password=PASSWORD, authority=authority)
    identity = authority.client(f"{USER}@localhost")
    host.user.certificates = (identity.thumbprint,)
    for name, data in {"ca.pem": authority.certificate, "me.pem": identity.certificate, "me.key": identity.key}.items():
        (folder / name).write_bytes(data)
    with host:
        yield host, folder


@pytest.fixture(scope="module")
def kerberized(realm: Realm) -> Iterator[tuple[Emulator, Path]]:
    """A host that knows no password: only a ticket helps."""
    authority = Authority()
    (realm.folder / "ca.pem").write_bytes(authority.certificate)
    with Emulator("server01", user=USER, password="another one", config=WinRMConfig(keytab=realm.keytab), authority=authority) as host:
        yield host, realm.folder


def _over_wsman(kind: str, host: Emulator, folder: Path) -> Make:
    auth, secure, _ = LOG_ONS[kind]
    words: dict[str, Any] = {"auth": auth, "ssl": secure, "port": host.https_port if secure else host.port, "no_proxy": True}
    words["verify"] = str(folder / "ca.pem")
    if auth == "certificate":
        words |= {"certificate": str(folder / "me.pem"), "certificate_key": str(folder / "me.key")}
    elif auth != "kerberos":
        words |= {"username": USER, "password": PASSWORD}
    return lambda **more: Session("server01", address="localhost", **words, **more)


def _live() -> Make:
    host = os.environ["PSBRIDGE_LIVE_HOST"]
    told = {name: os.environ.get(f"PSBRIDGE_LIVE_{name.upper()}") for name in ("username", "password", "auth")}
    secure = {"yes": True, "no": False}.get(os.environ.get("PSBRIDGE_LIVE_SSL", ""))
    return lambda **more: Session(host, ssl=secure, **told, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def make(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Sessions over the transport, not opened."""
    if kind == "memory":
        yield Session.local
    elif kind == "process":
        yield Session.process
    elif kind == "ssh":
        folder = tmp_path_factory.mktemp("sshd")
        with secure_shell(folder) as port:
            words = {"username": getpass.getuser(), "port": port, "key_file": str(folder / "user"), "ssh_options": SSH_OPTIONS}
            yield lambda **more: Session.ssh("127.0.0.1", **words, **more)
    elif kind == "live":
        yield _live()
    else:
        yield _over_wsman(kind, *request.getfixturevalue("kerberized" if "kerberos" in kind else "windows"))


@pytest.fixture(scope="module")
def session(make: Make) -> Iterator[Session]:
    """One that many tests share."""
    with make() as opened:
        yield opened


def test_the_log_on_is_the_one_that_was_asked_for(kind: str, session: Session) -> None:
    if kind in ("memory", "process", "ssh", "live"):  # nobody logs on, or nobody tells how
        assert kind not in LOG_ONS
        return
    told = session.invoke("$PSSenderInfo.UserInfo.Identity.AuthenticationType; $PSSenderInfo.UserInfo.Identity.Name").output
    assert (told[0], told[1].rpartition("\\")[2]) == (LOG_ONS[kind][2], USER)


def test_every_stream_in_its_order(session: Session) -> None:
    heard: list[tuple[int, str]] = []
    script = (
        "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; 1; Write-Warning w; Write-Error e; Write-Verbose v; "
        "Write-Debug d; Write-Information i; 2"
    )
    result = session.invoke(script, raw=True, on_record=lambda stream, value: heard.append((stream, str(value))))
    assert [stream for stream, _ in heard] == [1, 3, 2, 4, 5, 6, 1]
    assert result.state == "Completed"
    assert [error.fully_qualified_error_id for error in result.errors] == ["Microsoft.PowerShell.Commands.WriteErrorException"]


def test_arguments_using_and_input(session: Session) -> None:
    who = "me"  # noqa: F841 - $using:who
    result = session.invoke('param($a, $b) "$a/$b/$using:who"; $input | % { $_ * 2 }', 5, "x y", input=iter(range(1, 4)))
    assert result.output == ["5/x y/me", 2, 4, 6]


def test_state_stays_and_a_throw_fails(session: Session) -> None:
    session.invoke("$kept = 20")
    assert session.invoke("$kept + 1").output == [21]
    failed = session.invoke("1; throw 'no'; 2")
    assert (failed.state, failed.output, str(failed.reason.message)) == ("Failed", [1], "no")
    assert session.invoke("$kept").output == [20]


def test_values_come_as_they_are(session: Session) -> None:
    script = "1; 2L; 1.5; 'ü€𐍈'; $true; $null; [char]'x'; , @(1, 2); @{ a = 1 }; [decimal]1.25; [byte[]](1, 2), 3; [guid]::Empty"
    found = session.invoke(script).output
    assert found[:9] == [1, 2, 1.5, "ü€𐍈", True, None, "x", [1, 2], {"a": 1}]
    assert (str(found[9]), found[10:12], found[12].int) == ("1.25", [b"\x01\x02", 3], 0)


def test_much_comes_whole(session: Session) -> None:
    text = session.invoke("'0123456789' * 100000").output[0]
    assert (len(text), text[-3:]) == (1_000_000, "789")
    assert session.invoke("1..3000 | % { [pscustomobject]@{ N = $_ } } | % N").output == list(range(1, 3001))


def test_output_comes_while_it_runs_and_a_stop_ends_it(session: Session) -> None:
    came = threading.Event()
    running, result = session.begin("'first'; Start-Sleep 600; 'never'", on_record=lambda *_: came.set())
    assert came.wait(60)
    running.stop()
    assert running.wait(60)
    assert (result.state, result.output) == ("Stopped", ["first"])
    assert session.invoke("'goes on'").output == ["goes on"]


def test_a_job(session: Session) -> None:
    job = session.invoke("1..3; Write-Warning w; throw 'end'", as_job=True, name="j")
    assert job.wait(60)
    assert (job.name, job.state.label, job.receive()) == ("j", "Failed", [1, 2, 3])
    assert [str(record.message) for record in job.child_jobs[0].receive(stream="warning")] == ["w"]


class Answering(HostUI):
    """Somebody who answers."""

    def prompt(self, caption: str, message: str, fields: list[Any]) -> dict[str, Any]:
        return {field.name: f"the answer to {field.name}" for field in fields}


def test_questions_are_answered(session: Session) -> None:
    host = Host("test", ui=Answering())
    assert session.invoke("Read-Host name", ui=host).output == ["the answer to name"]
    running, result = session.begin("$Host.UI.Prompt('c', 'm', [Management.Automation.Host.FieldDescription]::new('f'))['f']", ui=host)
    assert running.wait(60)
    assert result.output == ["the answer to f"]


def test_files_there_and_back(session: Session, tmp_path: Path) -> None:
    data = bytes(range(256)) * 2000
    (tmp_path / "a.bin").write_bytes(data)
    place = session.invoke('Join-Path ([IO.Path]::GetTempPath()) "psbridge-$([guid]::NewGuid()).bin"').output[0]
    session.copy_to(tmp_path / "a.bin", place)
    session.copy_from(place, tmp_path / "b.bin")
    session.invoke("Remove-Item -LiteralPath $using:place", using={"place": place}).raise_for_error()
    assert (tmp_path / "b.bin").read_bytes() == data


def test_two_at_the_same_time(make: Make) -> None:
    came = threading.Semaphore(0)
    with make(max_runspaces=2) as session:
        running = [session.begin("'here'; Start-Sleep 600", on_record=lambda *_: came.release())[0] for _ in range(2)]
        assert all(came.acquire(timeout=60) for _ in running)
        assert session.availability == "Busy"
        for one in running:
            one.stop()
        assert all(one.wait(60) for one in running)
    assert session.state == "Closed"


def test_leaving_and_coming_back(kind: str, make: Make) -> None:
    with make() as session:
        if kind == "memory":  # can be left, but only this process can come back: see the tests of the client
            assert session.client.transport.capabilities.disconnect
            return
        if not session.client.transport.capabilities.disconnect:
            with pytest.raises(LocalProtocolError, match="cannot disconnect"):
                session.disconnect()
            assert session.invoke("1").output == [1]
            return
        ready = threading.Event()
        session.begin("'a'; 1..50 | % { $_; Start-Sleep -Milliseconds 5 }; 'z'", on_record=lambda *_: ready.set())
        assert ready.wait(60)
        session.disconnect()
        assert session.state == "Disconnected"
        assert session.receive(timeout=60).output == ["a", *range(1, 51), "z"]


def test_another_client_takes_over(kind: str, make: Make) -> None:
    session = make().open()
    if kind in ("memory", "process", "ssh"):  # nobody else can reach it
        assert not hasattr(session.client.transport, "abandon")
        session.close()
        return
    session.client.transport.holding = True  # type: ignore[attr-defined]
    session.begin("1..20; 'end'")
    session.disconnect()
    session.client.transport.abandon()  # type: ignore[attr-defined]
    connection = session.connection
    words = {name: value for name, value in connection.words.items() if name != "configuration_name"}
    other = Session.connect(connection.host, instance_id=session.instance_id, **words)
    assert other.receive(timeout=60).output == [*range(1, 21), "end"]
    other.remove()
