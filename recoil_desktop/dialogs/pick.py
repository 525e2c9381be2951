"""Chooses one of many by typing: a shot, an asset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QWidget

PICTURE = QSize(108, 144)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_DETAIL = Qt.ItemDataRole.UserRole + 1
_HEIGHT = 216
_GAP = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen; ``key`` is what the answer brings."""

    key: str
    title: str
    detail: str = ""

    def fits(self, words: list[str]) -> bool:
        """Whether all the words stand in it somewhere."""
        text = f"{self.title} {self.detail} {self.key}".lower()
        return all(word in text for word in words)


def nothing_new(_typed: str) -> tuple[Choice, ...]:
    """Only what is listed may be chosen."""
    return ()


class PickDialog(QDialog):
    """A field that filters, a list, a button. Arrows move in the list while one types.

    ``make_new`` offers choices that are not there yet, from what was typed.
    """

    chosen = Signal(str)  # key

    def __init__(
        self,
        title: str,
        sentence: str,
        choices: tuple[Choice, ...],
        *,
        label: str,
        button: str,
        make_new: Callable[[str], tuple[Choice, ...]] = nothing_new,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._choices = choices
        self._make_new = make_new
        self.field = QLineEdit()
        self.field.setPlaceholderText(label)
        self.field.setAccessibleName(label)
        self.list = QListWidget()
        self.list.setMinimumHeight(_HEIGHT)
        self.list.setItemDelegate(_ChoiceDelegate(self.list))
        self.list.setAccessibleName(title)
        self.picture = QLabel()
        self.button = QPushButton(button)
        self._lay_out(title, sentence)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.currentRowChanged.connect(self._judge)
        self.list.itemActivated.connect(self._answer)
        self.button.clicked.connect(self._answer)
        self._show("")

    @property
    def choice(self) -> str:
        """The key of what is chosen; empty while nothing is."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def prefer(self, key: str) -> None:
        """Choose this one to begin with, if it is there."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)

    def show_picture(self, image: QImage) -> None:
        """Show what it is about beside the list."""
        if not image.isNull():
            self.picture.setPixmap(QPixmap.fromImage(image))
            self.picture.setFixedWidth(image.deviceIndependentSize().toSize().width())
            self.picture.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and event.key() in _MOVES:  # type: ignore[attr-defined]
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    # -- private -------------------------------------------------------------

    def _lay_out(self, title: str, sentence: str) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "title")
        heading.setWordWrap(True)
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.picture.hide()
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.picture)
        body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (heading, words, self.field):
            column.addWidget(widget)
        column.addLayout(body)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button.setDefault(True)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.button)
        return row

    def _show(self, typed: str) -> None:
        before, words = self.choice, typed.lower().split()
        shown = [choice for choice in self._choices if choice.fits(words)]
        shown += self._make_new(typed.strip())
        self.list.clear()
        for choice in shown:
            item = QListWidgetItem(choice.title)
            item.setData(Qt.ItemDataRole.UserRole, choice.key)
            item.setData(_DETAIL, choice.detail)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.prefer(before)
        self._judge()

    def _judge(self) -> None:
        self.button.setEnabled(bool(self.choice))

    def _answer(self) -> None:
        if key := self.choice:
            self.accept()
            self.chosen.emit(key)


class _ChoiceDelegate(QStyledItemDelegate):
    """The detail stands after the title, quietly."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        title, detail = index.data(), index.data(_DETAIL)
        if not detail:
            return
        left = option.fontMetrics.horizontalAdvance(title) + _GAP
        place = option.rect.adjusted(left, 0, -_GAP, 0)
        quiet = option.palette.color(QPalette.ColorRole.PlaceholderText)
        words = option.fontMetrics.elidedText(detail, Qt.TextElideMode.ElideRight, place.width())
        painter.save()
        painter.setPen(quiet)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
