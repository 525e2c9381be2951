"""An episode's account both ways: shots without a clip, clips without a shot, and why."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING

from engine.commands.answers import Told, counted
from engine.commands.context import CommandContext
from engine.commands.generate_words import Episode
from engine.commands.registry import command
from engine.domain.changes import Outcome
from engine.domain.ids import episode_id

if TYPE_CHECKING:  # only named by helpers
    from collections.abc import Iterator

    from engine.domain.account import Account


@command("account", examples=("recoil account --episode 3", "recoil account --episode 3 --json"))
def account(context: CommandContext, *, episode: Episode) -> Outcome[Told]:
    """Say which shots of an episode have no clip, which clips no shot, and why.

    A clip is a video of the shot that nobody rejected or archived. Looks only.
    """
    from engine.commands.trees import scanned  # late: brings pydantic
    from engine.orchestration.sight import RunLooker
    from engine.workspace.account import account_of

    project = context.require_project()
    sight = RunLooker(project).look(episode)
    found = account_of(project, scanned(context), sight, project.review_queue.open())
    return Outcome(Told(account_json(found), tuple(_lines(found))))


def account_json(found: "Account") -> dict[str, object]:
    """The account as plain values."""
    return {
        "episode": episode_id(found.episode),
        "shots_planned": found.planned,
        "shots_covered": found.covered,
        "shots_without_clip": [
            {"shot_id": one.shot_id, "code": str(one.lack), "reason": one.reason, "fix": one.fix}
            for one in found.shots
        ],
        "clips_without_shot": [
            {
                "path": one.path.text,
                "code": str(one.stray),
                "reason": one.reason,
                "status": one.status,
            }
            for one in found.clips
        ],
    }


def _lines(found: "Account") -> "Iterator[str]":
    where = episode_id(found.episode)
    yield f"{where}: {found.covered} of {counted(found.planned, 'planned shot')} with a clip"
    if found.shots:
        yield f"{counted(len(found.shots), 'shot')} without a clip:"
        yield from (f"  {one.shot_id}: {one.reason}" for one in found.shots)
    if found.clips:
        yield f"{counted(len(found.clips), 'clip')} without a shot:"
        yield from (f"  {one.path}: {one.reason}" for one in found.clips)
    if found.is_even and found.planned:
        yield "every shot has a clip, and every clip a shot"
