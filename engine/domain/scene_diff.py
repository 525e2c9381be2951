"""What differs between two versions of a scene, shot by shot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.documents import Document
from engine.domain.ids import find_shot_number
from engine.domain.scene_structure import METADATA_STATUS, normal
from engine.domain.scenes import shot_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.scenes import Beat, Scene

# The shots themselves, and what follows from which shots there are.
_SHOTS = frozenset({"shot", "batch_shots", "batch_summary"})

Facts = dict[str, object]


class DiffKind(StrEnum):
    """What became of a shot from the one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ShotDiff:
    """One shot; ``fields`` are names (``raw.prompt``, ``beat.modality``) with both values."""

    shot_id: str
    kind: DiffKind
    fields: tuple[tuple[str, object, object], ...] = ()


@dataclass(frozen=True, slots=True)
class SceneDiff:
    """All shots of two versions: those of the second in its order, then the removed ones."""

    shots: tuple[ShotDiff, ...]

    @property
    def is_same(self) -> bool:
        """Whether both versions show the same."""
        return all(shot.kind is DiffKind.SAME for shot in self.shots)

    def as_json(self) -> list[dict[str, object]]:
        """The shots as programs read them."""
        return [
            {
                "shot_id": shot.shot_id,
                "kind": shot.kind.value,
                "fields": [
                    {"name": name, "before": before, "after": after}
                    for name, before, after in shot.fields
                ],
            }
            for shot in self.shots
        ]


def scene_diff(one: Scene, other: Scene) -> SceneDiff:
    """What became of every shot from ``one`` to ``other``; takes, boards and status aside."""
    before, after = _shots(one), _shots(other)
    found = [_diff(key, before.get(key), facts) for key, facts in after.items()]
    gone = [_diff(key, facts, None) for key, facts in before.items() if key not in after]
    return SceneDiff((*found, *gone))


def _diff(key: str, before: tuple[str, Facts] | None, after: tuple[str, Facts] | None) -> ShotDiff:
    if before is None:
        return ShotDiff(after[0] if after else key, DiffKind.ADDED)
    if after is None:
        return ShotDiff(before[0], DiffKind.REMOVED)
    names = dict.fromkeys([*before[1], *after[1]])
    fields = tuple(
        (name, before[1].get(name), after[1].get(name))
        for name in names
        if before[1].get(name) != after[1].get(name)
    )
    return ShotDiff(after[0], DiffKind.CHANGED if fields else DiffKind.SAME, fields)


def _shots(scene: Scene) -> dict[str, tuple[str, Facts]]:
    """The shots by their normal number: id as it is spelled, and all that is known of each."""
    found: dict[str, tuple[str, Facts]] = {}
    for beat in scene.beats:
        common = _facts_of_beat(beat)
        for shot_id, facts in _facts_of_shots(beat).items():
            found[find_shot_number(shot_id) or shot_id] = (shot_id, facts | common)
    return found


def _facts_of_shots(beat: Beat) -> dict[str, Facts]:
    metadata = beat.beat_metadata
    shots = metadata.batch_shots or ([metadata.shot] if metadata.shot else [])
    facts: dict[str, Facts] = {shot_id: {} for shot_id in beat.shot_ids()}
    for shot in shots:
        shot_id = shot_id_of(shot)
        if shot_id is not None and isinstance(shot, dict):
            facts[shot_id] = dict(_flat(normal(shot)))
    return facts


def _facts_of_beat(beat: Beat) -> Facts:
    """What a beat says of all its shots together."""
    metadata = beat.beat_metadata
    said = {
        name: value.model_dump() if isinstance(value, Document) else value
        for name, value in (vars(metadata) | (metadata.model_extra or {})).items()
        if name not in METADATA_STATUS | _SHOTS
    }
    return dict(_flat(normal({"beat": {"beat_id": beat.beat_id, **said}})))


def _flat(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Objects as dotted names; lists are values."""
    if not isinstance(value, dict) or not value:
        yield name, value
        return
    for key, item in value.items():
        yield from _flat(item, f"{name}.{key}" if name else str(key))
