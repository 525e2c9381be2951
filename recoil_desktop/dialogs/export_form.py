"""The fields of the export dialog; those that mean nothing for a format are not shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from engine.domain.exports import ExportWish, Format, Notes
from recoil_desktop.models.export_choices import (
    FORMATS,
    NOTES,
    RATES,
    ExportAsk,
    drops_numbers,
    has_timeline,
    rate_title,
    shows_stills,
    why_not,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from recoil_desktop.models.export_choices import ExportChoices

_MOST_HANDLES = 1000
_LABELS = 116  # pixels


class ExportForm(QWidget):
    """``changed`` comes for every edit; ``asked`` says what the fields say, ``trouble`` why not."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_filled = False
        self._own_rate: Fraction | None = None
        self._stem = ""
        self._is_named = False  # somebody wrote a name: it is kept when the episode changes
        self.episode = _combo("Episode")
        self.format = _combo("Format")
        self.about = QLabel()
        self.rate = _combo("Frame rate")
        self.drop_frame = QCheckBox("Drop-frame timecode")
        self.handles = QSpinBox()
        self.stills = QCheckBox("Pictures where a clip is missing")
        self.notes = _combo("Comments")
        self.file = QLineEdit()
        self.browse = QPushButton("Choose…")
        self.replace = QCheckBox("Write over the file that is there")
        self._rows: dict[QWidget, QLabel] = {}
        self._lay_out()
        self._offer()
        self._wire()

    # -- what it says --------------------------------------------------------

    @property
    def form(self) -> Format:
        """The format that is chosen."""
        return Format(self.format.currentData())

    @property
    def wish(self) -> ExportWish | None:
        """What the fields say, the file aside; None when there is no episode."""
        episode = self.episode.currentData()
        if episode is None:
            return None
        if not has_timeline(self.form):
            return ExportWish(episode=episode, form=self.form)
        return ExportWish(
            episode=episode,
            form=self.form,
            handles=self.handles.value(),
            rate=self.rate.currentData(),
            notes=Notes(self.notes.currentData()),
            drop_frame=self.drop_frame.isChecked(),
            stills=shows_stills(self.form) and self.stills.isChecked(),
        )

    @property
    def target(self) -> Path:
        """The file that is named."""
        return Path(self.file.text().strip()).expanduser()

    @property
    def asked(self) -> ExportAsk:
        """All that the fields say."""
        wish = self.wish
        if wish is None:
            raise ValueError("no episode is chosen")
        return ExportAsk(wish, self.target, self.replace.isChecked())

    @property
    def trouble(self) -> str:
        """Why nothing can be written as the fields stand; empty when it can."""
        if not self.file.text().strip():
            return "name a file"
        if not self.target.is_absolute():
            return "name the whole way to the file"
        if reason := why_not(self.target, self.form):
            return reason
        if self.target.exists() and not self.replace.isChecked():
            return f"{self.target.name} is there already"
        return ""

    # -- filling -------------------------------------------------------------

    def fill(self, choices: ExportChoices, episode: int | None) -> None:
        """Offer these episodes, and begin with one of them."""
        self._stem = choices.stem
        for each in choices.episodes:
            self.episode.addItem(each.label, each.episode)
        self.episode.setCurrentIndex(max(0, self.episode.findData(episode)))
        self.file.setText(str(choices.folder / self._usual_name()))
        self.is_filled = True
        self._tell()

    def show_rate(self, rate: Fraction) -> None:
        """Say which rate the episode has."""
        if self.rate.currentData() is None and rate != self._own_rate:
            self._own_rate = rate
            self.rate.setItemText(0, rate_title(None, rate))
        self._show_what_counts()

    def show_target(self, target: Path) -> None:
        """Name a file."""
        self._is_named = True
        self.file.setText(str(target))

    # -- following -----------------------------------------------------------

    def _usual_name(self) -> str:
        episode = self.episode.currentData() or 1
        return f"{self._stem}_EP{episode:03d}{self.form.suffix}"

    def _rename(self) -> None:
        """The file's name follows episode and format; a written one only the format."""
        target = self.target
        name = f"{target.stem}{self.form.suffix}" if self._is_named else self._usual_name()
        if target.name:
            self.file.setText(str(target.with_name(name)))
        self._tell()

    def _note_name(self) -> None:
        self._is_named = True

    def _tell(self) -> None:
        self._show_what_counts()
        if self.is_filled:
            self.changed.emit()

    def _show_what_counts(self) -> None:
        form = self.form
        self.about.setText(dict(FORMATS)[form])
        is_timeline = has_timeline(form)
        for widget in (self.rate, self.handles, self.notes):
            widget.setVisible(is_timeline)
            self._rows[widget].setVisible(is_timeline)
        self.stills.setVisible(shows_stills(form))
        rate = self.rate.currentData() or self._own_rate
        self.drop_frame.setVisible(rate is not None and drops_numbers(form, rate))
        self.replace.setVisible(not why_not(self.target, form) and self.target.exists())

    # -- layout --------------------------------------------------------------

    def _offer(self) -> None:
        for form, about in FORMATS:
            self.format.addItem(form.label, str(form))
            row = self.format.count() - 1
            self.format.setItemData(row, about, Qt.ItemDataRole.ToolTipRole)
        self.rate.addItem(rate_title(None, None), None)
        for rate in RATES:
            self.rate.addItem(rate_title(rate, None), rate)
        for notes, title in NOTES:
            self.notes.addItem(title, str(notes))
        self.drop_frame.setChecked(True)
        self.drop_frame.setToolTip("Leave numbers out so that timecode keeps up with the clock")
        self.stills.setToolTip("A shot without a clip shows its picture instead of a gap")
        self.handles.setRange(0, _MOST_HANDLES)
        self.handles.setSuffix(" frames")
        self.handles.setSpecialValueText("None")
        self.handles.setAccessibleName("Handles")
        self.handles.setToolTip(
            "Frames that may be trimmed outwards, from the videos that clips were cut from"
        )
        self.handles.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet does not reach it
        self.file.setAccessibleName("File")
        self.browse.setAutoDefault(False)
        self._show_what_counts()

    def _lay_out(self) -> None:
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnMinimumWidth(0, _LABELS)
        self.grid.setColumnStretch(1, 1)
        self._row("Episode", self.episode)
        self._row("Format", self.format)
        self._below(self.about)
        self._row("Frame rate", self.rate)
        self._below(self.drop_frame)
        self._row("Handles", self.handles)
        self._below(self.stills)
        self._row("Comments", self.notes)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        self._row("File", place, buddy=self.file)
        self._below(self.replace)

    def _row(self, name: str, widget: QWidget, buddy: QWidget | None = None) -> None:
        label = QLabel(name)
        label.setProperty("role", "muted")
        label.setBuddy(buddy or widget)
        row = self.grid.rowCount()
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(widget, row, 1)
        self._rows[widget] = label

    def _below(self, widget: QWidget) -> None:
        self.grid.addWidget(widget, self.grid.rowCount(), 1)

    def _wire(self) -> None:
        self.episode.currentIndexChanged.connect(self._rename)
        self.format.currentIndexChanged.connect(self._rename)
        self.rate.currentIndexChanged.connect(self._tell)
        self.notes.currentIndexChanged.connect(self._tell)
        self.handles.valueChanged.connect(self._tell)
        self.drop_frame.toggled.connect(self._tell)
        self.stills.toggled.connect(self._tell)
        self.replace.toggled.connect(self._tell)
        self.file.textEdited.connect(self._note_name)
        self.file.textChanged.connect(self._tell)


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    return combo
