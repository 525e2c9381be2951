"""What the commands about paid jobs answer, for programs and for people; money in dollars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.commands.answers import counted
from engine.domain.money import format_usd, micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.costs import CostReport, Spending
    from engine.domain.dispatches import Dispatch
    from engine.domain.ledger_view import Figures


@dataclass(frozen=True, slots=True)
class JobsAnswer:
    """Paid jobs, and the figures of what was asked for."""

    jobs: tuple[Dispatch, ...]
    figures: Figures
    problem: str = ""

    @property
    def failure(self) -> str:
        """Why the ledger cannot be trusted; empty when it can."""
        return _damage(self.problem)

    def as_json(self) -> dict[str, object]:
        """The jobs and the four figures."""
        listed = [job_json(job) for job in self.jobs]
        return {"jobs": listed, **figures_json(self.figures), "problem": self.problem}

    def lines(self) -> Iterator[str]:
        """A line a job, and the figures."""
        for job in self.jobs:
            yield _job_line(job)
        yield from _figure_lines(self.figures)


@dataclass(frozen=True, slots=True)
class DecisionAnswer:
    """A job after somebody said what became of it."""

    job: Dispatch

    def as_json(self) -> dict[str, object]:
        """The job."""
        return {"job": job_json(self.job)}

    def lines(self) -> Iterator[str]:
        """The job, and what comes next."""
        yield _job_line(self.job)
        if self.job.state.is_open:
            yield "to fetch it: recoil collect"
        elif self.job.detail.get("decision") == "pay-again":
            yield f"to ask for it anew: recoil generate --episode {self.job.episode}"


@dataclass(frozen=True, slots=True)
class CostsAnswer:
    """The budget of a project or an episode, and where the money went."""

    report: CostReport
    figures: Figures
    period: int
    since: str
    budget_micro: int | None
    problem: str = ""

    @property
    def failure(self) -> str:
        """Why the ledger cannot be trusted; empty when it can."""
        return _damage(self.problem)

    def as_json(self) -> dict[str, object]:
        """The four figures, the whole, and the tables."""
        report, budget = self.report, self.budget_micro
        return {
            **figures_json(self.figures),
            "budget_usd": None if budget is None else micro_to_usd(budget),
            "period": self.period,
            "since": self.since,
            "total": _spending_json(report.total),
            "models": [_spending_json(row) for row in report.models],
            "shots": [_spending_json(row) for row in report.shots],
            "days": [_spending_json(row) for row in report.days],
            "problem": self.problem,
        }

    def lines(self) -> Iterator[str]:
        """The figures, then a line a row."""
        yield from _figure_lines(self.figures)
        tables = (("model", self.report.models), ("shot", self.report.shots))
        for name, rows in (*tables, ("day", self.report.days)):
            if rows:
                yield ""
                yield from _table(name, rows)


def job_json(job: Dispatch) -> dict[str, object]:
    """One job, as other programs read it."""
    return {
        "dispatch_id": job.dispatch_id,
        "state": str(job.state),
        "needs_person": job.state.needs_person,
        "episode": job.episode,
        "scene_id": job.scene_id,
        "version": job.version,
        "beat_id": job.beat_id,
        "purpose": job.purpose,
        "take_id": job.take_id,
        "shot_ids": list(job.shot_ids),
        "provider": job.provider,
        "model": job.model,
        "request_id": job.request_id,
        "target": str(job.target),
        "estimate_usd": micro_to_usd(job.estimate_micro),
        "reserved_usd": micro_to_usd(job.reserved_micro),
        "charged_usd": micro_to_usd(job.charged_micro),
        "charge_kind": job.charge_kind,
        "flags": list(job.flags),
        "reason": job.reason,
        "run_id": job.run_id,
        "program": job.program,
        "reserved_at": job.reserved_at,
        "changed_at": job.changed_at,
    }


def figures_json(figures: Figures) -> dict[str, object]:
    """The four figures in dollars."""
    return {
        "estimated": micro_to_usd(figures.estimated),
        "reserved": micro_to_usd(figures.reserved),
        "billed": micro_to_usd(figures.billed),
        "unknown": micro_to_usd(figures.unknown),
    }


def _spending_json(row: Spending) -> dict[str, object]:
    second = row.micro_per_accepted_second
    return {
        "name": row.name,
        "jobs": row.jobs,
        "estimated_usd": micro_to_usd(row.estimated_micro),
        "billed_usd": micro_to_usd(row.billed_micro),
        "failed_usd": micro_to_usd(row.failed_micro),
        "rejected_usd": micro_to_usd(row.rejected_micro),
        "accepted": row.accepted,
        "rejected": row.rejected,
        "accepted_s": row.accepted_ms / 1000,
        "usd_per_accepted_second": None if second is None else micro_to_usd(second),
        "keep_percent": row.keep_percent,
    }


def _job_line(job: Dispatch) -> str:
    held = f", {format_usd(job.reserved_micro)} held" if job.reserved_micro else ""
    cost = f", {format_usd(job.charged_micro)}" if job.state.is_end else ""
    flags = f" ({', '.join(flag.replace('_', ' ') for flag in job.flags)})" if job.flags else ""
    reason = f": {job.reason}" if job.reason else ""
    state = str(job.state).replace("_", " ")
    return f"{job.dispatch_id}  {job.beat_id} {job.purpose}  {state}{held}{cost}{flags}{reason}"


def _figure_lines(figures: Figures) -> Iterator[str]:
    unknown = f", {format_usd(figures.unknown)} of it unknown" if figures.unknown else ""
    yield (
        f"billed {format_usd(figures.billed)}, reserved {format_usd(figures.reserved)}{unknown},"
        f" estimated {format_usd(figures.estimated)}"
    )


def _table(name: str, rows: tuple[Spending, ...]) -> Iterator[str]:
    width = max(len(name), *(len(row.name) for row in rows))
    yield f"{name:<{width}}  {'billed':>9}  {'failed':>9}  {'rejected':>9}  jobs"
    for row in rows:
        money = (row.billed_micro, row.failed_micro, row.rejected_micro)
        cells = "  ".join(f"{format_usd(amount):>9}" for amount in money)
        yield f"{row.name:<{width}}  {cells}  {counted(row.jobs, 'job')}{_use(row)}"


def _use(row: Spending) -> str:
    second, kept = row.micro_per_accepted_second, row.keep_percent
    told = [] if second is None else [f"{format_usd(second)} per accepted second"]
    told += [] if kept is None else [f"{kept} % kept"]
    return f", {', '.join(told)}" if told else ""


def _damage(problem: str) -> str:
    return f"the ledger is damaged: {problem}" if problem else ""
