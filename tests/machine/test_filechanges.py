"""Changes of files: what a watch is told, and how an emulated file system tells it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from psbridge.machine.filechanges import (
    ATTRIBUTES,
    CHANGED,
    CREATED,
    CREATION_TIME,
    DELETED,
    DIRECTORY_NAME,
    FILE_NAME,
    LAST_WRITE,
    RENAMED,
    SIZE,
    Change,
    Gone,
    Order,
)
from psbridge.machine.virtualfiles import VirtualFiles

ALL = 383


def _told(act: Any, *, deep: bool = True, filters: int = ALL, root: str = "C:\\w") -> list[Any]:
    """What a watch of an emulated directory is told while something is done."""
    files, seen = VirtualFiles(), []
    for path in ("C:\\w", "C:\\other", "C:\\w\\sub"):
        files.make_directory(path)
    _write(files, "C:\\w\\old")
    watch = files.watch(Order(root, deep, filters, seen.append, seen.append))
    act(files)
    watch.stop()  # what was sent before is told before the thread ends
    watch.thread.join(60)
    assert not watch.thread.is_alive()
    _write(files, "C:\\w\\late")
    return [(one.kind, one.name, one.old) if isinstance(one, Change) else type(one) for one in seen]


def _write(files: VirtualFiles, path: str, mode: str = "w", data: bytes = b"x") -> None:
    with files.open(path, mode) as file:
        file.write(data)


def _read(files: VirtualFiles) -> None:
    with files.open("C:\\w\\old", "r+") as file:
        file.read()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda f: _write(f, "C:\\w\\new"), [(CREATED, "new", ""), (CHANGED, "new", "")]),
        (lambda f: _write(f, "c:\\W\\OLD"), [(CHANGED, "old", "")]),
        (lambda f: _write(f, "C:\\w\\new", data=b""), [(CREATED, "new", "")]),
        (lambda f: _write(f, "C:\\w\\old", data=b""), [(CHANGED, "old", "")]),
        (lambda f: _write(f, "C:\\w\\old", "a"), [(CHANGED, "old", "")]),
        (_read, []),
        (lambda f: _write(f, "C:\\w\\sub\\x"), [(CREATED, "sub\\x", ""), (CHANGED, "sub\\x", "")]),
        (lambda f: _write(f, "C:\\other\\x"), []),
        (lambda f: f.make_directory("C:\\w\\d"), [(CREATED, "d", "")]),
        (lambda f: f.remove_directory("C:\\w\\SUB"), [(DELETED, "sub", "")]),
        (lambda f: f.remove_file("C:\\w\\OLD"), [(DELETED, "old", "")]),
        (lambda f: f.rename("C:\\w\\old", "C:\\w\\New"), [(RENAMED, "New", "old")]),
        (lambda f: f.rename("C:\\w\\old", "C:\\w\\sub\\new"), [(DELETED, "old", ""), (CREATED, "sub\\new", "")]),
        (lambda f: f.rename("C:\\w\\old", "C:\\other\\old"), [(DELETED, "old", "")]),
        (lambda f: f.set_attributes("C:\\w\\old", 1), [(CHANGED, "old", "")]),
        (lambda f: f.copy_file("C:\\w\\old", "C:\\w\\copy"), [(CREATED, "copy", ""), (CHANGED, "copy", ""), (CHANGED, "copy", "")]),
        (lambda f: f.link("C:\\w\\l", "C:\\w\\old", "hardlink"), [(CREATED, "l", "")]),
        (lambda f: f.link("C:\\w\\l", "C:\\other", "junction"), [(CREATED, "l", "")]),
    ],
)
def test_operations_are_told(act, expected):
    assert _told(act) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (FILE_NAME, [(CREATED, "a", "")]),
        (DIRECTORY_NAME, [(CREATED, "d", "")]),
        (SIZE, [(CHANGED, "a", "")]),
        (ATTRIBUTES, [(CHANGED, "d", "")]),
        (CREATION_TIME, [(CHANGED, "sub", "")]),
        (LAST_WRITE, [(CHANGED, "a", "")]),
    ],
)
def test_filters_say_which(filters, expected):
    def act(files: VirtualFiles) -> None:
        _write(files, "C:\\w\\a")
        files.make_directory("C:\\w\\d")
        files.set_attributes("C:\\w\\d", 2)
        files.set_times("C:\\w\\sub", created=0)

    assert _told(act, filters=filters) == expected


def test_a_flat_watch_does_not_look_into_directories():
    assert _told(lambda files: _write(files, "C:\\w\\sub\\x"), deep=False) == []


def test_a_drive_is_watched_too():
    assert _told(lambda files: files.make_directory("C:\\w\\d"), root="C:\\") == [(CREATED, "w\\d", "")]


def test_the_end_of_the_directory_itself():
    def act(files: VirtualFiles) -> None:
        files.remove_directory("C:\\other")

    assert _told(act, root="C:\\other") == [Gone]


def test_many_writers_are_all_heard():
    def act(files: VirtualFiles) -> None:
        def make(name: str) -> None:
            for number in range(50):
                files.make_directory(f"C:\\w\\{name}{number}")

        writers = [threading.Thread(target=make, args=(name,)) for name in "abcd"]
        for one in writers:
            one.start()
        for one in writers:
            one.join(60)

    assert sorted(_told(act)) == sorted((CREATED, f"{name}{number}", "") for name in "abcd" for number in range(50))
