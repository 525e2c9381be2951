"""The cuts under the editor's hands: one sheet, its history, and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.cut_edit import CutHistory, CutSheet, EditedCut, Origin
from engine.domain.scores import START_THRESHOLD
from engine.domain.timing import FrameSpan
from engine.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.review import ReviewSheet

LOWEST_THRESHOLD = 5.0
HIGHEST_THRESHOLD = 95.0
_NEAR = 0.5  # seconds: how far the best cut near here is looked for
_NUDGE = "nudge"


class CutEditor(QObject):
    """Owns the cuts of the open review and every way to change them.

    A drag is previewed first: what is shown follows the pointer, and one step of undo is kept when
    it is dropped. A request that makes no sense changes nothing and is said by ``refused``.
    """

    changed = Signal()  # the cuts
    selected_changed = Signal()
    range_changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: ReviewSheet | None = None
        self._history = CutHistory(CutSheet(1))
        self._preview: CutSheet | None = None
        self._thresholds: list[float] = []  # one for each step of the history, and the first
        self.threshold = START_THRESHOLD
        self.detected: tuple[int, ...] = ()
        self.selected: int | None = None
        self.in_point: int | None = None
        self.out_point: int | None = None

    # -- what is open --------------------------------------------------------

    def open(self, sheet: ReviewSheet) -> None:
        """Start with the cuts the review opens with; nothing to undo yet."""
        self._sheet = sheet
        self._history = CutHistory(CutSheet(sheet.timeline.count, sheet.cuts, sheet.needed))
        self._preview = None
        self._thresholds = []
        self._use_threshold(sheet.detection.threshold)
        self._thresholds = [self.threshold]
        self.selected = self.in_point = self.out_point = None
        self._say_all()

    def close(self) -> None:
        """Let go of the review."""
        self._sheet = None
        self._history = CutHistory(CutSheet(1))
        self._preview = self.selected = self.in_point = self.out_point = None
        self.detected = ()
        self._say_all()

    @property
    def sheet(self) -> ReviewSheet | None:
        """The review that is open."""
        return self._sheet

    @property
    def cuts(self) -> CutSheet:
        """The cuts as they are shown now, in the middle of a drag too."""
        return self._preview or self._history.sheet

    @property
    def history(self) -> CutHistory:
        """The steps that can be undone and redone."""
        return self._history

    # -- selection and range -------------------------------------------------

    def select(self, frame: int | None) -> None:
        """Make the cut at ``frame`` the one the keys act on."""
        if frame is not None and frame not in self.cuts.frames:
            frame = None
        if frame != self.selected:
            self.selected = frame
            self.selected_changed.emit()

    def set_range(self, in_point: int | None, out_point: int | None) -> None:
        """Set the range; an end that would pass the other one pushes it away."""
        if in_point is not None and out_point is not None and in_point > out_point:
            in_point, out_point = (
                (in_point, None) if in_point != self.in_point else (None, out_point)
            )
        if (in_point, out_point) != (self.in_point, self.out_point):
            self.in_point, self.out_point = in_point, out_point
            self.range_changed.emit()

    @property
    def range(self) -> FrameSpan | None:
        """The range from the first to after the last frame; None while an end is missing."""
        if self.in_point is None or self.out_point is None:
            return None
        return FrameSpan(self.in_point, self.out_point + 1)

    # -- one cut -------------------------------------------------------------

    def add(self, frame: int) -> None:
        """Put a cut before ``frame`` and select it."""
        if self._edit(f"Add cut at {frame}", lambda sheet: sheet.add(frame)):
            self.select(frame)

    def delete(self) -> None:
        """Take the selected cut away; the next one is selected."""
        frame = self._selected()
        if frame is None or not self._edit(f"Delete cut at {frame}", lambda s: s.delete(frame)):
            return
        later = [cut for cut in self.cuts.frames if cut > frame]
        self.selected = -1  # whatever it becomes is another one
        self.select(later[0] if later else (self.cuts.frames or (None,))[-1])

    def move(self, frame: int, to: int) -> None:
        """Move the cut at ``frame`` to ``to``, as one step of undo."""
        self.preview_move(frame, to)
        self.drop(f"Move cut to {self.selected}")

    def preview_move(self, frame: int, to: int) -> None:
        """Show the cut that stood at ``frame`` before the drag at ``to``."""
        before = self._history.sheet
        self._preview = before.move(frame, to)
        self.selected = self._preview.frames[before.frames.index(frame)]
        self.changed.emit()
        self.selected_changed.emit()

    def nudge(self, by: int) -> None:
        """Move the selected cut by some frames; nudges in a row are undone at once."""
        self._move_selected(f"Nudge cut by {by:+}", lambda s, f: s.nudge(f, by), _NUDGE)

    def snap(self) -> None:
        """Move the selected cut to the nearest detected one."""
        self._move_selected("Snap cut", lambda s, f: s.snap(f, self.detected))

    def find_best(self) -> None:
        """Move the selected cut to the highest score within half a second."""
        if self._sheet is None:
            return
        track = self._sheet.track
        reach = max(1, round(float(self._sheet.timeline.rate) * _NEAR))
        self._move_selected("Best cut near here", lambda s, f: s.best_near(f, track, reach))

    # -- many cuts -----------------------------------------------------------

    def remove_in_range(self) -> None:
        """Take away every cut between in and out."""
        span = self.range
        if span is None:
            self.refused.emit("set an in and an out point first (I and O)")
            return
        self._edit("Remove cuts in range", lambda sheet: sheet.remove_in_range(span))

    def shift_all(self, by: int) -> None:
        """Move all cuts by as many frames."""
        self._edit(f"Shift all cuts by {by:+}", lambda s: s.shift_all(by), "shift")

    def split_evenly(self) -> None:
        """As many equal pieces as are needed."""
        self._edit("Split evenly", lambda sheet: sheet.split_evenly())

    def reset_to_planned(self) -> None:
        """The planner's boundaries, where they were meant to be."""
        if self._sheet is not None:
            planned = [EditedCut(frame, Origin.PLANNED) for frame in self._sheet.planned]
            self._edit("Reset to planned cuts", lambda sheet: sheet.reset_to(planned))

    def reset_to_detected(self) -> None:
        """What the threshold gives, hand-made cuts dropped."""
        found = [EditedCut(f, Origin.DETECTED, self._confidence.get(f)) for f in self.detected]
        self._edit("Reset to detected cuts", lambda sheet: sheet.reset_to(found))

    def reset_to_proposal(self) -> None:
        """What fits pictures and planned lengths best together."""
        proposal = self._sheet.proposal if self._sheet else None
        if proposal is None:
            self.refused.emit("no proposal: the planned lengths are not known")
            return
        cuts = [EditedCut(b.frame, Origin.PROPOSED, b.confidence) for b in proposal.boundaries]
        self._edit("Reset to proposed cuts", lambda sheet: sheet.reset_to(cuts))

    # -- threshold -----------------------------------------------------------

    def preview_threshold(self, threshold: float) -> None:
        """Show the cuts that ``threshold`` gives, hand-made ones kept; no decode, no job."""
        if self._sheet is None:
            return
        self._use_threshold(min(max(threshold, LOWEST_THRESHOLD), HIGHEST_THRESHOLD))
        before = self.cuts
        self._preview = self._history.sheet.with_threshold(self.detected, self._confidence)
        self._tell(before)

    # -- drags ---------------------------------------------------------------

    def drop(self, title: str, stroke: str = "") -> None:
        """Keep what the drag has come to as one step of undo."""
        preview, self._preview = self._preview, None
        if preview is not None:
            self._keep(self._history.edited(title, preview, stroke))
            self.changed.emit()

    def cancel(self) -> None:
        """Forget the drag: everything stands where it stood before."""
        if self._preview is not None:
            before, self._preview = self._preview, None
            self._use_threshold(self._thresholds[len(self._history.done)])
            self._tell(before)

    # -- undo ----------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back."""
        self._travel(self._history.undo())

    def redo(self) -> None:
        """Do the step that was taken back again."""
        self._travel(self._history.redo())

    # -- inside --------------------------------------------------------------

    @property
    def _confidence(self) -> dict[int, float]:
        proposal = self._sheet.proposal if self._sheet else None
        return {b.frame: b.confidence for b in proposal.boundaries} if proposal else {}

    def _selected(self) -> int | None:
        if self.selected is None:
            self.refused.emit("select a cut first (N and P)")
        return self.selected

    def _move_selected(
        self, title: str, change: Callable[[CutSheet, int], CutSheet], stroke: str = ""
    ) -> None:
        frame = self._selected()
        if frame is None:
            return
        own = f"{stroke} {self.cuts.frames.index(frame)}" if stroke else ""
        self._edit(title, lambda sheet: change(sheet, frame), own)

    def _edit(self, title: str, change: Callable[[CutSheet], CutSheet], stroke: str = "") -> bool:
        """Do one step; False (and a sentence) when it makes no sense."""
        if self._sheet is None:
            return False
        before = self._history.sheet
        try:
            edited = change(before)
        except Refused as reason:
            self.refused.emit(str(reason))
            return False
        self._preview = None
        self._keep(self._history.edited(title, edited, stroke))
        self._tell(before)
        return True

    def _keep(self, history: CutHistory) -> None:
        self._history = history
        self._thresholds[len(history.done) :] = [self.threshold]

    def _use_threshold(self, threshold: float) -> None:
        """Undo brings a threshold back, too, so each step knows its own."""
        if self._sheet is not None and (threshold != self.threshold or not self._thresholds):
            self.detected = self._sheet.track.cuts_at(threshold)
        self.threshold = threshold

    def _travel(self, history: CutHistory) -> None:
        if history is self._history:
            return
        before, self._history, self._preview = self._history.sheet, history, None
        self._use_threshold(self._thresholds[len(history.done)])
        moved = set(history.sheet.frames) - set(before.frames)
        self.changed.emit()
        self.select(moved.pop() if len(moved) == 1 else self.selected)

    def _tell(self, before: CutSheet) -> None:
        """Say that the cuts are others now, then whether another one is selected."""
        selected, self.selected = self.selected, _same_cut(self.selected, before, self.cuts)
        self.changed.emit()
        if self.selected != selected:
            self.selected_changed.emit()

    def _say_all(self) -> None:
        self.changed.emit()
        self.selected_changed.emit()
        self.range_changed.emit()


def _same_cut(selected: int | None, before: CutSheet, after: CutSheet) -> int | None:
    """Where the selected cut is after an edit: with as many cuts as before, the one in its turn."""
    if selected in before.frames and len(before.cuts) == len(after.cuts):
        return after.frames[before.frames.index(selected)]
    return selected if selected in after.frames else None
