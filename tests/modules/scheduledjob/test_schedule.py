"""When triggers fire."""

from __future__ import annotations

from datetime import datetime

import pytest

from psbridge.modules.scheduledjob.schedule import AT_STARTUP, DAILY, ONCE, WEEKLY, ScheduledJobTrigger
from psbridge.objects.scalars import DateTime, TimeSpan


def trigger(frequency, at=datetime(2024, 5, 1, 3, 0), **changes):
    made = ScheduledJobTrigger(frequency)
    made.at = DateTime.from_datetime(at)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


HOUR = TimeSpan.of(hours=1)


@pytest.mark.parametrize(
    ("made", "after", "due"),
    [
        (trigger(ONCE), datetime(2024, 4, 30), datetime(2024, 5, 1, 3)),
        (trigger(ONCE), datetime(2024, 5, 1, 3), None),
        (trigger(ONCE, every=HOUR, span=TimeSpan.of(hours=2)), datetime(2024, 5, 1, 3), datetime(2024, 5, 1, 4)),
        (trigger(ONCE, every=HOUR, span=TimeSpan.of(hours=2)), datetime(2024, 5, 1, 4, 30), datetime(2024, 5, 1, 5)),
        (trigger(ONCE, every=HOUR, span=TimeSpan.of(hours=2)), datetime(2024, 5, 1, 5), None),
        (trigger(ONCE, every=HOUR), datetime(2025, 5, 1, 5), datetime(2025, 5, 1, 6)),
        (trigger(DAILY), datetime(2024, 5, 1, 3), datetime(2024, 5, 2, 3)),
        (trigger(DAILY, interval=3), datetime(2024, 5, 2), datetime(2024, 5, 4, 3)),
        (trigger(DAILY, enabled=False), datetime(2024, 5, 2), None),
        (trigger(WEEKLY, days=(1, 5)), datetime(2024, 5, 1), datetime(2024, 5, 3, 3)),  # the first is a Wednesday
        (trigger(WEEKLY, days=(1, 5)), datetime(2024, 5, 3, 3), datetime(2024, 5, 6, 3)),
        (trigger(WEEKLY, days=(1,), interval=2), datetime(2024, 5, 1), datetime(2024, 5, 13, 3)),
        (trigger(WEEKLY, days=(0,), interval=1), datetime(2024, 12, 30), datetime(2025, 1, 5, 3)),
        (trigger(AT_STARTUP), datetime(2024, 5, 1), None),
    ],
)
def test_next_due(made, after, due):
    assert made.next_due(after) == due


def test_clones_stand_alone():
    first = trigger(WEEKLY, days=(2,), interval=3, number=7)
    second = first.clone()
    second.days = ()
    assert (first.days, second.interval, second.number, str(first)) == ((2,), 3, 0, "7")
    assert [int(day) for day in first.days_of_week] == [2]
