"""The first line of the board: which episode, how its wall stands, a filter, zoom and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from engine.domain.ids import episode_id
from engine.domain.query_completion import Vocabulary
from recoil_desktop.models.board_words import STATUS_WORDS
from recoil_desktop.views.board.wall import FIRST_WIDTH, NARROWEST, WIDEST
from recoil_desktop.widgets.action_button import push_button, tool_button
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.query_field import QueryField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from engine.domain.query import Query
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_ROOMY = 720  # pixels below which the slider goes: wheel and keys zoom as well
_HINT = "Filter"


class BoardHead(QWidget):
    """Tells what was chosen and typed."""

    episode_chosen = Signal(int)
    zoom_changed = Signal(int)

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.episode = QComboBox()
        self.summary = ElidedLabel("muted")
        self.field = QueryField(themes, _HINT)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.render_boards = tool_button(registry["board.render"])
        self.reject = push_button(registry["board.reject"], "Reject", role="quiet")
        self.approve = push_button(registry["board.approve"], "Approve", role="primary")
        self._lay_out()
        self.episode.activated.connect(
            lambda row: self.episode_chosen.emit(self.episode.itemData(row))
        )
        self.slider.valueChanged.connect(self.zoom_changed)

    @property
    def query(self) -> Query:
        """What is looked for."""
        return self.field.query

    def show_episodes(self, episodes: Sequence[int], shown: int | None) -> None:
        """List these and mark the one that is shown."""
        listed = [self.episode.itemData(row) for row in range(self.episode.count())]
        if listed != list(episodes):
            self.episode.clear()
            for number in episodes:
                self.episode.addItem(episode_id(number), number)
        self.episode.setCurrentIndex(self.episode.findData(shown))
        self.episode.setVisible(bool(episodes))

    def show_zoom(self, width: int) -> None:
        """Put the slider there."""
        self.slider.blockSignals(True)
        self.slider.setValue(width)
        self.slider.blockSignals(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.slider.setVisible(self.width() >= _ROOMY)

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.episode.setAccessibleName("Episode")
        self.episode.setToolTip("The episode whose board is shown")
        self.episode.setFixedWidth(96)
        # It takes what the words leave: they are read more often than anything is typed.
        self.field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.field.setMinimumWidth(136)
        self.field.setMaximumWidth(320)
        words = tuple(status.value for status, said in STATUS_WORDS.items() if said)
        self.field.know(Vocabulary({"status": words}))
        self.slider.setRange(NARROWEST, WIDEST)
        self.slider.setValue(FIRST_WIDTH)
        self.slider.setFixedWidth(96)
        self.slider.setAccessibleName("Size of the cards")
        self.slider.setToolTip("Size of the cards (Ctrl with the wheel)")
        self.field.hint.setContentsMargins(12, 4, 12, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self.field.hint)

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setProperty("role", "bar")
        bar.setFixedHeight(44)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.episode)
        row.addWidget(self.summary)
        row.addWidget(self.field, 1)
        for widget in (self.slider, self.render_boards, self.reject, self.approve):
            row.addWidget(widget)
        return bar
