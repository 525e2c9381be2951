"""The kit that delegates paint with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from recoil_desktop.delegates.kit import LEFT, RIGHT, PaintKit
from recoil_desktop.theme import Themes

WHITE = QColor("white")
ROOM = 140


def painted(paint) -> QImage:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


@pytest.mark.parametrize("alignment", [LEFT, RIGHT])
@pytest.mark.parametrize("height", [18, 23, 28, 30])
@pytest.mark.parametrize("is_bold", [False, True])
@pytest.mark.parametrize("size", [11, 12, 13])
@pytest.mark.parametrize("text", ["SH4 gjpq", "Ärger im Hafen, eine sehr lange Nacht"])
def test_that_texts_stand_on_the_pixels_that_qt_would_choose(  # noqa: PLR0917 - a table
    qapp, text: str, size: int, is_bold: bool, height: int, alignment: Qt.AlignmentFlag
) -> None:
    themes = Themes(qapp)
    room = QRect(10, 10, ROOM, height)
    font = themes.current.font(size, bold=is_bold)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, ROOM)

    def with_qt(painter: QPainter) -> None:
        painter.setFont(font)
        painter.setPen(WHITE)
        painter.drawText(room, alignment, shown)

    def with_the_kit(painter: QPainter) -> None:
        kit = PaintKit(themes)
        kit.text(painter, room, text, WHITE, alignment, is_bold=is_bold, size=size)

    assert painted(with_the_kit) == painted(with_qt)
