"""The left side of the Generate dialog: what is to be rendered, by whom, within which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.domain.ids import episode_id
from recoil_desktop.dialogs.money_field import MoneyField
from recoil_desktop.dialogs.pass_list import PassList
from recoil_desktop.models.generate_choices import (
    GROUPINGS,
    LOCAL,
    Choices,
    GenerateWish,
    ModelChoice,
    Preset,
)
from recoil_desktop.models.run_words import batch_title, counted, listed

if TYPE_CHECKING:
    from recoil_desktop.models.generate_choices import EpisodeChoice

_MOST_TAKES, _MOST_AT_ONCE = 100, 32


class GenerateForm(QWidget):
    """Fields that follow each other: passes with the episode, models with the provider.

    ``changed`` comes for every edit; ``wish`` says what the fields say, ``trouble`` why that cannot
    be asked for at all.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._choices = Choices()
        self._scenes: tuple[str, ...] = ()
        self._is_filling = False
        self.episode = _combo("Episode")
        self.grouping = _combo("Group shots by")
        self.passes = PassList()
        self.only = QLabel()
        self.all_batches = QPushButton("All batches")
        self.provider = _combo("Rendered by")
        self.provider_note = _note()
        self.model = _combo("Model")
        self.model_note = _note()
        self.most = MoneyField("The most one job of unknown price may cost")
        self.budget = MoneyField("The most the episode may cost, all runs together")
        self.takes = _number("Takes of a beat until it is given up", _MOST_TAKES)
        self.at_once = _number("Beats rendered at the same time", _MOST_AT_ONCE)
        self.sound = QCheckBox("With sound")
        self.missing = QCheckBox("Again where the video is missing")
        self.stale = QCheckBox("Again where references changed")
        self._lay_out()
        self._wire()

    # -- what it says --------------------------------------------------------

    @property
    def wish(self) -> GenerateWish:
        """What the fields say."""
        grouping = self.grouping.currentData() or GROUPINGS[0][0]
        is_coverage = grouping == "coverage"
        model = self.model.currentData() or None
        return GenerateWish(
            episode=self.episode.currentData() or 0,
            grouping=grouping,
            passes=self.passes.chosen if is_coverage and not self.passes.is_all else None,
            scenes=self._scenes or None,
            provider=self.provider.currentData() or LOCAL,
            model=model,
            budget_micro=self.budget.micro,
            most_per_job_micro=None if self._is_priced else self.most.micro or None,
            max_takes=self.takes.value(),
            concurrency=self.at_once.value(),
            generate_audio=self.sound.isChecked(),
            rerender_missing=self.missing.isChecked(),
            rerender_stale=self.stale.isChecked(),
        )

    @property
    def trouble(self) -> str:
        """Why nothing can be rendered as the fields stand; empty when it can."""
        episode = self._episode
        if episode is None:
            return "no episode has a plan"
        if episode.problem:
            return episode.problem
        is_coverage = self.grouping.currentData() == "coverage"
        if is_coverage and not episode.passes:
            return f"{episode_id(episode.episode)} has no coverage passes"
        if is_coverage and not self.passes.chosen:
            return "choose at least one pass"
        provider = self._choices.provider(self.provider.currentData())
        return provider.reason if provider is not None else ""

    @property
    def cannot_be_asked(self) -> bool:
        """Whether a forecast makes no sense: a missing key alone is no reason against one."""
        provider = self._choices.provider(self.provider.currentData())
        return bool(self.trouble) and (provider is None or self.trouble != provider.reason)

    # -- filling -------------------------------------------------------------

    def fill(self, choices: Choices, preset: Preset) -> None:
        """Offer these choices and begin with what was asked for."""
        self._is_filling = True
        self._choices = choices
        self._fill_lists(choices)
        wish = preset.wish
        wanted = preset.episode if preset.episode is not None else (wish.episode if wish else None)
        self.episode.setCurrentIndex(max(0, self.episode.findData(wanted)))
        self.budget.show_micro((wish and wish.budget_micro) or choices.budget_micro)
        self.takes.setValue((wish and wish.max_takes) or choices.max_takes)
        self.at_once.setValue(wish.concurrency if wish else choices.concurrency)
        self.sound.setChecked(wish.generate_audio if wish else True)
        self.missing.setChecked(preset.rerender_missing)
        self.stale.setChecked(preset.rerender_stale)
        self._scenes = preset.scenes
        known = wish.grouping if wish else GROUPINGS[0][0]
        grouping = preset.grouping or ("coverage" if preset.passes else known)
        self.grouping.setCurrentIndex(max(0, self.grouping.findData(grouping)))
        self.provider.setCurrentIndex(
            max(0, self.provider.findData(wish.provider if wish else LOCAL))
        )
        self._follow_episode()
        if preset.passes:
            self.passes.choose(preset.passes)
        self._follow_provider()
        if wish is not None and wish.model:
            self.model.setCurrentIndex(max(0, self.model.findData(wish.model)))
        self._is_filling = False
        self._tell()

    def _fill_lists(self, choices: Choices) -> None:
        self.episode.clear()
        for each in choices.episodes:
            words = listed((episode_id(each.episode), counted(each.shots, "shot")))
            self.episode.addItem(words, each.episode)
        self.provider.clear()
        for row, provider in enumerate(choices.providers):
            self.provider.addItem(provider.title, provider.name)
            self.provider.setItemData(row, provider.reason, Qt.ItemDataRole.ToolTipRole)

    # -- following -----------------------------------------------------------

    @property
    def _episode(self) -> EpisodeChoice | None:
        return self._choices.episode(self.episode.currentData())

    @property
    def _chosen_model(self) -> ModelChoice | None:
        wanted = self.model.currentData() or self._choices.default_model
        return next((one for one in self._choices.models if one.id == wanted), None)

    @property
    def _is_priced(self) -> bool:
        is_local = self.provider.currentData() == LOCAL
        return is_local or self._chosen_model is None or self._chosen_model.is_priced

    def _follow_episode(self) -> None:
        episode = self._episode
        self.passes.show_passes(episode.passes if episode else ())
        self._tell()

    def _follow_provider(self) -> None:
        name = self.provider.currentData() or LOCAL
        self.model.clear()
        if self._choices.keeps_default(name):
            own = self._choices.default_model
            self.model.addItem(listed(("As the project says", own)), None)
        for model in self._choices.models_of(name):
            self.model.addItem(listed((model.title, model.price)), model.id)
        self._tell()

    def _show_all(self) -> None:
        self._scenes = ()
        self._tell()

    def _tell(self) -> None:
        """Show what depends on other fields, and say that something changed."""
        provider = self._choices.provider(self.provider.currentData())
        is_coverage = self.grouping.currentData() == "coverage"
        self.passes.setVisible(is_coverage and not self._scenes)
        for widget in (self.only, self.all_batches):
            widget.setVisible(bool(self._scenes))
        names = ", ".join(map(batch_title, self._scenes[:2]))
        more = f" and {len(self._scenes) - 2} more" if len(self._scenes) > 2 else ""  # noqa: PLR2004
        self.only.setText(f"Only {names}{more}")
        _say(self.provider_note, provider.reason if provider else "", "warn")
        is_local = self.provider.currentData() == LOCAL
        chosen = self._chosen_model
        note = _LOCAL_NOTE if is_local else chosen.note if chosen else ""
        _say(self.model_note, note, "small" if self._is_priced else "warn")
        self._most_label.setVisible(not self._is_priced)
        self.most.setVisible(not self._is_priced)
        if not self._is_filling:
            self.changed.emit()

    # -- layout --------------------------------------------------------------

    def _lay_out(self) -> None:
        for word, title, tip in GROUPINGS:
            self.grouping.addItem(title, word)
            row = self.grouping.count() - 1
            self.grouping.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.all_batches.setProperty("role", "link")
        self.only.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 4, 20, 16)
        self.column.setSpacing(4)
        self._field("Episode", self.episode)
        self._field("Group shots by", self.grouping, self.only, self.all_batches, self.passes)
        self._field("Rendered by", self.provider, self.provider_note)
        self._field("Model", self.model, self.model_note)
        self._most_label = self._field("Most per job", self.most)
        self.column.addLayout(self._limits())
        self.column.addSpacing(8)
        for box in (self.sound, self.missing, self.stale):
            self.column.addWidget(box)
        self.column.addStretch()
        self.missing.setToolTip("Pay for a new take where the file of a good one is gone")
        self.stale.setToolTip("Pay for a new take where its references are not what they were")
        self.sound.setToolTip("Ask models that can for sound, too")

    def _field(self, name: str, *widgets: QWidget) -> QLabel:
        label = QLabel(name)
        label.setProperty("role", "section")
        label.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(label)
        for widget in widgets:
            self.column.addWidget(widget)
        label.setBuddy(widgets[0])
        return label

    def _limits(self) -> QGridLayout:
        """Budget, takes and how many at once, side by side."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setContentsMargins(0, 8, 0, 0)
        fields = (("Budget", self.budget), ("Takes", self.takes), ("At once", self.at_once))
        for column, (name, widget) in enumerate(fields):
            label = QLabel(name)
            label.setProperty("role", "section")
            label.setBuddy(widget)
            # A field's own hint has room for the largest number there is.
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(label, 0, column)
            grid.addWidget(widget, 1, column)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 2)
        return grid

    def _wire(self) -> None:
        self.episode.currentIndexChanged.connect(self._follow_episode)
        self.grouping.currentIndexChanged.connect(self._tell)
        self.provider.currentIndexChanged.connect(self._follow_provider)
        self.model.currentIndexChanged.connect(self._tell)
        self.passes.changed.connect(self._tell)
        self.all_batches.clicked.connect(self._show_all)
        for money in (self.most, self.budget):
            money.valueChanged.connect(self._tell)
        for number in (self.takes, self.at_once):
            number.valueChanged.connect(self._tell)
        for box in (self.sound, self.missing, self.stale):
            box.toggled.connect(self._tell)


_LOCAL_NOTE = "Drawn on this machine for nothing: a rehearsal of every model."


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    return combo


def _number(name: str, most: int) -> QSpinBox:
    number = QSpinBox()
    number.setRange(1, most)
    number.setAccessibleName(name)
    number.setToolTip(name)
    number.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it
    return number


def _note() -> QLabel:
    note = QLabel()
    note.setWordWrap(True)
    return note


def _say(label: QLabel, words: str, role: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)
