"""Where two pictures are looked at together: one at a time, side by side, wiped, subtracted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from recoil_desktop.models.board_model import dragged_takes
from recoil_desktop.scrubber.pairing import Side
from recoil_desktop.scrubber.safe_areas import paint_safe_areas
from recoil_desktop.views.compare.camera import Camera, fitted_into
from recoil_desktop.views.compare.captions import (
    Caption,
    colour_of,
    paint_caption,
    paint_problem,
)

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from recoil_desktop.theme import Theme, Themes

_GAP = 2
_GRIP = 10  # pixels beside the wipe's edge that still take it
_WHEEL_STEP = 1.2
_PIXELS_SHOW = 2.0
_ENOUGH = 16384


class Mode(StrEnum):
    """How the two are shown."""

    TOGGLE = "toggle"
    SIDE = "side by side"
    WIPE = "wipe"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class _Shot:
    """A picture with the size of the whole video it is of."""

    image: QImage
    size: QSize


class CompareStage(QWidget):
    """Paints the last pictures it was given, whatever is on its way.

    Zoom and place are the same for both. The edge of the wipe is dragged; a closer picture is
    moved by dragging it elsewhere.
    """

    box_changed = Signal(int, int)  # device pixels that a picture may fill
    zoom_changed = Signal(float)
    wipe_moved = Signal(float)  # 0 to 1 of the picture's width
    dropped = Signal(int, object)  # side, project-relative paths

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._camera = Camera()
        self._shots = [_Shot(QImage(), QSize()), _Shot(QImage(), QSize())]
        self._captions = [Caption(), Caption()]
        self._mode = Mode.TOGGLE
        self._side = Side.A
        self._wipe = 0.5
        self._held: QPointF | None = None
        self._is_wiping = False
        self._has_safe_areas = False
        self._aimed: Side | None = None  # where something that is dragged would land
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAccessibleName("Pictures")
        themes.changed.connect(self.update)

    # -- what is shown -----------------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        """How the two are shown."""
        return self._mode

    @property
    def side(self) -> Side:
        """The one that is seen alone."""
        return self._side

    @property
    def wipe(self) -> float:
        """Where the edge is: 0 to 1 of the picture's width."""
        return self._wipe

    @property
    def zoom(self) -> float:
        """Device pixels for a pixel of the video; 0 is fitted."""
        return self._camera.zoom

    def set_mode(self, mode: Mode) -> None:
        """Show them another way; at once, for both are there."""
        if mode is not self._mode:
            self._mode = mode
            self.box_changed.emit(*self.box)
            self.update()

    def set_side(self, side: Side) -> None:
        """See this one alone."""
        self._side = side
        self.update()

    def set_wipe(self, share: float) -> None:
        """Put the edge there."""
        self._wipe = min(max(share, 0.0), 1.0)
        self.wipe_moved.emit(self._wipe)
        self.update()

    def set_safe_areas(self, shown: bool) -> None:
        """Draw the 9:16 safe areas over the pictures."""
        self._has_safe_areas = shown
        self.update()

    def show_pictures(self, first: QImage, second: QImage, *sizes: QSize) -> None:
        """Paint these from now on, in one go; a null one leaves what is there."""
        for side, image in zip(Side, (first, second), strict=True):
            if not image.isNull():
                self._shots[side] = _Shot(image, sizes[side])
        self.update()

    def swap(self) -> None:
        """What was A is B."""
        self._shots.reverse()
        self._captions.reverse()
        self.update()

    def drop(self, side: Side) -> None:
        """There is no picture on this side."""
        self._shots[side] = _Shot(QImage(), QSize())
        self.update()

    def image(self, side: Side) -> QImage:
        """The picture of a side."""
        return self._shots[side].image

    def set_caption(self, side: Side, caption: Caption) -> None:
        """What stands over it."""
        if caption != self._captions[side]:
            self._captions[side] = caption
            told = (f"{each.name}: {self._captions[each].title}" for each in Side)
            self.setAccessibleDescription(", ".join(told))
            self.update()

    def caption(self, side: Side) -> Caption:
        """What stands over it."""
        return self._captions[side]

    # -- zoom --------------------------------------------------------------------------------

    @property
    def box(self) -> tuple[int, int]:
        """Device pixels that a picture may fill."""
        if self._camera.zoom:
            return _ENOUGH, _ENOUGH
        room, ratio = self._room(Side.A), self.devicePixelRatioF()
        return max(round(room.width() * ratio), 2), max(round(room.height() * ratio), 2)

    def set_zoom(self, zoom: float) -> None:
        """As close as this; 0 fits."""
        self._zoom_to(zoom, self._room(Side.A).center())

    def zoom_by(self, factor: float) -> None:
        """Closer or farther."""
        self._zoom_to(self._shown_zoom * factor, self._room(Side.A).center())

    def target(self, side: Side) -> QRectF:
        """Where the picture of a side lies."""
        leader = self._leader
        area = self._camera.target(self._room(side), leader, self.devicePixelRatioF())
        return area if self._shots[side].size == leader else fitted_into(area, self._size(side))

    @property
    def _leader(self) -> QSize:
        """The size that decides where pictures lie: A's, or B's while A has none."""
        return self._size(Side.A) if not self._size(Side.A).isEmpty() else self._size(Side.B)

    def _size(self, side: Side) -> QSize:
        return self._shots[side].size

    @property
    def _shown_zoom(self) -> float:
        return self._camera.shown_zoom(self._room(Side.A), self._leader, self.devicePixelRatioF())

    def _zoom_to(self, zoom: float, around: QPointF) -> None:
        if self._leader.isEmpty():
            return
        room = self._room(self._room_at(around))
        had = self._camera.zoom
        self._camera.zoom_to(zoom, around, room, self._leader, self.devicePixelRatioF())
        if bool(had) != bool(self._camera.zoom):
            self.box_changed.emit(*self.box)
        if had != self._camera.zoom:
            self.zoom_changed.emit(self._camera.zoom)
        self.update()

    def _room(self, side: Side) -> QRectF:
        whole = QRectF(self.rect())
        if self._mode is not Mode.SIDE:
            return whole
        half = (whole.width() - _GAP) / 2
        left = whole.left() + (half + _GAP if side is Side.B else 0)
        return QRectF(left, whole.top(), half, whole.height())

    def _room_at(self, point: QPointF) -> Side:
        is_right = self._mode is Mode.SIDE and self._room(Side.B).contains(point)
        return Side.B if is_right else Side.A

    def side_at(self, point: QPointF) -> Side:
        """Whose picture is seen at a point."""
        if self._mode is Mode.WIPE:
            return Side.B if point.x() > self._edge else Side.A
        return self._side if self._mode is Mode.TOGGLE else self._room_at(point)

    @property
    def _edge(self) -> float:
        area = self.target(Side.A)
        return area.left() + self._wipe * area.width()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.picture)
        match self._mode:
            case Mode.SIDE:
                for side in Side:
                    self._paint(painter, side, self._room(side))
                gap = QRectF(self._room(Side.A).right(), 0, _GAP, self.height())
                painter.fillRect(gap, theme.line)
            case Mode.WIPE:
                self._paint_wipe(painter, theme)
            case Mode.DIFFERENCE:
                self._paint_difference(painter)
            case _:
                self._paint(painter, self._side, self._room(self._side))
        self._paint_captions(painter, theme)
        if self._aimed is not None:
            half = self.width() / 2
            box = QRectF(half if self._aimed else 0, 0, half, self.height())
            painter.setPen(QPen(colour_of(self._aimed, theme), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1.5, 1.5, -1.5, -1.5))

    def _paint(self, painter: QPainter, side: Side, clip: QRectF) -> None:
        shot = self._shots[side]
        if shot.image.isNull() or clip.isEmpty():
            return
        area = self.target(side)
        painter.save()
        painter.setClipRect(clip)
        self._smooth(painter, area, shot.image)
        painter.drawImage(area, shot.image)
        if self._has_safe_areas:
            paint_safe_areas(painter, area, self._themes.current)
        painter.restore()

    def _smooth(self, painter: QPainter, area: QRectF, image: QImage) -> None:
        device = area.size() * self.devicePixelRatioF()
        if device.toSize() != image.size() and self._camera.zoom < _PIXELS_SHOW:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def _paint_wipe(self, painter: QPainter, theme: Theme) -> None:
        whole, edge = QRectF(self.rect()), self._edge
        self._paint(painter, Side.A, whole.adjusted(0, 0, edge - whole.right(), 0))
        self._paint(painter, Side.B, whole.adjusted(edge, 0, 0, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 150), 4.0), (QColor(255, 255, 255, 230), 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(edge, 0), QPointF(edge, self.height()))
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1))
        painter.setBrush(theme.accent if self._is_wiping else QColor(255, 255, 255, 235))
        middle = QPointF(edge, self.height() / 2)
        painter.drawEllipse(middle, 11, 11)
        painter.setPen(QPen(theme.on_accent if self._is_wiping else QColor(40, 40, 44), 1.6))
        for way in (-1, 1):
            tip = middle + QPointF(6.5 * way, 0)
            painter.drawPolyline([tip + QPointF(-3 * way, -3.5), tip, tip + QPointF(-3 * way, 3.5)])

    def _paint_difference(self, painter: QPainter) -> None:
        if any(shot.image.isNull() for shot in self._shots):
            for side in Side:
                self._paint(painter, side, self._room(side))
            return
        self._paint(painter, Side.A, QRectF(self.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
        self._paint(painter, Side.B, QRectF(self.rect()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_captions(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for side in (self._side,) if self._mode is Mode.TOGGLE else Side:
            caption, room = self._captions[side], self._room(side)
            if self._shots[side].image.isNull():
                paint_problem(painter, theme, caption, room)
            if self._mode in {Mode.WIPE, Mode.DIFFERENCE}:
                half = room.width() / 2
                room = room.adjusted(half, 0, 0, 0) if side else room.adjusted(0, 0, -half, 0)
            is_right = side is Side.B and self._mode is not Mode.TOGGLE
            paint_caption(painter, theme, side, caption, room, is_right=is_right)

    # -- events ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room, ratio = self._room(Side.A), self.devicePixelRatioF()
        size = self._camera.target(room, self._leader, ratio).size()
        self._camera.look_at(self._camera.centre, room, size)
        self.box_changed.emit(*self.box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        steps = event.angleDelta().y() / 120
        self._zoom_to(self._shown_zoom * _WHEEL_STEP**steps, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self._is_on_edge(event.position()):
            self._is_wiping = True
            self.update()
        elif self._camera.zoom:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._mode is Mode.WIPE:  # a click beside the edge brings it there
            self._is_wiping = True
            self._wipe_to(event.position().x())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_wiping:
            self._wipe_to(event.position().x())
        elif self._held is not None:
            moved, self._held = event.position() - self._held, event.position()
            self._camera.move_by(moved, self._room(Side.A), self._leader, self.devicePixelRatioF())
            self.update()
        else:
            is_on_edge = self._is_on_edge(event.position())
            split, plain = Qt.CursorShape.SplitHCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(split if is_on_edge else plain)
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_wiping and self._held is None:
            super().mouseReleaseEvent(event)
            return
        self._is_wiping, self._held = False, None
        self.unsetCursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._mode is not Mode.WIPE:
            self._zoom_to(0.0 if self._camera.zoom else 1.0, event.position())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._aim(self._half_at(event.position()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._aim(None)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(self._half_at(event.position()), dragged_takes(event.mimeData()))

    def _half_at(self, point: QPointF) -> Side:
        return Side.B if point.x() > self.width() / 2 else Side.A

    def _aim(self, side: Side | None) -> None:
        """Light up the half that would take what is dragged."""
        if side != self._aimed:
            self._aimed = side
            self.update()

    def _is_on_edge(self, point: QPointF) -> bool:
        return self._mode is Mode.WIPE and abs(point.x() - self._edge) <= _GRIP

    def _wipe_to(self, x: float) -> None:
        area = self.target(Side.A)
        self.set_wipe((x - area.left()) / max(area.width(), 1))
