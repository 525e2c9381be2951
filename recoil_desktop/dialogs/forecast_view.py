"""The right side of the Generate dialog: sums, budget, a row per beat, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.delegates.forecast_cells import ForecastDelegate
from recoil_desktop.models.forecast_model import ForecastColumn, ForecastModel
from recoil_desktop.models.run_words import counted
from recoil_desktop.widgets.budget_bar import Budget, BudgetBar

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recoil_desktop.models.generate_choices import Forecast
    from recoil_desktop.theme import Themes

_ROW = 28
_WIDTHS = {
    ForecastColumn.SHOTS: 92,
    ForecastColumn.LENGTH: 96,
    ForecastColumn.ESTIMATE: 76,
    ForecastColumn.TAG: 124,
    ForecastColumn.STATE: 128,
}
_BATCH = (110, 220)
_LEAST_FILE = 140
_PROBLEM_LINES = 4


class ForecastView(QWidget):
    """Shows a forecast, the last one dimly while another is worked out, or a line instead."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.model = ForecastModel(self)
        self.summary = QLabel()
        self.budget = BudgetBar(themes)
        self.table = QTableView()
        self.problems_title = QLabel()
        self.problems = QPlainTextEdit()
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._dress_table(themes)
        self._lay_out()

    def show_forecast(self, forecast: Forecast, cap_micro: int) -> None:
        """Show what would be done and what it costs, against this budget."""
        self.model.show(forecast.beats)
        self._summarise(forecast.summary)
        self.budget.show_budget(
            Budget(
                estimated=forecast.estimated_micro,
                reserved=forecast.reserved_micro,
                billed=forecast.billed_micro,
                unknown=forecast.unknown_micro,
                cap=cap_micro,
                coming=forecast.total_micro,
            )
        )
        self._show_problems(forecast.problems)
        self._stack.setCurrentWidget(self._page)
        self.show_settled()

    def show_pending(self) -> None:
        """What is shown is not what was asked for any more."""
        self._page.setEnabled(False)

    def show_settled(self) -> None:
        """What is shown is what was asked for."""
        self._page.setEnabled(True)

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        """Say this instead of a forecast."""
        self.message.setText(words)
        role = "warn" if is_trouble else "muted"
        if self.message.property("role") != role:
            self.message.setProperty("role", role)
            self.message.style().polish(self.message)
        self._stack.setCurrentWidget(self.message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    # -- private -------------------------------------------------------------

    def _summarise(self, words: str) -> None:
        head, _, rest = words.partition(" · ")
        dot = "&nbsp; · &nbsp;" if rest else ""
        self.summary.setText(f'<span style="font-weight:600">{head}</span>{dot}{rest}')

    def _show_problems(self, problems: tuple[str, ...]) -> None:
        self.problems_title.setText(counted(len(problems), "problem"))
        self.problems.setPlainText("\n".join(problems))
        lines = min(len(problems), _PROBLEM_LINES)
        self.problems.setFixedHeight(lines * self.problems.fontMetrics().lineSpacing() + 14)
        for widget in (self.problems_title, self.problems):
            widget.setVisible(bool(problems))

    def _dress_table(self, themes: Themes) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(ForecastDelegate(themes, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setAccessibleName("What would be rendered")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setStretchLastSection(True)
        themes.changed.connect(table.viewport().update)

    def _lay_out(self) -> None:
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems_title.setProperty("role", "warn")
        self.problems_title.setContentsMargins(24, 8, 24, 4)
        self.summary.setContentsMargins(24, 20, 24, 4)
        self.message.setWordWrap(True)
        self.message.setContentsMargins(48, 0, 48, 0)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 0, 12, 8)
        inset.addWidget(self.budget)
        column.addLayout(inset)
        table = QVBoxLayout()
        table.setContentsMargins(16, 0, 16, 8)
        table.addWidget(self.table)
        column.addLayout(table, 1)
        column.addWidget(self.problems_title)
        problems = QVBoxLayout()
        problems.setContentsMargins(24, 0, 24, 12)
        problems.addWidget(self.problems)
        column.addLayout(problems)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self.message)

    def _share_out(self) -> None:
        width = self.table.viewport().width()
        rest = width - sum(_WIDTHS.values())
        least, most = _BATCH
        has_file = rest - least >= _LEAST_FILE
        self.table.setColumnHidden(ForecastColumn.FILE, not has_file)
        batch = rest - _LEAST_FILE if has_file else rest
        self.table.setColumnWidth(ForecastColumn.BATCH, max(least, min(most, batch)))
        for column, wanted in _WIDTHS.items():
            self.table.setColumnWidth(column, wanted)
