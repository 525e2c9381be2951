"""The files of an episode as the wall wants them: best clips of shots, and passes not cut yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.ids import find_shot_number
from engine.domain.listing import is_video
from engine.errors import UserError
from engine.workspace.cut_choice import ShotFiles, files_by_shot, is_usable
from engine.workspace.episode_shots import PRIORITY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.domain.coverage import CoveragePass
    from engine.domain.passes import PassRecord
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import EpisodeFile, EpisodeFiles

_RANK = {str(status): rank for rank, status in enumerate(PRIORITY)}
_NO_FILES = ShotFiles()


@dataclass(frozen=True, slots=True)
class UncutShot:
    """A shot in a pass video, and where it begins there, in seconds."""

    video: EpisodeFile
    start: Fraction


@dataclass(slots=True)
class EpisodeMedia:
    """Made once for as long as files and records stay the same.

    ``videos`` are all but clips, by path; ``times`` says where the segments of pass videos begin,
    as they were cut.
    """

    shots: Mapping[str, ShotFiles]
    videos: Mapping[str, EpisodeFile]
    times: Mapping[str, tuple[Fraction | None, ...]]
    _uncut: Mapping[tuple[str, str], UncutShot]
    _clips: dict[tuple[str, str], EpisodeFile | None] = field(default_factory=dict)

    @classmethod
    def of(cls, files: EpisodeFiles, documents: EpisodeDocuments) -> EpisodeMedia:
        """The files, and what the records of passes say about them."""
        every = (*files.pass_videos, *files.takes, *files.strays)
        videos = {file.path.text: file for file in every if is_video(file.path.name)}
        times = {
            record.video_path: _times(record)
            for _key, record in documents.records()
            if record.video_path
        }
        return cls(files_by_shot(files), videos, times, _all_uncut(documents, videos, times))

    def clip(self, number: str, pass_id: str = "") -> EpisodeFile | None:
        """The best clip of a shot that may be used; of one pass, when that is named."""
        key = (pass_id, number)
        if key not in self._clips:
            usable = filter(is_usable, self.files(number).videos)
            found = (one for one in usable if pass_id in {"", one.facts.source_pass_id})
            self._clips[key] = min(found, key=_goodness, default=None)
        return self._clips[key]

    def files(self, number: str) -> ShotFiles:
        """All files of a shot."""
        return self.shots.get(number, _NO_FILES)

    def uncut(self, number: str, pass_id: str = "") -> UncutShot | None:
        """The shot in the video of a pass, else in the best one that shows it."""
        return self._uncut.get((pass_id, number))


def _times(record: PassRecord) -> tuple[Fraction | None, ...]:
    starts = {name: times.start for name, times in record.segment_timestamps.items()}
    said = (starts.get(str(place)) for place in range(len(starts)))
    return tuple(None if start is None else Fraction(str(start)) for start in said)


def _all_uncut(
    documents: EpisodeDocuments,
    videos: Mapping[str, EpisodeFile],
    times: Mapping[str, tuple[Fraction | None, ...]],
) -> dict[tuple[str, str], UncutShot]:
    planned = {one.pass_id: one for one in documents.planned_passes()}
    found: dict[tuple[str, str], UncutShot] = {}
    for key, record in documents.records():
        video = videos.get(record.video_path or "")
        if video is None or not is_usable(video):
            continue
        shots, pass_id = record.segment_shot_ids, record.pass_id or key
        starts = _starts(len(shots), times[video.path.text], planned.get(pass_id))
        for shot, start in zip(shots, starts, strict=False):
            number = find_shot_number(shot)
            if number is None:
                continue
            found[pass_id, number] = UncutShot(video, start)
            known = found.get(("", number))
            if known is None or _goodness(video) < _goodness(known.video):
                found["", number] = UncutShot(video, start)
    return found


def _starts(
    count: int, cut: Sequence[Fraction | None], planned: CoveragePass | None
) -> tuple[Fraction, ...]:
    """Where the shots of a pass begin: as it was cut, else as it was planned, else nobody knows."""
    if len(cut) == count and all(start is not None for start in cut):
        return tuple(start for start in cut if start is not None)
    try:
        lengths = planned.durations() if planned is not None else ()
    except UserError:
        lengths = ()
    if len(lengths) != count:
        return (Fraction(0),) * count
    return tuple(sum(lengths[:place], Fraction(0)) for place in range(count))


def _goodness(file: EpisodeFile) -> tuple[int, int, int, str]:
    rank = _RANK.get(file.facts.status, len(_RANK))
    return rank, -file.facts.stars, -(file.take or 0), file.path.text
