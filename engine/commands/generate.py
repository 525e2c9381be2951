"""Rendering an episode: what it would cost, the run itself, and fetching what is finished."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING

from engine.commands import generate_words as words
from engine.commands.context import CommandContext
from engine.commands.generate_answers import CollectAnswer, DryAnswer, RunAnswer, ValidateAnswer
from engine.commands.registry import command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import episode_id
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.orchestration.order import RunOrder, RunReport

GenerateAnswer = DryAnswer | ValidateAnswer | RunAnswer


@command(
    "generate",
    examples=(
        "recoil generate --episode 1 --dry-run",
        "recoil generate --episode 1 --budget 20 --concurrency 4",
        "recoil generate --episode 1 --pass EP001_PASS_011_SH01_02_A_JADE",
        "recoil generate --episode 1 --new-take --batch BATCH_003 --strategy auto",
    ),
)
def generate(
    context: CommandContext,
    *,
    episode: words.Episode,
    passes: words.Passes = None,
    grouping: words.Grouping = None,
    provider: words.ProviderName = None,
    model: words.Model = None,
    budget: words.Budget = None,
    max_per_job: words.MaxPerJob = None,
    max_takes: words.MaxTakes = None,
    concurrency: words.Concurrency = 2,
    dry_run: words.DryRun = False,
    validate: words.Validate = False,
    new_take: words.NewTake = False,
    batch: words.Batch = None,
    seed: words.Seed = None,
    make_primary: words.MakePrimary = False,
    note: words.Note = "",
    strategy: words.Strategy = None,
    rerender_missing: words.RerenderMissing = False,
    rerender_stale: words.RerenderStale = False,
) -> Outcome[GenerateAnswer]:
    """Render what is missing of an episode, within its budget; nothing is paid twice.

    Takes that were sent before are followed to their end first. Coverage passes that arrive are
    cut like any other. Ctrl-C starts nothing new; what is at a provider is fetched by the next
    run, or by `recoil collect`.
    """
    from engine.commands import running  # late: brings the run

    order = running.order_of(
        episode=episode,
        passes=passes,
        grouping=grouping,
        provider=provider,
        model=model,
        budget_micro=budget,
        most_per_job_micro=max_per_job,
        max_takes=max_takes,
        concurrency=concurrency,
        rerender_missing=rerender_missing,
        rerender_stale=rerender_stale,
    )
    if dry_run and validate:
        raise UserError("say --dry-run or --validate, not both")
    if not new_take and (batch or seed is not None or make_primary or note or strategy):
        raise UserError("--batch, --seed, --make-primary, --note, --strategy need --new-take")
    title = f"Generate {episode_id(episode)}"
    if new_take:
        from engine.orchestration.reroll import RerollWish  # late: brings the run

        wish = RerollWish(batch, seed, note, make_primary, strategy or "")
        if dry_run or validate:
            return Outcome(DryAnswer(running.dry_reroll(context, order, wish)), title=title)
        return _ran(running.reroll(context, order, wish), order)
    if dry_run or validate:
        report = running.dry_run(context, order)
        return Outcome(ValidateAnswer(report) if validate else DryAnswer(report), title=title)
    return _ran(running.run(context, order), order)


@command("collect", examples=("recoil collect", "recoil collect --episode 1 --json"))
def collect(
    context: CommandContext,
    *,
    episode: words.AnyEpisode = None,
) -> Outcome[CollectAnswer]:
    """Fetch the jobs that are finished at their providers; nothing new is sent, nothing is paid.

    Jobs that still run are left alone. A job of which nobody knows whether it was taken is looked
    for, and otherwise waits for `recoil jobs decide`.
    """
    from engine.commands import running  # late: brings the run

    collected = running.collect(context, episode)
    where = episode_id(episode) if episode else "all"
    changes = frozenset({Change(ChangeKind.MEDIA, where), Change(ChangeKind.RUN, where)})
    return Outcome(CollectAnswer(collected), changes, title="Collect finished jobs")


def _ran(report: "RunReport", order: "RunOrder") -> Outcome[GenerateAnswer]:
    title = f"Generate {episode_id(order.episode)}"
    return Outcome(RunAnswer(report), _changed(order), title=title)


def _changed(order: "RunOrder") -> frozenset[Change]:
    where = episode_id(order.episode)
    kinds = (ChangeKind.MEDIA, ChangeKind.PASS, ChangeKind.RUN)
    return frozenset(Change(kind, where) for kind in kinds)
