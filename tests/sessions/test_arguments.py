"""Arguments by place and by name."""

from __future__ import annotations

import pytest

from psbridge.sessions.arguments import Named, apart, arguments_in, joined, named_in, parameters_of


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["-A", "1", "-Force", "-B:2", "-C:$false", "-D"], [("A", "1"), ("Force", True), ("B", "2"), ("C", False), ("D", True)]),
        (["-A", "-5"], [("A", "-5")]),
        ([], []),
    ],
)
def test_names_on_a_command_line(words: list[str], found: list[tuple[str, object]]) -> None:
    assert [(one.name, one.value) for one in named_in(words)] == found


def test_a_value_without_a_name() -> None:
    with pytest.raises(ValueError, match="x"):
        list(named_in(["-A", "1", "x"]))


def test_as_a_pipeline_takes_them() -> None:
    assert parameters_of([1, Named("Name", "x")]) == [(None, 1), ("Name", "x")]


def test_by_place_until_the_first_name() -> None:
    assert arguments_in(["4", "-5", "-Force"]) == ["4", "-5", Named("Force", True)]
    assert arguments_in(["4"]) == ["4"]


def test_joined_and_apart() -> None:
    args = joined([1, "two"], {"Force": True})
    assert args == (1, "two", Named("Force", True))
    assert apart(args) == ([1, "two"], {"Force": True})
    assert joined([1], None) == (1,)
