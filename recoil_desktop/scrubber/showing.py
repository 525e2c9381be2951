"""How the panel keeps timeline, proof and lists in step with the editor's cuts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recoil_desktop.scrubber.composing import scene_of, state_of
from recoil_desktop.scrubber.doubts import by_doubt, judged
from recoil_desktop.scrubber.scene import Scene
from recoil_desktop.scrubber.verbs import CutVerbs, PlaybackVerbs

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QAction

    from engine.domain.review import ReviewSheet
    from recoil_desktop.actions.review_state import ReviewState
    from recoil_desktop.scrubber.desk_page import DeskPage
    from recoil_desktop.scrubber.doubts import Doubt
    from recoil_desktop.scrubber.queue_bar import QueueBar
    from recoil_desktop.widgets.empty import EmptyState


class Showing(PlaybackVerbs, CutVerbs):
    """Mixed into the panel: everything that follows from a change, nothing that makes one."""

    queue: QueueBar
    _page: DeskPage
    _empty: EmptyState
    _next: QAction
    _lists: QTimer
    _doubts: tuple[Doubt, ...]
    _missing: Doubt | None
    _state: ReviewState
    _busy: str

    @property
    def sheet(self) -> ReviewSheet | None:
        """The review that is open."""
        return self.editor.sheet

    @property
    def open_doubts(self) -> tuple[Doubt, ...]:
        """The places that need the editor's eye, the most doubtful first."""
        sheet = self.sheet
        order = by_doubt(sheet, self.editor.cuts, self._doubts) if sheet else ()
        return tuple(doubt for doubt in order if doubt.is_open)

    @property
    def place(self) -> int | None:
        """The frame of the cut, or of the missing cut, that is being looked at."""
        return self._missing.frame if self._missing else self.editor.selected

    def _show_first_place(self) -> None:
        doubtful = self.open_doubts
        if doubtful:
            self.go_to_doubt(doubtful[0])
        elif self.editor.cuts.frames:
            self.select_cut(self.editor.cuts.frames[0])
        self.tell_state()

    def _show_cuts(self) -> None:
        sheet = self.sheet
        self._doubts = judged(sheet, self.editor.cuts) if sheet else ()
        gone = [d for d in self._doubts if d.is_missing and d.frame == self.place]
        self._missing = gone[0] if self._missing and gone else None
        self._show_scene()
        self._show_selected()

    def _show_scene(self) -> None:
        sheet = self.sheet
        if sheet is None:
            self.timeline.show_scene(Scene())
            return
        self.timeline.show_scene(self._scene_now(sheet))
        self._show_lists_soon()
        self.tell_state()

    def _forget_missing(self) -> None:
        self._missing = None
        self._show_selected()

    def _show_selected(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        scene = self.timeline.scene
        if scene.selected != self.place:
            self.timeline.show_scene(self._scene_now(sheet))
        self._show_proof()
        self.tell_state()

    def _scene_now(self, sheet: ReviewSheet) -> Scene:
        return scene_of(sheet, self.editor, self._doubts, self.place, self.timeline.scene)

    def _show_proof(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        mark = self._missing.mark if self._missing else None
        if mark is None and self.editor.selected is not None:
            mark = self.timeline.scene.cut_at(self.editor.selected)
        self._page.proof.show_cut(mark)
        self._show_lists_soon()

    def _show_lists_soon(self) -> None:
        """While a drag runs the picture comes first: the lists follow some frames later."""
        if not self.timeline.is_dragging:
            self._lists.stop()
            self._show_lists()
        elif not self._lists.isActive():
            self._lists.start()

    def _show_lists(self) -> None:
        sheet = self.sheet
        if sheet is not None:
            order = by_doubt(sheet, self.editor.cuts, self._doubts)
            self._page.side.show_doubts(sheet, order, self.place)
            self._page.side.show_shots(sheet, self.timeline.scene.shots, None)

    def _show_playhead(self, frame: int) -> None:
        self.timeline.set_playhead(frame)
        self.tools.show_frame(frame)
        if self.player.is_playing:
            self.timeline.set_scale(self.timeline.scale.following(frame))
        if self._shot_id_here() != self._state.shot_here:
            self.tell_state()

    def _say_what_next(self) -> None:
        waiting = self.queue.waiting
        self._next.setEnabled(bool(waiting))
        self._next.setVisible(bool(waiting))
        if not waiting:
            self._empty.say(
                "Nothing waits for review",
                "Passes whose cuts differ from the plan come here by themselves. "
                "To cut any other video, drop it on the window.",
            )
            return
        title = "1 pass waits" if len(waiting) == 1 else f"{len(waiting)} passes wait"
        self._empty.say(f"{title} for review", "Choose one above, or begin with the first.")

    def _shot_id_here(self) -> str | None:
        block = self.shot_here()
        return block.shot_id or None if block is not None else None

    def _state_now(self) -> ReviewState:
        state = state_of(
            self.editor,
            self._doubts,
            shot_here=self._shot_id_here(),
            playing=self.player.is_playing,
            snapping=self.timeline.snapping,
            waiting=len(self.queue.waiting),
        )
        return replace(state, blocked=self._busy) if self._busy else state
