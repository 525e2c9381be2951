"""The panes around the board, empty, and the thumbnails they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoil_desktop.actions.spec import Scope
from recoil_desktop.delegates.thumbnails import Thumbnails
from recoil_desktop.views.board.pane import BoardPane
from recoil_desktop.views.comments.pane import CommentsPane
from recoil_desktop.views.lightbox.pane import LightboxPane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.session.services import Services


@dataclass(frozen=True, slots=True)
class BoardParts:
    """Board, comments and lightbox."""

    board: BoardPane
    comments: CommentsPane
    lightbox: LightboxPane
    thumbnails: Thumbnails

    @property
    def panes(self) -> dict[str, QWidget]:
        """The panes by their names."""
        return {"board": self.board, "lightbox": self.lightbox, "comments": self.comments}

    @property
    def homes(self) -> dict[Scope, QWidget]:
        """Where their keys count: in the lists, and not in the fields beside them."""
        return {
            Scope.BOARD: self.board.wall,
            Scope.COMMENTS: self.comments.list,
            Scope.LIGHTBOX: self.lightbox.grid,
        }


def make_board_parts(registry: ActionRegistry, services: Services) -> BoardParts:
    """Make the panes, empty."""
    themes, jobs = services.themes, services.jobs
    thumbnails = Thumbnails(services.caches, limit=4000)
    board = BoardPane(registry, themes, thumbnails, jobs)
    thumbnails.setParent(board)
    return BoardParts(
        board=board,
        comments=CommentsPane(registry, themes),
        lightbox=LightboxPane(registry, themes, jobs),
        thumbnails=thumbnails,
    )
