"""End points, and formats that stand for a culture."""

from __future__ import annotations

import pytest

from psbridge.engine.members import network


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$e = [Net.IPEndPoint]::Parse('10.0.0.1:80'); $e.Address; $e.Port; $e.AddressFamily; \"$([Net.IPEndPoint]::Parse('[::1]:443'))\"; [Net.IPEndPoint]::Parse('1.2.3.4').Port; try { [Net.IPEndPoint]::Parse('x') } catch { $_.FullyQualifiedErrorId }; [Net.IPEndPoint]::MaxPort; $r = $null; [Net.IPEndPoint]::TryParse('1.2.3.4:99999', [ref]$r)",
            ["10.0.0.1", "80", "InterNetwork", "[::1]:443", "0", "FormatException", "65535", "False"],
        ),
        (
            '[Net.IPAddress]::HostToNetworkOrder(1); [Net.IPAddress]::NetworkToHostOrder([int16]256); $e = [Net.IPEndPoint]::new([Net.IPAddress]::Any, 5); $e.Port = 6; "$e"; $e.Equals([Net.IPEndPoint]::new([Net.IPAddress]::Any, 6))',
            ["16777216", "1", "0.0.0.0:6", "True"],
        ),
        (
            "$n = [Globalization.NumberFormatInfo]::new(); $n.NumberGroupSeparator = \"'\"; (1234567).ToString('N0', $n); $n.IsReadOnly; [Globalization.NumberFormatInfo]::ReadOnly($n).IsReadOnly; [Globalization.NumberFormatInfo]::GetInstance([cultureinfo]'de-DE').NumberDecimalSeparator",
            ["1'234'567", "False", "True", ","],
        ),
        (
            "$d = [Globalization.DateTimeFormatInfo]::new(); $d.GetShortestDayName('Monday'); $d.Calendar.GetType().Name; $d.CalendarWeekRule; $d.GetEraName(1); $d.ShortestDayNames.Count",
            ["Mo", "GregorianCalendar", "FirstDay", "A.D.", "7"],
        ),
        (
            "$n = [cultureinfo]::InvariantCulture.NumberFormat.Clone(); $n.NumberGroupSeparator = \"'\"; $n.NumberDecimalSeparator = '~'; (1234567).ToString('N0', $n); (1.5).ToString($n); [string]::Format($n, '{0:N1}', 12345.67); [double]::Parse('1~5', $n)",
            ["1'234'567", "1~5", "12'345~7", "1.5"],
        ),
        (
            "$d = [cultureinfo]::InvariantCulture.DateTimeFormat.Clone(); $d.ShortDatePattern = 'yyyy_MM_dd'; ([datetime]'2020-02-03').ToString('d', $d); [string]::Format($d, '{0:d}', [datetime]'2020-02-03')",
            ["2020_02_03", "2020_02_03"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [network])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
