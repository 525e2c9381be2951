"""What a run is asked to do, and what it answers."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.money import format_usd
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.orchestration.events import PlannedBeat
    from engine.orchestration.proposing import Proposal

USUAL_BUDGET = 50_000_000  # micro-dollars
USUAL_PROVIDER = "animatic"
MOST_AT_ONCE = 32
MOST_TAKES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOrder:
    """One run of an episode; money in micro-dollars.

    ``passes`` are coverage passes; None means all shots in the way of ``grouping``. ``scenes``
    limits the run to some batches. ``most_per_job_micro`` is what an editor grants a job whose
    price nobody knows. ``rerender_missing`` and ``rerender_stale`` say that a take whose video is
    gone, or whose references changed, may be paid for again.
    """

    episode: int
    grouping: str | None = None
    passes: tuple[str, ...] | None = None
    scenes: tuple[str, ...] | None = None
    provider: str | None = None
    model: str | None = None
    tier: str | None = None
    budget_micro: int | None = None
    most_per_job_micro: int | None = None
    max_takes: int | None = None
    concurrency: int = 2
    generate_audio: bool = True
    rerender_missing: bool = False
    rerender_stale: bool = False

    def check(self) -> None:
        """Refuse what no run can honour.

        Raises:
            UserError: names the wish and what is wrong with it.
        """
        if self.passes is not None and not self.passes:
            raise UserError("no passes: the list of passes is empty")
        if self.budget_micro is not None and self.budget_micro <= 0:
            raise UserError(f"a budget is more than nothing: {format_usd(self.budget_micro)}")
        if self.most_per_job_micro is not None and self.most_per_job_micro <= 0:
            said = format_usd(self.most_per_job_micro)
            raise UserError(f"the most per job is more than nothing: {said}")
        if not 1 <= self.concurrency <= MOST_AT_ONCE:
            raise UserError(f"between 1 and {MOST_AT_ONCE} beats at once: {self.concurrency}")
        if self.max_takes is not None and not 1 <= self.max_takes <= MOST_TAKES:
            raise UserError(f"between 1 and {MOST_TAKES} takes: {self.max_takes}")

    @property
    def strategy(self) -> str:
        """How shots are grouped: as said, by coverage when passes are named, else by continuity."""
        return self.grouping or ("coverage" if self.passes is not None else "continuity")


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended. ``halted`` is the error that stopped it, as ``--json`` prints errors.

    ``failed`` says of beats without a usable take why their last one failed; ``remedies`` what can
    be done about batches that are blocked or staged.
    """

    run_id: str
    scenes: tuple[Mapping[str, object], ...] = ()
    rendered_shot_ids: tuple[str, ...] = ()
    spent_micro: int = 0
    reserved_micro: int = 0
    staged: Mapping[str, int] = field(default_factory=dict)
    blocked: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[str, str] = field(default_factory=dict)
    needs_person: tuple[Mapping[str, str], ...] = ()
    outputs: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    halted: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class DryReport:
    """What a run would do and cost; nothing was written to find it out.

    ``proposal`` is what a new take should try after the last one was rejected.
    """

    beats: tuple[PlannedBeat, ...]
    total_micro: int
    unpriced: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    proposal: Proposal | None = None


def board_gate(episode: int, gated: tuple[int, ...]) -> bool:
    """Whether boards must be approved before this episode is rendered.

    ``RECOIL_BOARD_GATE`` (1 or 0) says it for all; else the project's list of episodes.
    """
    said = os.environ.get("RECOIL_BOARD_GATE", "").strip()
    if said in {"0", "1"}:
        return said == "1"
    return episode in gated
