"""An episode's cut on a finishing editor's timeline: whole frames at one rate, sources, markers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from engine.domain.timecode import SMPTE_RATES, standard_rate
from engine.domain.timing import FrameSpan
from engine.errors import RecoilError, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.cut_list import CutItem, EpisodeCut
    from engine.domain.paths import ProjectPath
    from engine.store.project import Project

MOST_HANDLES = 1000
_OFF = Fraction(1, 10)  # frames; a time in a document that is further off is no frame's start


@dataclass(frozen=True, slots=True)
class Marker:
    """A note on a shot, ``name`` in one line and ``note`` whole.

    ``record`` are frames of the timeline and ``source`` those of the shot's video, both counted
    from the first frame of the shot.
    """

    record: FrameSpan
    source: FrameSpan
    name: str
    note: str = ""
    tag: str = "note"
    author: str = ""
    is_resolved: bool = False
    comment_id: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """What shots are taken from; ``file`` is where it lies on this machine.

    A still has no frames of its own: it stands as long as it is wanted.
    """

    path: ProjectPath
    file: Path
    frames: int
    rate: Fraction
    size: tuple[int, int]
    has_sound: bool = False
    is_still: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What a shot shows: frames of a video, and how many more of those asked for lie around them.

    A video that runs at another rate than the timeline is shown at its own speed.
    """

    media: Media
    frames: FrameSpan
    head: int = 0
    tail: int = 0

    @property
    def start(self) -> Fraction:
        """Where it begins in its video, in seconds."""
        return self.frames.first / self.media.rate


@dataclass(frozen=True, slots=True)
class Shot:
    """One event of the timeline; ``record`` are its frames there, the first of all being 0.

    Without a clip ``item.reason`` says why, and there is a gap, or a still as ``source``.
    """

    number: int
    item: CutItem
    record: FrameSpan
    source: Source | None = None
    markers: tuple[Marker, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in every format: its clip's file, else its shot."""
        if self.item.clip is not None:
            return self.item.clip.name
        return f"{self.item.shot_id} ({'still' if self.source else 'missing'})"


@dataclass(frozen=True)
class CutTimeline:
    """The whole timeline; shots touch each other.

    ``handles`` are as many frames around each shot as were asked for.
    """

    title: str
    episode: int
    rate: Fraction
    size: tuple[int, int]
    shots: tuple[Shot, ...]
    handles: int = 0

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.shots[-1].record.end if self.shots else 0

    @cached_property
    def media(self) -> tuple[Media, ...]:
        """Every video that is used, once, in the order of its first use."""
        return tuple(dict.fromkeys(shot.source.media for shot in self.shots if shot.source))

    @property
    def missing(self) -> tuple[Shot, ...]:
        """The shots without a clip, also those for which a still stands in."""
        return tuple(shot for shot in self.shots if shot.item.clip is None)

    @property
    def short_of_handles(self) -> tuple[Shot, ...]:
        """The shots with fewer frames around them than were asked for."""
        return tuple(
            shot
            for shot in self.shots
            if shot.item.clip
            and shot.source
            and min(shot.source.head, shot.source.tail) < self.handles
        )

    @property
    def marker_count(self) -> int:
        """How many notes stand on it."""
        return sum(len(shot.markers) for shot in self.shots)

    def with_markers(self, markers: Mapping[int, tuple[Marker, ...]]) -> CutTimeline:
        """The same with notes, by the number of the shot they stand on."""
        shots = (replace(shot, markers=markers.get(shot.number, ())) for shot in self.shots)
        return replace(self, shots=tuple(shots))


def lay_out(
    project: Project,
    cut: EpisodeCut,
    *,
    title: str = "",
    rate: Fraction | None = None,
    handles: int = 0,
    stills: bool = False,
) -> CutTimeline:
    """Lay a cut out on a timeline of ``rate`` frames a second, the episode's when none is said.

    With ``handles``, a clip that was cut from a longer video is taken from there where its frames
    are known exactly, so that an editor may trim outwards. With ``stills``, a shot without a clip
    shows its picture, if it has one.

    Raises:
        UserError: the episode has no shots, or handles are no sensible number of frames.
        Refused: a link lies on the way to a clip.
    """
    if not 0 <= handles <= MOST_HANDLES:
        raise UserError(f"between 0 and {MOST_HANDLES} frames of handles: {handles}")
    if not cut.items:
        raise UserError(f"episode {cut.episode} has no shots to export")
    exact = standard_rate(rate or cut.rate)
    shots, at = [], 0
    for number, item in enumerate(cut.items, start=1):
        record = FrameSpan(at, at + _length(item, exact))
        source = _source(project, item, handles, exact)
        if source is None and stills:
            source = _still(project, item, record.count, exact)
        shots.append(Shot(number, item, record, source))
        at = record.end
    return CutTimeline(title, cut.episode, exact, cut.size, tuple(shots), handles)


def _length(item: CutItem, rate: Fraction) -> int:
    """Whole frames of the timeline; never more than a clip can fill."""
    if _own_rate(item.rate, item.frames, rate) == rate:
        return max(item.frames, 1)
    return max(int(item.duration * rate), 1)


def _own_rate(rate: Fraction, frames: int, timeline: Fraction) -> Fraction:
    """The rate at which a clip is taken.

    One whose last frame is a little longer or shorter has an average that is no rate anybody
    meant: it is the timeline's, when it lasts as long to within a frame.
    """
    known = standard_rate(rate)
    is_meant = known in SMPTE_RATES or known.denominator == 1
    is_near = abs(frames - frames / rate * timeline) < 1 if rate else False
    return timeline if is_near and not is_meant else known


def _source(project: Project, item: CutItem, handles: int, timeline: Fraction) -> Source | None:
    if item.clip is None:
        return None
    if handles and (longer := _in_origin(project, item, handles, timeline)) is not None:
        return longer
    size = item.size or (0, 0)
    media = Media(
        path=item.clip,
        file=project.resolve(item.clip),
        frames=item.source_frames,
        rate=_own_rate(item.rate, item.source_frames, timeline),
        size=size,
        has_sound=item.has_sound,
    )
    return _with_handles(media, item.source_start, item.frames, handles)


def _still(project: Project, item: CutItem, count: int, rate: Fraction) -> Source | None:
    if item.still is None:
        return None
    file = project.resolve(item.still)
    media = Media(item.still, file, frames=0, rate=rate, size=(0, 0), is_still=True)
    return Source(media, FrameSpan(0, count))


def _in_origin(project: Project, item: CutItem, handles: int, timeline: Fraction) -> Source | None:
    """The clip's frames in the video it was cut from; None unless that is exact."""
    from engine.media.clip_head import clip_head  # late: may bring av

    origin = item.origin
    if origin is None:
        return None
    try:
        file = project.resolve(origin.video)
        head = clip_head(file)
    except RecoilError:
        return None
    rate = _own_rate(head.rate, head.frames, timeline)
    first, end = (_frame(time, rate) for time in (origin.start, origin.end))
    is_same = rate == _own_rate(item.rate, item.source_frames, timeline)
    if first is None or end is None or not is_same or end - first != item.source_frames:
        return None
    if end > head.frames:
        return None
    media = Media(
        path=origin.video,
        file=file,
        frames=head.frames,
        rate=rate,
        size=head.size,
        has_sound=head.has_sound,
    )
    return _with_handles(media, first + item.source_start, item.frames, handles)


def _with_handles(media: Media, first: int, count: int, handles: int) -> Source:
    frames = FrameSpan(first, first + max(count, 1))
    head = min(handles, frames.first)
    return Source(media, frames, head, min(handles, max(media.frames - frames.end, 0)))


def _frame(time: Fraction, rate: Fraction) -> int | None:
    """The frame that begins at a time; None when none does."""
    frame = round(time * rate)
    return frame if abs(time * rate - frame) < _OFF else None
