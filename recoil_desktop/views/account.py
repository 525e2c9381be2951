"""The account of an episode, both ways: shots without a clip beside clips without a shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from engine.domain.ids import episode_id
from recoil_desktop.models.account import clip_row, shot_row, summary_of
from recoil_desktop.models.run_words import counted
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.account import Account
    from recoil_desktop.theme import Themes

_HEAD = 44
_NO_SHOTS = ("Every shot has a clip", "Shots whose takes are missing or rejected are listed here.")
_NO_CLIPS = ("Every clip has a shot", "Orphans, strays and what models added are listed here.")
_NO_EPISODE = (
    "No episode has a plan",
    "The account needs a plan with shots: state/visual/plans/ep_001_plan.json.",
)


class AccountPane(QWidget):
    """Shows an account; tells which episode is wanted and what was opened."""

    episode_chosen = Signal(int)
    shot_opened = Signal(object)  # ShotWithoutClip
    clip_opened = Signal(object)  # ClipWithoutShot

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.episode = QComboBox()
        self.summary = ElidedLabel("muted")
        self.shots = _Side(themes, "film", _NO_SHOTS)
        self.clips = _Side(themes, "check-circle", _NO_CLIPS)
        self.empty = EmptyState(themes, "list", *_NO_EPISODE)
        self._lay_out()
        self.setFocusProxy(self.shots.pane)
        self.episode.activated.connect(
            lambda row: self.episode_chosen.emit(self.episode.itemData(row))
        )
        self.shots.pane.activated.connect(lambda row: self.shot_opened.emit(row.item))
        self.clips.pane.activated.connect(lambda row: self.clip_opened.emit(row.item))

    def show_episodes(self, episodes: Sequence[int], shown: int | None) -> None:
        """List these and mark the one that is shown."""
        listed = [self.episode.itemData(row) for row in range(self.episode.count())]
        with QSignalBlocker(self.episode):
            if listed != list(episodes):
                self.episode.clear()
                for number in episodes:
                    self.episode.addItem(episode_id(number), number)
            self.episode.setCurrentIndex(self.episode.findData(shown))
        self._stack.setCurrentIndex(1 if episodes else 0)

    def show_account(self, account: Account | None) -> None:
        """Show this; None while it is not known."""
        if account is None:
            self.summary.say("")
            self.shots.show_rows("", ())
            self.clips.show_rows("", ())
            return
        self.summary.say(summary_of(account), "good" if account.is_even else "muted")
        shots, clips = len(account.shots), len(account.clips)
        self.shots.show_rows(
            f"{counted(shots, 'shot')} without a clip", [shot_row(one) for one in account.shots]
        )
        self.clips.show_rows(
            f"{counted(clips, 'clip')} without a shot", [clip_row(one) for one in account.clips]
        )

    def _lay_out(self) -> None:
        self.episode.setAccessibleName("Episode")
        self.episode.setFixedWidth(96)
        head = QWidget()
        head.setProperty("role", "bar")
        head.setFixedHeight(_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.episode)
        row.addWidget(self.summary, 1)
        sides = QSplitter()
        sides.setChildrenCollapsible(False)
        sides.addWidget(self.shots)
        sides.addWidget(self.clips)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(sides, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(page)


class _Side(QWidget):
    """A heading and a list."""

    def __init__(self, themes: Themes, picture: str, empty: tuple[str, str]) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setProperty("role", "section")
        self.heading.setContentsMargins(12, 8, 12, 4)
        self.pane = ListPane(themes, EmptyState(themes, picture, *empty))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.pane, 1)

    def show_rows(self, heading: str, rows: Sequence[object]) -> None:
        """Show these; no heading while there are none."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(rows))
        self.pane.show_rows(rows)  # type: ignore[arg-type]
