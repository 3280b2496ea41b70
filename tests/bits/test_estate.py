"""Emulated surroundings: sites, shares, presence, the service on demand; and the faces of jobs."""

from __future__ import annotations

import os
import uuid

import pytest

from psbridge.bits.codes import BitsError
from psbridge.bits.emulated import EmulatedWorld, service_of
from psbridge.bits.estate import EstateTransport, FileSite, Network, WebRequest, network_of
from psbridge.bits.objects import BitsJob
from psbridge.bits.remote import RemoteTransfer, remote_jobs
from psbridge.bits.service import Service
from psbridge.bits.settings import Settings
from psbridge.bits.shares import Share
from psbridge.bits.states import State
from psbridge.bits.world import World
from psbridge.machine.computer import Machine


@pytest.fixture
def machine():
    made = Machine.windows()
    made.files.make_directory("C:\\web")
    with made.files.open("C:\\web\\a", "w") as file:
        file.write(b"0123456789")
    return made


def ask(site, method="GET", path="/a", body=b"", **headers):
    return site(WebRequest(method, "h", path, {name.replace("_", "-"): value for name, value in headers.items()}, body))


def test_a_site_serves_files_and_ranges(machine):
    site = FileSite(lambda: machine.files, "C:\\web")
    whole = ask(site)
    assert (whole.status, whole.body) == (200, b"0123456789")
    assert ask(site, "HEAD").body == b""
    part = ask(site, range="bytes=3-5")
    assert (part.status, part.body, dict(part.headers)["Content-Range"]) == (206, b"345", "bytes 3-5/10")
    assert ask(site, range="bytes=3-", if_range='"other"').status == 200
    assert [ask(site, path=path).status for path in ("/none", "/", "/../../Windows")] == [404, 404, 404]
    assert ask(site, range="bytes=10-").status == 416
    assert (ask(site, "PUT", "/b", b"x").status, ask(site, path="/b").body, ask(site, "DELETE").status) == (201, b"x", 405)


def test_a_site_stays_in_its_directory(machine):
    site = FileSite(lambda: machine.files, "C:\\web")
    assert site.place("/../..\\%2e%2e/Windows/x") == "C:\\web\\Windows\\x"


def test_a_site_asks_for_users(machine):
    site = FileSite(lambda: machine.files, "C:\\web", {"u": "p"})
    assert ask(site).status == 401
    assert ask(site, authorization="Basic dTpw").status == 200
    assert ask(site, authorization="Bearer x").status == 401


def test_the_real_network_is_out_of_reach(machine):
    import httpx

    with httpx.Client(transport=EstateTransport(network_of(machine), Settings(), None, None)) as client:
        for url in ("http://127.0.0.1/", "https://example.com/", "http://localhost:80/"):
            with pytest.raises(BitsError) as caught:
                client.get(url)
            assert caught.value.code.name == "NAME_NOT_RESOLVED"


def test_the_real_disk_is_out_of_reach(machine):
    world = EmulatedWorld(machine)
    for path in ("/etc/passwd", "C:\\..\\..\\etc\\passwd", "Z:\\x"):
        assert world.volume(path, None).look(path) is None
    with pytest.raises(BitsError):
        world.volume("\\\\127.0.0.1\\c$\\x", None).look("\\\\127.0.0.1\\c$\\x")


def test_shares_by_name(machine):
    network = Network()
    network.share("\\\\Srv\\Data\\", lambda: machine.files, "C:\\web")
    files, inner = network.share_of("\\\\srv\\data\\x\\y")
    assert (files() is machine.files, inner) == (True, "C:\\web\\x\\y")
    for path, name in (("\\\\srv\\other\\x", "BAD_NETWORK_NAME"), ("\\\\no\\data\\x", "BAD_NETWORK_PATH")):
        with pytest.raises(BitsError) as caught:
            network.share_of(path)
        assert caught.value.code.name == name


def test_presence(machine):
    world = EmulatedWorld(machine)
    assert world.is_logged_on("D\\me")
    present: set[str] = set()
    machine.presences.append(lambda user: user.rpartition("\\")[2] in present)
    assert not world.is_logged_on("D\\me")
    present.add("me")
    assert world.is_logged_on("D\\me")
    present.clear()
    world.at_console("me")
    assert world.is_logged_on("D\\ME")
    world.log_on("other")
    assert not world.is_logged_on("me")
    world.log_off("other")
    assert not world.is_logged_on("other")


def test_the_service_starts_on_demand_unless_disabled(machine):
    world = service_of(machine).world
    service = machine.services.find("BITS")
    machine.services.control(service, "stop")
    assert not world.is_running()
    world.start()
    assert world.is_running()
    machine.services.control(service, "stop")
    service.start_type = "Disabled"
    with pytest.raises(BitsError) as caught:
        world.start()
    assert caught.value.code.name == "SERVICE_DISABLED"
    assert service_of(machine) is service_of(machine)
    assert (world.user(), world.is_administrator()) == (f"{machine.name}\\Administrator", True)


def test_a_job_as_an_object(machine):
    manager = service_of(machine).manager
    row = manager.create("x", "me")
    job = BitsJob(row, manager)
    assert (job.job_id, job.display_name, str(job.job_state), str(job.priority)) == (row.id, "x", "Suspended", "Normal")
    manager.change(row.id, name="new", transfer_type="Upload")
    assert (job.display_name, str(job.transfer_type)) == ("new", "Upload")
    manager.cancel(row.id)
    assert str(job.job_state) == "Cancelled"
    assert job.error is None


def test_a_service_with_nothing_to_do_is_idle(machine):
    assert Service(service_of(machine).manager).is_idle


def test_the_real_world(monkeypatch, tmp_path):
    world = World()
    assert world.is_logged_on("anybody")
    assert world.is_running()
    assert "\\" in world.user()
    assert world.is_administrator() is (os.geteuid() == 0)
    monkeypatch.setenv("PSBRIDGE_NETWORK_COST", "Roaming,Capped")
    assert world.cost() == 0x82
    assert isinstance(world.volume("\\\\s\\d\\x", None), Share)
    found = world.volume(str(tmp_path), None).look(str(tmp_path))
    assert found is not None
    assert found.is_dir


class Told:
    """A session that answers with lines."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked: list[tuple] = []

    def invoke(self, script, *args, **options):
        self.asked.append(args)
        return self.answers.pop(0)


def test_what_a_remote_job_says_is_read():
    job = uuid.uuid4()
    session = Told([f"{job}|2|0|1|5|{2**64 - 1}||"], [f"{job}|4|0|1|5|10|-2145844844|HTTP status 404: a|b"], [])
    transfer = RemoteTransfer(session, job)
    at = transfer.progress
    assert (at.state, at.bytes_done, at.bytes_total, at.error) == (State.Transferring, 5, None, None)
    error = transfer.error
    assert error is not None
    assert (error.code.number, error.what) == (0x80190194, "HTTP status 404: a|b")
    assert remote_jobs(session) == []
