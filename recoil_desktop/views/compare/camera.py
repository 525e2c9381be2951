"""Where a picture lies in the room it is seen through: fitted, or closer and moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

CLOSEST = 16.0


@dataclass(slots=True)
class Camera:
    """One look at pictures of one size, the same for every room they are seen through.

    ``zoom`` is device pixels for a pixel of the picture, 0 is fitted; ``centre`` is the place of
    the picture (0 to 1 both ways) in the middle of the room.
    """

    zoom: float = 0.0
    centre: QPointF = field(default_factory=lambda: QPointF(0.5, 0.5))

    def fit(self) -> None:
        """All of the picture."""
        self.zoom, self.centre = 0.0, QPointF(0.5, 0.5)

    def shown_zoom(self, room: QRectF, picture: QSize, ratio: float) -> float:
        """The zoom as it is, also when fitted."""
        return self.zoom or fitted_zoom(room, picture, ratio)

    def target(self, room: QRectF, picture: QSize, ratio: float) -> QRectF:
        """Where the picture lies, on whole device pixels."""
        if picture.isEmpty():
            return QRectF(room)
        size = QSizeF(picture) * self.shown_zoom(room, picture, ratio)
        if not self.zoom:  # pictures come in even sizes
            size = QSizeF(_even(size.width()), _even(size.height()))
        size /= ratio
        left = room.center().x() - self.centre.x() * size.width()
        top = room.center().y() - self.centre.y() * size.height()
        place = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
        return QRectF(place, size)

    def zoom_to(
        self, zoom: float, around: QPointF, room: QRectF, picture: QSize, ratio: float
    ) -> None:
        """Come as close as ``zoom``, with the place under ``around`` staying there."""
        before = self.target(room, picture, ratio)
        place = QPointF(
            (around.x() - before.left()) / max(before.width(), 1),
            (around.y() - before.top()) / max(before.height(), 1),
        )
        zoom = min(zoom, CLOSEST)
        self.zoom = 0.0 if zoom <= fitted_zoom(room, picture, ratio) else zoom
        size = self.target(room, picture, ratio).size()
        away = room.center() - around
        self.look_at(
            place + QPointF(away.x() / max(size.width(), 1), away.y() / max(size.height(), 1)),
            room,
            size,
        )

    def move_by(self, moved: QPointF, room: QRectF, picture: QSize, ratio: float) -> None:
        """Drag the picture by so many pixels of the room."""
        size = self.target(room, picture, ratio).size()
        step = QPointF(moved.x() / max(size.width(), 1), moved.y() / max(size.height(), 1))
        self.look_at(self.centre - step, room, size)

    def look_at(self, centre: QPointF, room: QRectF, size: QSizeF) -> None:
        """Have ``centre`` in the middle, but no empty margin where the picture overflows."""
        self.centre = QPointF(
            _kept_inside(centre.x(), room.width(), size.width()),
            _kept_inside(centre.y(), room.height(), size.height()),
        )


def fitted_zoom(room: QRectF, picture: QSize, ratio: float) -> float:
    """The zoom at which all of the picture is just seen."""
    if picture.isEmpty():
        return 1.0
    width, height = room.width() * ratio, room.height() * ratio
    return max(min(width / picture.width(), height / picture.height()), 0.001)


def fitted_into(target: QRectF, picture: QSize) -> QRectF:
    """A picture of another shape, in the middle of where the first one lies."""
    size = QSizeF(picture)
    if size.isEmpty():
        return QRectF(target)
    scale = min(target.width() / size.width(), target.height() / size.height())
    place = QRectF(QPointF(0, 0), size * scale)
    place.moveCenter(target.center())
    return place


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _kept_inside(centre: float, room: float, size: float) -> float:
    if size <= room:
        return 0.5
    half = room / size / 2
    return min(max(centre, half), 1 - half)
