"""Who hears of lines that are cut."""

from __future__ import annotations

from psbridge.errors import ConnectionFailed
from psbridge.linenews import LineNews, listening, tell
from psbridge.transports.wsman import ShellOptions, WSManTransport
from psbridge.transports.wsmanlink import Target
from tests.conftest import FakeClock


def test_the_innermost_listener_hears() -> None:
    outer: list[LineNews] = []
    inner: list[LineNews] = []
    news = LineNews("web01", 1, "retrying", 240.0)
    with listening(outer.append):
        with listening(inner.append):
            tell(news)
        tell(news)
    tell(news)
    assert (outer, inner) == ([news], [news])


def test_a_transport_tells_of_its_line(clock: FakeClock) -> None:
    heard: list[LineNews] = []
    tries = iter([ConnectionFailed("gone"), ConnectionFailed("gone"), "here"])

    def once() -> str:
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    transport = WSManTransport(Target("web01"), ShellOptions(retry_time=30.0), clock=clock, pause=clock.advance)
    with listening(heard.append):
        assert transport._patience.ask(once, lambda: True) == "here"
    assert [(one.host, one.what, one.patience) for one in heard] == [("web01", "retrying", 30.0), ("web01", "recovered", 30.0)]
    assert {one.session for one in heard} == {id(transport)}
