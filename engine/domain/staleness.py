"""Why what is on a card may not be what the plan wants now: one sentence per cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.coverage import as_seconds
from engine.domain.scene_structure import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.domain.batch_body import BodySegment
    from engine.domain.canonical import CanonicalShot

_NAMED = 3  # shots, or files, that a sentence names

# What a shot is made of besides its words and its length, as people call it.
_WORDS = {
    "characters": "characters",
    "location_id": "place",
    "shot_type": "kind of shot",
    "video_model": "model",
    "previs_model": "model for stills",
    "aspect_ratio": "aspect ratio",
    "cinematography": "camera",
    "has_dialogue": "dialogue",
}


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """What the plan says of one shot now, as it is compared."""

    raw: object
    structure: Mapping[str, object]
    duration: object

    @classmethod
    def of(cls, shot: CanonicalShot) -> PlannedFacts:
        """The facts of a shot."""
        return cls(shot.raw, shot.structure(), shot.duration)


def plan_causes(
    segments: Iterable[BodySegment], plan: Mapping[str, PlannedFacts]
) -> tuple[str, ...]:
    """What the plan says otherwise now than the body of a batch; ``plan`` is by normal number.

    What a body does not say at all is nothing else.
    """
    gone: list[str] = []
    reworded: list[str] = []
    lengths: list[str] = []
    others: dict[str, list[str]] = {}
    for segment in segments:
        if not segment.number or not segment.shot:
            continue
        name, planned = label(segment.shot_id), plan.get(segment.number)
        if planned is None:
            gone.append(name)
            continue
        if _is_another(segment.shot.get("raw"), planned.raw):
            reworded.append(name)
        length = as_seconds(segment.shot.get("duration_s"))
        if length is not None and length != planned.duration:
            lengths.append(name)
        for word in _changed_words(segment.shot, planned):
            others.setdefault(word, []).append(name)
    return tuple(_sentences(gone, reworded, lengths, others))


def _sentences(
    gone: Sequence[str],
    reworded: Sequence[str],
    lengths: Sequence[str],
    others: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    if gone:
        yield f"{listed(gone)} {_is(gone)} not in the plan any more."
    if reworded:
        yield f"The plan's text of {listed(reworded)} changed."
    if lengths:
        yield f"The planned length of {listed(lengths)} changed."
    for word, names in others.items():
        yield f"The planned {word} of {listed(names)} changed."


def listed(names: Iterable[str]) -> str:
    """``SH01``, ``SH01 and SH02``, ``SH01, SH02, SH03 and 4 more``."""
    unique = list(dict.fromkeys(names))
    if len(unique) > _NAMED:
        return f"{', '.join(unique[:_NAMED])} and {len(unique) - _NAMED} more"
    *most, last = unique
    return f"{', '.join(most)} and {last}" if most else last


def label(shot_id: str) -> str:
    """A shot as people call it within its episode: ``SH01``."""
    return shot_id.partition("_")[2] or shot_id


def _changed_words(shot: Mapping[str, object], planned: PlannedFacts) -> Iterator[str]:
    for key, word in _WORDS.items():
        if key in shot and _is_another(shot[key], planned.structure.get(key)):
            yield word


def _is_another(mine: object, now: object) -> bool:
    """Whether the body says something, and the plan something else."""
    if mine == now:  # mostly, and found out in no time
        return False
    said = normal(mine)
    says_nothing = said is None or (isinstance(said, str | list | dict) and not said)
    return not says_nothing and said != normal(now)


def _is(names: Sequence[str]) -> str:
    return "is" if len(set(names)) == 1 else "are"
