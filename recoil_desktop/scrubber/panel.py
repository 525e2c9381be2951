"""The segmentation panel: shows a review, lets cuts be edited, says what the editor decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from recoil_desktop.actions.context import Context
from recoil_desktop.actions.review_state import ReviewState
from recoil_desktop.scrubber.desk_page import DeskPage
from recoil_desktop.scrubber.dress import style_of
from recoil_desktop.scrubber.editor import CutEditor
from recoil_desktop.scrubber.pictures import StripPictures
from recoil_desktop.scrubber.queue_bar import QueueBar
from recoil_desktop.scrubber.showing import Showing
from recoil_desktop.scrubber.tools import VerbButton
from recoil_desktop.scrubber.transport import Player
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.domain.review import ReviewSheet
    from engine.domain.timing import FrameSpan
    from engine.store.cache import Caches
    from recoil_desktop.actions.review_state import WaitingPass
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.scrubber.doubts import Doubt
    from recoil_desktop.scrubber.rows import Row
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes


_LISTS_MS = 80
MENU = (
    ("cut.add_cut_here", "cut.delete_cut", "cut.find_best_cut", "cut.snap_cut"),
    ("playback.mark_in", "playback.mark_out", "cut.remove_cuts_in_range"),
    ("playback.loop_segment", "playback.zoom_to_cut", "playback.zoom_to_fit"),
    ("cut.reject_segment", "cut.regenerate_shot"),
)
"""What a right click on the timeline offers, by groups."""


class SegmentationPanel(Showing, QWidget):
    """One review at a time. It writes nothing: what is decided leaves by a signal.

    Every verb of an editor is a public method (see ``verbs``), and ``state_changed`` tells what is
    possible after each.
    """

    state_changed = Signal(object)  # ReviewState
    confirm_requested = Signal(str, object)  # pass id, tuple of Fraction seconds
    open_requested = Signal(str)  # pass id
    split_requested = Signal(object, object)  # Path, tuple of Fraction seconds
    reject_requested = Signal(str, str)  # pass id, shot id
    regenerate_requested = Signal(str, str)  # pass id, shot id

    def __init__(
        self,
        jobs: JobRunner,
        caches: Caches | None,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
        *,
        previews: Path | None = None,
    ) -> None:
        """``previews`` is the folder for preview copies of opened videos; None makes none."""
        super().__init__(parent)
        self._themes = themes
        self._settings = settings
        self._state = ReviewState()
        self._doubts: tuple[Doubt, ...] = ()
        self._missing: Doubt | None = None
        self._looped: FrameSpan | None = None
        self._busy = ""
        self.editor = CutEditor(self)
        self._lists = QTimer(self)
        self._lists.setSingleShot(True)
        self._lists.setInterval(_LISTS_MS)
        self._lists.timeout.connect(self._show_lists)
        self._build(jobs, caches, previews)
        self._wire()
        self._dress()
        self.clear()

    # -- what is open --------------------------------------------------------

    @property
    def segmentation(self) -> SegmentationPanel:
        """Its own desk: the buttons in it run the same actions as the menus."""
        return self

    @property
    def state(self) -> ReviewState:
        """The panel in one value, as last told."""
        return self._state

    def show_review(self, sheet: ReviewSheet) -> None:
        """Open a review at the place that needs the editor most."""
        self._busy = ""
        self._pages.setCurrentWidget(self._page)
        self._page.header.show_sheet(sheet)
        self.tools.set_video(sheet.timeline)
        self.editor.open(sheet)
        self.player.open(sheet.video, sheet.timeline)
        self._page.stage.show_shape(sheet.size)
        self._page.proof.open(sheet.video, sheet.timeline, sheet.size)
        self._pictures.open(sheet)
        self.queue.show_queue(self.queue.waiting, sheet.pass_id)
        self.timeline.setFocus()
        self._show_first_place()

    def clear(self) -> None:
        """Close the review; the page says what to do next."""
        self.player.close()
        self._page.proof.close_video()
        self._pictures.close()
        self._busy, self._missing = "", None
        self._lists.stop()
        self.editor.close()
        self.queue.show_queue(self.queue.waiting, None)
        self._pages.setCurrentWidget(self._empty)
        self._say_what_next()
        self.tell_state()

    def show_message(self, title: str, text: str) -> None:
        """Say something in the empty place: what is being read, or why it can't be."""
        self.clear()
        self._empty.say(title, text)

    def show_busy(self, message: str) -> None:
        """Keep the confirm button off while ``message`` is true; nothing: it is over."""
        self._busy = message
        self.tell_state()

    def set_queue(self, waiting: Sequence[WaitingPass]) -> None:
        """The passes that wait for their review, in order."""
        self.queue.show_queue(waiting, self.sheet.pass_id if self.sheet else None)
        if self.sheet is None:
            self._say_what_next()
        self.tell_state()

    # -- the way out ---------------------------------------------------------

    def confirm(self) -> None:
        """Ask for the clips of this pass, when the cuts are right."""
        sheet = self.sheet
        if sheet is None or self._say_blocked():
            return
        if sheet.pass_id is not None:
            self.confirm_requested.emit(sheet.pass_id, self._times(sheet))

    def split_video(self) -> None:
        """Ask for clips of a loose video."""
        sheet = self.sheet
        if sheet is not None and not self._say_blocked():
            self.split_requested.emit(sheet.video, self._times(sheet))

    def finish(self) -> None:
        """Confirm a pass, split a loose video."""
        if self._state.is_loose:
            self.split_video()
        else:
            self.confirm()

    def open_next_pass(self) -> None:
        """Ask for the next pass that waits."""
        following = self.queue.next_pass
        if following is not None:
            self.open_requested.emit(following)

    def reject_segment(self) -> None:
        """Ask to reject the clip of the shot at the playhead."""
        self._ask_for_shot(self.reject_requested)

    def regenerate_shot(self) -> None:
        """Ask to make the shot at the playhead again."""
        self._ask_for_shot(self.regenerate_requested)

    # -- what the verbs need -------------------------------------------------

    @property
    def far(self) -> int:
        """Frames of a nudge with Shift."""
        return self._settings.review.nudge_step

    @property
    def looped(self) -> FrameSpan | None:
        """The frames that playback stays within."""
        return self._looped

    def go_to_doubt(self, doubt: Doubt) -> None:
        """Show a place worth a look: a cut is selected, a missing one proved where it may be."""
        if not doubt.is_missing:
            self.select_cut(doubt.frame)
            return
        self.player.pause()
        self.editor.select(None)
        self._missing = doubt
        self._show_selected()
        self.go_to_frame(doubt.frame)

    def tell_state(self) -> None:
        """Refresh every button and, when something is new, say so."""
        state = self._state_now()
        context = Context(review=state)
        self.tools.refresh(context)
        self._page.header.refresh(context, state)
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    # -- building ------------------------------------------------------------

    def _build(self, jobs: JobRunner, caches: Caches | None, previews: Path | None) -> None:
        self._page = DeskPage(self, self._themes)
        self.tools, self.timeline = self._page.tools, self._page.timeline
        self.player = Player(
            self._page.surface,
            memory_mb=self._settings.work.frame_memory_mb,
            proxies=previews if self._settings.review.preview_proxy else None,
            parent=self,
        )
        self.player.set_volume(self._settings.review.volume)
        self._pictures = StripPictures(jobs, caches, self.timeline, self)
        self.queue = QueueBar(self._themes)
        self._next = QAction("Open next pass", self)
        self._next.triggered.connect(self.open_next_pass)
        self._empty = EmptyState(self._themes, "cut", "", "", actions=(self._next,))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.queue)
        column.addWidget(self._pages, 1)
        self.setAccessibleName("Segmentation")
        self.setFocusProxy(self.timeline)

    def _wire(self) -> None:
        editor, view, page = self.editor, self.timeline, self._page
        editor.changed.connect(self._show_cuts)
        editor.selected_changed.connect(self._forget_missing)
        editor.range_changed.connect(self._show_scene)
        editor.refused.connect(page.hint.refuse)
        view.frame_requested.connect(self.player.show_frame)
        view.swept.connect(self.player.sweep_to)
        view.cut_selected.connect(self._go_to_mark)
        view.cut_dragged.connect(self._drag_cut)
        view.cut_dropped.connect(self._drop_cut)
        view.cut_added.connect(self.add_cut_at)
        view.threshold_dragged.connect(editor.preview_threshold)
        view.threshold_dropped.connect(lambda: editor.drop(f"Threshold {editor.threshold:g}"))
        view.drag_cancelled.connect(editor.cancel)
        view.menu_requested.connect(self._show_menu)
        view.hovered.connect(lambda hover: page.hint.show_hover(view.scene, hover))
        page.proof.cut_moved.connect(self._move_or_add)
        page.side.cut_chosen.connect(self._go_to_row)
        page.side.shot_chosen.connect(lambda row: self.go_to_frame(row.frame))
        self.queue.open_requested.connect(self.open_requested)
        for field in (self.tools.frame_field, self.tools.timecode_field):
            field.entered.connect(self.go_to_frame)
            field.entered.connect(lambda _frame: self.timeline.setFocus())
            field.refused.connect(page.hint.refuse)
            field.given_up.connect(self.timeline.setFocus)
        self._wire_player()
        self._wire_focus()
        self._themes.changed.connect(self._dress)

    def _wire_player(self) -> None:
        self.player.frame_changed.connect(self._show_playhead)
        self.player.playing_changed.connect(lambda _playing: self.tell_state())
        self.player.loop_changed.connect(self._keep_loop)
        self.player.failed.connect(self._page.hint.refuse)

    def _wire_focus(self) -> None:
        """A click anywhere but into a field brings the keys back to the timeline."""
        for picture in (self._page.surface, self._page.proof):
            picture.setFocusProxy(self.timeline)
            picture.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for button in self.findChildren(VerbButton):
            button.clicked.connect(self._leave_field)
        self._page.side.tabs.tabBarClicked.connect(self._leave_field)

    def _leave_field(self) -> None:
        if any(f.hasFocus() for f in (self.tools.frame_field, self.tools.timecode_field)):
            self.timeline.setFocus()

    def _dress(self) -> None:
        self.setStyleSheet(style_of(self._themes.current))

    # -- answering -----------------------------------------------------------

    def _show_menu(self, at: QPoint) -> None:
        """What can be done here, out of the actions that the window has installed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        installed = {action.objectName(): action for action in self.actions()}
        for group in MENU:
            menu.addSeparator()
            menu.addActions([installed[each] for each in group if each in installed])
        menu.popup(at)

    def _drag_cut(self, frame: int, to: int) -> None:
        self.editor.preview_move(frame, to)
        if self.editor.selected is not None:
            self.player.sweep_to(self.editor.selected)

    def _drop_cut(self) -> None:
        self.editor.drop(f"Move cut to {self.editor.selected}")
        self._follow_cut()

    def _move_or_add(self, frame: int, to: int) -> None:
        """A click in the proof: the cut goes there; where one is missing it is placed there."""
        if frame in self.editor.cuts.frames:
            self.editor.move(frame, to)
            self._follow_cut()
        else:
            self.add_cut_at(to)

    def _go_to_mark(self, frame: int) -> None:
        missing = next((d for d in self._doubts if d.is_missing and d.frame == frame), None)
        if missing is not None:
            self.go_to_doubt(missing)
        else:
            self.select_cut(frame)

    def _go_to_row(self, row: Row) -> None:
        found = (d for d in self._doubts if (d.frame, d.is_missing) == (row.frame, row.is_missing))
        doubt = next(found, None)
        if doubt is not None:
            self.go_to_doubt(doubt)

    def _keep_loop(self, span: FrameSpan | None) -> None:
        self._looped = span
        self.tell_state()

    def _say_blocked(self) -> bool:
        reason = self._state_now().blocked
        if reason is not None:
            self._page.hint.refuse(reason)
        return reason is not None

    def _ask_for_shot(self, signal: object) -> None:
        sheet, shot = self.sheet, self._shot_id_here()
        if sheet is not None and sheet.pass_id is not None and shot is not None:
            signal.emit(sheet.pass_id, shot)  # type: ignore[attr-defined]

    def _times(self, sheet: ReviewSheet) -> tuple[object, ...]:
        return tuple(sheet.timeline.time(frame) for frame in self.editor.cuts.frames)
