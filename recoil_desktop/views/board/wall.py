"""The wall itself: a list of cards in rows, none of which is a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QDrag, QHelpEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from recoil_desktop.delegates.board_card import CardDelegate, Chosen
from recoil_desktop.delegates.board_layout import cell_of
from recoil_desktop.models.board_model import BoardModel
from recoil_desktop.models.board_words import panel_tip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

    from engine.domain.board import BoardCard, Panel
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes

NARROWEST, WIDEST = 168, 640
"""Pixels that a card may be wide, before it takes its share of the row."""
FIRST_WIDTH = 236
ZOOM_STEP = 1.2
_PICTURES_MS = 40
_REST_MS = 150  # without a move until scrolling counts as over
_SELECT = QItemSelectionModel.SelectionFlag
_ARROW = Qt.CursorShape.ArrowCursor


class WallView(QListView):
    """Cards that fill the width; selection, place and chosen panel survive every change.

    Right and Left go on over the ends of rows; Esc goes from a panel to its card. All other keys
    are actions. One click on the mark of a card that waits chooses and approves it.
    """

    chosen_changed = Signal()
    opened = Signal()  # double click
    approval_wanted = Signal()  # of the chosen card, by the mark on it
    drag_began = Signal()
    zoomed = Signal(int)  # pixels
    menu_requested = Signal(QPoint)  # where on the screen

    def __init__(
        self, themes: Themes, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.board = BoardModel(self)
        self.cards = CardDelegate(themes, thumbnails, self)
        self._wanted = FIRST_WIDTH
        self._columns = 1
        self._is_on_mark = False
        self._arrived: set[Path] = set()
        self._pictures = QTimer(self)
        self._pictures.setSingleShot(True)
        self._pictures.setInterval(_PICTURES_MS)
        self._pictures.timeout.connect(self._show_arrived)
        self._thumbnails = thumbnails
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: thumbnails.hurry(is_on=False))
        self.verticalScrollBar().valueChanged.connect(self._hurry)
        self.setModel(self.board)
        self.setItemDelegate(self.cards)
        self._dress()
        thumbnails.loaded.connect(self._take_picture)
        self.selectionModel().selectionChanged.connect(self._follow_selection)
        self.selectionModel().currentChanged.connect(self._follow_current)
        self.customContextMenuRequested.connect(
            lambda point: self.menu_requested.emit(self.viewport().mapToGlobal(point))
        )
        themes.changed.connect(self._arrange)

    # -- what is chosen ------------------------------------------------------

    @property
    def chosen_cards(self) -> tuple[BoardCard, ...]:
        """The selected cards, in the order of the wall."""
        # By ranges: a thousand selected cards are one of them, and a thousand indexes.
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.size())]
        rows = sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))
        cards = self.board.cards if rows else ()
        return tuple(cards[row] for row in rows)

    @property
    def current_card(self) -> BoardCard | None:
        """The card that has the keys, while it is selected."""
        index = self.currentIndex()
        is_chosen = index.isValid() and self.selectionModel().isSelected(index)
        return self.board.card(index) if is_chosen else None

    @property
    def chosen_panel(self) -> Panel | None:
        """The panel that was chosen in the current card."""
        card = self.current_card
        if card is None or card.key != self.cards.chosen.card:
            return None
        return card.panel(self.cards.chosen.segment_id)

    def choose(self, keys: Iterable[str], segment_id: str = "") -> bool:
        """Select these cards and bring the first into view; False when none is shown."""
        wanted = [index for key in keys if (index := self.board.index_of(key)).isValid()]
        if not wanted:
            return False
        chosen = QItemSelection()
        for index in wanted:
            chosen.select(index, index)
        self.selectionModel().setCurrentIndex(wanted[0], _SELECT.NoUpdate)
        self.selectionModel().select(chosen, _SELECT.ClearAndSelect)
        self.scrollTo(wanted[0], QAbstractItemView.ScrollHint.EnsureVisible)
        self.choose_panel(segment_id)
        return True

    def choose_panel(self, segment_id: str) -> None:
        """Let keys mean this panel of the current card; "" the card as a whole."""
        card = self.current_card
        self.cards.chosen = Chosen(card.key if card else "", segment_id)
        self.viewport().update()
        self.chosen_changed.emit()

    def walk_panels(self, step: int) -> None:
        """Choose the next or the former panel; before the first and after the last, the card."""
        card = self.current_card
        if card is None or not card.panels:
            return
        ids = ["", *(panel.segment_id for panel in card.panels)]
        now = self.chosen_panel.segment_id if self.chosen_panel else ""
        self.choose_panel(ids[(ids.index(now) + step) % len(ids)])

    # -- zoom ----------------------------------------------------------------

    @property
    def zoom(self) -> int:
        """How many pixels wide cards are wanted."""
        return self._wanted

    def set_zoom(self, width: int, around: QPoint | None = None) -> None:
        """Show cards about so wide; what is under ``around``, else the current card, stays."""
        width = max(NARROWEST, min(WIDEST, width))
        if width == self._wanted:
            return
        anchor, share = self._anchor(around)
        self._wanted = width
        self._arrange()
        if anchor.isValid():
            place = self.visualRect(anchor)
            there = round(share * self.viewport().height())
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + place.center().y() - there)
        self.zoomed.emit(width)

    def zoom_by(self, factor: float) -> None:
        """Show cards larger or smaller."""
        self.set_zoom(round(self._wanted * factor))

    # -- Qt ------------------------------------------------------------------

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        moves = QAbstractItemView.CursorAction
        steps = {
            moves.MoveLeft: -1,
            moves.MovePrevious: -1,
            moves.MoveRight: 1,
            moves.MoveNext: 1,
            moves.MoveUp: -self._columns,
            moves.MoveDown: self._columns,
        }
        step, count = steps.get(action), self.board.rowCount()
        if step is None or not count:
            return super().moveCursor(action, modifiers)
        if not self.currentIndex().isValid():
            return self.board.index(0, 0)
        row = self.currentIndex().row() + step
        is_out = abs(step) > 1 and not 0 <= row < count
        # From a full row down into a shorter one: to its last card.
        is_last_row = (count - 1) // self._columns == self.currentIndex().row() // self._columns
        if is_out and (step < 0 or is_last_row):
            return self.currentIndex()
        return self.board.index(max(0, min(count - 1, row)), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if not is_by_mouse and self.board.rowCount() and not self.selectionModel().hasSelection():
            index = self.currentIndex() if self.currentIndex().isValid() else self.board.index(0, 0)
            self.choose([self.board.card(index).key])  # keys mean something from the start

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._step_back()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        is_left = index.isValid() and event.button() == Qt.MouseButton.LeftButton
        if is_left and self.cards.is_on_mark(index, self.visualRect(index), point):
            self.choose([self.board.card(index).key])
            self.approval_wanted.emit()
            return
        super().mousePressEvent(event)
        if is_left:
            panel = self._panel_at(index, point)
            self.choose_panel(panel.segment_id if panel else "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        is_on = index.isValid() and self.cards.is_on_mark(index, self.visualRect(index), point)
        if is_on != self._is_on_mark:
            self._is_on_mark = is_on
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else _ARROW)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        steps = event.angleDelta().y() / 120
        self.set_zoom(round(self._wanted * ZOOM_STEP**steps), event.position().toPoint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            panel = self._panel_at(index, event.pos()) if index.isValid() else None
            if panel is not None:
                QToolTip.showText(event.globalPos(), panel_tip(panel), self.viewport())
                return True
        return super().viewportEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        indexes = [one for one in self.selectionModel().selectedIndexes() if self._has_media(one)]
        if not indexes:
            return
        self.drag_began.emit()
        drag = QDrag(self)
        drag.setMimeData(self.board.mimeData(indexes))
        drag.setPixmap(self._drag_picture(indexes[0]))
        drag.exec(Qt.DropAction.CopyAction)

    # -- private -------------------------------------------------------------

    def _dress(self) -> None:
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # It stands there always: coming and going it would change the width, and with it the rows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Batches of the episode")
        self.setProperty("role", "wall")

    def _arrange(self) -> None:
        width = self.viewport().width()
        self._columns, cell = cell_of(width, self._wanted, self.cards.text_scale)
        if cell != self.cards.cell or cell != self.gridSize():
            self.cards.cell = cell
            self.setGridSize(QSize(cell))
            self.verticalScrollBar().setSingleStep(max(20, cell.height() // 4))
        self.viewport().update()

    def _anchor(self, around: QPoint | None) -> tuple[QPersistentModelIndex, float]:
        """The card that stays where it is while all become larger, and how far down it is."""
        index = self.indexAt(around) if around is not None else self.currentIndex()
        is_seen = index.isValid() and self.visualRect(index).intersects(self.viewport().rect())
        if not is_seen:
            index = self.indexAt(self.viewport().rect().center())
        if not index.isValid():
            return QPersistentModelIndex(), 0.0
        height = max(self.viewport().height(), 1)
        return QPersistentModelIndex(index), self.visualRect(index).center().y() / height

    def _panel_at(self, index: QModelIndex, point: QPoint) -> Panel | None:
        card = self.board.card(index)
        place = self.cards.layout_of(card).panel_at(point - self.visualRect(index).topLeft())
        return card.panels[place] if place is not None and not card.broken else None

    def _step_back(self) -> None:
        """From a panel to its card, from a card to nothing."""
        if self.chosen_panel is not None:
            self.choose_panel("")
        else:
            self.clearSelection()

    def _follow_current(self) -> None:
        self.cards.chosen = Chosen()
        self.chosen_changed.emit()

    def _follow_selection(self) -> None:
        self.chosen_changed.emit()

    def _has_media(self, index: QModelIndex) -> bool:
        return bool(self.board.flags(index) & Qt.ItemFlag.ItemIsDragEnabled)

    def _drag_picture(self, index: QModelIndex) -> QPixmap:
        whole = self.viewport().grab(self.visualRect(index))
        return whole.scaledToWidth(160, Qt.TransformationMode.SmoothTransformation)

    def _hurry(self) -> None:
        self._thumbnails.hurry(is_on=True)
        self._rest.start()

    def _take_picture(self, path: Path) -> None:
        self._arrived.add(path)
        if not self._pictures.isActive():
            self._pictures.start()

    def _show_arrived(self) -> None:
        """Paint the cards in sight again whose pictures have come."""
        arrived, self._arrived = self._arrived, set()
        stale = self.cards.take_arrived(arrived)
        if not stale or not self.isVisible():
            return
        for index in self._seen():
            if self.board.card(index).key in stale:
                self.update(index)

    def _seen(self) -> Iterable[QModelIndex]:
        """The cards in sight."""
        height = self.cards.cell.height()
        first = max(0, self.verticalOffset() // height) * self._columns
        rows = self.viewport().height() // height + 2
        last = min(self.board.rowCount(), first + rows * self._columns)
        return [self.board.index(row, 0) for row in range(first, last)]
