"""Everything that is known about one pass: its record, cuts, takes, cost and clips; reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.ids import same_shot
from engine.domain.money import usd_to_micro
from engine.errors import NotFound, RecoilError, UserError
from engine.workspace.clips import existing_clips
from engine.workspace.pass_videos import find_pass, pass_videos, shots_of, video_of
from engine.workspace.sidecar_facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.domain.coverage import CoveragePass
    from engine.domain.names import SegmentName
    from engine.domain.passes import PassRecord
    from engine.domain.paths import ProjectPath
    from engine.store.project import Project
    from engine.workspace.pass_videos import PassVideo


@dataclass(frozen=True, slots=True)
class PassTakeFacts:
    """One rendering of a pass; ``path`` is empty when its file is not there."""

    take: int | None
    path: str
    status: str
    model: str
    cost_micro: int | None


@dataclass(frozen=True, slots=True)
class PassSegmentFacts:
    """One shot of a pass: where it lies in seconds, how long it should be, and its clip."""

    shot_id: str
    index: int | None
    start: float | None = None
    end: float | None = None
    planned: Fraction | None = None
    path: str = ""
    status: str = ""
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class PassFacts:
    """One pass as its pane shows it. Money in micro-dollars."""

    pass_id: str
    episode: int
    status: str
    record: PassRecord
    video: str
    takes: tuple[PassTakeFacts, ...]
    segments: tuple[PassSegmentFacts, ...]
    cost_micro: int | None
    label: str = ""
    trouble: str = ""


def pass_facts(project: Project, pass_id: str) -> PassFacts:
    """What is known about a pass, by its id or the beginning of it.

    Raises:
        NotFound: there is no such pass.
        Refused: several begin so.
        CorruptFile: the episode's pass state or coverage file cannot be read.
    """
    episode, record = find_pass(project, pass_id)
    document = project.coverage.read(episode)
    planned = document.find(record.pass_id) if document else None
    video, trouble = _video(project, episode, record)
    takes = tuple(_takes(project, episode, record))
    return PassFacts(
        pass_id=record.pass_id,
        episode=episode,
        status=record.status or "",
        record=record,
        video=str(video.path) if video else "",
        takes=takes,
        segments=tuple(_segments(project, record, planned, video)),
        cost_micro=_cost(record, takes),
        label=(planned.label or "") if planned else "",
        trouble=trouble,
    )


def _video(project: Project, episode: int, record: PassRecord) -> tuple[PassVideo | None, str]:
    try:
        return video_of(project, episode, record), ""
    except NotFound as error:  # a pass that waits has none; one that names a lost file says so
        return None, str(error) if record.video_path else ""
    except RecoilError as error:
        return None, str(error)


def _takes(project: Project, episode: int, record: PassRecord) -> Iterator[PassTakeFacts]:
    """The recorded takes with their files, then files nobody recorded."""
    videos = [one for one in pass_videos(project, episode) if one.pass_id == record.pass_id]
    by_take = {video.take: video for video in videos}
    for take in record.takes:
        found = _take(take.take, by_take.pop(take.take or 0, None))
        cost = found.cost_micro if take.cost_usd is None else _micro(take.cost_usd)
        yield replace(found, model=take.model or found.model, cost_micro=cost)
    yield from (_take(number, video) for number, video in sorted(by_take.items()))


def _take(number: int | None, video: PassVideo | None) -> PassTakeFacts:
    """What the file says of itself; nothing of one that is not there."""
    path = str(video.path) if video else ""
    if video is None or video.sidecar is None:
        return PassTakeFacts(number, path, "", "", None)
    facts = facts_of(video.sidecar)
    return PassTakeFacts(number, path, facts.status, facts.model, facts.cost_micro)


def _segments(
    project: Project,
    record: PassRecord,
    planned: CoveragePass | None,
    video: PassVideo | None,
) -> Iterator[PassSegmentFacts]:
    clips = _clips(project, video)
    lengths = _lengths(record, planned)
    for index, shot in enumerate(shots_of(record)):
        times = record.segment_timestamps.get(str(index))
        path = next((clip for clip, name in clips if _is_of(name, shot)), None)
        yield PassSegmentFacts(
            shot,
            index,
            times.start if times else None,
            times.end if times else None,
            lengths[index],
            str(path) if path else "",
            _status(project, path) if path else "",
        )
    for path, name in clips:
        if name.letter is not None:
            yield _extra(project, path, name)


def _clips(
    project: Project, video: PassVideo | None
) -> tuple[tuple[ProjectPath, SegmentName], ...]:
    try:
        return tuple(existing_clips(project, video)) if video is not None else ()
    except UserError:  # a pass without a number has no clips that could be told from others
        return ()


def _extra(project: Project, path: ProjectPath, name: SegmentName) -> PassSegmentFacts:
    shot = f"{name.shot_number}~{name.letter}"
    try:
        sidecar = project.sidecars.read(path)
    except RecoilError:
        return PassSegmentFacts(shot, None, path=str(path), status="corrupt", is_extra=True)
    return PassSegmentFacts(
        shot,
        None,
        sidecar.segment_timestamp_start if sidecar else None,
        sidecar.segment_timestamp_end if sidecar else None,
        path=str(path),
        status=facts_of(sidecar).status if sidecar else "",
        is_extra=True,
    )


def _is_of(name: SegmentName, shot: str) -> bool:
    return name.letter is None and same_shot(name.shot_number, shot)


def _lengths(record: PassRecord, planned: CoveragePass | None) -> tuple[Fraction | None, ...]:
    count = len(shots_of(record))
    try:
        known = planned.durations() if planned else ()
    except UserError:  # the review says which length is none
        known = ()
    return known if len(known) == count else (None,) * count


def _status(project: Project, path: ProjectPath) -> str:
    try:
        sidecar = project.sidecars.read(path)
    except RecoilError:
        return "corrupt"
    return facts_of(sidecar).status if sidecar else ""


def _cost(record: PassRecord, takes: tuple[PassTakeFacts, ...]) -> int | None:
    if record.cost_usd is not None:
        return _micro(record.cost_usd)
    known = [take.cost_micro for take in takes if take.cost_micro is not None]
    return sum(known) if known else None


def _micro(dollars: float) -> int | None:
    try:
        return usd_to_micro(dollars)
    except UserError:  # an amount nobody can mean is shown as none
        return None
