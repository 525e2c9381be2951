"""Asks what an unknown video shows, and by whom it was rendered; then it is a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.dialogs.register_form import RegisterForm
from recoil_desktop.dialogs.register_preview import RegisterPreview

if TYPE_CHECKING:
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.models.register_choices import (
        FileToRegister,
        RegisterChoices,
    )
    from recoil_desktop.theme import Themes

_SIZE = (880, 620)
_SMALLEST = (720, 500)
_PREVIEW = 240


class RegisterDialog(QDialog):
    """One video after another. Never waited for: what it offers and what came of it are told to it.

    ``choices_wanted`` asks what is known of a file in an episode, ``asked`` brings the wish; the
    dialog stays until it is told that it was done (``go_on``) or why not (``show_failure``).
    """

    choices_wanted = Signal(object, int)  # FileToRegister, episode
    asked = Signal(object)  # RegisterWish

    def __init__(
        self,
        files: tuple[FileToRegister, ...],
        episode: int,
        themes: Themes,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Register video" if len(files) == 1 else "Register videos")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self._files = files
        self._place = 0
        self._episode = episode
        self._is_busy = False
        self.preview = RegisterPreview(themes, thumbnails)
        self.form = RegisterForm(themes, thumbnails)
        self.count = QLabel()
        self.reason = QLabel()
        self.skip = QPushButton("Skip")
        self.button = QPushButton("Register")
        self._lay_out()
        self._wire()

    # -- public --------------------------------------------------------------

    @property
    def file(self) -> FileToRegister:
        """The video that is asked about now."""
        return self._files[self._place]

    def begin(self) -> None:
        """Ask what is known of the first video."""
        self._show_file()
        self.form.shots.setFocus()

    def show_choices(self, choices: RegisterChoices) -> None:
        """Offer what is known, when it is about the video and the episode that are shown."""
        if choices.file.said == self.file.said and choices.episode == self._episode:
            self.preview.show_file(choices.file)
            self.form.show_choices(choices)
            self._judge()

    def show_failure(self, words: str) -> None:
        """It was not done: say why, and let the editor change something."""
        self._is_busy = False
        self._judge()
        self._say(words, "bad")

    def go_on(self) -> None:
        """It was done: the next video, or the end."""
        self._is_busy = False
        if self._place + 1 < len(self._files):
            self._place += 1
            self._show_file()
        else:
            self.accept()

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("role", "surface")
        left.setFixedWidth(_PREVIEW)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.preview)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(left)
        body.addWidget(self.form, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "surface")
        self.count.setProperty("role", "small")
        self.reason.setWordWrap(True)
        cancel = QPushButton("Cancel")
        for button in (cancel, self.skip):
            button.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button.setDefault(True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(12)
        row.addWidget(self.count)
        row.addWidget(self.reason, 1)
        for widget in (self.skip, cancel, self.button):
            row.addWidget(widget)
        return foot

    def _wire(self) -> None:
        self.form.changed.connect(self._judge)
        self.form.episode_chosen.connect(self._follow_episode)
        self.button.clicked.connect(self._ask)
        self.skip.clicked.connect(self.go_on)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.button.click)

    def _show_file(self) -> None:
        many = len(self._files)
        self.count.setText(f"{self._place + 1} of {many}" if many > 1 else "")
        self.count.setVisible(many > 1)
        self.skip.setVisible(self._place + 1 < many)
        self.preview.show_file(self.file)
        self.form.wait()
        self._judge()
        self.choices_wanted.emit(self.file, self._episode)

    def _follow_episode(self, episode: int) -> None:
        self._episode = episode
        self.form.wait()
        self._judge()
        self.choices_wanted.emit(self.file, episode)

    def _judge(self) -> None:
        trouble = self.form.trouble
        self.form.setEnabled(not self._is_busy)
        self.button.setEnabled(not trouble and not self._is_busy)
        self.button.setToolTip(trouble)
        self._say("Registering…" if self._is_busy else trouble, "muted")

    def _say(self, words: str, role: str) -> None:
        self.reason.setText(words[:1].upper() + words[1:])
        if self.reason.property("role") != role:
            self.reason.setProperty("role", role)
            self.reason.style().polish(self.reason)

    def _ask(self) -> None:
        if self.form.trouble or self._is_busy:
            return
        self._is_busy = True
        with QSignalBlocker(self.form):
            wish = self.form.wish(self.file)
        self._judge()
        self.asked.emit(wish)
