"""What delegates paint with: fonts, cut-off texts and icons that are made once, not per cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFont
    from PySide6.QtWidgets import QStyleOptionViewItem

    from recoil_desktop.theme import Theme, Themes

_MOST = 4096  # texts remembered; a table of a thousand rows has fewer that differ
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver


class PaintKit:
    """One per delegate; it forgets everything when the theme becomes another one."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetrics]] = {}
        self._texts: dict[tuple[str, int, int, bool], tuple[str, int]] = {}
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
        return self._font(size, is_bold)[1].horizontalAdvance(text)

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

        ``size`` is in pixels, 0 the size of running text.
        """
        if not text or room.width() <= 0:
            return 0
        font, _ = self._font(size, is_bold)
        shown, width = self._elided(text, room.width(), size, is_bold)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(room, alignment, shown)
        return width

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

    def _elided(self, text: str, width: int, size: int, is_bold: bool) -> tuple[str, int]:
        key = (text, width, size, is_bold)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _MOST:
                self._texts.clear()
            metrics = self._font(size, is_bold)[1]
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            found = self._texts[key] = (shown, metrics.horizontalAdvance(shown))
        return found

    def _forget(self) -> None:
        for known in (self._fonts, self._texts, self._icons):
            known.clear()
