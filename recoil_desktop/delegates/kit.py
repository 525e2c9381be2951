"""What delegates paint with: fonts, cut-off texts and icons that are made once, not per cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPixmap, QStaticText
from PySide6.QtWidgets import QApplication, QStyle

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFont
    from PySide6.QtWidgets import QStyleOptionViewItem

    from recoil_desktop.theme import Theme, Themes

_MOST = 4096  # texts remembered; a table of a thousand rows has fewer that differ
_ANY_WIDTH = 1 << 20
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver


class PaintKit:
    """One per delegate; it forgets everything when the theme becomes another one."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetrics]] = {}
        self._texts: dict[tuple[str, int, int, bool], _Line] = {}
        self._icons: dict[tuple[str, int, int, float], QPixmap] = {}
        themes.changed.connect(self._forget)

    @property
    def theme(self) -> Theme:
        """The theme to paint with now."""
        return self._themes.current

    def ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """The ground of a cell; one that is neither selected nor under the pointer has none."""
        if option.state & _MARKED:
            style = option.widget.style() if option.widget else QApplication.style()
            panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
            style.drawPrimitive(panel, option, painter, option.widget)

    def width_of(self, text: str, size: int = 0, *, is_bold: bool = False) -> int:
        """How wide a text is."""
        return self._line(text, _ANY_WIDTH, size, is_bold).width

    def text(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        ink: QColor,
        alignment: Qt.AlignmentFlag = LEFT,
        *,
        is_bold: bool = False,
        size: int = 0,
    ) -> int:
        """Paint a line of text, cut off with dots where it doesn't fit; how wide it became.

        ``alignment`` is LEFT or RIGHT, in the middle of the height either way; ``size`` is in
        pixels, 0 the size of running text.
        """
        if not text or room.width() <= 0:
            return 0
        line = self._line(text, room.width(), size, is_bold)
        left = room.left() if alignment == LEFT else room.right() + 1 - line.advance
        painter.setFont(line.font)
        painter.setPen(ink)
        painter.drawStaticText(
            QPointF(left, room.top() + line.top_in(room.height())), line.laid_out
        )
        return line.width

    def icon(self, painter: QPainter, spot: QRect, name: str, ink: QColor) -> None:
        """Paint an icon, sharp at the density of what is painted on."""
        ratio = painter.device().devicePixelRatioF()
        key = (name, ink.rgba(), spot.width(), ratio)
        pixmap = self._icons.get(key)
        if pixmap is None:
            size = QSize(spot.width(), spot.height())
            pixmap = self._icons[key] = icon(name, self.theme, ink).pixmap(size, ratio)
        painter.drawPixmap(spot, pixmap)

    def _font(self, size: int, is_bold: bool) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get((size, is_bold))
        if found is None:
            font = self.theme.font(size or None, bold=is_bold)
            found = self._fonts[size, is_bold] = (font, QFontMetrics(font))
        return found

    def _line(self, text: str, room: int, size: int, is_bold: bool) -> _Line:
        key = (text, room, size, is_bold)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _MOST:
                self._texts.clear()
            found = self._texts[key] = _laid_out(text, room, *self._font(size, is_bold))
        return found

    def _forget(self) -> None:
        for known in (self._fonts, self._texts, self._icons):
            known.clear()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text whose glyphs have their places; sizes in pixels."""

    laid_out: QStaticText
    font: QFont
    width: int
    advance: float
    height: float
    ascent: float

    def top_in(self, height: int) -> int:
        """Where it begins to stand in the middle, on the same pixels as ``drawText`` chooses."""
        return round((height - self.height) / 2 + self.ascent) - round(self.ascent)


def _laid_out(text: str, room: int, font: QFont, metrics: QFontMetrics) -> _Line:
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    exact = QFontMetricsF(font)
    line = QStaticText(shown)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    line.prepare(font=font)
    sizes = (exact.horizontalAdvance(shown), exact.height(), exact.ascent())
    return _Line(line, font, metrics.horizontalAdvance(shown), *sizes)
