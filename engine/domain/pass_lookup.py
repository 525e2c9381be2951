"""Which pass record a video belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, find_shot_number
from engine.domain.names import Era, PassName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.names import MediaName
    from engine.domain.passes import PassRecord
    from engine.domain.paths import ProjectPath

_Key = tuple[int, frozenset[str]]


@dataclass(slots=True)
class PassLookup:
    """The records of one episode, found by everything a video may say about its pass."""

    _by_id: dict[str, PassRecord] = field(default_factory=dict)
    _by_parts: dict[PassId, PassRecord] = field(default_factory=dict)
    _by_video: dict[str, PassRecord] = field(default_factory=dict)
    _by_shots: dict[_Key, PassRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[PassRecord]) -> PassLookup:
        """A lookup over ``records``; of two that say the same, the first is found."""
        lookup = cls()
        for record in records:
            lookup._add(record)
        return lookup

    def find(
        self,
        video: ProjectPath,
        name: MediaName | None,
        *,
        source_pass_id: str | None,
        pass_id: str | None,
    ) -> PassRecord | None:
        """The record of ``video``, whose parsed name is ``name``; its witnesses in order of trust.

        Its sidecar's ``provenance.grouping.source_pass_id``, its sidecar's ``pass_id``, its old
        name, a record that names this file, a record of the same counter and set of shots.
        """
        named = name if isinstance(name, PassName) else None
        return (
            self._by_id.get(source_pass_id or "")
            or self._by_id.get(pass_id or "")
            or self._by_old_name(named)
            or self._by_video.get(video.text)
            or self._by_same_shots(named)
        )

    def _add(self, record: PassRecord) -> None:
        if record.pass_id:
            self._by_id.setdefault(record.pass_id, record)
        parts = PassId.find(record.pass_id)
        if record.video_path:
            self._by_video.setdefault(record.video_path, record)
        if parts is None:
            return
        self._by_parts.setdefault(parts, record)
        shots = tuple(record.segment_shot_ids) or parts.shots
        self._by_shots.setdefault((parts.counter, _numbers(shots)), record)

    def _by_old_name(self, name: PassName | None) -> PassRecord | None:
        if name is None or name.era is not Era.SEMANTIC:
            return None
        parts = PassId(name.episode, name.ordinal, name.shot_ids, name.tag)
        return self._by_parts.get(parts)

    def _by_same_shots(self, name: PassName | None) -> PassRecord | None:
        return self._by_shots.get((name.ordinal, _numbers(name.shot_ids))) if name else None


def _numbers(shots: Iterable[str]) -> frozenset[str]:
    return frozenset(number for shot in shots if (number := find_shot_number(shot)))
