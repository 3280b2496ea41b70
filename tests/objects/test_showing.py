"""Rows and HTML tables for those who look from Python."""

from __future__ import annotations

import pytest

from psbridge.objects import showing


def test_rows_of_mixed_objects():
    assert showing.rows_of([{"a": 1}, 5]) == [{"a": 1}, {"Value": 5}]
    assert showing.columns_of([{"a": 1, "b": 2}, {"c": 3, "a": 0}]) == ["a", "b", "c"]


def test_html_is_escaped_and_says_what_is_missing():
    html = showing.html_table([{"n": "<b>"}] * 150, "T & T")
    assert "&lt;b&gt;" in html
    assert "T &amp; T" in html
    assert "and 50 more rows" in html
    assert showing.html_table([]) == "<div></div>"


def test_many_columns_give_way():
    row = {f"p{i}": i for i in range(20)} | {"Name": "x", "Inner": {"deep": 1}}
    html = showing.html_table([row])
    assert html.index(">Name<") < html.index(">p0<")
    assert "Inner" not in html
    assert "12 more properties" in html


def test_data_frames_are_optional():
    with pytest.raises(ImportError, match="pip install no_such_library"):
        showing.data_frame([], "no_such_library")


class _Thing(showing.Shown):
    def _table(self):
        return [{"Id": 1, "Name": "a [b]", "State": "Failed", "More": None}], "things", "one"


def test_one_description_serves_notebooks_and_rich():
    from rich.console import Console

    console = Console(width=60, force_terminal=True, color_system="standard", record=True)
    with console.capture() as caught:
        console.print(_Thing())
    text = caught.get()
    assert "a [b]" in text
    assert "\x1b[31mFailed" in text
    assert "things" in text
    assert "<td" in _Thing()._repr_html_()
