"""What editors ask of the board, and the pane that shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.board import BoardCard, CardStatus
from engine.domain.ids import episode_id
from recoil_desktop.actions.board_state import BoardState
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.models.board_model import media_of, sights_of
from recoil_desktop.models.board_words import card_title, short_number
from recoil_desktop.models.run_words import counted
from recoil_desktop.views.board.pane import BoardShown
from recoil_desktop.views.board.wall import ZOOM_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.commands.answers import Told
    from engine.domain.board import Panel
    from engine.domain.changes import Outcome
    from recoil_desktop.memory import Memory
    from recoil_desktop.session.board_rendering import BoardRendering
    from recoil_desktop.session.board_watch import BoardWatch
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.lightbox import Lightbox
    from recoil_desktop.session.run_desk import RunDesk
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.versioning import Versioning
    from recoil_desktop.session.viewing import Viewing
    from recoil_desktop.session.window_parts import WindowParts

_FEW = 3


class Boards(QObject):
    """Follows one episode; every verdict is a command of the engine that undo takes back."""

    state_changed = Signal()

    def __init__(
        self,
        services: Services,
        watch: BoardWatch,
        doer: Doer,
        parts: WindowParts,
        memory: Memory,
        *,
        viewing: Viewing,
        lightbox: Lightbox,
        runs: RunDesk,
        versions: Versioning,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self.watch = watch
        self._doer = doer
        self._parts = parts
        self._pane = parts.wall.board
        self._viewing = viewing
        self._lightbox = lightbox
        self._runs = runs
        self._versions = versions
        self._wanted: tuple[int, str] | None = None
        self._rendering: BoardRendering | None = None
        watch.changed.connect(self._show)
        self._pane.episode_chosen.connect(watch.show_episode)
        self._pane.chosen_changed.connect(self.state_changed)
        self._pane.approval_wanted.connect(self.approve)
        self._pane.wall.drag_began.connect(self._offer_lightbox)
        self._pane.zoomed.connect(memory.keep_board_zoom)
        self._pane.wall.set_zoom(memory.board_zoom or self._pane.wall.zoom)

    @property
    def state(self) -> BoardState:
        """What actions know of the board."""
        cards = self._pane.chosen_cards
        sound = [card for card in cards if not card.broken]
        panel, only = self._pane.panel_at_hand, sound[0] if len(cards) == len(sound) == 1 else None
        return BoardState(
            episode=self.watch.episode,
            cards=self._pane.wall.board.rowCount(),
            waiting=sum(one.status is CardStatus.PROPOSED for one in self._pane.wall.board.cards),
            chosen=_ids(cards),
            approvable=_ids([card for card in sound if _is_approvable(card)]),
            rejectable=_ids([card for card in sound if _is_rejectable(card)]),
            renderable=_ids([card for card in sound if card.panels]),
            panel=self._pane.chosen_panel.segment_id if self._pane.chosen_panel else "",
            panels=len(only.panels) if only else 0,
            next_segment=_behind(only, panel) if only and panel else "",
            has_media=any(media_of(card) for card in sound),
            has_picture=panel is not None and panel.picture is not None,
            problem=cards[0].broken if len(cards) == 1 else "",
        )

    # -- showing -------------------------------------------------------------

    def show_episode(self, episode: int) -> None:
        """Show the wall of an episode in front."""
        self.watch.show_episode(episode)
        self._parts.window.docks.bring("board")

    def show_batch(self, episode: int, batch_id: str) -> None:
        """Show a batch on its wall, as soon as that is read."""
        self._wanted = (episode, batch_id) if batch_id else None
        self.show_episode(episode)
        self._choose_wanted()

    def show_selected(self) -> None:
        """Show the wall of the episode that is selected in the tree."""
        for node in self._parts.tree.selection[:1]:
            if node.detail.episode is not None:
                self.show_episode(node.detail.episode)

    def focus_filter(self) -> None:
        """Type into the filter."""
        self._pane.focus_filter()

    def zoom(self, steps: int) -> None:
        """Larger or smaller cards."""
        self._pane.wall.zoom_by(ZOOM_STEP**steps)

    def walk_panels(self, step: int) -> None:
        """Choose the next or former panel of the card."""
        self._pane.wall.walk_panels(step)

    def go_to_waiting(self) -> None:
        """The next card whose art nobody has judged, round the end of the wall."""
        cards = self._pane.wall.board.cards
        current = self._pane.wall.current_card
        here = next((place for place, card in enumerate(cards) if card is current), -1)
        turned = (*cards[here + 1 :], *cards[: here + 1])
        found = next((card for card in turned if card.status is CardStatus.PROPOSED), None)
        if found is not None:
            self._pane.wall.choose([found.key])

    # -- looking -------------------------------------------------------------

    def view(self) -> None:
        """Show what is chosen in the viewer, a take at its panel's first frame."""
        found = self._pane.sight
        if found is not None:
            self._viewing.show(found[1].path, found[1].start)

    def look_closer(self) -> None:
        """Show the chosen panel over the wall, or close it again."""
        self._pane.look_closer()

    def to_lightbox(self) -> None:
        """Put the chosen panel, or the media of the chosen cards, into the lightbox."""
        found = self._pane.sight
        if self._pane.chosen_panel is not None and found is not None:
            self._lightbox.add([found[1]])
        else:
            cards = self._pane.chosen_cards
            self._lightbox.add([sight for card in cards for _id, sight in sights_of(card)])
        self._parts.window.docks.front("lightbox")

    def compare(self) -> None:
        """Show the versions of the chosen batch."""
        if self._show_in_runs():
            self._versions.show(self.state.only)

    # -- verdicts ------------------------------------------------------------

    def approve(self) -> None:
        """Let the newest art of the chosen cards be rendered from."""
        from engine.commands.board import approve  # late: only when it is asked for

        cards = [self.watch.board.card(batch) for batch in self.state.approvable]
        # Of what is seen here: art that came meanwhile is not approved along with it.
        seen = tuple(f"{card.batch_id}@{card.revision}" for card in cards if card)
        if seen:
            title = f"Approve {self.named(self.state.approvable)}"
            self.do(approve, title, {"batch": seen})

    def ask_to_reject(self) -> None:
        """Ask why, then take the art of the chosen cards out of use."""
        batches = self.state.rejectable
        if not batches:
            return
        dialog = AskDialog(
            f"Reject {self.named(batches)}?",
            "Nothing is rendered from it until another board is approved. The art stays, and "
            "undo takes the verdict back.",
            label="Why, for those who draw the next one (may stay empty)",
            button="Reject",
            check=lambda _text: None,
            parent=self._parts.window,
        )
        dialog.answered.connect(partial(self._reject, batches))
        dialog.open()

    def ask_to_render(self) -> None:
        """Ask who draws, say what it costs, then draw new art for the chosen cards."""
        from recoil_desktop.session.board_rendering import BoardRendering  # late: on demand

        batches = self.state.renderable
        if batches and self._rendering is None:
            self._rendering = BoardRendering(self._services, self._doer, self._parts, self.watch)
        if batches and self._rendering is not None:
            self._rendering.ask(self.named(batches), batches)

    def reroll(self) -> None:
        """Ask for a fresh take of the chosen batch."""
        if self._show_in_runs():
            self._runs.ask_to_reroll_batch(self.watch.episode or 0, self.state.only)

    def use_as_reference(self) -> None:
        """Show the picture of the panel at hand to the model when the next one is rendered."""
        from engine.commands.board import reference  # late: only when it is asked for

        state, panel = self.state, self._pane.panel_at_hand
        if panel is None or not state.next_segment:
            return
        words = {"batch": state.only, "segment": panel.segment_id}
        self.do(reference, f"Use shot {short_number(panel.number)} as a reference", words)

    def do(self, command: object, title: str, words: Mapping[str, object]) -> None:
        """Run a command on the episode shown; its answer is on the wall at once."""
        project, episode = self.watch.project, self.watch.episode
        if project is None or episode is None:
            return
        arguments = {"episode": episode, **words}
        job = self._doer.do(command, project, title=title, arguments=arguments)  # type: ignore[arg-type]
        job.succeeded.connect(self._mark)
        job.ended.connect(self.watch.look)

    # -- private -------------------------------------------------------------

    def _offer_lightbox(self) -> None:
        """Cards are dragged: there is a tab now to hold them over."""
        docks = self._parts.window.docks
        docks["lightbox"].show()
        docks.dress_titles()

    def _reject(self, batches: Sequence[str], reason: str, _choice: str) -> None:
        from engine.commands.board import reject  # late: only when it is asked for

        words = {"batch": tuple(batches), "reason": reason}
        self.do(reject, f"Reject {self.named(batches)}", words)

    def _mark(self, outcome: Outcome[Told]) -> None:
        found = outcome.value.as_json().get("batches")
        if isinstance(found, dict):
            self.watch.mark({key: CardStatus(word) for key, word in found.items() if word})

    def named(self, batches: Sequence[str]) -> str:
        """Batches in a few words."""
        if len(batches) > _FEW:
            return counted(len(batches), "board")
        cards = [self.watch.board.card(batch) for batch in batches]
        return ", ".join(card_title(card) for card in cards if card)

    def _show_in_runs(self) -> bool:
        """The runs pane shows the same episode: rerolls and versions are asked there."""
        episode = self.watch.episode
        if episode is None or not self.state.only:
            return False
        self._runs.show_episode(episode)
        return True

    def _show(self) -> None:
        watch, seen = self.watch, self.watch.seen
        root = watch.project.root if watch.project is not None else None
        self._pane.show_board(
            BoardShown(
                episodes=seen.episodes,
                board=seen.board,
                episode=watch.episode,
                root=root,
                shape=seen.shape,
                is_read=watch.is_read,
                problem=seen.problem,
            )
        )
        self._choose_wanted()
        self.state_changed.emit()

    def _choose_wanted(self) -> None:
        if self._wanted is None or self.watch.episode != self._wanted[0] or not self.watch.is_read:
            return
        episode, batch_id = self._wanted
        self._wanted = None
        if not self._pane.wall.choose([batch_id]):
            self._doer.say(f"{batch_id} is not on the board of {episode_id(episode)}.", "warning")


def _ids(cards: Sequence[BoardCard]) -> tuple[str, ...]:
    return tuple(card.batch_id for card in cards)


def _is_approvable(card: BoardCard) -> bool:
    return card.revision is not None and card.status is not CardStatus.APPROVED


def _is_rejectable(card: BoardCard) -> bool:
    return card.revision is not None and card.status is not CardStatus.REJECTED


def _behind(card: BoardCard, panel: Panel) -> str:
    ids = [one.segment_id for one in card.panels]
    place = ids.index(panel.segment_id) + 1 if panel.segment_id in ids else len(ids)
    return ids[place] if place < len(ids) else ""
