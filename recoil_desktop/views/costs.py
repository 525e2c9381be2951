"""The costs pane: the budget, what a second that is used really cost, and where the money went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.domain.ids import episode_id
from recoil_desktop.delegates.cost_cells import CostDelegate
from recoil_desktop.models.costs_model import CostColumn, CostsModel
from recoil_desktop.models.run_words import money
from recoil_desktop.widgets.action_button import push_button
from recoil_desktop.widgets.budget_bar import Budget, BudgetBar
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from engine.domain.costs import CostReport, Spending
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_ROW = 28
_WIDTHS = {
    CostColumn.JOBS: 60,
    CostColumn.BILLED: 112,
    CostColumn.FAILED: 84,
    CostColumn.REJECTED: 84,
    CostColumn.SECOND: 120,
    CostColumn.KEPT: 68,
}
_LEAST_NAME = 120


@dataclass(frozen=True, slots=True)
class CostsShown:
    """What the ``costs`` command answered; ``note`` says since when."""

    report: CostReport
    budget: Budget
    note: str = ""
    problem: str = ""


class CostsPane(QWidget):
    """Shows a breakdown, and tells of which episode and period another one is wanted."""

    wanted = Signal()

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._shown: CostsShown | None = None
        self.episode = QComboBox()
        self.every_period = QCheckBox("All periods")
        self.note = ElidedLabel("muted")
        self.new_period = push_button(registry["costs.new_period"], "New period…", role="quiet")
        self.budget = BudgetBar(themes)
        self.figures = {name: _Figure(title, tip) for name, title, tip in _FIGURES}
        self.tabs = QButtonGroup(self)
        self.model = CostsModel(self)
        self.table = QTableView()
        self.empty = EmptyState(themes, "money", *_NOTHING)
        self._dress_table(themes)
        self._lay_out()
        self._wire()

    @property
    def wanted_episode(self) -> int | None:
        """Of which episode; None is all of the project."""
        found: int | None = self.episode.currentData()
        return found

    def show_episodes(self, episodes: Sequence[int]) -> None:
        """Offer these episodes, beside the whole project."""
        listed = [self.episode.itemData(row) for row in range(1, self.episode.count())]
        if self.episode.count() and listed == list(episodes):
            return
        known = self.wanted_episode
        with QSignalBlocker(self.episode):
            self.episode.clear()
            self.episode.addItem("All episodes", None)
            for number in episodes:
                self.episode.addItem(episode_id(number), number)
            self.episode.setCurrentIndex(max(0, self.episode.findData(known)) if known else 0)

    def show_costs(self, shown: CostsShown | None) -> None:
        """Show this; nothing while no project is open."""
        self._shown = shown
        has_rows = shown is not None and shown.report.total.jobs > 0
        self._stack.setCurrentWidget(self._page if has_rows else self.empty)
        if shown is None:
            self.note.say("")
            return
        self.note.say(shown.problem or shown.note, "bad" if shown.problem else "muted")
        self.budget.show_budget(shown.budget)
        for name, figure in self.figures.items():
            figure.show_value(*_figure_of(name, shown.report.total))
        self._show_table()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    # -- private -------------------------------------------------------------

    def _show_table(self) -> None:
        if self._shown is None:
            return
        report, chosen = self._shown.report, self.tabs.checkedId()
        rows = (report.models, report.shots, tuple(reversed(report.days)))[chosen]
        self.model.show(_TABS[chosen][:-1], rows)
        header = self.table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        self._share_out()

    def _wire(self) -> None:
        self.episode.currentIndexChanged.connect(lambda _row: self.wanted.emit())
        self.every_period.toggled.connect(lambda _is_on: self.wanted.emit())
        self.tabs.idClicked.connect(lambda _tab: self._show_table())

    def _dress_table(self, themes: Themes) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(CostDelegate(themes, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSortingEnabled(True)
        table.setAccessibleName("Costs")
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSortIndicatorClearable(True)
        themes.changed.connect(table.viewport().update)

    def _lay_out(self) -> None:
        self.episode.setAccessibleName("Episode")
        self.episode.setFixedWidth(128)
        self.every_period.setToolTip("Also what was billed before this budget period")
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.budget)
        page.addLayout(self._figure_row())
        page.addLayout(self._tab_row())
        inset = QVBoxLayout()
        inset.setContentsMargins(8, 0, 8, 8)
        inset.addWidget(self.table)
        page.addLayout(inset, 1)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(holder, 1)
        self.setFocusProxy(self.table)

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setProperty("role", "bar")
        bar.setFixedHeight(44)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self.episode)
        row.addWidget(self.note, 1)
        row.addWidget(self.every_period)
        row.addWidget(self.new_period)
        return bar

    def _figure_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 12)
        row.setSpacing(32)
        for figure in self.figures.values():
            row.addWidget(figure)
        row.addStretch()
        return row

    def _tab_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 4)
        row.setSpacing(4)
        for number, name in enumerate(_TABS):
            tab = QPushButton(name)
            tab.setProperty("role", "tab")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self.tabs.addButton(tab, number)
            row.addWidget(tab)
        row.addStretch()
        return row

    def _share_out(self) -> None:
        width = self.table.viewport().width()
        shown = dict(_WIDTHS)
        for column in (CostColumn.SECOND, CostColumn.KEPT, CostColumn.JOBS):
            is_narrow = width - sum(shown.values()) < _LEAST_NAME
            self.table.setColumnHidden(column, is_narrow)
            if is_narrow:
                del shown[column]
        for column, wanted in shown.items():
            self.table.setColumnWidth(column, wanted)
        rest = width - sum(shown.values())
        self.table.setColumnWidth(CostColumn.NAME, max(_LEAST_NAME, rest))


class _Figure(QWidget):
    """A large number with its name below."""

    def __init__(self, title: str, tip: str) -> None:
        super().__init__()
        self.value = QLabel("–")
        self.value.setProperty("role", "figure")
        name = QLabel(title)
        name.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.value)
        column.addWidget(name)
        self.setToolTip(tip)
        self.setAccessibleName(title)

    def show_value(self, words: str, tip: str = "") -> None:
        """Show a value."""
        self.value.setText(words)
        self.setAccessibleDescription(words)
        if tip:
            self.setToolTip(tip)


_TABS = ("Models", "Shots", "Days")
_FIGURES = (
    ("second", "per used second", "All money, failed and rejected too, per second that is used"),
    ("rejected", "in rejected takes", "What was paid for takes and clips that were rejected"),
    ("failed", "for failures", "What was charged for jobs that gave nothing"),
    ("kept", "kept", "How many of the pieces that somebody judged were kept"),
)
_NOTHING = (
    "Nothing was billed yet",
    "What renders cost is broken down here by model, shot and day. Animatics are free.",
)


def _figure_of(name: str, total: Spending) -> tuple[str, str]:
    match name:
        case "second":
            known = total.micro_per_accepted_second
            return money(known), "" if known is not None else "No second is used yet: pin a take"
        case "rejected":
            return money(total.rejected_micro), ""
        case "failed":
            return money(total.failed_micro), ""
        case _:
            percent = total.keep_percent
            judged = total.accepted + total.rejected
            return (
                "–" if percent is None else f"{percent} %",
                f"{total.accepted} of {judged} judged",
            )
