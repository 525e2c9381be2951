"""Files in quarantine, and the videos that belong there: looks only."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.listing import is_hidden_file, is_media, is_video, natural_order
from engine.domain.names import parse_media_name
from engine.domain.orphans import SETTLED_AFTER, Orphan, orphan_reason
from engine.domain.pass_lookup import PassLookup
from engine.domain.paths import ProjectPath
from engine.errors import RecoilError
from engine.workspace.episode_files import QUARANTINE
from engine.workspace.pass_videos import OLD_RENDERS, RENDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from os import stat_result

    from engine.store.project import Project

_BY_HAND = "somebody put it into quarantine"


@dataclass(frozen=True, slots=True)
class Stray:
    """A video that belongs into quarantine, and why."""

    path: ProjectPath
    episode: int
    reason: str

    @property
    def quarantined(self) -> ProjectPath:
        """Where it would lie there, if the name is free."""
        return self.path.parent / QUARANTINE / self.path.name


@dataclass(frozen=True, slots=True)
class EpisodeStrays:
    """What a sweep of one episode would move; ``trouble`` says why it is not swept at all."""

    episode: int
    strays: tuple[Stray, ...] = ()
    videos: int = 0
    trouble: str = ""


def find_orphans(project: Project, episode: int | None = None) -> tuple[Orphan, ...]:
    """The media in quarantine, of one episode or all, in order of episodes and names."""
    found: list[Orphan] = []
    for number, folder in episode_folders(project):
        if episode is None or number == episode:
            found += _quarantined(project, number, folder)
    return tuple(sorted(found, key=lambda one: (one.episode, natural_order(one.path.text))))


def find_strays(
    project: Project, episode: int, spared: Collection[str] = frozenset()
) -> EpisodeStrays:
    """The videos of an episode that belong into quarantine; ``spared`` are left where they are."""
    folders = [folder for number, folder in episode_folders(project) if number == episode]
    try:
        records = project.passes.read(episode).passes
    except RecoilError as error:
        return EpisodeStrays(episode, trouble=f"its passes cannot be read: {error}")
    lookup = PassLookup.of(
        record if record.pass_id else record.model_copy(update={"pass_id": key})
        for key, record in records.items()
    )
    strays: list[Stray] = []
    videos = 0
    for folder in folders:
        for name in _names(project, folder):
            if not is_video(name) or is_hidden_file(name):
                continue
            videos += 1
            path = ProjectPath(f"{folder}/{name}")
            reason = _why(project, lookup, path)
            if reason and path.text not in spared:
                strays.append(Stray(path, episode, reason))
    return EpisodeStrays(episode, tuple(strays), videos)


def episode_folders(project: Project) -> Iterator[tuple[int, ProjectPath]]:
    """Every episode's folder in both layouts; a link in its place is passed over."""
    for layout in (RENDERS, OLD_RENDERS):
        for name in _names(project, layout):
            number = find_episode(name) if name[:2].lower() == "ep" else None
            folder = ProjectPath(f"{layout}/{name}")
            if number is not None and _is_folder(project, folder):
                yield number, folder


def episodes_on_disk(project: Project) -> tuple[int, ...]:
    """The episodes that have a folder, in order."""
    return tuple(sorted({number for number, _folder in episode_folders(project)}))


def quarantine_episode(path: ProjectPath) -> int | None:
    """The episode in whose quarantine a path lies, or None."""
    parts = path.parts
    for layout in (RENDERS, OLD_RENDERS):
        depth = len(layout.parts)
        is_inside = path.is_under(layout) and len(parts) > depth + 2
        if is_inside and parts[depth + 1] == QUARANTINE:
            return find_episode(parts[depth])
    return None


def _quarantined(project: Project, episode: int, folder: ProjectPath) -> Iterator[Orphan]:
    for path, entry in _files(project, ProjectPath(f"{folder}/{QUARANTINE}")):
        if is_media(path.name):
            reason = orphan_reason(parse_media_name(path.name)) or _BY_HAND
            yield Orphan(path, episode, entry.st_size, entry.st_mtime, reason)


def _why(project: Project, lookup: PassLookup, path: ProjectPath) -> str:
    """Why a video belongs into quarantine; empty when it does not, or nobody can say."""
    name = parse_media_name(path.name)
    reason = orphan_reason(name)  # most names are known, and nothing more is looked at
    if not reason or not _is_settled(project, path):
        return ""
    try:
        ProjectPath.of(path.text)  # what no journal could name stays where it is
        sidecar = project.sidecars.read(path)
    except RecoilError:
        return ""  # it may be somebody's segment: nobody can say
    if sidecar is not None and sidecar.is_segment:
        return ""
    grouping = sidecar.grouping if sidecar else None
    record = lookup.find(
        path,
        name,
        source_pass_id=grouping.source_pass_id if grouping else None,
        pass_id=sidecar.pass_id if sidecar else None,
    )
    return "" if record is not None else reason


def _is_settled(project: Project, path: ProjectPath) -> bool:
    """Whether it is a plain file that nobody has written for a while."""
    try:
        entry = project.resolve(path).lstat()
    except (RecoilError, OSError):
        return False
    age = project.clock.now().timestamp() - entry.st_mtime
    return stat.S_ISREG(entry.st_mode) and age > SETTLED_AFTER


def _files(project: Project, folder: ProjectPath) -> Iterator[tuple[ProjectPath, stat_result]]:
    """The plain files directly in a folder; hidden ones and links are passed over."""
    for name in _names(project, folder):
        path = ProjectPath(f"{folder}/{name}")
        try:
            entry = project.resolve(path).lstat()
        except (RecoilError, OSError):
            continue
        if stat.S_ISREG(entry.st_mode) and not is_hidden_file(name):
            yield path, entry


def _names(project: Project, folder: ProjectPath) -> tuple[str, ...]:
    try:
        return project.files.names(folder)
    except RecoilError:  # a link, or no permission: nothing may be done there
        return ()


def _is_folder(project: Project, folder: ProjectPath) -> bool:
    try:
        return project.files.is_folder(folder)
    except RecoilError:
        return False
