"""Holding groups back until their widths are known."""

from __future__ import annotations

from psbridge.formatting.buffer import GroupBuffer
from psbridge.formatting.packets import FormatEntryData, GroupEndData, GroupStartData, Packet, RawTextFormatEntry


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def buffer(limit: int = 0, clock: Clock | None = None) -> tuple[GroupBuffer, list[int]]:
    seen: list[int] = []
    return GroupBuffer(lambda held: seen.append(len(held)), limit, clock), seen


def test_a_group_waits_for_its_end() -> None:
    made, seen = buffer()
    assert made.add(GroupStartData()) == []
    assert made.add(FormatEntryData()) == []
    assert len(made.add(GroupEndData())) == 3
    assert seen == [3]


def test_after_300_ms_rows_go_through() -> None:
    clock = Clock()
    made, seen = buffer(clock=clock)
    made.add(GroupStartData())
    clock.now = 0.2
    assert made.add(FormatEntryData()) == []
    clock.now = 0.4
    assert len(made.add(FormatEntryData())) == 3
    assert len(made.add(FormatEntryData())) == 1
    assert seen == [3]


def test_a_number_of_objects_is_enough_and_text_between_does_not_count() -> None:
    made, _ = buffer(limit=2)
    made.add(GroupStartData())
    made.add(FormatEntryData(RawTextFormatEntry("x"), True))
    assert made.add(FormatEntryData()) == []
    assert len(made.add(FormatEntryData())) == 4


def test_drain_gives_what_is_held() -> None:
    made, seen = buffer()
    packets: list[Packet] = [GroupStartData(), FormatEntryData()]
    for packet in packets:
        made.add(packet)
    assert made.drain() == packets
    assert made.drain() == []
    assert seen == [2]
