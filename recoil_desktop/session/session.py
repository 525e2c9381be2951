"""The session: every verb that actions may ask for, carried out by its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.nodes import NodeKind
from recoil_desktop.memory import Memory, TreeMemory
from recoil_desktop.session.agents import Agents
from recoil_desktop.session.attention import Attention
from recoil_desktop.session.board_room import BoardRoom
from recoil_desktop.session.curating import Curating
from recoil_desktop.session.dialogs import Dialogs
from recoil_desktop.session.doing import Doer
from recoil_desktop.session.exporting import Exporting
from recoil_desktop.session.files import Files
from recoil_desktop.session.following import Following
from recoil_desktop.session.generating import Generating
from recoil_desktop.session.history import History
from recoil_desktop.session.looking import Looking
from recoil_desktop.session.orphans import Orphans
from recoil_desktop.session.projects import Projects
from recoil_desktop.session.reviews import Reviews
from recoil_desktop.session.run_desk import RunDesk
from recoil_desktop.session.runs import Runs
from recoil_desktop.session.searching import Searching
from recoil_desktop.session.shared_state import SharedState
from recoil_desktop.session.showing import Showing
from recoil_desktop.session.spending import Spending
from recoil_desktop.session.trash import Trash
from recoil_desktop.session.versioning import Versioning
from recoil_desktop.session.window_parts import furnish
from recoil_desktop.theme import AS_DESIGNED

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.nodes import Node
    from recoil_desktop.scrubber.panel import SegmentationPanel
    from recoil_desktop.session.boards import Boards
    from recoil_desktop.session.lightbox import Lightbox
    from recoil_desktop.session.notes import Notes
    from recoil_desktop.session.services import Services
    from recoil_desktop.views.main_window import MainWindow

_SMALLEST, _LARGEST = 80, 160


class Session(QObject):
    """Wires project, panes and engine together. Actions know it as their ``Desk``."""

    quit_requested = Signal()

    def __init__(
        self,
        services: Services,
        memory: Memory,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.services = services
        self._memory = memory
        self.parts = furnish(window, self, services)
        self.doer = Doer(services, self)
        self.projects = Projects(services, self.doer, memory, self)
        self.history = History(self.doer, self.projects, self.parts.history, self)
        self.reviews = Reviews(services, self.doer, self.projects, self.parts.panel)
        self.showing = Showing(services, self.parts, self.projects)
        self._curating = Curating(services, self.doer, self.projects, self.parts)
        self._looking = Looking(services, self.doer, self.projects, self.parts, self.curating)
        self._orphans = Orphans(services, self.doer, self.projects, self.parts)
        self._trash = Trash(services, self.doer, self.projects, self.parts)
        self.files = Files(self.projects, self.doer, services.settings, window)
        self.exporting = Exporting(services, self.parts, self.projects, self.doer, self.files)
        self.run_watch = Runs(services, self.doer, self.projects, memory, self)
        self.generating = Generating(services, self.parts, self.projects, self.run_watch)
        self.run_desk = RunDesk(
            self.doer,
            self.projects,
            self.parts,
            runs=self.run_watch,
            generating=self.generating,
        )
        shared = (self.doer, self.projects, self.parts, self.run_watch)
        self.versioning = Versioning(services, *shared)
        self.spending = Spending(*shared)
        self.run_desk.compare_requested.connect(self.versioning.show)
        desks = (self.run_desk, self.versioning)
        self.board_room = BoardRoom(services, memory, *shared[:3], desks=desks)
        self.shared_state = SharedState(services, self)
        self.agents = Agents(services, self.shared_state, self.parts, self.projects, self.showing)
        self._searching = Searching(services, self.doer, self.projects, self.parts)
        self.dialogs = Dialogs(services, self.parts, self.projects)
        self.following = Following(
            services,
            self.parts,
            self.projects,
            self.reviews,
            showing=self.showing,
            dialogs=self.dialogs,
            runs=self.run_desk,
            versions=self.versioning,
            board=self.board_room,
            history=self.history,
            memory=memory,
        )
        self.attention = self._attend()
        self._wire()
        self.shared_state.start()
        self._apply_look()
        window.restore_panes(memory.layout)

    @property
    def window(self) -> QObject:
        """The main window."""
        return self.parts.window

    # -- Desk: projects ------------------------------------------------------

    @property
    def segmentation(self) -> SegmentationPanel:
        """The panel, whose verbs are its methods."""
        return self.parts.panel

    @property
    def curating(self) -> Curating:
        """Judging takes and pictures."""
        return self._curating

    @property
    def searching(self) -> Searching:
        """The searches that are kept."""
        return self._searching

    @property
    def looking(self) -> Looking:
        """Takes against each other and in film order."""
        return self._looking

    @property
    def orphans(self) -> Orphans:
        """Videos that nobody knows, whose verbs are its methods."""
        return self._orphans

    @property
    def trash(self) -> Trash:
        """Archive and trash, whose verbs are its methods."""
        return self._trash

    @property
    def runs(self) -> RunDesk:
        """The runs, whose verbs are its methods."""
        return self.run_desk

    @property
    def versions(self) -> Versioning:
        """The versions of batches, whose verbs are its methods."""
        return self.versioning

    @property
    def costs(self) -> Spending:
        """What rendering cost, whose verbs are its methods."""
        return self.spending

    @property
    def boards(self) -> Boards:
        """The board of an episode, whose verbs are its methods."""
        return self.board_room.boards

    @property
    def notes(self) -> Notes:
        """The comments on it, whose verbs are its methods."""
        return self.board_room.notes

    @property
    def lightbox(self) -> Lightbox:
        """Takes side by side, whose verbs are its methods."""
        return self.board_room.lightbox

    @property
    def selection(self) -> tuple[Node, ...]:
        """The selected lines of the tree."""
        return self.parts.tree.selection

    def open_demo(self) -> None:
        """Make the demo when it isn't there, and open it."""
        self.projects.open_demo()

    def ask_for_folder(self) -> None:
        """Let the editor choose a project folder."""
        self.dialogs.ask_for_folder()

    def ask_for_video(self) -> None:
        """Let the editor choose a video."""
        self.dialogs.ask_for_video()

    def ask_for_new_project(self) -> None:
        """Let the editor name a new project."""
        self.dialogs.ask_for_new_project()

    def open_paths(self, paths: tuple[Path, ...]) -> None:
        """Open what was dropped or named on the command line; the first that can be opened."""
        if paths:
            self.projects.open_path(paths[0])

    def close_project(self) -> None:
        """Back to the start page."""
        self._remember_tree()
        self._memory.keep_open_project(None)
        self.projects.close()

    def check_project(self) -> None:
        """Look after the project again."""
        self.projects.check()

    def show_health(self) -> None:
        """Say how the project is."""
        self.dialogs.show_health()

    # -- Desk: passes and media ----------------------------------------------

    def review(self, pass_id: str) -> None:
        """Open a pass in the segmentation panel."""
        self.reviews.open(pass_id)

    def extract(self, pass_id: str | None = None) -> None:
        """Cut one pass, or all."""
        if pass_id is None:
            self.projects.cut_waiting()
        else:
            self.projects.cut(pass_id)

    def view(self, node: Node) -> None:
        """Show a file in the viewer, in front."""
        self.showing.view(node)

    def segment_video(self, node: Node) -> None:
        """Open a file as a video by itself."""
        if (path := self.files.place_of(node)) is not None:
            self.reviews.open_video(path)

    def reveal(self, node: Node) -> None:
        """Show a file in the file manager."""
        self.files.reveal(node)

    def open_externally(self, node: Node) -> None:
        """Open a file in its default program."""
        self.files.open(node)

    def open_with(self, node: Node) -> None:
        """Ask which program opens a file."""
        self.files.ask_to_open(node)

    def copy_path(self, nodes: tuple[Node, ...]) -> None:
        """Put paths on the clipboard."""
        self.files.copy(nodes)

    def regenerate(self, node: Node) -> None:
        """Ask why, then queue a shot."""
        self.reviews.regenerate(node.detail.pass_id, node.detail.shot_id)

    # -- Desk: runs ----------------------------------------------------------

    def generate(self, node: Node | None = None) -> None:
        """Ask what to render."""
        self.run_desk.generate(node)

    def export(self) -> None:
        """Ask how the episode at hand shall leave."""
        self.exporting.ask_about(self.selection, self.run_watch.episode)

    # -- Desk: history -------------------------------------------------------

    def undo(self) -> None:
        """Take back what was done last in this window, or what is chosen in the history."""
        self.history.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.history.redo()

    # -- Desk: the window ----------------------------------------------------

    def show_pane(self, name: str) -> None:
        """Bring a pane to the front."""
        self.parts.window.show_workspace(is_open=True)
        self.parts.window.docks.bring(name)

    def toggle_pane(self, name: str) -> None:
        """Show or hide a pane."""
        self.parts.window.docks.toggle(name)

    def reset_layout(self) -> None:
        """Put all panes where they belong."""
        self.parts.window.docks.reset()

    def focus_filter(self) -> None:
        """Type into the tree's filter."""
        self.parts.window.docks["tree"].show()
        self.parts.tree.focus_filter()

    def choose_theme(self, choice: str) -> None:
        """dark, light or system."""
        self.services.settings.set("look.theme", choice)

    def scale_by(self, step: int) -> None:
        """Make texts larger or smaller by ``step`` per cent; 0: as designed."""
        now = self.services.settings.look.text_size
        wanted = now + step if step else AS_DESIGNED
        self.services.settings.set("look.text_size", max(_SMALLEST, min(_LARGEST, wanted)))

    def show_dialog(self, name: str) -> None:
        """Open palette, shortcuts, settings, about or log."""
        if name == "uses":
            self.attention.counting.show()
        else:
            self.dialogs.show(name)

    def cancel_jobs(self) -> None:
        """Ask all running jobs to stop."""
        for job in self.services.jobs.running:
            job.cancel()

    def quit(self) -> None:
        """End the program."""
        self.quit_requested.emit()

    # -- beginning and end ---------------------------------------------------

    def restore(self) -> None:
        """Open what was open at the end of the last time, when that is wanted."""
        last = self._memory.open_project
        if last is not None and self.services.settings.folders.restores_session:
            self.projects.open(last)

    def remember(self) -> None:
        """Keep layout and selection for the next time."""
        self._remember_tree()
        self._memory.keep_layout(self.parts.window.layout_now)
        self._memory.save()
        self.services.settings.save()

    async def shut_down(self) -> None:
        """Stop all work, wait for it, and close what is open."""
        self.projects.close()
        self.shared_state.stop()
        self.parts.panel.clear()
        self.parts.viewer.close_media()
        self._looking.close()
        self.attention.close()
        self.board_room.close()
        await self.services.jobs.shut_down()

    # -- private -------------------------------------------------------------

    def _attend(self) -> Attention:
        return Attention(
            self.services,
            self.doer,
            self.parts,
            self.projects,
            desk=self,
            runs=self.run_watch,
            run_desk=self.run_desk,
            showing=self.showing,
        )

    def _wire(self) -> None:
        parts = self.parts
        parts.window.dropped.connect(self.open_paths)
        parts.window.close_requested.connect(self.quit_requested)
        parts.window.became_active.connect(self._look_again)
        parts.window.start_page.chosen.connect(self.projects.open)
        parts.tree.activated.connect(self._activate)
        parts.inspector.notes_saved.connect(self.curating.save_notes)
        parts.inspector.stars_given.connect(lambda path, n: self.curating.star_files((path,), n))
        parts.reviews.activated.connect(lambda row: self.reviews.open(row.item))
        self.reviews.rejection_asked.connect(self.curating.reject_files)
        self.reviews.shown.connect(self.showing.show_pass)
        self.reviews.video_shown.connect(self.showing.show_video)
        self.history.taken_back.connect(parts.window.toasts.dismiss_about)
        self.doer.said.connect(parts.window.toasts.show)
        self.dialogs.place_requested.connect(self.attention.going.go)
        self.projects.failed.connect(parts.window.start_page.offer)
        self.projects.video_requested.connect(self.reviews.open_video)
        self.services.settings.changed.connect(self._take_setting)
        self.services.jobs.crashed.connect(self.dialogs.show_crash)

    def _activate(self, node: Node) -> None:
        if node.kind is NodeKind.PASS and node.detail.pass_id and node.path is not None:
            self.reviews.open(node.detail.pass_id)
        elif node.path is not None and node.path.suffix and not node.children:
            self.showing.view(node)
        else:
            self.parts.tree.toggle(node.key)

    def _look_again(self) -> None:
        if self.projects.current is not None:
            self.projects.current.look_everywhere()

    def _take_setting(self, name: str) -> None:
        if name.startswith("look."):
            self._apply_look()

    def _apply_look(self) -> None:
        look = self.services.settings.look
        self.services.themes.choose(look.theme, look.text_size)
        self.parts.window.toasts.seconds = look.message_seconds

    def _remember_tree(self) -> None:
        project = self.projects.current
        if project is None:
            return
        selected = self.selection[0].key if self.selection else ""
        expanded = tuple(sorted(self.parts.tree.expanded_keys()))
        self._memory.keep_tree(project.root, TreeMemory(expanded, selected))
