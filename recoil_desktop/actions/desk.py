"""What actions may ask of the window: the verbs of the session, by their names only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from engine.domain.nodes import Node


class Desk(Protocol):
    """The session as actions see it; the real one lives a layer above."""

    @property
    def segmentation(self) -> Any:
        """The segmentation panel; its verbs are its public methods."""

    @property
    def selection(self) -> tuple[Node, ...]:
        """The selected lines of the tree."""

    @property
    def looking(self) -> Any:
        """Takes against each other and in film order; its verbs are its public methods."""

    @property
    def curating(self) -> Any:
        """Judging takes and pictures; its verbs are its public methods."""

    @property
    def searching(self) -> Any:
        """The searches that are kept; their verbs are its public methods."""

    @property
    def runs(self) -> Any:
        """The runs of the episode shown; their verbs are its public methods."""

    @property
    def versions(self) -> Any:
        """The versions of its batches; their verbs are its public methods."""

    @property
    def costs(self) -> Any:
        """What rendering cost; its verbs are its public methods."""

    @property
    def boards(self) -> Any:
        """The board of an episode; its verbs are its public methods."""

    @property
    def notes(self) -> Any:
        """The comments on it; their verbs are its public methods."""

    @property
    def lightbox(self) -> Any:
        """Takes side by side; its verbs are its public methods."""

    @property
    def orphans(self) -> Any:
        """Videos that nobody knows; their verbs are its public methods."""

    @property
    def trash(self) -> Any:
        """Archive and trash; their verbs are its public methods."""

    # -- projects ----------------------------------------------------------

    def open_demo(self) -> None:
        """Make the demo project when it isn't there, and open it."""

    def ask_for_folder(self) -> None:
        """Let the editor choose a project folder."""

    def ask_for_video(self) -> None:
        """Let the editor choose a video that belongs to no project."""

    def ask_for_new_project(self) -> None:
        """Let the editor name a new project."""

    def close_project(self) -> None:
        """Go back to the start page."""

    def check_project(self) -> None:
        """Look after the open project again: journals, stubs, extraction."""

    def show_health(self) -> None:
        """Say how the project is."""

    # -- passes and media --------------------------------------------------

    def review(self, pass_id: str) -> None:
        """Open a pass in the segmentation panel."""

    def extract(self, pass_id: str | None = None) -> None:
        """Cut one pass, or all that have not been cut."""

    def view(self, node: Node) -> None:
        """Show a media file in the viewer."""

    def segment_video(self, node: Node) -> None:
        """Open a media file as a loose video in the segmentation panel."""

    def reveal(self, node: Node) -> None:
        """Show a file in the system's file manager."""

    def open_externally(self, node: Node) -> None:
        """Open a file in the system's default program."""

    def open_with(self, node: Node) -> None:
        """Ask which program opens a file."""

    def copy_path(self, nodes: tuple[Node, ...]) -> None:
        """Put the paths on the clipboard."""

    def regenerate(self, node: Node) -> None:
        """Ask why, then queue one shot of a pass to be made again."""

    def generate(self, node: Node | None = None) -> None:
        """Ask what to render: the episode at hand, or the coverage pass of ``node``."""

    def export(self) -> None:
        """Ask how the episode at hand shall leave: as a cut, a table, or on paper."""

    # -- history -----------------------------------------------------------

    def undo(self) -> None:
        """Take back the last change of the project."""

    def redo(self) -> None:
        """Do again what was taken back last."""

    # -- the window --------------------------------------------------------

    def show_pane(self, name: str) -> None:
        """Bring a pane to the front and give it the keys."""

    def toggle_pane(self, name: str) -> None:
        """Show or hide a pane."""

    def reset_layout(self) -> None:
        """Put all panes where they were at the first start."""

    def focus_filter(self) -> None:
        """Type into the tree's filter."""

    def choose_theme(self, choice: str) -> None:
        """dark, light or system."""

    def scale_by(self, step: int) -> None:
        """Make texts and controls larger or smaller by ``step`` per cent; 0: as designed."""

    def show_dialog(self, name: str) -> None:
        """Open palette, shortcuts, settings, about or log."""

    def cancel_jobs(self) -> None:
        """Ask all running jobs to stop."""

    def quit(self) -> None:
        """End the program."""
