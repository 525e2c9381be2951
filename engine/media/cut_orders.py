"""Which clip is cut next by whom: several hands, each going forward through its own part."""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.domain.timing import FrameSpan


@dataclass(frozen=True, slots=True)
class Order:
    """One clip that is wanted; ``number`` is its place among all."""

    number: int
    span: FrameSpan
    target: Path


class Orders:
    """Clips still to be cut, in the order of the video, for several threads.

    Each hand begins at its own share of the work and goes on to the clip after, which is where its
    decoder stands; one that has come to the end helps with what the others have left.
    """

    def __init__(self, orders: Sequence[Order], costs: Sequence[int], hands: int) -> None:
        self._open = list(orders)
        before = [0, *accumulate(costs)]
        shares = [hand * before[-1] / hands for hand in range(hands)]
        self._upcoming = [bisect_left(before, share) for share in shares]
        self._lock = threading.Lock()

    def next_for(self, hand: int) -> Order | None:
        """The next clip for this hand; None when no clip is left."""
        with self._lock:
            if not self._open:
                return None
            place = self._place(self._upcoming[hand])
            order = self._open.pop(place)
            self._upcoming[hand] = order.number + 1
            return order

    def _place(self, upcoming: int) -> int:
        found = bisect_left(self._open, upcoming, key=lambda order: order.number)
        return found if found < len(self._open) else 0
