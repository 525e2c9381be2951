"""The comments pane: the notes on what is chosen, or on the whole episode, and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from engine.domain.comments import Comment, CommentTag
from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.delegates.comment_row import CommentDelegate
from recoil_desktop.models.comment_words import TAG_WORDS, counts_words
from recoil_desktop.models.rows_model import Row, RowsModel
from recoil_desktop.views.comments.compose import Compose
from recoil_desktop.views.list_pane import popup
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QFocusEvent, QResizeEvent

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes


@dataclass(frozen=True, slots=True)
class NotesShown:
    """What the pane shows.

    ``target`` names what a new note would be about, "" while nothing; ``is_here`` tells which notes
    belong to it. ``place_of`` names what a note is about. ``problem`` says why the notes can't be
    read.
    """

    comments: tuple[Comment, ...] = ()
    target: str = ""
    frames: tuple[int, int] | None = None
    is_here: Callable[[Comment], bool] = lambda _comment: True
    place_of: Callable[[Comment], str] = lambda comment: comment.batch_id
    problem: str = ""
    blocked: str = ""


class CommentsPane(QWidget):
    """Shows what it is given; what is written and chosen is told."""

    chosen_changed = Signal()
    opened = Signal()  # double click

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._shown = NotesShown()
        self.heading = ElidedLabel()
        self.here = _tab("Here", "Only notes on what is chosen")
        self.open_only = _tab("Open", "Only notes that nobody resolved")
        self.tag = QComboBox()
        self.list = NotesList(themes)
        self.empty = EmptyState(themes, "comment", *_NO_TARGET)
        self.compose = Compose()
        self._lay_out()
        self.here.toggled.connect(self._show_rows)
        self.open_only.toggled.connect(self._show_rows)
        self.tag.activated.connect(self._show_rows)
        self.list.opened.connect(self.opened)
        self.list.chosen_changed.connect(self.chosen_changed)
        self.list.menu_requested.connect(self._show_menu)
        self.compose.left.connect(self.list.setFocus)
        self.show_notes(self._shown)

    @property
    def chosen(self) -> tuple[Comment, ...]:
        """The selected notes."""
        return self.list.chosen

    @property
    def shown(self) -> NotesShown:
        """What is shown."""
        return self._shown

    def show_notes(self, shown: NotesShown) -> None:
        """Show this."""
        self._shown = shown
        here = [one for one in shown.comments if shown.is_here(one)]
        is_all = not shown.target or not self.here.isChecked()
        counted = counts_words(shown.comments if is_all else here)
        name = "Episode" if is_all else shown.target
        self.heading.say(f"{name}: {counted}")
        self.here.setEnabled(bool(shown.target))
        blocked = shown.blocked or ("" if shown.target else _NO_PLACE)
        self.compose.show_target(shown.target, shown.frames, blocked=blocked)
        self._show_rows()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        has_rows = self._stack.currentWidget() is self.list
        (self.list if has_rows else self.compose.words).setFocus(event.reason())

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.here.setChecked(True)
        self.tag.addItem("All kinds", "")
        for tag in CommentTag:
            self.tag.addItem(TAG_WORDS[tag], tag.value)
        self.tag.setAccessibleName("Kind of comment")
        bar = QWidget()
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setProperty("role", "bar")
        filters = QHBoxLayout()
        filters.setSpacing(2)
        for widget in (self.here, self.open_only):
            filters.addWidget(widget)
        filters.addStretch()
        filters.addWidget(self.tag)
        top = QVBoxLayout(bar)
        top.setContentsMargins(12, 8, 8, 8)
        top.setSpacing(6)
        top.addWidget(self.heading)
        top.addLayout(filters)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.compose)
        column.addWidget(bar)
        column.addWidget(holder, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _show_rows(self) -> None:
        shown = self._shown
        kept = [one for one in reversed(shown.comments) if self._is_wanted(one)]
        kept.sort(key=lambda one: one.resolved)  # what is open first, the newest of it on top
        self.list.show_rows(_row(one, shown.place_of) for one in kept)
        self._stack.setCurrentWidget(self.list if kept else self.empty)
        if not kept:
            self._explain()
        self.chosen_changed.emit()

    def _is_wanted(self, comment: Comment) -> bool:
        shown, tag = self._shown, self.tag.currentData()
        is_elsewhere = self.here.isChecked() and shown.target and not shown.is_here(comment)
        if is_elsewhere or (self.open_only.isChecked() and comment.resolved):
            return False
        return not tag or comment.tag == tag

    def _explain(self) -> None:
        shown = self._shown
        if shown.problem:
            self.empty.say("The comments can't be read", shown.problem)
        elif shown.comments and (self.open_only.isChecked() or self.tag.currentData()):
            self.empty.say(*_NOTHING_MATCHES)
        elif shown.target:
            self.empty.say("No comments here yet", f"Write the first about {shown.target} below.")
        else:
            self.empty.say(*_NO_TARGET)

    def _show_menu(self, where: QPoint) -> None:
        menu = context_menu(self, self._registry, Menu.COMMENTS_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)


class NotesList(QListView):
    """Rows as high as their words; selection survives every change."""

    chosen_changed = Signal()
    opened = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.rows = RowsModel(self)
        self.notes = CommentDelegate(themes, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.notes)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setAccessibleName("Comments")
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.customContextMenuRequested.connect(
            lambda point: self.menu_requested.emit(self.viewport().mapToGlobal(point))
        )
        themes.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def chosen(self) -> tuple[Comment, ...]:
        """The selected notes, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row)
        found = [self.rows.row(index).item for index in indexes]
        return tuple(one for one in found if isinstance(one, Comment))

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Become these."""
        self.rows.sync(tuple(rows))

    def choose(self, comment_id: str) -> bool:
        """Select a note and bring it into view; False when it isn't shown."""
        places = (place for place, row in enumerate(self.rows.rows) if row.key == comment_id)
        place = next(places, None)
        if place is None:
            return False
        index = self.rows.index(place)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if not is_by_mouse and self.rows.rows and not self.selectionModel().hasSelection():
            row = max(0, self.currentIndex().row())
            self.choose(self.rows.rows[row].key)  # keys mean something from the start

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.viewport().width() != self.notes.width:
            self.notes.width = self.viewport().width()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)


def _row(comment: Comment, place_of: Callable[[Comment], str]) -> Row:
    tone = "muted" if comment.resolved else ""
    return Row(comment.id, comment.body, place_of(comment), tone=tone, item=comment)


def _tab(label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setProperty("role", "tab")
    button.setCheckable(True)
    button.setToolTip(tip)
    return button


_NO_PLACE = "Choose a card on the board to comment on it"
_NO_TARGET = (
    "No comments yet",
    "Notes on batches, panels and frames come here. Select a card on the board and press C.",
)
_NOTHING_MATCHES = ("Nothing matches", "No comment fits the filter.")
