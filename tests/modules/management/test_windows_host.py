"""The commands of Microsoft.PowerShell.Management on an emulated Windows host: script, what comes out, which errors."""

from __future__ import annotations

import pytest

from psbridge.objects.convert import to_text

_BYTES = "function bytes($p) { ([IO.File]::ReadAllBytes((Convert-Path $p)) | % { $_.ToString('X2') }) -join ' ' }; "
CASES = [
    # services
    ("(Get-Service W32Time).Status", ["Running"], []),
    ("Stop-Service Spooler; (Get-Service Spooler).Status", ["Stopped"], []),
    ("Stop-Service Spooler; Start-Service Spooler -PassThru | % Status", ["Running"], []),
    ("Restart-Service Spooler -PassThru | % Status", ["Running"], []),
    ("Suspend-Service Winmgmt -PassThru | % Status; Resume-Service Winmgmt -PassThru | % Status", ["Paused", "Running"], []),
    ("Get-Service -DisplayName 'Windows Time' | % Name", ["W32Time"], []),
    ("Get-Service RpcSs -DependentServices | select -first 2 | % Name", ["AppIDSvc", "Appinfo"], []),
    ("Get-Service nosuch", [], ["NoServiceFoundForGivenName"]),
    ("Stop-Service RpcSs", [], ["ServiceHasDependentServices"]),
    ("Suspend-Service Spooler", [], ["CouldNotSuspendServiceNotSupported"]),
    ("New-Service Mine C:\\m.exe -StartupType Manual | % Status; (Get-Service Mine).StartType", ["Stopped", "Manual"], []),
    ("New-Service Mine C:\\m.exe | Out-Null; Set-Service Mine -StartupType Disabled; Start-Service Mine", [], ["CouldNotStartService"]),
    ("$s = Get-Service Spooler; $s.Stop(); $s.WaitForStatus('Stopped'); $s.Start(); $s.WaitForStatus('Running', '0:0:9')", [], []),
    ("(Get-Service Spooler).WaitForStatus('Stopped', [TimeSpan]1)", [], ["TimeoutException"]),
    # processes
    ("(Get-Process -Id 4).Name", ["System"], []),
    ("Get-Process nosuch", [], ["NoProcessFoundForGivenName"]),
    ("$p = Start-Process notepad -PassThru; $p.Name; Stop-Process $p.Id; Get-Process -Id $p.Id", ["notepad"], ["NoProcessFoundForGivenId"]),
    ("Wait-Process -Id 99999", [], ["NoProcessFoundForGivenId"]),
    # event logs
    ("Write-EventLog Application Application 7 -Message hi; Get-EventLog Application -Newest 1 | % Message", ["hi"], []),
    ("(Get-EventLog -List).Log -contains 'System'", ["True"], []),
    ("New-EventLog My S; Write-EventLog My S 1 -Message a; Clear-EventLog My; @(Get-EventLog My -ea 0).Count", ["0"], []),
    ("New-EventLog My S; Remove-EventLog My; (Get-EventLog -List).Log -contains 'My'", ["False"], []),
    ("New-EventLog My S; Limit-EventLog My -MaximumSize 128KB; (Get-EventLog -List | ? Log -eq My).MaximumKilobytes", ["128"], []),
    ("Get-EventLog Nope", [], ["System.InvalidOperationException"]),
    # items
    ("md C:\\w\\d | Out-Null; 'a', 'b' > C:\\w\\d\\f.txt; (dir C:\\w -Recurse).Name; gc C:\\w\\d\\f.txt", ["d", "f.txt", "a", "b"], []),
    (
        "'x' > C:\\a.txt; copy C:\\a.txt C:\\b.txt; move C:\\b.txt C:\\c.txt; ren C:\\c.txt d.txt; (dir C:\\*.txt).Name",
        ["a.txt", "d.txt"],
        [],
    ),
    ("md C:\\w | Out-Null; 'x' > C:\\w\\a; del C:\\w -Recurse; Test-Path C:\\w", ["False"], []),
    ("(Get-Item C:\\Windows).PSIsContainer; Get-Item C:\\none", ["True"], ["PathNotFound"]),
    ("New-Item C:\\Windows -ItemType Directory", [], ["DirectoryExist"]),
    ("Set-Item env:GATE 5; $env:GATE; Clear-Item env:GATE; Test-Path env:GATE", ["5", "False"], []),
    # contents
    ("Set-Content C:\\x 1, 2; Add-Content C:\\x 3; gc C:\\x -Tail 1; gc C:\\x -First 1", ["3", "1"], []),
    ("Set-Content C:\\x 1; Clear-Content C:\\x; (gi C:\\x).Length", ["0"], []),
    ("Get-Content C:\\none", [], ["PathNotFound"]),
    # encodings of Windows PowerShell
    (_BYTES + "Set-Content x 'é€'; bytes x; Add-Content x é; bytes x; (gc x)[0] -eq 'é€'", ["E9 80 0D 0A", "E9 80 0D 0A E9 0D 0A", "True"], []),
    (_BYTES + "'é' > x; Add-Content x é -Encoding UTF8; bytes x", ["FF FE E9 00 0D 00 0A 00 E9 00 0D 00 0A 00"], []),
    (_BYTES + "sc x é -Encoding UTF8; bytes x; gc x; ac x b; gc x -Raw | % Length", ["EF BB BF C3 A9 0D 0A", "é", "6"], []),
    (_BYTES + "sc x é -Encoding String; bytes x; sc x é -Encoding Unknown -NoNewline; bytes x", ["E9 0D 0A", "FF FE E9 00"], []),
    (_BYTES + "sc x é -Encoding OEM; bytes x; sc x é -Encoding ascii; bytes x", ["82 0D 0A", "3F 0D 0A"], []),
    (_BYTES + "sc x ([byte[]](1, 233)) -Encoding Byte; bytes x; gc x -Encoding Byte | % GetType | % Name", ["01 E9", "Byte", "Byte"], []),
    (_BYTES + "ni x -Value é | Out-Null; bytes x; ${C:x}", ["C3 A9", "Ã©"], []),
    ("sc x 1 -Encoding utf8NoBOM; sc x 1 -Encoding 1252", [], ["CannotConvertArgumentNoMessage"] * 2),
    ("1 | Out-File x -Encoding ansi; ipcsv x -Encoding Byte; 1 | epcsv x -Encoding latin1", [], ["ParameterArgumentValidationError"] * 3),
    (_BYTES + "New-ModuleManifest x.psd1; (bytes x.psd1).Substring(0, 23); (Test-ModuleManifest x.psd1).Name", ["FF FE 23 00 0D 00 0A 00", "x"], []),
    ("sc s.ps1 \"'é€'\"; .\\s.ps1; [IO.File]::WriteAllText('C:\\s.ps1', \"'é'\"); .\\s.ps1", ["é€", "Ã©"], []),
    (
        (
            "$f = [PSObject].Assembly.GetType('System.Management.Automation.ClrFacade').GetField('_defaultEncoding', 'NonPublic, Static'); "
            "$f.SetValue($null, [Text.UTF8Encoding]::new()); [IO.File]::WriteAllText('C:\\s.ps1', \"'é'\"); .\\s.ps1"
        ),
        ["é"],
        [],
    ),
    ("[Text.Encoding]::Default.CodePage; (gcm sc).Parameters.Encoding.ParameterType.Name", ["1252", "FileSystemCmdletProviderEncoding"], []),
    ("ConvertTo-SecureString a -AsPlainText; (ConvertTo-SecureString a -AsPlainText -Force).Length", ["1"], ["ImportSecureString_ForceRequired"]),
    # properties of registry keys
    (
        (
            "$k = 'HKLM:\\SOFTWARE\\Mine'; New-Item $k -Force | Out-Null; New-ItemProperty $k A -Value 5 -PropertyType DWord | % A; "
            "Set-ItemProperty $k A 6; Get-ItemPropertyValue $k A; Rename-ItemProperty $k A B; (gi $k).Property"
        ),
        ["5", "6", "B"],
        [],
    ),
    (
        "$k = 'HKLM:\\SOFTWARE\\Mine'; md $k | Out-Null; Set-ItemProperty $k A 1; Remove-ItemProperty $k A; @((gi $k).Property).Length",
        ["0"],
        [],
    ),
    ("(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion').ProductName", ["Windows Server 2022 Standard"], []),
    # paths
    ("Join-Path C:\\a b; Split-Path C:\\a\\b -Leaf; Split-Path C:\\a\\b", ["C:\\a\\b", "b", "C:\\a"], []),
    ("(Resolve-Path C:\\Win*).Path; Convert-Path C:\\Windows\\..\\Users", ["C:\\Windows", "C:\\Users"], []),
    ("Resolve-Path C:\\none", [], ["PathNotFound"]),
    # places
    ("cd C:\\Windows; (pwd).Path", ["C:\\Windows"], []),
    ("pushd C:\\Windows -StackName s; popd -StackName s; cd HKLM:\\; (Get-Location).Path", ["HKLM:\\"], []),
    ("cd C:\\none", [], ["PathNotFound"]),
    # drives
    ("New-PSDrive X FileSystem C:\\Windows | % Name; Test-Path X:\\; Remove-PSDrive X; Test-Path X:\\", ["X", "True", "False"], []),
    ("Get-PSDrive nosuch", [], ["GetLocationNoMatchingDrive"]),
    ("(Get-PSProvider).Name -contains 'Registry'", ["True"], []),
    # the computer
    ("(Get-ComputerInfo).CsName -eq $env:COMPUTERNAME", ["True"], []),
    ("(Rename-Computer other -PassThru).HasSucceeded", ["True"], []),
    ("Test-Connection localhost -Count 1 -Quiet; (Get-TimeZone).Id", ["True", "UTC"], []),
]


@pytest.mark.parametrize(("script", "expected", "errors"), CASES, ids=[case[0][:60] for case in CASES])
def test_on_windows(windows, script, expected, errors):
    assert [to_text(item) for item in windows.run(script)] == expected
    assert [error.partition(",")[0] for error in windows.errors] == errors
