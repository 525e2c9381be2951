"""Where the video is painted: letterboxed, sharp, without a flicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from recoil_desktop.scrubber.safe_areas import paint_safe_areas

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from recoil_desktop.theme import Themes

_CLOSEST = 16.0
_WHEEL_STEP = 1.2
_PIXELS_SHOW = 2.0  # from this zoom on somebody wants to see the pixels
_ENOUGH = 16384  # pixels: when zoomed in, the picture in its full size is wanted


class VideoSurface(QWidget):
    """Paints the last picture it was given and keeps it until a better one comes.

    The picture is fitted, or shown at ``zoom`` device pixels for a pixel of the video and moved
    with the mouse. Give ``show_image`` pictures that fill ``box`` and they are painted as they
    are, without another scaling.
    """

    box_changed = Signal(int, int)  # the size in device pixels that a picture may fill
    zoom_changed = Signal(float)  # device pixels for a pixel of the video; 0 is fitted

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._image = QImage()
        self._video = QSize()
        self._message = ""
        self._zoom = 0.0
        self._centre = QPointF(0.5, 0.5)  # the place of the video in the middle of the widget
        self._held: QPointF | None = None
        self._has_safe_areas = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(96, 96)
        themes.changed.connect(self.update)

    # -- pictures ----------------------------------------------------------------------------

    @property
    def image(self) -> QImage:
        """The picture that is painted; null when there is none."""
        return self._image

    @property
    def box(self) -> tuple[int, int]:
        """The size in device pixels that a picture may fill."""
        if self._zoom:
            return _ENOUGH, _ENOUGH
        ratio = self.devicePixelRatioF()
        return max(round(self.width() * ratio), 2), max(round(self.height() * ratio), 2)

    def show_image(self, image: QImage, video: QSize | None = None) -> None:
        """Paint ``image`` from now on; ``video`` is the size of the whole video in pixels."""
        self._image = image
        self._video = video or image.size()
        self._message = ""
        self.update()

    def clear(self, message: str = "") -> None:
        """Show no picture but ``message``, and forget the zoom."""
        self._image, self._message = QImage(), message
        self.set_zoom(0.0)
        self.update()

    def set_safe_areas(self, shown: bool) -> None:
        """Draw the 9:16 safe areas over the picture."""
        self._has_safe_areas = shown
        self.update()

    # -- zoom --------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device pixels for a pixel of the video; 0 is fitted."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show ``zoom`` device pixels for a pixel of the video, or fit it with 0."""
        self._set_zoom(zoom, QPointF(self.width() / 2, self.height() / 2))

    def zoom_by(self, factor: float) -> None:
        """Closer or farther, around the middle."""
        self._set_zoom(self._shown_zoom * factor, QPointF(self.width() / 2, self.height() / 2))

    @property
    def target(self) -> QRectF:
        """Where the video lies in the widget, in its own pixels."""
        if self._video.isEmpty():
            return QRectF(self.rect())
        ratio = self.devicePixelRatioF()
        size = QSizeF(self._video) * self._shown_zoom
        if not self._zoom:  # pictures come in even sizes
            size = QSizeF(_even(size.width()), _even(size.height()))
        size /= ratio
        left = self.width() / 2 - self._centre.x() * size.width()
        top = self.height() / 2 - self._centre.y() * size.height()
        # On whole device pixels, so that a picture of the right size needs no smoothing.
        return QRectF(QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio), size)

    @property
    def _shown_zoom(self) -> float:
        if self._zoom or self._video.isEmpty():
            return self._zoom or 1.0
        width, height = self.box
        return min(width / self._video.width(), height / self._video.height())

    def _set_zoom(self, zoom: float, around: QPointF) -> None:
        fitted = min(
            self.width() / max(self._video.width(), 1), self.height() / max(self._video.height(), 1)
        )
        zoom = min(zoom, _CLOSEST)
        is_fitted = self._video.isEmpty() or zoom <= fitted * self.devicePixelRatioF()
        before, had = self._place_under(around), self._zoom
        self._zoom = 0.0 if is_fitted else zoom
        self._keep_under(around, before)
        if bool(had) != bool(self._zoom):
            self.box_changed.emit(*self.box)
        if had != self._zoom:
            self.zoom_changed.emit(self._zoom)
        self.update()

    def _place_under(self, point: QPointF) -> QPointF:
        area = self.target
        return QPointF(
            (point.x() - area.left()) / max(area.width(), 1),
            (point.y() - area.top()) / max(area.height(), 1),
        )

    def _keep_under(self, point: QPointF, place: QPointF) -> None:
        size = self.target.size()
        middle = QPointF(self.width() / 2, self.height() / 2)
        self._move_to(
            QPointF(
                place.x() + (middle.x() - point.x()) / max(size.width(), 1),
                place.y() + (middle.y() - point.y()) / max(size.height(), 1),
            )
        )

    def _move_to(self, centre: QPointF) -> None:
        """Keep ``centre`` of the video in the middle, but no empty margin where it overflows."""
        area = self.target.size()
        self._centre = QPointF(
            _kept_inside(centre.x(), self.width(), area.width()),
            _kept_inside(centre.y(), self.height(), area.height()),
        )
        self.update()

    # -- events ------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.picture)
        if self._image.isNull():
            painter.setPen(theme.faint)
            painter.setFont(theme.font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._message)
            return
        area = self.target
        device = area.size() * self.devicePixelRatioF()
        if device.toSize() != self._image.size() and self._zoom < _PIXELS_SHOW:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        if self._has_safe_areas:
            paint_safe_areas(painter, area, theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._move_to(self._centre)
        self.box_changed.emit(*self.box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or self._image.isNull():
            event.ignore()
            return
        steps = event.angleDelta().y() / 120
        self._set_zoom(self._shown_zoom * _WHEEL_STEP**steps, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._zoom and event.button() in {
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        }:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        moved, self._held = event.position() - self._held, event.position()
        size = self.target.size()
        self._move_to(self._centre - QPointF(moved.x() / size.width(), moved.y() / size.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._held = None
            self.unsetCursor()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._image.isNull():
            self._set_zoom(0.0 if self._zoom else 1.0, event.position())


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _kept_inside(centre: float, room: float, size: float) -> float:
    """``centre`` (0 to 1) so that a picture of ``size`` fills ``room``, or lies in its middle."""
    if size <= room:
        return 0.5
    half = room / size / 2
    return min(max(centre, half), 1 - half)
