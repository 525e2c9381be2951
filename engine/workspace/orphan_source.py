"""The video that is to be registered: where it is, and whether it is one (03, 08 E)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.listing import VIDEO_SUFFIXES, is_video
from engine.domain.names import SegmentName, parse_media_name
from engine.domain.pass_lookup import PassLookup
from engine.errors import NotFound, ProbeFailed, Refused, UserError
from engine.media.sniff import sniff
from engine.workspace.episode_files import QUARANTINE
from engine.workspace.orphans import episode_folders, find_orphans

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Source:
    """A video on disk; ``path`` when it lies in an episode of the project and is moved.

    Anything else is copied, and left where it is.
    """

    place: Path
    path: ProjectPath | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.place.name


def find_source(project: Project, said: str, episode: int | None = None) -> Source:
    """The file that somebody named: in the project, in quarantine, or anywhere by its whole path.

    Raises:
        UserError: a path that leads out of the project, or through a link.
        NotFound: there is no such file.
    """
    if "\0" in said:
        raise UserError(f"not a file: {said!r}")
    given = Path(said).expanduser() if said.startswith("~") else Path(said)
    if given.is_absolute() and not _is_inside(project, given):
        return Source(_checked(given))
    path = project.path(given if given.is_absolute() else said)
    if not project.resolve(path).exists() and not given.is_absolute():
        known = _in_quarantine(project, said, episode)
        if known is None and given.is_file():
            return Source(given.absolute())
        path = known or path
    place = _checked(project.resolve(path))
    return Source(place, path) if _lies_in_episode(project, path) else Source(place)


def check_source(project: Project, source: Source) -> None:
    """Refuse what is no video, is still being written, or has its place already.

    Raises:
        ProbeFailed: it cannot be read as what its name says.
        Refused: it belongs to a pass, or is a clip that was cut from one.
        CorruptFile: its sidecar cannot be read; it stays as it is.
    """
    check_is_video(source.place)
    if source.path is not None:
        _check_is_free(project, source.path)


def check_is_video(place: Path) -> None:
    """Refuse what no project holds as a video: folders, texts, playlists, empty files.

    Raises:
        Refused: a folder.
        ProbeFailed: anything else that is no video.
    """
    if place.is_dir():
        raise Refused(f"{place.name} is a folder: choose the videos in it")
    if not is_video(place.name):
        known = ", ".join(VIDEO_SUFFIXES)
        raise ProbeFailed(place, f"not a video that a project holds ({known})")
    sniff(place)


def check_is_whole(place: Path) -> None:
    """Refuse a video that is still being written, or whose pictures cannot be decoded.

    Raises:
        ProbeFailed: with the reason.
    """
    from engine.media.probe import is_growing, probe  # late: brings av

    if is_growing(place):
        raise ProbeFailed(place, "is still being written")
    probe(place)


def sidecar_of(project: Project, source: Source) -> Sidecar | None:
    """What is known about the video, beside it; of one from elsewhere too.

    Raises:
        CorruptFile: it cannot be read; it stays as it is.
    """
    from engine.domain.sidecar import Sidecar  # late: brings pydantic
    from engine.store.files import read_text
    from engine.store.project_files import as_document

    if source.path is not None:
        return project.sidecars.read(source.path)
    beside = source.place.with_name(source.place.name + ".json")
    text = read_text(beside)
    return None if text is None else as_document(text, beside, Sidecar)


def _is_inside(project: Project, given: Path) -> bool:
    root = project.root
    return given.is_relative_to(root) or given.parent.resolve().is_relative_to(root.resolve())


def _in_quarantine(project: Project, name: str, episode: int | None) -> ProjectPath | None:
    """The orphan of this name, when only a name was said."""
    orphans = find_orphans(project, episode) if "/" not in name else ()
    fitting = [one.path for one in orphans if one.name == name]
    return fitting[0] if len(fitting) == 1 else None


def _checked(place: Path) -> Path:
    if not place.exists():
        raise NotFound("file", place.name)
    return place


def _lies_in_episode(project: Project, path: ProjectPath) -> bool:
    """Whether it lies directly in an episode's folder, or in its quarantine."""
    folders = {folder.text for _episode, folder in episode_folders(project)}
    parent = path.parent
    is_quarantined = parent.name == QUARANTINE and parent.parent.text in folders
    return is_quarantined or parent.text in folders


def _check_is_free(project: Project, path: ProjectPath) -> None:
    sidecar = project.sidecars.read(path)
    episode = find_episode(path.parent.name)
    if episode is None:
        return  # in quarantine
    name = parse_media_name(path.name)
    if isinstance(name, SegmentName) or (sidecar is not None and sidecar.is_segment):
        raise Refused(f"{path.name} was cut from a pass: it is no pass of its own")
    grouping = sidecar.grouping if sidecar else None
    record = PassLookup.of(project.passes.read(episode).passes.values()).find(
        path,
        name,
        source_pass_id=grouping.source_pass_id if grouping else None,
        pass_id=sidecar.pass_id if sidecar else None,
    )
    if record is not None:
        raise Refused(f"{path.name} belongs to {record.pass_id} already")
