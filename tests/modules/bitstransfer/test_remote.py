"""BITS inside remote sessions: whose jobs they are, when they progress, and the recipe of the page in two processes."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from psbridge.bits import api
from psbridge.bits.codes import BitsError
from psbridge.bits.emulated import service_of
from psbridge.bits.states import State
from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from tests.modules.bitstransfer.conftest import HeldSite

URL = "https://Server1.TrustedDomain.com/File1.zip"
TARGET = "C:\\temp\\downloads\\"


@pytest.fixture
def host():
    with Emulator("Server01", https_port=None) as made:
        files = made.machine.files
        for folder in ("C:\\web", "C:\\temp", "C:\\temp\\downloads"):
            if files.stat(folder) is None:
                files.make_directory(folder)
        with files.open("C:\\web\\File1.zip", "w") as file:
            file.write(b"PK zip" * 1000)
        made.site = HeldSite(lambda: made.machine.files, "C:\\web")
        from psbridge.bits.estate import network_of

        network_of(made.machine).offer("Server1.TrustedDomain.com", made.site)
        yield made
        made.site.let_go()
        service_of(made.machine).stop()


def words(host) -> dict:
    return {"address": "127.0.0.1", "port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}


def test_bit_075_a_job_is_of_the_sessions_user(host):
    with Session("Server01", **words(host)) as session:
        job = api.start(URL, TARGET, session=session, name="over there")
        assert job.wait(60, interval=0.02, complete=True) is State.Acknowledged
        assert host.machine.files.list("C:\\temp\\downloads") == ["File1.zip"]
        assert api.jobs(session=session) == []
        owners = [row.owner for row in service_of(host.machine).manager.queue.in_states(("Acknowledged",))]
        assert [owner.partition("\\")[2] for owner in owners] == [host.username.rpartition("\\")[2]]


def test_errors_of_over_there(host):
    with Session("Server01", **words(host)) as session:
        job = api.start(URL + "x", TARGET, session=session)
        with pytest.raises(BitsError) as caught:
            job.wait(60, interval=0.02, complete=True)
        assert caught.value.code.number == 0x80190194
        assert job.error.code.number == 0x80190194
        job.remove()
        with pytest.raises(BitsError) as caught:
            _ = job.state
        assert caught.value.code.name == "NOT_FOUND"
        with pytest.raises(BitsError):
            api.start(URL, "C:\\nowhere\\x", session=session)


def test_managing_over_there(host):
    with Session("Server01", **words(host)) as session:
        job = api.start(URL, "C:\\temp\\one", session=session, suspended=True)
        assert job.state is State.Suspended
        job.add(URL, "C:\\temp\\two").set(DisplayName="named", Priority="High")
        assert [one.id for one in api.jobs("nam*", session=session)] == [job.id]
        assert (job.progress.files_total, job.progress.bytes_total) == (2, None)
        job.resume()
        assert [at.state for at in job.watch(0.02)][-1] is State.Transferred
        job.complete()
        assert {"one", "two"} <= set(host.machine.files.list("C:\\temp"))


def test_bit_076_it_progresses_while_a_session_is_there_a_disconnected_one_too(host):
    session = Session("Server01", **words(host)).open()
    host.site.hold()
    job = api.start(URL, TARGET, session=session)
    assert host.site.reached.wait(60)
    session.disconnect()
    host.site.let_go()
    manager = service_of(host.machine).manager
    assert manager.wait(job.id, timeout=60).state == "Transferred"
    manager.complete(job.id)
    session.reconnect()
    host.site.hold()
    job = api.start(URL, TARGET, session=session)
    assert host.site.reached.wait(60)
    run = service_of(host.machine).service._runs[job.id]
    session.remove() if hasattr(session, "remove") else session.close()
    assert run.token.wait(60)
    host.site.let_go()
    run.thread.join(60)
    assert manager.get(job.id).state == "Queued"
    with Session("Server01", **words(host)):
        manager.wake()
        assert manager.wait(job.id, timeout=60).state == "Transferred"


LATER = """
import sys
from psbridge.emulator.sessions import Session
host, port, user, password, shell, job = sys.argv[1:]
words = dict(address="127.0.0.1", port=int(port), username=user, password=password, auth="ntlm")
with Session.connect(host, instance_id=shell, **words) as session:
    found = session.invoke("Get-BitsTransfer | ForEach-Object { [string]$_.JobId }").output
    assert [str(one) for one in found] == [job], found
    while session.invoke("[string](Get-BitsTransfer).JobState").output != ["Transferred"]:
        pass
    result = session.invoke("Get-BitsTransfer | Complete-BitsTransfer")
    assert not result.errors, result.errors
    assert session.invoke("@(Get-BitsTransfer).Count").output == [0]
"""


def test_bit_078_the_recipe_in_two_processes(host):
    session = Session("Server01", name="MyRemoteSession", **words(host)).open()
    host.site.hold()
    assert session.invoke("Get-BitsTransfer").output == []
    made = session.invoke(f"(Start-BitsTransfer -Source {URL} -Destination c:\\temp\\downloads\\ -Asynchronous).JobId")
    assert host.site.reached.wait(60)
    session.disconnect()
    host.site.let_go()
    told = ("Server01", str(host.port), host.username, host.password, str(session.instance_id), str(made.output[0]))
    later = threading.Thread(
        target=lambda: done.append(subprocess.run([sys.executable, "-c", LATER, *told], capture_output=True, text=True))
    )
    done: list[subprocess.CompletedProcess[str]] = []
    later.start()
    later.join(60)
    assert done[0].returncode == 0, done[0].stderr
    assert host.machine.files.list("C:\\temp\\downloads") == ["File1.zip"]


def test_a_session_that_is_none_is_refused(host):
    class Direct:
        """PowerShell Direct: there is no such transport on Linux, and sessions say so."""

    with pytest.raises(AttributeError):
        api.start(URL, TARGET, session=Direct())
