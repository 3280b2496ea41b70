"""How Windows PowerShell 5.1 shows things."""

from __future__ import annotations

from typing import Any

from psbridge.formatting import Environment, builtin, out_string
from psbridge.objects import DateTime, ErrorRecord, InvocationInfo, NetException, PSObject


def shown(*values: Any, width: int = 80) -> str:
    return out_string(values, width, Environment(views=builtin(desktop=True), desktop=True, error_view="NormalView", window_width=width))


def test_tables_are_padded_and_followed_by_two_empty_lines() -> None:
    assert shown(PSObject.of(A="x", B="long"), PSObject.of(A="y", B="s")) == "\nA B   \n- -   \nx long\ny s   \n\n\n"


def test_lists_stand_between_empty_lines() -> None:
    value = PSObject.of(A=1, B=2, C=3, D=4, E=5)
    assert shown(value) == "\n\nA : 1\nB : 2\nC : 3\nD : 4\nE : 5\n\n\n\n"


def test_an_ellipsis_is_three_dots() -> None:
    assert "{1, 2, 3, 4...}" in shown(PSObject.of(L=[1, 2, 3, 4, 5]))
    assert "xxxxxxx..." in shown(PSObject.of(L="x" * 30), width=10)


def test_files() -> None:
    file = PSObject.of(PSParentPath="Microsoft.PowerShell.Core\\FileSystem::C:\\x", Mode="-a----", Length=3, Name="a.txt")
    file.set("LastWriteTime", DateTime.of(2020, 1, 2, 3, 4))
    file.custom_type_names = ["System.IO.FileInfo", "System.Object"]
    lines = shown(file).splitlines()
    assert len(lines[5]) == 80
    assert [line.rstrip() for line in lines[:8]] == [
        "",
        "",
        "    Directory: C:\\x",
        "",
        "",
        "Mode                LastWriteTime         Length Name",
        "----                -------------         ------ ----",
        "-a----         1/2/2020   3:04 AM              3 a.txt",
    ]


def test_errors_end_with_indented_facts() -> None:
    error = ErrorRecord(NetException("System.Management.Automation.RuntimeException", "went wrong"), "SomeId", 0)
    error.invocation_info = InvocationInfo()
    assert shown(error) == (
        "went wrong\n    + CategoryInfo          : NotSpecified: (:) [], RuntimeException\n    + FullyQualifiedErrorId : SomeId\n \n"
    )
