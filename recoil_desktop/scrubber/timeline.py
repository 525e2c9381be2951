"""The timeline: rows over one scale, what lies above all of them, and the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.scrubber.curve import Curve, height_of
from recoil_desktop.scrubber.gestures import SNAP, DragCut, DragThreshold, Pan, Scrub
from recoil_desktop.scrubber.handles import Handles, cut_near
from recoil_desktop.scrubber.lanes import ExtraLane, Overview, ShotLane
from recoil_desktop.scrubber.overlay import Overlay
from recoil_desktop.scrubber.ruler import Ruler
from recoil_desktop.scrubber.scale import TimeScale
from recoil_desktop.scrubber.scene import Scene
from recoil_desktop.scrubber.strips import FilmTrack, SoundTrack

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from recoil_desktop.scrubber.gestures import Gesture
    from recoil_desktop.scrubber.track import Track
    from recoil_desktop.theme import Themes

GUTTER = 56
_LINE_REACH = 5.0  # pixels above and below the threshold's line that take hold of it
_STEM_REACH = 3.0
_NOTCH = 1.25  # one notch of the wheel


@dataclass(frozen=True, slots=True)
class Hover:
    """What lies under the pointer."""

    frame: int
    score: float | None
    cut: int | None


class TimelineView(QWidget):
    """Shows a ``Scene`` and tells what the mouse wants; changes nothing by itself.

    Rows keep their pictures, so that a moved playhead repaints two thin strips and a moved
    threshold only the rows it shows in.
    """

    frame_requested = Signal(int)  # the playhead shall stand there
    swept = Signal(int)  # the same while dragging
    cut_selected = Signal(int)
    cut_dragged = Signal(int, int)  # the frame before the drag, the frame now
    cut_dropped = Signal()
    cut_added = Signal(int)
    threshold_dragged = Signal(float)
    threshold_dropped = Signal()
    drag_cancelled = Signal()
    hovered = Signal(object)  # Hover or None
    scale_changed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene = Scene()
        self._scale = TimeScale()
        self._gesture: Gesture | None = None
        self._pointer: QPointF | None = None
        self._overlay = Overlay()
        self._areas: dict[Track, QRect] = {}
        self.snapping = True
        self.playhead = 0
        self._make_rows()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Timeline")
        themes.changed.connect(self.update)

    # -- what is shown -------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """What is shown now."""
        return self._scene

    def show_scene(self, scene: Scene) -> None:
        """Show ``scene``; another video is shown whole."""
        is_other = scene.timeline is not self._scene.timeline
        self._scene = scene
        if is_other:
            self.set_scale(TimeScale.fitted(scene.count, self._width))
        self.update()

    def set_playhead(self, frame: int) -> None:
        """Put the playhead on ``frame``; repaints no more than its two places."""
        if frame == self.playhead:
            return
        self.update(self._overlay.playhead_strip(self))
        self.playhead = frame
        self.update(self._overlay.playhead_strip(self))

    # -- scale ---------------------------------------------------------------

    @property
    def scale(self) -> TimeScale:
        """How frames lie on pixels now; pixel 0 is right of the captions."""
        return self._scale

    def set_scale(self, scale: TimeScale) -> None:
        """Zoom and pan to ``scale``."""
        if scale != self._scale:
            self._scale = scale
            self.update()
            self.scale_changed.emit()

    def zoom(self, factor: float) -> None:
        """Zoom around the playhead when it is in sight, else around the middle."""
        x = self._scale.x(self.playhead + 0.5)
        middle = self._width / 2
        self.set_scale(self._scale.zoomed(factor, x if 0 <= x <= self._width else middle))

    def zoom_to(self, frame: int, frames: float) -> None:
        """Bring ``frame`` to the middle with ``frames`` frames in sight."""
        self.set_scale(self._scale.around(frame, frames))

    def zoom_to_fit(self) -> None:
        """The whole video."""
        self.set_scale(TimeScale.fitted(self._scene.count, self._width))

    def reveal(self, frame: int) -> None:
        """Pan as far as ``frame`` needs to be in sight."""
        self.set_scale(self._scale.showing(frame))

    # -- geometry ------------------------------------------------------------

    def area_of(self, track: Track) -> QRect:
        """The row of ``track`` in this widget's pixels, without its caption."""
        return self._areas[track]

    def x_of(self, frame: float) -> float:
        """The pixel of this widget at which ``frame`` starts."""
        return GUTTER + self._scale.x(frame)

    def snapped(self, x: float, cut: int, target: int) -> int:
        """The detected cut within reach of pixel ``x`` of the tracks, else ``target``."""
        near = [f for f in (*self._scene.detected, cut) if abs(self._scale.x(f) - x) <= SNAP]
        return min(near, key=lambda frame: abs(self._scale.x(frame) - x), default=target)

    def sizeHint(self) -> QSize:
        return QSize(960, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sum(track.height for track in self.tracks) + len(self.tracks))

    # -- Qt: painting --------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.surface)
        for track, area in self._areas.items():
            if event.rect().intersects(area.adjusted(-GUTTER, 0, 0, 1)):
                self._paint_row(painter, track, area)
        self._overlay.paint(painter, self, theme, self._pointer)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.set_scale(self._scale.resized(self._width))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- Qt: mouse and keys --------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._inside(event.position())
        self._gesture = self._gesture_at(at, event.button())
        if self._gesture is not None and not isinstance(self._gesture, Pan):
            self._gesture.move(at, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._inside(event.position())
        self._pointer = event.position()
        if self._gesture is not None:
            self._gesture.move(at, event.modifiers())
        else:
            self._show_cursor(at)
        self.hovered.emit(self._hover(at))
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._inside(event.position())
        track = self._track_at(at.y())
        if (
            event.button() != Qt.MouseButton.LeftButton
            or at.x() < 0
            or self._cut_at(at) is not None
        ):
            return
        if track in {self.shots, self.extras}:
            self._zoom_to_block(self._scale.frame_under(at.x()))
        elif track is self.overview:
            self.zoom_to_fit()
        else:
            self.cut_added.emit(self._scale.boundary_near(at.x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, side = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turn, side = 0, turn or side
        if side and abs(side) > abs(turn):
            self.set_scale(self._scale.panned(-side))
        elif turn:
            at = self._inside(event.position())
            self.set_scale(self._scale.zoomed(_NOTCH ** (turn / 120), max(at.x(), 0.0)))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()
            return
        super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self.hovered.emit(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._inside(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip(at), self)
            return True
        return super().event(event)

    # -- inside --------------------------------------------------------------

    @property
    def is_dragging(self) -> bool:
        """Is a button down?"""
        return self._gesture is not None

    @property
    def _width(self) -> int:
        return max(self.width() - GUTTER, 1)

    def _make_rows(self) -> None:
        self.ruler, self.handles = Ruler(), Handles()
        self.film, self.curve, self.sound = FilmTrack(), Curve(), SoundTrack()
        self.shots, self.extras, self.overview = ShotLane(), ExtraLane(), Overview()
        self.tracks: tuple[Track, ...] = (
            self.ruler,
            self.handles,
            self.film,
            self.curve,
            self.sound,
            self.shots,
            self.extras,
            self.overview,
        )
        self._areas = dict.fromkeys(self.tracks, QRect())

    def _lay_out(self) -> None:
        """Give every row its least height and what is left over by their shares."""
        least = sum(track.height for track in self.tracks) + len(self.tracks) - 1
        spare = max(self.height() - least, 0)
        shares = sum(track.stretch for track in self.tracks)
        top = 0
        for track in self.tracks:
            height = track.height + spare * track.stretch // shares
            self._areas[track] = QRect(GUTTER, top, self._width, height)
            top += height + 1

    def _paint_row(self, painter: QPainter, track: Track, area: QRect) -> None:
        theme = self._themes.current
        track.paint(painter, area, self._scale, self._scene, theme)
        painter.setPen(theme.line)
        painter.drawLine(0, area.bottom() + 1, self.width(), area.bottom() + 1)
        painter.fillRect(QRect(0, area.top(), GUTTER, area.height()), theme.surface)
        painter.setPen(theme.faint)
        painter.setFont(theme.font(theme.small_size))
        place = QRect(8, area.top(), GUTTER - 8, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, track.caption)

    def _inside(self, position: QPointF) -> QPointF:
        return QPointF(position.x() - GUTTER, position.y())

    def _track_at(self, y: float) -> Track | None:
        found = (t for t, area in self._areas.items() if area.top() <= y <= area.bottom() + 1)
        return next(found, None)

    def _gesture_at(self, at: QPointF, button: Qt.MouseButton) -> Gesture | None:
        track = self._track_at(at.y())
        if button == Qt.MouseButton.MiddleButton:
            return Pan(self, at, -1.0)
        if button != Qt.MouseButton.LeftButton or self._scene.peaks is None:
            return None
        if track is self.overview:
            return self._pan_overview(at)
        if track is self.curve and self._is_on_threshold(at):
            return DragThreshold(self, at, self._threshold_line())
        cut = self._cut_at(at)
        if cut is not None:
            self.cut_selected.emit(cut)
            return DragCut(self, cut, at)
        return Scrub(self)

    def _pan_overview(self, at: QPointF) -> Gesture:
        """Pressed outside the stretch in sight, that jumps under the pointer first."""
        scale = self._scale
        window = self.overview.window(scale, self._areas[self.overview])
        if not window.left() <= at.x() <= window.right():
            middle = at.x() / self._width * scale.count
            self.set_scale(scale.around(middle, scale.shown))
        return Pan(self, at, scale.count / max(scale.shown, 1e-9))

    def _cut_at(self, at: QPointF) -> int | None:
        """The cut under the pointer: its handle in its own row, its thin line in the others."""
        cut = cut_near(self._scene.cuts, self._scale, at.x())
        track = self._track_at(at.y())
        if cut is None or track is self.overview:
            return None
        is_near = abs(self._scale.x(cut.frame) - at.x()) <= _STEM_REACH
        return cut.frame if track is self.handles or is_near else None

    def _threshold_line(self) -> float:
        area = self._areas[self.curve]
        return area.top() + height_of(self._scene.threshold, area.height())

    def _is_on_threshold(self, at: QPointF) -> bool:
        return abs(at.y() - self._threshold_line()) <= _LINE_REACH

    def _show_cursor(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self._track_at(at.y()) is self.curve and self._is_on_threshold(at):
            shape = Qt.CursorShape.SizeVerCursor
        elif self._cut_at(at) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _hover(self, at: QPointF) -> Hover | None:
        if at.x() < 0 or self._scene.peaks is None:
            return None
        frame = self._scale.frame_under(at.x())
        return Hover(frame, self._scene.peaks[frame], self._cut_at(at))

    def _zoom_to_block(self, frame: int) -> None:
        block = self._scene.shot_at(frame)
        if block is not None:
            middle = (block.frames.first + block.frames.end) / 2
            self.set_scale(self._scale.around(middle, block.frames.count * 1.1))

    def _tip(self, at: QPointF) -> str:
        track, cut = self._track_at(at.y()), self._cut_at(at)
        mark = self._scene.cut_at(cut) if cut is not None else None
        if mark is not None:
            return f"Cut before frame {mark.frame}\n{mark.note}"
        frame = self._scale.frame_under(at.x())
        lanes = {self.shots: self._scene.shots, self.extras: self._scene.extras}
        for block in lanes.get(track, ()) if track else ():
            if block.frames.first <= frame < block.frames.end and at.x() >= 0:
                return block.tip
        return track.tip if track is not None else ""
