"""Changes of files of this computer, as inotify tells them."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.machine.filechanges import CHANGED, CREATED, DELETED, FILE_NAME, LAST_ACCESS, LAST_WRITE, RENAMED, Change, Order, Overflow
from psbridge.machine.inotify import InotifyWatch, mask_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")
ALL = 383
LIMIT = 60
Seen = "queue.SimpleQueue[Any]"


class Spy:
    """A watch whose changes are kept."""

    def __init__(self, root: Path, *, deep: bool = True, filters: int = 1 | 2 | 16) -> None:
        self.root = root
        self.seen: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.go = threading.Event()
        self.go.set()
        self.watch = InotifyWatch(Order(str(root), deep, filters, self.put, self.seen.put))

    def put(self, change: Change) -> None:
        self.go.wait(LIMIT)
        self.seen.put(change)

    def until(self, name: str = "end") -> list[tuple[int, str, str]]:
        """What was told before a file of a name came, which is made now."""
        (self.root / name).touch()
        found = []
        while (told := self.seen.get(timeout=LIMIT)) is not None and getattr(told, "name", "") != name:
            found.append((told.kind, told.name, told.old) if isinstance(told, Change) else told)
        return found

    def close(self) -> None:
        self.watch.stop()
        self.watch.thread.join(LIMIT)


@pytest.fixture
def spy(tmp_path: Path) -> Iterator[Callable[..., Spy]]:
    made: list[Spy] = []

    def start(root: Path | None = None, **how: Any) -> Spy:
        made.append(Spy(root or tmp_path, **how))
        return made[-1]

    yield start
    for one in made:
        one.go.set()
        one.close()


def test_a_file_comes_changes_is_renamed_and_goes(spy, tmp_path):
    watch = spy()
    (tmp_path / "a").write_text("x")
    (tmp_path / "a").rename(tmp_path / "b")
    (tmp_path / "b").unlink()
    assert watch.until() == [(CREATED, "a", ""), (CHANGED, "a", ""), (RENAMED, "b", "a"), (DELETED, "b", "")]


def test_names_only(spy, tmp_path):
    watch = spy(filters=FILE_NAME)
    (tmp_path / "directory").mkdir()
    (tmp_path / "a").write_text("x")
    (tmp_path / "a").write_text("y")
    assert watch.until() == [(CREATED, "a", "")]


def test_a_flat_watch_leaves_directories_alone(spy, tmp_path):
    (tmp_path / "d").mkdir()
    watch = spy(deep=False)
    (tmp_path / "d" / "inner").touch()
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "inner").touch()
    assert watch.until() == [(CREATED, "e", "")]


def test_all_that_is_put_into_new_directories_is_told_once(spy, tmp_path):
    watch = spy(filters=3)
    wanted = set()
    for number in range(60):
        here = tmp_path / f"d{number}" / "x" / "y"
        here.mkdir(parents=True)
        wanted |= {f"d{number}", f"d{number}/x", f"d{number}/x/y"}
        for name in "abc":
            (here / name).touch()
            wanted.add(f"d{number}/x/y/{name}")
    found = watch.until("zz")
    while len(found) < len(wanted):  # what lies deeper may be told later
        told = watch.seen.get(timeout=LIMIT)
        found.append((told.kind, told.name, told.old))
    assert sorted(found) == sorted((CREATED, name, "") for name in wanted)


def test_directories_that_are_gone_before_they_are_looked_at(spy, tmp_path):
    watch = spy(filters=3)
    watch.go.clear()  # nothing is handled while they come and go
    for number in range(50):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}").rmdir()
    watch.go.set()
    assert watch.until() == [(kind, f"d{number}", "") for number in range(50) for kind in (CREATED, DELETED)]


def test_what_is_told_of_a_directory_that_was_renamed_has_its_new_name(spy, tmp_path):
    (tmp_path / "old" / "inner").mkdir(parents=True)
    watch = spy()
    (tmp_path / "old").rename(tmp_path / "new")
    (tmp_path / "new" / "inner" / "f").touch()
    (tmp_path / "new" / "inner").rename(tmp_path / "inner")
    (tmp_path / "inner" / "f").unlink()
    assert watch.until("inner/end") == [
        (RENAMED, "new", "old"),
        (CREATED, "new/inner/f", ""),
        (RENAMED, "inner", "new/inner"),
        (DELETED, "inner/f", ""),
    ]


def test_what_leaves_the_tree_is_deleted_and_what_enters_it_created(spy, tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "d").mkdir(parents=True)
    outside.mkdir()
    watch = spy(inside)
    (inside / "d").rename(outside / "d")
    assert watch.until("first") == [(DELETED, "d", "")]
    (outside / "d" / "unseen").touch()
    (outside / "d").rename(inside / "back")
    assert watch.until("second") == [(CREATED, "back", ""), (CREATED, "back/unseen", "")]
    (inside / "back" / "later").touch()
    assert watch.until() == [(CREATED, "back/later", "")]


def _queue_limit() -> int:
    try:
        return int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    except OSError:
        return sys.maxsize


@pytest.mark.skipif(_queue_limit() > 40_000, reason="the queue of events is too long to be filled")
def test_too_many_changes_at_once_are_said_and_the_watch_goes_on(spy, tmp_path):
    watch = spy(filters=3)
    watch.go.clear()
    (tmp_path / "first").touch()
    for _ in range(_queue_limit() // 2 + 2000):
        (tmp_path / "a").touch()
        (tmp_path / "a").unlink()
    (tmp_path / "unseen").mkdir()
    watch.go.set()
    while not isinstance(watch.seen.get(timeout=LIMIT), Overflow):
        pass
    (tmp_path / "unseen" / "f").touch()  # in a directory whose event was lost
    assert (CREATED, "unseen/f", "") in watch.until()


def test_a_directory_that_is_not_there_is_told(spy, tmp_path):
    assert isinstance(spy(tmp_path / "none").seen.get(timeout=LIMIT), FileNotFoundError)


def _open() -> int:
    return sum("inotify" in str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink())


def test_a_stopped_watch_gives_back_what_it_holds(tmp_path):
    before = _open()
    watches = [Spy(tmp_path) for _ in range(5)]
    for one in watches:
        one.close()
        one.watch.stop()  # again: nothing
    assert not any(one.watch.thread.is_alive() for one in watches)
    assert _open() <= before
    (tmp_path / "late").touch()
    assert all(one.seen.empty() for one in watches)


@pytest.mark.parametrize(
    ("filters", "some", "none"),
    [(FILE_NAME, 0x40 | 0x80, 0x7), (LAST_ACCESS, 0x7, 0xC0), (LAST_WRITE, 0x2 | 0x4, 0xC1), (4, 0x4, 0xC3), (ALL, 0xC7, 0)],
)
def test_the_events_that_filters_ask_for(filters, some, none):
    mask = mask_of(filters)
    assert mask & 0x300 == 0x300
    assert (mask & some, mask & none) == (some, 0)
