"""How far each shot is, and what people decided about it (01, ``ep_001_shots.json``).

The document belongs to every tool that works on shots: only the keys that are set here are known
here, all others stay. It is an object with ``shots``, by id or as a list, or the bare object by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.domain.ids import find_shot_episode, find_shot_number
from engine.domain.listing import is_picture, is_video

SHOTS = "shots"
REJECTED = "rejected"
STAGES = ("previs", "keyframe", "video")

Keys = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ShotState:
    """What is recorded of one shot; what somebody wrote in another form reads as nothing."""

    shot_id: str
    keys: Keys = field(default_factory=dict)

    @property
    def status(self) -> str:
        """How far it is, in the words of whoever wrote it; empty when nobody says."""
        return self._text("status")

    @property
    def start_frame(self) -> str:
        """The picture its video is to begin with, in the project; empty without one."""
        return self._text("start_frame")

    @property
    def references(self) -> tuple[str, ...]:
        """The pictures that editors want it to be rendered from besides the planned ones."""
        value = self.keys.get("references")
        listed = value if isinstance(value, list) else []
        return tuple(dict.fromkeys(one for one in listed if isinstance(one, str) and one))

    @property
    def rejection_reason(self) -> str:
        """Why its last take was rejected."""
        return self._text("rejection_reason")

    @property
    def failure_mode(self) -> str:
        """What was wrong with its last rejected take."""
        return self._text("failure_mode")

    @property
    def attempts(self) -> int | None:
        """How often it was tried, when that is recorded."""
        return self._count("attempts")

    @property
    def most_attempts(self) -> int | None:
        """How often it may be tried, when that is recorded."""
        found = self._count("max_attempts")
        return self._count("max_takes") if found is None else found

    @property
    def cost_usd(self) -> float | None:
        """What it cost until now, in dollars, when that is recorded."""
        value = self.keys.get("cost_usd")
        is_amount = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_amount else None  # type: ignore[arg-type]

    @property
    def gates(self) -> dict[str, object]:
        """The checks it went through, by name."""
        value = self.keys.get("gates")
        return dict(value) if isinstance(value, Mapping) else {}

    def _text(self, key: str) -> str:
        value = self.keys.get(key)
        return value if isinstance(value, str) else ""

    def _count(self, key: str) -> int | None:
        value = self.keys.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class ShotStates:
    """The document of one episode as a value; ``keys`` is what its file holds."""

    keys: Keys = field(default_factory=dict)

    def all(self) -> tuple[ShotState, ...]:
        """Every shot that is recorded, in the order of the file."""
        return tuple(ShotState(name, record) for name, record in self._records())

    def find(self, shot: str) -> ShotState | None:
        """The shot of this id in any spelling."""
        return next((one for one in self.all() if _is_same(one.shot_id, shot)), None)

    def of(self, shot: str) -> ShotState:
        """The shot of this id; one of which nothing is recorded knows nothing."""
        return self.find(shot) or ShotState(shot)

    def start_frames(self) -> dict[str, str]:
        """The pictures that shots are to begin with, by normal number."""
        found = ((find_shot_number(one.shot_id), one.start_frame) for one in self.all())
        return {number: frame for number, frame in found if number and frame}

    def references(self) -> dict[str, tuple[str, ...]]:
        """The pictures that editors added to those of shots, by normal number."""
        found = ((find_shot_number(one.shot_id), one.references) for one in self.all())
        return {number: pictures for number, pictures in found if number and pictures}

    def changed(self, shot: str, keys: Keys) -> dict[str, object]:
        """The document with some keys of one shot set; all else stays as it was written."""
        document = dict(self.keys)
        held = document.get(SHOTS)
        if isinstance(held, list):
            return document | {SHOTS: _in_list(held, shot, keys)}
        if isinstance(held, Mapping):
            return document | {SHOTS: _in_map(held, shot, keys)}
        if any(find_shot_episode(key) is not None for key in document):
            return _in_map(document, shot, keys)
        return {"schema_version": 1} | document | {SHOTS: _in_map({}, shot, keys)}

    def _records(self) -> Iterator[tuple[str, Keys]]:
        held = self.keys.get(SHOTS)
        if isinstance(held, list):
            for record in held:
                if isinstance(record, Mapping) and isinstance(record.get("shot_id"), str):
                    yield str(record["shot_id"]), record
            return
        for name, record in (held if isinstance(held, Mapping) else self.keys).items():
            if isinstance(record, Mapping) and find_shot_number(name) is not None:
                yield name, record


def rejected_status(stood: str, take: str = "") -> str:
    """What a rejected shot's status is, after where it stood: ``video_rejected`` and the like.

    Of a shot of which nobody wrote how far it was, the name of the rejected take says it.
    """
    stage = next((one for one in STAGES if stood.lower().startswith(one)), "")
    if not stood and take:
        stage = "video" if is_video(take) else "keyframe" if is_picture(take) else ""
    return f"{stage}_{REJECTED}" if stage else REJECTED


def _is_same(one: str, other: str) -> bool:
    number = find_shot_number(one)
    return one == other or (number is not None and number == find_shot_number(other))


def _in_map(held: Keys, shot: str, keys: Keys) -> dict[str, object]:
    name = next((one for one in held if _is_same(one, shot)), shot)
    record = held.get(name)
    known = dict(record) if isinstance(record, Mapping) else {"shot_id": shot}
    return dict(held) | {name: known | dict(keys)}


def _in_list(held: list[object], shot: str, keys: Keys) -> list[object]:
    changed = [
        dict(one) | dict(keys)
        if isinstance(one, Mapping) and _is_same(str(one.get("shot_id") or ""), shot)
        else one
        for one in held
    ]
    is_known = any(one is not other for one, other in zip(changed, held, strict=True))
    return changed if is_known else [*changed, {"shot_id": shot} | dict(keys)]
