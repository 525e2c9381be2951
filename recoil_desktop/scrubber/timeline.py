"""The timeline: rows over one scale, what lies above all of them, and the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.scrubber import hits
from recoil_desktop.scrubber.curve import Curve
from recoil_desktop.scrubber.gestures import SNAP, Pan
from recoil_desktop.scrubber.gutter import Gutter
from recoil_desktop.scrubber.handles import Handles
from recoil_desktop.scrubber.lanes import ExtraLane, Overview, ShotLane
from recoil_desktop.scrubber.overlay import Overlay
from recoil_desktop.scrubber.ruler import Ruler
from recoil_desktop.scrubber.scale import TimeScale
from recoil_desktop.scrubber.scene import Scene
from recoil_desktop.scrubber.strips import FilmTrack, SoundTrack

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_NOTCH = 1.25  # one notch of the wheel


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
    menu_requested = Signal(object)  # QPoint on the screen; the playhead or a cut was chosen
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
        self._gutter = Gutter(GUTTER)
        self.snapping = True
        self.playhead = 0
        self.drag_origin: int | None = None  # where the cut that is dragged stood before
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
        if self._pointer is not None and self._gesture is None:
            self.hovered.emit(hits.hover_at(self, self._inside(self._pointer)))
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

    @property
    def areas(self) -> Mapping[Track, QRect]:
        """Every row and where it lies."""
        return self._areas

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
                track.density = self.devicePixelRatioF()
                track.paint(painter, area, self._scale, self._scene, theme)
                painter.fillRect(QRect(0, area.bottom() + 1, self.width(), 1), theme.line)
        if event.rect().left() < GUTTER:
            self._gutter.paint(painter, self._areas, self.devicePixelRatioF(), theme)
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
        self._gesture = hits.gesture_at(self, at, event.button())
        if self._gesture is not None and not isinstance(self._gesture, Pan):
            self._gesture.move(at, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._inside(event.position())
        self._pointer = event.position()
        if self._gesture is not None:
            self._gesture.move(at, event.modifiers())
        else:
            self._show_cursor(hits.cursor_at(self, at))
        self.hovered.emit(hits.hover_at(self, at))
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        gesture = self._let_go()
        if gesture is not None:
            gesture.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._inside(event.position())
        track, mark = hits.track_at(self, at), hits.mark_at(self, at)
        if event.button() != Qt.MouseButton.LeftButton or at.x() < 0:
            return
        if track in {self.shots, self.extras}:
            self._zoom_to_block(self._scale.frame_under(at.x()))
        elif track is self.overview:
            self.zoom_to_fit()
        elif mark is None:
            self.cut_added.emit(self._scale.boundary_near(at.x()))
        elif mark in self._scene.wanted:
            self.cut_added.emit(mark.frame)

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
            gesture = self._gesture
            self._let_go()
            gesture.cancel()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self._inside(QPointF(event.pos()))
        mark = hits.mark_at(self, at)
        if event.reason() == QContextMenuEvent.Reason.Mouse and at.x() >= 0:
            if mark is not None:
                self.cut_selected.emit(mark.frame)
            else:
                self.frame_requested.emit(self._scale.frame_under(at.x()))
        self.menu_requested.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self.hovered.emit(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._inside(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), hits.tip_at(self, at), self)
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

    def _let_go(self) -> Gesture | None:
        gesture, self._gesture, self.drag_origin = self._gesture, None, None
        return gesture

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

    def _inside(self, position: QPointF) -> QPointF:
        return QPointF(position.x() - GUTTER, position.y())

    def _show_cursor(self, shape: Qt.CursorShape) -> None:
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _zoom_to_block(self, frame: int) -> None:
        block = self._scene.shot_at(frame)
        if block is not None:
            middle = (block.frames.first + block.frames.end) / 2
            self.set_scale(self._scale.around(middle, block.frames.count * 1.1))
