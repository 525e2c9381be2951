"""Five stars to press: with the pointer, with the arrows, or with a digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from recoil_desktop.theme import Themes

MOST = 5
_STAR, _GAP, _MARGIN = 18, 4, 4


class Stars(QWidget):
    """Shows how many were given; pressing the same number again takes them away."""

    given = Signal(int)  # 0 to 5

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._count = 0
        self._under = 0  # the star the pointer is at, counted from 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)
        self.show_stars(0)

    @property
    def count(self) -> int:
        """How many are shown as given."""
        return self._count

    def show_stars(self, count: int) -> None:
        """Show so many."""
        self._count = count
        words = "No stars" if not count else "1 star" if count == 1 else f"{count} stars"
        self.setAccessibleName(words)
        self.setToolTip(f"{words}. In the tree: 0 to 5")
        self.update()

    def place_of(self, star: int) -> QRect:
        """Where a star lies, counted from 1."""
        left = _MARGIN + (star - 1) * (_STAR + _GAP)
        return QRect(left, _MARGIN, _STAR, _STAR)

    def sizeHint(self) -> QSize:
        width = MOST * (_STAR + _GAP) - _GAP + 2 * _MARGIN
        return QSize(width, _STAR + 2 * _MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._under or self._count
        for star in range(1, MOST + 1):
            is_filled = star <= shown
            ink = theme.warn if is_filled else theme.strong_line
            name = "star-filled" if is_filled else "star"
            icon(name, theme, ink).paint(painter, self.place_of(star))
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._star_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(0)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            star = self._star_at(event.position().x())
            self._give(0 if star == self._count else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self._give(self._count - 1)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self._give(self._count + 1)
            case _ if event.text().isdigit():
                self._give(int(event.text()))
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def _star_at(self, x: float) -> int:
        return max(1, min(MOST, int((x - _MARGIN) // (_STAR + _GAP)) + 1))

    def _hover(self, star: int) -> None:
        if star != self._under:
            self._under = star if self.isEnabled() else 0
            self.update()

    def _give(self, count: int) -> None:
        if self.isEnabled() and 0 <= count <= MOST and count != self._count:
            self.show_stars(count)
            self.given.emit(count)
