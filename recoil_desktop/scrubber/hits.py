"""What lies under the pointer on the timeline, and what a press there begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from recoil_desktop.scrubber.curve import height_of
from recoil_desktop.scrubber.gestures import DragCut, DragThreshold, Pan, Scrub
from recoil_desktop.scrubber.handles import cut_near

if TYPE_CHECKING:
    from recoil_desktop.scrubber.gestures import Gesture
    from recoil_desktop.scrubber.scene import Block, CutMark
    from recoil_desktop.scrubber.timeline import TimelineView
    from recoil_desktop.scrubber.track import Track

_LINE_REACH = 5.0  # pixels above and below the threshold's line that take hold of it
_STEM_REACH = 3.0


@dataclass(frozen=True, slots=True)
class Hover:
    """What lies under the pointer."""

    frame: int
    score: float | None
    cut: int | None


def track_at(view: TimelineView, at: QPointF) -> Track | None:
    """The row at the height of ``at``."""
    rows = view.areas.items()
    found = (t for t, area in rows if area.top() <= at.y() <= area.bottom() + 1)
    return next(found, None)


def mark_at(view: TimelineView, at: QPointF) -> CutMark | None:
    """The cut under the pointer: its handle in its own row, its thin line in the others.

    A wanted cut has a sign in the row of handles and no line.
    """
    track = track_at(view, at)
    if track is view.overview:
        return None
    if track is view.handles:
        return cut_near((*view.scene.cuts, *view.scene.wanted), view.scale, at.x())
    cut = cut_near(view.scene.cuts, view.scale, at.x())
    is_near = cut is not None and abs(view.scale.x(cut.frame) - at.x()) <= _STEM_REACH
    return cut if is_near else None


def hover_at(view: TimelineView, at: QPointF) -> Hover | None:
    """Frame, score and cut under the pointer; None beside the video."""
    if at.x() < 0 or view.scene.peaks is None:
        return None
    frame = view.scale.frame_under(at.x())
    mark = mark_at(view, at)
    return Hover(frame, view.scene.peaks[frame], mark.frame if mark else None)


def cursor_at(view: TimelineView, at: QPointF) -> Qt.CursorShape:
    """The pointer's shape tells what a press would take hold of."""
    if track_at(view, at) is view.curve and _is_on_threshold(view, at):
        return Qt.CursorShape.SizeVerCursor
    if mark_at(view, at) is not None:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.ArrowCursor


def tip_at(view: TimelineView, at: QPointF) -> str:
    """The sentence about what lies under the pointer."""
    mark, track = mark_at(view, at), track_at(view, at)
    if mark is not None:
        return f"Cut before frame {mark.frame}\n{mark.note}"
    if track is None:
        return ""
    frame = view.scale.frame_under(at.x())
    lanes: dict[Track, tuple[Block, ...]] = {
        view.shots: view.scene.shots,
        view.extras: view.scene.extras,
    }
    over = (b for b in lanes.get(track, ()) if b.frames.first <= frame < b.frames.end)
    block = next(over, None)
    return block.tip if block is not None and at.x() >= 0 else track.tip


def gesture_at(view: TimelineView, at: QPointF, button: Qt.MouseButton) -> Gesture | None:
    """What a press of ``button`` begins; a cut that is pressed is selected at once."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(view, at, -1.0)
    if button != Qt.MouseButton.LeftButton or view.scene.peaks is None:
        return None
    track, mark = track_at(view, at), mark_at(view, at)
    if track is view.overview:
        return _pan_overview(view, at)
    if track is view.curve and _is_on_threshold(view, at):
        return DragThreshold(view, at, _threshold_line(view))
    if mark is None:
        return Scrub(view)
    view.cut_selected.emit(mark.frame)
    return DragCut(view, mark.frame, at) if mark in view.scene.cuts else None


def _pan_overview(view: TimelineView, at: QPointF) -> Gesture:
    """Pressed outside the stretch in sight, that jumps under the pointer first."""
    scale, area = view.scale, view.area_of(view.overview)
    window = view.overview.window(scale, area)
    if not window.left() <= at.x() <= window.right():
        view.set_scale(scale.around(at.x() / area.width() * scale.count, scale.shown))
    return Pan(view, at, scale.count / max(scale.shown, 1e-9))


def _threshold_line(view: TimelineView) -> float:
    area = view.area_of(view.curve)
    return area.top() + height_of(view.scene.threshold, area.height())


def _is_on_threshold(view: TimelineView, at: QPointF) -> bool:
    return abs(at.y() - _threshold_line(view)) <= _LINE_REACH
