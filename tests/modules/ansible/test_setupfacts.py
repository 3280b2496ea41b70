"""What `setup` asks Windows for."""

from __future__ import annotations

import pytest

from psbridge.machine.networks import ADAPTER


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$s = [Ansible.Windows.Setup.SystemInfo]::new(); $s.NetBIOSName; $s.ProcessorArchitecture", ["WEB01", "9"]),
        ("(New-Object Ansible.Windows.Setup.OSVersionInfo).ProductType", ["3"]),
        (
            "$m = New-Object Ansible.Windows.Setup.MemoryInfo; $m.TotalPhysical -eq (Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory",
            ["True"],
        ),
        ("$d = New-Object Ansible.Windows.Setup.DomainInfo; $d.PartOfDomain; $d.Domain", ["False", "WORKGROUP"]),
        (
            "$b = New-Object Ansible.Windows.Setup.SMBIOSInfo; $b.Model; $b.ProcessorInfo[0].Item2; $b.UUID.Length",
            ["Emulated Machine", "2", "36"],
        ),
        ("[Ansible.Windows.Setup.NativeMethods]::GetTickCount64() -ge 0", ["True"]),
        ("(Get-CimInstance Win32_NetworkAdapterConfiguration).IPAddress", [ADAPTER.address]),
        ("(Get-CimInstance Win32_Share -Filter \"Name='ADMIN$'\").Path", ["C:\\Windows"]),
    ],
)
def test_facts(windows, script, expected):
    assert windows(script) == expected
