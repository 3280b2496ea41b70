"""Every example of the page "Using Windows PowerShell to create BITS transfer jobs" (seed 004), as it is printed there."""

from __future__ import annotations

import base64
import threading

import pytest

from psbridge.bits.estate import FileSite, WebReply

DATA = {f"testfile{i}.txt": b"content %d\r\n" % i * 50 for i in range(1, 5)}


@pytest.fixture
def page(bench):
    """The servers and directories of the page."""
    bench.machine.files.make_directory("C:\\serverroot")
    for folder in ("serverdir", "servertestdir"):
        bench.machine.files.make_directory(f"C:\\serverroot\\{folder}")
        for name, data in DATA.items():
            bench.put(f"C:\\serverroot\\{folder}\\{name}", data)
    bench.root = FileSite(lambda: bench.machine.files, "C:\\serverroot")
    bench.network.offer("Server01", bench.root)
    bench.put("C:\\web\\File1.zip", b"PK zip" * 1000)
    bench.network.offer("Server1.TrustedDomain.com", bench.site)
    return bench


def test_a_synchronous_job(page):
    page.run("Start-BitsTransfer -Source https://Server01/serverdir/testfile1.txt `\n-Destination C:\\clientdir\\testfile1.txt")
    assert page.read("C:\\clientdir\\testfile1.txt") == DATA["testfile1.txt"]


def test_positions(page):
    page.run("Start-BitsTransfer https://Server01/serverdir/testfile1.txt C:\\clientdir\\testfile1.txt")
    assert page.read("C:\\clientdir\\testfile1.txt") == DATA["testfile1.txt"]


def test_several_files(page):
    for name, data in DATA.items():
        page.put(f"C:\\clientsourcedir\\{name}", data)
    page.run("Start-BitsTransfer -Source C:\\clientsourcedir\\*.txt `\n-Destination c:\\clientdir\\ -TransferType Download")
    assert {name: page.read(f"C:\\clientdir\\{name}") for name in page.names("C:\\clientdir")} == DATA


def test_credentials_and_proxies(page):
    """CON-037: `Username\\Domain` and a bare address are taken as they are.

    The page leaves the proxies without quotes, which PowerShell cannot parse; with quotes it runs.
    """
    from psbridge.engine.errors import ScriptError
    from psbridge.objects.credentials import PSCredential
    from psbridge.objects.scalars import SecureString

    text = (
        "Start-BitsTransfer -DisplayName MyJob -Credential Username\\Domain `\n"
        "-Source https://server01/servertestdir/testfile1.txt -Destination c:\\clienttestdir\\testfile1.txt `\n"
        "-ProxyUsage Override -ProxyList @({0})"
    )
    with pytest.raises(ScriptError):
        page.run(text.format("https://proxy1, 123.24.21.23, proxy3"))
    page.network.offer("Server01", FileSite(lambda: page.machine.files, "C:\\serverroot", {"Username\\Domain": "secret"}))
    through: list[str] = []

    def proxy(asked):
        through.append(asked.host)
        return page.network.site(asked.host)(asked)

    page.network.offer("123.24.21.23", proxy)

    class Answering(type(page.session.host.ui)):
        def prompt_for_credential(self, caption, message, user_name, target, *kinds):
            return PSCredential(user_name, SecureString("secret"))

    page.session.host.ui = Answering()
    page.run(text.format("'https://proxy1', '123.24.21.23', 'proxy3'"))
    assert page.read("C:\\clienttestdir\\testfile1.txt") == DATA["testfile1.txt"]
    assert set(through) == {"server01"}
    assert base64.b64encode(b"secret").decode() not in repr(WebReply(200))


def test_a_csv_file(page):
    rows = [f"c:\\clienttestdir\\testfile{i}.txt, https://server01/servertestdir/up{i}.txt" for i in range(1, 5)]
    page.put("C:\\temp\\filelist.txt", ("Source, Destination\r\n" + "\r\n".join(rows) + "\r\n").encode())
    for name, data in DATA.items():
        page.put(f"C:\\clienttestdir\\{name}", data)
    page.run("Set-Location C:\\temp; Import-CSV filelist.txt | Start-BitsTransfer -TransferType Upload")
    assert [page.read(f"C:\\serverroot\\servertestdir\\up{i}.txt") for i in range(1, 5)] == list(DATA.values())
    assert page.jobs() == []


ASYNCHRONOUS = """
$Job = Start-BitsTransfer -Source https://Server1.TrustedDomain.com/File1.zip `
       -Destination d:\\temp\\downloads\\ -Asynchronous

while (($Job.JobState -eq "Transferring") -or ($Job.JobState -eq "Connecting")) `
       { sleep 5;} # Poll for status, sleep for 5 seconds, or perform an action.

Switch($Job.JobState)
{
    "Transferred" {Complete-BitsTransfer -BitsJob $Job}
    "Error" {$Job | Format-List } # List the errors.
    default {"Other action"} #  Perform corrective action.
}
"""


def _asynchronous(page, before_loop: str) -> list:
    """The text of the page, with a wait for the end of the transfer where the page polls by seconds."""
    text = ASYNCHRONOUS.replace("d:\\", "c:\\").replace("sleep 5;", "sleep -Milliseconds 5;")
    return page.run(text.replace("while ((", before_loop + "\nwhile (("))


def test_an_asynchronous_job(page):
    out = _asynchronous(page, 'while ($Job.JobState -eq "Queued") { sleep -Milliseconds 5 }')
    assert out == []
    assert page.read("C:\\temp\\downloads\\File1.zip") == b"PK zip" * 1000


def test_an_asynchronous_job_that_fails(page):
    page.site.statuses = [404]
    out = _asynchronous(page, 'while ($Job.JobState -eq "Queued") { sleep -Milliseconds 5 }')
    text = page.run("$Job | Format-List | Out-String")[0]
    assert len(out) > 0
    assert "HTTP status 404" in text


def test_an_asynchronous_job_that_waits(page):
    page.service.world.cost_state = 0
    assert _asynchronous(page, "") == ["Other action"]


def test_a_drive_that_is_not_there(page):
    assert page.errors(
        "Start-BitsTransfer -Source https://Server1.TrustedDomain.com/File1.zip -Destination d:\\temp\\downloads\\ -Asynchronous"
    )
    assert threading.active_count() > 0
