"""The status bar: calm, and only what needs somebody: waiting passes, running work, trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_BAR_WIDTH = 96


class StatusStrip(QStatusBar):
    """Left: the project and messages. Right: what runs, and what needs somebody."""

    def __init__(self, registry: ActionRegistry, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._registry = registry
        self.setSizeGripEnabled(False)
        self.project = QLabel()
        self.project.setProperty("role", "status")
        self.offline = _link()
        self.offline.setToolTip("The project's folder or marker can't be read")
        self.jobs = _link()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        self.waiting = _link()
        self.needs = _link()
        self.waiting.clicked.connect(self._open_next)
        self.jobs.clicked.connect(registry["pane.activity"].trigger)
        self.addWidget(self.project, 1)
        for widget in (self.offline, self.bar, self.jobs, self.waiting, self.needs):
            self.addPermanentWidget(widget)
        self.show_busy(0, None)
        self.show_needs(0, "")
        self.show_context(registry.context)
        themes.changed.connect(self._dress)
        self._dress()

    def show_context(self, context: Context) -> None:
        """Show what is known of the project."""
        self.project.setText(context.project or "No project open")
        count = context.waiting_passes
        self.waiting.setText(f"{count} to review" if count else "")
        self.waiting.setVisible(count > 0)
        self.waiting.setToolTip("Open the pass that waits longest")
        self.offline.setText("Offline" if context.offline else "")
        self.offline.setVisible(context.offline is not None)

    def show_busy(self, count: int, share: float | None) -> None:
        """Show how many jobs run, and how far they are together (None: unknown)."""
        words = "1 job" if count == 1 else f"{count} jobs"
        self.jobs.setText(words if count else "")
        self.jobs.setVisible(count > 0)
        self.bar.setVisible(count > 0)
        self.bar.setRange(0, 100 if share is not None else 0)
        if share is not None:
            self.bar.setValue(round(100 * share))

    def show_needs(self, count: int, words: str) -> None:
        """Show how many things wait for somebody; ``words`` say what they are."""
        self.needs.setText(f"{count:,} {'needs' if count == 1 else 'need'} you" if count else "")
        self.needs.setToolTip(f"Inbox: {words}")
        self.needs.setVisible(count > 0)

    def _open_next(self) -> None:
        action: QAction = self._registry["pass.open_next"]
        action.trigger()

    def _dress(self) -> None:
        theme = self._themes.current
        self.waiting.setIcon(icon("cut", theme, theme.warn))
        self.needs.setIcon(icon("inbox", theme, theme.warn))
        self.jobs.setIcon(icon("activity", theme, theme.info))
        self.offline.setIcon(icon("offline", theme, theme.bad))


def _link() -> QPushButton:
    button = QPushButton()
    button.setProperty("role", "strip")
    button.setIconSize(QSize(14, 14))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
