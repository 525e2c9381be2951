"""The wall of an episode: what is on it, boards rendered and judged, panels as references."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands import generate_words as words
from engine.commands.answers import Told, changes_of
from engine.commands.board_answers import BoardAnswer, RenderedBoards
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import parse_episode
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.workspace.board_decisions import Judged

Json = dict[str, object]

Boards = Annotated[
    tuple[str, ...],
    Words("The batch; or several. BATCH@2 means revision 2.", "", "BATCH...", str, repeats=True),
]
Batches = Annotated[
    tuple[str, ...], Words("The batch; or several.", "", "BATCH...", str, repeats=True)
]
Batch = Annotated[str, Words("The batch.", metavar="BATCH")]
Segment = Annotated[str, Words("The panel of it.", "--segment", "S")]


@command("board", examples=("recoil board --episode 1", "recoil board --episode 1 --json"))
def board(
    context: CommandContext,
    *,
    episode: Annotated[
        int | None, Words("The episode: 1, EP001", "--episode", "N", parse_episode)
    ] = None,
) -> Outcome[BoardAnswer]:
    """Show the wall of an episode: batches, boards, versions, costs, comments, what is stale."""
    if episode is None:  # not required of the line, on which a verb of the board may follow
        raise UserError("the wall of which episode? say --episode N")
    from engine.workspace.board import board_of  # late: brings pydantic

    return Outcome(BoardAnswer(board_of(context.require_project(), episode)))


@command(
    "board approve",
    examples=(
        "recoil board approve BATCH_001 BATCH_002 --episode 1",
        "recoil board approve BATCH_001@2 --episode 1",
    ),
)
def approve(context: CommandContext, batch: Boards, *, episode: words.Episode) -> Outcome[Told]:
    """Approve boards: batches are rendered from them, where boards are asked for.

    Approval is of one revision: a board rendered later, or painted over, is proposed again.
    """
    from engine.workspace.board_decisions import BoardWish  # late: brings pydantic
    from engine.workspace.board_decisions import approve as approve_boards

    wishes = [BoardWish.of(one) for one in batch]
    return _judged(episode, approve_boards(context.require_project(), episode, wishes))


@command(
    "board reject",
    examples=("recoil board reject BATCH_002 --episode 1 --reason 'the room is mirrored'",),
)
def reject(
    context: CommandContext,
    batch: Boards,
    *,
    episode: words.Episode,
    reason: Annotated[str, Words("Why, for whoever draws the next one.", "--reason", "TEXT")] = "",
) -> Outcome[Told]:
    """Reject boards: nothing is rendered from them."""
    from engine.workspace.board_decisions import BoardWish  # late: brings pydantic
    from engine.workspace.board_decisions import reject as reject_boards

    wishes = [BoardWish.of(one) for one in batch]
    return _judged(episode, reject_boards(context.require_project(), episode, wishes, reason))


@command(
    "board render",
    examples=(
        "recoil board render BATCH_001 --episode 1",
        "recoil board render BATCH_001 --episode 1 --model gemini-3-pro-image --dry-run",
    ),
)
def render(
    context: CommandContext,
    batch: Batches,
    *,
    episode: words.Episode,
    model: Annotated[str | None, Words("The model that draws.", "--model", "M")] = None,
    provider: words.ProviderName = None,
    budget: words.Budget = None,
    max_per_job: words.MaxPerJob = None,
    seed: Annotated[int | None, Words("The seed of the picture.", "--seed", "N")] = None,
    note: Annotated[str, Words("What shall be different, in words.", "--note", "TEXT")] = "",
    dry_run: words.DryRun = False,
) -> Outcome[RenderedBoards]:
    """Draw the boards of batches: a picture with a panel for every shot; the local one is free.

    Each is a new revision, which nobody has approved yet. What was sent before and did not come
    is fetched first.
    """
    from engine.commands import board_rendering  # late: brings the run

    return board_rendering.render(
        context,
        episode,
        batch,
        model=model,
        provider=provider,
        budget_micro=budget,
        most_per_job_micro=max_per_job,
        seed=seed,
        note=note,
        is_dry=dry_run,
    )


@command(
    "board reference",
    examples=(
        "recoil board reference BATCH_001 --segment EP001_SH02 --episode 1",
        "recoil board reference BATCH_001 --segment EP001_SH02 --for EP001_SH09 --episode 1",
        "recoil board reference BATCH_001 --segment EP001_SH02 --for SH09 --remove --episode 1",
    ),
)
def reference(
    context: CommandContext,
    batch: Batch,
    *,
    segment: Segment,
    episode: words.Episode,
    shot: Annotated[str | None, Words("The shot; else the next one.", "--for", "SHOT")] = None,
    remove: Annotated[bool, Words("Take the panel's pictures away from it.", "--remove")] = False,
) -> Outcome[Told]:
    """Let the next shot be rendered from the picture of a panel, too."""
    from engine.workspace.board_references import give_reference  # late: brings pydantic

    project = context.require_project()
    if remove:
        return _removed(context, episode, (batch, segment), shot)
    given = give_reference(project, episode, batch, segment, shot)
    facts: Json = {
        "episode": episode,
        "batch_id": batch,
        "segment_id": segment,
        "shot_id": given.shot_id,
        "reference": str(given.path),
        "references": list(given.references),
        "batches": {card.batch_id: card.status.value for card in given.board.cards},
        "change": given.change.id,
    }
    told = Told(facts, (f"{given.shot_id} is rendered from {given.path}, too",))
    scene = Change(ChangeKind.SCENE, given.shot_id)
    return Outcome(told, changes_of(given.change, scene), given.change.id, given.change.title)


# -- inside ------------------------------------------------------------------


def _judged(episode: int, judged: "Judged") -> Outcome[Told]:
    change = judged.change
    facts: Json = {
        "episode": episode,
        "batches": {batch: status.value for batch, status in judged.states.items()},
        "revisions": dict(judged.revisions),
        "change": change.id,
    }
    lines = (
        f"{batch} v{judged.revisions[batch]}: {status}" for batch, status in judged.states.items()
    )
    return Outcome(Told(facts, tuple(lines)), changes_of(change), change.id, change.title)


def _removed(
    context: CommandContext, episode: int, panel: tuple[str, str], shot: str | None
) -> Outcome[Told]:
    """The panel's pictures are no references of the shot any more."""
    from engine.workspace.board_references import take_reference  # late: brings pydantic

    if shot is None:
        raise UserError("say from which shot: --for SHOT")
    taken = take_reference(context.require_project(), episode, panel, shot)
    facts: Json = {
        "episode": episode,
        "batch_id": panel[0],
        "segment_id": panel[1],
        "shot_id": taken.shot_id,
        "references": list(taken.references),
        "change": taken.change.id,
    }
    title = taken.change.title
    scene = Change(ChangeKind.SCENE, taken.shot_id)
    return Outcome(Told(facts, (title,)), changes_of(taken.change, scene), taken.change.id, title)
