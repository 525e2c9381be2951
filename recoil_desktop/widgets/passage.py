"""Words to be read and copied: whole at every width, however long an id or a path in them is."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QWidget

_MAY_BREAK = "\u200b"


class Passage(QTextEdit):
    """As high as its words need. ``role`` is their tone in the style sheet."""

    def __init__(self, words: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._heights: dict[tuple[int, str], int] = {}  # by width and font: asked all the time
        self.setProperty("role", role)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(words)

    def text(self) -> str:
        """The words as they were said."""
        return self._words

    def say(self, words: str) -> None:
        """Show other words."""
        if words != self._words:
            self._words = words
            self._heights.clear()
            self.setPlainText(breakable(words))
            self.setToolTip(words)
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        asked = width, self.font().key()
        if asked not in self._heights:
            document = self.document().clone()
            document.setTextWidth(width)
            self._heights[asked] = ceil(document.size().height())
        return self._heights[asked]

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(4 * line, line)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText().replace(_MAY_BREAK, ""))
        return copied

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the pane scrolls, not one value in it


def breakable(words: str) -> str:
    """The words with invisible places where a line may end: ids and paths have no spaces."""
    for sign in "_/":
        words = words.replace(sign, sign + _MAY_BREAK)
    return words
