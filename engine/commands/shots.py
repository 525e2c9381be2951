"""Single shots, and the queue of what only a person can judge."""

# Annotations are read at run time: the command line is made from them.
from typing import Annotated

from engine.commands import generate_words as words
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.commands.shot_answers import ReviewsAnswer, ShotAnswer
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import episode_id
from engine.domain.money import usd_to_micro
from engine.errors import UserError

PIPELINES = ("keyframe", "video")


@command(
    "shoot",
    examples=(
        "recoil shoot EP001_SH04 --episode 1 --pipeline keyframe",
        "recoil shoot EP001_SH04 --episode 1 --model seedance-2.0 --provider fal --most 2",
    ),
)
def shoot(
    context: CommandContext,
    shot: Annotated[str, Words("The shot.", metavar="SHOT")],
    *,
    episode: words.Episode,
    pipeline: Annotated[
        str | None, Words("keyframe or video; else as planned.", "--pipeline", "P")
    ] = None,
    model: words.Model = None,
    provider: words.ProviderName = None,
    budget: words.Budget = None,
    max_per_job: words.MaxPerJob = None,
    most: Annotated[
        int | None, Words("The most this shot may cost.", "--most", "USD", usd_to_micro)
    ] = None,
) -> Outcome[ShotAnswer]:
    """Render one shot, with retries, within the budget; says how it ended.

    At most four attempts. A shot that only a person can judge goes to `recoil reviews`.
    """
    if pipeline is not None and pipeline not in PIPELINES:
        raise UserError(f"not a pipeline: {pipeline!r} (one of {', '.join(PIPELINES)})")
    from engine.commands import running  # late: brings the run

    order = running.order_of(
        episode=episode,
        provider=provider,
        model=model,
        budget_micro=budget,
        most_per_job_micro=max_per_job,
    )
    result = running.shoot(context, order, shot, pipeline, most)
    where = episode_id(episode)
    changes = frozenset({Change(ChangeKind.MEDIA, where), Change(ChangeKind.RUN, where)})
    return Outcome(ShotAnswer(result), changes, title=f"Shoot {shot}")


@command("reviews", examples=("recoil reviews", "recoil reviews --all --json"))
def reviews(
    context: CommandContext,
    *,
    show_all: Annotated[bool, Words("Resolved ones, too.", "--all")] = False,
) -> Outcome[ReviewsAnswer]:
    """List the takes that wait for somebody's judgement."""
    queue = context.require_project().review_queue
    return Outcome(ReviewsAnswer(queue.entries() if show_all else queue.open()))


@command("reviews resolve", examples=("recoil reviews resolve rq_3fa09b --note 'looks fine'",))
def resolve_review(
    context: CommandContext,
    review: Annotated[str, Words("The entry.", metavar="ID")],
    *,
    note: Annotated[str, Words("What was decided.", "--note", "TEXT")] = "",
) -> Outcome[ReviewsAnswer]:
    """Say that somebody has looked at it."""
    resolved = context.require_project().review_queue.resolve(review, note)
    changes = frozenset({Change(ChangeKind.RUN, review)})
    return Outcome(ReviewsAnswer((resolved,)), changes, title=f"Resolve {review}")
