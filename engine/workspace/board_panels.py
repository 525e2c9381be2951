"""The panels of a card: of every shot its picture, its best take and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.board import Panel, PictureKind
from engine.domain.ids import episode_folder
from engine.workspace.board_pictures import PREP, picture_at
from engine.workspace.episode_shots import best_status

if TYPE_CHECKING:
    from engine.domain.batch_body import BatchBody, BodyBeat, BodySegment
    from engine.domain.board_art import Area
    from engine.domain.paths import ProjectPath
    from engine.store.project import Project
    from engine.workspace.board_media import EpisodeMedia
    from engine.workspace.comments import OpenCounts
    from engine.workspace.episode_files import EpisodeFile

REFERENCES = "references"


def reference_folder(episode: int) -> ProjectPath:
    """Where the pictures lie that panels gave to other shots."""
    return PREP / episode_folder(episode) / REFERENCES


def reference_stem(batch_id: str, segment_id: str) -> str:
    """How the names of pictures begin that a panel gave."""
    return f"{batch_id}__{segment_id.replace('#', '-')}__"


@dataclass(slots=True)
class PanelMaker:
    """Makes the panels of one batch."""

    project: Project
    episode: int
    media: EpisodeMedia
    comments: OpenCounts
    given: frozenset[str] = frozenset()  # pictures that editors gave shots as references
    _folder: str = field(init=False)

    def __post_init__(self) -> None:
        self._folder = str(reference_folder(self.episode))

    @property
    def sources(self) -> tuple[object, ...]:
        """What all panels are made from besides the body: as long as these are the same."""
        return self.media, self.comments, self.given

    def panels(self, batch_id: str, body: BatchBody) -> tuple[Panel, ...]:
        """The panels in time order."""
        return tuple(
            self._panel(batch_id, body.source_pass_id, beat, place)
            for beat in body.beats
            for place in range(len(beat.segments))
        )

    def _panel(self, batch_id: str, pass_id: str, beat: BodyBeat, place: int) -> Panel:
        segment = beat.segments[place]
        take, start, status = self._take(beat, place, pass_id)
        area, art = self._art(beat, place)
        picture, kind = self._picture(art, take, segment)
        return Panel(
            segment_id=segment.segment_id,
            shot_id=segment.shot_id,
            number=segment.number,
            title=segment.title,
            duration=segment.duration,
            picture=picture,
            picture_kind=kind,
            area=area if kind is PictureKind.ART else None,
            start=start,
            take=take,
            status=status,
            open_comments=self.comments.of_panel(batch_id, segment.segment_id),
            is_reference=self._is_given(batch_id, segment, picture, area),
        )

    def _art(self, beat: BodyBeat, place: int) -> tuple[Area | None, ProjectPath | None]:
        """The art that shows a panel, and its part of it; nothing where that cannot be said."""
        art = beat.art
        if not art.artifact:
            return None, None
        area = art.area(place if art.panel is None else art.panel)
        is_alone = art.panel is None and len(beat.segments) == 1
        return area, picture_at(self.project, art.artifact) if area or is_alone else None

    def _take(
        self, beat: BodyBeat, place: int, pass_id: str
    ) -> tuple[ProjectPath | None, Fraction | None, str]:
        """The best take of a panel, where it begins in it, and where the shot stands.

        The batch of a pass shows what came of that pass, as long as there is something.
        """
        number, media = beat.segments[place].number, self.media
        clip = media.clip(number, pass_id) if number else None
        if clip is None and number and not (pass_id and media.uncut(number, pass_id)):
            clip = media.clip(number)
        if clip is not None:
            return clip.path, Fraction(0), clip.facts.status
        status = best_status(file.facts.status for file in media.files(number).videos)
        whole = beat.primary
        video = media.videos.get(whole.output) if whole and whole.has_succeeded else None
        if video is not None:
            return video.path, self._start(beat, place, video), status or video.facts.status
        uncut = media.uncut(number, pass_id) or media.uncut(number)
        if uncut is not None:
            return uncut.video.path, uncut.start, uncut.video.facts.status
        return None, None, status or beat.status

    def _start(self, beat: BodyBeat, place: int, video: EpisodeFile) -> Fraction:
        """Where a panel begins in the video of its beat: as it was cut, else as it was planned."""
        cut = self.media.times.get(video.path.text, ())
        if len(cut) == len(beat.segments) and (at := cut[place]) is not None:
            return at
        return sum((one.duration or Fraction(0) for one in beat.segments[:place]), Fraction(0))

    def _picture(
        self, art: ProjectPath | None, take: ProjectPath | None, segment: BodySegment
    ) -> tuple[ProjectPath | None, PictureKind]:
        if art is not None:
            return art, PictureKind.ART
        if take is not None:
            return take, PictureKind.TAKE
        own = self.media.files(segment.number).still()
        still = own.path if own else picture_at(self.project, segment.still)
        return still, PictureKind.STILL if still else PictureKind.NONE

    def _is_given(
        self, batch_id: str, segment: BodySegment, picture: ProjectPath | None, area: object
    ) -> bool:
        if not self.given:
            return False
        stem = f"{self._folder}/{reference_stem(batch_id, segment.segment_id)}"
        whole = picture.text if picture is not None and area is None else None
        return any(one == whole or one.startswith(stem) for one in self.given)
