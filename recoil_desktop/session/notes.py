"""What editors note on batches, panels and frames, and the pane that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from recoil_desktop.actions.board_state import NotesState
from recoil_desktop.models.board_words import card_title, short_number
from recoil_desktop.models.comment_words import TAG_TONES, TAG_WORDS, place_words
from recoil_desktop.views.comments.pane import NotesShown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.board import Board, BoardCard, Panel
    from engine.domain.comments import Comment
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.board_watch import BoardWatch
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.viewing import Viewing
    from recoil_desktop.session.window_parts import WindowParts

_SETTLE_MS = 80  # while it plays, frames come faster than anybody reads


@dataclass(frozen=True, slots=True)
class About:
    """What a new note would be about; ``path`` is the file in the viewer when that is it."""

    batch_id: str = ""
    segment_id: str = ""
    path: str = ""


class Notes(QObject):
    """Follows the board and the viewer, whichever was turned to last."""

    state_changed = Signal()

    def __init__(self, watch: BoardWatch, doer: Doer, parts: WindowParts, viewing: Viewing) -> None:
        super().__init__(parts.window)
        self._watch = watch
        self._doer = doer
        self._parts = parts
        self._pane = parts.wall.comments
        self._board = parts.wall.board
        self._viewer = parts.viewer
        self._viewing = viewing
        self._about = About()
        self._on_board = About()
        self._begins = False  # somebody wants to write as soon as it is known about what
        self._known: Board | None = None
        self._cards: dict[str, BoardCard] = {}
        self._shown_in: dict[str, tuple[BoardCard, list[Panel]]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._follow_frame)
        watch.changed.connect(self._show)
        self._board.chosen_changed.connect(self._follow_board)
        self._viewer.media_changed.connect(self._follow_media)
        self._viewer.frame_changed.connect(self._follow_soon)
        self._viewer.range_changed.connect(self._follow_soon)
        self._pane.chosen_changed.connect(self.state_changed)
        self._pane.opened.connect(self.show)
        self._pane.compose.sent.connect(self._add)
        self._pane.compose.saved.connect(self._save)

    @property
    def state(self) -> NotesState:
        """What actions know of notes."""
        chosen = self._pane.chosen
        return NotesState(
            chosen=tuple(one.id for one in chosen),
            is_resolved=bool(chosen) and all(one.resolved for one in chosen),
            has_place=len(chosen) == 1 and bool(chosen[0].path or chosen[0].segment_id),
            target=self._about.batch_id or ("?" if self._may_find_out else ""),
            has_frame=self._frames is not None or self._may_find_out,
        )

    @property
    def _may_find_out(self) -> bool:
        """The board is not read while nobody sees it: what is in the viewer may belong to it."""
        is_video = self._viewer.current_frame is not None
        return is_video and not self._watch.is_read and self._watch.project is not None

    # -- verbs ---------------------------------------------------------------

    def begin(self) -> None:
        """Write a note on what is chosen on the board."""
        self._on_board = About()
        self._follow_board()
        self._parts.window.docks.front("comments")
        self._pane.compose.begin(at_frame=False)

    def begin_at_playhead(self) -> None:
        """Write a note on the frame in the viewer, or on its range."""
        self._viewer.player.pause()
        self._follow_media(self._viewer.path)
        self._begins = not self._about.batch_id
        self._parts.window.docks.front("comments")
        self._pane.compose.begin(at_frame=True)

    def resolve(self) -> None:
        """Say that the chosen notes are done; when all are, that they are not."""
        from engine.commands.comments import reopen, resolve  # late: only when it is asked for

        chosen = self._pane.chosen
        is_done = all(one.resolved for one in chosen)
        ids = tuple(one.id for one in chosen if one.resolved == is_done)
        if ids:
            verb = "Reopen" if is_done else "Resolve"
            self._do(reopen if is_done else resolve, f"{verb} a comment", {"comment": ids})

    def edit(self) -> None:
        """Write the chosen note anew."""
        for one in self._pane.chosen[:1]:
            self._pane.compose.edit(one.id, one.body, one.tag)

    def delete(self) -> None:
        """Take the chosen notes away; undo brings them back."""
        from engine.commands.comments import delete  # late: only when it is asked for

        ids = tuple(one.id for one in self._pane.chosen)
        if ids:
            self._do(delete, "Delete a comment", {"comment": ids})

    def show(self) -> None:
        """Show what the chosen note is about: its panel, and its frames in the viewer."""
        for one in self._pane.chosen[:1]:
            self._board.wall.choose([one.batch_id], one.segment_id or "")
            path = one.path or self._take_of(one)
            if path:
                self._viewing.show(path, frames=one.frames if one.path else None)
            else:
                self._parts.window.docks.front("board")

    # -- following -----------------------------------------------------------

    def _follow_board(self) -> None:
        """Somebody chose something else there; that it was read again is no reason to turn."""
        cards, panel = self._board.chosen_cards, self._board.chosen_panel
        is_one = len(cards) == 1 and not cards[0].broken
        chosen = About(cards[0].batch_id, panel.segment_id if panel else "") if is_one else About()
        if chosen == self._on_board:
            return
        self._on_board = chosen
        if chosen.batch_id or not self._about.path:
            self._turn_to(chosen)

    def _follow_media(self, path: Path | None) -> None:
        text = self._viewing.path_of(path)
        found = self._panel_of(text) if text else None
        if found is not None:
            card, panel = found
            self._turn_to(About(card.batch_id, panel.segment_id if panel else "", text))
        elif self._about.path:
            self._turn_to(About())
        self._mark()

    def _follow_soon(self) -> None:
        if self._about.path and not self._soon.isActive():
            self._soon.start()

    def _follow_frame(self) -> None:
        """The playhead may stand in another panel of the same take."""
        path = self._viewing.path_of(self._viewer.path)
        found = self._panel_of(path) if path == self._about.path else None
        if found is not None:
            card, panel = found
            self._turn_to(About(card.batch_id, panel.segment_id if panel else "", path))

    def _turn_to(self, about: About) -> None:
        if about != self._about or about.path:
            self._about = about
            self._show_notes()

    # -- showing -------------------------------------------------------------

    def _show(self) -> None:
        self._learn(self._watch.board)
        if self._about.batch_id and self._watch.is_read and self._card is None:
            self._about = About()
        if not self._about.batch_id:
            self._follow_media(self._viewer.path)
        self._show_notes()
        self._mark()
        if self._begins and self._watch.is_read:
            self._begins = False
            self._pane.compose.begin(at_frame=True)

    def _show_notes(self) -> None:
        about, seen, cards = self._about, self._watch.seen, self._cards
        self._pane.show_notes(
            NotesShown(
                comments=seen.comments,
                target=self._target,
                frames=self._frames,
                is_here=partial(_is_about, about),
                place_of=lambda comment: place_words(comment, cards.get(comment.batch_id)),
                problem=seen.notes_problem,
                blocked=self._blocked,
            )
        )
        self.state_changed.emit()

    def _mark(self) -> None:
        """Notes on frames of what is in the viewer are marks on its line."""
        path = self._viewing.path_of(self._viewer.path)
        marks = [
            (*one.frames, "faint" if one.resolved else TAG_TONES[one.tag], _mark_words(one))
            for one in self._watch.comments
            if path and one.path == path and one.frames is not None
        ]
        self._viewer.set_marks(marks)

    @property
    def _card(self) -> BoardCard | None:
        return self._cards.get(self._about.batch_id)

    @property
    def _target(self) -> str:
        card = self._card
        if card is None:
            return ""
        panel = card.panel(self._about.segment_id) if self._about.segment_id else None
        return (
            f"{card_title(card)}, shot {short_number(panel.number)}" if panel else card_title(card)
        )

    @property
    def _frames(self) -> tuple[int, int] | None:
        """The range in the viewer, else its frame, while the note would be about its video."""
        frame = self._viewer.current_frame
        if not self._about.path or frame is None:
            return None
        return self._viewer.marked_range or (frame, frame)

    @property
    def _blocked(self) -> str:
        project = self._watch.project
        if self._watch.seen.notes_problem:
            return self._watch.seen.notes_problem
        offline = project.offline if project is not None else None
        return f"The project is offline: {offline}" if offline else ""

    # -- finding -------------------------------------------------------------

    def _panel_of(self, path: str) -> tuple[BoardCard, Panel | None] | None:
        """The batch whose take or picture a file is, and the panel under the playhead."""
        found = self._shown_in.get(path)
        if found is None:
            return None
        card, panels = found
        return card, self._panel_at_playhead(panels) if panels else None

    def _learn(self, board: Board) -> None:
        """Which card is meant by an id, and by a file: asked for every frame that is played."""
        if board is self._known:
            return
        self._known = board
        self._cards = {card.batch_id: card for card in board.cards}
        self._shown_in = {}
        for card in board.cards:
            if card.art is not None:
                self._shown_in.setdefault(str(card.art), (card, []))
            for panel in card.panels:
                for path in dict.fromkeys((panel.take, panel.picture)):
                    if path is not None:
                        self._shown_in.setdefault(str(path), (card, []))[1].append(panel)

    def _panel_at_playhead(self, panels: list[Panel]) -> Panel | None:
        timeline, frame = self._viewer.player.timeline, self._viewer.current_frame
        if len(panels) == 1:
            return panels[0]
        if timeline is None or frame is None:
            return None
        time = timeline.time(frame)
        begun = [one for one in panels if one.start is not None and one.start <= time]
        return max(begun, key=lambda one: one.start or 0, default=panels[0])

    def _take_of(self, comment: Comment) -> str:
        card = self._cards.get(comment.batch_id)
        panel = card.panel(comment.segment_id) if card and comment.segment_id else None
        return str(panel.take or panel.picture or "") if panel else ""

    # -- doing ---------------------------------------------------------------

    def _add(self, words: str, tag: str, is_at_frame: bool) -> None:
        from engine.commands.comments import add  # late: only when it is asked for

        about = self._about
        if not about.batch_id:
            return
        arguments = {
            "batch": about.batch_id,
            "segment": about.segment_id or None,
            "body": words,
            "tag": tag,
            "on": about.path or None,
            "at": self._frames if is_at_frame else None,
        }
        job = self._do(add, f"Comment on {self._target}", arguments)
        if job is not None:
            job.succeeded.connect(lambda _outcome: self._pane.compose.empty())

    def _save(self, comment_id: str, words: str, tag: str) -> None:
        from engine.commands.comments import edit  # late: only when it is asked for

        arguments = {"comment": comment_id, "body": words, "tag": tag}
        job = self._do(edit, "Edit a comment", arguments)
        if job is not None:
            job.succeeded.connect(lambda _outcome: self._finish_edit())

    def _finish_edit(self) -> None:
        self._pane.compose.empty()
        self._pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, command: object, title: str, words: Mapping[str, object]) -> Job | None:
        project, episode = self._watch.project, self._watch.episode
        if project is None or episode is None:
            return None
        arguments = {"episode": episode, **words}
        job = self._doer.do(command, project, title=title, arguments=arguments)  # type: ignore[arg-type]
        job.ended.connect(self._watch.look)
        return job


def _is_about(about: About, comment: Comment) -> bool:
    """Whether a note belongs to what is chosen: to the panel, or to the batch and all in it."""
    is_of_panel = not about.segment_id or comment.segment_id in {about.segment_id, None}
    return comment.batch_id == about.batch_id and is_of_panel


def _mark_words(comment: Comment) -> str:
    who = f"{comment.author}, " if comment.author else ""
    state = "resolved" if comment.resolved else TAG_WORDS[comment.tag].lower()
    return f"{who}{state}: {comment.body}"
