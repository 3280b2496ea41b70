"""Formats of output."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from psbridge import clixml
from psbridge.cli.rendering import render
from psbridge.objects import PSObject
from psbridge.objects.natural import from_python


def record(**values: object) -> PSObject:
    made = PSObject()
    for name, value in values.items():
        made.set(name, value)
    return made


ROWS = [("a", record(X=1, Y="u")), ("b", record(X=2, Z=True)), ("b", 5)]


def test_json_is_an_object_a_line() -> None:
    assert render(ROWS, "json").splitlines() == [
        '{"host": "a", "output": {"X": 1, "Y": "u"}}',
        '{"host": "b", "output": {"X": 2, "Z": true}}',
        '{"host": "b", "output": 5}',
    ]


def test_csv_has_all_columns() -> None:
    assert render(ROWS, "csv").splitlines() == ["host,X,Y,Z,value", "a,1,u,,", "b,2,,True,", "b,,,,5"]


def test_clixml_names_the_host() -> None:
    found = clixml.loads(render([("a", 7)], "clixml"))
    assert found[0].get("PSComputerName") == "a"


def test_json_of_what_json_has_no_form_for() -> None:
    rows = [("a", from_python(value)) for value in (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), b"\x01\xff", timedelta(seconds=5))]
    assert [json.loads(line)["output"] for line in render(rows, "json").splitlines()] == ["2024-01-02T03:04:05+00:00", [1, 255], "0:00:05"]


def test_a_moment_in_a_property_is_one_though_it_says_how_to_show_it() -> None:
    when = PSObject(from_python(datetime(2024, 1, 2)))
    when.set("DisplayHint", 2)
    assert render([("a", record(When=when))], "csv").splitlines() == ["host,When", "a,2024-01-02 00:00:00"]
