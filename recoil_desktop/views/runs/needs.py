"""What waits for a person, with the buttons that help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.models.run_needs import WORDS, Need, Verb
from recoil_desktop.models.run_words import counted
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.theme import Themes

_MOST = 40
_ROW = 48
_ROWS_SHOWN = 3
_TITLE = 32


class NeedsList(QWidget):
    """A heading that folds, and a row for each need; hidden while nothing waits."""

    asked = Signal(object, object)  # Need, Verb

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._needs: tuple[Need, ...] = ()
        self._rows: dict[str, _NeedRow] = {}
        self.fold = QPushButton()
        self.fold.setProperty("role", "fold")
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self._scroll = QScrollArea()
        self._column = QVBoxLayout()
        self._more = QLabel()
        self._lay_out()
        self.fold.toggled.connect(self._arrange)
        themes.changed.connect(self._dress)
        self.hide()

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is shown."""
        return self._needs

    def button(self, need_key: str, verb: Verb) -> QPushButton:
        """The button of a verb in the row of a need."""
        return self._rows[need_key].buttons[verb]

    def show_needs(self, needs: Sequence[Need]) -> None:
        """Show these; a row whose need is as it was stays, with the keyboard in it."""
        if tuple(needs) == self._needs:
            return
        self._needs = tuple(needs)
        shown = {need.key: need for need in self._needs[:_MOST]}
        for key in [key for key, row in self._rows.items() if shown.get(key) != row.need]:
            row = self._rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, (key, need) in enumerate(shown.items()):
            if key not in self._rows:
                self._rows[key] = self._row(need)
            self._column.insertWidget(place, self._rows[key])
        hidden = len(self._needs) - len(shown)
        self._more.setText(f"and {hidden:,} more")
        self._more.setVisible(hidden > 0)
        self._arrange()

    def _row(self, need: Need) -> _NeedRow:
        row = _NeedRow(need, self._themes)
        row.asked.connect(partial(self.asked.emit, need))
        return row

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        self._more.setProperty("role", "small")
        self._more.setContentsMargins(44, 4, 0, 4)
        self._more.hide()
        holder = QWidget()
        holder.setProperty("role", "page")
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self._more)
        self._column.addStretch()
        holder.setLayout(self._column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(holder)
        self.fold.setFixedHeight(_TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fold)
        column.addWidget(self._scroll)

    def _arrange(self) -> None:
        """As high as its rows, up to a few; the others are scrolled to."""
        count = len(self._rows) + (not self._more.isHidden())
        is_open = self.fold.isChecked()
        self._scroll.setVisible(is_open)
        height = min(count, _ROWS_SHOWN) * _ROW + (_ROW // 3 if count > _ROWS_SHOWN else 4)
        self._scroll.setFixedHeight(height)
        self.setFixedHeight(_TITLE + 1 + (height if is_open else 0))
        self.fold.setText(f"Needs you: {counted(len(self._needs), 'thing')}")
        self.setVisible(bool(self._needs))
        self._dress()

    def _dress(self) -> None:
        theme = self._themes.current
        name = "chevron-down" if self.fold.isChecked() else "chevron-right"
        self.fold.setIcon(icon(name, theme, theme.muted))
        self.fold.setIconSize(QSize(12, 12))
        for row in self._rows.values():
            row.dress()


class _NeedRow(QFrame):
    """One need: picture, title and detail, buttons on the right."""

    asked = Signal(object)  # Verb

    def __init__(self, need: Need, themes: Themes) -> None:
        super().__init__()
        self.need = need
        self._themes = themes
        self._picture = QLabel()
        title, detail = ElidedLabel(), ElidedLabel("small")
        title.say(need.title)
        detail.say(need.detail)
        self.buttons = {verb: self._button(verb) for verb in need.verbs}
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 4, 0, 4)
        words.addWidget(title)
        words.addWidget(detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        self.setFixedHeight(_ROW)
        self.setAccessibleName(f"{need.title}: {need.detail}")
        self.dress()

    def dress(self) -> None:
        """Take the theme's colours."""
        theme = self._themes.current
        picture = icon(self.need.icon, theme, getattr(theme, self.need.tone))
        self._picture.setPixmap(picture.pixmap(QSize(20, 20)))

    def _button(self, verb: Verb) -> QPushButton:
        label, tip = WORDS[verb]
        button = QPushButton(label)
        button.setToolTip(tip)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self.asked.emit, verb))
        return button
