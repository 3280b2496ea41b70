"""The demo: everything that it says comes true, on a terminal and in a pipe."""

from __future__ import annotations

import hashlib
import urllib.request

import pytest

from psbridge.cli import demo
from psbridge.cli.demo.fileserver import FileServer
from psbridge.cli.demo.story import Board


@pytest.mark.slow
def test_the_whole_story(capsys, tmp_path):
    assert demo.main(["--svg", str(tmp_path / "demo.svg")]) == 0
    out = capsys.readouterr().out
    assert out.count("✓") == 5
    assert "✗" not in out
    assert "What to type next" in out
    assert (tmp_path / "demo.svg").read_text().startswith("<svg")


def test_the_board_shows_hosts_that_have_nothing_to_say_yet():
    board = Board(("a", "b"))
    board.percent["a"] = 40
    assert board.table().row_count == 2
    assert board._cells("a")[1].strip() == "████"


@pytest.mark.parametrize(
    ("wanted", "status", "part"), [("", 200, slice(None)), ("bytes=3-", 206, slice(3, None)), ("bytes=2-4", 206, slice(2, 5))]
)
def test_the_file_server_begins_anywhere(wanted, status, part):
    content = hashlib.sha256(b"x").digest()
    with FileServer({"/f": content}) as server:
        request = urllib.request.Request(f"{server.url}/f", headers={"Range": wanted} if wanted else {})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert (answer.status, answer.read()) == (status, content[part])
        assert server.starts == [part.start or 0]
