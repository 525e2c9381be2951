"""The film and the sound under the timeline: small pictures and the waveform."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QImage

    from engine.media.waveform import Waveform
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Theme

_GAP = 1  # pixels between pictures


class FilmTrack(Track):
    """Pictures of the video, as many as fit; the nearest one there is until the exact one comes.

    A slot shows the first frame of its stretch. Zoomed in far enough every frame has its own.
    """

    caption = "Film"
    height = 44
    stretch = 3
    tip = "Click or drag to move the playhead; double-click adds a cut"

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[int, QPixmap] = {}
        self._frames: list[int] = []
        self._aspect = 16 / 9
        self._revision = 0

    def clear(self, aspect: float) -> None:
        """Forget all pictures; ``aspect`` is width by height of those to come."""
        self._pictures, self._frames, self._aspect = {}, [], aspect
        self._revision += 1

    def add(self, pictures: Iterable[tuple[int, QImage]]) -> None:
        """Show these pictures, each of the frame with its number."""
        for frame, image in pictures:
            self._pictures[frame] = QPixmap.fromImage(image)
        self._frames = sorted(self._pictures)
        self._revision += 1

    def has(self, frame: int) -> bool:
        """Is the exact picture of ``frame`` there?"""
        return frame in self._pictures

    def slots(self, scale: TimeScale, height: int) -> range:
        """The frames whose pictures are wanted at this scale."""
        width = max(height * self._aspect, 1.0)
        step = max(round(width / scale.zoom), 1)
        start = int(scale.first / step) * step
        return range(start, min(int(scale.first + scale.shown) + 1, scale.count), step)

    def depends_on(self, _scene: Scene) -> object:
        return self._revision

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, _scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.sunken)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        slots = self.slots(scale, size.height())
        for frame in slots:
            end = min(frame + slots.step, scale.count)
            left, right = scale.x(frame), scale.x(end)
            area = QRectF(left, 0, right - left - _GAP, size.height())
            picture = self._nearest(frame)
            if picture is None:
                painter.fillRect(area, theme.surface)
            else:
                _draw_filling(painter, area, picture)

    def _nearest(self, frame: int) -> QPixmap | None:
        if not self._frames:
            return None
        place = bisect_left(self._frames, frame)
        near = self._frames[max(place - 1, 0) : place + 1]
        return self._pictures[min(near, key=lambda other: abs(other - frame))]


class SoundTrack(Track):
    """The waveform of the first audio track; a flat line says that there is no sound."""

    caption = "Sound"
    height = 24
    stretch = 1
    tip = "The sound of the video"

    def __init__(self) -> None:
        super().__init__()
        self._waveform: Waveform | None = None
        self._message = ""

    def show_waveform(self, waveform: Waveform | None, message: str = "") -> None:
        """Paint ``waveform``, or ``message`` where there is none."""
        self._waveform, self._message = waveform, message

    def depends_on(self, scene: Scene) -> object:
        return (id(scene.timeline), id(self._waveform), self._message)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.sunken)
        middle = size.height() / 2
        painter.setPen(QPen(theme.line))
        painter.drawLine(QLineF(0, middle, size.width(), middle))
        if self._waveform is None:
            painter.setPen(theme.faint)
            painter.setFont(theme.font(theme.small_size))
            painter.drawText(
                size.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._message
            )
            return
        start = float(scene.timeline.time(int(scale.first)))
        end = start + size.width() / scale.zoom / float(scene.timeline.rate)
        columns = self._waveform.columns(start, end, size.width())
        colour = QColor(theme.waveform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(colour, 1))
        reach = middle - 2
        painter.drawLines(
            [
                QLineF(x, middle - high * reach, x, middle - low * reach)
                for x, (low, high) in enumerate(columns)
            ]
        )


def _draw_filling(painter: QPainter, area: QRectF, picture: QPixmap) -> None:
    """Fill ``area`` with the middle of ``picture``, never distorted."""
    scale = max(area.width() / picture.width(), area.height() / picture.height())
    width, height = area.width() / scale, area.height() / scale
    left, top = (picture.width() - width) / 2, (picture.height() - height) / 2
    painter.drawPixmap(area, picture, QRectF(left, top, width, height))
