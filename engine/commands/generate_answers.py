"""What the commands that render answer, for programs and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.commands.answers import counted
from engine.domain.money import format_usd, micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.orchestration.collecting import Collected
    from engine.orchestration.events import PlannedBeat
    from engine.orchestration.order import DryReport, RunReport
    from engine.orchestration.proposing import Proposal

_STALE = "stale"  # a take that is there; whether it is good enough is asked, and nothing waits


@dataclass(frozen=True, slots=True)
class DryAnswer:
    """What a run would do and cost."""

    report: DryReport

    def as_json(self) -> dict[str, object]:
        """Beats with estimates, and their sum."""
        return {
            "beats": [_beat_json(beat) for beat in self.report.beats],
            "total_usd": micro_to_usd(self.report.total_micro),
            "problems": list(self.report.problems),
            **({"proposal": _proposal_json(self.report.proposal)} if self.report.proposal else {}),
        }

    def lines(self) -> Iterator[str]:
        """A line a beat, and the sum."""
        for beat in self.report.beats:
            yield _beat_line(beat)
        due = sum(1 for beat in self.report.beats if not beat.done and not beat.blocked)
        yield f"{counted(due, 'beat')} to render, {format_usd(self.report.total_micro)}"
        yield from self.report.problems
        if self.report.proposal is not None:
            yield _proposal_line(self.report.proposal)


@dataclass(frozen=True, slots=True)
class ValidateAnswer:
    """What would stop a run, or be left out by it."""

    report: DryReport

    @property
    def failure(self) -> str:
        """One line when something would; empty otherwise."""
        problems = self.report.problems
        return f"{counted(len(problems), 'problem')} found" if problems else ""

    def as_json(self) -> dict[str, object]:
        """Whether all is well, and each problem."""
        return {
            "valid": not self.report.problems,
            "problems": list(self.report.problems),
            "beats": len(self.report.beats),
        }

    def lines(self) -> Iterator[str]:
        """A line a problem."""
        yield from self.report.problems
        if not self.report.problems:
            yield f"{counted(len(self.report.beats), 'beat')}, nothing in the way"


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """How a run ended."""

    report: RunReport

    @property
    def failure(self) -> str:
        """Why it stopped before its end, or what it left undone; empty when all is done."""
        if self.report.halted:
            return str(self.report.halted["message"])
        return ", ".join(self._left_undone())

    def as_json(self) -> dict[str, object]:
        """The run as other programs read it; money in dollars."""
        report = self.report
        return {
            "run_id": report.run_id,
            "scenes": [dict(scene) for scene in report.scenes],
            "rendered_shot_ids": list(report.rendered_shot_ids),
            "outputs": list(report.outputs),
            "spent_usd": micro_to_usd(report.spent_micro),
            "reserved_usd": micro_to_usd(report.reserved_micro),
            "staged_candidates": dict(report.staged),
            "blocked": dict(report.blocked),
            "needs_person": [dict(one) for one in report.needs_person],
            "failed": dict(report.failed),
            "halted": None if report.halted is None else dict(report.halted),
        }

    def lines(self) -> Iterator[str]:
        """What was rendered, and what waits for somebody."""
        report = self.report
        yield from report.outputs
        for scene, reason in report.blocked.items():
            yield f"{scene}: blocked, {reason.replace('_', ' ')}{self._remedy(scene)}"
        for scene, version in report.staged.items():
            yield f"{scene}: version {version} waits to be conformed{self._remedy(scene)}"
        for question in report.needs_person:
            yield f"{question['beat_id']}: {question['message']}"
        for beat, error in report.failed.items():
            yield f"{beat}: {error}"
        rendered = counted(len(report.outputs), "take")
        yield f"{rendered} rendered, {format_usd(report.spent_micro)} spent"

    def _left_undone(self) -> Iterator[str]:
        """What was asked for and is not there, in a few words each."""
        report = self.report
        waiting = [one for one in report.needs_person if one["reason"] != _STALE]
        if report.blocked:
            yield f"{counted(len(report.blocked), 'batch', 'batches')} blocked"
        if report.staged:
            yield f"{counted(len(report.staged), 'batch', 'batches')} to be conformed first"
        if report.failed:
            yield f"{counted(len(report.failed), 'beat')} failed"
        if waiting:
            yield f"{counted(len(waiting), 'take')} waiting for somebody to decide"

    def _remedy(self, scene: str) -> str:
        remedy = self.report.remedies.get(scene)
        return f" ({remedy})" if remedy else ""


@dataclass(frozen=True, slots=True)
class CollectAnswer:
    """What was fetched, what still runs, and of what nobody knows."""

    collected: Collected

    def as_json(self) -> Mapping[str, object]:
        """The three lists."""
        return {
            "collected": [dict(one) for one in self.collected.fetched],
            "waiting": [dict(one) for one in self.collected.waiting],
            "unknown": [dict(one) for one in self.collected.unknown],
        }

    def lines(self) -> Iterator[str]:
        """A line a job."""
        for one in self.collected.fetched:
            yield f"{one['beat_id']}: {one['output'] or one['state']}"
        for one in self.collected.waiting:
            why = f": {one['reason']}" if one["reason"] else ""
            yield f"{one['beat_id']}: still {one['state']} at {one['provider']}{why}"
        for one in self.collected.unknown:
            yield f"{one['beat_id']}: {one['reason']} (recoil jobs decide {one['dispatch_id']})"
        yield f"{counted(len(self.collected.fetched), 'job')} fetched"


def _beat_json(beat: PlannedBeat) -> dict[str, object]:
    estimate = beat.estimate_micro
    return {
        "scene_id": beat.scene_id,
        "beat_id": beat.beat_id,
        "shot_ids": list(beat.shot_ids),
        "modality": beat.modality,
        "model": beat.model,
        "duration_s": beat.duration_s,
        "charged_s": beat.charged_s,
        "estimate_usd": None if estimate is None else micro_to_usd(estimate),
        "target": beat.target,
        "tag": beat.tag,
        "done": beat.done,
        "blocked": beat.blocked,
    }


def _beat_line(beat: PlannedBeat) -> str:
    state = "done" if beat.done else beat.blocked.replace("_", " ")
    cost = "?" if beat.estimate_micro is None else format_usd(beat.estimate_micro)
    shots = counted(len(beat.shot_ids), "shot")
    charged = beat.charged_otherwise
    length = f"{beat.duration_s:g} s" + (f" (charged as {charged:g} s)" if charged else "")
    return f"{beat.beat_id}: {shots}, {length}, {state or cost}"


def _proposal_json(proposal: Proposal) -> dict[str, object]:
    word = proposal.word
    return {
        "failure_mode": word.mode.value,
        "reason": word.reason,
        "path": word.path or None,
        "strategy": proposal.best or None,
        "chosen": proposal.chosen or None,
        "strategies": [
            {
                "strategy": offer.strategy,
                "changes": list(offer.changes),
                "cost_tier": offer.cost_tier,
                "tried": offer.was_tried,
            }
            for offer in proposal.offers
        ],
    }


def _proposal_line(proposal: Proposal) -> str:
    word = proposal.word
    said = f"rejected for {word.mode.value.replace('_', ' ')}: {word.reason}"
    if not proposal.offers:
        return f"{said}; nothing to try by itself, change the prompt or the references"
    verb = "tries" if proposal.chosen else "could try"
    name = proposal.chosen or proposal.best
    return f"{said}; {verb} {name.replace('_', ' ')} (--strategy {name})"
