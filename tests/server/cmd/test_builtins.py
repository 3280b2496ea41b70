"""Commands of cmd.exe and programs, through an interpreter over a machine."""

from __future__ import annotations

import base64

import pytest

from psbridge.concurrency import CancelToken
from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.server.cmd import Console, Process, programs
from psbridge.server.cmd.interpreter import run_interpreter
from psbridge.server.cmd.native import equip_programs
from psbridge.server.cmd.powershellexe import parse
from psbridge.server.cmd.process import StdIn, Stopped
from psbridge.server.cmd.tables import find_program
from psbridge.server.poolhostprofile import Profile


class Desk:
    """One console: `run` gives what was written and the exit code."""

    def __init__(self) -> None:
        self.machine = Machine.windows("WEB01", domain="corp.example")
        self.token = CancelToken()
        self.directory = "C:\\Users"

    def profile(self) -> Profile:
        def equip(runspace: Runspace) -> None:
            equip_programs(runspace, self.profile)

        return Profile(default_modules(), self.machine, "windows", "5.1.20348.2849", environment=self.machine.environment,
                       directory="C:\\Windows", equip=equip)  # fmt: skip

    def run(self, line: str, stdin: bytes = b"") -> tuple[str, str, int]:
        out: list[bytes] = []
        errors: list[bytes] = []
        console = Console(self.machine, "Administrator", self.token, self.profile, 65001)
        process = Process(console, self.machine.environment, self.directory, StdIn(self.token, stdin), out.append, errors.append)
        code = run_interpreter(process, line)
        return b"".join(out).decode(), b"".join(errors).decode(), code


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("line", "out", "code"),
    [
        ("echo hi", "hi\r\n", 0),
        ("echo.", "\r\n", 0),
        ("cmd.exe /c echo out && echo err>&2 && exit 1", "out \r\n", 1),
        ('cmd /c "echo a & echo b"', "a \r\nb\r\n", 0),
        ("hostname", "WEB01\r\n", 0),
        ("C:\\Windows\\System32\\HOSTNAME.EXE", "WEB01\r\n", 0),
        ("whoami", "corp\\administrator\r\n", 0),
        ("cd C:\\Windows & cd", "C:\\Windows\r\n", 0),
        ("cd ..& cd", "C:\\\r\n", 0),
        ("pushd C:\\Windows & popd & cd", "C:\\Users\r\n", 0),
        ("set X=1 2& echo %X%", "%X%\r\n", 0),
        ("set X=one&cmd /c echo %X%& set X", "one\r\nX=one\r\n", 0),
        ("set /a QQ=(3+4)*2&set Q", "QQ=14\r\n", 0),
        ("md C:\\t\\u&echo one>C:\\t\\a.txt&echo two>>C:\\t\\a.txt&type C:\\t\\a.txt", "one\r\ntwo\r\n", 0),
        ("echo x>C:\\f.txt&copy C:\\f.txt C:\\g.txt&type C:\\g.txt", "        1 file(s) copied.\r\nx\r\n", 0),
        ("echo x>C:\\f.txt&ren C:\\f.txt h.txt&if exist C:\\h.txt echo there", "there\r\n", 0),
        ("echo x>C:\\f.txt&del C:\\f.txt&if not exist C:\\f.txt (echo gone) else echo there", "gone\r\n", 0),
        ("md C:\\d&rd C:\\d&if exist C:\\d echo there", "", 0),
        ('dir /b C:\\ | find "Win"', "Windows\r\n", 0),
        ("dir /b C:\\ | findstr /i /c:users", "Users\r\n", 0),
        ("echo b&echo a", "b\r\na\r\n", 0),
        ("(echo b&echo a) | sort", "a\r\nb\r\n", 0),
        ("for %i in (a b) do echo %i", "a\r\nb\r\n", 0),
        ("for /L %i in (1,1,3) do echo %i", "1\r\n2\r\n3\r\n", 0),
        ("for /F \"tokens=2\" %i in ('echo one two') do echo %i", "two\r\n", 0),
        ("if 5 GEQ 3 echo yes", "yes\r\n", 0),
        ("if /i A==a echo same", "same\r\n", 0),
        ("type nul", "", 0),
        ("foo || echo failed", "failed\r\n", 0),
        ("foo 2>nul & echo %ERRORLEVEL%", "%ERRORLEVEL%\r\n", 0),
        ("exit 7", "", 7),
        ("ver", "\r\nMicrosoft Windows [Version 10.0.20348.2849]\r\n", 0),
        ("chcp 65001", "Active code page: 65001\r\n", 0),
        ("more", "", 0),
    ],
)
def test_output(desk, line, out, code):
    assert desk.run(line)[::2] == (out, code)


@pytest.mark.parametrize(
    ("line", "error", "code"),
    [
        ("nope", "'nope' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n", 1),
        ("cd C:\\nope", "The system cannot find the path specified.\r\n", 1),
        ("type C:\\nope", "The system cannot find the file specified.\r\n", 1),
        ("rd C:\\Windows", "The directory is not empty.\r\n", 145),
        ("md C:\\Windows", "A subdirectory or file C:\\Windows already exists.\r\n", 1),
        ("del C:\\nope", "Could Not Find C:\\nope\r\n", 0),
        ("set NOPE", "Environment variable NOPE not defined\r\n", 1),
        ("type < C:\\nope", "The system cannot find the file specified.\r\n", 1),
        ("ping nowhere.invalid", "Ping request could not find host nowhere.invalid. Please check the name and try again.\r\n", 1),
    ],
)
def test_mistakes(desk, line, error, code):
    assert desk.run(line)[1:] == (error, code)


def test_batch_files(desk):
    with desk.machine.files.open("C:\\Users\\b.cmd", "w") as file:
        file.write(b"@echo %1-%2\r\n@exit /b 3\r\n")
    assert desk.run("b one two")[::2] == ("one-two\r\n", 3)


def test_standard_input(desk):
    assert desk.run("sort", b"b\r\na\r\n")[0] == "a\r\nb\r\n"
    assert desk.run("set /p X=? & set X", b"answer\r\n")[0] == "? X=answer\r\n"


def test_ipconfig_and_dir(desk):
    assert "Host Name . . . . . . . . . . . . : WEB01" in desk.run("ipconfig /all")[0]
    listing = desk.run("dir C:\\")[0]
    assert "<DIR>          Windows\r\n" in listing
    assert "bytes free" in listing


@pytest.mark.parametrize(
    ("line", "out", "error", "code"),
    [
        ("powershell -Command Write-Host hi", "hi\n", "", 0),
        ("powershell Write-Host hi; 1+1", "hi\n2\r\n", "", 0),
        ("powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass (pwd).Path", "C:\\Users\r\n", "", 0),
        ('powershell -c "exit 3"', "", "", 3),
        ('powershell -c "[pscustomobject]@{a=1}; Write-Host x; [pscustomobject]@{a=2}"', "\r\nx\na\r\n-\r\n1\r\n2\r\n\r\n\r\n", "", 0),
        ('powershell -c "$env:COMPUTERNAME; hostname"', "WEB01\r\nWEB01\r\n", "", 0),
        ("powershell -File C:\\nope.ps1", "", None, 0xFFFD0000),
    ],
)
def test_powershell(desk, line, out, error, code):
    found = desk.run(line)
    assert found[::2] == (out, code)
    assert error is None or found[1] == error


def test_powershell_from_standard_input(desk):
    assert desk.run("powershell -", b'Write-Host "output 1";Write-Host "output 2";')[0] == "output 1\noutput 2\n"
    assert desk.run("powershell -", b"function f {\n'in f'\n}\nf\n")[0] == "in f\r\n"
    assert desk.run('powershell -c "$input | % { $_.Length }"', b"one\r\nthree\r\n")[0] == "3\r\n5\r\n"
    assert desk.run("powershell -c \"Write-Warning w 3>$null; & { Write-Host h } 6>$null; 'left'\"")[0] == "left\r\n"


def test_powershell_keeps_the_streams_of_its_console_apart(desk):
    line = "powershell -c \"[Console]::Error.WriteLine('aside'); [Console]::Out.WriteLine('along'); [Console]::Error.Write(1)\""
    assert desk.run(line) == ("along\n", "aside\r\n1", 0)


def test_powershell_writes_clixml_for_encoded_commands(desk):
    encoded = base64.b64encode("Write-Error bad; Write-Warning w; 'x'; exit 2".encode("utf-16-le")).decode()
    out, error, code = desk.run(f"powershell -EncodedCommand {encoded}")
    assert (out, code) == ("x\r\n", 2)
    assert error.startswith('#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><S S="Error">')
    assert '<S S="warning">w</S>' in error
    assert desk.run("powershell -EncodedCommand ???")[2] == 1


def test_powershell_fails_in_text(desk):
    out, error, code = desk.run("powershell -c \"throw 'x'\"")
    assert (out, code) == ("", 1)
    assert "FullyQualifiedErrorId : x" in error


def test_powershell_runs_files(desk):
    with desk.machine.files.open("C:\\Users\\s.ps1", "w") as file:
        file.write(b'param($a) "got $a"; exit 4')
    assert desk.run("powershell -File s.ps1 one")[::2] == ("got one\r\n", 4)


@pytest.mark.parametrize(
    ("words", "text"),
    [(["-c", "a", "b"], "a b"), (["-nop", "-ep", "Bypass", "x"], "x"), (["-o", "xml", "-Command", "y"], "y"), (["-"], None)],
)
def test_options(words, text):
    assert parse(words).text == text


def test_a_process_that_is_told_to_stop_ends(desk):
    desk.token.cancel("test")
    with pytest.raises(Stopped):
        desk.run("timeout 5")


def test_programs_of_other_places_are_not_found(desk):
    console = Console(desk.machine, "x", desk.token, desk.profile)
    process = Process(console, desk.machine.environment, "C:\\", StdIn(desk.token, b""), print, print)
    assert find_program(process, "C:\\temp\\hostname.exe") is None
    assert find_program(process, "/bin/sh") is None
    assert find_program(process, "hostname.exe") is not None


def test_programs_in_powershell_sessions(desk):
    with desk.profile().prepared() as runspace:
        assert runspace.invoke("cmd /c echo 'a b'; hostname; $LASTEXITCODE; (Get-Command whoami).Source") == [
            '"a b"', "WEB01", 0, "C:\\Windows\\System32\\whoami.exe",
        ]  # fmt: skip
        assert runspace.invoke("cmd /c 'exit 3'; $LASTEXITCODE") == [3]
        assert runspace.invoke("'b','a' | sort.exe") == ["a", "b"]


@pytest.mark.parametrize(("text", "plain"), [('"a & b"', "a & b"), ('"x"', '"x"'), ('"a b" "c"', 'a b" "c'), ("a", "a")])
def test_quotes_around_a_line_go(text, plain):
    assert programs._unquoted(text) == plain
