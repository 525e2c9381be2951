"""The first line of the runs pane: which episode, how it stands, and the levers of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from engine.domain.ids import episode_id
from recoil_desktop.widgets.action_button import push_button, tool_button
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.actions.registry import ActionRegistry

_LEVERS = ("run.pause", "run.stop", "run.cancel")


class RunsHead(QWidget):
    """Episode, status, levers while a run goes on, and the way to begin one."""

    episode_chosen = Signal(int)

    def __init__(self, registry: ActionRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.episode = QComboBox()
        self.status = ElidedLabel("muted")
        self.levers = {name: tool_button(registry[name]) for name in _LEVERS}
        self.collect = tool_button(registry["run.collect"])
        self.generate = push_button(registry["generate.open"], "Generate…", role="primary")
        self._lay_out()
        self.episode.activated.connect(self._choose)

    def show_episodes(self, episodes: Sequence[int], shown: int | None) -> None:
        """List these and mark the one that is shown."""
        listed = [self.episode.itemData(row) for row in range(self.episode.count())]
        if listed != list(episodes):
            self.episode.clear()
            for number in episodes:
                self.episode.addItem(episode_id(number), number)
        self.episode.setCurrentIndex(self.episode.findData(shown))
        self.episode.setVisible(bool(episodes))

    def show_status(self, words: str, tone: str, *, is_running: bool) -> None:
        """Say how the episode stands; levers are there while there is something to pull."""
        self.status.say(words, tone)
        for lever in self.levers.values():
            lever.setVisible(is_running)
        self.collect.setVisible(not is_running and self.collect.isEnabled())

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        self.setFixedHeight(44)
        self.episode.setAccessibleName("Episode")
        self.episode.setToolTip("The episode whose runs are shown")
        self.episode.setFixedWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.episode)
        row.addWidget(self.status, 1)
        for lever in (*self.levers.values(), self.collect):
            row.addWidget(lever)
        row.addWidget(self.generate)

    def _choose(self, row: int) -> None:
        self.episode_chosen.emit(self.episode.itemData(row))
