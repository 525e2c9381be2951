"""What stands over a picture: which take it is, and where it is in its own frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF

from recoil_desktop.scrubber.pairing import Side

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from recoil_desktop.theme import Theme

_MARGIN = 8
_HEIGHT = 22
_BADGE = QRectF(4, 4, 16, 14)
_TEXT_AT = 26
_SPARE = 10  # between the text's end and the ground's
_SHORTEST = 40
# On a picture the theme does not matter: a dark ground and light letters are read on any.
_GROUND = QColor(8, 9, 10, 190)
_LETTERS = QColor(232, 233, 236)
_QUIET = QColor(150, 154, 163)
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Caption:
    """``is_held``: the take has ended, or not begun. ``problem``: why there is no picture."""

    title: str = ""
    place: str = ""
    is_held: bool = False
    problem: str = ""


def colour_of(side: Side, theme: Theme) -> QColor:
    """The colour that means a side, wherever it is spoken of."""
    return theme.accent if side is Side.A else theme.threshold


def ink_on(side: Side) -> QColor:
    """What is read on that colour."""
    return QColor(255, 255, 255) if side is Side.A else QColor(20, 16, 10)


def paint_problem(painter: QPainter, theme: Theme, caption: Caption, room: QRectF) -> None:
    """Say in the middle of an empty room why it is empty."""
    painter.setPen(theme.faint)
    painter.setFont(theme.font())
    words = caption.problem or ("" if caption.title else "Choose a take")
    painter.drawText(room.adjusted(24, 24, -24, -24), _MIDDLE, words)


def paint_caption(
    painter: QPainter, theme: Theme, side: Side, caption: Caption, room: QRectF, *, is_right: bool
) -> None:
    """Paint it into the upper corner of ``room``."""
    if not caption.title:
        return
    font = theme.font(theme.small_size)
    text = _fitted(caption, QFontMetricsF(font), room.width() - 2 * _MARGIN)
    width = QFontMetricsF(font).horizontalAdvance(text) + _TEXT_AT + _SPARE
    left = room.right() - width - _MARGIN if is_right else room.left() + _MARGIN
    box = QRectF(left, room.top() + _MARGIN, width, _HEIGHT)
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(box, 4, 4)
    badge = _BADGE.translated(box.topLeft())
    painter.setBrush(colour_of(side, theme))
    painter.drawRoundedRect(badge, 3, 3)
    painter.setPen(ink_on(side))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, side.name)
    painter.setPen(_QUIET if caption.is_held else _LETTERS)
    painter.drawText(box.adjusted(_TEXT_AT, 0, 0, 0), _LEFT, text)


def _fitted(caption: Caption, metrics: QFontMetricsF, room: float) -> str:
    place = f"   {caption.place}" if caption.place else ""
    left = room - _TEXT_AT - _SPARE - metrics.horizontalAdvance(place)
    elide = Qt.TextElideMode.ElideMiddle
    return metrics.elidedText(caption.title, elide, max(left, _SHORTEST)) + place
