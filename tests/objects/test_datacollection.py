"""PSDataCollection, events, wait handles."""

from __future__ import annotations

import threading

import pytest

from psbridge.objects import NetError, find_type, type_of
from psbridge.objects.access import get_property
from psbridge.objects.convert import enumerate_value, to_text, truth
from psbridge.objects.datacollection import DataAddedEventArgs, PSDataCollection
from psbridge.objects.eventsource import EventSource


def test_adding_and_taking():
    items = PSDataCollection(find_type("System.Int32"), [1])
    items.add(2)
    items.extend([3])
    assert (len(items), items[1], get_property(items, "Count")) == (3, 2, 3)
    assert items.snapshot() == [1, 2, 3]
    assert items.read_all() == [1, 2, 3]
    assert len(items) == 0
    assert bool(items)
    assert type_of(items).generic_arguments == (find_type("System.Int32"),)


def test_completed_collections_take_nothing():
    items, ended = PSDataCollection(), []
    items.completed.add(lambda sender, args: ended.append(sender))
    items.complete()
    items.complete()
    assert ended == [items]
    with pytest.raises(NetError, match="closed buffer"):
        items.add(1)


def test_data_added_comes_after_the_item():
    items, seen = PSDataCollection(), []
    items.data_added.add(lambda sender, args: seen.append((sender[args.index], len(sender))))
    items.notify = lambda: seen.append("told")
    items.add("x")
    assert seen == [("x", 1), "told"]
    assert get_property(DataAddedEventArgs(3, items.owner_id), "Index") == 3


def test_readers_wait_for_more():
    items, got = PSDataCollection(), []
    reader = threading.Thread(target=lambda: got.extend(items))
    reader.start()
    items.add(1)
    items.add(2)
    items.complete()
    reader.join(60)
    assert got == [1, 2]


def test_readers_that_do_not_wait():
    items = PSDataCollection(items=[1])
    items.enumerator_never_blocks = True
    assert list(items) == [1]


def test_it_is_a_list_to_the_language():
    items = PSDataCollection(items=[1, 2])
    items.complete()
    assert list(enumerate_value(items) or ()) == [1, 2]
    assert to_text(items) == "1 2"
    assert truth(items)
    empty = PSDataCollection()
    assert not truth(empty)


def test_handlers():
    event, calls = EventSource("E"), []

    def first(sender, args):
        calls.append((sender, args))

    def broken(sender, args):
        raise ValueError("handler")

    event.add(broken)
    event.add(first)
    failures = event.fire("s", "a")
    assert calls == [("s", "a")]
    assert [str(failure) for failure in failures] == ["handler"]
    event.remove(first)
    event.remove(first)
    assert len(event) == 1
    assert "E: 1 handlers" in repr(event)


def test_a_handler_may_remove_itself():
    event, calls = EventSource("E"), []

    def once(sender, args):
        calls.append(args)
        event.remove(once)

    event.add(once)
    event.fire(None, 1)
    event.fire(None, 2)
    assert calls == [1]
