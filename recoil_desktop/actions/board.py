"""Actions on the board of an episode, on its notes, and in the lightbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import first_of, needs_online, needs_project
from recoil_desktop.actions.board_state import BoardState, LightboxState, NotesState
from recoil_desktop.actions.spec import ActionSpec, Menu, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.context import Context

Reason = str | None

_BOARD = (Menu.BOARD, Menu.BOARD_CONTEXT)
_MENU = (Menu.BOARD,)
_NOTES = (Menu.BOARD, Menu.COMMENTS_CONTEXT)
_LIGHTBOX = (Menu.BOARD, Menu.LIGHTBOX_CONTEXT)
_ON_BOARD, _IN_NOTES, _IN_LIGHTBOX = Scope.BOARD, Scope.COMMENTS, Scope.LIGHTBOX


def _board(context: Context) -> BoardState:
    return context.board or BoardState()


def _notes(context: Context) -> NotesState:
    return context.notes or NotesState()


def _lightbox(context: Context) -> LightboxState:
    return context.lightbox or LightboxState()


def _needs_episode(context: Context) -> Reason:
    node = context.selected
    is_one = node is not None and node.detail.episode is not None
    return None if is_one else "select an episode in the tree"


def _needs_waiting(context: Context) -> Reason:
    return None if _board(context).waiting else "nothing on this board waits to be approved"


def _needs_cards(context: Context) -> Reason:
    if not _board(context).cards:
        return "the board is empty"
    return None if _board(context).chosen else "select a card on the board"


def _needs_card(context: Context) -> Reason:
    if _needs_cards(context):
        return _needs_cards(context)
    state = _board(context)
    if not state.only:
        return "select one card only"
    return f"it can't be read: {state.problem}" if state.problem else None


def _any_of(name: str, otherwise: str) -> Callable[[Context], Reason]:
    def blocked_by(context: Context) -> Reason:
        reason = _needs_cards(context)
        return reason or (None if getattr(_board(context), name) else otherwise)

    return blocked_by


def _needs_media(context: Context) -> Reason:
    reason = _needs_cards(context)
    return reason or (None if _board(context).has_media else "it has no take and no picture yet")


def _needs_panels(context: Context) -> Reason:
    reason = _needs_card(context)
    return reason or (None if _board(context).panels else "it has no panels")


def _needs_neighbour(context: Context) -> Reason:
    reason = _needs_panels(context)
    if reason:
        return reason
    if not _board(context).has_picture:
        return "the panel has no picture yet"
    return None if _board(context).next_segment else "no panel follows"


def _needs_note(context: Context) -> Reason:
    return None if _notes(context).chosen else "select a comment"


def _needs_one_note(context: Context) -> Reason:
    reason = _needs_note(context)
    return reason or (None if len(_notes(context).chosen) == 1 else "select one comment only")


def _needs_place(context: Context) -> Reason:
    reason = _needs_one_note(context)
    return reason or (None if _notes(context).has_place else "it is about the batch as a whole")


def _needs_target(context: Context) -> Reason:
    return None if _notes(context).target else "select a card or a panel on the board first"


def _needs_frame(context: Context) -> Reason:
    if _needs_target(context):
        return "show a take of a batch in the viewer first"
    return None if _notes(context).has_frame else "the viewer stands on no frame of it"


def _needs_shown(context: Context) -> Reason:
    return None if _lightbox(context).count else "the lightbox is empty"


def _needs_cell(context: Context) -> Reason:
    reason = _needs_shown(context)
    return reason or (None if _lightbox(context).has_chosen else "select a take in the lightbox")


def _resolve_title(context: Context) -> str:
    return "Reopen comment" if _notes(context).is_resolved else "Resolve comment"


CARD_ACTIONS = (
    ActionSpec("board.open", "Show on the board", lambda desk: desk.boards.show_selected(),
               (Menu.BOARD, Menu.TREE_CONTEXT), "", first_of(needs_project, _needs_episode),
               icon="board", group="open", tip="The wall of this episode, batch by batch"),
    ActionSpec("board.approve", "Approve board", lambda desk: desk.boards.approve(), _BOARD, "A",
               first_of(needs_online, _any_of("approvable", "approved already, or no art yet")),
               icon="check", scope=_ON_BOARD, group="verdict",
               tip="The newest art of the selected cards may be rendered from"),
    ActionSpec("board.reject", "Reject board…", lambda desk: desk.boards.ask_to_reject(), _BOARD,
               "X", first_of(needs_online, _any_of("rejectable", "there is no board to reject")),
               icon="reject", scope=_ON_BOARD, group="verdict",
               tip="It is not rendered from until another board is approved"),
    ActionSpec("board.render", "Render boards…", lambda desk: desk.boards.ask_to_render(), _BOARD,
               "Shift+R", first_of(needs_online, _any_of("renderable", "it can't be read")),
               icon="board-render", scope=_ON_BOARD, group="make",
               tip="Draw new art for the selected cards; it is proposed until it is approved"),
    ActionSpec("board.reroll", "New take of the card…", lambda desk: desk.boards.reroll(), _BOARD,
               "R", first_of(needs_online, _needs_card), icon="reroll", scope=_ON_BOARD,
               group="make", tip="One fresh take beside the one that counts"),
    ActionSpec("board.reference", "Use as reference of the next panel",
               lambda desk: desk.boards.use_as_reference(), _BOARD, "F",
               first_of(needs_online, _needs_neighbour), icon="pin", scope=_ON_BOARD, group="make",
               tip="The panel's picture is shown to the model when the next one is rendered"),
    ActionSpec("board.comment", "Comment…", lambda desk: desk.notes.begin(), _BOARD, "C",
               first_of(needs_online, _needs_card), icon="comment", scope=_ON_BOARD, group="look",
               tip="Write a note on the selected panel or card"),
    ActionSpec("board.view", "Open in viewer", lambda desk: desk.boards.view(), _BOARD,
               "Return; Enter", _needs_media, icon="eye", scope=_ON_BOARD, group="look"),
    ActionSpec("board.preview", "Look closer", lambda desk: desk.boards.look_closer(), _BOARD,
               "Space", _needs_media, icon="search", scope=_ON_BOARD, group="look",
               tip="The panel large over the wall; Space again closes it"),
    ActionSpec("board.lightbox", "Add to lightbox", lambda desk: desk.boards.to_lightbox(), _BOARD,
               "L", _needs_media, icon="lightbox", scope=_ON_BOARD, group="look",
               tip="Put its takes beside others; cards can also be dragged there"),
    ActionSpec("board.versions", "Versions of this batch",
               lambda desk: desk.boards.compare(), _BOARD, "V", _needs_card,
               icon="versions", scope=_ON_BOARD, group="look"),
    ActionSpec("board.next_waiting", "Next board to approve",
               lambda desk: desk.boards.go_to_waiting(), _MENU, "N", _needs_waiting, icon="inbox",
               scope=_ON_BOARD, group="walk"),
    ActionSpec("board.next_panel", "Next panel", lambda desk: desk.boards.walk_panels(1), _MENU,
               ".", _needs_panels, scope=_ON_BOARD, group="walk"),
    ActionSpec("board.previous_panel", "Previous panel", lambda desk: desk.boards.walk_panels(-1),
               _MENU, ",", _needs_panels, scope=_ON_BOARD, group="walk"),
    ActionSpec("board.filter", "Filter the board", lambda desk: desk.boards.focus_filter(), _MENU,
               "Ctrl+F; /", needs_project, icon="filter", scope=_ON_BOARD, group="walk"),
    ActionSpec("board.zoom_in", "Larger cards", lambda desk: desk.boards.zoom(1), _MENU, "+; =",
               needs_project, icon="zoom-in", scope=_ON_BOARD, group="zoom"),
    ActionSpec("board.zoom_out", "Smaller cards", lambda desk: desk.boards.zoom(-1), _MENU, "-",
               needs_project, icon="zoom-out", scope=_ON_BOARD, group="zoom"),
)  # fmt: skip

NOTE_ACTIONS = (
    ActionSpec("comment.at_playhead", "Comment at the playhead",
               lambda desk: desk.notes.begin_at_playhead(), (Menu.BOARD,), "Ctrl+Shift+K",
               first_of(needs_online, _needs_frame), icon="comment", group="notes",
               tip="A note on the frame in the viewer, or on the range between in and out"),
    ActionSpec("comment.resolve", "Resolve comment", lambda desk: desk.notes.resolve(), _NOTES,
               "R; Space", first_of(needs_online, _needs_note), icon="check-circle",
               scope=_IN_NOTES, group="notes", named=_resolve_title,
               tip="What it asks for is done; again opens it"),
    ActionSpec("comment.edit", "Edit comment…", lambda desk: desk.notes.edit(), _NOTES, "E; F2",
               first_of(needs_online, _needs_one_note), icon="note", scope=_IN_NOTES,
               group="notes"),
    ActionSpec("comment.show", "Show what it is about", lambda desk: desk.notes.show(), _NOTES,
               "Return; Enter", _needs_place, icon="locate", scope=_IN_NOTES, group="notes",
               tip="Its panel on the board, and its frame in the viewer"),
    ActionSpec("comment.delete", "Delete comment", lambda desk: desk.notes.delete(), _NOTES,
               "Del; Backspace", first_of(needs_online, _needs_note), icon="trash",
               scope=_IN_NOTES, group="notes", tip="Undo brings it back"),
)  # fmt: skip

LIGHTBOX_ACTIONS = (
    ActionSpec("lightbox.play", "Play or pause all", lambda desk: desk.lightbox.toggle(), _LIGHTBOX,
               "Space", _needs_shown, icon="play", scope=_IN_LIGHTBOX, group="play",
               checked=lambda context: _lightbox(context).is_playing),
    ActionSpec("lightbox.restart", "All from the start", lambda desk: desk.lightbox.restart(),
               _LIGHTBOX, "Home", _needs_shown, icon="go-start", scope=_IN_LIGHTBOX, group="play"),
    ActionSpec("lightbox.back", "All one frame back", lambda desk: desk.lightbox.step(-1),
               _LIGHTBOX, ",", _needs_shown, icon="step-back", scope=_IN_LIGHTBOX, group="play"),
    ActionSpec("lightbox.on", "All one frame on", lambda desk: desk.lightbox.step(1), _LIGHTBOX,
               ".", _needs_shown, icon="step-forward", scope=_IN_LIGHTBOX, group="play"),
    ActionSpec("lightbox.view", "Open take in viewer",
               lambda desk: desk.lightbox.view(), _LIGHTBOX, "Return; Enter",
               _needs_cell, icon="eye", scope=_IN_LIGHTBOX, group="cell"),
    ActionSpec("lightbox.remove", "Take out of the lightbox", lambda desk: desk.lightbox.remove(),
               _LIGHTBOX, "Del; Backspace", _needs_cell, icon="close", scope=_IN_LIGHTBOX,
               group="cell", tip="The file stays where it is"),
    ActionSpec("lightbox.clear", "Empty the lightbox", lambda desk: desk.lightbox.clear(),
               _LIGHTBOX, "Shift+Del", _needs_shown, icon="range-clear", scope=_IN_LIGHTBOX,
               group="cell"),
)  # fmt: skip

BOARD_ACTIONS = (*CARD_ACTIONS, *NOTE_ACTIONS, *LIGHTBOX_ACTIONS)
"""All of them, in the order of the menu."""
