"""Asks what is wrong with a take: in the editor's words, and as one of the failure modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from engine.domain.sidecar import FailureMode
from recoil_desktop.models.strategy_words import guessed_mode, mode_words, what_follows
from recoil_desktop.widgets.question import lay_out_question

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

MODES = tuple(mode for mode in FailureMode if mode is not FailureMode.NONE)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ROWS = 8
_ASKS = "What is wrong with it"
_GOES_AFTER_MS = 30  # nobody sees it, nor is anybody's next key so quick


class RejectDialog(QDialog):
    """Words first, arrows choose the mode meanwhile, Return rejects.

    Until somebody chose a mode, it follows the words: "wrong hand" speaks of limbs. A mode that was
    chosen is reason enough: who works by mouse need not type.
    """

    answered = Signal(str, str)  # reason, failure mode

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._is_chosen = self._is_answered = False
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_ASKS)
        self.reason.setAccessibleName(_ASKS)
        self.modes = QListWidget()
        self.modes.setAccessibleName("Failure mode")
        self.modes.addItems([_title(mode) for mode in MODES])
        self.modes.setFixedHeight(_ROWS * self.modes.sizeHintForRow(0) + 2 * _ROWS)
        self.follows = QLabel()
        self.button = QPushButton("Reject")
        self._lay_out(title, sentence)
        self.reason.textChanged.connect(self._follow_words)
        self.reason.installEventFilter(self)
        self.modes.currentRowChanged.connect(self._follow_mode)
        self.modes.itemClicked.connect(self._keep_choice)
        self.modes.itemActivated.connect(self._answer)
        self.button.clicked.connect(self._answer)
        self._follow_words("")

    @property
    def mode(self) -> FailureMode:
        """The failure mode that is chosen."""
        return MODES[max(self.modes.currentRow(), 0)]

    @property
    def words(self) -> str:
        """The reason: what was typed, else the mode that was chosen; empty while neither is."""
        typed = self.reason.text().strip()
        is_told = self._is_chosen and self.mode is not FailureMode.UNKNOWN
        return typed or (_title(self.mode) if is_told else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and event.key() in _MOVES:  # type: ignore[attr-defined]
            self._keep_choice()
            QApplication.sendEvent(self.modes, event)
            return True
        return super().eventFilter(watched, event)

    # -- private -------------------------------------------------------------

    def _lay_out(self, title: str, sentence: str) -> None:
        self.follows.setWordWrap(True)
        self.follows.setProperty("role", "small")
        fields = (self.reason, self.modes, self.follows)
        lay_out_question(self, title, sentence, fields, self.button)
        # Two lines, whatever the mode: the buttons stay where they are.
        self.follows.setMinimumHeight(2 * self.follows.fontMetrics().lineSpacing())
        self.follows.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _follow_words(self, words: str) -> None:
        if not self._is_chosen:
            self._choose(guessed_mode(words) or FailureMode.UNKNOWN)
        self._judge()

    def _choose(self, mode: FailureMode) -> None:
        self.modes.setCurrentRow(MODES.index(mode))

    def _keep_choice(self) -> None:
        self._is_chosen = True
        self._judge()

    def _follow_mode(self) -> None:
        self.follows.setText(what_follows(self.mode))
        self._judge()

    def _judge(self) -> None:
        words = self.words
        self.button.setEnabled(bool(words))
        self.button.setToolTip("" if words else "Say what is wrong with it first")
        is_told = words and not self.reason.text()
        self.reason.setPlaceholderText(f"{words}, or in your words" if is_told else _ASKS)

    def _answer(self) -> None:
        if self.button.isEnabled() and not self._is_answered:
            self._is_answered = True
            self.answered.emit(self.words, self.mode.value)
            # The window behind is painted anew when this goes, which would hold up what was asked
            # for: the line changes first.
            QTimer.singleShot(_GOES_AFTER_MS, self, self.accept)


def _title(mode: FailureMode) -> str:
    words = mode_words(mode)
    return words[:1].upper() + words[1:]
