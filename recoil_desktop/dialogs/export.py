"""Asks what leaves and where to, says what it would hold, and starts it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.dialogs.export_form import ExportForm
from recoil_desktop.widgets.question import foot_of, sentence

if TYPE_CHECKING:
    from engine.domain.exports import ExportWish
    from recoil_desktop.models.export_choices import ExportAsk, ExportChoices, Survey

_PAUSE_MS = 250
_WIDTH = 600
_MOST_WARNINGS = 4


class ExportDialog(QDialog):
    """Never waited for, never reads: ``survey_wanted`` asks what a wish would hold.

    An answer is shown only while the fields still say the same. ``started`` brings what is asked.
    """

    survey_wanted = Signal(object)  # ExportWish
    started = Signal(object)  # ExportAsk

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumWidth(_WIDTH)
        self.form = ExportForm()
        self.summary = QLabel("Reading the project…")
        self.warnings = QLabel()
        self.reason = QLabel()
        self.button = QPushButton("Export")
        self._answered: ExportWish | None = None
        self._survey: Survey | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._lay_out()
        self.form.setEnabled(False)
        self.form.changed.connect(self._follow)
        self.form.browse.clicked.connect(self._browse)
        self.button.clicked.connect(self._begin)
        self._judge()

    @property
    def blocked_by(self) -> str:
        """Why nothing can be exported now; empty when it can."""
        if not self.form.is_filled:
            return "the project is being read"
        if self.form.wish is None:
            return "there is no episode to export"
        if self._answered != self.form.wish or self._survey is None:
            return "the cut is being looked at"
        return self._survey.trouble or self.form.trouble

    # -- answers -------------------------------------------------------------

    def show_choices(self, choices: ExportChoices, episode: int | None) -> None:
        """Offer what there is, and ask what the first wish would hold."""
        self.form.setEnabled(True)
        self.form.fill(choices, episode)
        self.form.format.setFocus()
        self._pause.stop()
        self._ask()

    def show_survey(self, wish: ExportWish, survey: Survey) -> None:
        """Show what a wish would hold, when it is still the one that the fields say."""
        if wish == self.form.wish:
            self._answered, self._survey = wish, survey
            self.form.show_rate(survey.rate)
            self.summary.setText(survey.summary or sentence(survey.trouble))
            self._show_warnings(survey.warnings)
            self._judge()

    def show_failure(self, reason: str) -> None:
        """Say why nothing can be offered at all."""
        self.summary.setText(sentence(reason))

    # -- private -------------------------------------------------------------

    def _show_warnings(self, warnings: tuple[str, ...]) -> None:
        shown = [sentence(warning) for warning in warnings[:_MOST_WARNINGS]]
        if len(warnings) > _MOST_WARNINGS:
            shown.append(f"and {len(warnings) - _MOST_WARNINGS} more")
        self.warnings.setText("\n".join(shown))
        self.warnings.setToolTip("\n".join(map(sentence, warnings)))
        self.warnings.setVisible(bool(shown))

    def _follow(self) -> None:
        if self.form.wish != self._answered:
            self._pause.start()
        self._judge()

    def _ask(self) -> None:
        wish = self.form.wish
        if wish is None:
            self.show_failure("no episode has shots to export")
        elif wish != self._answered:
            self.survey_wanted.emit(wish)
        self._judge()

    def _judge(self) -> None:
        reason = self.blocked_by
        self.button.setEnabled(not reason)
        self.button.setToolTip(sentence(reason) if reason else "Write the file (Ctrl+Return)")
        self.reason.setText(sentence(reason))

    def _browse(self) -> None:
        """The system's own dialog for a file's name; never waited for."""
        form = self.form.form
        dialog = QFileDialog(self, "Export to", str(self.form.target.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # Whether one that is there may go is asked in one place, here.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilter(f"{form.label} (*{form.suffix})")
        dialog.setDefaultSuffix(form.suffix.removeprefix("."))
        dialog.selectFile(self.form.target.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._take_file))
        dialog.open()

    def _take_file(self, name: str) -> None:
        self.form.show_target(Path(name))

    def _begin(self) -> None:
        if not self.blocked_by:
            asked: ExportAsk = self.form.asked
            self.accept()
            self.started.emit(asked)

    def _lay_out(self) -> None:
        heading = QLabel("Export")
        heading.setProperty("role", "title")
        self.summary.setWordWrap(True)
        self.warnings.setProperty("role", "warn")
        self.warnings.setWordWrap(True)
        self.warnings.hide()
        line = QFrame()
        line.setProperty("role", "line")
        column = QVBoxLayout()
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (heading, self.form, line, self.summary, self.warnings):
            column.addWidget(widget)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(column, 1)
        whole.addWidget(foot_of(self, self.reason, self.button, "Cancel"))
        # Not the button's own: that goes whenever its text changes.
        QShortcut(QKeySequence("Ctrl+Return"), self, self._begin)
