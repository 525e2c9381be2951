"""The videos of passes: which record each belongs to, and what was planned for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, episode_folder, shot_number
from engine.domain.listing import is_hidden_file, is_video, natural_order
from engine.domain.names import PassName, SegmentName, parse_media_name, parse_pass_name
from engine.domain.pass_lookup import PassLookup
from engine.domain.paths import ProjectPath
from engine.domain.review import PlannedShot
from engine.errors import CorruptFile, NotFound, Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.names import MediaName
    from engine.domain.passes import PassRecord
    from engine.domain.sidecar import Sidecar
    from engine.store.project import Project

RENDERS = ProjectPath("renders")
OLD_RENDERS = ProjectPath("output/video")


@dataclass(frozen=True, slots=True)
class PassVideo:
    """One take of a pass: its file, its record, and the sidecar beside it.

    ``trouble`` is there when the sidecar cannot be read or a link stands in its place: nothing may
    be done to the video then.
    """

    episode: int
    path: ProjectPath
    record: PassRecord
    sidecar: Sidecar | None
    trouble: CorruptFile | Refused | None = None

    @property
    def pass_id(self) -> str:
        """The id of its pass."""
        return self.record.pass_id

    @property
    def take(self) -> int:
        """Which take it is: by its name, else by its sidecar, else the first."""
        name = parse_pass_name(self.path.name)
        if name is not None:
            return name.take
        return (self.sidecar and self.sidecar.take) or 1

    @property
    def counter(self) -> int:
        """The pass's number, for the names of its clips.

        Raises:
            UserError: neither the id nor the file's name says it.
        """
        name = parse_pass_name(self.path.name)
        found = self.record.counter
        if found is None and name is not None:
            found = name.ordinal
        if found is None:
            raise UserError(f"the pass has no number: {self.pass_id}")
        return found

    @property
    def tag(self) -> str | None:
        """The pass's tag, if its id has one."""
        parts = PassId.find(self.pass_id)
        return parts.tag if parts else None

    def shot_ids(self) -> tuple[str, ...]:
        """The planned shots in order: as recorded, else as the id or the file's name says.

        Raises:
            UserError: nobody says, or one shot stands there twice.
        """
        shots = shots_of(self.record, parse_pass_name(self.path.name))
        if not shots:
            raise UserError(f"nobody says which shots are in {self.path}")
        numbers = [shot_number(shot) for shot in shots]
        if len(set(numbers)) != len(numbers):
            raise UserError(f"a shot is in {self.pass_id} twice")
        return shots


def shots_of(record: PassRecord, name: PassName | None = None) -> tuple[str, ...]:
    """The planned shots of a pass in order."""
    if record.segment_shot_ids:
        return tuple(record.segment_shot_ids)
    parts = PassId.find(record.pass_id)
    if parts is not None:
        return parts.shots
    return name.shot_ids if name else ()


def names_of(video: PassVideo) -> dict[str, object]:
    """What an operation on it is noted with."""
    return {"pass_id": video.pass_id, "video": str(video.path)}


def pass_videos(project: Project, episode: int) -> Iterator[PassVideo]:
    """The videos directly in an episode's folder that belong to a pass, in order of their names.

    Raises:
        CorruptFile: the pass state cannot be read.
    """
    lookup = PassLookup.of(_records(project, episode).values())
    for path, name in videos_in(project, episode):
        if isinstance(name, SegmentName):
            continue
        sidecar, trouble = _sidecar_of(project, path)
        if sidecar is not None and sidecar.is_segment:
            continue
        record = _record_of(lookup, path, name, sidecar)
        if record is not None:
            yield PassVideo(episode, path, record, sidecar, trouble)


def videos_in(
    project: Project, episode: int, folder: ProjectPath = RENDERS
) -> Iterator[tuple[ProjectPath, MediaName | None]]:
    """The videos directly in an episode's folder with what their names say."""
    inside = folder / episode_folder(episode)
    for name in sorted(project.files.names(inside), key=natural_order):
        if is_video(name) and not is_hidden_file(name):
            path = ProjectPath(f"{inside}/{name}")
            if _is_there(project, path):
                yield path, parse_media_name(name)


def find_pass(project: Project, pass_id: str) -> tuple[int, PassRecord]:
    """The episode and the record of a pass, by its id or the beginning of it.

    Raises:
        NotFound: there is no such pass.
        Refused: several begin so.
    """
    known = {
        key: (episode, record)
        for episode in project.passes.episodes()
        for key, record in _records(project, episode).items()
    }
    if pass_id in known:
        return known[pass_id]
    fitting = [key for key in known if pass_id and key.startswith(pass_id)]
    if not fitting:
        raise NotFound("pass", pass_id)
    if len(fitting) > 1:
        raise Refused(f"{len(fitting)} passes begin with {pass_id}: {', '.join(sorted(fitting))}")
    return known[fitting[0]]


def video_of(project: Project, episode: int, record: PassRecord) -> PassVideo:
    """The video of a pass: the recorded one, else its newest take.

    Raises:
        NotFound: there is none.
    """
    named = record.video_path
    if named:
        path = project.path(named)
        if os.path.lexists(project.resolve(path)):
            return PassVideo(episode, path, record, project.sidecars.read(path))
        raise NotFound("video", named)
    takes = [v for v in pass_videos(project, episode) if v.pass_id == record.pass_id]
    if not takes:
        raise NotFound("video", f"of pass {record.pass_id}")
    return max(takes, key=lambda video: video.take)


def planned_shots(project: Project, video: PassVideo) -> tuple[PlannedShot, ...]:
    """What the planner wrote for each shot of the pass; durations only where all are known.

    Raises:
        CorruptFile: the coverage file cannot be read.
        UserError: a duration in it is none.
    """
    shots = video.shot_ids()
    document = project.coverage.read(video.episode)
    planned = document.find(video.pass_id) if document else None
    durations = planned.durations() if planned else ()
    if planned is None or len(planned.segments) != len(shots):
        return tuple(PlannedShot(shot, shot_number(shot), None) for shot in shots)
    known: tuple[Fraction | None, ...] = durations or (None,) * len(shots)
    return tuple(
        PlannedShot(shot, shot_number(shot), length, segment.prompt or "", segment.is_wildcard)
        for shot, length, segment in zip(shots, known, planned.ordered_segments(), strict=True)
    )


def durations_of(shots: tuple[PlannedShot, ...]) -> tuple[Fraction, ...] | None:
    """How long the planner wants each shot; None when that is not known of all."""
    known = tuple(shot.duration for shot in shots if shot.duration is not None)
    return known if known and len(known) == len(shots) else None


def place_of(project: Project, video: PassVideo) -> Path:
    """Where the video lies on this machine.

    Raises:
        NotFound: it is not there.
    """
    place = project.resolve(video.path)
    if not place.is_file():
        raise NotFound("video", str(video.path))
    return place


def _records(project: Project, episode: int) -> dict[str, PassRecord]:
    """The records by their ids; one that does not repeat its id gets it from its key."""
    document = project.passes.read(episode)
    return {
        key: record if record.pass_id else record.model_copy(update={"pass_id": key})
        for key, record in document.passes.items()
    }


def _is_there(project: Project, path: ProjectPath) -> bool:
    try:
        return project.resolve(path).is_file()
    except Refused:
        return True  # a link: who reads it is told


def _sidecar_of(
    project: Project, path: ProjectPath
) -> tuple[Sidecar | None, CorruptFile | Refused | None]:
    try:
        return project.sidecars.read(path), None
    except (CorruptFile, Refused) as error:
        return None, error


def _record_of(
    lookup: PassLookup, path: ProjectPath, name: MediaName | None, sidecar: Sidecar | None
) -> PassRecord | None:
    grouping = sidecar.grouping if sidecar else None
    return lookup.find(
        path,
        name,
        source_pass_id=grouping.source_pass_id if grouping else None,
        pass_id=sidecar.pass_id if sidecar else None,
    )
