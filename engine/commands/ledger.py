"""Paid jobs and their money: what is open, what it cost, and what a person decides about it."""

# Annotations are read at run time: the command line is made from them.
from typing import Annotated

from engine.commands.context import CommandContext
from engine.commands.generate_words import AnyEpisode
from engine.commands.ledger_answers import CostsAnswer, DecisionAnswer, JobsAnswer
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.money import usd_to_micro

PROGRAM = "recoil"


@command("jobs", examples=("recoil jobs --open", "recoil jobs --episode 3 --json"))
def jobs(
    context: CommandContext,
    *,
    only_open: Annotated[bool, Words("Only those that hold money.", "--open")] = False,
    episode: AnyEpisode = None,
) -> Outcome[JobsAnswer]:
    """List the paid jobs, oldest first, and the four figures of the budget.

    Looks only, and asks no provider; `recoil collect` does.
    """
    view = context.require_project().ledger.view()
    listed = view.still_open() if only_open else tuple(view.dispatches.values())
    wanted = tuple(one for one in listed if episode in {None, one.episode})
    return Outcome(JobsAnswer(wanted, view.figures(episode), view.problem))


@command(
    "jobs decide",
    examples=(
        "recoil jobs decide d_3f... found --request 7b1c...",
        "recoil jobs decide d_3f... pay-again --confirm 'pay again'",
        "recoil jobs decide d_3f... give-up --billed 0 --confirm 'give up'",
    ),
)
def decide(
    context: CommandContext,
    dispatch: Annotated[str, Words("The job, by its dispatch id.", metavar="DISPATCH")],
    decision: Annotated[
        str, Words("found, pay-again or give-up.", metavar="found|pay-again|give-up")
    ],
    *,
    request: Annotated[
        str | None, Words("The request's id, as the provider's page shows it.", "--request", "ID")
    ] = None,
    billed: Annotated[
        int | None,
        Words("What the provider billed; 0 for nothing.", "--billed", "USD", usd_to_micro),
    ] = None,
    confirm: Annotated[
        str, Words("The decision in words: 'pay again', 'give up'.", "--confirm", "WORDS")
    ] = "",
) -> Outcome[DecisionAnswer]:
    """Say what became of a job of which nobody knows whether it was taken.

    found: it is there under this request id, and is fetched by the next run or `recoil collect`.
    pay-again: it is over; the next run may ask for the same anew. give-up: it is over, and failed.
    The last two settle its money: what --billed says, else the estimate, for it may be billed.
    """
    from engine.commands.job_decisions import decide_on  # late: brings the providers

    decided = decide_on(
        context, dispatch, decision, request_id=request, billed_micro=billed, confirm=confirm
    )
    title = f"{decision.replace('-', ' ').capitalize()}: {decided.beat_id}"
    changed = frozenset({Change(ChangeKind.RUN, dispatch)})
    return Outcome(DecisionAnswer(decided), changed, title=title)


@command(
    "costs", examples=("recoil costs", "recoil costs --episode 3", "recoil costs --new-period")
)
def costs(
    context: CommandContext,
    *,
    episode: AnyEpisode = None,
    every_period: Annotated[
        bool, Words("Break down all that was ever billed.", "--all-periods")
    ] = False,
    new_period: Annotated[
        bool, Words("Begin a budget period: what was spent counts no more.", "--new-period")
    ] = False,
) -> Outcome[CostsAnswer]:
    """Show the budget, and where the money went: by model, shot and day.

    Also what lies in failed and rejected takes, what a second that is used really cost, and how
    many of the pieces that were judged were kept. What is reserved stays so in a new period.
    """
    from engine.domain.costs import cost_report
    from engine.workspace.costs import pieces_of  # late: brings pydantic

    project = context.require_project()
    changed: frozenset[Change] = frozenset()
    if new_period:
        number = project.ledger.new_period(PROGRAM)
        changed = frozenset({Change(ChangeKind.RUN, f"period {number}")})
    view = project.ledger.view()
    counted = [
        one
        for one in view.dispatches.values()
        if episode in {None, one.episode} and (every_period or one.period == view.period)
    ]
    report = cost_report(counted, pieces_of(project, counted))
    budget = project.settings.budget_usd
    answer = CostsAnswer(
        report,
        view.figures(episode),
        period=view.period,
        since=view.period_since,
        budget_micro=None if budget is None else usd_to_micro(budget),
        problem=view.problem,
    )
    return Outcome(answer, changed, title="Begin a budget period" if new_period else "")
