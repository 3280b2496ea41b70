"""The pytest plugin: fixtures `emulated_host` and `emulated_estate`.

`emulated_host` is one machine for each test; `@pytest.mark.emulated(...)` gives options of `Emulator`, or of `Estate` with `machines`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from psbridge.emulator.estate import Estate
    from psbridge.emulator.host import Emulator


def leave_as_it_is(finders: Iterable[Any], package: str = "psbridge") -> None:
    """Keep pytest from rewriting the assertions of our modules, as it does with everything that a plugin's distribution holds.

    There are hundreds and they are imported when they are needed, on any thread; rewriting parses, and CPython 3.11 cannot parse on two
    threads at once (SystemError: AST constructor recursion depth mismatch).
    """
    for finder in finders:
        marked = getattr(finder, "_must_rewrite", None)
        if isinstance(marked, set) and package in marked:
            marked.discard(package)
            getattr(finder, "_marked_for_rewrite_cache", {}).clear()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    leave_as_it_is(sys.meta_path)
    config.addinivalue_line("markers", "emulated(**options): options for the fixtures emulated_host and emulated_estate (psbridge)")


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    marker = request.node.get_closest_marker("emulated")
    return dict(marker.kwargs) if marker is not None else {}


@pytest.fixture
def emulated_host(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A Windows host on 127.0.0.1: url, https_url, username, password, machine."""
    from psbridge.emulator.host import Emulator

    with Emulator(**_options(request)) as host:
        yield host


@pytest.fixture
def emulated_estate(request: pytest.FixtureRequest) -> Iterator[Estate]:
    """Several hosts: `@pytest.mark.emulated(machines=["web01", "db01"])`."""
    from psbridge.emulator.estate import Estate

    options = _options(request)
    with Estate(options.pop("machines", ("web01", "web02", "db01")), **options) as estate:
        yield estate
