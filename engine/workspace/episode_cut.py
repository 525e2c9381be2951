"""The cut of an episode: which clip stands for every shot, and what stands where none does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain import raw_entry
from engine.domain.coverage import as_seconds
from engine.domain.cut_list import CutItem, CutOrigin, EpisodeCut
from engine.domain.ids import episode_id, find_episode, find_shot_number, shot_id, shot_order
from engine.domain.listing import is_picture
from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, NotFound, RecoilError, UserError
from engine.workspace.cut_choice import ShotFiles, files_by_shot, made_again, why_missing
from engine.workspace.episode_documents import EpisodeDocuments, Trouble
from engine.workspace.episode_files import sort_files
from engine.workspace.episode_shots import planned_shots
from engine.workspace.index import OLD_RENDERS, RENDERS, Index
from engine.workspace.sidecar_facts import SidecarCache

if TYPE_CHECKING:
    from engine.media.clip_head import ClipHead
    from engine.store.project import Project
    from engine.workspace.episode_files import EpisodeFile

DEFAULT_LENGTH = Fraction(3)
"""Seconds that stand for a shot of which nobody says how long it shall be."""
DEFAULT_RATE = Fraction(24)
DEFAULT_SIZE = (1080, 1920)
_SHORT_SIDE = 1080
_NTSC = Fraction(1000, 1001)


def episode_cut(project: Project, episode: int) -> EpisodeCut:
    """The best clip of every shot in the film order of the plan; reads only.

    Best is canonical before pinned, candidate, registered and words of other tools; of two alike
    the one with more stars, then the one made again in place of another, then the later take.
    Rejected and archived clips are not used. Without a plan the coverage passes say the order,
    without these the numbers of the shots.

    Raises:
        NotFound: the project has no such episode.
        CorruptFile: the plan cannot be read, or without a plan the coverage passes.
    """
    return _Cutting(project, episode).cut()


@dataclass(slots=True)
class _Planned:
    """What is wanted of a shot."""

    shot_id: str
    number: str
    length: Fraction | None = None
    prompt: str = ""
    still: str | None = None


class _Cutting:
    """One episode on its way from its files to its cut."""

    def __init__(self, project: Project, episode: int) -> None:
        self._project = project
        self._episode = episode
        self._documents = _documents(project, episode)
        self._made_again = made_again(self._documents)
        self._starts = _chosen_frames(project, episode)
        self._shots, self._has_folder = self._look()

    def cut(self) -> EpisodeCut:
        order = self._order()
        if not order and not self._has_folder:
            raise NotFound("episode", episode_id(self._episode))
        drafts = [self._item(planned) for planned in order]
        rate = self._rate(drafts)
        start, items = Fraction(0), []
        for draft in drafts:
            items.append(_placed(draft, start, rate))
            start = items[-1].end
        return EpisodeCut(self._episode, rate, self._size(drafts), tuple(items))

    # -- what there is -----------------------------------------------------------------------

    def _look(self) -> tuple[dict[str, ShotFiles], bool]:
        index = Index(self._project.root)
        folders = [
            ProjectPath(f"{layout}/{name}")
            for layout in (RENDERS, OLD_RENDERS)
            for name in self._project.files.names(layout)
            if name[:2].lower() == "ep" and find_episode(name) == self._episode
        ]
        index.look_below(folders)
        sidecars = SidecarCache(self._project.sidecars)
        files = sort_files(self._episode, index.media(), sidecars, self._documents.lookup())
        return files_by_shot(files), bool(folders)

    def _order(self) -> list[_Planned]:
        planned = planned_shots(self._episode, self._documents)
        if not planned:
            numbers = sorted(self._shots, key=shot_order)
            planned = {number: shot_id(self._episode, number) for number in numbers}
        known = self._wanted()
        return [
            replace(known.get(number, _Planned(shot, number)), shot_id=shot)
            for number, shot in planned.items()
        ]

    def _wanted(self) -> dict[str, _Planned]:
        """What the coverage passes and, where it says more, the plan want of each shot."""
        found: dict[str, _Planned] = {}
        for planned in self._documents.planned_passes():
            for segment in planned.segments:
                number = find_shot_number(segment.source_shot_id or "")
                if number and not segment.is_wildcard:
                    length = as_seconds(segment.duration_s)
                    found[number] = _Planned("", number, length, segment.prompt or "")
        for shot in self._documents.plan.all_shots() if self._documents.plan else ():
            number = find_shot_number(shot.shot_id)
            if number:
                before = found.get(number)
                length = shot.duration or (before.length if before else None)
                prompt = shot.prompt or (before.prompt if before else "")
                entry = {**shot.as_json(), **shot.raw}
                found[number] = _Planned("", number, length, prompt, _still_in(entry))
        return found

    # -- one shot ----------------------------------------------------------------------------

    def _item(self, planned: _Planned) -> CutItem:
        files = self._shots.get(planned.number, ShotFiles())
        broken: list[str] = []
        for file in files.usable(self._made_again):
            head = self._head(file, broken)
            if head is not None:
                return self._clip(planned, file, head)
        reason = why_missing(planned.number, files, self._documents, broken)
        return CutItem(
            shot_id=planned.shot_id,
            number=planned.number,
            clip=None,
            status="",
            frames=0,
            source_start=0,
            source_frames=0,
            rate=Fraction(0),
            start=Fraction(0),
            duration=planned.length or DEFAULT_LENGTH,
            still=self._still(planned, files),
            reason=reason,
            planned=planned.length,
            title=planned.prompt,
        )

    def _clip(self, planned: _Planned, file: EpisodeFile, head: ClipHead) -> CutItem:
        return CutItem(
            shot_id=planned.shot_id,
            number=planned.number,
            clip=file.path,
            status=file.facts.status,
            frames=head.frames,
            source_start=0,
            source_frames=head.frames,
            rate=head.rate,
            start=Fraction(0),
            duration=head.duration,
            pass_id=file.facts.source_pass_id or file.facts.pass_id,
            take=file.take,
            size=head.size,
            has_sound=head.has_sound,
            planned=planned.length,
            title=planned.prompt,
            origin=self._origin(file),
        )

    def _head(self, file: EpisodeFile, broken: list[str]) -> ClipHead | None:
        from engine.media.clip_head import clip_head  # late: may bring av

        try:
            return clip_head(self._project.resolve(file.path))
        except RecoilError as error:
            broken.append(str(error))
            return None

    def _origin(self, file: EpisodeFile) -> CutOrigin | None:
        """Where a segment lies in the video it was cut from, when that is still there."""
        if not file.facts.is_segment:
            return None
        try:
            sidecar = self._project.sidecars.read(file.path)
            if sidecar is None or not sidecar.source_video:
                return None
            video = self._project.path(sidecar.source_video)
            if not self._project.resolve(video).is_file():
                return None
        except RecoilError:
            return None
        start, end = sidecar.segment_timestamp_start, sidecar.segment_timestamp_end
        if start is None or end is None or not 0 <= start < end:
            return None
        return CutOrigin(video, _exact(start), _exact(end))

    def _still(self, planned: _Planned, files: ShotFiles) -> ProjectPath | None:
        own = files.still()
        told = (self._starts.get(planned.number), planned.still, own.path.text if own else None)
        for raw in told:
            if raw and is_picture(raw) and (path := self._picture(raw)):
                return path
        return None

    def _picture(self, raw: str) -> ProjectPath | None:
        try:
            path = self._project.path(raw)
            return path if self._project.resolve(path).is_file() else None
        except UserError:
            return None

    # -- the whole ---------------------------------------------------------------------------

    def _rate(self, drafts: list[CutItem]) -> Fraction:
        """The project's frames per second, else those of most clips."""
        told = self._project.settings.fps
        if told and 1 <= told <= 1000:  # noqa: PLR2004 - beyond these it is a slip
            return true_rate(told)
        rates = Counter(draft.rate for draft in drafts if draft.clip)
        return max(rates, key=lambda rate: rates[rate], default=DEFAULT_RATE)

    def _size(self, drafts: list[CutItem]) -> tuple[int, int]:
        sizes = Counter(draft.size for draft in drafts if draft.size)
        found = max(sizes, key=lambda size: sizes[size], default=None)
        return found or _size_of(self._project.settings.aspect_ratio)


def _documents(project: Project, episode: int) -> EpisodeDocuments:
    """What says order and lengths; of the rest the cut can do without what cannot be read."""
    plan = project.plans.read(episode)
    troubles: list[Trouble] = []
    coverage = state = None
    try:
        coverage = project.coverage.read(episode)
    except CorruptFile as error:
        if plan is None:
            raise
        troubles.append(Trouble(project.coverage.path(episode), error.reason))
    try:
        state = project.passes.read(episode)
    except CorruptFile as error:
        troubles.append(Trouble(project.passes.path(episode), error.reason))
    return EpisodeDocuments(plan, coverage, state, tuple(troubles))


def true_rate(told: float) -> Fraction:
    """The exact rate that somebody means with 23.976, 24 or 29.97."""
    whole = round(told)
    if abs(told - whole * _NTSC) < abs(told - whole) and abs(told - whole * _NTSC) < 0.005:  # noqa: PLR2004
        return whole * _NTSC
    return Fraction(told).limit_denominator(1001)


def _chosen_frames(project: Project, episode: int) -> dict[str, str]:
    """The pictures that editors chose for shots to begin with; no cut waits for them."""
    try:
        return project.shots.read(episode).start_frames()
    except RecoilError:
        return {}


def _placed(draft: CutItem, start: Fraction, rate: Fraction) -> CutItem:
    if draft.clip is not None:
        return replace(draft, start=start)
    frames = max(1, round(draft.duration * rate))
    return replace(draft, start=start, frames=frames, rate=rate, duration=frames / rate)


def _still_in(entry: dict[str, object]) -> str | None:
    try:
        return raw_entry.picture_in(entry, raw_entry.START_FRAME)
    except UserError:
        return None


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)


def _size_of(aspect_ratio: str | None) -> tuple[int, int]:
    """A size of this shape whose short side is as of full HD; upright when nothing is said."""
    wide, _, high = (aspect_ratio or "").partition(":")
    if not (wide.isdecimal() and high.isdecimal() and int(wide) and int(high)):
        return DEFAULT_SIZE
    scale = Fraction(_SHORT_SIDE, min(int(wide), int(high)))
    width, height = (2 * round(int(side) * scale / 2) for side in (wide, high))
    return (width, height)
