"""The ruler: timecode above the frames, as dense as it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from recoil_desktop.scrubber.track import Track
from recoil_desktop.scrubber.words import timecode

if TYPE_CHECKING:
    from engine.domain.timing import Timeline
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Theme

_LABEL = 84  # pixels a label needs with air around it
_GAP = 5  # pixels between small ticks
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)


class Ruler(Track):
    """Ticks and timecodes, and the in/out range as a bar along its lower edge."""

    caption = "Time"
    height = 24
    tip = "Click or drag to move the playhead"

    def __init__(self) -> None:
        super().__init__()
        self._labels: dict[int, str] = {}
        self._labelled: Timeline | None = None

    def depends_on(self, scene: Scene) -> object:
        return (id(scene.timeline), scene.in_point, scene.out_point)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        step, minor = steps(scene.timeline, scale.zoom)
        bottom = size.bottom() + 0.5
        painter.setFont(theme.mono(theme.small_size - 1))
        painter.setPen(theme.muted)
        ticks, small = [], []
        for frame in _marks(scale, step, scene.timeline):
            x = round(scale.x(frame)) + 0.5
            ticks.append(QLineF(x, bottom - 8, x, bottom))
            painter.drawText(QPointF(x + 4, 13), self._label(scene.timeline, frame))
        if minor:
            for frame in _marks(scale, minor, scene.timeline):
                x = round(scale.x(frame)) + 0.5
                small.append(QLineF(x, bottom - 4, x, bottom))
        painter.setPen(QPen(theme.strong_line))
        painter.drawLines([*ticks, *small])
        self._draw_range(painter, size, scale, scene, theme)

    def _label(self, timeline: Timeline, frame: int) -> str:
        """Reckoned once for each video: fractions are dear, and a zoom shows most labels again."""
        if timeline is not self._labelled:
            self._labels, self._labelled = {}, timeline
        if frame not in self._labels:
            self._labels[frame] = timecode(timeline, frame)
        return self._labels[frame]

    def _draw_range(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        if scene.in_point is None and scene.out_point is None:
            return
        first = scene.in_point if scene.in_point is not None else 0
        end = scene.out_point + 1 if scene.out_point is not None else scene.count
        left, right = scale.x(first), scale.x(end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.info)
        painter.drawRect(QRectF(left, size.height() - 4, max(right - left, 2), 4))
        for x in (left, right - 2):
            painter.drawRect(QRectF(x, size.height() - 12, 2, 12))


def steps(timeline: Timeline, zoom: float) -> tuple[int, int]:
    """Frames between labelled ticks and between small ones (0: none) at ``zoom`` pixels a frame."""
    rate = max(round(float(timeline.rate)), 1)
    inside = [n for n in (1, 2, 5, 10) if n < rate]
    ladder = [*inside, *(rate * seconds for seconds in _SECONDS)]
    step = next((n for n in ladder if n * zoom >= _LABEL), ladder[-1])
    finer = [n for n in ladder if step % n == 0 and n < step and n * zoom >= _GAP]
    return step, finer[0] if finer else 0


def _marks(scale: TimeScale, step: int, timeline: Timeline) -> range:
    start = int(scale.first / step) * step
    return range(start, min(int(scale.first + scale.shown) + 1, timeline.count), step)
