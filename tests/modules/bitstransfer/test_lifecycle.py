"""Area BIT: states, waiting, completing, removing.  Each test is named after the statements that it covers."""

from __future__ import annotations

import threading

import pytest

from psbridge.bits.codes import CODES
from psbridge.bits.states import State

A, B = b"first file " * 100, b"second file " * 100
URL = "http://server01/"
TWO = f"{URL}a.txt,{URL}b.txt"
TO_TWO = "C:\\clientdir\\a.txt,C:\\clientdir\\b.txt"


def test_bit_001_the_module_has_eight_commands(bench):
    names = bench.run("Import-Module BitsTransfer; (Get-Command -Module BitsTransfer).Name")
    verbs = ("Complete", "Get", "Remove", "Resume", "Set", "Start", "Suspend")
    assert sorted(names) == sorted(["Add-BitsFile", *(f"{verb}-BitsTransfer" for verb in verbs)])


def test_bit_002_jobs_are_no_powershell_jobs(bench):
    job = bench.start()
    assert bench.run("$job.GetType().FullName") == ["Microsoft.BackgroundIntelligentTransfer.Management.BitsJob"]
    assert bench.run("Get-Job") == []
    bench.until(job, "Transferred")


def test_bit_003_jobs_outlive_their_session_and_are_kept_per_account(bench):
    job = bench.start()
    bench.session.close()
    later = bench.new_session()
    assert [one.uuid for one in bench.run("Get-BitsTransfer", later)] == [job.uuid]
    assert bench.run("Get-BitsTransfer", bench.new_session("Guest")) == []
    bench.session = later


def test_bit_004_a_synchronous_transfer_holds_the_prompt(bench):
    bench.site.hold()
    done = threading.Event()
    thread = threading.Thread(target=lambda: (bench.run(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt"), done.set()))
    thread.start()
    bench.reach()
    assert not done.is_set()
    bench.site.let_go()
    thread.join(60)
    assert done.is_set()
    assert bench.read("C:\\clientdir\\a.txt") == A


def test_bit_005_a_synchronous_transfer_commits_and_leaves_nothing(bench):
    assert bench.run(f"Start-BitsTransfer -Source {URL}a.txt -Destination C:\\clientdir\\a.txt") == []
    assert bench.read("C:\\clientdir\\a.txt") == A
    assert bench.jobs() == []
    assert bench.names("C:\\clientdir") == ["a.txt"]


def test_bit_006_asynchronous_returns_a_job_at_once(bench):
    bench.site.hold()
    bench.start()
    assert bench.run("[string]$job.JobState")[0] in ("Queued", "Connecting", "Transferring")


def test_bit_007_010_a_suspended_job_is_made_and_not_started(bench):
    job = bench.start("-Suspended")
    assert bench.run("[string]$job.JobState") == ["Suspended"]
    bench.site.hold()
    states = bench.run("[string](Resume-BitsTransfer $job -Asynchronous).JobState")
    assert states[0] in ("Queued", "Connecting", "Transferring")
    assert job.row.state != "Suspended"


def test_bit_008_source_and_destination_are_positional_and_bind_by_name(bench):
    bench.run(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\x.txt")
    bench.run(f"[pscustomobject]@{{Source='{URL}b.txt'; Destination='C:\\clientdir\\y.txt'}} | Start-BitsTransfer")
    assert (bench.read("C:\\clientdir\\x.txt"), bench.read("C:\\clientdir\\y.txt")) == (A, B)


def test_bit_009_the_nine_states(bench):
    bench.start("-Suspended")
    told = bench.run('[Enum]::GetValues($job.JobState.GetType()) | ForEach-Object { "$_=$([int]$_)" }')
    assert told == [f"{state.name}={state.value}" for state in State]


def test_bit_011_the_normal_way(bench):
    seen: list[str] = []
    job = bench.start("-Suspended")
    manager, bench.site.after = bench.service.manager, 10
    original = manager.queue.update

    def spy(job_id, decide):
        row = original(job_id, decide)
        if row is not None and (not seen or seen[-1] != row.state):
            seen.append(row.state)
        return row

    manager.queue.update = spy
    bench.run("$null = Resume-BitsTransfer $job -Asynchronous")
    bench.until(job, "Transferred")
    bench.run("Complete-BitsTransfer $job")
    assert seen == ["Queued", "Connecting", "Transferring", "Transferred", "Acknowledged"]
    assert bench.jobs() == []


def test_bit_012_a_recoverable_fault_is_tried_again(bench):
    bench.site.statuses = [503]
    job = bench.start("-RetryInterval 60")
    assert bench.until(job, "TransientError") == "TransientError"
    assert job.row.details["retry_at"] == pytest.approx(job.row.changed + 60, abs=5)
    bench.service.manager.queue.update(job.uuid, lambda row: {"details": {"retry_at": 0.0}})
    bench.service.service.wake()
    assert bench.until(job, "Transferred") == "Transferred"


def test_bit_012_a_server_that_is_not_there_is_a_recoverable_fault(bench):
    job = bench.start(source="http://nowhere/a.txt")
    assert bench.until(job, "TransientError", "Error") == "TransientError"
    assert job.error.code is CODES["NAME_NOT_RESOLVED"]


def test_bit_013_no_progress_for_the_time_allowed_is_an_error(bench):
    bench.site.statuses = [503, 503]
    job = bench.start("-RetryInterval 60 -RetryTimeout 100")
    bench.until(job, "TransientError")
    bench.service.manager.queue.update(job.uuid, lambda row: {"details": {"retry_at": 0.0, "progress_at": row.created - 101}})
    bench.service.service.wake()
    assert bench.until(job, "Error") == "Error"


def test_bit_014_026_072_objects_of_jobs_that_are_over_are_refused(bench):
    job = bench.start()
    bench.until(job, "Transferred")
    bench.run("Complete-BitsTransfer $job")
    assert bench.jobs() == []
    for verb in ("Resume", "Suspend", "Complete", "Remove"):
        assert bench.errors(f"{verb}-BitsTransfer $job")[0].startswith(f"{verb}BitsTransferCOMException")
    assert bench.errors("Set-BitsTransfer $job -Priority Low")[0].startswith("SetBitsTransferCOMException")
    assert bench.errors(f"Add-BitsFile $job {URL}b.txt C:\\clientdir\\b.txt")[0].startswith("AddBitsFileTransferCOMException")


def test_bit_015_017_072_an_error_says_why_and_can_be_put_right(bench):
    job = bench.start(source=f"{URL}later.txt")
    assert bench.until(job, "Error") == "Error"
    text = bench.run("$job | Format-List | Out-String")[0]
    assert "HTTP status 404" in text
    assert bench.run("$job.InternalErrorCode; $job.ErrorContextDescription") == [
        0x80190194 - (1 << 32),
        "The error occurred while the remote file was being processed.",
    ]
    bench.put("C:\\web\\later.txt", A)
    bench.run("$null = Resume-BitsTransfer $job -Asynchronous")
    assert bench.until(job, "Transferred") == "Transferred"
    assert bench.run("$null -eq $job.ErrorDescription") == [True]


def test_bit_016_the_polling_idiom_leaves_early_when_queued(bench):
    bench.service.world.log_on("somebody else")
    job = bench.service.manager.create("held", "WIN-PSBRIDGE\\Administrator")
    bench.service.manager.add_files(job.id, [(f"{URL}a.txt", "C:\\clientdir\\a.txt")])
    bench.service.manager.queue.update(job.id, lambda row: {"state": "Queued"})
    out = bench.run(
        "$Job = Get-BitsTransfer; while (($Job.JobState -eq 'Transferring') -or ($Job.JobState -eq 'Connecting')) { sleep 5 }; "
        "switch ($Job.JobState) { 'Transferred' { 'done' } 'Error' { 'error' } default { 'Other action' } }"
    )
    assert out == ["Other action"]


def test_bit_018_019_files_appear_when_completed(bench):
    job = bench.start()
    bench.until(job, "Transferred")
    assert bench.read("C:\\clientdir\\a.txt") is None
    assert [name[:3] for name in bench.names("C:\\clientdir")] == ["BIT"]
    assert bench.run("Complete-BitsTransfer $job") == []
    assert bench.names("C:\\clientdir") == ["a.txt"]
    assert bench.jobs() == []


def test_bit_020_completing_early_keeps_what_is_whole(bench):
    bench.put("C:\\web\\c.txt", b"third")
    bench.start("-Suspended", f"{TWO},{URL}c.txt", f"{TO_TWO},C:\\clientdir\\c.txt")
    job = bench.jobs()[0]
    held = bench.site.__call__

    def second_stands(asked):
        if "b.txt" in asked.path:
            bench.site.hold(5)
        return held(asked)

    bench.network.offer("server01", second_stands)
    bench.run("$null = Resume-BitsTransfer $job -Asynchronous")
    bench.reach()
    assert job.sums.files_done == 1
    bench.run("Complete-BitsTransfer $job")
    bench.site.let_go()
    bench.service.service.stop()
    assert bench.names("C:\\clientdir") == ["a.txt"]


def test_bit_021_a_failure_to_complete_has_the_job_as_target(bench):
    job = bench.start()
    bench.until(job, "Transferred")
    bench.machine.files.make_directory("C:\\clientdir\\a.txt")
    out = bench.run("$e = @(Complete-BitsTransfer $job 2>&1); $e[0].TargetObject.JobId -eq $job.JobId; [string]$job.JobState")
    assert out == [True, "Transferred"]
    bench.machine.files.remove_directory("C:\\clientdir\\a.txt")
    bench.run("Complete-BitsTransfer $job")
    assert bench.read("C:\\clientdir\\a.txt") == A


def test_bit_022_an_upload_must_be_transferred(bench):
    bench.put("C:\\clientdir\\up.txt", A)
    bench.start("-TransferType Upload -Suspended", "C:\\clientdir\\up.txt", f"{URL}up.txt")
    assert "0x80200002" in bench.message("Complete-BitsTransfer $job")
    bench.run("Resume-BitsTransfer $job")
    assert bench.read("C:\\web\\up.txt") == A


@pytest.mark.parametrize(("verb", "left"), [("Complete", ["a.txt"]), ("Remove", [])])
def test_bit_023_an_error_keeps_what_arrived_until_it_is_removed(bench, verb, left):
    job = bench.start("", f"{URL}a.txt,{URL}missing.txt", TO_TWO)
    bench.until(job, "Error")
    bench.run(f"{verb}-BitsTransfer $job")
    assert bench.names("C:\\clientdir") == left


def test_bit_024_removing_does_not_take_an_upload_back(bench):
    bench.put("C:\\clientdir\\up.txt", A)
    job = bench.start("-TransferType Upload", "C:\\clientdir\\up.txt", f"{URL}up.txt")
    bench.until(job, "Transferred")
    bench.run("Remove-BitsTransfer $job")
    assert bench.read("C:\\web\\up.txt") == A
    assert bench.read("C:\\clientdir\\up.txt") == A


def test_bit_025_080_removing_takes_everything(bench):
    job = bench.start("", TWO, TO_TWO)
    bench.until(job, "Transferred")
    assert bench.run("Get-BitsTransfer | Remove-BitsTransfer") == []
    assert bench.names("C:\\clientdir") == []
    assert bench.jobs() == []


def test_bit_027_suspending_returns_the_job_also_twice(bench):
    bench.site.hold()
    bench.start()
    assert bench.run("$x = Suspend-BitsTransfer $job; $x.JobId -eq $job.JobId; [string]$x.JobState") == [True, "Suspended"]
    assert bench.run("[string](Suspend-BitsTransfer $job).JobState") == ["Suspended"]


def test_bit_028_resuming_holds_the_prompt_and_gives_nothing(bench):
    """CON-038: an example of the page speaks of jobs that go on; without -Asynchronous the prompt is held."""
    bench.start("-Suspended")
    assert bench.run("Resume-BitsTransfer $job") == []
    assert bench.read("C:\\clientdir\\a.txt") == A


def test_bit_029_030_resuming_asynchronously_returns_the_job_an_active_one_unchanged(bench):
    bench.site.hold()
    job = bench.start()
    bench.until(job, "Transferring")
    assert bench.run("[string](Resume-BitsTransfer $job -Asynchronous).JobState") == ["Transferring"]
    assert len([asked for asked in bench.site.requests if "a.txt" in asked.path]) == 1


def test_bit_031_a_job_without_files_cannot_be_resumed(bench):
    bench.run("$job = Start-BitsTransfer -Suspended")
    assert "0x80200003" in bench.message("Resume-BitsTransfer $job")
    assert bench.run("[string]$job.JobState") == ["Suspended"]


def test_bit_032_interrupting_a_synchronous_transfer_cancels_it(bench):
    from psbridge.modules.shell import PowerShell

    bench.site.hold()
    shell = PowerShell(bench.session).add_script(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt")
    running = shell.begin_invoke()
    bench.reach()
    job = bench.service.manager.jobs()[0].id
    shell.stop()
    bench.service.manager.wait(job, until=lambda row: row.state == "Cancelled", timeout=60)
    bench.site.let_go()
    assert running is not None
    assert bench.service.manager.jobs() == []
    bench.service.service.stop()
    assert bench.names("C:\\clientdir") == []


def test_bit_033_a_stopped_service_errors_and_the_job_goes_on_later(bench):
    bench.site.hold()
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt")))
    thread.start()
    bench.reach()
    bench.machine.services.control(bench.machine.services.find("BITS"), "stop")
    thread.join(60)
    assert found[0].startswith("StartBitsTransferCOMException")
    row = bench.service.manager.jobs()[0]
    bench.site.let_go()
    bench.machine.services.control(bench.machine.services.find("BITS"), "start")
    bench.service.manager.wake()
    assert bench.service.manager.wait(row.id, until=lambda now: now.state == "Transferred", timeout=60).state == "Transferred"
