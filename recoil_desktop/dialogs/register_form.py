"""The right side of the dialog: episode, shots, tag, model and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from engine.domain.ids import episode_id
from engine.domain.orphans import register_order
from engine.errors import UserError
from recoil_desktop.delegates.register_shot import RegisterShotDelegate
from recoil_desktop.models.register_choices import RegisterWish
from recoil_desktop.models.register_shots import RegisterShotsModel

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.models.register_choices import FileToRegister, RegisterChoices
    from recoil_desktop.theme import Themes


class RegisterForm(QWidget):
    """``changed`` comes for every edit; ``trouble`` says why it cannot be registered so."""

    changed = Signal()
    episode_chosen = Signal(int)

    def __init__(self, themes: Themes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._choices: RegisterChoices | None = None
        self._said: set[QLineEdit | QComboBox] = set()  # what the editor typed is kept
        self.episode = QComboBox()
        self.episode.setAccessibleName("Episode")
        self.model_shots = RegisterShotsModel(self)
        self.shots = _ShotList(self.model_shots)
        self.shots.setItemDelegate(RegisterShotDelegate(themes, thumbnails, self.shots))
        self.why = QLabel()
        self.others = QLineEdit()
        self.others.setAccessibleName("Other shots")
        self.others.setPlaceholderText("Other shots that nobody planned, like 12, 13A")
        self.tag = QLineEdit()
        self.tag.setAccessibleName("Tag")
        self.tag.setPlaceholderText("A_JADE")
        self.model = QComboBox()
        self.model.setEditable(True)
        self._typed_model = _field_of(self.model)
        self._typed_model.setPlaceholderText("Which model rendered it")
        self.model.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.model.setAccessibleName("Model")
        self.notes = QLineEdit()
        self.notes.setAccessibleName("Notes")
        self.notes.setPlaceholderText("Where it comes from, what is special about it")
        self._lay_out()
        self._wire(thumbnails)

    # -- public --------------------------------------------------------------

    @property
    def trouble(self) -> str:
        """Why it cannot be registered as the fields stand; empty when it can."""
        if self._choices is None:
            return "looking at the video"
        if self._choices.trouble:
            return self._choices.trouble
        try:
            register_order(
                self._choices.episode,
                self.said_shots,
                tag=self.tag.text(),
                model=self.model.currentText(),
            )
        except UserError as error:
            return str(error)
        return ""

    @property
    def said_shots(self) -> tuple[str, ...]:
        """The ticked shots in the order of the film, then those that were typed."""
        typed = (shot.strip() for shot in self.others.text().split(","))
        return (*self.model_shots.chosen, *(shot for shot in typed if shot))

    @property
    def waits(self) -> bool:
        """Whether the video is still being looked at."""
        return self._choices is None

    def wish(self, file: FileToRegister) -> RegisterWish:
        """What the fields say of a file."""
        episode = self.episode.currentData()
        return RegisterWish(
            file,
            episode if isinstance(episode, int) else 0,
            self.said_shots,
            self.tag.text().strip(),
            self.model.currentText().strip(),
            self.notes.text().strip(),
        )

    def wait(self) -> None:
        """Another video or episode is being looked at."""
        self._choices = None
        self.changed.emit()

    def show_choices(self, choices: RegisterChoices) -> None:
        """Offer what is known; what the editor typed before stays."""
        self._choices = choices
        with QSignalBlocker(self.episode):
            self.episode.clear()
            for number in choices.episodes:
                self.episode.addItem(episode_id(number), number)
            self.episode.setCurrentIndex(self.episode.findData(choices.episode))
        self.model_shots.show(choices.shots, choices.plan_order, choices.chosen)
        self.shots.scrollToTop()
        if choices.shots:
            self.shots.setCurrentIndex(self.model_shots.index(0))
        self.why.setText(choices.why)
        self.why.setVisible(bool(choices.why))
        self._offer_models(choices)
        if self.tag not in self._said:
            self.tag.setText(choices.tag)
        self.others.clear()
        self.notes.clear()
        self.changed.emit()

    # -- private -------------------------------------------------------------

    def _offer_models(self, choices: RegisterChoices) -> None:
        typed = self.model.currentText() if self.model in self._said else choices.model
        with QSignalBlocker(self.model):
            self.model.clear()
            self.model.addItems(list(choices.models))
            self.model.setCurrentText(typed)

    def _lay_out(self) -> None:
        self.why.setProperty("role", "small")
        self.why.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 16)
        column.setSpacing(4)
        column.addWidget(_label("Episode", self.episode))
        column.addWidget(self.episode)
        column.addWidget(_label("Shots in it", self.shots))
        column.addWidget(self.shots, 1)
        column.addWidget(self.others)
        column.addWidget(self.why)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, (name, widget) in enumerate((("Tag", self.tag), ("Model", self.model))):
            grid.addWidget(_label(name, widget), 0, place)
            grid.addWidget(widget, 1, place)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        column.addLayout(grid)
        column.addWidget(_label("Notes", self.notes))
        column.addWidget(self.notes)

    def _wire(self, thumbnails: Thumbnails) -> None:
        self.episode.currentIndexChanged.connect(self._choose_episode)
        self.model_shots.chosen_changed.connect(self.changed)
        for field in (self.tag, self.others):
            field.textChanged.connect(self.changed)
        self.tag.textEdited.connect(lambda _text: self._said.add(self.tag))
        self.tag.textEdited.connect(self._write_large)
        self.model.currentTextChanged.connect(self.changed)
        self._typed_model.textEdited.connect(lambda _text: self._said.add(self.model))
        self.model.activated.connect(lambda _row: self._said.add(self.model))
        thumbnails.loaded.connect(self._show_thumbnail)

    def _choose_episode(self) -> None:
        episode = self.episode.currentData()
        if isinstance(episode, int):
            self.episode_chosen.emit(episode)

    def _write_large(self, text: str) -> None:
        """Tags are capitals, digits and lines below: what is typed becomes one."""
        place = self.tag.cursorPosition()
        tag = text.upper().replace(" ", "_").replace("-", "_")
        if tag != text:
            self.tag.setText(tag)
            self.tag.setCursorPosition(place)

    def _show_thumbnail(self, path: Path) -> None:
        row = self.model_shots.row_showing(path)
        if row is not None:
            self.shots.update(self.model_shots.index(row))


class _ShotList(QListView):
    """Space and Enter tick the shot with the keys."""

    def __init__(self, model: RegisterShotsModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setProperty("role", "boxed")
        self.setAccessibleName("Shots in it")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index: QModelIndex = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._model.toggle(index)
            return
        super().keyPressEvent(event)


def _field_of(combo: QComboBox) -> QLineEdit:
    """Where one types into an editable list."""
    field = combo.lineEdit()
    if field is None:
        raise RuntimeError("not editable")
    return field


def _label(name: str, widget: QWidget) -> QLabel:
    label = QLabel(name)
    label.setProperty("role", "section")
    label.setContentsMargins(0, 8, 0, 0)
    label.setBuddy(widget)
    return label
