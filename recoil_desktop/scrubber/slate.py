"""What stands on the screen where a clip is missing: which shot, why, and what it would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

if TYPE_CHECKING:
    from recoil_desktop.scrubber.reel import ReelItem
    from recoil_desktop.theme import Theme

_LONGEST = 960  # pixels of the longer side: enough for letters on any screen
_GROUND, _INK, _QUIET = QColor(22, 23, 27), QColor(232, 233, 236), QColor(159, 163, 173)
_SHADE = QColor(8, 9, 10, 205)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_WRAPPED = _LEFT | Qt.TextFlag.TextWordWrap


def slate(item: ReelItem, size: tuple[int, int], still: QImage, theme: Theme) -> QImage:
    """The picture of a missing shot, in the shape of the reel; over its still where it has one."""
    image = QImage(_fitted(size), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    area = QRectF(image.rect())
    painter.fillRect(area, _GROUND)
    if still.isNull():
        _stripes(painter, area)
    else:
        _cover(painter, area, still)
    _words(painter, area, item, theme)
    painter.end()
    return image


def _fitted(size: tuple[int, int]) -> QSize:
    keeps = Qt.AspectRatioMode.KeepAspectRatio
    return QSize(*size).scaled(_LONGEST, _LONGEST, keeps).expandedTo(QSize(64, 64))


def _stripes(painter: QPainter, area: QRectF) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 7))
    step = max(area.width(), area.height()) / 12
    painter.translate(area.center())
    painter.rotate(45)
    reach = area.width() + area.height()
    at = -reach
    while at < reach:
        painter.drawRect(QRectF(at, -reach, step / 2, 2 * reach))
        at += step
    painter.restore()


def _cover(painter: QPainter, area: QRectF, still: QImage) -> None:
    """The still fills the picture; what juts out is cut off evenly."""
    scale = max(area.width() / still.width(), area.height() / still.height())
    width, height = area.width() / scale, area.height() / scale
    part = QRectF((still.width() - width) / 2, (still.height() - height) / 2, width, height)
    painter.drawImage(area, still, part)


def _words(painter: QPainter, area: QRectF, item: ReelItem, theme: Theme) -> None:
    unit = min(area.width(), area.height()) / 24
    lines = (
        (item.name, round(unit * 2.2), _INK, True),
        (
            item.reason[:1].upper() + item.reason[1:],
            round(unit * 1.15),
            theme.warn if theme.is_dark else _INK,
            False,
        ),
        (item.title, round(unit), _QUIET, False),
    )
    room = area.adjusted(unit * 1.5, 0, -unit * 1.5, 0)
    boxes, height = [], unit
    for text, size, colour, is_bold in lines:
        if not text:
            continue
        painter.setFont(theme.font(max(size, 9), bold=is_bold))
        most = QRectF(room.left(), 0, room.width(), unit * 6)
        box = painter.boundingRect(most, _WRAPPED, text).intersected(most)
        boxes.append((text, painter.font(), colour, height, min(box.height(), most.height())))
        height += boxes[-1][-1] + unit * 0.4
    height += unit * 0.6
    top = area.bottom() - height
    fade = QLinearGradient(0, top - unit * 2, 0, top + unit)
    fade.setColorAt(0, QColor(8, 9, 10, 0))
    fade.setColorAt(1, _SHADE)
    painter.fillRect(QRectF(0, top - unit * 2, area.width(), height + unit * 2), fade)
    for text, font, colour, offset, high in boxes:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QRectF(room.left(), top + offset, room.width(), high), _WRAPPED, text)
