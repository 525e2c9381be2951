"""Lines over a picture: what stays visible under a phone's buttons, and what 9:16 cuts off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

if TYPE_CHECKING:
    from recoil_desktop.theme import Theme

_TALL = 9 / 16
# Shares of the height and the width that the players of the large vertical platforms cover.
_TOP, _BOTTOM, _LEFT, _RIGHT = 0.11, 0.20, 0.06, 0.13


def tall_part(area: QRectF) -> QRectF:
    """The largest upright 9:16 part in the middle of ``area``."""
    width = min(area.width(), area.height() * _TALL)
    height = min(area.height(), width / _TALL)
    part = QRectF(0, 0, width, height)
    part.moveCenter(area.center())
    return part


def safe_part(area: QRectF) -> QRectF:
    """The part of the 9:16 picture over which no player draws its buttons and captions."""
    tall = tall_part(area)
    return tall.adjusted(
        tall.width() * _LEFT, tall.height() * _TOP, -tall.width() * _RIGHT, -tall.height() * _BOTTOM
    )


def paint_safe_areas(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """Shade what 9:16 cuts off and draw the safe part, in lines seen on any picture."""
    tall, safe = tall_part(area), safe_part(area)
    shade = QColor(theme.picture)
    shade.setAlpha(150)
    painter.fillRect(QRectF(area.topLeft(), QPointF(tall.left(), area.bottom())), shade)
    painter.fillRect(QRectF(QPointF(tall.right(), area.top()), area.bottomRight()), shade)
    for colour, width in ((QColor(0, 0, 0, 140), 3.0), (QColor(255, 255, 255, 200), 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(safe)
        _cross(painter, tall.center(), tall.width() / 24)


def _cross(painter: QPainter, middle: QPointF, arm: float) -> None:
    painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
    painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
