"""Collections of texts and bits, holders, complex numbers, runes and calendars."""

from __future__ import annotations

import pytest

from psbridge.engine.members import bitfields, calendars, complexes, holders, runes, specialized, webtexts


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$c = [Collections.Specialized.StringCollection]::new(); $c.Add('a'); $c.AddRange(('b', 'c')); $c[1]; $c -join ','; $c.IndexOf('c'); $c.Remove('a'); \"$c\"; $c.Contains('a')",
            ["0", "b", "a,b,c", "2", "b c", "False"],
        ),
        (
            "$n = [Collections.Specialized.NameValueCollection]::new(); $n.Add('a', '1'); $n.Add('A', '2'); $n.Add('b', '3'); $n['a']; $n[1]; $n.AllKeys -join ''; $n.GetValues('a').Count; \"$n\"; $n.Set('a', '9'); $n.Get(0); $null -eq $n['z']; $n.Count",
            ["1,2", "3", "ab", "2", "a b", "9", "True", "2"],
        ),
        ("try { [Collections.Specialized.NameValueCollection]::new()[0] } catch { $_.FullyQualifiedErrorId }", ["null"]),
        (
            "$d = [Collections.Specialized.ListDictionary]::new(); $d.Add('b', 1); $d['a'] = 2; $d.Keys -join ''; $d.a; $d.Contains('B'); try { $d.Add('b', 1) } catch { $_.Exception.InnerException.Message }",
            ["ba", "2", "False", "An item with the same key has already been added. Key: b"],
        ),
        ("$d = [Collections.Specialized.HybridDictionary]::new($true); $d['A'] = 1; $d['a']; $d.Contains('a')", ["1", "True"]),
        (
            "$d = [Collections.Specialized.StringDictionary]::new(); $d.Add('Key', 'v'); $d['KEY']; $d.Keys; foreach ($e in $d) { \"$($e.Key)=$($e.Value)\" }; try { $d.Add('KEY', 'x') } catch { $_.FullyQualifiedErrorId }",
            ["v", "key", "key=v", "ArgumentException"],
        ),
        (
            "$q = [Web.HttpUtility]::ParseQueryString('?a=1&b=2+3&a=%C3%A9&c'); $q['a']; $q['b']; $q.ToString(); $q.Count; $q['x y'] = 'z&'; $q.ToString()",
            ["1,é", "2 3", "a=1&a=%c3%a9&b=2+3&c", "3", "a=1&a=%c3%a9&b=2+3&c&x+y=z%26"],
        ),
        (
            "[Web.HttpUtility]::JavaScriptStringEncode(\"a'b`\"<x>`n\", $true); [Web.HttpUtility]::HtmlAttributeEncode('a<b>\"c'); [Web.HttpUtility]::UrlPathEncode('/a b?x y'); [Web.HttpUtility]::UrlEncode('a b/+'); [Net.WebUtility]::UrlEncode('a b/+')",
            ['"a\\u0027b\\"\\u003cx\\u003e\\n"', "a&lt;b>&quot;c", "/a%20b?x y", "a+b%2f%2b", "a+b%2F%2B"],
        ),
        (
            "$b = [Collections.BitArray]::new(4); $b[1] = $true; $b.Set(3, $true); $b -join ','; $b.Not() -join ','; $b.Length = 5; $b.Count; try { $b.Get(9) } catch { $_.FullyQualifiedErrorId }",
            ["False,True,False,True", "True,False,True,False", "5", "ArgumentOutOfRangeException"],
        ),
        (
            '$b = [Collections.BitArray]::new([byte[]](5, 1)); $b.Count; $a = [byte[]]::new(2); $b.CopyTo($a, 0); "$a"; $i = [int[]]::new(1); $b.CopyTo($i, 0); "$i"; try { $b.Or([Collections.BitArray]::new(3)) } catch { $_.FullyQualifiedErrorId }',
            ["16", "5 1", "261", "ArgumentException"],
        ),
        (
            "$b = [Collections.BitArray]::new([bool[]](1, 0, 0)); $b.LeftShift(1) -join ','; $b.RightShift(2) -join ','; $b.And([Collections.BitArray]::new(3, $true)) -join ','; $b.Xor($b) -join ','",
            ["False,True,False", "False,False,False", "False,False,False", "False,False,False"],
        ),
        (
            "$v = [Collections.Specialized.BitVector32]::new(5); $v[1]; $v[2]; $v[2] = $true; $v.Data; [Collections.Specialized.BitVector32]::CreateMask(4)",
            ["True", "False", "7", "8"],
        ),
        (
            '$l = [Lazy[int]]::new([Func[int]]{ 5 + 2 }); $l.IsValueCreated; "$l"; $l.Value; $l.IsValueCreated; "$l"; [Lazy[Collections.ArrayList]]::new().Value.Count',
            ["False", "Value is not created.", "7", "True", "7", "0"],
        ),
        (
            "$w = [WeakReference]::new('abc'); $w.IsAlive; $w.Target = 'q'; $w.Target; $t = $null; [WeakReference[object]]::new('z').TryGetTarget([ref]$t); $t",
            ["True", "q", "True", "z"],
        ),
        (
            '"$([Index]::new(3, $true))"; [Index]::FromEnd(2).GetOffset(10); "$([Range]::new(1, [Index]::FromEnd(1)))"; "$([Range]::All.GetOffsetAndLength(5))"; try { [Index]::new(-1) } catch { $_.FullyQualifiedErrorId }',
            ["^3", "8", "1..^1", "(0, 5)", "ArgumentOutOfRangeException"],
        ),
        (
            "$s = [ArraySegment[int]]::new([int[]](1..5), 1, 3); $s -join ','; $s[0]; $s.Offset; $s.Slice(1) -join ','; try { [ArraySegment[int]]::new([int[]](1), 1, 3) } catch { $_.FullyQualifiedErrorId }",
            ["2,3,4", "2", "1", "3,4", "ArgumentException"],
        ),
        (
            '$b = [byte[]]::new(8); [Buffer]::BlockCopy([int[]](1, 258), 0, $b, 0, 8); "$b"; [Buffer]::ByteLength([int[]](1, 2)); [Buffer]::GetByte([int[]](258), 1); $i = [int[]]::new(1); [Buffer]::SetByte($i, 1, 1); "$i"',
            ["1 0 0 0 2 1 0 0", "8", "1", "256"],
        ),
        (
            "[HashCode]::Combine(1, 'a') -eq [HashCode]::Combine(1, 'a'); [HashCode]::Combine(1) -eq [HashCode]::Combine(2)",
            ["True", "False"],
        ),
        (
            '$c = [Numerics.Complex]::new(3, 4); "$c"; $c.Magnitude; "$($c + 1)"; "$($c * $c)"; "$(-$c)"; "$($c / 2)"; "$([Numerics.Complex]::Sqrt(-4))"; $c -eq [Numerics.Complex]::new(3, 4); "$([Numerics.Complex]::Pow($c, 2))"; "$([Numerics.Complex]::Conjugate($c))"',
            ["(3, 4)", "5", "(4, 4)", "(-7, 24)", "(-3, -4)", "(1.5, 2)", "(0, 2)", "True", "(-7, 24)", "(3, -4)"],
        ),
        (
            '$r = [Text.Rune]::new(65); "$r"; $r.Value; [Text.Rune]::IsLetter($r); [Text.Rune]::ToLowerInvariant($r).Value; [Text.Rune]::new(0x1F600).Utf16SequenceLength; try { [Text.Rune]::new(0xD800) } catch { $_.FullyQualifiedErrorId }',
            ["A", "65", "True", "97", "2", "ArgumentOutOfRangeException"],
        ),
        (
            "[Globalization.CharUnicodeInfo]::GetUnicodeCategory('a'); [char]::GetUnicodeCategory('5'); $s = [Globalization.StringInfo]::new(\"e$([char]0x301)a\"); $s.LengthInTextElements; $s.SubstringByTextElements(1); [Globalization.StringInfo]::ParseCombiningCharacters(\"e$([char]0x301)a\") -join ','",
            ["LowercaseLetter", "DecimalDigitNumber", "2", "a", "0,2"],
        ),
        (
            "$c = [cultureinfo]::InvariantCulture.Calendar; $d = [datetime]'2021-01-03'; $c.GetWeekOfYear($d, 'FirstFourDayWeek', 'Monday'); $c.GetWeekOfYear($d, 'FirstDay', 'Sunday'); $c.GetWeekOfYear($d, 'FirstFullWeek', 'Sunday'); [Globalization.ISOWeek]::GetWeekOfYear($d); [Globalization.ISOWeek]::GetYear($d)",
            ["53", "2", "1", "53", "2020"],
        ),
        (
            "[Globalization.ISOWeek]::ToDateTime(2021, 1, 'Monday').Day; [Globalization.ISOWeek]::GetWeeksInYear(2020); [Globalization.ISOWeek]::GetYearEnd(2020).Day; try { [Globalization.ISOWeek]::ToDateTime(2021, 54, 'Monday') } catch { $_.FullyQualifiedErrorId }",
            ["4", "53", "3", "ArgumentOutOfRangeException"],
        ),
        (
            "$g = [Globalization.GregorianCalendar]::new(); $g.IsLeapYear(2024); $g.GetDaysInMonth(2023, 2); $g.AddMonths([datetime]'2020-01-31', 1).Day; $g.ToFourDigitYear(29); $g.ToFourDigitYear(30); [Globalization.ThaiBuddhistCalendar]::new().GetYear([datetime]'2020-01-01'); $g.GetMonth([datetime]'2020-05-01')",
            ["True", "28", "29", "2029", "1930", "2563", "5"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [bitfields, calendars, complexes, holders, runes, specialized, webtexts])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
