"""Lines of files: one by one with their numbers, or as arrays."""

from __future__ import annotations

import pytest

from psbridge.modules.management import content

_FILE = "1..5 | ForEach-Object { \"line $_\" } | Set-Content f.txt; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Get-Content f.txt | ForEach-Object { $_.ReadCount }", ["1", "2", "3", "4", "5"]),
        ("(Get-Content f.txt)[2].ReadCount.GetType().Name; (Get-Content f.txt)[2].PSChildName", ["Int64", "f.txt"]),
        ("Get-Content f.txt -Tail 2 | ForEach-Object { \"$_ $($_.ReadCount)\" }", ["line 4 1", "line 5 2"]),
        ("Get-Content f.txt -Tail 3 -ReadCount 2 | ForEach-Object { $_ -join ',' }", ["line 3,line 4", "line 5"]),
        ("Get-Content f.txt -ReadCount 2 | ForEach-Object { $_ -join ',' }", ["line 1,line 2", "line 3,line 4", "line 5"]),
        ("Get-Content f.txt -ReadCount 0 | ForEach-Object { $_.Count }", ["5"]),
        ("Get-Content f.txt -ReadCount 2 | ForEach-Object { \"$($_.ReadCount) $($_.PSChildName)\" }", ["2 f.txt", "4 f.txt", "5 f.txt"]),
        ("Set-Content f.txt ([datetime]'2020-01-02'), @(0.5, @(1, 2)), $null; Get-Content f.txt", ["1/2/2020 12:00:00 AM", "0.5", "System.Object[]"]),
        ("$null = New-Item n.txt -Value (1, 2); Get-Content n.txt; Set-Content f.txt é -Encoding oem; (Get-Item f.txt).Length", ["System.Object[]", "3"]),
        ("Get-Content f.txt -TotalCount 3 -ReadCount 2 | ForEach-Object { $_.Count }", ["2", "1"]),
        ("Get-Content f.txt -TotalCount 0; Get-Content f.txt -First 1", ["line 1"]),
        ("(Get-Content f.txt -Raw).ReadCount; (Get-Content f.txt -Raw).Length", ["1", "35"]),
        ("Set-Content f.txt é -Encoding unicode; Add-Content f.txt x -Encoding utf8; Get-Content f.txt; (gi f.txt).Length", ["é", "x", "10"]),
        ("Set-Content f.txt é -Encoding ([Text.Encoding]::BigEndianUnicode); (gc f.txt -AsByteStream) -join ' '", ["254 255 0 233 0 10"]),
        ("Set-Content f.txt é -Encoding 1200; (gc f.txt -AsByteStream)[0, 1]", ["255", "254"]),
        ("[IO.File]::WriteAllBytes(\"$pwd/f.txt\", (233, 10)); [int](gc f.txt)[0]; gc f.txt -Encoding latin1", ["65533", "é"]),
        ("$a, $b = Get-Content f.txt; $a | Add-Member Mine 1; $a.Mine; $b[0].Mine; $b[0].PSPath -eq $a.PSPath", ["1", "", "True"]),
    ],
)  # fmt: skip
def test_lines(session, script, expected):
    assert content.GetContent.DECLARATION.name == "Get-Content"
    assert [line.strip() for line in session.lines(_FILE + script)] == expected
