"""What the user sees while lines are cut."""

from __future__ import annotations

import pytest

from psbridge.cli.lines import LostLines, drawing_progress, span, telling
from psbridge.linenews import LineNews, tell
from tests.conftest import FakeClock


def _news(host: str, what: str = "retrying", session: int = 0, patience: float = 240.0) -> LineNews:
    return LineNews(host, session or hash(host), what, patience)


@pytest.mark.parametrize(("seconds", "text"), [(238, "3 m 58 s"), (240, "4 m"), (59.4, "59 s"), (0.2, "0 s"), (61, "1 m 1 s")])
def test_spans(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_a_terminal_counts_down_until_the_host_is_there_again(clock: FakeClock) -> None:
    drawn: list[str] = []
    lost = LostLines(drawn.append, clock)
    lost.hear(_news("web01"))
    clock.advance(2)
    assert lost.tick()
    lost.hear(_news("web01", "recovered"))
    lost.hear(_news("web01", "recovered"))  # another thread of the same session
    lost.close()
    assert drawn == ["host web01: connection lost, retrying for 4 m", "host web01: connection lost, retrying for 3 m 58 s", ""]


def test_several_hosts_in_one_line(clock: FakeClock) -> None:
    lost = LostLines(lambda _: None, clock)
    for number in range(5):
        lost.hear(_news(f"web{number}", patience=60.0 + number))
    lost.hear(_news("web0", session=99))
    assert lost.text() == "hosts web0, web1, web2 and 2 more: connection lost, retrying for 4 m"
    lost.close()
    assert not lost.tick()


def test_what_is_given_up_is_shown_no_longer(clock: FakeClock) -> None:
    drawn: list[str] = []
    lost = LostLines(drawn.append, clock)
    for what in ("retrying", "given up", "disconnected"):
        lost.hear(_news("web01", what))
    assert drawn[-1] == ""
    assert len(drawn) == 2
    lost.close()


def test_a_thread_that_gives_up_leaves_the_others_waiting(clock: FakeClock) -> None:
    drawn: list[str] = []
    lost = LostLines(drawn.append, clock)
    for what in ("retrying", "retrying", "given up"):
        lost.hear(_news("web01", what))
    assert lost.text()
    lost.hear(_news("web01", "recovered"))
    assert (lost.text(), drawn[-1]) == ("", "")
    lost.close()


def test_a_pipe_gets_lines_that_stay(capsys: pytest.CaptureFixture[str]) -> None:
    with telling():
        for what in ("retrying", "retrying", "recovered", "recovered"):
            tell(_news("web01", what))
        tell(_news("web02", "recovered"))
    tell(_news("web03"))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "host web01: connection lost, retrying for 4 m\nhost web01: connected again\n")


def test_as_progress_of_a_host() -> None:
    records = []

    class UI:
        def write_progress(self, source, record):
            records.append((record.activity, record.status_description, int(record.record_type)))

    draw = drawing_progress(UI())
    draw("host web01: connection lost, retrying for 4 m")
    draw("")
    assert records == [("host web01", "connection lost, retrying for 4 m", 0), ("", "", 1)]
