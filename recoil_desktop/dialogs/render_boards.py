"""Asks who draws boards, and says what it would cost before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)

from recoil_desktop.models.run_words import counted, listed
from recoil_desktop.widgets.question import lay_out_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from recoil_desktop.models.generate_choices import ModelChoice

_PAUSE_MS = 300
_LOOKING = "Looking what it costs…"
_WORDS = (
    "A picture for every batch, with a panel for each of its shots. The new art is proposed; what "
    "was approved before has to be approved again."
)


@dataclass(frozen=True, slots=True)
class RenderWish:
    """Who draws which batches, and what shall be different."""

    batches: tuple[str, ...]
    provider: str
    model: str
    note: str = ""


class RenderBoardsDialog(QDialog):
    """``check_wanted`` asks for a dry run; the button waits for its answer."""

    check_wanted = Signal(object)  # RenderWish
    asked = Signal(object)  # RenderWish

    def __init__(
        self,
        title: str,
        batches: Sequence[str],
        models: Sequence[ModelChoice],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Render boards")
        self.setMinimumWidth(480)
        self._batches = tuple(batches)
        self._answer: RenderWish | None = None
        self._trouble = ""
        self.model = QComboBox()
        for model in models:
            self.model.addItem(listed((model.title, model.price)), (model.provider, model.id))
        self.model.setAccessibleName("Drawn by")
        self.note = QLineEdit()
        self.note.setPlaceholderText("What shall be different (may stay empty)")
        self.note.setAccessibleName("Note")
        self.answer = QLabel(_LOOKING)
        self.answer.setWordWrap(True)
        self.button = QPushButton(f"Draw {counted(len(batches), 'board')}")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.begin)
        self._lay_out(title)
        self.model.currentIndexChanged.connect(self._follow)
        self.note.textChanged.connect(self._follow)
        self.button.clicked.connect(self._send)
        self._judge()

    @property
    def wish(self) -> RenderWish:
        """What the fields say."""
        provider, model = self.model.currentData() or ("", "")
        return RenderWish(self._batches, provider, model, self.note.text().strip())

    def begin(self) -> None:
        """Ask what it would cost."""
        self.check_wanted.emit(self.wish)

    def show_answer(self, wish: RenderWish, words: str, *, is_trouble: bool) -> None:
        """Show what the dry run said, when it is still about the same wish."""
        if wish != self.wish:
            return
        self._answer, self._trouble = wish, words if is_trouble else ""
        self._say(words, "bad" if is_trouble else "muted")
        self._judge()

    # -- private -------------------------------------------------------------

    def _lay_out(self, title: str) -> None:
        self.answer.setProperty("role", "muted")
        fields = (self.model, self.note, self.answer)
        lay_out_question(self, f"Render {title}", _WORDS, fields, self.button)

    def _follow(self) -> None:
        self._pause.start()
        self._say(_LOOKING, "muted")
        self._judge()

    def _say(self, words: str, role: str) -> None:
        self.answer.setText(words)
        self.answer.setProperty("role", role)
        self.answer.style().polish(self.answer)

    def _judge(self) -> None:
        is_answered = self._answer == self.wish
        self.button.setEnabled(is_answered and not self._trouble)
        self.button.setToolTip(self._trouble if is_answered else _LOOKING)

    def _send(self) -> None:
        wish = self.wish
        self.accept()
        self.asked.emit(wish)
