"""What an episode has of each planned shot: its plan, its stills, its takes; reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain import raw_entry
from engine.domain.ids import PassId, episode_folder, shot_number
from engine.domain.listing import BOUNDARY_FRAMES, is_hidden_file, is_picture, is_video
from engine.domain.names import PassName, PlainShotName, SegmentName, parse_media_name
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import RecoilError
from engine.workspace.pass_videos import OLD_RENDERS, RENDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.coverage import CoveragePass
    from engine.domain.plan import Shot
    from engine.store.project import Project

Key = tuple[str, ...]

_FIRST_FRAME = re.compile(r"(.+)_seg([0-9]{1,4})\.jpg")

_GIVEN_UP = frozenset({MediaStatus.REJECTED, MediaStatus.ARCHIVED})


@dataclass(slots=True)
class ShotMaterial:
    """One episode; shots are whole ids in normal spelling.

    Raises:
        CorruptFile: plan or coverage passes cannot be read.
    """

    project: Project
    episode: int
    shots: tuple[Shot, ...] = field(init=False)
    passes: tuple[CoveragePass, ...] = field(init=False)
    _media: tuple[tuple[ProjectPath, Key], ...] = field(init=False)

    def __post_init__(self) -> None:
        plan = self.project.plans.read(self.episode)
        coverage = self.project.coverage.read(self.episode)
        self.shots = tuple(plan.all_shots()) if plan else ()
        self.passes = tuple(coverage.passes) if coverage else ()
        self._media = tuple(self._look())

    def planned_ids(self) -> tuple[str, ...]:
        """The shots in the order of the plan, those of passes that it does not name after them."""
        named = [shot.shot_id for shot in self.shots]
        named += [shot for one in self.passes for shot in one.shot_ids()]
        return tuple(dict.fromkeys(found for shot in named if (found := self.normal(shot))))

    def normal(self, shot: str) -> str:
        """The whole id of a shot of this episode; empty when it is none."""
        try:
            return PassId(self.episode, 0, (shot_number(shot),)).shots[0]
        except RecoilError:
            return ""

    def shots_in_name(self, name: str) -> Key:
        """The shots that the name of a file says; nothing for extras and other episodes."""
        match parse_media_name(name):
            case PassName(episode=episode, shot_ids=shots) if episode == self.episode:
                return shots
            case SegmentName(shot_number=number, letter=None) | PlainShotName(shot_number=number):
                normal = self.normal(number)
                return (normal,) if normal else ()
            case _:
                return ()

    def videos(self) -> Iterator[tuple[ProjectPath, Key]]:
        """The videos of the episode whose names say their shots."""
        return ((path, shots) for path, shots in self._media if is_video(path.name))

    def stills(self) -> Iterator[tuple[ProjectPath, str]]:
        """The pictures that stand for shots: planned start frames, and stills that were kept."""
        for shot in self.shots:
            key, path = self.normal(shot.shot_id), self._start_frame(shot)
            if key and path is not None:
                yield path, key
        for path, shots in self._media:
            if is_picture(path.name) and len(shots) == 1 and not self._is_given_up(path):
                yield path, shots[0]

    def first_frames(self) -> Iterator[tuple[ProjectPath, str]]:
        """The pictures of where shots begin in passes that were cut."""
        by_stem = {path.stem: (path, shots) for path, shots in self.videos()}
        for folder in dict.fromkeys(path.parent for path, _shots in by_stem.values()):
            inside = ProjectPath(f"{folder}/{BOUNDARY_FRAMES}")
            for name in self.project.files.names(inside):
                found = _FIRST_FRAME.fullmatch(name)
                _path, shots = by_stem.get(found[1], (None, ())) if found else (None, ())
                if found and int(found[2]) < len(shots):
                    yield ProjectPath(f"{inside}/{name}"), shots[int(found[2])]

    def pictures(self) -> dict[str, ProjectPath]:
        """For each shot a file that shows it: its still, else a clip that begins with it."""
        found: dict[str, ProjectPath] = {}
        for path, shot in (*self.stills(), *self.first_frames()):
            found.setdefault(shot, path)
        alone_first = sorted(self.videos(), key=lambda one: len(one[1]))
        for path, shots in alone_first:
            found.setdefault(shots[0], path)
        return found

    def covered(self) -> frozenset[str]:
        """The shots that some video shows, alone or with others."""
        return frozenset(shot for _path, shots in self.videos() for shot in shots)

    def _look(self) -> Iterator[tuple[ProjectPath, Key]]:
        for layout in (RENDERS, OLD_RENDERS):
            folder = ProjectPath(f"{layout}/{episode_folder(self.episode)}")
            for name in self.project.files.names(folder):
                shots = self.shots_in_name(name)
                path = ProjectPath(f"{folder}/{name}")
                if shots and not is_hidden_file(name) and self._is_file(path):
                    yield path, shots

    def _start_frame(self, shot: Shot) -> ProjectPath | None:
        try:
            said = raw_entry.picture_in({**shot.as_json(), **shot.raw}, raw_entry.START_FRAME)
            path = self.project.path(said) if said and is_picture(said) else None
        except RecoilError:
            return None
        return path if path is not None and self._is_file(path) else None

    def _is_file(self, path: ProjectPath) -> bool:
        try:
            return self.project.resolve(path).is_file()
        except RecoilError:
            return False

    def _is_given_up(self, path: ProjectPath) -> bool:
        try:
            sidecar = self.project.sidecars.read(path)
        except RecoilError:
            return True
        return sidecar is not None and sidecar.status in _GIVEN_UP
