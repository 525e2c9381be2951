"""The takes of one shot, over all naming eras, and the shot that a file is a take of."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import (
    find_episode,
    find_shot_episode,
    find_shot_number,
    shot_episode,
    shot_id,
    shot_number,
)
from engine.domain.listing import is_hidden_file, is_hidden_folder, is_media
from engine.domain.names import PassName, PlainShotName, SegmentName, parse_media_name
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import NotFound, Refused, UserError
from engine.workspace.episode_files import sort_files
from engine.workspace.episode_shots import PRIORITY
from engine.workspace.index import OLD_RENDERS, RENDERS, MediaFile
from engine.workspace.sidecar_facts import SidecarCache

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.sidecar import Sidecar
    from engine.store.project import Project
    from engine.workspace.episode_files import EpisodeFile

_LAYOUTS = (RENDERS, OLD_RENDERS)
_GIVEN_UP = frozenset({MediaStatus.REJECTED, MediaStatus.ARCHIVED})
_RANK = {str(status): rank for rank, status in enumerate(PRIORITY)}


@dataclass(frozen=True, slots=True)
class ShotTake:
    """One file of a shot; ``trouble`` says why its sidecar is corrupt. Money in micro-dollars."""

    path: ProjectPath
    status: str
    take: int | None = None
    model: str = ""
    cost_micro: int | None = None
    stars: int = 0
    pass_id: str = ""
    is_extra: bool = False
    trouble: str = ""

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sorts the take that counts to the front: the best status, then the newest number."""
        return (_RANK.get(self.status, len(_RANK)), -(self.take or 0), self.path.text)


def takes_of(project: Project, shot: str) -> tuple[ShotTake, ...]:
    """Every file of a shot (``EP001_SH04``) in its episode, by take; reads only.

    Raises:
        UserError: it is no whole shot id.
        CorruptFile: the episode's pass state cannot be read.
    """
    from engine.domain.pass_lookup import PassLookup  # late: brings the models of passes

    episode, number = shot_episode(shot), shot_number(shot)
    records = project.passes.read(episode).passes.values()
    media = [each for layout in _LAYOUTS for each in _media(project, episode, layout)]
    found = sort_files(episode, media, SidecarCache(project.sidecars), PassLookup.of(records))
    own = (file for file in (*found.takes, *found.segments) if file.shot == number)
    return tuple(map(_take, sorted(own, key=_order)))


def chosen_take(takes: tuple[ShotTake, ...], shot: str, wanted: str | None) -> ShotTake | None:
    """The take that somebody means: by path, name or number; else the one that counts.

    None when the shot has no take at all and none was named.

    Raises:
        NotFound: no take is called so.
        Refused: several are, or every take was given up already.
    """
    if wanted is not None:
        return _named(takes, shot, wanted)
    own = [take for take in takes if not take.is_extra]
    if not own:
        return None
    live = [take for take in own if take.status not in _GIVEN_UP]
    if not live:
        raise Refused(f"every take of {shot} is rejected already")
    return min(live, key=lambda take: take.rank)


def shot_of(path: ProjectPath, sidecar: Sidecar | None) -> str:
    """The whole id of the shot that a file is a take of; empty when it is none, or of several."""
    said = "" if sidecar is None else _said(sidecar)
    episode = episode_of(path)
    if episode is None:
        episode = find_shot_episode(said)
    number = _named_number(path) or find_shot_number(said)
    if episode is None or number is None:
        return ""
    is_whole = find_shot_episode(said) == episode and find_shot_number(said) == number
    return said if is_whole else shot_id(episode, number)


def episode_of(path: ProjectPath) -> int | None:
    """The episode in whose folder a file lies, in both layouts; None elsewhere."""
    for layout in _LAYOUTS:
        if path.is_under(layout):
            name = path.parts[len(layout.parts)]
            return find_episode(name) if name[:2].lower() == "ep" else None
    return None


def whole_shot(project: Project, shot: str) -> str:
    """The shot as its plan spells it, whatever its zeros and letters.

    Raises:
        UserError: it is no shot, or does not say of which episode.
        NotFound: neither the plan nor a coverage pass nor a file knows it.
    """
    episode = find_shot_episode(shot)
    number = find_shot_number(shot)
    if episode is None or number is None:
        raise UserError(f"not a shot of an episode: {shot!r} (say EP001_SH33A)")
    plan = project.plans.read(episode)
    if plan is not None and (planned := plan.find(shot)) is not None:
        return _whole(episode, planned.shot_id)
    coverage = project.coverage.read(episode)
    for one in coverage.passes if coverage else ():
        for each in one.shot_ids():
            if find_shot_number(each) == number:
                return _whole(episode, each)
    if not takes_of(project, shot_id(episode, number)):
        raise NotFound("shot", shot)
    return shot_id(episode, number)


# -- inside ------------------------------------------------------------------


def _named(takes: tuple[ShotTake, ...], shot: str, wanted: str) -> ShotTake:
    word = wanted.strip()
    for fits in (
        lambda take: take.path.text == word,
        lambda take: word in (take.path.name, take.path.stem),
        lambda take: word.lower().removeprefix("take").strip() == str(take.take),
    ):
        found = [take for take in takes if fits(take)]
        if len(found) > 1:
            names = ", ".join(take.path.name for take in found)
            raise Refused(f"several takes of {shot} are called {wanted}: say one of {names}")
        if found:
            return found[0]
    raise NotFound("take", f"{wanted} of {shot}")


def _media(project: Project, episode: int, layout: ProjectPath) -> Iterator[MediaFile]:
    """The media of the episode's folder, whatever its spelling, and of the folders in it."""
    for name in project.files.names(layout):
        if name[:2].lower() == "ep" and find_episode(name) == episode:
            yield from _below(project, ProjectPath(f"{layout}/{name}"))


def _below(project: Project, folder: ProjectPath) -> Iterator[MediaFile]:
    names = project.files.names(folder)
    known = frozenset(names)
    for name in names:
        place = project.root / folder.text / name
        if is_media(name) and not is_hidden_file(name):
            if (stamp := _stamp(place)) is not None:
                beside = (
                    _stamp(place.with_name(f"{name}.json")) if f"{name}.json" in known else None
                )
                path = ProjectPath(f"{folder}/{name}")
                yield MediaFile(path, stamp, beside, parse_media_name(name))
        elif not is_hidden_folder(name) and place.is_dir() and not place.is_symlink():
            yield from _below(project, ProjectPath(f"{folder}/{name}"))


def _stamp(place: os.PathLike[str]) -> tuple[int, int, int] | None:
    try:
        status = os.lstat(place)
    except OSError:  # went while the folder was being read
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _take(file: EpisodeFile) -> ShotTake:
    facts = file.facts
    return ShotTake(
        path=file.path,
        status=facts.status,
        take=file.take,
        model=facts.model,
        cost_micro=facts.cost_micro,
        stars=facts.stars,
        pass_id=facts.source_pass_id or facts.pass_id,
        is_extra=file.is_extra,
        trouble=facts.trouble,
    )


def _order(file: EpisodeFile) -> tuple[bool, int, str]:
    return (file.is_extra, file.take or 0, file.path.text)


def _named_number(path: ProjectPath) -> str | None:
    match parse_media_name(path.name):
        case SegmentName(shot_number=number) | PlainShotName(shot_number=number):
            return number
        case PassName(shot_ids=(shot,)):
            return find_shot_number(shot)
        case _:
            return None


def _said(sidecar: Sidecar) -> str:
    if sidecar.is_extra and sidecar.parent_shot_id:
        return sidecar.parent_shot_id
    return sidecar.source_shot_id or sidecar.shot_id or sidecar.parent_shot_id or ""


def _whole(episode: int, shot: str) -> str:
    return shot if shot.startswith("EP") else shot_id(episode, shot)
