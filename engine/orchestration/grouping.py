"""The ways to put shots together, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.names import Strategy
from engine.errors import UserError
from engine.orchestration.grouping_base import (
    Group,
    GroupIdentity,
    GroupingRequest,
    GroupSegment,
    shotset_hash,
)
from engine.orchestration.grouping_continuity import by_continuity
from engine.orchestration.grouping_coverage import by_coverage
from engine.orchestration.grouping_plain import as_oner, by_shot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.domain.coverage import CoverageDocument

__all__ = [
    "STRATEGIES",
    "Group",
    "GroupIdentity",
    "GroupSegment",
    "GroupingRequest",
    "group_shots",
    "shotset_hash",
]

STRATEGIES: Mapping[str, Callable[[GroupingRequest], tuple[Group, ...]]] = MappingProxyType(
    {
        Strategy.CONTINUITY.value: by_continuity,
        Strategy.COVERAGE.value: by_coverage,
        Strategy.ONER.value: as_oner,
        Strategy.SOLO.value: by_shot,
    }
)


def group_shots(
    strategy: str,
    shots: Sequence[CanonicalShot],
    coverage: CoverageDocument | None = None,
    passes: Sequence[str] | None = None,
) -> tuple[Group, ...]:
    """The shots of a plan in the groups of a strategy, in the order of the plan or its passes.

    Raises:
        UserError: no such strategy, an empty list of passes, or passes for another grouping.
        NotFound: a pass is not planned.
        BadCoverage: a planned pass cannot be rendered; says which.
    """
    group = STRATEGIES.get(strategy)
    if group is None:
        raise UserError(f"not a grouping: {strategy!r} (one of {', '.join(STRATEGIES)})")
    if passes is not None and strategy != Strategy.COVERAGE:
        raise UserError(f"passes are grouped by coverage, not by {strategy}")
    return group(GroupingRequest(shots, coverage, passes))
