"""Passes that were asked for, not planned: a rejected shot's new pass, as planners would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.canonical import as_number
from engine.domain.coverage import CoverageDocument, CoveragePass, CoverageSegment
from engine.domain.ids import PassId, same_shot
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.domain.passes import PassRecord, PassStateDocument


def with_asked_passes(
    coverage: CoverageDocument | None,
    state: PassStateDocument,
    shots: Sequence[CanonicalShot],
    wanted: Sequence[str] | None,
) -> CoverageDocument | None:
    """The coverage passes, and those of ``wanted`` that only the pass state knows.

    A planner's file is never written; the pass lives in the pass state until it is rendered.

    Raises:
        UserError: an asked pass is of shots that the plan lacks.
    """
    planned = {one.pass_id for one in coverage.passes} if coverage else set()
    asked = [
        _pass(record, shots, coverage)
        for pass_id in wanted or ()
        if pass_id not in planned and (record := state.passes.get(pass_id)) is not None
    ]
    if not asked:
        return coverage
    return CoverageDocument(passes=[*(coverage.passes if coverage else []), *asked])


def _pass(
    record: PassRecord,
    shots: Sequence[CanonicalShot],
    coverage: CoverageDocument | None,
) -> CoveragePass:
    found = PassId.find(record.pass_id)
    ids = tuple(record.segment_shot_ids) or (found.shots if found else ())
    planned = [_shot(record.pass_id, shot, shots) for shot in ids]
    segments = [
        CoverageSegment(
            segment_index=index,
            source_shot_id=shot.shot_id,
            shot_type=shot.shot_type,
            duration_s=as_number(shot.duration),
            prompt=shot.prompt,
        )
        for index, shot in enumerate(planned)
    ]
    origin = _origin(record, coverage)
    return CoveragePass(
        pass_id=record.pass_id,
        shot_range=[planned[0].shot_id, planned[-1].shot_id],
        segments=segments,
        generation_config=dict(origin.generation_config) if origin else {},
        element_config=dict(origin.element_config) if origin else {},
    )


def _shot(pass_id: str, wanted: str, shots: Sequence[CanonicalShot]) -> CanonicalShot:
    for shot in shots:
        if same_shot(shot.shot_id, wanted):
            return shot
    raise UserError(f"pass {pass_id}: {wanted} is not in the plan")


def _origin(record: PassRecord, coverage: CoverageDocument | None) -> CoveragePass | None:
    """The planned pass that the new one stands in for: rendered the same way."""
    lineage = record.lineage_ref
    if lineage is None or lineage.original_pass_id is None or coverage is None:
        return None
    return coverage.find(lineage.original_pass_id)
