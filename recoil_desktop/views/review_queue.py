"""The review queue: passes whose cuts wait, and takes that only a person can judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.models.judgement import Judgement, changed_words, judgement_row
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QListView

    from recoil_desktop.models.rows_model import Row, RowsModel
    from recoil_desktop.theme import Themes
    from recoil_desktop.widgets.empty import EmptyState

_HEAD = 40
_LIST_SHARE, _DETAIL_SHARE = 2, 3


class ReviewQueue(QWidget):
    """A list of both; beside it what is known of the take that is chosen."""

    activated = Signal(object)  # Row of a pass
    shown_requested = Signal(object)  # Judgement: show its take, or its batch
    resolve_requested = Signal(object)  # Judgement

    def __init__(self, themes: Themes, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._passes: tuple[Row, ...] = ()
        self._judgements: tuple[Judgement, ...] = ()
        self._wanted = ""
        self.pane = ListPane(themes, empty)
        self.detail = JudgementView(themes)
        self._splitter = splitter = QSplitter()
        splitter.addWidget(self.pane)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, _LIST_SHARE)
        splitter.setStretchFactor(1, _DETAIL_SHARE)
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self.setFocusProxy(self.pane)
        self.pane.activated.connect(self._activate)
        self.pane.list.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self.detail.show_button.clicked.connect(lambda: self._tell(self.shown_requested))
        self.detail.resolve_button.clicked.connect(lambda: self._tell(self.resolve_requested))
        self._show_detail()

    @property
    def model(self) -> RowsModel:
        """The rows of passes and takes."""
        return self.pane.model

    @property
    def list(self) -> QListView:
        """The list of rows."""
        return self.pane.list

    @property
    def empty(self) -> EmptyState:
        """What is shown while nothing waits."""
        return self.pane.empty

    @property
    def chosen(self) -> Judgement | None:
        """The take that is chosen."""
        index = self.pane.list.currentIndex()
        item = self.pane.model.row(index).item if index.isValid() else None
        return item if isinstance(item, Judgement) else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these passes."""
        self._passes = tuple(rows)
        self._show()

    def show_judgements(self, judgements: Sequence[Judgement]) -> None:
        """Show these takes."""
        self._judgements = tuple(judgements)
        self._show()

    def choose(self, key: str) -> None:
        """Choose a row, also one that is still to come."""
        self._wanted = key
        self._choose_wanted()

    # -- private -------------------------------------------------------------

    def _show(self) -> None:
        self.pane.show_rows([*self._passes, *map(judgement_row, self._judgements)])
        self._choose_wanted()
        self._show_detail()

    def _choose_wanted(self) -> None:
        for place, row in enumerate(self.pane.model.rows):
            if row.key == self._wanted:
                self._wanted = ""
                self.pane.list.setCurrentIndex(self.pane.model.index(place))

    def _show_detail(self) -> None:
        is_first = self.detail.isHidden()
        self.detail.show_judgement(self.chosen)
        if is_first and not self.detail.isHidden():
            width = self.width() // (_LIST_SHARE + _DETAIL_SHARE)
            self._splitter.setSizes([width * _LIST_SHARE, width * _DETAIL_SHARE])

    def _activate(self, row: Row) -> None:
        if isinstance(row.item, Judgement):
            self.shown_requested.emit(row.item)
        else:
            self.activated.emit(row)

    def _tell(self, signal: object) -> None:
        if self.chosen is not None:
            signal.emit(self.chosen)  # type: ignore[attr-defined]


class JudgementView(QWidget):
    """Everything about one take; hidden while none is chosen."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._shown: Judgement | None = None
        self.title = ElidedLabel("empty-title")
        self.facts = ElidedLabel("small")
        self.text = QTextEdit()
        self.show_button = QPushButton("Show")
        self.resolve_button = QPushButton("Resolve…")
        self._lay_out()
        themes.changed.connect(self._write)

    def show_judgement(self, one: Judgement | None) -> None:
        """Show this one."""
        self.setVisible(one is not None)
        if one is None or one == self._shown:
            return
        self._shown = one
        self.title.say(one.title)
        self.facts.say(one.facts)
        self.show_button.setVisible(bool(one.output or one.scene_id))
        self.show_button.setToolTip(one.output or "Show its batch among the runs")
        self._write()

    def _lay_out(self) -> None:
        self.text.setReadOnly(True)
        self.text.setProperty("role", "flat")
        self.text.setAccessibleName("Reason, attempts and prompts")
        self.show_button.setToolTip("Show the take, or its batch")
        self.resolve_button.setProperty("role", "primary")
        self.resolve_button.setToolTip("Say what was decided; it leaves the queue")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.setSpacing(8)
        head.addLayout(words, 1)
        for button in (self.show_button, self.resolve_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)

    def _write(self) -> None:
        one = self._shown
        if one is None:
            return
        self.text.clear()
        cursor = self.text.textCursor()
        self._section(cursor, "Reason", ((one.reason or "Nobody said why", False),))
        if one.attempts:
            lines = "\n".join(f"{number}  {each}" for number, each in enumerate(one.attempts, 1))
            self._section(cursor, "Attempts", ((lines, False),))
        if one.prompt:
            self._section(cursor, "Prompt", ((one.prompt, False),))
        if one.softened:
            pieces = tuple(changed_words(one.prompt, one.softened))
            self._section(cursor, "Softened prompt", pieces)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _section(
        self, cursor: QTextCursor, heading: str, pieces: tuple[tuple[str, bool], ...]
    ) -> None:
        theme = self._themes.current
        quiet, plain, marked = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(theme.muted)
        quiet.setFont(theme.font(theme.small_size, bold=True))
        plain.setFont(theme.font())
        plain.setForeground(theme.text)
        marked.setFont(theme.font())
        marked.setForeground(theme.text)
        marked.setBackground(theme.selection)
        if not cursor.atStart():
            cursor.insertText("\n\n", plain)
        cursor.insertText(f"{heading}\n", quiet)
        for text, is_changed in pieces:
            cursor.insertText(text, marked if is_changed else plain)
