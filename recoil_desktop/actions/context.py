"""What actions may look at to decide whether they apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from recoil_desktop.actions.board_state import BoardState, LightboxState, NotesState
    from recoil_desktop.actions.looking_state import LookingState
    from recoil_desktop.actions.review_state import ReviewState
    from recoil_desktop.actions.run_state import RunState, VersionState


@dataclass(frozen=True, slots=True)
class Context:
    """A snapshot of the window: the open project, the selection, the review, running work."""

    project: str | None = None
    offline: str | None = None  # why the project can't be changed
    selection: tuple[Node, ...] = ()
    review: ReviewState | None = None
    run: RunState | None = None
    versions: VersionState | None = None
    board: BoardState | None = None
    notes: NotesState | None = None
    lightbox: LightboxState | None = None
    looking: LookingState | None = None
    waiting_passes: int = 0
    undo_title: str | None = None
    redo_title: str | None = None
    has_history: bool = False  # the project was changed, perhaps not in this window
    running_jobs: int = 0

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the selected nodes."""
        return frozenset(str(node.kind) for node in self.selection)

    @property
    def selected(self) -> Node | None:
        """The selected node when exactly one is selected."""
        return self.selection[0] if len(self.selection) == 1 else None
