"""The top of the project pane: a banner when it is offline, the search and what is kept of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.domain.query import Query, QueryError, parse_query
from engine.domain.query_completion import Vocabulary
from recoil_desktop.icons import icon
from recoil_desktop.widgets.query_field import QueryField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recoil_desktop.theme import Themes

_STATUSES = (
    ("review", "In review"),
    ("cut", "Cut"),
    ("registered", "Registered"),
    ("failed", "Failed"),
    ("canonical", "Canonical"),
    ("pinned", "Pinned"),
    ("candidate", "Candidate"),
    ("rejected", "Rejected"),
)
_KINDS = (
    ("pass", "Passes"),
    ("clip", "Clips"),
    ("extra", "Model-added clips"),
    ("shot", "Shots"),
    ("orphan", "Orphans"),
)


class TreeHead(QWidget):
    """The field says all that is searched for; menus put words into it."""

    query_changed = Signal(object)  # Query
    left_downwards = Signal()
    entered = Signal()
    save_requested = Signal()
    forget_requested = Signal(str)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._values: Mapping[str, tuple[str, ...]] = {}
        self._saved: Mapping[str, str] = {}
        self.field = QueryField(themes, "Search: e01 status=review")
        self.banner = QFrame()
        self._banner_text = QLabel()
        self.button = _menu_button("Kept searches, statuses and kinds")
        self.menu = QMenu(self)
        self.saved_menu = self.menu.addMenu("Kept searches")
        self.menu.addSeparator()
        self._choices = [self._choice("status", *each) for each in _STATUSES]
        self.menu.addSeparator()
        self._choices += [self._choice("kind", *each) for each in _KINDS]
        self.menu.addSeparator()
        self.menu.addAction("Clear search", self.clear)
        self._lay_out()
        self._dress()
        self._connect()

    @property
    def query(self) -> Query:
        """What is searched for."""
        return self.field.query

    def show_offline(self, reason: str | None) -> None:
        """Say that nothing can be changed, and why; None takes the banner away."""
        self._banner_text.setText(f"Offline: {reason}. Nothing can be changed." if reason else "")
        self.banner.setVisible(reason is not None)

    def clear(self) -> None:
        """Show everything again."""
        self.field.ask(Query())

    def choose(self, *, statuses: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> None:
        """Search for these statuses and kinds, besides what is searched for."""
        self.field.ask(self.query.choosing("kind", kinds).choosing("status", statuses))

    def ask_text(self, text: str) -> None:
        """Search for what was kept as a text."""
        try:
            self.field.ask(parse_query(text))
        except QueryError:  # of another version of the program: shown, to be mended
            self.field.setText(text)

    def know(self, values: Mapping[str, tuple[str, ...]]) -> None:
        """What there is to be found, by key."""
        self._values = values
        self.field.know(Vocabulary(self._values, self._saved))

    def show_saved(self, saved: Mapping[str, str]) -> None:
        """The searches that are kept: name and query."""
        self._saved = saved
        self.field.know(Vocabulary(self._values, self._saved))

    # -- private -------------------------------------------------------------

    def _connect(self) -> None:
        self._themes.changed.connect(self._dress)
        self.field.query_changed.connect(self._tell)
        self.field.left_downwards.connect(self.left_downwards)
        self.field.entered.connect(self.entered)
        self.menu.aboutToShow.connect(self._tick)
        self.saved_menu.aboutToShow.connect(self._fill_saved)

    def _choice(self, key: str, value: str, title: str) -> QAction:
        action = QAction(title, self.menu)
        action.setCheckable(True)
        action.setData((key, value))
        action.triggered.connect(partial(self._toggle, key, value))
        self.menu.addAction(action)
        return action

    def _toggle(self, key: str, value: str) -> None:
        chosen = self.query.choices(key)
        others = tuple(each for each in chosen if each != value)
        values = others if value in chosen else (*chosen, value)
        self.field.ask(self.query.choosing(key, values))

    def _tick(self) -> None:
        for action in self._choices:
            key, value = action.data()
            action.setChecked(value in self.query.choices(key))

    def _fill_saved(self) -> None:
        menu = self.saved_menu
        menu.clear()
        for name, query in self._saved.items():
            action = menu.addAction(f"{name}\t{query}", partial(self.ask_text, query))
            action.setToolTip(query)
        if self._saved:
            menu.addSeparator()
        save = menu.addAction("Keep this search…", self.save_requested.emit)
        save.setEnabled(bool(self.query))
        if self._saved:
            forget = menu.addMenu("Forget")
            for name in self._saved:
                forget.addAction(name, partial(self.forget_requested.emit, name))

    def _tell(self, query: Query) -> None:
        self._dress()
        self.query_changed.emit(query)

    def _lay_out(self) -> None:
        self.button.setMenu(self.menu)
        self._banner_text.setWordWrap(True)
        self.banner.setProperty("role", "banner")
        self.banner.hide()
        inner = QHBoxLayout(self.banner)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.addWidget(self._banner_text)
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addLayout(row)
        self.field.hint.setContentsMargins(12, 0, 12, 8)
        column.addWidget(self.field.hint)

    def _dress(self) -> None:
        theme = self._themes.current
        is_chosen = bool(self.query.choices("status") or self.query.choices("kind"))
        ink = theme.accent_text if is_chosen else theme.muted
        self.button.setIcon(icon("filter", theme, ink))
        self.button.setIconSize(QSize(16, 16))
        self.saved_menu.setIcon(icon("bookmark", theme, theme.muted))


def _menu_button(words: str) -> QToolButton:
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
