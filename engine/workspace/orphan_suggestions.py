"""Which shots an unknown video may show, from the plan, the logs and its own picture; reads only.

Whatever cannot be read of all this is one witness less, never an error.
"""

from __future__ import annotations

import logging
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, file_shot
from engine.domain.names import PassName, PlainShotName, SegmentName, parse_media_name
from engine.domain.orphan_suggestions import (
    Candidate,
    by_content,
    by_duration,
    by_gap,
    by_log,
    by_name,
    by_picture,
    by_size,
    ranked,
)
from engine.errors import MediaError, RecoilError
from engine.store import files
from engine.workspace.orphan_shots import ShotMaterial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from engine.domain.coverage import CoveragePass
    from engine.domain.dispatches import Dispatch
    from engine.domain.orphan_suggestions import Suggestion
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project
    from engine.workspace.orphan_shots import Key

log = logging.getLogger(__name__)

# Words in the names of operations, of ours and of other tools.
_MAKING = ("gen", "render", "shot", "video", "take", "reroll", "dispatch", "submit", "download")
_CUTTING = ("extract", "split", "review", "confirm", "segment")


def suggest(
    project: Project, place: Path, episode: int, caches: Caches | None, job: JobContext
) -> tuple[Suggestion, ...]:
    """The shots of an episode that the video at ``place`` may show, the best first.

    Raises:
        CorruptFile: plan or coverage passes cannot be read.
        Stopped: the job was cancelled.
    """
    return _Weighing(project, place, episode, caches).suggestions(job)


class _Weighing:
    """One video against one episode."""

    def __init__(self, project: Project, place: Path, episode: int, caches: Caches | None) -> None:
        self._project = project
        self._place = place
        self._episode = episode
        self._caches = caches
        self._entry = place.stat()
        self._material = ShotMaterial(project, episode)
        self._candidates: dict[Key, Candidate] = {}

    def suggestions(self, job: JobContext) -> tuple[Suggestion, ...]:
        self._plan_candidates()
        for look in (self._hear_name, self._hear_ledger, self._hear_operations):
            job.check()
            look()
        self._hear_length()
        self._hear_sizes()
        self._hear_pictures(job)
        return ranked(self._candidates.values())

    def _candidate(self, shots: Iterable[str]) -> Candidate | None:
        """The candidate of these shots; None when they are none of this episode."""
        try:
            key = PassId(self._episode, 0, tuple(shots)).shots
        except RecoilError:
            return None
        return self._candidates.setdefault(key, Candidate(key))

    def _plan_candidates(self) -> None:
        for shot in self._material.shots:
            candidate = self._candidate([shot.shot_id])
            if candidate is not None:
                candidate.planned = shot.duration
                candidate.model = shot.video_model or ""
        for planned in self._material.passes:
            candidate = self._candidate(planned.shot_ids())
            if candidate is not None:
                found = PassId.find(planned.pass_id)
                candidate.planned = _length(planned) or candidate.planned
                candidate.tag = (found.tag if found else None) or candidate.tag

    # -- witnesses -----------------------------------------------------------

    def _hear_name(self) -> None:
        name = parse_media_name(self._place.name)
        match name:
            case PassName(episode=episode, shot_ids=shots) if episode == self._episode:
                candidate = self._candidate(shots)
                tag = name.tag
            case SegmentName(shot_number=number, tag=tag):
                candidate = self._candidate([number])
            case PlainShotName(shot_number=number):
                candidate, tag = self._candidate([number]), None
            case _:
                return
        if candidate is not None:
            candidate.hear(by_name())
            candidate.tag = tag or candidate.tag

    def _hear_ledger(self) -> None:
        try:
            dispatches = self._project.ledger.view().dispatches.values()
        except RecoilError as error:
            log.info("no suggestions from the ledger: %s", error)
            return
        same = self._same_content(dispatches)
        for one in dispatches:
            candidate = self._candidate(one.shot_ids) if one.episode == self._episode else None
            if candidate is None:
                continue
            what = one.target.name
            if one in same:
                candidate.hear(by_content(what))
                candidate.model = one.model or candidate.model
            began, ended = _moment(one.reserved_at), _moment(one.changed_at)
            if began is not None and ended is not None:
                heard = by_log(self._entry.st_mtime, began, ended, f"{what} was rendered")
                candidate.hear(heard)
                if heard is not None:
                    candidate.model = candidate.model or one.model

    def _same_content(self, dispatches: Iterable[Dispatch]) -> list[Dispatch]:
        """What was fetched and is, by size and hash, this file."""
        size = self._entry.st_size
        alike = [one for one in dispatches if one.detail.get("size") == size]
        if not alike:
            return []
        try:
            digest = files.sha256(self._place)
        except OSError:
            return []
        return [one for one in alike if one.detail.get("sha256") == digest]

    def _hear_operations(self) -> None:
        """Operations of other tools that name shots or a pass, by the time they began and ended."""
        began: dict[str, tuple[float, object]] = {}
        try:
            operations = self._project.ops.ops()
        except RecoilError as error:
            log.info("no suggestions from the log of operations: %s", error)
            return
        for op in operations:
            moment = _moment(op.ts)
            if moment is None or not _makes_videos(op.name):
                continue
            start, args = began.setdefault(op.op_id, (moment, op.line.get("args")))
            for shots in _named_shots(args, self._episode):
                candidate = self._candidate(shots)
                if candidate is not None:
                    candidate.hear(by_log(self._entry.st_mtime, start, moment, f"“{op.name}” ran"))

    def _hear_length(self) -> None:
        from engine.media.probe import quick_duration  # late: brings av

        try:
            length = quick_duration(self._place)
        except RecoilError:
            return
        for candidate in self._candidates.values():
            candidate.hear(by_duration(length, candidate.planned))

    def _hear_sizes(self) -> None:
        sizes: dict[Key, list[int]] = {}
        for path, shots in self._material.videos():
            place = self._project.resolve(path)
            if place != self._place:
                sizes.setdefault(shots, []).append(place.stat().st_size)
        covered = self._material.covered()
        planned = set(self._material.planned_ids())
        for shots, candidate in self._candidates.items():
            candidate.hear(by_size(self._entry.st_size, sizes.get(shots, [])))
            if len(shots) == 1 and shots[0] in planned and shots[0] not in covered:
                candidate.hear(by_gap())

    def _hear_pictures(self, job: JobContext) -> None:
        from engine.media.likeness import (  # late: brings av
            likeness,
            sketch_of_picture,
            sketch_of_video,
        )

        pictures = [
            *((path, shot, "the still of") for path, shot in self._material.stills()),
            *((path, shot, "the beginning of") for path, shot in self._material.first_frames()),
        ]
        if not pictures:
            return
        try:
            own = sketch_of_video(self._place, self._caches)
        except (RecoilError, OSError):
            return
        for still, shot, what in pictures:
            job.check()
            try:
                alike = likeness(own, sketch_of_picture(self._project.resolve(still)))
            except (MediaError, RecoilError):
                continue
            words = f"{what} SH{file_shot(shot)}"
            for shots, candidate in self._candidates.items():
                if shots[0] == shot:  # a pass begins with its first shot
                    candidate.hear(by_picture(alike, words))


def _length(planned: CoveragePass) -> Fraction | None:
    try:
        durations = planned.durations()
    except RecoilError:
        return None
    return sum(durations, Fraction(0)) or None


def _named_shots(args: object, episode: int) -> Iterator[Key]:
    """The shots that the arguments of an operation name, alone or by a pass."""
    if not isinstance(args, dict):
        return
    for value in (args.get("shot_ids"), args.get("shots"), args.get("segment_shot_ids")):
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            yield tuple(value)
    for value in (args.get("shot_id"), args.get("shot")):
        if isinstance(value, str):
            yield (value,)
    for value in (args.get("pass_id"), args.get("new_pass_id")):
        found = PassId.find(value) if isinstance(value, str) else None
        if found is not None and found.episode == episode:
            yield found.shots


def _makes_videos(operation: str) -> bool:
    """Whether an operation of this name may have written a video that is no clip of a pass."""
    name = operation.lower()
    return any(word in name for word in _MAKING) and not any(word in name for word in _CUTTING)


def _moment(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, TypeError):
        return None
