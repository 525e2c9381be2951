"""The list below a search box: what may be meant by what was typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from engine.domain.query_completion import Completion, Vocabulary, completions

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes

_ROW = 28
_WIDEST = 420
_NARROWEST = 340
_MOST_SHOWN = 10
_FRAME = 10  # border and padding, above and below
Index = QModelIndex | QPersistentModelIndex


class Offers(QObject):
    """Shows completions below ``field``; who takes one hears ``chosen``."""

    chosen = Signal(object)  # Completion

    def __init__(self, field: QLineEdit, themes: Themes) -> None:
        super().__init__(field)
        self._field = field
        self._model = _Rows(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(field)
        self._completer.setMaxVisibleItems(_MOST_SHOWN)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._popup.setProperty("role", "offers")
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._popup.setItemDelegate(_Painter(themes, self))
        self._popup.setAccessibleName("What may be meant")
        self._completer.activated.connect(self._choose)

    @property
    def is_shown(self) -> bool:
        """Whether the list is there."""
        return self._popup.isVisible()

    @property
    def has_choice(self) -> bool:
        """Whether a line of the list is chosen: keys that choose belong to it."""
        return self.is_shown and self._popup.currentIndex().isValid()

    @property
    def shown(self) -> tuple[Completion, ...]:
        """What is offered; nothing while the list is away."""
        return self._model.offers if self.is_shown else ()

    def show_for(self, text: str, cursor: int, vocabulary: Vocabulary, *, asked: bool) -> None:
        """Offer what may be meant there, or nothing."""
        self._model.offer(completions(text, cursor, vocabulary, asked=asked))
        if not self._model.offers or not self._field.hasFocus():
            self.hide()
            return
        width = min(max(self._field.width(), _NARROWEST), _WIDEST)
        rows = min(len(self._model.offers), _MOST_SHOWN)
        self._popup.setFixedHeight(rows * self._popup.sizeHintForRow(0) + _FRAME)
        self._completer.complete(QRect(0, self._field.height(), width, 2))

    def hide(self) -> None:
        """Take the list away."""
        self._popup.hide()

    def _choose(self, text: str) -> None:
        offer = next((one for one in self._model.offers if one.text == text), None)
        if offer is not None:
            self.chosen.emit(offer)


class _Rows(QAbstractListModel):
    _ROLES: ClassVar = {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.EditRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offers: tuple[Completion, ...] = ()

    def offer(self, offers: tuple[Completion, ...]) -> None:
        if offers != self.offers:
            self.beginResetModel()
            self.offers = offers
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.offers):
            return None
        offer = self.offers[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return offer.note
        return offer.text if int(role) in self._ROLES else None


class _Painter(QStyledItemDelegate):
    """The words on the left, quietly what they are on the right."""

    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_NARROWEST, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._themes.current
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        room: QRect = option.rect.adjusted(theme.space(2), 0, -theme.space(2), 0)
        text, note = str(index.data() or ""), str(index.data(Qt.ItemDataRole.UserRole) or "")
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.save()
        painter.setFont(theme.font())
        painter.setPen(theme.text)
        width = QFontMetrics(theme.font()).horizontalAdvance(text)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, text)
        room.setLeft(room.left() + width + theme.space(3))
        small = theme.font(theme.small_size)
        painter.setFont(small)
        painter.setPen(theme.faint)
        short = QFontMetrics(small).elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, short)
        painter.restore()
