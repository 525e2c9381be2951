"""What rendering really cost: by model, shot and day, and what of it was of use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.dispatches import Dispatch


class Fate(StrEnum):
    """What people decided about a piece of a take."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole take, or a clip that was cut from it; pictures have no length."""

    fate: Fate
    milliseconds: int = 0


@dataclass(slots=True)
class Spending:
    """Money in micro-dollars and what came of it; ``name`` is the model, shot or day.

    ``failed_micro`` and ``rejected_micro`` are parts of ``billed_micro``. ``accepted`` and
    ``rejected`` count pieces; of the others nobody decided yet.
    """

    name: str
    jobs: int = 0
    estimated_micro: int = 0
    billed_micro: int = 0
    failed_micro: int = 0
    rejected_micro: int = 0
    accepted: int = 0
    rejected: int = 0
    accepted_ms: int = 0

    @property
    def micro_per_accepted_second(self) -> int | None:
        """All money, the failed and rejected too, per second that is used; None without any."""
        if not self.accepted_ms:
            return None
        return round(self.billed_micro * 1000 / self.accepted_ms)

    @property
    def keep_percent(self) -> int | None:
        """How many of the pieces somebody decided about were kept; None while nobody did."""
        decided = self.accepted + self.rejected
        return round(100 * self.accepted / decided) if decided else None


@dataclass(frozen=True, slots=True)
class CostReport:
    """The breakdown of what was billed, largest first; days in their order."""

    total: Spending
    models: tuple[Spending, ...] = ()
    shots: tuple[Spending, ...] = ()
    days: tuple[Spending, ...] = ()


@dataclass(slots=True)
class _Table:
    rows: dict[str, Spending] = field(default_factory=dict)

    def row(self, name: str) -> Spending:
        return self.rows.setdefault(name, Spending(name))

    def largest_first(self) -> tuple[Spending, ...]:
        return tuple(sorted(self.rows.values(), key=lambda row: (-row.billed_micro, row.name)))


def cost_report(
    dispatches: Iterable[Dispatch], pieces: Mapping[str, Sequence[Piece]]
) -> CostReport:
    """Where the money of ended dispatches went.

    ``pieces`` says by dispatch id what became of its output; a dispatch that has none is undecided.
    """
    total, models, shots, days = Spending("total"), _Table(), _Table(), _Table()
    for dispatch in dispatches:
        if not dispatch.state.is_end or not dispatch.takes_name:
            continue
        those = pieces.get(dispatch.dispatch_id, ())
        for row in (total, models.row(dispatch.model), days.row(dispatch.changed_at[:10])):
            _add(row, dispatch, those)
        for shot, part in shares(dispatch.charged_micro, dispatch.shot_ids).items():
            row = shots.row(shot)
            row.jobs += 1
            row.billed_micro += part
            row.rejected_micro += _rejected(part, those)
            row.failed_micro += part if _is_failure(dispatch) else 0
    by_day = tuple(days.rows[day] for day in sorted(days.rows))
    return CostReport(total, models.largest_first(), shots.largest_first(), by_day)


def shares(micro: int, names: Sequence[str]) -> dict[str, int]:
    """An amount in equal parts that add up to it; the first names bear what does not divide."""
    parts: dict[str, int] = defaultdict(int)
    for number, name in enumerate(names):
        parts[name] += micro // len(names) + (number < micro % len(names))
    return parts


def _add(row: Spending, dispatch: Dispatch, pieces: Sequence[Piece]) -> None:
    row.jobs += 1
    row.estimated_micro += dispatch.estimate_micro
    row.billed_micro += dispatch.charged_micro
    row.failed_micro += dispatch.charged_micro if _is_failure(dispatch) else 0
    row.rejected_micro += _rejected(dispatch.charged_micro, pieces)
    row.accepted += sum(piece.fate is Fate.ACCEPTED for piece in pieces)
    row.rejected += sum(piece.fate is Fate.REJECTED for piece in pieces)
    row.accepted_ms += sum(one.milliseconds for one in pieces if one.fate is Fate.ACCEPTED)


def _is_failure(dispatch: Dispatch) -> bool:
    return dispatch.charge_kind == "failed_but_billed"


def _rejected(micro: int, pieces: Sequence[Piece]) -> int:
    """The part of an amount that lies in rejected pieces, by their length where that is known."""
    lengths = [piece.milliseconds for piece in pieces]
    weights = lengths if all(lengths) else [1] * len(pieces)
    lost = sum(w for w, one in zip(weights, pieces, strict=True) if one.fate is Fate.REJECTED)
    return micro * lost // sum(weights) if weights else 0
