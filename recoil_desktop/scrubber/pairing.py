"""Two takes that show the same moment, always both of it or neither."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.timing import Timeline
from recoil_desktop.scrubber.deck import Deck

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.scrubber.deck import DeckFacts


class Side(IntEnum):
    """The two takes."""

    A = 0
    B = 1

    @property
    def other(self) -> Side:
        """The other one."""
        return Side(1 - self)


class Pairing(QObject):
    """Two decks on one timeline, that of A; each may be slipped by some frames.

    One moment is asked of both decks, and the next only when both have answered: the pictures
    never belong to two moments, and a slow take makes both show fewer of them. A take that has
    ended, or not begun, holds its last or first frame.
    """

    presented = Signal()  # both pictures are of ``moment`` now
    length_changed = Signal()  # the timeline is another
    failed = Signal(int, str)  # side, why

    def __init__(self, jobs: JobRunner, *, memory_mb: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.decks = [Deck(jobs, memory_mb=memory_mb, parent=self) for _ in Side]
        self._slips = [0, 0]
        self._moment = 0  # what is asked of the decks
        self._next: tuple[int, bool] | None = None  # what came due meanwhile
        self._owing: set[Side] = set()
        self.timeline: Timeline | None = None
        for deck in self.decks:
            deck.loaded.connect(self._measure)
            deck.arrived.connect(partial(self._take, deck))
            deck.failed.connect(partial(self._pass_over, deck))

    @property
    def moment(self) -> int:
        """The frame of the timeline that is asked for."""
        return self._moment

    @property
    def is_complete(self) -> bool:
        """Whether both pictures are of the moment that was asked for last."""
        return not self._owing and self._next is None

    def load(self, side: Side, path: Path | None) -> None:
        """Put a take on a side, at the moment in sight."""
        self._owing.discard(side)
        if path is None:
            self.decks[side].clear()
            self._measure()
            return
        self._owing.add(side)
        self.decks[side].load(path)

    def swap(self) -> None:
        """A becomes B and B becomes A, with their slips; no picture is read again."""
        self.decks.reverse()
        self._slips.reverse()
        self._owing = {side.other for side in self._owing}
        self._measure()
        self.presented.emit()

    def slip(self, side: Side, frames: int) -> None:
        """Show ``frames`` later of this take than of the other."""
        if frames != self._slips[side]:
            self._slips[side] = frames
            self._measure()
            self.show(self._moment)

    def slip_of(self, side: Side) -> int:
        """By how many frames it is slipped."""
        return self._slips[side]

    def show(self, moment: int, *, is_passing: bool = False) -> None:
        """Have both pictures of ``moment``; ``is_passing`` while dragging."""
        if self._owing:
            self._next = (moment, is_passing)
        else:
            self._ask(moment, is_passing=is_passing)

    def frame_of(self, side: Side, moment: int | None = None) -> int:
        """The frame that a take shows at a moment; beyond its ends where it has none."""
        moment = self._moment if moment is None else moment
        facts = self.decks[side].facts
        if facts is None or facts.is_still or self.timeline is None:
            return 0
        if self._is_in_step(facts):
            return moment + self._slips[side]
        first = min(max(moment, 0), self.timeline.count - 1)
        middle = (self.timeline.time(first) + self.timeline.time(first + 1)) / 2
        timeline = facts.timeline
        is_over = middle >= timeline.duration
        frame = timeline.count if is_over else timeline.frame_at(middle)
        return frame + self._slips[side]

    def has_frame(self, side: Side) -> bool:
        """Whether the take shows something of its own at the moment, and does not only hold."""
        facts = self.decks[side].facts
        if facts is None:
            return False
        return facts.is_still or 0 <= self.frame_of(side) < facts.timeline.count

    def set_box(self, width: int, height: int) -> None:
        """Pictures shall fill this many device pixels."""
        for deck in self.decks:
            deck.set_box(width, height)

    def close(self) -> None:
        """End all threads."""
        self._owing.clear()
        self._next = None
        for deck in self.decks:
            deck.close()
        self.timeline = None

    # -- private -----------------------------------------------------------------------------

    def _is_in_step(self, facts: DeckFacts) -> bool:
        """Whether every moment is one frame of this take."""
        leader = self._leader
        if leader is None or facts is leader:
            return True
        return facts.is_even and leader.is_even and facts.rate == leader.rate

    @property
    def _leader(self) -> DeckFacts | None:
        """The take whose frames are counted: A, or B while A is a still or not there."""
        found = [deck.facts for deck in self.decks if deck.facts is not None]
        moving = [facts for facts in found if not facts.is_still]
        return next(iter(moving or found), None)

    def _measured(self) -> Timeline | None:
        """As long as the longer one; of a leader with uneven frames exactly these."""
        leader = self._leader
        if leader is None:
            return None
        if not leader.is_even:
            return leader.timeline
        found = [(side, facts) for side in Side if (facts := self.decks[side].facts)]
        lengths = [_length(facts, leader.rate) - self._slips[side] for side, facts in found]
        return Timeline.constant(max([*lengths, 1]), leader.rate)

    def _measure(self) -> None:
        before, self.timeline = self.timeline, self._measured()
        if self.timeline != before:
            self.length_changed.emit()
        self._ask_loaded()

    def _ask_loaded(self) -> None:
        """A deck that has just been filled knows only now which of its frames is meant."""
        for side in tuple(self._owing):
            if self.decks[side].facts is not None:
                self.decks[side].ask(self.frame_of(side))

    def _ask(self, moment: int, *, is_passing: bool) -> None:
        self._moment = moment
        asked = [side for side in Side if self._is_asked(side)]
        self._owing = set(asked)
        for side in asked:
            deck, frame = self.decks[side], self.frame_of(side, moment)
            (deck.sweep if is_passing else deck.ask)(frame)
        if not asked:
            self.presented.emit()

    def _is_asked(self, side: Side) -> bool:
        deck = self.decks[side]
        return deck.path is not None and not deck.error and not (deck.facts and deck.facts.is_still)

    def _take(self, deck: Deck, asked: int, _decoded: int) -> None:
        side, facts = self._side_of(deck), deck.facts
        if facts is None:
            return
        last = facts.timeline.count - 1
        if asked == min(max(self.frame_of(side), 0), last):
            self._owing.discard(side)
            self._go_on()

    def _pass_over(self, deck: Deck, reason: str) -> None:
        side = self._side_of(deck)
        self._owing.discard(side)
        self.failed.emit(side, reason)
        self._go_on()

    def _side_of(self, deck: Deck) -> Side:
        return Side.A if deck is self.decks[Side.A] else Side.B

    def _go_on(self) -> None:
        if self._owing:
            return
        self.presented.emit()
        waiting, self._next = self._next, None
        if waiting is not None:
            self._ask(waiting[0], is_passing=waiting[1])


def _length(facts: DeckFacts, rate: Fraction) -> int:
    """How many frames of the timeline a take is long."""
    if facts.is_still:
        return 1
    if facts.is_even and facts.rate == rate:
        return facts.timeline.count
    return max(1, ceil(facts.timeline.duration * rate))
