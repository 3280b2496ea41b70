"""Queries of CIM classes."""

from __future__ import annotations

import pytest

from psbridge.machine.wql import WqlProblem, parse_condition, parse_query


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Name = 'W3SVC'", True),
        ("Name = 'w3svc' AND Id > 3", True),
        ("Name LIKE 'w_%' AND NOT Id = 4", False),
        ("(Id < 3 OR Id >= 4) AND Path IS NULL", True),
        ("Name NOT LIKE '%[0-9]%'", False),
        ("Path IS NOT NULL OR Started = TRUE", True),
    ],
    ids=["equal", "and", "not", "brackets", "not-like", "or"],
)
def test_conditions(condition: str, expected: bool) -> None:
    row = {"name": "W3SVC", "id": 4, "path": None, "started": True}
    assert parse_condition(condition)(row) is expected


@pytest.mark.parametrize("text", ["", "select", "select * form X", "select * from X where", "select * from X where a ~ 1"])
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(WqlProblem):
        parse_query(text)


def test_a_query_is_taken_apart() -> None:
    query = parse_query("SELECT Name, State FROM Win32_Service WHERE Name = 'a'")
    assert (query.class_name, query.properties) == ("Win32_Service", ("Name", "State"))
    assert query.rows([{"Name": "A"}, {"Name": "b"}]) == [{"Name": "A"}]
