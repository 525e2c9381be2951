"""How far a scene on disk has drifted from what the plan gives now (04, versions of a scene)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.documents import Document
from engine.domain.names import Strategy
from engine.domain.scene_structure import METADATA_STATUS, normal
from engine.domain.scenes import shot_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.domain.scenes import Beat, Scene

# Without these nobody can say what a beat is.
_STRUCTURAL = ("scene_id", "shot", "batch_shots", "modality", "batch_summary", "grouping")
_OF_A_PASS = ("generation_config", "element_config", "prompt_directive", "segments")


class Drift(StrEnum):
    """The gravest difference between a body and what the plan gives now."""

    NONE = "none"
    METADATA = "metadata"  # to be refreshed in memory
    SHOT_RAW = "shot_raw"  # the planner's words changed: a versioned body stops the run
    COVERAGE = "coverage"  # the pass was planned anew: a candidate
    KEYS = "keys"  # the body lacks what the plan gives: a candidate
    TOPOLOGY = "topology"  # other beats, or other shots in them: a candidate


def drift(active: Scene, derived: Scene) -> Drift:
    """The gravest difference; takes, boards, status and moments are none."""
    pairs = list(zip(active.beats, derived.beats, strict=False))
    tests: dict[Drift, Callable[[Beat, Beat], bool]] = {
        Drift.TOPOLOGY: _is_another,
        Drift.KEYS: _lacks_keys,
        Drift.COVERAGE: _is_replanned,
        Drift.SHOT_RAW: lambda mine, new: bool(_reworded(mine, new)),
        Drift.METADATA: lambda mine, new: _facts(mine) != _facts(new),
    }
    if [beat.beat_id for beat in active.beats] != [beat.beat_id for beat in derived.beats]:
        return Drift.TOPOLOGY
    for kind, is_so in tests.items():
        if any(is_so(mine, new) for mine, new in pairs):
            return kind
    return Drift.METADATA if _origin(active) != _origin(derived) else Drift.NONE


def drifted_shots(active: Scene, derived: Scene) -> tuple[str, ...]:
    """The shots whose words in the plan are others now than in the body."""
    found = [
        shot
        for new in derived.beats
        if (mine := active.beat(new.beat_id)) is not None
        for shot in _reworded(mine, new)
    ]
    return tuple(dict.fromkeys(found))


def _is_another(mine: Beat, new: Beat) -> bool:
    """Other shots, another modality or identity; what the body does not say at all is no other."""
    both = (
        (_fact(mine, "modality"), _fact(new, "modality")),
        (_identity(mine), _identity(new)),
        (mine.shot_ids(), new.shot_ids()),
    )
    return any(bool(old) and old != now for old, now in both)


def _identity(beat: Beat) -> object:
    """Who the beat is; tools hash a set of shots each in its own way."""
    grouping = beat.beat_metadata.grouping
    return None if grouping is None else _compared(grouping.model_dump(exclude={"shotset_hash"}))


def _lacks_keys(mine: Beat, new: Beat) -> bool:
    return any(_fact(mine, key) is None and _fact(new, key) is not None for key in _STRUCTURAL)


def _is_replanned(mine: Beat, new: Beat) -> bool:
    grouping = new.beat_metadata.grouping
    if grouping is None or grouping.strategy != Strategy.COVERAGE:
        return False
    return any(_fact(mine, key) != _fact(new, key) for key in _OF_A_PASS)


def _reworded(mine: Beat, new: Beat) -> list[str]:
    before, now = _words(mine), _words(new)
    return [shot for shot, raw in now.items() if shot in before and before[shot] != raw]


def _words(beat: Beat) -> dict[str, object]:
    """The planner's entry of every shot of a beat."""
    metadata = beat.beat_metadata
    shots: Iterable[object] = (metadata.shot, *metadata.batch_shots)
    return {
        shot_id: normal(shot.get("raw"))
        for shot in shots
        if isinstance(shot, dict) and (shot_id := shot_id_of(shot)) is not None
    }


def _facts(beat: Beat) -> dict[str, object]:
    metadata = beat.beat_metadata
    known = (*type(metadata).model_fields, *(metadata.model_extra or {}))
    facts = {key: _fact(beat, key) for key in known if key not in METADATA_STATUS}
    return {key: fact for key, fact in facts.items() if fact is not None}


def _fact(beat: Beat, key: str) -> object:
    """A key of the metadata as it is compared; None when it says nothing."""
    metadata = beat.beat_metadata
    value = getattr(metadata, key) if key in type(metadata).model_fields else None
    if value is None:
        value = (metadata.model_extra or {}).get(key)
    return _compared(value)


def _origin(scene: Scene) -> object:
    return _compared(scene.scene_metadata)


def _compared(value: object) -> object:
    plain = value.model_dump() if isinstance(value, Document) else value
    found = normal(plain)
    return None if found in ("", [], {}) else found
