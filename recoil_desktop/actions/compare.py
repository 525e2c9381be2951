"""Actions that look at takes together: against each other, among their neighbours, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import first_of, needs_project
from recoil_desktop.actions.spec import ActionSpec, Menu
from recoil_desktop.models.compare_takes import why_not

if TYPE_CHECKING:
    from recoil_desktop.actions.context import Context

_OF_SHOTS = {"shot", "take", "segment", "extra"}
_MENUS = (Menu.LOOK, Menu.TREE_CONTEXT)


def _needs_takes(context: Context) -> str | None:
    return why_not(context.selection)


def _needs_shot(context: Context) -> str | None:
    if not context.selection:
        return "select a shot, or a take of one"
    has_shot = any(str(node.kind) in _OF_SHOTS for node in context.selection)
    return None if has_shot else "select a shot, or a take of one"


def _needs_episode(context: Context) -> str | None:
    if not context.selection:
        return "select an episode, or something in it"
    has_episode = any(node.detail.episode is not None for node in context.selection)
    return None if has_episode else "select an episode, or something in it"


COMPARE_ACTIONS = (
    ActionSpec("take.compare", "Compare takes", lambda desk: desk.looking.compare(),
               (Menu.COMPARE, Menu.TREE_CONTEXT), "Ctrl+D",
               first_of(needs_project, _needs_takes), icon="compare", group="look",
               tip="Two takes on the same frame: one at a time, side by side, wiped, subtracted"),
    ActionSpec("shot.play_in_context", "Play in context",
               lambda desk: desk.looking.play_in_context(), _MENUS, "Ctrl+J",
               first_of(needs_project, _needs_shot), icon="play-context", group="look",
               tip="The shot before, this one, the shot after"),
    ActionSpec("episode.play", "Play the episode", lambda desk: desk.looking.play_episode(),
               _MENUS, "Ctrl+Shift+J", first_of(needs_project, _needs_episode),
               icon="play-episode", group="look",
               tip="Every shot in film order; a still stands in where a clip is missing"),
)  # fmt: skip
