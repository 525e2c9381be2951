"""In which order the groups of a video are decoded, and how many of them are held at once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from av.packet import Packet
    from av.video.stream import VideoStream

    from engine.media.groups import Group

AT_ONCE_BYTES = 100 * 1024 * 1024  # a video up to this size is demuxed whole before decoding
AT_ONCE_GROUPS = 200
UNDER_WAY_BYTES = 32 * 1024 * 1024  # of a larger one: demuxed and not yet scored
_MOST_UNDER_WAY = 32
_FEW = 16  # groups; with more of them the last ones are small anyway
_UNITS = 512  # that the effort of a whole video is counted in
_LARGEST_SHARE = 0.75  # of the effort; a group beyond it leaves nothing to do for the others


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Groups in the order to hand them out, and how many may be under way.

    ``is_split`` is False when decoding them side by side would win nothing.
    """

    groups: Iterable[Group]
    at_once: int
    is_split: bool

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """All packets, in decoding order if the video is not split."""
        for group in self.groups:
            yield from group.packets


def plan_of(groups: Iterator[Group], workers: int) -> Plan:
    """Look at the whole video if it is small, at its beginning if it is large."""
    first: deque[Group] = deque()
    size, is_whole = 0, False
    while size < AT_ONCE_BYTES and len(first) < AT_ONCE_GROUPS and not is_whole:
        group = next(groups, None)
        is_whole = group is None
        if group is not None:
            first.append(group)
            size += group.size
    efforts = [group.effort for group in first] or [0]
    if max(efforts) > _LARGEST_SHARE * sum(efforts):
        return Plan(_consumed(first, groups), 0, is_split=False)
    if is_whole:
        return Plan(evenly_ordered(first, workers), len(first), is_split=True)
    usual = max(1, size // len(first))
    at_once = min(max(UNDER_WAY_BYTES // usual, 2 * workers), _MOST_UNDER_WAY)
    return Plan(_consumed(first, groups), at_once, is_split=True)


def evenly_ordered(groups: Iterable[Group], workers: int) -> list[Group]:
    """An order in which decoders that take the next group when they are free end together."""
    rest = sorted(groups, key=lambda group: -group.effort)
    if len(rest) > _FEW:
        return rest
    shares = []
    for sharers in range(workers, 1, -1):
        share = _share(rest, sharers)
        rest = [group for group in rest if group not in share]
        shares.append(deque(share))
    return _taken_in_turn([*shares, deque(rest)])


def _share(groups: Sequence[Group], sharers: int) -> tuple[Group, ...]:
    """Those of the groups whose effort comes nearest to an even share."""
    total = sum(group.effort for group in groups) or 1
    reached: dict[int, tuple[Group, ...]] = {0: ()}
    for group in groups:
        units = group.effort * _UNITS // total
        for effort, taken in tuple(reached.items()):
            reached.setdefault(effort + units, (*taken, group))
    return reached[min(reached, key=lambda effort: abs(effort * sharers - _UNITS))]


def _taken_in_turn(shares: Sequence[deque[Group]]) -> list[Group]:
    """The order in which the groups are begun when each share has a decoder."""
    busy_until = [0] * len(shares)
    order: list[Group] = []
    while any(shares):
        at, n = min((busy_until[n], n) for n, share in enumerate(shares) if share)
        group = shares[n].popleft()
        busy_until[n] = at + group.effort
        order.append(group)
    return order


def _consumed(first: deque[Group], rest: Iterator[Group]) -> Iterator[Group]:
    """``first``, then ``rest``, keeping no hold of what was given out."""
    while first:
        yield first.popleft()
    yield from rest
