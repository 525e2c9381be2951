"""Asks for one fresh take of a batch, after saying what it would cost and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)

from recoil_desktop.widgets.question import lay_out_question

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

AUTO, SAME = "auto", ""
_PAUSE_MS = 300
_LARGEST_SEED = 2_147_483_647


@dataclass(frozen=True, slots=True)
class RerollWish:
    """What the new take is to be; ``auto`` tries what the last rejection asks for."""

    scene_id: str
    note: str = ""
    seed: int | None = None
    make_primary: bool = False
    strategy: str = AUTO


@dataclass(frozen=True, slots=True)
class RerollProposal:
    """What was wrong with the last take, and what may be tried: name and words, the best first."""

    words: str
    offers: tuple[tuple[str, str], ...] = ()


_WORDS = "One fresh take of this batch. The take that counts stays where it is."


class RerollDialog(QDialog):
    """``check_wanted`` asks for a preflight; the button waits for its answer."""

    check_wanted = Signal(object)  # RerollWish
    asked = Signal(object)  # RerollWish

    def __init__(self, scene_id: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New take")
        self.setMinimumWidth(480)
        self._scene_id = scene_id
        self._answer: RerollWish | None = None
        self._trouble = ""
        self.note = QLineEdit()
        self.note.setPlaceholderText("What should be different")
        self.note.setAccessibleName("Note")
        self.seed = QLineEdit()
        self.seed.setPlaceholderText("Seed: another one by itself")
        self.seed.setAccessibleName("Seed")
        self.seed.setValidator(QIntValidator(0, _LARGEST_SEED, self))
        self.primary = QCheckBox("It counts from now on, in place of the take that does")
        self.proposed = QLabel()
        self.strategy = QComboBox()
        self.strategy.setAccessibleName("What the new take tries")
        self._offers: tuple[str, ...] = ()
        self.answer = QLabel("Looking whether that can be done…")
        self.answer.setWordWrap(True)
        self.button = QPushButton("Render a new take")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._lay_out(title)
        for field in (self.note, self.seed):
            field.textChanged.connect(self._follow)
        self.primary.toggled.connect(self._follow)
        self.strategy.activated.connect(self._follow)
        self.button.clicked.connect(self._begin)
        self._judge()

    @property
    def wish(self) -> RerollWish:
        """What the fields say."""
        seed = self.seed.text().strip()
        return RerollWish(
            self._scene_id,
            self.note.text().strip(),
            int(seed) if seed else None,
            self.primary.isChecked(),
            self._chosen,
        )

    def show_proposal(self, proposal: RerollProposal | None) -> None:
        """Show what was wrong last time, and offer what may be tried; the best is chosen."""
        if proposal is None or self._offers:
            return
        self.proposed.setText(proposal.words)
        self.proposed.show()
        if not proposal.offers:
            return
        self._offers = (*(name for name, _ in proposal.offers), SAME)
        self.strategy.addItems([f"Try {words}" for _, words in proposal.offers])
        self.strategy.addItem("The same again")
        self.strategy.show()

    def begin(self) -> None:
        """Ask for the first preflight."""
        self._ask()

    def show_answer(self, wish: RerollWish, words: str, *, is_trouble: bool) -> None:
        """Show what the preflight said, when it is still about the same wish."""
        if wish != self.wish:
            return
        self._answer, self._trouble = wish, words if is_trouble else ""
        self.answer.setText(words)
        self.answer.setProperty("role", "bad" if is_trouble else "muted")
        self.answer.style().polish(self.answer)
        self._judge()

    @property
    def _chosen(self) -> str:
        """The proposed one is asked for as such: then it is the answer that is already there."""
        row = self.strategy.currentIndex()
        return self._offers[row] if row > 0 else AUTO

    def _lay_out(self, title: str) -> None:
        self.answer.setProperty("role", "muted")
        self.proposed.setWordWrap(True)
        self.proposed.setProperty("role", "warn")
        self.proposed.hide()
        self.strategy.hide()
        fields = (self.proposed, self.strategy, self.note, self.seed, self.primary, self.answer)
        lay_out_question(self, f"New take of {title}", _WORDS, fields, self.button)

    def _follow(self) -> None:
        self._pause.start()
        self._judge()

    def _ask(self) -> None:
        self.check_wanted.emit(self.wish)

    def _judge(self) -> None:
        is_answered = self._answer == self.wish
        self.button.setEnabled(is_answered and not self._trouble)
        self.button.setToolTip(self._trouble if is_answered else "Looking whether that can be done")

    def _begin(self) -> None:
        wish = self.wish
        self.accept()
        self.asked.emit(wish)
