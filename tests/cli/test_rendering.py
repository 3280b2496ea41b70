"""Formats of output."""

from __future__ import annotations

from psbridge import clixml
from psbridge.cli.rendering import render
from psbridge.objects import PSObject


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
