"""The built-in views: well formed, and showing what PowerShell shows."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.formatting import Environment, FormatTable, builtin, out_string
from psbridge.formatting.model import Condition, ListBody, ListEntry, TableBody, View
from psbridge.formatting.registry import FormatTable as Registry
from psbridge.formatting.views import (
    all_views,
    basic,
    bits,
    build,
    cim,
    commands,
    computer,
    desktop,
    desktop_views,
    errordetail,
    errors,
    helptopics,
    scheduled,
    session,
)
from psbridge.objects import DateTime, ErrorDetails, ErrorRecord, InvocationInfo, NetException, OrderedDictionary, PSObject, WarningRecord

FAMILIES = (basic, commands, session, errors, computer, cim, bits, scheduled, helptopics)


def typed(name: str, *bases: str, **notes: Any) -> PSObject:
    made = PSObject.of(**notes)
    made.custom_type_names = [name, *bases, "System.Object"]
    return made


def test_every_family_is_there() -> None:
    assert len(all_views()) == sum(len(family.VIEWS) for family in FAMILIES)
    assert desktop_views()[: len(desktop.VIEWS)] == list(desktop.VIEWS)


@pytest.mark.parametrize("view", [v for v in all_views() if isinstance(v.body, TableBody)], ids=lambda v: f"{v.types[0]}/{v.name}")
def test_tables_have_a_header_for_every_cell(view: View) -> None:
    assert isinstance(view.body, TableBody)
    assert all(len(row.cells) == len(view.body.headers) for row in view.body.rows)


def test_the_most_special_type_counts_and_deserialized_types_use_the_view_of_the_live_one() -> None:
    one, two = build.table("My.Base", "A"), build.table("My.Derived", "B")
    table = Registry([one, two])
    assert table.find(["My.Derived", "My.Base"]) is two
    assert table.find(["Deserialized.My.Base"]) is one
    assert table.find(["My.Base"], shape="list") is None
    assert table.find(["my.base"], name="MY.BASE") is one


def test_views_can_be_put_in_front_and_taken_away() -> None:
    mine = build.listing("System.Version", "Major")
    table = builtin().copy()
    table.prepend([mine])
    assert table.find(["System.Version"]) is mine
    table.remove([mine])
    assert table.find(["System.Version"]) is not mine
    assert len(table) == len(builtin())
    assert isinstance(table, FormatTable)


def test_job_table() -> None:
    job = typed("System.Management.Automation.Job", Id=1, Name="Job1", PSJobTypeName="BackgroundJob", State="Running", Command=" 1 ")
    lines = out_string([job]).splitlines()
    assert lines[1] == "Id     Name            PSJobTypeName   State         HasMoreData     Location             Command"
    assert lines[3] == "1      Job1            BackgroundJob   Running                                             1 "


def test_files_are_grouped_by_directory() -> None:
    parent = "Microsoft.PowerShell.Core\\FileSystem::/tmp/x"
    when = DateTime.of(2020, 1, 2, 3, 4)
    facts = {"Mode": "-----", "ModeWithoutHardLink": "-----", "LastWriteTime": when, "Length": 3, "Name": "a.txt"}
    file = typed("System.IO.FileInfo", PSParentPath=parent, **facts)
    lines = out_string([file]).splitlines()
    assert lines[2:7] == [
        "    Directory: /tmp/x",
        "",
        "Mode                 LastWriteTime         Length Name",
        "----                 -------------         ------ ----",
        "-----            1/2/2020  3:04 AM              3 a.txt",
    ]


def test_entries_are_chosen_by_type() -> None:
    body = ListBody((ListEntry((build.item("A"),), Condition(("My.Special",))), ListEntry((build.item("B"),))))
    env = Environment(views=FormatTable([View("v", ("My.Base",), body)]))
    assert out_string([typed("My.Special", "My.Base", A=1, B=2)], env=env) == "\nA : 1\n\n\n"
    assert out_string([typed("My.Base", A=1, B=2)], env=env) == "\nB : 2\n\n\n"


def test_dictionary_without_entries_shows_nothing() -> None:
    assert out_string([OrderedDictionary(), "after"]) == "after\n"


# -- errors


def record(message: str = "went wrong", **invocation: Any) -> ErrorRecord:
    made = ErrorRecord(NetException("System.Management.Automation.RuntimeException", message), "SomeId", 0)
    info = InvocationInfo()
    for name, value in invocation.items():
        setattr(info, name, value)
    made.invocation_info = info
    return made


def shown(error: ErrorRecord, view: str = "ConciseView", width: int = 120) -> str:
    return out_string([error], env=Environment(error_view=view, window_width=width))


POSITION = "At line:3 char:1\n+ Test-Fail 2>&1\n+ ~~~~~~~~~"


def test_concise_view() -> None:
    assert shown(record()) == "\nRuntimeException: went wrong\n"


def test_concise_view_with_a_line() -> None:
    error = record(script_line_number=3, position_message=POSITION, invocation_name="Test-Fail")
    assert shown(error) == "\nTest-Fail: \nLine |\n   3 |  Test-Fail 2>&1\n     |  ~~~~~~~~~\n     | went wrong\n"


def test_concise_view_in_a_file_folds_long_messages() -> None:
    error = record("word " * 12, script_line_number=3, position_message=POSITION, script_name="/t/a.ps1", invocation_name="f")
    lines = shown(error, width=40).splitlines()
    assert lines[1:3] == ["f: /t/a.ps1", "Line |"]
    assert all(line.startswith("     | word") and len(line) <= 40 for line in lines[5:7])


def test_thrown_errors_are_exceptions() -> None:
    error = record()
    error.exception.extra["thrown"] = True
    assert shown(error) == "\nException: went wrong\n"


def test_normal_view() -> None:
    error = record(position_message=POSITION, invocation_name="Test-Fail")
    assert shown(error, "NormalView") == (
        f"Test-Fail : went wrong\n{POSITION}\n"
        "+ CategoryInfo          : NotSpecified: (:) [], RuntimeException\n+ FullyQualifiedErrorId : SomeId\n\n"
    )


def test_category_view() -> None:
    assert shown(record(), "CategoryView") == "NotSpecified: (:) [], RuntimeException\n"


def test_details_take_the_place_of_the_message() -> None:
    error = record()
    error.error_details = ErrorDetails("better said")
    assert shown(error) == "\nRuntimeException: better said\n"


def test_native_errors_are_bare_text() -> None:
    error = record("from a program")
    error.error_id = "NativeCommandError"
    assert shown(error) == "from a program\n"


def test_warnings_show_their_message() -> None:
    assert out_string([WarningRecord("careful")]) == "careful\n"


def test_error_detail_is_a_tree_of_what_says_something() -> None:
    text = errordetail.error_detail(record(), Environment())
    assert text.splitlines()[0] == "Exception             : "
    assert text.splitlines()[1].split() == ["Type", ":", "System.Management.Automation.RuntimeException"]
    assert "FullyQualifiedErrorId : SomeId" in text
    assert "ErrorDetails" not in text


def test_the_memory_of_look_ups_is_bounded() -> None:
    table = Registry([build.table("My.Base", "A")])
    for n in range(5000):
        assert table.find([f"My.T{n}", "My.Base"]) is not None
    assert len(table._found) <= 4096
