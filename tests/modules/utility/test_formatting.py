"""Format-*, Out-String, Out-File, Tee-Object and format data, in a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.rendering import default_width, render
from psbridge.engine.runspace import Runspace
from psbridge.engine.streamsets import StreamList
from psbridge.formatting.model import Condition, ListBody, ListEntry, Row, TableBody, View, WideBody, WideEntry
from psbridge.formatting.ps1xml import read_views
from psbridge.modules.defaults import default_modules
from psbridge.modules.utility import (
    formatdata,
    formatdefinitions,
    formathex,
    formatparameters,
    formatting,
    outputerrors,
    outputfile,
    outputtext,
)

Run = Callable[[str], list[Any]]


class Session:
    """Runs script text; `errors` are the ids of the errors of the last run."""

    def __init__(self, directory: Path) -> None:
        self.runspace = Runspace(modules=default_modules(), directory=str(directory)).open()
        self.errors: list[str] = []

    def run(self, text: str) -> list[Any]:
        streams, items = StreamList(), []
        ctx = self.runspace.context(streams)

        class Sink:
            write = staticmethod(items.append)

        self.runspace.run(text, ctx, Sink())
        self.errors = [record.fully_qualified_error_id for record in streams.errors]
        return items

    def text(self, text: str) -> str:
        items = self.run(text)
        return render(self.runspace.context(StreamList()), items, 120)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(tmp_path)
    yield made
    made.runspace.close()


OBJECTS = "[pscustomobject]@{ A = 1; B = 'x' }, [pscustomobject]@{ A = 22; B = 'yy' }"


def test_calculated_columns_run_in_the_session(session: Session) -> None:
    out = session.text(f"$k = 2; {OBJECTS} | Format-Table @{{ n = 'Twice'; e = {{ $_.A * $k }} }}, B")
    assert out == "\nTwice B\n----- -\n    2 x\n   44 yy\n\n"


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Format-Table @{ x = 1 }", "DictionaryKeyIllegal,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Table @{ e = 'A'; width = 0 }", "WidthOutOfRange,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Table @{ e = 'A'; width = 'w' }", "DictionaryKeyIllegalValue2,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Table @{ e = 'A'; align = 'Diagonal' }", "AlignmentIllegalValue,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Table @{ n = 'A' }", "DictionaryKeyMandatoryEntry,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Table 5", "DictionaryKeyUnknownType,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-List ''", "ExpressionEmptyString2,Microsoft.PowerShell.Commands.FormatListCommand"),
        ("Format-List A -GroupBy 'B*'", "ExpressionGlobbing2,Microsoft.PowerShell.Commands.FormatListCommand"),
        ("Format-Table A -View v", "FormatCannotSpecifyViewAndProperty,Microsoft.PowerShell.Commands.FormatTableCommand"),
        ("Format-Wide -AutoSize -Column 2", "FormatCannotSpecifyAutosizeAndColumns,Microsoft.PowerShell.Commands.FormatWideCommand"),
        ("Format-Custom -View nosuch", "FormatViewNotFound,Microsoft.PowerShell.Commands.FormatCustomCommand"),
    ],
)
def test_wrong_arguments(session: Session, script: str, error: str) -> None:
    session.run(f"{OBJECTS} | {script}")
    assert session.errors == [error]


def test_preferences_of_the_session_count(session: Session) -> None:
    assert "{1…}" in session.text("$FormatEnumerationLimit = 1; [pscustomobject]@{ L = 1, 2 } | Out-String")


def test_out_string(session: Session) -> None:
    assert session.run(f"{OBJECTS} | Out-String -Width 20") == ["\n A B\n - -\n 1 x\n22 yy\n\n"]
    assert session.run("1, 2 | Out-String -Stream") == ["1", "2"]
    assert session.run("'a', 'b' | Out-String -NoNewline") == ["ab"]
    assert session.run("@() | Out-String") == [""]


def test_out_file_encodings_and_append(session: Session, tmp_path: Path) -> None:
    session.run("'é' | Out-File a.txt; 'b' | Out-File a.txt -Append; 'c' | Out-File u.txt -Encoding utf8BOM -NoNewline")
    assert (tmp_path / "a.txt").read_bytes() == "é\nb\n".encode()
    assert (tmp_path / "u.txt").read_bytes() == b"\xef\xbb\xbfc"
    session.run("'x' | Out-File a.txt -NoClobber")
    assert session.errors == ["NoClobber,Microsoft.PowerShell.Commands.OutFileCommand"]
    session.run("'x' | Out-File nowhere/a.txt")
    assert session.errors == ["FileOpenFailure,Microsoft.PowerShell.Commands.OutFileCommand"]


def test_tee(session: Session, tmp_path: Path) -> None:
    assert session.run("1, 2 | Tee-Object -Variable kept; $kept.Count") == [1, 2, 2]
    assert session.run("'l' | Tee-Object t.txt") == ["l"]
    assert (tmp_path / "t.txt").read_text() == "l\n"


def test_format_hex(session: Session) -> None:
    rows = session.run("'Hi!' | Format-Hex; 1, 2 | Format-Hex")
    assert [row.hex_bytes for row in rows] == ["48 69 21", "01 00 00 00 02 00 00 00"]
    assert rows[0].ascii == "Hi!"
    rows = session.run(",[int[]](1,2) | Format-Hex; [IO.FileMode]::Open | Format-Hex")
    assert [row.hex_bytes for row in rows] == ["01 00 00 00 02 00 00 00", "03 00 00 00"]
    session.run("Format-Hex -LiteralPath none")
    assert session.errors == ["FormatHexIOError,Microsoft.PowerShell.Commands.FormatHex"]
    session.run("Get-Variable PWD | Format-Hex")
    assert session.errors == ["FormatHexTypeNotSupported,Microsoft.PowerShell.Commands.FormatHex"]
    session.run("Format-Hex env:PATH")
    assert session.errors == ["FormatHexOnlySupportsFileSystemPaths,Microsoft.PowerShell.Commands.FormatHex"]


VIEW = (
    "<Configuration><ViewDefinitions><View><Name>gem</Name><ViewSelectedBy><TypeName>My.Gem</TypeName></ViewSelectedBy>"
    '<ListControl><ListEntries><ListEntry><ListItems><ListItem><Label>Weight</Label><ScriptBlock>"$($_.C) ct"</ScriptBlock></ListItem>'
    "</ListItems></ListEntry></ListEntries></ListControl></View></ViewDefinitions></Configuration>"
)


def test_views_from_files(session: Session, tmp_path: Path) -> None:
    (tmp_path / "gem.ps1xml").write_text(VIEW)
    assert session.text("Update-FormatData gem.ps1xml; [pscustomobject]@{ PSTypeName = 'My.Gem'; C = 2 }") == "\nWeight : 2 ct\n\n\n"
    session.run("Get-FormatData My.Gem | Export-FormatData -Path out.ps1xml -IncludeScriptBlock")
    assert "$($_.C) ct" in (tmp_path / "out.ps1xml").read_text()
    session.run("Update-FormatData nosuch.ps1xml")
    assert session.errors == ["FormatAppendPathException,Microsoft.PowerShell.Commands.UpdateFormatDataCommand"]


def test_format_data_can_be_looked_at(session: Session) -> None:
    (found,) = session.run("Get-FormatData System.Management.Automation.Job")
    (view,) = found.definitions
    assert view.name == "Job"
    assert [(h.label, h.width, str(h.alignment)) for h in view.control.headers][:2] == [("Id", 6, "Left"), ("Name", 15, "Left")]
    assert str(view.control.rows[0].columns[0].entry) == "property: Id"


def test_format_data_that_old_clients_do_not_know_is_asked_for(session: Session) -> None:
    """Views with groups, free text, formats or conditional entries, and several types together, came with 5.1."""
    assert session.run("Get-FormatData System.IO.FileInfo; Get-FormatData System.IO.FileInfo -PowerShellVersion 5.0") == []
    found = session.run("$f = Get-FormatData System.IO.FileInfo -PowerShellVersion 5.1; $f.TypeNames; $f.FormatViewDefinition.Count")
    assert found == ["System.IO.DirectoryInfo", "System.IO.FileInfo", 4]
    body = read_views(VIEW.encode(), lambda text: text)[0].body
    assert isinstance(body, ListBody)
    item = body.entries[0].items[0]
    for entry, beyond in (
        (body.entries[0], False),
        (ListEntry((replace(item, format="N2"),)), True),
        (ListEntry((item,), Condition(("T",))), False),
        (ListEntry((item,), Condition((), item.source)), True),
    ):
        assert formatdata.is_beyond_old(View("v", ("T",), ListBody((entry,)))) is beyond
    rows = (Row((item,)), Row((item,), selected=Condition(("U",))))
    assert [formatdata.is_beyond_old(View("v", ("T",), TableBody((), rows[:count]))) for count in (1, 2)] == [False, True]
    assert formatdata.is_beyond_old(View("v", ("T",), WideBody((WideEntry(replace(item, format="N2")),))))


def test_width_without_a_window(session: Session) -> None:
    assert default_width(session.runspace.context(StreamList())) == 80


def test_every_command_is_declared() -> None:
    classes = (formatting.FormatTable, formathex.FormatHex, formatdata.GetFormatData, outputfile.OutFile, outputtext.OutString)
    assert [one.DECLARATION.name for one in classes] == ["Format-Table", "Format-Hex", "Get-FormatData", "Out-File", "Out-String"]
    assert set(formatparameters.TABLE_KEYS) > set(formatparameters.WIDE_KEYS)
    assert formatdefinitions.Alignment(3).label == "Right"


def test_get_error_shows_everything_once(session: Session) -> None:
    text = session.text("Get-Variable nope -ErrorAction SilentlyContinue; Get-Error")
    assert text.count("ParentContainsErrorRecordException\n") == 2  # the type of the inner error, and its category's reason
    assert "FullyQualifiedErrorId : VariableNotFound,Microsoft.PowerShell.Commands.GetVariableCommand" in text
    several = session.text("Write-Error a -ErrorAction SilentlyContinue; Write-Error b -ErrorAction SilentlyContinue; Get-Error -Newest 2")
    assert several.startswith("\n\n   ErrorIndex: 0\n\nException")
    assert session.run("1 | Get-Error") == []
    names = session.run("$Error.Insert(0, [Exception]::new('e')); (Get-Error).pstypenames; $Error[0].pstypenames")
    assert names == ["System.Exception#PSExtendedError", "System.Object", "System.Exception", "System.Object"]


def test_outputerrors_is_declared() -> None:
    assert outputerrors.GetError.DECLARATION.name == "Get-Error"
