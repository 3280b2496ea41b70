"""Programs that modules start, on the machine's own."""

from __future__ import annotations

import pytest

from psbridge.emulator.sessions import Session
from psbridge.modules.ansible.process import split_line

SPACE = "ansible_collections.ansible.windows.plugins.module_utils.Process"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a b  c", ["a", "b", "c"]),
        ('"C:\\Program Files\\x.exe" one "two three"', ["C:\\Program Files\\x.exe", "one", "two three"]),
        ('x a\\"b', ["x", 'a"b']),
        ('x "a\\\\" b', ["x", "a\\", "b"]),
        ("x a\\\\b", ["x", "a\\\\b"]),
        ('x ""', ["x", ""]),
        ('x "a""b"', ["x", 'a"b']),
        ("x", ["x"]),
    ],
)
def test_command_lines(line, expected):
    assert split_line(line) == expected


def test_programs_of_the_machine_run():
    sources = f"""
namespace Ansible.Process {{
    public class ProcessUtil {{ }}
}}
namespace {SPACE} {{
    public class ProcessUtil {{ }}
}}
"""
    script = """
param($source)
Add-Type -TypeDefinition $source
$one = [Ansible.Process.ProcessUtil]::CreateProcess('cmd.exe /c "echo out& echo err 1>&2& exit 5"')
$one.StandardOut.Trim(); $one.StandardError.Trim(); $one.ExitCode
[Ansible.Process.ProcessUtil]::SearchPath('whoami.exe')
$two = [Ansible.Process.ProcessUtil]::CreateProcess($null, 'powershell.exe -Command "$input | % { $_ + 1 }; $env:ONLY"', $null, @{ ONLY = 'this' }, 'text')
$two.StandardOut
$three = [SPACE.ProcessUtil]::CreateProcess($null, 'cmd.exe /c "exit 6"', $null, $null, $null, $null, $false); $three.ExitCode
try { [Ansible.Process.ProcessUtil]::CreateProcess('nosuch.exe x') } catch { $_.Exception.InnerException.NativeErrorCode; $_.Exception.InnerException.Message }
"""
    with Session.emulated("WEB01") as session:
        got = list(session.invoke(script.replace("SPACE", SPACE), sources))
    assert got[:3] == ["out", "err", 5]
    assert got[3].lower() == "c:\\windows\\system32\\whoami.exe"
    assert got[4].split() == ["text1", "this"]
    assert got[5] == 6
    assert got[6:] == [2, "CreateProcessW() failed (The system cannot find the file specified, Win32ErrorCode 2)"]


def test_a_session_without_programs_says_that_there_is_none(windows):
    script = "try { [Ansible.Process.ProcessUtil]::CreateProcess('x.exe') } catch { $_.Exception.InnerException.GetType().FullName }"
    assert windows(script) == ["Ansible.Process.Win32Exception"]
