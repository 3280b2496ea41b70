"""Numbers that make no sense are refused where they are typed."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest

from psbridge.cli.arguments import count, listening_port, port, seconds, whole_seconds


@pytest.mark.parametrize(
    ("reader", "word", "value"),
    [(count, "1", 1), (count, "100000", 100_000), (port, "65535", 65_535), (listening_port, "0", 0), (listening_port, "-1", -1),
     (seconds, "0.5", 0.5), (whole_seconds, "30", 30)],
)  # fmt: skip
def test_takes_what_makes_sense(reader: Callable[[str], float], word: str, value: float) -> None:
    assert reader(word) == value


@pytest.mark.parametrize(
    ("reader", "word", "says"),
    [(count, "0", "a number from 1 on"), (count, "-3", "a number from 1 on"), (count, "x", "'x' is not a number from 1 on"),
     (port, "0", "1 to 65535"), (port, "99999", "1 to 65535"), (listening_port, "-2", "-1 for none"), (seconds, "0", "seconds above 0"),
     (seconds, "-1", "seconds above 0"), (seconds, "nan", "seconds above 0"), (seconds, "inf", "seconds above 0"),
     (whole_seconds, "1.5", "whole number")],
)  # fmt: skip
def test_refuses_the_rest(reader: Callable[[str], float], word: str, says: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=says):
        reader(word)
