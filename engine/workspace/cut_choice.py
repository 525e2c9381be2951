"""Which file stands for a shot: the best clip that may be used, else a picture, else a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, find_shot_number
from engine.domain.listing import is_video
from engine.domain.passes import PassStatus
from engine.domain.sidecar import MediaStatus
from engine.workspace.episode_shots import PENDING, PRIORITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import EpisodeFile, EpisodeFiles

UNUSABLE = frozenset({"", PENDING, MediaStatus.REJECTED, MediaStatus.ARCHIVED})
"""A clip of this status is never in the cut."""
_RANK = {str(status): rank for rank, status in enumerate(PRIORITY)}
_ON_THE_WAY = {
    PassStatus.GENERATING: "being rendered in {name}",
    PassStatus.SEGMENTATION_REVIEW: "{name} waits for the review of its cuts",
    PassStatus.REGISTERED: "{name} has not been cut yet",
    PassStatus.EXTRACTING: "{name} is being cut",
    PassStatus.FAILED: "{name} failed",
}
# Which of several passes of a shot says most about what becomes of it.
_NEAREST = tuple(_ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class ShotFiles:
    """The files of one shot; extras, which stand for no shot, are not among them."""

    videos: tuple[EpisodeFile, ...] = ()
    pictures: tuple[EpisodeFile, ...] = ()

    def usable(self, made_again: frozenset[str] = frozenset()) -> list[EpisodeFile]:
        """The clips that may be used, the best first; ``made_again`` see there."""
        return sorted(filter(is_usable, self.videos), key=lambda file: _order(file, made_again))

    def still(self) -> EpisodeFile | None:
        """The best picture of the shot itself."""
        found = [file for file in self.pictures if is_usable(file)]
        return min(found, key=_order, default=None)


def files_by_shot(files: EpisodeFiles) -> dict[str, ShotFiles]:
    """The files of every shot, by its normal number."""
    videos: dict[str, list[EpisodeFile]] = {}
    pictures: dict[str, list[EpisodeFile]] = {}
    for file in (*files.takes, *files.segments):
        if file.shot and not file.is_extra:
            sort = videos if is_video(file.path.name) else pictures
            sort.setdefault(file.shot, []).append(file)
    numbers = dict.fromkeys((*videos, *pictures))
    return {
        number: ShotFiles(tuple(videos.get(number, ())), tuple(pictures.get(number, ())))
        for number in numbers
    }


def made_again(documents: EpisodeDocuments) -> frozenset[str]:
    """The passes that were ordered to replace a clip of another one."""
    return frozenset(
        pass_id
        for pass_id, record in documents.records()
        if record.lineage_ref is not None and record.lineage_ref.original_pass_id
    )


def is_usable(file: EpisodeFile) -> bool:
    """Whether a person or a rule has not spoken against it."""
    return file.facts.status not in UNUSABLE and not file.facts.trouble


def why_missing(
    number: str, files: ShotFiles, documents: EpisodeDocuments, broken: Iterable[str]
) -> str:
    """Why a shot has no clip, in a few words."""
    unreadable = next(iter(broken), "")
    if unreadable:
        return unreadable
    if files.videos:
        return _why_not_used(files.videos)
    if found := _on_the_way(number, documents):
        return found
    if documents.state is None and documents.troubles:
        return f"nobody knows: {documents.troubles[-1].path.name} is corrupt"
    return "not rendered yet"


def _why_not_used(videos: tuple[EpisodeFile, ...]) -> str:
    corrupt = next((file for file in videos if file.facts.trouble), None)
    if corrupt is not None:
        return f"{corrupt.path.name}: {corrupt.facts.trouble}"
    statuses = {file.facts.status for file in videos}
    word = next(iter(statuses)) if len(statuses) == 1 else "rejected or archived"
    if len(videos) == 1:
        return f"its only take is {word or 'without a status'}"
    return f"all {len(videos)} takes are {word or 'without a status'}"


def _on_the_way(number: str, documents: EpisodeDocuments) -> str:
    found = {status: pass_id for pass_id, status in _passes_of(number, documents)}
    status = next((each for each in _NEAREST if each in found), None)
    if status is None:
        return ""
    known = PassId.find(found[status])
    name = f"pass {known.counter:03d}" if known else found[status]
    return _ON_THE_WAY[status].format(name=name)


def _passes_of(number: str, documents: EpisodeDocuments) -> Iterator[tuple[str, str]]:
    for pass_id, record in documents.records():
        shots = record.segment_shot_ids
        if not shots and (known := PassId.find(pass_id)):
            shots = list(known.shots)
        if any(find_shot_number(shot) == number for shot in shots):
            yield pass_id, record.status or ""


def _order(
    file: EpisodeFile, made_again: frozenset[str] = frozenset()
) -> tuple[int, int, bool, int, str]:
    """Better ones first: by what was decided, by stars, made again, then the later take."""
    rank = _RANK.get(file.facts.status, len(_RANK))
    is_first_try = file.facts.source_pass_id not in made_again
    return rank, -file.facts.stars, is_first_try, -(file.take or 0), file.path.text
