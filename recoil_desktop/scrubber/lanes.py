"""The lanes: planned segments with their shot and verdict, extras, and the whole video below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from recoil_desktop.scrubber.handles import colour_of
from recoil_desktop.scrubber.scene import Tone
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Block, Scene
    from recoil_desktop.theme import Theme

_TITLE_FROM = 8  # pixels a title needs to say anything
_NOTE_FROM = 20  # pixels a note needs beside the title to be worth showing


class ShotLane(Track):
    """The planned segments as the cuts give them now."""

    caption = "Shots"
    height = 28
    tip = "The planned shots between the cuts. Click one to go to it"

    def depends_on(self, scene: Scene) -> object:
        return scene.shots

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        for block in scene.shots:
            _draw_block(painter, _area(block, scale, size, 2), block, theme)


class ExtraLane(Track):
    """What the model added beyond the plan: alternate coverage that overlaps the shots."""

    caption = "Extras"
    height = 20
    tip = "Model-added cuts: extra clips from there to the next boundary"

    def depends_on(self, scene: Scene) -> object:
        return scene.extras

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.setPen(QPen(theme.line))
        for block in scene.extras:
            _draw_block(painter, _area(block, scale, size, 1), block, theme)


class Overview(Track):
    """The whole video in one line: its cuts, and which stretch of it is in sight."""

    caption = ""
    height = 16
    tip = "The whole video. Drag to pan"

    def depends_on(self, scene: Scene) -> object:
        return (scene.cuts, scene.count)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        groove = QRectF(0, 5, size.width(), size.height() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.sunken)
        painter.drawRoundedRect(groove, 3, 3)
        window = self.window(scale, size)
        painter.setBrush(theme.pressed if scale.is_fitted else theme.strong_line)
        painter.drawRoundedRect(window, 3, 3)
        for cut in scene.cuts:
            painter.setPen(QPen(colour_of(cut.trust, theme), 1.5))
            x = cut.frame / scene.count * size.width()
            painter.drawLine(QLineF(x, groove.top() + 0.5, x, groove.bottom() - 0.5))

    def window(self, scale: TimeScale, size: QRect) -> QRectF:
        """The part of the line that is in sight above."""
        left = scale.first / scale.count * size.width()
        width = min(scale.shown / scale.count, 1.0) * size.width()
        return QRectF(left, 4, max(width, 12), size.height() - 8)


def tone_colour(tone: Tone, theme: Theme) -> QColor:
    """The colour a tone has in this theme."""
    return {
        Tone.PLAIN: theme.muted,
        Tone.GOOD: theme.good,
        Tone.WARN: theme.warn,
        Tone.BAD: theme.bad,
        Tone.EXTRA: theme.extra,
    }[tone]


def _area(block: Block, scale: TimeScale, size: QRect, inset: float) -> QRectF:
    left, right = scale.x(block.frames.first), scale.x(block.frames.end)
    return QRectF(left + 1, inset, max(right - left - 2, 2), size.height() - 2 * inset)


def _draw_block(painter: QPainter, area: QRectF, block: Block, theme: Theme) -> None:
    colour = tone_colour(block.tone, theme)
    ground = QColor(colour)
    ground.setAlphaF(0.16 if theme.is_dark else 0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.raised)
    painter.drawRoundedRect(area, 4, 4)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, 4, 4)
    painter.setBrush(colour)
    painter.drawRoundedRect(
        QRectF(area.left(), area.top(), min(3.0, area.width()), area.height()), 1.5, 1.5
    )
    _draw_texts(painter, area, block, colour, theme)


def _draw_texts(
    painter: QPainter, area: QRectF, block: Block, colour: QColor, theme: Theme
) -> None:
    """Title and note at the left edge in sight, so that a long shot keeps its name."""
    left = max(area.left(), 0.0) + 8
    room = QRectF(left, area.top(), area.right() - left - 4, area.height())
    painter.setFont(theme.font(theme.small_size, bold=True))
    metrics = painter.fontMetrics()
    title_width = metrics.horizontalAdvance(block.title)
    painter.setPen(theme.text)
    title = metrics.elidedText(block.title, Qt.TextElideMode.ElideRight, max(int(room.width()), 0))
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if room.width() >= _TITLE_FROM:
        painter.drawText(room, align, title)
    rest = room.adjusted(title_width + 8, 0, 0, 0)
    painter.setFont(theme.font(theme.small_size))
    if rest.width() < max(painter.fontMetrics().horizontalAdvance(block.note), _NOTE_FROM):
        return
    painter.setPen(theme.muted if block.tone in {Tone.PLAIN, Tone.GOOD} else colour)
    painter.drawText(rest, align, block.note)
