"""Pictures of the board: the wall with its notes, a closer look, takes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.board import render
from engine.commands.versions import rederive
from recoil_desktop.models.board_model import sights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.tour import Guide

Look = tuple[str, tuple[int, int], str]

_NOTES = (
    ("She turns before the thunder, not after it.", "fix"),
    ("Is this the coat of the first shot?", "question"),
    ("The light on the water is it.", "approve"),
)
_DRAWN, _TAKES = 3, 4


async def picture_board(guide: Guide, looks: Sequence[Look]) -> None:
    """All pictures of this part, in every look."""
    await _fill(guide)
    await _notes(guide)
    await _wall(guide, looks)
    await _lightbox(guide, looks)


async def _fill(guide: Guide) -> None:
    """Batches out of the passes; the first few have boards, one of them approved."""
    session, pane = guide.session, guide.session.parts.wall.board
    project = session.projects.current.project  # type: ignore[union-attr]
    words: dict[str, object] = {"episode": 1, "grouping": "coverage"}
    session.doer.do(rederive, project, title="Derive", arguments=words, is_quiet=True)
    await guide.rest()
    session.boards.show_episode(1)
    await guide.until(pane.wall.board.rowCount)
    drawn = tuple(card.batch_id for card in pane.wall.board.cards[-_DRAWN:])
    words = {"episode": 1, "batch": drawn}
    session.doer.do(render, project, title="Draw boards", arguments=words, is_quiet=True)
    await guide.until(lambda: session.boards.watch.board.cards[-1].revision)
    await guide.rest()
    pane.wall.choose(drawn[:1])
    session.boards.approve()
    await guide.until(lambda: session.boards.watch.board.card(drawn[0]).approved_revision)  # type: ignore[union-attr]
    await guide.rest()


async def _notes(guide: Guide) -> None:
    session, parts = guide.session, guide.session.parts.wall
    card = parts.board.wall.board.cards[0]
    for number, (words, tag) in enumerate(_NOTES):
        panel = card.panels[number % len(card.panels)]
        parts.board.wall.choose([card.key], panel.segment_id)
        session.notes.begin()
        parts.comments.compose.words.setPlainText(words)
        next(one for name, one in parts.comments.compose.tags.items() if name == tag).click()
        parts.comments.compose.send.click()
        await guide.rest(0.2)
    parts.board.wall.choose([card.key])
    guide.window.toasts.clear()


async def _wall(guide: Guide, looks: Sequence[Look]) -> None:
    session, parts = guide.session, guide.session.parts.wall
    for theme, size, ending in looks:
        await _dress(guide, theme, size)
        session.show_pane("board")
        if size[0] > size[1] * 1.5:
            guide.window.docks.front("comments")
        parts.board.wall.choose([parts.board.wall.board.cards[0].key])
        await guide.until(lambda: not parts.thumbnails.is_loading)
        await guide.picture(f"board-{ending}")
    session.boards.look_closer()
    await guide.rest(1.0)
    await guide.picture("board-closer")
    session.boards.look_closer()


async def _lightbox(guide: Guide, looks: Sequence[Look]) -> None:
    session, parts = guide.session, guide.session.parts.wall
    cards = parts.board.wall.board.cards
    sights = [sight for card in cards for _segment, sight in sights_of(card)]
    session.lightbox.add(sights[:_TAKES])
    for theme, size, ending in looks:
        await _dress(guide, theme, size)
        session.show_pane("lightbox")
        await guide.rest(0.8)
        await guide.picture(f"lightbox-{ending}")
    session.lightbox.clear()


async def _dress(guide: Guide, theme: str, size: tuple[int, int]) -> None:
    guide.session.choose_theme(theme)
    guide.window.resize(*size)
    await guide.rest(0.2)
    guide.window.docks.reset()
    await guide.rest(0.3)
