"""What an action is, before Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.desk import Desk


class Menu(StrEnum):
    """Where actions are listed; those before the context menus are the menu bar, in its order."""

    FILE = "file"
    EDIT = "edit"
    PASSES = "passes"
    TAKES = "takes"
    RUN = "run"
    SEGMENTATION = "segmentation"
    PLAYBACK = "playback"
    BOARD = "board"
    LOOK = "look"
    COMPARE = "compare"
    VIEW = "view"
    HELP = "help"
    TREE_CONTEXT = "tree context"
    RUNS_CONTEXT = "runs context"
    VERSIONS_CONTEXT = "versions context"
    BOARD_CONTEXT = "board context"
    COMMENTS_CONTEXT = "comments context"
    LIGHTBOX_CONTEXT = "lightbox context"
    REVIEW_QUEUE = "review queue"


class Scope(StrEnum):
    """Where a shortcut counts; within a pane its own shortcuts win over the window's."""

    WINDOW = "window"
    SEGMENTATION = "segmentation"
    TREE = "tree"
    BOARD = "board"
    COMMENTS = "comments"
    LIGHTBOX = "lightbox"
    VIEWER = "viewer"
    COMPARE = "compare"
    REEL = "reel"


def always(_context: Context) -> str | None:
    """Nothing ever blocks the action."""
    return None


def never(_context: Context) -> bool:
    """The action keeps its keys."""
    return False


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing the editor can do. Menus, toolbar, palette and shortcuts are made from these.

    ``id`` is ``noun.verb``. ``run`` is thin: it collects what the verb needs and calls it.
    ``blocked_by`` answers None or the sentence shown in the tooltip ("needs 2 cuts, 3 placed").
    ``shortcut`` may hold several key sequences, separated by "; ". ``group`` puts a separator
    between actions of one menu. ``checked`` makes it a switch. ``yields`` says whether an action of
    the panel leaves the keys it shares with the window to the window, as things are. ``named`` is
    the title of an action that says what it would do now; ``title`` stands in lists of keys.
    """

    id: str
    title: str
    run: Callable[[Desk], object]
    menus: tuple[Menu, ...] = ()
    shortcut: str = ""
    blocked_by: Callable[[Context], str | None] = field(default=always)
    icon: str = ""
    scope: Scope = Scope.WINDOW
    tip: str = ""
    group: str = ""
    checked: Callable[[Context], bool] | None = None
    yields: Callable[[Context], bool] = field(default=never)
    named: Callable[[Context], str] | None = None

    def title_in(self, context: Context) -> str:
        """Its title as things are."""
        return self.title if self.named is None else self.named(context)
