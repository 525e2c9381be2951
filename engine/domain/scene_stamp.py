"""The ``scenes`` stage of a derivation manifest: what it holds, and when it may be stamped (04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.names import Strategy
from engine.domain.scene_structure import normal, sha_of_json, sha_of_structure

if TYPE_CHECKING:
    from collections.abc import Mapping

SCENES = "scenes"
PLAN = "plan"

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class ScenesRun:
    """What a run meant to do with the scenes of an episode, and what it did.

    ``planned`` are the scenes of all groups of the plan; ``written`` those whose active body is
    now the one that the plan gives. A candidate that was staged is not written.
    """

    grouping: str
    planned: tuple[str, ...]
    written: tuple[str, ...]
    is_sliced: bool = False  # only some scenes, passes or shots were wanted
    is_reroll: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the scenes on disk are those of the plan, all of them."""
        is_whole = not self.is_sliced and not self.is_reroll and self.grouping != Strategy.COVERAGE
        return is_whole and bool(self.planned) and set(self.planned) <= set(self.written)


@dataclass(frozen=True, slots=True)
class PlanState:
    """The plan as scenes were made from it: its structural sha, the text's hash of each shot."""

    sha: str
    text_hashes: Mapping[str, str | None]


def scenes_stage(bodies: Mapping[str, Json], plan: PlanState, builder: str, now: str) -> Json:
    """The stage for these bodies, which are the active ones, by scene."""
    ids = sorted(bodies)
    return {
        "kind": "derived",
        "content_sha": sha_of_json([[one, normal(bodies[one])] for one in ids]),
        "structural_sha": sha_of_json([[one, sha_of_structure(bodies[one])] for one in ids]),
        "source": {PLAN: plan.sha},
        "builder": builder,
        "stamped_at": now,
        "scene_ids": ids,
        "source_text_hash": dict(plan.text_hashes),
    }
