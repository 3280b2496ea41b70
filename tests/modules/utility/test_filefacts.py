"""Hashes, data files, temporary files, and how whole files are read and written."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import filefacts, files


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "Set-Content h.txt 'hash me' -NoNewline; (Get-FileHash h.txt).Hash",
            ["EB201AF5AAF0D60629D3D2A61E466CFC0FEDB517ADD831ECAC5235E1DAA963D6"],
        ),
        ("Set-Content h.txt 'hash me' -NoNewline; (Get-FileHash h.txt -Algorithm MD5).Hash.Length", ["32"]),
        (
            "Set-Content d.psd1 '@{ N = 1; L = 1, 2; S = @{ O = 5 } }'; $h = Import-PowerShellDataFile d.psd1; $h.N; $h.L.Count; $h.S.O",
            ["1", "2", "5"],
        ),
        ("$t = New-TemporaryFile; $t.Exists; $t.Length; Remove-Item $t.FullName", ["True", "0"]),
        ("Set-Content u.txt x; @(Unblock-File u.txt).Count", ["0"]),
        (
            (
                "mkdir en-US | Out-Null; Set-Content en-US/m.psd1 \"ConvertFrom-StringData 'hi=Hello'\"; "
                "Import-LocalizedData -BindingVariable t -BaseDirectory . -FileName m.psd1; $t.hi"
            ),
            ["Hello"],
        ),
        (
            (
                "$null = mkdir de; Set-Content m.psd1 \"ConvertFrom-StringData 'a=Hello'\"; Set-Content de/m.psd1 \"ConvertFrom-StringData 'a=Hallo'\"; "
                "(Import-LocalizedData -FileName m.ps1).a; (Import-LocalizedData -BaseDirectory . -FileName m -UICulture de-AT).a"
            ),
            ["Hello", "Hallo"],
        ),
        (
            (
                "Import-LocalizedData -FileName m -UICulture de-DE -ErrorAction SilentlyContinue -ErrorVariable e; "
                "$e.CategoryInfo.TargetName -eq [io.path]::Combine($PWD.Path, 'de-DE', 'm.psd1'); $e.FullyQualifiedErrorId"
            ),
            ["True", "ImportLocalizedData,Microsoft.PowerShell.Commands.ImportLocalizedData"],
        ),
    ],
)
def test_output(session, script, expected):
    assert filefacts.FileHash("A", "B", None).digest == "B"
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Get-FileHash none.txt", "FileNotFound"),
        ("Import-PowerShellDataFile ./none.psd1", "PathNotFound"),
        ("Set-Content d.psd1 '@{ N = Get-Date }'; Import-PowerShellDataFile d.psd1", "System.InvalidOperationException"),
        ("Set-Content d.psd1 '@{ N = '; Import-PowerShellDataFile d.psd1", "CouldNotParseAsPowerShellDataFile"),
        ("Import-LocalizedData x -BaseDirectory . -FileName none.psd1", "ImportLocalizedData"),
        ("Import-LocalizedData x -FileName a/b", "InvalidOperation"),
        ("Import-LocalizedData x", "InvalidOperation"),
        ("Import-LocalizedData x -UICulture !! -FileName m", "Argument"),
        ("'a' > 1.csv; 'a' > 2.csv; 1 | Export-Clixml *.csv", "ReadWriteMultipleFilesNotSupported"),
        ("1 | Export-Clixml no*.csv", "FileOpenFailure"),
        ("'x' | Export-Csv e.csv -Encoding bogus", "ParameterArgumentTransformationError"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_encodings_and_marks(session, tmp_path):
    session.run("[pscustomobject]@{a='é'} | Export-Csv u.csv -Encoding unicode; [pscustomobject]@{a='é'} | Export-Csv p.csv")
    assert (tmp_path / "u.csv").read_bytes().startswith(b'\xff\xfe"\0a')
    assert (tmp_path / "p.csv").read_bytes() == '"a"\n"é"\n'.encode()
    assert session.lines("(Import-Csv u.csv).a") == ["é"]


def test_failures_have_the_systems_exception():
    assert files.exception_of(PermissionError(13, "denied"), "/x").message == "Access to the path '/x' is denied."
