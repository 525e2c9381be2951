"""The lanes: planned segments with their shot and verdict, extras, and the whole video below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from recoil_desktop.scrubber.handles import colour_of
from recoil_desktop.scrubber.scene import Tone
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Block, Scene
    from recoil_desktop.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_TITLE_FROM = 16  # pixels a title needs to say anything
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
        _draw_blocks(painter, size, scale, scene.shots, theme)


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
        _draw_blocks(painter, size, scale, scene.extras, theme)


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
            x = round(cut.frame / scene.count * size.width())
            stroke = QRectF(x, groove.top(), 2, groove.height())
            painter.fillRect(stroke, colour_of(cut.trust, theme))

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


def _draw_blocks(
    painter: QPainter, size: QRect, scale: TimeScale, blocks: Sequence[Block], theme: Theme
) -> None:
    """Grounds first, then all titles, then all notes: fonts are dear to change."""
    placed = [(block, _area(block, scale, size)) for block in blocks]
    seen = [(b, area) for b, area in placed if area.right() > 0 and area.left() < size.width()]
    for block, area in seen:
        _draw_ground(painter, area, block, theme)
    bold = theme.font(theme.small_size, bold=True)
    metrics = QFontMetrics(bold)
    painter.setFont(bold)
    painter.setPen(theme.text)
    rests = [
        (block, _draw_title(painter, area, block, metrics))
        for block, area in seen
        if area.width() >= _TITLE_FROM
    ]
    plain = theme.font(theme.small_size)
    metrics = QFontMetrics(plain)
    painter.setFont(plain)
    for block, rest in rests:
        if rest.width() >= max(metrics.horizontalAdvance(block.note), _NOTE_FROM):
            is_quiet = block.tone in {Tone.PLAIN, Tone.GOOD}
            painter.setPen(theme.muted if is_quiet else tone_colour(block.tone, theme))
            painter.drawText(rest, _LEFT, block.note)


def _area(block: Block, scale: TimeScale, size: QRect) -> QRectF:
    left, right = round(scale.x(block.frames.first)), round(scale.x(block.frames.end))
    return QRectF(left + 1, 2, max(right - left - 2, 2), size.height() - 4)


def _draw_ground(painter: QPainter, area: QRectF, block: Block, theme: Theme) -> None:
    colour = tone_colour(block.tone, theme)
    share = 0.16 if theme.is_dark else 0.13
    if area.width() >= _TITLE_FROM:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mixed(colour, theme.raised, share))
        painter.drawRoundedRect(area, 4, 4)
    else:
        ground = QColor(colour)
        ground.setAlphaF(share)
        painter.fillRect(area, ground)
    painter.fillRect(QRectF(area.left(), area.top(), min(3.0, area.width()), area.height()), colour)


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """What one looks like over the other at this share of it."""
    pairs = zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(one * share + other * (1 - share) for one, other in pairs))


def _draw_title(painter: QPainter, area: QRectF, block: Block, metrics: QFontMetrics) -> QRectF:
    """At the left edge in sight, so that a long shot keeps its name; answers what room is left."""
    left = max(area.left(), 0.0) + 8
    room = QRectF(left, area.top(), max(area.right() - left - 4, 0.0), area.height())
    width = metrics.horizontalAdvance(block.title)
    title = block.title
    if width > room.width():
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, _LEFT, title)
    return room.adjusted(width + 8, 0, 0, 0)
