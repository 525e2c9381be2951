"""Pictures of an editor's desk: board, notes, inbox, search, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.comments import add
from recoil_desktop.tour_generate import over_window, there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QDialog

    from recoil_desktop.tour import Guide

Look = tuple[str, tuple[int, int], str]

_QUERY = "e01 kind=clip status=candidate"


async def picture_desk(guide: Guide, looks: Sequence[Look]) -> None:
    """All pictures of this part, in every look."""
    await _board(guide, looks)
    await _lists(guide, looks)
    await _search(guide, looks)
    await _export(guide, looks)


async def _board(guide: Guide, looks: Sequence[Look]) -> None:
    session = guide.session
    session.versions.derive()
    await guide.rest(1.0)
    session.board_room.boards.show_episode(1)
    await guide.until(lambda: session.board_room.watch.board.cards)
    await guide.rest(1.0)
    board = session.board_room.watch.board
    for number, words in enumerate(("Hold this a beat longer", "Whose hands are these?")):
        card = board.cards[number]
        _note(guide, card.batch_id, words)
    await guide.rest(1.0)
    await _shoot(guide, looks, "board", "board")


async def _lists(guide: Guide, looks: Sequence[Look]) -> None:
    for pane in ("inbox", "account", "recent", "comments"):
        await _shoot(guide, looks if pane == "inbox" else looks[:1], pane, pane)


async def _search(guide: Guide, looks: Sequence[Look]) -> None:
    head = guide.session.parts.tree.head
    head.field.setText(_QUERY)
    await guide.rest(1.0)
    await _shoot(guide, looks, "viewer", "search")
    head.field.clear()
    await guide.rest()


async def _export(guide: Guide, looks: Sequence[Look]) -> None:
    session = guide.session
    session.exporting.ask(1)
    await guide.until(lambda: session.exporting.dialog)
    await guide.rest(1.0)
    dialog = there(session.exporting.dialog)
    await _over(guide, looks, dialog, "export")
    dialog.reject()


async def _shoot(guide: Guide, looks: Sequence[Look], pane: str, name: str) -> None:
    for theme, size, ending in looks:
        guide.session.choose_theme(theme)
        guide.window.resize(*size)
        await guide.rest(0.2)
        guide.window.docks.reset()
        guide.window.docks.front(pane)
        guide.window.toasts.clear()
        await guide.rest(0.8)
        await guide.picture(f"{name}-{ending}")


async def _over(guide: Guide, looks: Sequence[Look], dialog: QDialog, name: str) -> None:
    for theme, size, ending in looks:
        guide.session.choose_theme(theme)
        guide.window.resize(*size)
        guide.window.toasts.clear()
        await guide.rest(0.6)
        over_window(guide, dialog, f"{name}-{ending}")


# -- inside ----------------------------------------------------------------------


def _note(guide: Guide, batch_id: str, words: str) -> None:
    opened = there(guide.session.projects.current)
    said = {"episode": 1, "batch": batch_id, "body": words}
    guide.session.doer.do(add, opened.project, title="Note", arguments=said)
