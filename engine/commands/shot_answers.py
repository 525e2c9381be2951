"""What the commands about single shots answer, for programs and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.commands.answers import counted
from engine.domain.money import format_usd, micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.orchestration.shot import ShotResult

# Ends at which there is something to show for it.
_GOOD = ("ok", "budget_exhausted_success")


@dataclass(frozen=True, slots=True)
class ShotAnswer:
    """How a shot ended."""

    result: ShotResult

    @property
    def failure(self) -> str:
        """One line when there is no usable take; empty otherwise."""
        if self.result.status.value in _GOOD:
            return ""
        words = self.result.status.value.replace("_", " ")
        return f"{self.result.shot_id}: {words}"

    def as_json(self) -> dict[str, object]:
        """The result; money in dollars."""
        result = self.result
        return {
            "status": result.status.value,
            "op_id": result.op_id,
            "shot_id": result.shot_id,
            "output": result.output,
            "cost_usd": micro_to_usd(result.cost_micro),
            "attempts": result.attempts,
            "failure_mode": result.failure_mode,
            "notes": list(result.notes),
            "review_id": result.review_id,
        }

    def lines(self) -> Iterator[str]:
        """The file, the cost, and what is to be known."""
        result = self.result
        if result.output:
            yield result.output
        yield from result.notes
        tries = counted(result.attempts, "attempt")
        yield f"{result.status.value.replace('_', ' ')}, {tries}, {format_usd(result.cost_micro)}"
        if result.review_id:
            yield f"waits for you: recoil reviews resolve {result.review_id}"


@dataclass(frozen=True, slots=True)
class ReviewsAnswer:
    """Entries of the review queue."""

    entries: tuple[Mapping[str, object], ...]

    def as_json(self) -> dict[str, object]:
        """The entries as they are written."""
        return {"reviews": [dict(entry) for entry in self.entries]}

    def lines(self) -> Iterator[str]:
        """A line an entry, and below it what was tried and what was asked for."""
        for entry in self.entries:
            what = entry.get("beat_id") or entry.get("shot_id") or ""
            mode = str(entry.get("failure_mode") or "").replace("_", " ")
            yield f"{entry.get('rq_id')}  {what}: {entry.get('reason')} ({mode or 'no mode'})"
            yield from (f"    {line}" for line in _tried(entry))
        if not self.entries:
            yield "nothing waits for you"


def _tried(entry: Mapping[str, object]) -> Iterator[str]:
    attempts = entry.get("attempts")
    if isinstance(attempts, list) and attempts:
        cost = entry.get("total_cost_usd")
        spent = f", ${cost:,.2f}" if isinstance(cost, int | float) else ""
        yield f"{counted(len(attempts), 'attempt')}{spent}"
    for title, key in (("prompt", "original_prompt"), ("softened", "softened_prompt")):
        words = entry.get(key)
        if isinstance(words, str) and words:
            yield f"{title}: {' '.join(words.split())}"
