"""The runs pane: head, budget, what was interrupted, what needs somebody, and the batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.models.run_line import EMPTY_RUN, RunLine
from recoil_desktop.views.list_pane import popup
from recoil_desktop.views.runs.banner import InterruptedBanner
from recoil_desktop.views.runs.head import RunsHead
from recoil_desktop.views.runs.needs import NeedsList
from recoil_desktop.views.runs.tree import RunsTree
from recoil_desktop.widgets.budget_bar import Budget, BudgetBar
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.models.run_needs import Need
    from recoil_desktop.theme import Themes


@dataclass(frozen=True, slots=True)
class RunsShown:
    """Everything the pane shows of one episode. ``interrupted`` is the banner's line."""

    episodes: tuple[int, ...] = ()
    episode: int | None = None
    status: str = ""
    tone: str = "muted"
    is_running: bool = False
    lines: RunLine = EMPTY_RUN
    needs: tuple[Need, ...] = ()
    budget: Budget | None = None
    interrupted: str = ""


class RunsPane(QWidget):
    """Shows what it is given and tells what was chosen; knows no run."""

    episode_chosen = Signal(int)
    line_chosen = Signal(object)  # RunLine or None
    line_opened = Signal(object)  # RunLine
    need_asked = Signal(object, object)  # Need, Verb

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._registry = registry
        self._shown = RunsShown()
        self.head = RunsHead(registry)
        self.budget = BudgetBar(themes)
        self.banner = InterruptedBanner(registry, themes)
        self.needs = NeedsList(themes)
        self.tree = RunsTree(themes)
        offer = (registry["generate.open"],)
        self.empty = EmptyState(themes, "generate", *_NOTHING_RENDERED, actions=offer)
        self._lay_out()
        self.setFocusProxy(self.tree)
        self.head.episode_chosen.connect(self.episode_chosen)
        self.tree.chosen.connect(self.line_chosen)
        self.tree.opened.connect(self.line_opened)
        self.tree.menu_requested.connect(self._show_menu)
        self.needs.asked.connect(self.need_asked)
        self.show_runs(self._shown)

    @property
    def chosen_line(self) -> RunLine | None:
        """The selected batch, beat or take."""
        return self.tree.chosen_line

    def show_runs(self, shown: RunsShown) -> None:
        """Show this."""
        is_other = shown.episode != self._shown.episode
        self._shown = shown
        self.head.show_episodes(shown.episodes, shown.episode)
        self.head.show_status(shown.status, shown.tone, is_running=shown.is_running)
        self.banner.say(shown.interrupted)
        self.needs.show_needs(shown.needs)
        self.tree.show_lines(shown.lines, is_other=is_other)
        has_lines = bool(shown.lines.children)
        self.budget.setVisible(shown.budget is not None and has_lines)
        if shown.budget is not None:
            self.budget.show_budget(shown.budget)
        self._stack.setCurrentWidget(self.tree if has_lines else self.empty)
        if not has_lines:
            self.empty.say(*(_NOTHING_RENDERED if shown.episodes else _NO_PLAN))

    def _lay_out(self) -> None:
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self.budget, self.banner, self.needs):
            column.addWidget(widget)
        column.addWidget(holder, 1)

    def _show_menu(self, where: QPoint) -> None:
        menu = context_menu(self, self._registry, Menu.RUNS_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)


_NOTHING_RENDERED = (
    "Nothing was rendered yet",
    "Generate groups the episode's shots into batches, says what they cost, and renders them.",
)
_NO_PLAN = (
    "No episode has a plan",
    "Runs need a plan with shots: state/visual/plans/ep_001_plan.json. It appears by itself.",
)
