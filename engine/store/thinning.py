"""Which snapshots are worth keeping: many of today, few of long ago (08 C)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

_Slot = Callable[[datetime], object]

# How many of which: the last of every hour, day and week that has one, newest first.
_PLAN: tuple[tuple[int, _Slot], ...] = (
    (24, lambda moment: (moment.date(), moment.hour)),
    (15, lambda moment: moment.date()),
    (8, lambda moment: moment.isocalendar()[:2]),
)
_RECENT = timedelta(hours=1)


def kept(moments: list[datetime], now: datetime) -> set[datetime]:
    """The moments to keep: all of the last hour, then 24 hourly, 15 daily, 8 weekly ones."""
    found = {moment for moment in moments if now - moment < _RECENT}
    for count, slot in _PLAN:
        newest = {slot(moment): moment for moment in sorted(moments)}
        found |= set(sorted(newest.values(), reverse=True)[:count])
    return found
