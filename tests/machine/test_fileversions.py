"""System.Diagnostics.FileVersionInfo."""

from __future__ import annotations

from psbridge.emulator.sessions import Session
from psbridge.machine.fileversions import FileVersion, FileVersionInfo


def test_a_file_without_version_resource_shows_its_name_and_blanks():
    text = str(FileVersionInfo("/usr/bin/env")).splitlines()
    assert text[:3] == ["File:             /usr/bin/env", "InternalName:     ", "OriginalFilename: "]
    assert text[-2:] == ["SpecialBuild:     False", "Language:         "]
    assert len(text) == 13


def test_names_and_numbers_come_from_the_resource():
    info = FileVersionInfo("C:\\Windows\\notepad.exe", FileVersion((10, 0, 3, 1), "10.0.3.1 (main)", "10.0.3.1", "Contoso"))
    assert (info.internal, info.company, info.private, str(info.raw())) == ("notepad.exe", "Contoso", 1, "10.0.3.1")
    assert "FileVersion:      10.0.3.1 (main)\n" in str(info)


def test_programs_and_files_have_one():
    script = "(Get-Command where.exe).FileVersionInfo.IsDebug; (Get-Item C:\\Windows\\win.ini).VersionInfo.FileName"
    with Session.emulated("WEB01") as session:
        assert list(session.invoke(script)) == [False, "C:\\Windows\\win.ini"]
