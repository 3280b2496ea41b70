"""exec, job, session, copy and doctor against an emulated estate, as a user types them."""

from __future__ import annotations

import io
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from psbridge.cli import copy, doctor, exec, job, session  # noqa: A004 - the names of the commands
from psbridge.emulator.host import Emulator
from psbridge.jobs.states import JobState
from psbridge.store import Database, JobStore
from tests.cli.test_printing import Pieces

PASSWORD = "never shown"
Run = Callable[..., tuple[int, str, str]]
_MAINS = {"exec": exec.main, "job": job.main, "session": session.main, "copy": copy.main, "doctor": doctor.main}


@pytest.fixture(scope="module")
def estate() -> Iterator[tuple[Emulator, Emulator]]:
    with (
        Emulator("server01", https_port=None, password=PASSWORD) as first,
        Emulator("server02", https_port=None, password=PASSWORD) as second,
    ):
        yield first, second


@pytest.fixture
def run(estate: tuple[Emulator, Emulator], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "psbridge.toml").write_text(
        '[defaults]\nusername = "Administrator"\nauth = "ntlm"\naddress = "127.0.0.1"\npassword_env = "SECRET_OF_TEST"\n'
        f"[hosts.server01]\nport = {estate[0].port}\n[hosts.server02]\nport = {estate[1].port}\n[hosts.bad]\nport = 1\n"
        '[groups.web]\nhosts = ["server[01-02]"]\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET_OF_TEST", PASSWORD)
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "*")

    def call(*words: str) -> tuple[int, str, str]:
        code = _MAINS[words[0]](list(words[1:]))
        told = capsys.readouterr()
        assert PASSWORD not in told.out + told.err
        return code, told.out, told.err

    return call


def test_exec_on_a_group(run: Run) -> None:
    code, out, err = run("exec", "-H", "@web", "$env:COMPUTERNAME")
    assert (code, out) == (0, "[server01]\nSERVER01\n[server02]\nSERVER02\n")
    assert err == "2 of 2 hosts succeeded\n"


def test_exec_tells_which_host_failed_and_why(run: Run) -> None:
    code, out, err = run("exec", "-H", "server01,bad", "--format", "json", "[pscustomobject]@{ A = 1 }; Write-Error oops")
    assert code == 1
    assert json.loads(out) == {"host": "server01", "output": {"A": 1}}
    assert "[server01] oops" in err
    assert "[bad] No connection" in err
    assert "0 of 2 hosts succeeded, 2 failed" in err


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "host      A  B\n--------  -  -\nserver01  1  x\n"),
        ("csv", "host,A,B\nserver01,1,x\n"),
    ],
)
def test_formats(run: Run, form: str, expected: str) -> None:
    assert run("exec", "-H", "server01", "--format", form, "[pscustomobject]@{ A = 1; B = 'x' }")[1] == expected


def test_exec_of_a_file_with_arguments(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f.ps1").write_text('param($n) "file $n"')
    assert run("exec", "-H", "server01", "f.ps1", "4")[1] == "file 4\n"
    (tmp_path / "g.ps1").write_text('param([int]$Count, [string]$Name, [switch]$Force) "$Count/$Name/$Force"')
    assert run("exec", "-H", "server01", "g.ps1", "4", "-Force", "-Name", "x y", "--format", "json")[1].count("4/x y/True") == 1
    assert run("exec", "-H", "server01", "g.ps1", "-Name:-5", "-Force:$false", "-Count", "2")[1] == "2/-5/False\n"


def test_a_job_of_a_file_with_arguments_by_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.ps1").write_text('param([int]$Count, [string]$User, [switch]$Force) "$Count/$User/$Force"')
    assert run("exec", "-H", "server01", "--as-job", "g.ps1", "4", "-Force", "-user", "x y", "--name", "far")[0] == 0
    assert run("job", "start", "--name", "here", "g.ps1", "5", "-user", "z", "-Force:$false")[0] == 0
    assert run("job", "wait", "far", "here")[0] == 0
    assert run("job", "receive", "far", "here")[1] == "4/x y/True\n5/z/False\n"


def test_a_value_that_belongs_to_no_parameter(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.ps1").write_text("param($Name)")
    code, _, err = run("exec", "-H", "server01", "g.ps1", "-Name", "a", "b")
    assert (code, "b is no value of a parameter" in err) == (2, True)


@pytest.mark.parametrize("words", [["$x", "-Name", "a"], ["g.ps1", "--nope"]])
def test_words_that_nobody_takes(run: Run, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("exec", "-H", "server01", *words)
    assert "exec: " in capsys.readouterr().err


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    assert run("exec", "-H", "server01", '$input | ForEach-Object { "<$_>" }')[1] == "<a>\n<b>\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("param($n)\n$n + 1"))
    assert run("exec", "-H", "server01", "-", "4")[1] == "41\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("not asked for\n"))
    assert run("exec", "-H", "server01", "5")[1] == "5\n"
    assert sys.stdin.read() == "not asked for\n"


def test_no_host_and_unknown_group(run: Run) -> None:
    assert run("exec", "1")[0] == 2
    assert "There is no group" in run("exec", "-H", "@nope", "1")[2]


def test_a_job_on_a_host_across_invocations(run: Run) -> None:
    assert run("job", "start", "-H", "server01", "--name", "count", "1..5; Write-Warning careful")[1] == "1\tcount\tserver01\n"
    assert run("job", "wait", "count")[:2] == (0, "1\tcount\tCompleted\n")
    assert run("job", "receive", "1", "--keep")[1] == "1\n2\n3\n4\n5\n"
    code, out, err = run("job", "receive", "1")
    assert (code, out, err) == (0, "1\n2\n3\n4\n5\n", "WARNING: careful\n")
    assert run("job", "receive", "1")[1] == ""
    assert run("job", "remove", "1")[0] == 0
    assert len(run("job", "list")[1].splitlines()) == 1


def test_output_is_received_once_while_the_job_goes_on(run: Run) -> None:
    run("job", "start", "-H", "server02", "1..80 | % { $_; Start-Sleep -Milliseconds 15 }")
    seen: list[str] = []
    until = time.monotonic() + 60
    while "Completed" not in run("job", "list")[1]:
        seen += run("job", "receive", "1")[1].split()
        assert time.monotonic() < until
    seen += run("job", "receive", "1")[1].split()
    assert seen == [str(n) for n in range(1, 81)]


def test_a_job_is_stopped_on_its_host(run: Run) -> None:
    run("job", "start", "-H", "server01", "'up'; Start-Sleep 600")
    while not run("job", "receive", "1", "--keep")[1]:
        pass
    assert run("job", "remove", "1")[0] == 1
    assert run("job", "stop", "1")[1] == "1\tJob1\tStopped\n"
    assert run("job", "receive", "1")[1] == "up\n"


def test_a_local_job_under_its_supervisor(run: Run) -> None:
    run("job", "start", "'here'; $null -eq $env:NOTHING")
    assert run("job", "wait", "1", "--timeout", "60")[0] == 0
    assert run("job", "receive", "1")[1] == "here\nTrue\n"


def test_a_session_that_lives_between_commands(run: Run) -> None:
    instance = run("session", "new", "server01", "--name", "mine")[1].split("\t")[0]
    assert instance in run("session", "list", "server01")[1]
    assert run("session", "connect", "mine", "$x = 5; $env:COMPUTERNAME")[1] == "SERVER01\n"
    assert run("session", "connect", instance, "$x + 1")[1] == "6\n"
    assert run("session", "remove", "mine")[1] == "mine\tClosed\n"
    assert instance not in run("session", "list", "server01")[1] + run("session", "list")[1]


def test_a_job_whose_host_is_gone_can_be_forgotten(run: Run, tmp_path: Path) -> None:
    store = JobStore(Database())
    details = {"options": {"retry_time": 0}, "session": str(uuid.uuid4()), "pipeline": str(uuid.uuid4())}
    row = store.create("gone", "remote", "1", "bad", details)
    store.update(row.id, state=int(JobState.Running))
    assert run("job", "remove", "gone")[0] == 1
    code, _, err = run("job", "remove", "gone", "--force")
    assert (code, f"job {row.id} is forgotten here" in err) == (0, True)
    assert store.all() == []


def test_lists_as_json(run: Run) -> None:
    instance = run("session", "new", "server01", "--name", "listed")[1].split("\t")[0]
    code, out, err = run("session", "list", "server01", "bad", "--json")
    assert (code, "[bad] No connection" in err) == (1, True)
    assert {"InstanceId": instance, "Host": "server01"}.items() <= json.loads(out.splitlines()[0]).items()
    assert json.loads(run("session", "list", "--json")[1])["Name"] == "listed"
    run("session", "remove", "listed")
    run("job", "start", "-H", "server01", "--name", "listed", "1")
    run("job", "wait", "listed")
    told = json.loads(run("job", "list", "--json")[1])
    assert (told["Name"], told["State"], told["HasMoreData"], told["Command"]) == ("listed", "Completed", True, "1")
    assert isinstance(told["Id"], int)


def test_copy_there_and_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(os.urandom(5000))
    assert "(5000 bytes)" in run("copy", "a.bin", "server01:C:\\a.bin")[1]
    assert run("copy", "server01:C:\\a.bin", "b.bin")[0] == 0
    assert (tmp_path / "b.bin").read_bytes() == (tmp_path / "a.bin").read_bytes()
    assert run("copy", "a.bin", "b.bin")[0] == 1


def test_copy_of_several_files_needs_a_folder(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    code, out, err = run("copy", "a.txt", "b.txt", "server01:C:\\both")
    assert (code, out) == (1, "")
    assert "There is no folder C:\\both on server01" in err
    assert "New-Item -ItemType Directory -Path 'C:\\both'" in err
    run("exec", "-H", "server01", "$null = mkdir C:\\both")
    assert run("copy", "a.txt", "b.txt", "server01:C:\\both")[1].count("-> C:\\both\\") == 2
    code, _, err = run("copy", "server01:C:\\both\\a.txt", "server01:C:\\both\\b.txt", "back")
    assert code == 1
    assert "There is no folder back here" in err
    (tmp_path / "back").mkdir()
    assert run("copy", "server01:C:\\both\\a.txt", "server01:C:\\both\\b.txt", "back")[0] == 0
    assert sorted(one.name for one in (tmp_path / "back").iterdir()) == ["a.txt", "b.txt"]


def test_copy_from_several_hosts_has_a_folder_for_each(run: Run, tmp_path: Path) -> None:
    run("exec", "-H", "@web", "Set-Content C:\\who.txt $env:COMPUTERNAME")
    code, out, err = run("copy", "@web:C:\\who.txt", "bad:C:\\who.txt", "all")
    assert code == 1
    assert sorted(line.split(" ", 1)[0] for line in out.splitlines()) == ["[server01]", "[server02]"]
    assert "[bad] No connection" in err
    assert "2 of 3 hosts succeeded, 1 failed" in err
    found = {str(one.relative_to(tmp_path / "all")): one.read_text().strip() for one in (tmp_path / "all").rglob("*") if one.is_file()}
    assert found == {"server01/who.txt": "SERVER01", "server02/who.txt": "SERVER02"}
    assert not (tmp_path / "all" / "bad").exists()


def test_copy_to_several_hosts_goes_on_when_one_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    run("exec", "-H", "server02", "$null = mkdir C:\\only-here")
    code, out, err = run("copy", "a.txt", "server[01-02]:C:\\only-here\\")
    assert (code, out) == (1, "[server02] a.txt -> C:\\only-here\\a.txt (1 bytes)\n")
    assert "[server01] There is no folder C:\\only-here" in err


def test_copying_hosts_do_not_write_into_each_others_lines(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("hello")
    out, err = Pieces(), Pieces()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    run("copy", "a.txt", "server[01-02]:C:\\Windows\\Temp\\both.txt")
    run("copy", "a.txt", "server[01-02]:C:\\not-there\\")
    mine = [piece for piece in out.pieces + err.pieces if "[server0" in piece]
    assert len(mine) == 4
    assert all(piece.endswith("\n") for piece in mine)


def test_copy_from_a_host_with_its_port(run: Run, estate: tuple[Emulator, Emulator], tmp_path: Path) -> None:
    run("exec", "-H", "server01", "Set-Content C:\\who.txt me")
    code, _, err = run("copy", f"127.0.0.1:{estate[0].port}:C:\\who.txt", "here.txt")
    assert code == 0, err
    assert (tmp_path / "here.txt").read_text().strip() == "me"


def test_doctor(run: Run) -> None:
    code, out, _ = run("doctor", "server01")
    assert code == 0, out
    assert "PowerShell 5.1" in out
    code, out, _ = run("doctor", "bad")
    assert code == 1
    assert "Enable-PSRemoting" in out


def test_wrong_password_explains_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_TEST", "wrong")
    assert "Check user name and password" in run("exec", "-H", "server01", "1")[2]


def test_nothing_secret_in_the_store(run: Run, tmp_path: Path) -> None:
    run("job", "start", "-H", "server01", "1")
    run("session", "new", "server01", "--name", "s")
    assert all(PASSWORD.encode() not in file.read_bytes() for file in tmp_path.glob("store*"))
    run("session", "remove", "s")


def test_a_script_file_that_is_not_there_is_not_sent_as_text(tmp_path, monkeypatch):
    from psbridge.cli.hosts import script_of
    from psbridge.errors import ConfigurationError

    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"There is no file \./deploy\.ps1"):
        script_of(["./deploy.ps1", "-Force"])
    assert script_of(["& C:\\tools\\a.ps1"]) == ("& C:\\tools\\a.ps1", [])


def test_a_job_that_is_named_twice_counts_once(run: Run) -> None:
    assert run("exec", "-H", "server01", "--as-job", "--name", "twice", "1")[0] == 0
    assert run("job", "wait", "twice", "twice")[1].count("Completed") == 1
    assert run("job", "remove", "twice", "twice")[0] == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_script_files_are_read_by_their_mark(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "hello.ps1").write_bytes('param($who)\r\n"hé $who"\r\n'.encode(encoding))
    assert run("exec", "-H", "server01", "-q", "hello.ps1", "wörld")[:2] == (0, "hé wörld\n")


def test_a_bracket_without_counterpart_is_named(run: Run) -> None:
    code, _, err = run("exec", "-H", "server[01", "hostname")
    assert (code, "A bracket has no counterpart (at server[01)" in err) == (2, True)


def test_sessions_take_hosts_as_words_and_with_h(run: Run) -> None:
    code, out, _ = run("session", "new", "-H", "server01", "server02", "--name", "both")
    assert code == 0
    assert sorted(line.split("\t")[2] for line in out.splitlines()) == ["server01", "server02"]
    ids = [line.split("\t")[0] for line in out.splitlines()]
    as_words, as_option = run("session", "list", "@web"), run("session", "list", "-H", "@web")
    assert as_words == as_option
    assert all(one in as_words[1] for one in ids)
    assert run("session", "remove", *ids)[0] == 0


def test_a_prompt_is_on_one_host(run: Run) -> None:
    code, _, err = run("session", "enter")
    assert (code, "No host is named" in err) == (1, True)
    code, _, err = run("session", "enter", "-H", "@web")
    assert (code, "2 hosts are named" in err) == (1, True)


@pytest.mark.parametrize(
    "words",
    [("job", "stop", "1", "--keep"), ("job", "remove", "1", "--timeout", "1"), ("job", "watch", "1", "--keep"),
     ("job", "wait", "1", "--format", "json"), ("session", "remove", "x", "--format", "json")],
)  # fmt: skip
def test_options_that_would_do_nothing_are_not_taken(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        _MAINS[words[0]](list(words[1:]))
    assert ended.value.code == 2
