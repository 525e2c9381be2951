"""The board pane: head, wall, and what is said while the wall is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from engine.domain.board import Board
from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.models.board_model import Sight, sights_of
from recoil_desktop.models.board_words import board_summary, card_tip, panel_tip
from recoil_desktop.views.board.head import BoardHead
from recoil_desktop.views.board.preview import Preview
from recoil_desktop.views.board.wall import WallView
from recoil_desktop.views.lightbox.screen import Shown
from recoil_desktop.views.list_pane import popup
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QFocusEvent

    from engine.domain.board import BoardCard, Panel
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.theme import Themes


@dataclass(frozen=True, slots=True)
class BoardShown:
    """Everything the pane shows. ``shape`` is width by height of the show's pictures.

    ``problem`` says why the board could not be read.
    """

    episodes: tuple[int, ...] = ()
    board: Board = field(default_factory=lambda: Board(0))
    episode: int | None = None
    root: Path | None = None
    shape: float = 9 / 16
    is_read: bool = False
    problem: str = ""


class BoardPane(QWidget):
    """Shows what it is given and tells what was chosen; reads and changes nothing."""

    episode_chosen = Signal(int)
    chosen_changed = Signal()
    panel_opened = Signal()
    approval_wanted = Signal()  # the card under the pointer was approved in one gesture
    zoomed = Signal(int)

    def __init__(
        self,
        registry: ActionRegistry,
        themes: Themes,
        thumbnails: Thumbnails,
        jobs: JobRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._registry = registry
        self._shown = BoardShown()
        self.head = BoardHead(registry, themes)
        self.wall = WallView(themes, thumbnails)
        offers = (registry["versions.derive"], registry["generate.open"])
        self.empty = EmptyState(themes, "board", *_NO_BATCHES, actions=offers)
        self.preview: Preview
        self._lay_out(jobs, themes)
        self._wire()

    # -- showing -------------------------------------------------------------

    @property
    def shown(self) -> BoardShown:
        """What is shown."""
        return self._shown

    def show_board(self, shown: BoardShown) -> None:
        """Show this; what is chosen stays chosen where it is still there."""
        is_other = (shown.root, shown.episode) != (self._shown.root, self._shown.episode)
        self._shown = shown
        wall = self.wall
        wall.board.root = wall.cards.root = shown.root
        if shown.shape != wall.cards.shape:
            wall.cards.shape = shown.shape
            wall.viewport().update()
        if is_other:
            self.preview.dismiss()
            wall.clearSelection()
            wall.scrollToTop()
        self.head.show_episodes(shown.episodes, shown.episode)
        self.head.summary.say(board_summary(shown.board))
        self._show_cards()

    # -- what is chosen ------------------------------------------------------

    @property
    def chosen_cards(self) -> tuple[BoardCard, ...]:
        """The selected cards."""
        return self.wall.chosen_cards

    @property
    def chosen_panel(self) -> Panel | None:
        """The panel that was chosen in the current card."""
        return self.wall.chosen_panel

    @property
    def panel_at_hand(self) -> Panel | None:
        """The chosen panel, else the first one of the current card."""
        card = self.wall.current_card
        return self.chosen_panel or (card.panels[0] if card and card.panels else None)

    @property
    def sight(self) -> tuple[str, Sight] | None:
        """What to look at: the chosen panel, else the first thing that the card shows."""
        cards = [card for card in (self.wall.current_card, *self.chosen_cards) if card]
        found = next((sights_of(card) for card in cards if sights_of(card)), ())
        chosen = self.chosen_panel.segment_id if self.chosen_panel else ""
        return next((one for one in found if one[0] == chosen), next(iter(found), None))

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.head.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.field.selectAll()

    def look_closer(self) -> None:
        """Show the chosen panel large, over the wall; or close it again."""
        if self.preview.isVisible():
            self.preview.dismiss()
        else:
            self._preview()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._stack.currentWidget() is self.wall:
            self.wall.setFocus(event.reason())

    # -- private -------------------------------------------------------------

    def _lay_out(self, jobs: JobRunner, themes: Themes) -> None:
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.wall)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
        self.preview = Preview(jobs, themes, holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(holder, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _wire(self) -> None:
        head, wall, preview = self.head, self.wall, self.preview
        head.episode_chosen.connect(self.episode_chosen)
        head.field.query_changed.connect(lambda _query: self._show_cards())
        head.zoom_changed.connect(wall.set_zoom)
        head.field.left_downwards.connect(self._enter_wall)
        wall.zoomed.connect(head.show_zoom)
        wall.zoomed.connect(self.zoomed)
        wall.chosen_changed.connect(self.chosen_changed)
        wall.opened.connect(self.panel_opened)
        wall.approval_wanted.connect(self.approval_wanted)
        wall.menu_requested.connect(self._show_menu)
        preview.stepped.connect(self._step)
        preview.opened.connect(self._open_previewed)
        preview.closed.connect(wall.setFocus)

    def _show_cards(self) -> None:
        shown, query = self._shown, self.head.query
        self.wall.board.show_cards(shown.board.cards, query)
        has_cards = self.wall.board.rowCount() > 0
        self._stack.setCurrentWidget(self.wall if has_cards else self.empty)
        if not has_cards:
            self._explain(has_more=bool(shown.board.cards))
        elif self.hasFocus():  # whoever came while it was read means the cards
            self.wall.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen_changed.emit()

    def _explain(self, *, has_more: bool) -> None:
        shown = self._shown
        words = _NO_BATCHES
        if shown.problem:
            words = ("The board can't be read", shown.problem)
        elif has_more:
            words = _NOTHING_MATCHES
        elif not shown.is_read:
            words = _READING
        elif not shown.episodes:
            words = _NO_EPISODES
        self.empty.say(*words)
        for button in self.empty.buttons:
            button.setVisible(words is _NO_BATCHES)

    def _enter_wall(self) -> None:
        self.wall.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.wall.current_card is None and self.wall.board.rowCount():
            self.wall.choose([self.wall.board.card(self.wall.board.index(0, 0)).key])

    # -- a closer look -------------------------------------------------------

    def _preview(self) -> None:
        card, found, root = self.wall.current_card, self.sight, self._shown.root
        if card is None or found is None or root is None:
            self.preview.dismiss()
            return
        segment_id, sight = found
        panel = card.panel(segment_id) if segment_id else None
        words = panel_tip(panel).partition("  ·  ")[2] if panel else card_tip(card)
        shown = Shown(root / sight.path, sight.start, sight.length)
        self.preview.show_media(shown, sight.title, words.replace("\n", "  ·  "))

    def _step(self, step: int) -> None:
        """To the neighbour that shows anything, across cards."""
        places = [
            (card.key, segment_id)
            for card in self.wall.board.cards
            for segment_id, _sight in sights_of(card)
        ]
        card, found = self.wall.current_card, self.sight
        here = (card.key, found[0]) if card and found else None
        if here not in places:
            return
        place = places.index(here) + step
        if 0 <= place < len(places):
            key, segment_id = places[place]
            self.wall.choose([key], segment_id)
            self._preview()

    def _open_previewed(self) -> None:
        self.preview.dismiss()
        self.panel_opened.emit()

    def _show_menu(self, where: QPoint) -> None:
        menu = context_menu(self, self._registry, Menu.BOARD_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)


_NO_BATCHES = (
    "No batches yet",
    "Derive the episode's scenes from its plan, or generate it: every batch gets a card here.",
)
_NO_EPISODES = (
    "No episode has a plan",
    "A board needs a plan with shots: state/visual/plans/ep_001_plan.json. It appears by itself.",
)
_NOTHING_MATCHES = ("Nothing matches", "No card fits the filter. Esc in it shows all of them.")
_READING = ("Reading the board…", "The first time takes a moment.")
