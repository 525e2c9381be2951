"""The film and the sound under the timeline: small pictures and the waveform."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from recoil_desktop.scrubber.bars import draw_bars
from recoil_desktop.scrubber.peaks import Pyramid
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
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
    height = 28
    stretch = 3
    tip = "Click or drag to move the playhead; double-click adds a cut"

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[int, QPixmap] = {}
        self._frames: list[int] = []
        self._aspect = 16 / 9
        self._scaled: dict[int, QPixmap] = {}
        self._scaled_to = 0  # pixels
        self._revision = 0

    def clear(self, aspect: float) -> None:
        """Forget all pictures; ``aspect`` is width by height of those to come."""
        self._pictures, self._frames, self._aspect = {}, [], aspect
        self._scaled = {}
        self._revision += 1

    def add(self, pictures: Iterable[tuple[int, QImage]]) -> None:
        """Show these pictures, each of the frame with its number."""
        for frame, image in pictures:
            self._pictures[frame] = QPixmap.fromImage(image)
            self._scaled.pop(frame, None)
        self._frames = sorted(self._pictures)
        self._revision += 1

    def has(self, frame: int) -> bool:
        """Is the exact picture of ``frame`` there?"""
        return frame in self._pictures

    def slots(
        self, scale: TimeScale, height: int, breaks: Sequence[int] = ()
    ) -> tuple[tuple[int, int], ...]:
        """The stretches of frames that have a picture each: even, and none across a break.

        Breaks are detected and wanted cuts: they stand still while one is dragged, so that the
        film does not flicker under it.
        """
        width = max(height * self._aspect, 1.0)
        step = max(int(width / scale.zoom), 1)  # so that no picture need be stretched
        start = int(scale.first / step) * step
        stop = min(int(scale.first + scale.shown) + 1, scale.count)
        edges = {*range(start, stop, step), *(cut for cut in breaks if start < cut < stop)}
        ends = sorted({*edges, min(max(edges, default=0) + step, scale.count)})
        return tuple(pairwise(ends))

    def depends_on(self, scene: Scene) -> object:
        return (self._revision, scene.breaks)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.sunken)
        for frame, end in self.slots(scale, size.height(), scene.breaks):
            left, right = scale.x(frame), scale.x(end)
            area = QRectF(left, 0, max(right - left - _GAP, 1), size.height())
            picture = self._fitting(frame, size.height())
            if picture is None:
                painter.fillRect(area, theme.surface)
            else:
                _draw_middle(painter, area, picture, self.density)

    def _fitting(self, frame: int, height: int) -> QPixmap | None:
        """The nearest picture there is, as high as the row; scaled once, drawn many times."""
        if not self._frames:
            return None
        place = bisect_left(self._frames, frame)
        near = self._frames[max(place - 1, 0) : place + 1]
        source = min(near, key=lambda other: abs(other - frame))
        pixels = round(height * self.density)
        if pixels != self._scaled_to:
            self._scaled, self._scaled_to = {}, pixels
        if source not in self._scaled:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled[source] = self._pictures[source].scaledToHeight(pixels, smooth)
        return self._scaled[source]


class SoundTrack(Track):
    """The waveform of the first audio track; a flat line says that there is no sound."""

    caption = "Sound"
    height = 16
    stretch = 1
    tip = "The sound of the video"

    def __init__(self) -> None:
        super().__init__()
        self._waveform: Waveform | None = None
        self._loudness: Pyramid | None = None
        self._message = ""

    def show_waveform(self, waveform: Waveform | None, message: str = "") -> None:
        """Paint ``waveform``, or ``message`` where there is none."""
        self._waveform, self._message = waveform, message
        self._loudness = _loudness_of(waveform) if waveform is not None else None

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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        draw_bars(painter, self._inks(size, scale, scene), (theme.waveform,), self.density)

    def _inks(self, size: QRect, scale: TimeScale, scene: Scene) -> NDArray[np.uint8]:
        """1 for each pixel that the waveform covers: as far below the middle as above it."""
        import numpy as np  # late: not before the window stands

        width, height = round(size.width() * self.density), round(size.height() * self.density)
        if self._loudness is None or self._waveform is None:
            return np.zeros((0, 0), np.uint8)
        whole = int(scale.first)
        start = float(scene.timeline.time(whole)) + (scale.first - whole) / self._rate(scene)
        zoom = scale.zoom * self.density * self._rate(scene) / self._waveform.per_second
        loudness = self._loudness.heights(start * self._waveform.per_second, zoom, width)
        reach = (height // 2 - 2 * self.density) * loudness
        away = np.abs(np.arange(height, dtype=np.int16) - height // 2)[:, None]
        return (away <= reach.round().astype(np.int16)).view(np.uint8)

    def _rate(self, scene: Scene) -> float:
        return float(scene.timeline.rate)


def _draw_middle(painter: QPainter, area: QRectF, picture: QPixmap, density: float) -> None:
    """Fill ``area`` with the middle of ``picture``; a wider area than the picture stays empty."""
    width = min(area.width() * density, picture.width())
    source = QRectF((picture.width() - width) / 2, 0, width, picture.height())
    target = QRectF(round(area.left()), 0, width / density, area.height())
    painter.drawPixmap(target, picture, source)


def _loudness_of(waveform: Waveform) -> Pyramid:
    """Summed up once: a zoom then costs a step a pixel."""
    import numpy as np  # late: as above

    return Pyramid(np.maximum(-waveform.lows, waveform.highs).clip(0.0, 1.0))
