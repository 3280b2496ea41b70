"""Area BIT: which files a job gets, its properties, and who may see it.  Each test is named after the statements that it covers."""

from __future__ import annotations

import base64

import pytest

from psbridge.bits.estate import FileSite, WebReply
from psbridge.bits.settings import COST_STATES, DAY
from psbridge.bits.states import Priority

A, B = b"first file " * 100, b"second file " * 100
URL = "http://server01/"
TWO = f"{URL}a.txt,{URL}b.txt"
TO_TWO = "C:\\clientdir\\a.txt,C:\\clientdir\\b.txt"


# -- files


def test_bit_034_counts_must_agree(bench):
    assert bench.errors(f"Start-BitsTransfer {TWO} C:\\clientdir\\a.txt")[0].startswith("StartBitsTransferArgumentException")
    assert bench.jobs() == []


def test_bit_035_arrays_make_one_job_in_which_files_follow_each_other(bench):
    job = bench.start("", TWO, TO_TWO)
    bench.until(job, "Transferred")
    assert bench.run("@(Get-BitsTransfer).Count; $job.FilesTotal; $job.FileList.RemoteName") == [1, 2, f"{URL}a.txt", f"{URL}b.txt"]
    assert [asked.path for asked in bench.site.requests] == ["/a.txt", "/b.txt"]


@pytest.mark.parametrize("separator", [", ", ","])
def test_bit_036_038_each_csv_row_is_a_job(bench, separator):
    rows = [("Source", "Destination"), *((f"{URL}a.txt", f"C:\\clientdir\\{i}.txt") for i in range(4))]
    bench.put("C:\\temp\\list.csv", "\r\n".join(separator.join(row) for row in rows).encode())
    assert bench.run("(Import-Csv C:\\temp\\list.csv)[0].PSObject.Properties.Name") == ["Source", "Destination"]
    assert bench.run("@(Import-Csv C:\\temp\\list.csv | Start-BitsTransfer -Asynchronous).Count") == [4]
    for job in bench.jobs():
        bench.until(job, "Transferred")
    bench.run("Get-BitsTransfer | Complete-BitsTransfer")
    assert bench.names("C:\\clientdir") == ["0.txt", "1.txt", "2.txt", "3.txt"]


def test_bit_037_other_headers_bind_nothing(bench):
    bench.put("C:\\temp\\list.csv", b"From, To\r\nhttp://server01/a.txt, C:\\clientdir\\a.txt\r\n")
    assert bench.errors("Import-Csv C:\\temp\\list.csv | Start-BitsTransfer")[0].startswith("InputObjectNotBound,")
    assert bench.jobs() == []


@pytest.mark.parametrize(
    ("pattern", "left"), [("*.txt", ["1.txt", "2.txt", "z.txt"]), ("?.txt", ["1.txt", "2.txt", "z.txt"]), ("[a-z].txt", ["z.txt"])]
)
def test_bit_039_wildcards_in_local_sources(bench, pattern, left):
    for name in ("1.txt", "2.txt", "z.txt", "other.log"):
        bench.put(f"C:\\clientsourcedir\\{name}", name.encode())
    job = bench.start("", f"'C:\\clientsourcedir\\{pattern}'", "C:\\clientdir\\")
    bench.until(job, "Transferred")
    assert job.sums.files_total == len(left)
    bench.run("Complete-BitsTransfer $job")
    assert bench.names("C:\\clientdir") == left


def test_bit_039_shares_of_the_estate(bench):
    bench.put("C:\\serverdir\\s.txt", A)
    bench.network.share("\\\\server01\\data", lambda: bench.machine.files, "C:\\serverdir")
    bench.run("Start-BitsTransfer \\\\server01\\data\\s.txt C:\\clientdir\\")
    assert bench.read("C:\\clientdir\\s.txt") == A
    bench.run("Start-BitsTransfer C:\\clientdir\\s.txt \\\\server01\\data\\up.txt -TransferType Upload")
    assert bench.read("C:\\serverdir\\up.txt") == A
    bench.run("Start-BitsTransfer \\\\server01\\data\\*.txt C:\\temp\\")
    assert bench.read("C:\\temp\\s.txt") == A
    job = bench.start("", "\\\\elsewhere\\data\\s.txt")
    assert bench.until(job, "TransientError", "Error") == "TransientError"


def test_bit_040_addresses_take_no_wildcard(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}*.txt C:\\clientdir\\")[0].startswith("StartBitsTransferArgumentException")


def test_bit_041_destinations_take_no_wildcard_and_may_be_directories(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\*.bak")[0].startswith("StartBitsTransferArgumentException")
    bench.run(
        f"Set-Location C:\\clientdir; Start-BitsTransfer {URL}a.txt; Start-BitsTransfer {URL}b.txt .\\; Start-BitsTransfer {URL}a.txt x.txt"
    )
    assert bench.names("C:\\clientdir") == ["a.txt", "b.txt", "x.txt"]
    bench.run(f"Start-BitsTransfer {URL}a.txt C:\\")
    assert bench.read("C:\\a.txt") == A


def test_bit_042_sending_needs_the_direction(bench):
    bench.put("C:\\clientdir\\up.txt", A)
    assert bench.errors(f"Start-BitsTransfer C:\\clientdir\\up.txt {URL}up.txt")[0].startswith("StartBitsTransferArgumentException")
    bench.run(f"Start-BitsTransfer C:\\clientdir\\up.txt {URL}up.txt -TransferType Upload")
    assert bench.read("C:\\web\\up.txt") == A
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\x -TransferType Sideways")[0].startswith("ParameterArgumentValidationError")


def test_bit_043_an_upload_has_one_file(bench):
    bench.put("C:\\clientdir\\up.txt", A)
    bench.start("-TransferType Upload -Suspended", "C:\\clientdir\\up.txt", f"{URL}up.txt")
    assert "0x8020001C" in bench.message(f"Add-BitsFile $job C:\\clientdir\\up.txt {URL}two.txt")


def test_bit_044_an_upload_with_reply(bench):
    bench.site.uploads.application = lambda path, session: b"reply to " + path.encode()
    bench.put("C:\\clientdir\\up.txt", A)
    bench.run(f"Start-BitsTransfer C:\\clientdir\\up.txt {URL}up.txt -TransferType UploadReply")
    assert bench.read("C:\\web\\up.txt") == A
    assert bench.read("C:\\clientdir\\up.txt.reply") == b"reply to /up.txt"


def test_bit_045_adding_files_gives_the_job(bench):
    job = bench.start("-Suspended")
    assert bench.run(f"(Add-BitsFile $job {URL}b.txt C:\\clientdir\\b.txt).FilesTotal") == [2]
    assert bench.run(f"($job | Add-BitsFile -Source {URL}b.txt -Destination C:\\clientdir\\c.txt).JobId -eq $job.JobId") == [True]
    assert job.sums.files_total == 3


def test_bit_046_rows_into_one_job(bench):
    bench.run("$b = Start-BitsTransfer -Suspended")
    rows = "\r\n".join(["Source,Destination", *(f"{URL}a.txt,C:\\clientdir\\{i}.txt" for i in range(4))])
    bench.put("C:\\temp\\list.csv", rows.encode())
    bench.run("Import-Csv C:\\temp\\list.csv | Add-BitsFile -BitsJob $b | Out-Null")
    assert bench.run("@(Get-BitsTransfer).Count; $b.FilesTotal") == [1, 4]


# -- listing


def test_bit_047_jobs_of_others_need_rights(bench):
    bench.start("-Suspended")
    guest = bench.new_session("Guest")
    assert bench.run("Get-BitsTransfer", guest) == []
    assert bench.run("try { Get-BitsTransfer -AllUsers } catch { $_.FullyQualifiedErrorId.Split(',')[0] }", guest) == [
        "GetBitsTransferCOMException"
    ]
    assert bench.run("@(Get-BitsTransfer -all).Count") == [1]


def test_bit_048_names_have_wildcards_ids_are_guids(bench):
    for name in ("Microsoft Update", "Windows Update", "other"):
        bench.start(f"-Suspended -DisplayName '{name}'")
    assert bench.run("(Get-BitsTransfer '*Microsoft*','*Windows*').DisplayName") == ["Microsoft Update", "Windows Update"]
    assert bench.run("(Get-BitsTransfer -n other).DisplayName; (Get-BitsTransfer -id $job.JobId).DisplayName") == ["other", "other"]
    assert bench.errors("Get-BitsTransfer nobody")[0].startswith("GetBitsTransferCOMException")
    assert bench.errors("Get-BitsTransfer -JobId ([guid]::NewGuid())")[0].startswith("GetBitsTransferCOMException")


def test_bit_049_jobs_have_a_name_of_their_own_or_not(bench):
    bench.start("-Suspended")
    bench.start("-Suspended")
    assert bench.run("(Get-BitsTransfer).DisplayName") == ["BITS Transfer", "BITS Transfer"]


def test_bit_050_a_description_has_a_limit(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -Description ('x' * 1025)")
    bench.start("-Suspended -Description ('x' * 1024)")
    assert bench.run("$job.Description.Length") == [1024]


def test_bit_051_053_priorities(bench):
    bench.start("-Suspended")
    bench.service.manager.create("of another program", "WIN-PSBRIDGE\\Administrator")
    assert bench.run("(Get-BitsTransfer).Priority | ForEach-Object { [string]$_ }") == ["Foreground", "Normal"]
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\x.txt -Priority Highest")[0].startswith("ParameterArgumentValidationError")


def test_bit_052_higher_priorities_go_first(bench):
    order: list[str] = []
    inner = bench.site.__call__

    def noting(asked):
        order.append(asked.path)
        return inner(asked)

    for name in ("low", "normal", "high"):
        bench.put(f"C:\\web\\{name}", A)
    bench.network.offer("server01", noting)
    bench.machine.services.control(bench.machine.services.find("BITS"), "stop")
    manager = bench.service.manager
    rows = []
    for priority in (Priority.Low, Priority.Normal, Priority.High):
        row = manager.create(priority.name, "WIN-PSBRIDGE\\Administrator", priority)
        manager.add_files(row.id, [(f"{URL}{priority.name.lower()}", f"C:\\clientdir\\{priority.name}")])
        manager.resume(row.id)
        rows.append(row)
    bench.machine.services.control(bench.machine.services.find("BITS"), "start")
    manager.wake()
    for row in rows:
        manager.wait(row.id, until=lambda now: now.state == "Transferred", timeout=60)
    assert order == ["/high", "/normal", "/low"]


# -- properties


def test_bit_054_070_another_method_is_foreground_for_good(bench):
    job = bench.start("-Suspended -HttpMethod HEAD -Priority Low")
    assert job.row.priority == Priority.Foreground
    assert bench.errors("Set-BitsTransfer $job -Priority Low")[0].startswith("SetBitsTransferArgumentException")
    names = bench.run("(Get-Command Start-BitsTransfer).Parameters.Keys")
    new = {"NotifyCmdLine", "Dynamic", "CertStoreName", "NotifyFlags", "CertHash", "SecurityFlags", "ACLFlags", "HttpMethod"}
    assert new | {"CustomHeadersWriteOnly", "MaxDownloadTime", "CertStoreLocation", "CustomHeaders"} <= set(names)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Authentication", ["Basic", "Digest", "Ntlm", "Negotiate", "Passport"]),
        ("ProxyAuthentication", ["Basic", "Digest", "Ntlm", "Negotiate", "Passport"]),
        ("ProxyUsage", ["SystemDefault", "NoProxy", "AutoDetect", "Override"]),
        ("TransferType", ["Download", "Upload", "UploadReply"]),
    ],
    ids=["bit_055", "bit_055_proxy", "bit_058", "bit_042"],
)
def test_bit_055_058_accepted_values(bench, name, values):
    text = f"((Get-Command Start-BitsTransfer).Parameters['{name}'].Attributes | Where-Object {{ $_.ValidValues }}).ValidValues"
    assert bench.run(text) == values


def test_bit_056_credentials_open_a_server(bench):
    bench.network.offer("secure", FileSite(lambda: bench.machine.files, "C:\\web", {"user": "secret"}))
    job = bench.start(source="http://secure/a.txt")
    assert bench.until(job, "Error") == "Error"
    assert job.error.code.number == 0x80190191
    bench.run("$c = [pscredential]::new('user', (ConvertTo-SecureString secret -AsPlainText -Force))")
    bench.run("Start-BitsTransfer http://secure/a.txt C:\\clientdir\\in.txt -Credential $c -Authentication Basic")
    assert bench.read("C:\\clientdir\\in.txt") == A
    assert "secret" not in str([row.text for row in bench.service.manager.jobs()])


def test_bit_056_a_bare_user_name_asks(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -Credential Username\\Domain")
    from psbridge.objects.credentials import PSCredential
    from psbridge.objects.scalars import SecureString

    asked: list[str] = []

    class Answering(type(bench.session.host.ui)):
        def prompt_for_credential(self, caption, message, user_name, target, *kinds):
            asked.append(user_name)
            return PSCredential(user_name, SecureString("secret"))

    bench.session.host.ui = Answering()
    bench.run(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -Credential Username\\Domain")
    assert asked == ["Username\\Domain"]
    assert bench.read("C:\\clientdir\\a.txt") == A


def test_bit_057_stored_credentials_are_for_proxies(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -UseStoredCredential Server")
    bench.start("-Suspended -UseStoredCredential Proxy")
    assert bench.service.manager.settings(bench.service.manager.jobs()[0]).use_stored_credential == "Proxy"


@pytest.mark.parametrize("more", ["-ProxyList http://p -ProxyUsage AutoDetect", "-ProxyBypass x", "-ProxyUsage Override"])
def test_bit_059_proxy_lists_go_with_override(bench, more):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt {more}")[0].startswith("StartBitsTransferArgumentException")


def test_bit_060_proxies_are_tried_in_order_and_bypassed(bench):
    through: list[str] = []

    def proxy(asked):
        through.append(asked.host)
        word = base64.b64encode(b"pu:pp").decode()
        if asked.headers.get("proxy-authorization") != f"Basic {word}":
            return WebReply(407, (("Content-Length", "0"),))
        return bench.site(asked)

    bench.network.offer("proxy3", proxy)
    bench.run("$c = [pscredential]::new('pu', (ConvertTo-SecureString pp -AsPlainText -Force))")
    more = "-ProxyUsage Override -ProxyList https://proxy1,123.24.21.23,proxy3 -ProxyCredential $c"
    bench.run(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt {more}")
    assert (bench.read("C:\\clientdir\\a.txt"), through) == (A, ["server01"])
    bench.run(f"Start-BitsTransfer {URL}b.txt C:\\clientdir\\b.txt {more} -ProxyBypass '*.example.com','server01'")
    assert (bench.read("C:\\clientdir\\b.txt"), through) == (B, ["server01"])
    job = bench.start("-ProxyUsage Override -ProxyList http://proxy1,proxy2")
    assert bench.until(job, "TransientError", "Error") == "TransientError"


def test_bit_061_the_retry_interval(bench):
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -RetryInterval 59")
    bench.start("-Suspended")
    assert bench.run("$job.RetryInterval; $job.RetryTimeout; $job.MaxDownloadTime") == [600, 1_209_600, 7_776_000]
    bench.site.statuses = [503]
    job = bench.start("-RetryInterval 700 -RetryTimeout 600")
    assert bench.until(job, "Error", "TransientError") == "Error"


def test_bit_062_no_retry_with_a_timeout_of_zero(bench):
    bench.site.statuses = [503]
    assert bench.until(bench.start("-RetryTimeout 0"), "Error", "TransientError") == "Error"


def test_bit_063_jobs_that_nobody_touches_for_long_are_cancelled(bench):
    bench.start("-Suspended")
    manager = bench.service.manager
    now = manager.clock()
    manager.clock = lambda: now + 89 * DAY
    manager.recover()
    assert len(manager.jobs()) == 1
    manager.clock = lambda: now + 91 * DAY
    manager.recover()
    assert manager.jobs() == []


def test_bit_064_the_whole_job_has_a_time_limit(bench):
    bench.site.hold()
    job = bench.start("-MaxDownloadTime 100")
    bench.until(job, "Transferring")
    bench.service.manager.queue.update(job.uuid, lambda row: {"details": {"started_at": row.created - 101}})
    bench.service.service.wake()
    assert bench.until(job, "Error") == "Error"


def test_bit_065_a_job_waits_while_the_network_costs_too_much(bench):
    bench.service.world.cost_state = COST_STATES["Roaming"]
    job = bench.start("-TransferPolicy Standard")
    bench.service.service.tick()
    assert (job.row.state, bench.site.requests) == ("Queued", [])
    bench.service.world.cost_state = COST_STATES["Unrestricted"]
    bench.service.service.wake()
    assert bench.until(job, "Transferred") == "Transferred"


def test_bit_066_policies_have_their_numbers(bench):
    bench.start("-Suspended -TransferPolicy Always")
    names = [name for name in COST_STATES if name != "None"]
    told = bench.run("$t = $job.TransferPolicy.GetType(); " + "; ".join(f"[long]$t::{name}" for name in names))
    assert [int(number) for number in told] == [COST_STATES[name] for name in names]


def test_bit_067_notifications(bench):
    bench.start("-Suspended")
    assert bench.run("[int]$job.NotifyFlags") == [3]
    job = bench.start("-NotifyFlags 1 -NotifyCmdLine 'C:\\n.exe','done'")
    bench.until(job, "Transferred")
    bench.service.service.stop()
    assert bench.service.world.notified == [(("C:\\n.exe", "done"), str(job.uuid))]
    assert bench.errors(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -NotifyFlags 7")


def test_bit_068_write_only_headers_stay_so(bench):
    job = bench.start("-CustomHeaders 'X-One: 1','X-Two: 2' -CustomHeadersWriteOnly -Suspended")
    assert bench.run("$null -eq $job.CustomHeaders") == [True]
    assert bench.errors("Set-BitsTransfer $job -CustomHeadersWriteOnly:$false")
    bench.run("Resume-BitsTransfer $job")
    assert (bench.site.requests[0].headers["x-one"], bench.site.requests[0].headers["x-two"]) == ("1", "2")
    assert job.row.state == "Acknowledged"


def test_bit_069_acl_flags(bench):
    bench.start("-Suspended -ACLFlags 'o','g','d','s'")
    assert bench.run("[int]$job.ACLFlags; [Enum]::GetNames($job.ACLFlags.GetType())") == [15, "o", "g", "d", "s"]


def test_bit_071_setting_gives_the_job(bench):
    bench.start("-Suspended")
    assert bench.run("[string](Set-BitsTransfer $job -Priority High).Priority; [string]$job.Priority") == ["High", "High"]
    assert bench.run("(Set-BitsTransfer -b $job -dn New -d Text).DisplayName; $job.Description") == ["New", "Text"]
    guest = bench.new_session("Guest")
    bench.run("Start-BitsTransfer -Suspended | Out-Null", guest)
    assert bench.run("(Get-BitsTransfer -AllUsers | Set-BitsTransfer -SetOwnerToCurrentUser).OwnerAccount | Select-Object -Unique") == [
        "WIN-PSBRIDGE\\Administrator"
    ]


# -- sessions


def test_bit_073_074_nobody_is_logged_on(bench):
    world = bench.service.world
    world.log_on("somebody")
    assert "0x800704DD" in bench.message(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt")
    assert bench.run("[string](Get-BitsTransfer).JobState") == ["Suspended"]
    world.log_on("WIN-PSBRIDGE\\Administrator")
    bench.site.hold()
    job = bench.start()
    bench.reach()
    run = bench.service.service._runs[job.uuid]
    world.log_off("Administrator")
    bench.service.service.wake()
    assert run.token.wait(60)
    bench.site.let_go()
    bench.until(job, "Queued")
    assert bench.service.service.manager.world.is_logged_on(job.row.owner) is False
    world.log_on("Administrator")
    bench.service.service.wake()
    assert bench.until(job, "Transferred") == "Transferred"


def test_bit_079_members_of_a_job(bench):
    bench.start("-Suspended")
    names = set(bench.run("($job | Get-Member -MemberType Property).Name"))
    assert {"JobId", "DisplayName", "Description", "TransferType", "JobState", "OwnerAccount", "Priority", "BytesTransferred"} <= names
    assert {"BytesTotal", "FilesTransferred", "FilesTotal", "FileList", "CreationTime", "ErrorDescription"} <= names


def test_bit_081_whatif_changes_nothing(bench):
    bench.start("-Suspended")
    for text in (
        "Remove-BitsTransfer $job",
        "Complete-BitsTransfer $job",
        "Resume-BitsTransfer $job",
        "Set-BitsTransfer $job -Priority Low",
    ):
        assert bench.run(f"{text} -WhatIf") == []
    assert bench.run(f"Start-BitsTransfer {URL}a.txt C:\\clientdir\\a.txt -WhatIf; Add-BitsFile $job {URL}b.txt C:\\x -WhatIf") == []
    assert bench.run("@(Get-BitsTransfer).Count; [string]$job.JobState; [string]$job.Priority; $job.FilesTotal") == [
        1,
        "Suspended",
        "Foreground",
        1,
    ]


def test_bit_082_sizes_are_unknown_at_first(bench):
    bench.start("-Suspended")
    assert [int(n) for n in bench.run("$job.BytesTotal; $job.FileList[0].BytesTotal; $job.BytesTransferred")] == [2**64 - 1, 2**64 - 1, 0]


def test_fmt_008_the_default_view(bench):
    bench.start("-Suspended")
    head = bench.run("$job | Format-Table | Out-String -Width 200")[0].split("\n")[1].split()
    assert head == ["JobId", "DisplayName", "TransferType", "JobState", "OwnerAccount"]
