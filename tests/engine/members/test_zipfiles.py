"""System.IO.Compression.ZipFile and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from psbridge.engine.errors import ScriptError

ZIP = "$zip = [IO.Compression.ZipFile]; "
MADE = (
    ZIP + "$z = $zip::Open('{0}/z.zip', 'Create'); $s = $z.CreateEntry('d/a.txt').Open(); $s.Write([byte[]](65, 66), 0, 2); $s.Dispose(); "
    "$null = $z.CreateEntry('e/'); $z.Dispose(); "
)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$z = $zip::OpenRead('{0}/z.zip'); $z.Entries.FullName; $z.Entries[0].Name; $z.Mode", ["d/a.txt", "e/", "a.txt", "Read"]),
        ("$e = $zip::OpenRead('{0}/z.zip').GetEntry('d/a.txt'); $e.Length; \"$e\"; $e.Crc32", ["2", "d/a.txt", "812207111"]),
        ("[IO.StreamReader]::new($zip::OpenRead('{0}/z.zip').Entries[0].Open()).ReadToEnd()", ["AB"]),
        ("$null -eq $zip::OpenRead('{0}/z.zip').GetEntry('D/A.TXT')", ["True"]),
        (
            (
                "$u = $zip::Open('{0}/z.zip', 'Update'); $u.GetEntry('e/').Delete(); $s = $u.GetEntry('d/a.txt').Open(); $null = $s.Seek(0, 2); "
                "$s.WriteByte(67); $s.Dispose(); $u.Dispose(); $r = $zip::OpenRead('{0}/z.zip'); $r.Entries.Count; $r.Entries[0].Length"
            ),
            ["1", "3"],
        ),
        (
            (
                "$zip::ExtractToDirectory('{0}/z.zip', '{0}/o'); $zip::CreateFromDirectory('{0}/o', '{0}/b.zip', 'Fastest', $true); "
                "$n = [string[]]$zip::OpenRead('{0}/b.zip').Entries.FullName; [array]::Sort($n); $n"
            ),
            ["o/d/a.txt", "o/e/"],
        ),
        (
            (
                "$u = $zip::Open('{0}/z.zip', 'Update'); $u.Entries[0].LastWriteTime = [DateTimeOffset]'2001-02-03T04:05:06'; $u.Dispose(); "
                "'{0:s}' -f $zip::OpenRead('{0}/z.zip').Entries[0].LastWriteTime"
            ),
            ["2001-02-03T04:05:06"],
        ),
        (
            (
                "$m = [IO.MemoryStream]::new(); $a = [IO.Compression.ZipArchive]::new($m, 'Create', $true); "
                "$null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($a, '{0}/z.zip', 'in.zip'); $a.Dispose(); "
                "[IO.Compression.ZipArchive]::new($m).Entries.FullName"
            ),
            ["in.zip"],
        ),
    ],
)
def test_archives(script: str, expected: list[str], evaluate: Callable[[str], list[str]], tmp_path: Path) -> None:
    assert evaluate((MADE + script).replace("{0}", str(tmp_path))) == expected


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("$zip::OpenRead('{0}/none.zip')", "Could not find file '{0}/none.zip'."),
        (
            "[IO.File]::WriteAllText('{0}/bad.zip', 'abc'); $zip::OpenRead('{0}/bad.zip')",
            "End of Central Directory record could not be found.",
        ),
        ("$zip::Open('{0}/z.zip', 'Create')", "The file '{0}/z.zip' already exists."),
        ("$zip::ExtractToDirectory('{0}/z.zip', '{0}/o'); $zip::ExtractToDirectory('{0}/z.zip', '{0}/o')", "already exists."),
        ("$zip::CreateFromDirectory('{0}/nowhere', '{0}/n.zip')", "Could not find a part of the path '{0}/nowhere'."),
        ("$zip::OpenRead('{0}/z.zip').CreateEntry('x')", "Cannot create entries on an archive opened in read mode."),
        ("$zip::OpenRead('{0}/z.zip').Entries[0].Delete()", "can be used only when the archive is in Update mode."),
        ("$zip::Open('{0}/n.zip', 'Create').GetEntry('a')", "Cannot access entries in Create mode."),
        ("$r = $zip::OpenRead('{0}/z.zip'); $r.Dispose(); $r.GetEntry('a')", "Cannot access a disposed object."),
        (
            (
                "$z = $zip::Open('{0}/evil.zip', 'Create'); $null = $z.CreateEntry('../out.txt'); $z.Dispose(); "
                "$zip::ExtractToDirectory('{0}/evil.zip', '{0}/in')"
            ),
            "outside the specified destination directory.",
        ),
    ],
)
def test_refusals(script: str, told: str, evaluate: Callable[[str], list[str]], tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"(?s).*") as caught:
        evaluate("$ErrorActionPreference = 'Stop'; " + (MADE + script).replace("{0}", str(tmp_path)))
    assert told.replace("{0}", str(tmp_path)) in caught.value.record.exception.message
    assert not (tmp_path / "out.txt").exists()
