"""What a pressed mouse button does on the timeline: one small object for each kind of drag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt

from recoil_desktop.scrubber.curve import score_at

if TYPE_CHECKING:
    from recoil_desktop.scrubber.timeline import TimelineView

SNAP = 8.0  # pixels within which a dragged cut jumps to a detected one


class Gesture(Protocol):
    """A drag from press to release; ``cancel`` puts everything back."""

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        """The pointer is at ``at``, in the tracks' own pixels."""

    def release(self) -> None:
        """The button was let go."""

    def cancel(self) -> None:
        """Escape was pressed."""


class Scrub:
    """The playhead follows the pointer."""

    def __init__(self, view: TimelineView) -> None:
        self._view = view
        self._began = self._frame = view.playhead

    def move(self, at: QPointF, _keys: Qt.KeyboardModifier) -> None:
        self._frame = self._view.scale.frame_under(at.x())
        self._view.swept.emit(self._frame)

    def release(self) -> None:
        self._view.frame_requested.emit(self._frame)

    def cancel(self) -> None:
        self._view.frame_requested.emit(self._began)


class DragCut:
    """A cut follows the pointer from frame to frame; detected cuts pull it, Alt lets it go free.

    Nothing moves before the pointer does: a click only selects.
    """

    def __init__(self, view: TimelineView, cut: int, at: QPointF) -> None:
        self._view = view
        self._cut = cut
        self._grip = at.x() - view.scale.x(cut)
        self._pressed_at = at
        self._is_moving = False

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        if not self._is_moving and abs(at.x() - self._pressed_at.x()) < 2:  # noqa: PLR2004
            return
        self._is_moving = True
        view = self._view
        target = view.scale.boundary_near(at.x() - self._grip)
        if view.snapping and not keys & Qt.KeyboardModifier.AltModifier:
            target = view.snapped(at.x() - self._grip, self._cut, target)
        view.drag_origin = self._cut
        view.cut_dragged.emit(self._cut, target)

    def release(self) -> None:
        if self._is_moving:
            self._view.cut_dropped.emit()

    def cancel(self) -> None:
        self._view.drag_cancelled.emit()


class DragThreshold:
    """The threshold's line follows the pointer up and down."""

    def __init__(self, view: TimelineView, at: QPointF, line: float) -> None:
        self._view = view
        self._grip = at.y() - line
        self._top = view.area_of(view.curve).top()
        self._height = view.area_of(view.curve).height()

    def move(self, at: QPointF, _keys: Qt.KeyboardModifier) -> None:
        score = score_at(at.y() - self._grip - self._top, self._height)
        self._view.threshold_dragged.emit(round(score, 1))

    def release(self) -> None:
        self._view.threshold_dropped.emit()

    def cancel(self) -> None:
        self._view.drag_cancelled.emit()


class Pan:
    """The timeline follows the hand; in the overview the stretch in sight does."""

    def __init__(self, view: TimelineView, at: QPointF, factor: float) -> None:
        self._view = view
        self._factor = factor
        self._began = view.scale
        self._at = at

    def move(self, at: QPointF, _keys: Qt.KeyboardModifier) -> None:
        self._view.set_scale(self._began.panned((at.x() - self._at.x()) * self._factor))

    def release(self) -> None:
        """It is where it is."""

    def cancel(self) -> None:
        self._view.set_scale(self._began)
