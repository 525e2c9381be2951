"""The scrubber's state: cuts on a video and every way to edit them, without window or files."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan, tile_frames
from engine.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.scores import ScoreTrack

NEAR_SECONDS = 0.5
MIDDLING = 0.5


class Origin(StrEnum):
    """Where a cut comes from."""

    DETECTED = "detected"
    PLANNED = "planned"
    PROPOSED = "proposed"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class EditedCut:
    """A cut: ``frame`` is the first frame of the new shot.

    ``confidence`` is 0 to 1, None when nothing was measured. ``source`` is the frame it stood at
    before it was moved by hand: moving the threshold does not put a second cut there.
    """

    frame: int
    origin: Origin
    confidence: float | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class CutSheet:
    """Cuts on a video of ``count`` frames, always rising, distinct and strictly inside.

    ``needed`` is how many cuts the pass must have, None for a loose video. Every operation answers
    with a new sheet; one that makes no sense (adding where a cut is) is refused in one line.
    """

    count: int
    cuts: tuple[EditedCut, ...] = ()
    needed: int | None = None

    def __post_init__(self) -> None:
        frames = self.frames
        if any(b <= a for a, b in pairwise(frames)):
            raise ValueError("cuts must rise")
        if frames and not (frames[0] > 0 and frames[-1] < self.count):
            raise ValueError("cuts must lie inside the video")

    @property
    def frames(self) -> tuple[int, ...]:
        """The frames of all cuts, rising."""
        return tuple(cut.frame for cut in self.cuts)

    @property
    def spans(self) -> tuple[FrameSpan, ...]:
        """The runs of frames between the cuts: they touch, and together they are the video."""
        return tile_frames(self.count, self.frames)

    def at(self, frame: int) -> EditedCut:
        """The cut at ``frame``."""
        position = bisect_left(self.frames, frame)
        if position == len(self.cuts) or self.cuts[position].frame != frame:
            raise Refused(f"no cut at frame {frame}")
        return self.cuts[position]

    def blocked_by(self) -> str | None:
        """Why these cuts cannot be confirmed yet, in a few words; None when they can."""
        placed = len(self.cuts)
        if self.needed is None:
            return None if placed else "no cuts placed"
        if placed == self.needed:
            return None
        return f"needs {_cuts(self.needed)}, {placed} placed"

    # -- one cut ------------------------------------------------------------

    def add(
        self, frame: int, origin: Origin = Origin.HAND, confidence: float | None = None
    ) -> CutSheet:
        """Put a cut before ``frame``."""
        if not 0 < frame < self.count:
            raise Refused(f"frame {frame} is not inside the video: 1 to {self.count - 1}")
        if frame in self.frames:
            raise Refused(f"there is a cut at frame {frame} already")
        return self._with([*self.cuts, EditedCut(frame, origin, confidence)])

    def delete(self, frame: int) -> CutSheet:
        """Take the cut at ``frame`` away."""
        gone = self.at(frame)
        return self._with(cut for cut in self.cuts if cut is not gone)

    def move(self, frame: int, to: int) -> CutSheet:
        """Move the cut at ``frame``; it stops one frame before its neighbours and the ends."""
        cut = self.at(frame)
        low, high = self.room(frame)
        target = min(max(to, low), high)
        if target == frame:
            return self
        source = frame if cut.source is None and cut.origin is not Origin.HAND else cut.source
        moved = EditedCut(target, Origin.HAND, None, source)
        return self._with(moved if each is cut else each for each in self.cuts)

    def room(self, frame: int) -> tuple[int, int]:
        """The first and the last frame the cut at ``frame`` may be moved to."""
        position = self.cuts.index(self.at(frame))
        edges = (0, *self.frames, self.count)
        return edges[position] + 1, edges[position + 2] - 1

    def nudge(self, frame: int, by: int) -> CutSheet:
        """Move the cut at ``frame`` by some frames, back when negative."""
        return self.move(frame, frame + by)

    def snap(self, frame: int, targets: Sequence[int]) -> CutSheet:
        """Move the cut at ``frame`` to the nearest of ``targets`` between its neighbours."""
        low, high = self.room(frame)
        fitting = [target for target in targets if low <= target <= high]
        if not fitting:
            raise Refused("nothing to snap to between the neighbours")
        return self.move(frame, min(fitting, key=lambda target: (abs(target - frame), target)))

    def best_near(self, frame: int, track: ScoreTrack, reach: int) -> CutSheet:
        """Move the cut at ``frame`` to the highest score at most ``reach`` frames away.

        Of equal scores the nearest wins, then the earlier.
        """
        low, high = self.room(frame)
        reachable = range(max(low, frame - reach), min(high, frame + reach) + 1)
        best = max(reachable, key=lambda f: (track.content[f], -abs(f - frame), -f))
        return self.move(frame, best)

    # -- many cuts ----------------------------------------------------------

    def remove_in_range(self, span: FrameSpan) -> CutSheet:
        """Take away every cut in ``span``, hand-made ones too."""
        return self._with(cut for cut in self.cuts if not span.first <= cut.frame < span.end)

    def shift_all(self, by: int) -> CutSheet:
        """Move all cuts by as many frames, at most as far as all stay inside the video."""
        if not self.cuts:
            return self
        bounded = min(max(by, 1 - self.frames[0]), self.count - 1 - self.frames[-1])
        return self._with(_shifted(cut, bounded) for cut in self.cuts) if bounded else self

    def split_evenly(self) -> CutSheet:
        """Cut the video into as many equal pieces as are needed (else as there are now)."""
        pieces = (len(self.cuts) if self.needed is None else self.needed) + 1
        if pieces > self.count:
            raise Refused(f"{self.count} frames cannot be split into {pieces} pieces")
        frames = (self.count * k // pieces for k in range(1, pieces))
        return self._with(EditedCut(frame, Origin.HAND) for frame in frames)

    def reset_to(self, cuts: Iterable[EditedCut]) -> CutSheet:
        """Start again from the planned, detected or proposed cuts; those outside are left out."""
        return self._with(cut for cut in cuts if 0 < cut.frame < self.count)

    def with_threshold(
        self, detected: Sequence[int], confidence: Mapping[int, float] | None = None
    ) -> CutSheet:
        """Show the cuts a moved threshold gives; hand-made ones stay, and stay single."""
        made = [cut for cut in self.cuts if cut.origin is Origin.HAND]
        taken = {cut.frame for cut in made} | {cut.source for cut in made}
        sure = confidence or {}
        found = [
            EditedCut(frame, Origin.DETECTED, sure.get(frame))
            for frame in detected
            if frame not in taken and 0 < frame < self.count
        ]
        return self._with([*made, *found])

    # -- where to look first ------------------------------------------------

    def by_doubt(self, planned: Sequence[int], rate: float) -> tuple[int, ...]:
        """The frames of the cuts, the most doubtful first.

        Cuts no planned boundary asks for come first, then those seen least clearly, then those far
        from the plan. A cut that was placed by hand has been looked at and comes last.
        """
        matched = _matched(self.frames, planned, reach=max(1, round(rate * NEAR_SECONDS)))

        def doubt(cut: EditedCut) -> tuple[bool, bool, float, int, int]:
            seen = MIDDLING if cut.confidence is None else cut.confidence
            far = min((abs(cut.frame - p) for p in planned), default=0)
            looked_at = cut.origin is Origin.HAND
            return looked_at, cut.frame in matched, seen, -far, cut.frame

        return tuple(cut.frame for cut in sorted(self.cuts, key=doubt))

    def _with(self, cuts: Iterable[EditedCut]) -> CutSheet:
        """This sheet with other cuts: sorted; of two at one frame the hand-made one stays."""
        kept: dict[int, EditedCut] = {}
        for cut in sorted(cuts, key=_hand_made_last):
            kept[cut.frame] = cut
        return replace(self, cuts=tuple(kept[frame] for frame in sorted(kept)))


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of editing: what was done, and the sheet after it."""

    title: str
    sheet: CutSheet
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class CutHistory:
    """The sheet as it is, all steps that led here, and those that were taken back."""

    opened: CutSheet
    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    @property
    def sheet(self) -> CutSheet:
        """The sheet now."""
        return self.done[-1].sheet if self.done else self.opened

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self.undone)

    @property
    def undo_title(self) -> str:
        """What undo would take back, or nothing."""
        return self.done[-1].title if self.done else ""

    @property
    def redo_title(self) -> str:
        """What redo would do again, or nothing."""
        return self.undone[-1].title if self.undone else ""

    def edited(self, title: str, sheet: CutSheet, stroke: str = "") -> CutHistory:
        """One more step; nothing new is no step.

        Steps in a row with the same ``stroke`` (one drag, one run of nudges) are one step of undo.
        """
        if sheet == self.sheet:
            return self
        goes_on = bool(stroke) and bool(self.done) and self.done[-1].stroke == stroke
        before = self.done[:-1] if goes_on and not self.undone else self.done
        return CutHistory(self.opened, (*before, Edit(title, sheet, stroke)))

    def undo(self) -> CutHistory:
        """Take the last step back; the same history when there is none."""
        if not self.done:
            return self
        return CutHistory(self.opened, self.done[:-1], (*self.undone, self.done[-1]))

    def redo(self) -> CutHistory:
        """Do the last step that was taken back again; the same history when there is none."""
        if not self.undone:
            return self
        return CutHistory(self.opened, (*self.done, self.undone[-1]), self.undone[:-1])


def _cuts(number: int) -> str:
    return "1 cut" if number == 1 else f"{number} cuts"


def _shifted(cut: EditedCut, by: int) -> EditedCut:
    source = cut.frame if cut.source is None and cut.origin is not Origin.HAND else cut.source
    return EditedCut(cut.frame + by, Origin.HAND, None, source)


def _hand_made_last(cut: EditedCut) -> tuple[int, bool]:
    return cut.frame, cut.origin is Origin.HAND


def _matched(frames: Sequence[int], planned: Sequence[int], reach: int) -> frozenset[int]:
    """The cuts that are the nearest one of a planned boundary, at most ``reach`` frames away."""
    if not frames:
        return frozenset()
    nearest = {p: min(frames, key=lambda f: (abs(f - p), f)) for p in planned}
    return frozenset(frame for p, frame in nearest.items() if abs(frame - p) <= reach)
