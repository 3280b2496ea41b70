"""Which .ps1xml files Update-FormatData and Update-TypeData take (psbridge.modules.utility.datafiles)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("script", "error_id", "said"),
    [
        ("Update-FormatData -PrependPath nosuch.ps1xml", "FormatPrependPathException", "because it does not exist."),
        ("Update-FormatData nosuch.ps1xml", "FormatAppendPathException", "because it does not exist."),
        ("Update-TypeData -PrependPath nosuch.ps1xml", "TypesPrependPathException", "because it does not exist."),
        ("Update-TypeData nosuch.ps1xml", "TypesAppendPathException", "because it does not exist."),
        ("Update-FormatData other.txt", "WrongExtension", "must end in '.ps1xml'."),
        ("Update-TypeData other.txt", "WrongExtension", "must end in '.ps1xml'."),
        ("Update-FormatData bad.ps1xml", "FormatXmlUpdateException", "Data at the root level is invalid. Line 1, position 1."),
        ("Update-TypeData bad.ps1xml", "TypesXmlUpdateException", "Data at the root level is invalid. Line 1, position 1."),
    ],
)
def test_what_is_refused(session: Any, tmp_path: Path, script: str, error_id: str, said: str) -> None:
    (tmp_path / "other.txt").write_text("x")
    (tmp_path / "bad.ps1xml").write_text("x")
    (found,) = session.run(f"{script} 2>&1")
    assert found.fully_qualified_error_id.partition(",")[0] == error_id
    assert str(found).endswith(said)


def test_several_files_by_pattern(session: Any, tmp_path: Path) -> None:
    for number in (1, 2):
        text = f"<Types><Type><Name>T{number}</Name><Members><NoteProperty><Name>N</Name><Value>{number}</Value></NoteProperty></Members></Type></Types>"
        (tmp_path / f"t{number}.ps1xml").write_text(text)
    assert session.run('Update-TypeData t*.ps1xml; 1, 2 | ForEach-Object { ([pscustomobject]@{ PSTypeName = "T$_" }).N }') == ["1", "2"]


ALIAS = """<Types><Type><Name>System.Array</Name><Members><AliasProperty><Name>Yada</Name>
<ReferencedMemberName>Length</ReferencedMemberName></AliasProperty></Members></Type></Types>"""


def test_what_a_types_file_brought_can_be_taken_out(session, tmp_path):
    (tmp_path / "y.ps1xml").write_text(ALIAS)
    assert session.lines("Update-TypeData y.ps1xml; (1..3).Yada; Remove-TypeData -Path y.ps1xml; (, (1..3)).Yada -join '|'") == ["3", "||"]
    assert session.fails("Remove-TypeData -Path y.ps1xml") == ["TypeFileNotExistsInCurrentSession"]


def test_nodes_out_of_place(session, tmp_path):
    (tmp_path / "odd.ps1xml").write_text(ALIAS.replace("Members>", "Odd>").replace("</Type>", "<Members><Odd2/></Members></Type>"))
    assert session.fails("Update-TypeData odd.ps1xml") == ["TypesXmlUpdateException"] * 2
    said = [record.message for record in session.streams.errors]
    assert 'Error in type "System.Array": The node Odd is not allowed.' in said[0]
    assert "The node Odd2 is not allowed. The following nodes are allowed: NoteProperty," in said[1]
    assert session.lines("(1..3).Yada -join '|'") == ["||"]
