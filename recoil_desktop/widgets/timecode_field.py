"""Editors for a place in a video: its frame number or its timecode."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from recoil_desktop.widgets.timecode import frame_typed, timecode, timecode_typed

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from recoil_desktop.theme import Themes

_HEIGHT = 30  # 28 and the borders
_ROOM = 24  # borders, padding and the caret


class FrameField(QLineEdit):
    """Shows a frame number and takes one: ``120``, ``+12``, ``-12``.

    Return takes what was typed, Escape gives it up. What is no place in the video stays to be
    corrected, and the reason is shown and told.
    """

    entered = Signal(int)  # a frame inside the video
    refused = Signal(str)  # why what was typed is no place in this video
    given_up = Signal()  # Escape

    _tip = "Frame number: type 120, +12 or -12"
    _widest = "0000000"

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._count = 1
        self._rate = Fraction(24)
        self._frame = 0
        self._is_clicked_in = False
        self.setProperty("role", "mono")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(_HEIGHT)
        self.setToolTip(self._tip)
        self.setAccessibleName(self._tip.split(":", maxsplit=1)[0])
        self.textEdited.connect(lambda _text: self._mark(is_refused=False))
        self._show()
        self._dress()
        themes.changed.connect(self._dress)

    @property
    def frame(self) -> int:
        """The frame shown, or shown before typing began."""
        return self._frame

    def set_video(self, count: int, rate: Fraction) -> None:
        """What is a valid place from now on."""
        self._count, self._rate = max(count, 1), rate
        self._give_up()

    def set_frame(self, frame: int) -> None:
        """Show ``frame`` unless somebody is typing."""
        self._frame = frame
        if not self.isModified():
            self._show()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._widest) + _ROOM, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_Escape:
                self._give_up()
                self.selectAll()
                self.given_up.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
        self._is_clicked_in = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The click that enters the field takes the selection away: typing shall replace all."""
        super().mouseReleaseEvent(event)
        if self._is_clicked_in and not self.hasSelectedText():
            self.selectAll()
        self._is_clicked_in = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._give_up()

    def _enter(self) -> None:
        try:
            frame = self._typed(self.text())
        except ValueError as reason:
            self._mark(is_refused=True)
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), str(reason), self)
            self.refused.emit(str(reason))
            return
        self._frame = frame
        self._give_up()
        self.selectAll()
        self.entered.emit(frame)

    def _give_up(self) -> None:
        self.setModified(False)
        self._mark(is_refused=False)
        self._show()

    def _show(self) -> None:
        self.setText(self._text_of(self._frame))

    def _typed(self, text: str) -> int:
        return frame_typed(text, self._frame, self._count)

    def _text_of(self, frame: int) -> str:
        return str(frame)

    def _mark(self, *, is_refused: bool) -> None:
        if bool(self.property("invalid")) != is_refused:
            self.setProperty("invalid", is_refused)
            self.style().unpolish(self)
            self.style().polish(self)

    def _dress(self) -> None:
        self.setFont(self._themes.current.mono())
        self.updateGeometry()


class TimecodeField(FrameField):
    """Shows and takes a timecode: ``HH:MM:SS:FF``, ``SS:FF``, ``+12``, ``-1:00``."""

    _tip = "Timecode: type HH:MM:SS:FF, SS:FF, +12 or -1:00"
    _widest = "00:00:00:00"

    def _typed(self, text: str) -> int:
        return timecode_typed(text, self._frame, self._count, self._rate)

    def _text_of(self, frame: int) -> str:
        return timecode(frame, self._rate)
