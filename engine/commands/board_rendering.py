"""Drawing boards for commands: the order from words, the loop, and what is answered."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engine.commands import running
from engine.commands.board_answers import RenderedBoards
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import episode_id
from engine.jobs import Stopped
from engine.orchestration.board_order import StoryboardWish, named
from engine.orchestration.events import TakeCompleted, TakeNeedsPerson
from engine.orchestration.storyboards import dry_boards, render_boards
from engine.workspace.board import board_of

if TYPE_CHECKING:
    from engine.commands.context import CommandContext
    from engine.orchestration.board_order import BoardsReport
    from engine.orchestration.desk import Desk
    from engine.orchestration.events import RunEvent
    from engine.orchestration.order import RunOrder


def render(
    context: CommandContext,
    episode: int,
    batches: tuple[str, ...],
    *,
    seed: int | None,
    note: str,
    is_dry: bool,
    **order: object,
) -> Outcome[RenderedBoards]:
    """Draw boards, or say what it would cost."""
    wish = StoryboardWish(batches, seed, note)
    wanted = running.order_of(episode=episode, **order)
    if is_dry:
        report = dry_boards(_desk(context, wanted, _Progress(context, 0)), wish)
        return Outcome(_answer(context, report))
    report = _rendered(context, wanted, wish)
    changes = {
        *(Change(ChangeKind.SCENE, row.batch_id) for row in report.rows),
        *(Change(ChangeKind.MEDIA, row.artifact) for row in report.rows if row.artifact),
        Change(ChangeKind.RUN, episode_id(episode)),
    }
    title = f"Draw {named(episode, batches)}"
    return Outcome(_answer(context, report), frozenset(changes), title=title)


def _rendered(context: CommandContext, order: RunOrder, wish: StoryboardWish) -> BoardsReport:
    desk = _desk(context, order, _Progress(context, len(wish.batches)))

    async def work() -> BoardsReport:
        try:
            return await render_boards(desk, wish)
        finally:
            await desk.close()

    return running.on_a_loop(context, work(), desk.controls.stop)


def _desk(context: CommandContext, order: RunOrder, progress: _Progress) -> Desk:
    return running.desk_for(context, order, progress.hear, context.program)


class _Progress:
    """Says how many boards have come."""

    def __init__(self, context: CommandContext, total: int) -> None:
        self._job = context.job
        self._total = total
        self._done = 0

    def hear(self, event: RunEvent) -> None:
        """Count."""
        if not isinstance(event, TakeCompleted | TakeNeedsPerson):
            return
        self._done += 1
        with suppress(Stopped):  # the watcher beside the drawing looks for it
            self._job.report(self._done, max(self._total, self._done), f"drew {event.scene_id}")


def _answer(context: CommandContext, report: BoardsReport) -> RenderedBoards:
    asked = {row.batch_id for row in report.rows}
    shown = board_of(context.require_project(), report.episode)
    states = {card.batch_id: card.status.value for card in shown.cards if card.batch_id in asked}
    return RenderedBoards(report, states)
