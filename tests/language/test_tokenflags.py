"""TokenFlags of tokens."""

from __future__ import annotations

import pytest

from psbridge.language import parse
from psbridge.language.tokenflags import token_flags
from psbridge.modules import shell


@pytest.mark.parametrize(
    ("kind", "role", "flags"),
    [("Ieq", "", 0x105), ("Plus", "", 0x800309), ("If", "", 0x1000010), ("Variable", "", 0), ("Identifier", "TypeName", 0x200000)],
)
def test_kind_and_role_count(kind, role, flags):
    assert token_flags(kind, role) == flags


def test_roles_come_from_the_tree():
    roles = {token.text: token.role for token in parse("Get-Item x; [int]$y.Foo; [Obsolete()]param()").tokens}
    assert (roles["Get-Item"], roles["x"], roles["int"], roles["Foo"]) == ("CommandName", "", "TypeName", "MemberName")


def test_scripts_read_them():
    script = "$t = $null; [void][System.Management.Automation.Language.Parser]::ParseInput('if (1) { dir }', [ref]$t, [ref]$null)\n"
    script += "\"$($t[0].TokenFlags)\"; $t.Where{ $_.TokenFlags -band 'CommandName' }.Text"
    assert shell.run(script) == ["Keyword, StatementDoesntSupportAttributes", "dir"]
