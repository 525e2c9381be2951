"""The detail panes as data: everything that is known about a shot, or about a pass (03)."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import counted, seconds
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.money import format_usd, micro_to_usd

if TYPE_CHECKING:  # heavy, and only named by helpers
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.workspace.pass_facts import PassFacts
    from engine.workspace.shot_facts import ShotFacts


class ShotDetails:
    """One shot, for programs and for people."""

    def __init__(self, facts: "ShotFacts") -> None:
        self.facts = facts

    def as_json(self) -> dict[str, object]:
        """Everything, with the keys of the documents it comes from."""
        shot = self.facts
        return {
            "shot_id": shot.shot_id,
            "episode": shot.episode,
            "status": shot.status,
            "state": shot.state or None,
            "attempts": shot.attempts,
            "max_attempts": shot.most_attempts,
            "cost_usd": _usd(shot.cost_micro),
            "gates": shot.gates,
            "start_frame": shot.start_frame or None,
            "prompt": shot.prompt,
            "duration_s": _number(shot.planned),
            "rejection_reason": shot.rejection_reason or None,
            "failure_mode": shot.failure_mode or None,
            "takes": [
                {
                    "path": str(take.path),
                    "status": take.status,
                    "take": take.take,
                    "model": take.model or None,
                    "cost_usd": _usd(take.cost_micro),
                    "stars": take.stars,
                    "pass_id": take.pass_id or None,
                    "extra": take.is_extra,
                    "trouble": take.trouble or None,
                }
                for take in shot.takes
            ],
            "passes": [
                {
                    "pass_id": one.pass_id,
                    "status": one.status or None,
                    "segment_index": one.index,
                    "start": one.start,
                    "end": one.end,
                    "duration_s": _number(one.planned),
                    "video": one.video or None,
                }
                for one in shot.passes
            ],
            "troubles": list(shot.troubles),
        }

    def lines(self) -> "Iterator[str]":
        """The same on a screen."""
        shot = self.facts
        stands = f", {shot.state}" if shot.state else ""
        yield f"{shot.shot_id}: {shot.status or 'nothing yet'}{stands}"
        yield f"  {shot.attempts} of {shot.most_attempts} attempts, {_dollars(shot.cost_micro)}"
        if shot.rejection_reason:
            yield f"  rejected: {shot.rejection_reason} ({shot.failure_mode})"
        if shot.start_frame:
            yield f"  begins with {shot.start_frame}"
        for name, verdict in shot.gates.items():
            yield f"  check {name}: {verdict}"
        for take in shot.takes:
            stars = f"  {'★' * take.stars}" if take.stars else ""
            yield f"  take {take.take or '?'}  {take.status or take.trouble}  {take.path}{stars}"
        for one in shot.passes:
            yield f"  in {one.pass_id}  {_times(one.start, one.end)}"
        yield from (f"  unreadable: {trouble}" for trouble in shot.troubles)


class PassDetails:
    """One pass, for programs and for people."""

    def __init__(self, facts: "PassFacts") -> None:
        self.facts = facts

    def as_json(self) -> dict[str, object]:
        """The record as it stands, and what is found beside it."""
        found = self.facts
        record = found.record
        return {
            "pass_id": found.pass_id,
            "episode": found.episode,
            "status": found.status,
            "label": found.label or None,
            "video": found.video or None,
            "cost_usd": _usd(found.cost_micro),
            "cuts": {
                "expected": record.expected_cuts,
                "detected": record.detected_cuts,
                "threshold": record.scene_detect_threshold,
                "diverged": record.cuts_diverged,
                "alignment_score": record.alignment_score,
                "raw": list(record.scene_detection_raw),
                "method": record.extraction_method,
            },
            "takes": [
                {
                    "take": take.take,
                    "path": take.path or None,
                    "status": take.status or None,
                    "model": take.model or None,
                    "cost_usd": _usd(take.cost_micro),
                }
                for take in found.takes
            ],
            "segments": [
                {
                    "shot_id": one.shot_id,
                    "segment_index": one.index,
                    "start": one.start,
                    "end": one.end,
                    "duration_s": _number(one.planned),
                    "path": one.path or None,
                    "status": one.status or None,
                    "class": "model-added" if one.is_extra else "planner-intended",
                }
                for one in found.segments
            ],
            "record": record.as_json(),
            "trouble": found.trouble or None,
        }

    def lines(self) -> "Iterator[str]":
        """The same on a screen."""
        found = self.facts
        yield f"{found.pass_id}: {found.status or 'not begun'}, {_dollars(found.cost_micro)}"
        yield f"  {found.video or found.trouble or 'no video yet'}"
        summary = found.record.verdict_summary
        if summary:
            yield f"  {summary}"
        if found.record.detected_cuts is not None:
            wanted = found.record.expected_cuts
            yield f"  {counted(found.record.detected_cuts, 'cut')} found, {wanted} expected"
        for one in found.segments:
            clip = one.path or "not cut"
            yield f"  {one.shot_id}  {_times(one.start, one.end)}  {clip}"


@command("shot", examples=("recoil shot EP001_SH04", "recoil shot EP001_SH04 --json"))
def shot(
    context: CommandContext,
    shot: Annotated[str, Words("The shot: EP001_SH33A", metavar="SHOT")],
) -> Outcome[ShotDetails]:
    """Show what is known about a shot: status, attempts, cost, checks, takes, passes."""
    from engine.workspace.shot_facts import shot_facts  # late: brings pydantic

    return Outcome(ShotDetails(shot_facts(context.require_project(), shot)))


@command("pass", examples=("recoil pass EP001_PASS_011", "recoil pass EP001_PASS_011 --json"))
def pass_(
    context: CommandContext,
    pass_id: Annotated[str, Words("The pass, by its id or the beginning of it.", metavar="PASS")],
) -> Outcome[PassDetails]:
    """Show what is known about a pass: record, cuts, takes, cost, segments."""
    from engine.workspace.pass_facts import pass_facts  # late: brings pydantic

    return Outcome(PassDetails(pass_facts(context.require_project(), pass_id)))


def _usd(micro: int | None) -> float | None:
    return None if micro is None else micro_to_usd(micro)


def _dollars(micro: int | None) -> str:
    return "cost unknown" if micro is None else format_usd(micro)


def _number(time: "Fraction | None") -> float | None:
    return None if time is None else float(time)


def _times(start: float | None, end: float | None) -> str:
    return "not cut" if start is None or end is None else f"{seconds(start)} to {seconds(end)}"
