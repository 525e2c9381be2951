"""Which ways to try again fit a failure, the likeliest first (04)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.sidecar import FailureMode

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODE = FailureMode
_ANATOMY = ("anatomy_anchor", "change_seed", "simplify_motion", "upgrade_tier")
_REFERENCES = ("reduce_refs", "ref_prune_and_anchor", "change_seed")
_BLOCKED = ("soften_prompt",)
_ORDER: Mapping[FailureMode, tuple[str, ...]] = MappingProxyType(
    {
        _MODE.CONTENT_FILTER_HARD_BLOCK: _BLOCKED,
        _MODE.SAFETY_SOFTENED: _BLOCKED,
        _MODE.ANATOMY_FACE_MERGE: _ANATOMY,
        _MODE.ANATOMY_LIMB_MISCOUNT: _ANATOMY,
        _MODE.IDENTITY_DRIFT: ("ref_prune_and_anchor", "switch_i2v_to_r2v", "change_seed"),
        _MODE.GRID_INFLUENCE: _REFERENCES,
        _MODE.REF_BLEED: _REFERENCES,
        _MODE.MOTION_FAILURE: (
            *("change_seed", "simplify_motion", "shorten_duration", "regen_previz"),
            "upgrade_tier",
        ),
        _MODE.COVERAGE_GEOMETRY_BROKEN: ("change_seed", "simplify_motion"),
    }
)


def applicable(mode: FailureMode) -> tuple[str, ...]:
    """The strategies for a failure, the likeliest first; none: a person has to look."""
    return _ORDER.get(mode, ())
