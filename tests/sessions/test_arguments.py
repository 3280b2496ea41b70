"""Arguments by place and by name."""

from __future__ import annotations

import pytest

from psbridge.sessions.arguments import Named, named_in, parameters_of


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
