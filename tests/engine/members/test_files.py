"""Paths, streams and the process, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    (
        "[IO.Path]::Combine('a', '/b'); [IO.Path]::GetExtension('x/y.tar.gz'); [IO.Path]::GetDirectoryName('x/y/z'); [IO.Path]::ChangeExtension('a.txt', 'md')",
        ["/b", ".gz", "x/y", "a.md"],
    ),
    ("$m = [IO.MemoryStream]::new(); $w = [IO.StreamWriter]::new($m); $w.Write('hey'); $w.Flush(); $m.ToArray().Length", ["3"]),
    ('$r = [IO.StringReader]::new("a`nb"); $r.ReadLine(); $r.ReadToEnd()', ["a", "b"]),
    ("[Environment]::NewLine.Length; [Environment]::ExpandEnvironmentVariables('%NO_SUCH%')", ["1", "%NO_SUCH%"]),
    ("$s = [Diagnostics.Stopwatch]::StartNew(); $s.Stop(); $s.IsRunning", ["False"]),
    ("[Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([Runtime.InteropServices.OSPlatform]::Linux)", ["True"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


def test_files_come_and_go(evaluate, tmp_path):
    name = tmp_path / "f.txt"
    assert evaluate(f"[IO.File]::WriteAllText('{name}', \"l1`nl2\"); [IO.File]::ReadAllLines('{name}').Count") == ["2"]
    assert name.read_text() == "l1\nl2"
    assert evaluate(f"[IO.File]::AppendAllText('{name}', 'x'); [IO.FileInfo]::new('{name}').Length") == ["6"]
    assert evaluate(f"[IO.Directory]::GetFiles('{tmp_path}', '*.txt').Count; [IO.File]::Delete('{name}'); [IO.File]::Exists('{name}')") == [
        "1",
        "False",
    ]


def test_a_missing_file_is_an_error_of_dotnet(evaluate, tmp_path):
    script = f"try {{ [IO.File]::ReadAllText('{tmp_path}/none') }} catch {{ $_.Exception.InnerException.GetType().Name; $_.FullyQualifiedErrorId }}"
    assert evaluate(script) == ["FileNotFoundException", "FileNotFoundException"]


def test_deleting_wants_a_directory(evaluate, tmp_path):
    """No file is no failure there, no directory is."""
    script = "try {{ [IO.File]::Delete('{}'); 'gone' }} catch {{ $_.FullyQualifiedErrorId }}"
    assert evaluate(script.format(tmp_path / "no.txt")) == ["gone"]
    assert evaluate(script.format(tmp_path / "no" / "no.txt")) == ["DirectoryNotFoundException"]
