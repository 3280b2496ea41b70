"""What a job makes of servers that behave badly: breaks, changes, refusals, full disks; and that no wrong file ever appears."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from psbridge.bits.codes import CODES, BitsError
from psbridge.bits.manager import error_of
from psbridge.bits.settings import HTTPS_TO_HTTP, REDIRECT_DISALLOW
from psbridge.bits.volumes import Disk
from tests.sessions.test_background import until

DATA = os.urandom(3 << 20)
SMALL = b"small" * 10


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(("store", "key")))


def test_a_broken_connection_goes_on_at_the_byte(engine, web, tmp_path):
    web.cut = [1_000_000, 700_000]
    assert engine.fetch(web.put("a", DATA), tmp_path / "out").state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA
    starts = [asked[2].get("range", "bytes=0-") for asked in web.asked]
    assert starts[0] == "bytes=0-"
    assert all(int(text[6:-1]) > 0 for text in starts[1:])


def test_a_server_that_always_breaks_is_a_transient_error_that_is_tried_again(engine, web, tmp_path):
    web.cut = [0, 0, 0, 0, 0, 0]
    job = engine.job([(web.put("a", DATA), str(tmp_path / "out"))], retry_interval=600)
    row = engine.until(job, "TransientError", "Error")
    assert (row.state, error_of(row).code.transient) == ("TransientError", True)
    web.cut = []
    engine.manager.resume(job)
    assert engine.until(job, "Transferred").state == "Transferred"


def test_retries_come_by_themselves(engine, web, tmp_path):
    web.statuses = [503, 500, 502]
    assert engine.job([(web.put("a", SMALL), str(tmp_path / "out"))], retry_interval=0)
    row = engine.queue.jobs()[0]
    assert engine.until(row.id, "Transferred", "Error").state == "Transferred"
    assert len(web.asked) == 4


def test_a_file_that_changed_starts_anew(engine, web, tmp_path):
    url = web.put("a", DATA)
    web.pause.clear()
    job = engine.job([(url, str(tmp_path / "out"))])
    engine.manager.wait(job, until=lambda row: engine.manager.sums(job).bytes_done > 0, timeout=60)
    engine.halt(job)
    web.pause.set()
    other = os.urandom(len(DATA))
    web.put("a", other)
    engine.manager.resume(job)
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    engine.manager.complete(job)
    assert (tmp_path / "out").read_bytes() == other
    assert "range" in web.asked[-1][2]


@pytest.mark.parametrize(("weak", "validators", "ranges"), [(True, True, True), (False, False, True), (False, True, False)])
def test_without_a_strong_validator_or_ranges_nothing_is_pieced_together(engine, web, tmp_path, weak, validators, ranges):
    web.weak, web.validators, web.ranges, web.cut = weak, validators, ranges, [1_500_000]
    assert engine.fetch(web.put("a", DATA), tmp_path / "out").state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA


def test_a_job_survives_suspending_in_the_middle(engine, web, tmp_path):
    url = web.put("a", DATA)
    web.pause.clear()
    job = engine.job([(url, str(tmp_path / "out"))])
    engine.manager.wait(job, until=lambda row: engine.manager.sums(job).bytes_done > 0, timeout=60)
    engine.halt(job)
    assert engine.manager.state(job).name == "Suspended"
    web.pause.set()
    engine.manager.resume(job)
    assert engine.until(job, "Transferred").state == "Transferred"
    assert names(tmp_path)[0].startswith("BIT")
    engine.manager.complete(job)
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out").read_bytes() == DATA


def test_removing_in_the_middle_leaves_nothing(engine, web, tmp_path):
    web.pause.clear()
    job = engine.job([(web.put("a", DATA), str(tmp_path / "out"))])
    assert web.reached.wait(60)
    run = engine.service._runs[job]
    engine.manager.cancel(job)
    web.pause.set()
    run.thread.join(60)
    assert names(tmp_path) == []


@pytest.mark.parametrize(("status", "state"), [(404, "Error"), (403, "Error"), (410, "Error"), (501, "Error"), (503, "TransientError")])
def test_statuses(engine, web, tmp_path, status, state):
    web.statuses = [status]
    job = engine.job([(web.put("a", SMALL), str(tmp_path / "out"))], retry_interval=600)
    row = engine.until(job, "Error", "TransientError", "Transferred")
    assert (row.state, error_of(row).code.number) == (state, 0x80190000 | status)
    assert names(tmp_path) == []


def test_a_size_that_is_not_told_needs_dynamic(engine, web, tmp_path):
    web.lengths = False
    row = engine.fetch(web.put("a", SMALL), tmp_path / "out")
    assert (row.state, error_of(row).code) == ("Error", CODES["MISSING_FILE_SIZE"])
    assert engine.fetch(f"{web.url}/a", tmp_path / "out", dynamic=True).state == "Transferred"
    assert (tmp_path / "out").read_bytes() == SMALL


def test_redirects(engine, web, tmp_path):
    web.put("a", SMALL)
    web.redirects = {"/old": "/a", "/loop": "/loop", "/strange": "ftp://x/y"}
    assert engine.fetch(f"{web.url}/old", tmp_path / "out").state == "Transferred"
    for path, flags, code in (
        ("loop", 0, "REDIRECT_FAILED"),
        ("strange", 0, "REDIRECT_FAILED"),
        ("old", REDIRECT_DISALLOW, "REDIRECT_NEEDS_CONFIRMATION"),
    ):
        row = engine.fetch(f"{web.url}/{path}", tmp_path / "two", security_flags=flags)
        assert (row.state, error_of(row).code.name) == ("Error", code)
    assert HTTPS_TO_HTTP == 0x800


def test_a_credential_is_not_sent_to_another_server(engine, web, tmp_path):
    from tests.bits.servers import Web

    other = Web()
    try:
        other.user = ("u", "p")
        other.put("a", SMALL)
        web.redirects = {"/old": f"http://localhost:{other.server.server_port}/a"}
        row = engine.fetch(f"{web.url}/old", tmp_path / "out", credential=("u", "p"))
        assert row.state == "Error"
        assert all("authorization" not in asked[2] for asked in other.asked)
    finally:
        other.close()


class FullDisk(Disk):
    """A disk that is full after so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def writer(self, path: str, offset: int):
        inner, disk = super().writer(path, offset), self

        class Limited:
            def write(self, data: memoryview) -> None:
                disk.room -= len(data)
                if disk.room < 0:
                    raise BitsError("DISK_FULL")
                inner.write(data)

            sync, close = inner.sync, inner.close

        return Limited()


def test_a_full_disk_is_an_error_and_can_be_put_right(engine, web, tmp_path):
    full = engine.manager.world._disk = FullDisk(2 << 20)
    job = engine.job([(web.put("a", DATA), str(tmp_path / "out"))])
    row = engine.until(job, "Error", "Transferred")
    assert (row.state, error_of(row).code) == ("Error", CODES["DISK_FULL"])
    full.room = 1 << 30
    engine.manager.resume(job)
    assert engine.until(job, "Transferred").state == "Transferred"
    engine.manager.complete(job)
    assert (tmp_path / "out").read_bytes() == DATA


def test_a_power_cut_leaves_only_what_was_on_the_disk(engine, web, tmp_path):
    url = web.put("a", DATA)
    web.pause.clear()
    job = engine.job([(url, str(tmp_path / "out"))])
    engine.manager.wait(job, until=lambda row: engine.manager.sums(job).bytes_done > 0, timeout=60)
    engine.halt(job)
    web.pause.set()
    temporary = next(tmp_path.glob("BIT*"))
    temporary.write_bytes(b"\0" * temporary.stat().st_size)  # what a disk may hold after the power went
    engine.manager.world.boot = "another"
    engine.manager.resume(job)
    assert engine.until(job, "Transferred").state == "Transferred"
    engine.manager.complete(job)
    assert (tmp_path / "out").read_bytes() == DATA


def test_local_files_resume_only_when_unchanged(engine, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(DATA)
    assert engine.fetch(str(source), tmp_path / "out").state == "Transferred"
    assert (tmp_path / "out").read_bytes() == DATA
    row = engine.fetch(str(tmp_path / "missing"), tmp_path / "two")
    assert (row.state, error_of(row).code.name) == ("Error", "NO_SUCH_FILE")


def test_a_bandwidth_limit_holds(engine, web, tmp_path):
    assert engine.fetch(web.put("a", DATA[:200_000]), tmp_path / "out", bandwidth=400_000).state == "Transferred"
    row = engine.queue.in_states(("Acknowledged",))[0]
    assert row.details["completed_at"] - row.details["started_at"] > 0.3


def test_headers_and_methods(engine, web, tmp_path):
    engine.fetch(web.put("a", SMALL), tmp_path / "out", custom_headers=("X-One: 1",), http_method="POST")
    assert (web.asked[0][0], web.asked[0][2]["x-one"]) == ("POST", "1")


def test_notifications_run(engine, web, tmp_path):
    job = engine.job(
        [(web.put("a", SMALL), str(tmp_path / "out"))],
        notify_cmd_line=("/bin/sh", f"-c 'printf %s \"$PSBRIDGE_BITS_JOB\" > {tmp_path}/told'"),
    )
    engine.until(job, "Transferred")
    told = tmp_path / "told"
    run = engine.service._runs.get(job)
    if run is not None:
        run.thread.join(60)
    until(lambda: told.exists() and told.read_text() == str(job))


@pytest.mark.skipif(os.geteuid() != 0, reason="owners are changed by root only")
def test_security_of_local_files_is_kept(engine, web, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(SMALL)
    os.chown(source, 12, 34)
    source.chmod(0o640)
    assert engine.fetch(str(source), tmp_path / "out", acl_flags=7).state == "Transferred"
    found = (tmp_path / "out").stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12, 34, 0o640)
    row = engine.fetch(str(source), tmp_path / "two", acl_flags=8)
    assert (row.state, error_of(row).code.name) == ("Error", "NOT_SUPPORTED")
    assert engine.fetch(web.put("a", SMALL), tmp_path / "three", acl_flags=15).state == "Transferred"


# -- uploads


@pytest.mark.parametrize("size", [0, 1, 10_000_000])
def test_an_upload_in_fragments(engine, web, tmp_path, size):
    (tmp_path / "up").write_bytes(DATA[:1] * size)
    job = engine.job([(str(tmp_path / "up"), f"{web.url}/in/up")], transfer_type="Upload")
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert web.uploads["/in/up"] == DATA[:1] * size
    packets = [asked[2]["bits-packet-type"] for asked in web.asked]
    assert (packets[0], packets[-1]) == ("Create-Session", "Close-Session")


def test_an_upload_goes_on_in_its_session(engine, web, tmp_path):
    data = os.urandom(9_000_000)
    (tmp_path / "up").write_bytes(data)
    web.statuses = []
    original = web.bits.handle
    calls = iter(range(100))

    def failing(method, path, headers, body, owner=""):
        if headers.get("bits-packet-type") == "Fragment" and next(calls) == 1:
            raise ConnectionResetError
        return original(method, path, headers, body, owner)

    class Failing:
        handle = staticmethod(failing)

    web.bits = Failing()
    job = engine.job([(str(tmp_path / "up"), f"{web.url}/up")], transfer_type="Upload", retry_interval=0)
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert web.uploads["/up"] == data
    assert [asked[2]["bits-packet-type"] for asked in web.asked].count("Create-Session") == 1


def test_a_session_that_the_server_lost_begins_anew(engine, web, tmp_path):
    data = os.urandom(9_000_000)
    (tmp_path / "up").write_bytes(data)
    original, lost = web.bits.handle, iter((False, False, True))

    def forgetting(method, path, headers, body, owner=""):
        if headers.get("bits-packet-type") == "Fragment" and next(lost, False):
            web.bits_sessions.clear()
        return original(method, path, headers, body, owner)

    web.bits_sessions = web.bits.sessions

    class Forgetting:
        handle = staticmethod(forgetting)

    web.bits = Forgetting()
    job = engine.job([(str(tmp_path / "up"), f"{web.url}/up")], transfer_type="Upload")
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert web.uploads["/up"] == data


def test_a_plain_put(engine, web, tmp_path):
    (tmp_path / "up").write_bytes(DATA)
    job = engine.job([(str(tmp_path / "up"), f"{web.url}/up")], transfer_type="Upload", http_method="PUT")
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert web.uploads["/up"] == DATA
    assert web.asked[0][0] == "PUT"


def test_an_upload_with_reply(engine, web, tmp_path):
    web.bits.application = lambda path, session: b"the reply"
    (tmp_path / "up").write_bytes(SMALL)
    job = engine.job([(str(tmp_path / "up"), f"{web.url}/up")], transfer_type="UploadReply")
    assert engine.until(job, "Transferred", "Error").state == "Transferred"
    assert not (tmp_path / "up.reply").exists()
    engine.manager.complete(job)
    assert (tmp_path / "up.reply").read_bytes() == b"the reply"


def test_a_file_that_changes_while_it_is_sent_is_an_error(engine, web, tmp_path):
    up = tmp_path / "up"
    up.write_bytes(os.urandom(9_000_000))
    original = web.bits.handle

    def meddling(method, path, headers, body, owner=""):
        if headers.get("bits-packet-type") == "Fragment":
            up.write_bytes(b"other")
        return original(method, path, headers, body, owner)

    class Meddling:
        handle = staticmethod(meddling)

    web.bits = Meddling()
    job = engine.job([(str(up), f"{web.url}/up")], transfer_type="Upload")
    row = engine.until(job, "Transferred", "Error")
    assert (row.state, error_of(row).code.name) == ("Error", "LOCAL_FILE_CHANGED")
    assert "/up" not in web.uploads


def test_unknown_jobs(engine):
    with pytest.raises(BitsError) as caught:
        engine.manager.resume(uuid.uuid4())
    assert caught.value.code.name == "NOT_FOUND"
