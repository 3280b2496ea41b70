"""The simulation of ten thousand hosts, at a smaller scale: what it counts is what the sharing-out does."""

from __future__ import annotations

import runpy
import sqlite3
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "examples" / "ten_thousand_hosts.py"), run_name="example")


def simulated(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = EXAMPLE["simulate"](EXAMPLE["arguments"](["--hosts", "300", "--workers", "4", "--throttle", "20", *words]))
    return found


def test_every_host_is_asked_once_when_nothing_fails() -> None:
    found = simulated("--down", "0", "--flaky", "0")
    assert [one["asked"] for one in found["rounds"]] == [300]
    assert (found["undone"], found["most_asked"]) == (0, 1)
    assert 20 < found["sessions_at_a_time"] <= 80  # never more than workers times throttle


def test_what_fails_is_asked_again_and_what_is_down_stays_undone() -> None:
    found = simulated("--down", "0.1", "--flaky", "0.1")
    first, second = found["rounds"]
    assert second["asked"] == first["failed"] > second["failed"] == found["undone"] > 0


def test_a_worker_that_dies_costs_time_and_no_host() -> None:
    whole, lost = (simulated("--down", "0", "--flaky", "0", "--lost-workers", number) for number in ("0", "2"))
    assert (lost["undone"], lost["most_asked"]) == (0, 2)
    assert lost["seconds"] > whole["seconds"]


@pytest.mark.parametrize(
    ("words", "more"), [(("--workers", "1"), True), (("--connect-timeout", "1"), False), (("--throttle", "80"), False)]
)
def test_what_takes_longer(words: tuple[str, ...], more: bool) -> None:
    assert (simulated(*words)["seconds"] > simulated()["seconds"]) is more


def test_who_starts_again_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    store = str(tmp_path / "results.sqlite")
    first = simulated("--store", store, "--down", "0.1", "--retries", "0")
    again = simulated("--store", store, "--down", "0.1", "--retries", "0")
    assert again["rounds"][0]["asked"] == first["undone"]
    assert len(sqlite3.connect(store).execute("SELECT * FROM results").fetchall()) == 300
