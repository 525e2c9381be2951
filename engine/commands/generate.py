"""Rendering an episode: what it would cost, the run itself, and fetching what is finished."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.context import CommandContext
from engine.commands.generate_answers import CollectAnswer, DryAnswer, RunAnswer, ValidateAnswer
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import episode_id, parse_episode
from engine.domain.money import usd_to_micro
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.orchestration.order import RunOrder

GenerateAnswer = DryAnswer | ValidateAnswer | RunAnswer


@command(
    "generate",
    examples=(
        "recoil generate --episode 1 --dry-run",
        "recoil generate --episode 1 --budget 20 --concurrency 4",
        "recoil generate --episode 1 --pass EP001_PASS_011_SH01_02_A_JADE",
        "recoil generate --episode 1 --new-take --batch BATCH_003 --note 'hands'",
    ),
)
def generate(
    context: CommandContext,
    *,
    episode: Annotated[int, Words("The episode: 1, EP001", "--episode", "N", parse_episode)],
    passes: Annotated[
        tuple[str, ...] | None,
        Words("Only this coverage pass; say it again for more.", "--pass", "ID", str, repeats=True),
    ] = None,
    grouping: Annotated[
        str | None, Words("continuity, coverage, oner or solo.", "--grouping", "G")
    ] = None,
    provider: Annotated[
        str | None, Words("Who renders: animatic, fal, gemini.", "--provider", "P")
    ] = None,
    model: Annotated[str | None, Words("The model, for every shot.", "--model", "M")] = None,
    budget: Annotated[
        int | None, Words("The most the episode may cost.", "--budget", "USD", usd_to_micro)
    ] = None,
    max_per_job: Annotated[
        int | None,
        Words("The most a job of unknown price may cost.", "--max-per-job", "USD", usd_to_micro),
    ] = None,
    max_takes: Annotated[int | None, Words("Takes of a beat.", "--max-takes", "N")] = None,
    concurrency: Annotated[int, Words("Beats at once.", "--concurrency", "N")] = 2,
    dry_run: Annotated[bool, Words("Say what it would do and cost.", "--dry-run")] = False,
    validate: Annotated[bool, Words("Say what would stop it.", "--validate")] = False,
    new_take: Annotated[bool, Words("One fresh take of one batch.", "--new-take")] = False,
    batch: Annotated[str | None, Words("The batch of --new-take.", "--batch", "B")] = None,
    seed: Annotated[int | None, Words("The seed of the new take.", "--seed", "N")] = None,
    make_primary: Annotated[
        bool, Words("The new take counts from now on.", "--make-primary")
    ] = False,
    note: Annotated[str, Words("Why the new take is made.", "--note", "TEXT")] = "",
    rerender_missing: Annotated[
        bool, Words("Pay again for takes whose video is gone.", "--rerender-missing")
    ] = False,
    rerender_stale: Annotated[
        bool, Words("Pay again for takes whose references changed.", "--rerender-stale")
    ] = False,
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
    if not new_take and (batch or seed is not None or make_primary or note):
        raise UserError("--batch, --seed, --make-primary and --note belong to --new-take")
    title = f"Generate {episode_id(episode)}"
    if new_take:
        return running.reroll(context, order, batch, seed, note, make_primary, dry_run, title)
    if dry_run or validate:
        report = running.dry_run(context, order)
        return Outcome(ValidateAnswer(report) if validate else DryAnswer(report), title=title)
    return Outcome(RunAnswer(running.run(context, order)), _changed(order), title=title)


@command("collect", examples=("recoil collect", "recoil collect --episode 1 --json"))
def collect(
    context: CommandContext,
    *,
    episode: Annotated[
        int | None, Words("Only this episode: 1, EP001", "--episode", "N", parse_episode)
    ] = None,
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


def _changed(order: "RunOrder") -> frozenset[Change]:
    where = episode_id(order.episode)
    kinds = (ChangeKind.MEDIA, ChangeKind.PASS, ChangeKind.RUN)
    return frozenset(Change(kind, where) for kind in kinds)
