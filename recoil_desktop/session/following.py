"""Makes the window follow the project: its tree, what waits, what was done, what is possible."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from engine.domain.nodes import NodeKind, walk
from recoil_desktop.actions.context import Context
from recoil_desktop.session.rows import history_row, review_row
from recoil_desktop.views.start_page import Place
from recoil_desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from recoil_desktop.actions.review_state import WaitingPass
    from recoil_desktop.memory import Memory
    from recoil_desktop.session.board_room import BoardRoom
    from recoil_desktop.session.dialogs import Dialogs
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.history import History
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.reviews import Reviews
    from recoil_desktop.session.run_desk import RunDesk
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.showing import Showing
    from recoil_desktop.session.versioning import Versioning
    from recoil_desktop.session.window_parts import WindowParts


class Following(QObject):
    """Listens to project, panes and jobs, and shows what they tell. Decides nothing."""

    def __init__(
        self,
        services: Services,
        parts: WindowParts,
        projects: Projects,
        reviews: Reviews,
        *,
        showing: Showing,
        dialogs: Dialogs,
        runs: RunDesk,
        versions: Versioning,
        board: BoardRoom,
        history: History,
        memory: Memory,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._reviews = reviews
        self._showing = showing
        self._dialogs = dialogs
        self._runs = runs
        self._versions = versions
        self._history = history
        self._board = board
        self._memory = memory
        self._offer: Toast | None = None
        self._has_offered = False
        self._waiting: tuple[WaitingPass, ...] = ()  # as the review queue shows them
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell_context)
        self._wire()
        self.show_places()

    def show_places(self) -> None:
        """List the projects that can be opened on the start page."""
        known = self._dialogs.known_places(self._memory.recents)
        places = [Place(path, title, detail) for path, title, detail in known]
        self._parts.window.start_page.show_places(places)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A key may wait in line with the change before it, which decides what the key may do.
        if event.type() == QEvent.Type.ShortcutOverride:
            self._catch_up()
        return super().eventFilter(watched, event)

    # -- private -------------------------------------------------------------

    def _catch_up(self) -> None:
        if self._soon.isActive():
            self._tell_context()

    def _wire(self) -> None:
        self._projects.opened.connect(self._show_project)
        self._projects.closed.connect(self._show_nothing)
        self._projects.looked.connect(self._show_glance)
        self._projects.tree_changed.connect(self._parts.tree.show_tree)
        self._projects.grew.connect(self._parts.tree.show_tree)
        self._reviews.shown.connect(self._show_panel)
        self._parts.tree.selection_changed.connect(self._soon.start)
        self._parts.panel.state_changed.connect(self._soon.start)
        self._parts.viewer.looks_changed.connect(self._soon.start)
        self._parts.looking.compare.side_changed.connect(lambda _take: self._soon.start())
        self._parts.looking.reel.scope_changed.connect(lambda _whole: self._soon.start())
        self._runs.state_changed.connect(self._soon.start)
        self._versions.state_changed.connect(self._soon.start)
        self._history.changed.connect(self._soon.start)
        self._board.state_changed.connect(self._soon.start)
        self._parts.activity.busy_changed.connect(self._show_busy)
        self._parts.registry.about_to_offer.connect(self._catch_up)
        # Keys come by here on their way up; a panel that floats is a window of its own.
        self._parts.window.installEventFilter(self)
        self._parts.panel.installEventFilter(self)

    def _show_project(self, project: OpenProject) -> None:
        parts = self._parts
        self._has_offered = False
        self._reviews.clear()
        self._showing.clear()
        parts.window.show_workspace(is_open=True)
        parts.tree.clear()
        parts.tree.show_tree(project.glance.tree)
        memory = self._memory.tree_of(project.root)
        parts.tree.restore(set(memory.expanded), memory.selected)
        parts.tree.head.show_offline(project.glance.offline)
        parts.tree.setFocus()
        self._soon.start()

    def _show_nothing(self) -> None:
        parts = self._parts
        self._reviews.clear()
        self._showing.clear()
        parts.tree.clear()
        parts.reviews.show_rows(())
        self._waiting = ()
        parts.history.show_rows(())
        self.show_places()
        parts.window.start_page.offer()
        parts.window.show_workspace(is_open=False)
        self._soon.start()

    def _show_glance(self, glance: Glance) -> None:
        parts = self._parts
        parts.tree.show_tree(glance.tree)
        if glance.is_whole:
            parts.tree.settle()
        parts.tree.head.show_offline(glance.offline)
        if glance.waiting != self._waiting:  # of a long show there are hundreds
            self._waiting = glance.waiting
            parts.reviews.show_rows([review_row(each) for each in glance.waiting])
        parts.history.show_rows([history_row(each) for each in glance.history])
        for change in glance.history:
            if change.is_undone:  # perhaps in another window
                parts.window.toasts.dismiss_about(change.id)
        self._reviews.set_queue(glance.waiting)
        self._showing.refresh()
        self._offer_reviews(glance)
        self._soon.start()

    def _offer_reviews(self, glance: Glance) -> None:
        is_free = not self._parts.panel.state.has_video
        if not glance.waiting or self._has_offered or not is_free:
            return
        self._has_offered = True
        count = len(glance.waiting)
        words = "1 pass needs a review" if count == 1 else f"{count} passes need a review"
        first = partial(self._reviews.open, glance.waiting[0].pass_id)
        self._offer = Toast(words, "warning", "Review", first)
        self._parts.window.toasts.show(self._offer)

    def _show_panel(self, pass_id: str) -> None:
        window = self._parts.window
        self._has_offered = True  # who is reviewing needs no offer, also while the pass is read
        window.show_workspace(is_open=True)
        window.docks.front("segmentation")
        if self._offer is not None:
            window.toasts.dismiss(self._offer)
        project = self._projects.current
        if project is not None and pass_id:
            lines = walk(project.glance.tree)
            keys = [
                node.key
                for node in lines
                if node.kind is NodeKind.PASS and node.detail.pass_id == pass_id
            ]
            if keys:
                self._parts.tree.select(keys[0])

    def _show_busy(self, count: int) -> None:
        progress = [job.progress for job in self._services.jobs.running if job.progress]
        shares = [each.done / each.total for each in progress if each.total]
        share = sum(shares) / len(shares) if shares else None
        self._parts.window.status.show_busy(count, share)
        self._soon.start()

    def _tell_context(self) -> None:
        self._soon.stop()
        parts, project = self._parts, self._projects.current
        glance = project.glance if project else None
        undo, redo = self._history.next_undo, self._history.next_redo
        context = Context(
            project=project.project.name if project else None,
            offline=glance.offline if glance else None,
            selection=parts.tree.selection,
            review=parts.panel.state,
            run=self._runs.state,
            versions=self._versions.state,
            board=self._board.boards.state,
            looking=parts.looking.state,
            notes=self._board.notes.state,
            lightbox=self._board.lightbox.state,
            waiting_passes=len(glance.waiting) if glance else 0,
            undo_title=undo.title if undo else None,
            redo_title=redo.title if redo else None,
            has_history=bool(glance and glance.history),
            running_jobs=parts.activity.shown_jobs,
        )
        if context != parts.registry.context:
            parts.registry.refresh(context)
            parts.window.show_context(context)
