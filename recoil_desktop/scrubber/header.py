"""The panel's first line: which pass, why it is here, and the way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from recoil_desktop.actions.registry import shortcut_text
from recoil_desktop.scrubber.tools import VerbButton, spec_of
from recoil_desktop.scrubber.words import count_of
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.status import status_label

if TYPE_CHECKING:
    from engine.domain.review import ReviewSheet
    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.review_state import ReviewState
    from recoil_desktop.scrubber.tools import HasVerbs
    from recoil_desktop.theme import Themes


class Header(QWidget):
    """Name, status, reason; undo and redo; the confirm button and why it is off."""

    def __init__(self, desk: HasVerbs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._themes = themes
        self.title = QLabel()
        self.status = QLabel()
        self.reason = ElidedLabel("small")
        self.blocked = QLabel()
        self.undo = VerbButton("cut.undo", desk, themes)
        self.redo = VerbButton("cut.redo", desk, themes)
        self.confirm = QPushButton()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        self.setFixedHeight(44)
        self._lay_out()
        themes.changed.connect(self._dress)

    def show_sheet(self, sheet: ReviewSheet) -> None:
        """Name the video and say why it is in review."""
        self.title.setText(sheet.pass_id or sheet.video.name)
        self.title.setToolTip(str(sheet.video))
        self.status.setText(status_label(sheet.status) if sheet.pass_id else "loose video")
        self.status.setVisible(bool(self.status.text()))
        if sheet.verdict.ready:
            self.reason.say("every boundary is clear to see: check and confirm", "good")
        else:
            self.reason.say(sheet.reason or sheet.verdict.summary, "small")
        self._dress()

    def refresh(self, context: Context, state: ReviewState) -> None:
        """The confirm button as it may be pressed now, and its reason beside it."""
        self.undo.refresh(context)
        self.redo.refresh(context)
        spec = spec_of("cut.split_video" if state.is_loose else "cut.confirm")
        reason = spec.blocked_by(context)
        self.confirm.setText(_title(state))
        self.confirm.setEnabled(reason is None)
        self.confirm.setToolTip(f"{spec.title} ({shortcut_text(spec)})\n{reason or spec.tip}")
        self.confirm.setAccessibleDescription(reason or "")
        self.blocked.setText(reason or "")
        self.blocked.setVisible(bool(reason))

    def _lay_out(self) -> None:
        self.title.setProperty("role", "strong")
        self.status.setProperty("role", "chip")
        self.blocked.setProperty("role", "warn")
        self.confirm.setProperty("role", "primary")
        self.confirm.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.confirm.clicked.connect(self._finish)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.status, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.reason, 1)
        row.addWidget(self.blocked)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addWidget(self.confirm)

    def _finish(self) -> None:
        self._desk.segmentation.finish()

    def _dress(self) -> None:
        theme = self._themes.current
        self.title.setFont(theme.font(theme.text_size, bold=True))


def _title(state: ReviewState) -> str:
    if state.is_loose:
        return f"Split into {count_of(state.cuts + 1, 'clip')}"
    needed = state.cuts_needed
    return f"Confirm {count_of(needed, 'cut')}" if needed else "Confirm"
