"""What every test may use."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The gate must say the same twice; HYPOTHESIS_PROFILE=explore looks for what it has not seen yet.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

DATA = Path(__file__).resolve().parent / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Names of tests are the same in every run: workers compare them, and people look for them."""
    for item in items:
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"the name of a test holds an address: {item.nodeid}")


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)


def _of_the_process() -> dict[str, object]:
    """What all tests of a process share and none may leave changed."""
    handlers = {number.name: signal.getsignal(number) for number in SIGNALS}
    return {**handlers, "umask": _umask(), "directory": os.getcwd(), **os.environ}


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@pytest.fixture(autouse=True)
def _leaves_the_process_as_it_was() -> Iterator[None]:
    """A test that changes a signal's handler, the directory or the environment for the tests after it fails."""
    before = _of_the_process()
    yield
    after = _of_the_process()
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - {"PYTEST_CURRENT_TEST"}
    assert not names, {name: (before.get(name), after.get(name)) for name in names}


@pytest.fixture
def kept_environment() -> Iterator[None]:
    """For tests of libraries that write into the environment."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


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
