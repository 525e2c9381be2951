"""An episode as it plays: the best clip of every shot in film order, and what is missing."""

# Annotations are read at run time: the command line is made from them.
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, counted, seconds
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.ids import episode_id, parse_episode, shot_number
from engine.errors import NotFound

if TYPE_CHECKING:
    from engine.domain.cut_list import CutItem, EpisodeCut


@command("episode cut", examples=("recoil episode cut --episode 1 --around SH33A",))
def show_episode_cut(
    context: CommandContext,
    *,
    episode: Annotated[int, Words("Which episode: 1, EP001.", "--episode", "N", parse_episode)],
    around: Annotated[
        str | None, Words("Only this shot and its two neighbours.", "--around", "SHOT", shot_number)
    ] = None,
) -> Outcome[Told]:
    """Show an episode as it plays: the best clip of every shot in film order."""
    from engine.workspace.episode_cut import episode_cut  # late: brings pydantic

    cut = episode_cut(context.require_project(), episode)
    items = cut.items if around is None else cut.around(around)
    if around is not None and not items:
        raise NotFound("shot", f"SH{around.upper()} of {episode_id(episode)}")
    facts = {
        "episode": episode,
        "fps": float(cut.rate),
        "size": list(cut.size),
        "duration_s": float(cut.duration),
        "missing": len(cut.missing),
        "items": [item_json(item) for item in items],
    }
    return Outcome(Told(facts, tuple(_lines(cut, items))))


def item_json(item: "CutItem") -> dict[str, object]:
    """One shot of a cut as plain values; what is not known is left out."""
    told: dict[str, object] = {
        "shot_id": item.shot_id,
        "start_s": float(item.start),
        "duration_s": float(item.duration),
        "frames": item.frames,
        "fps": float(item.rate),
        "clip": str(item.clip) if item.clip else None,
        "status": item.status,
        "take": item.take,
        "pass_id": item.pass_id,
        "still": str(item.still) if item.still else None,
        "reason": item.reason,
    }
    return {key: value for key, value in told.items() if value not in (None, "")}


def _lines(cut: "EpisodeCut", items: "tuple[CutItem, ...]") -> Iterator[str]:
    for item in items:
        shot = item.shot_id.partition("_")[2] or item.shot_id
        start, lasts = (seconds(float(time)) for time in (item.start, item.duration))
        shown = f"{item.clip}  [{item.status}]" if item.clip else f"missing: {item.reason}"
        yield f"{start:>10}  {shot:<8} {lasts:>8}  {shown}"
    yield (
        f"{episode_id(cut.episode)}: {counted(len(cut.items), 'shot')}, "
        f"{len(cut.missing)} without a clip, {seconds(float(cut.duration))}"
    )
