"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent / "data"


class FakeClock:
    """A clock that only moves when a test moves it: `clock()` reads it, `clock.advance(seconds)` moves it."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> FakeClock:
    """A fake monotonic clock."""
    return FakeClock()


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of recorded data."""
    return DATA
