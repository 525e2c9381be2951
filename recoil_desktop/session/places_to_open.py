"""Says what a path from a drop, a dialog or the command line is, before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import NotFound, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.jobs import JobContext

_MARKER = "project.json"
_SIGNS = ("state/visual", "renders", "output/video")
_VIDEOS = {".mp4", ".mov", ".webm"}


@dataclass(frozen=True, slots=True)
class Opening:
    """What can be opened: a project's folder, or a video that stands for itself."""

    project: Path | None = None
    video: Path | None = None


def opening_of(path: Path, _job: JobContext) -> Opening:
    """What ``path`` is.

    Raises:
        UserError: neither a project nor a video.
        ProbeFailed: it is called a video and is none.
    """
    if not path.exists():
        raise NotFound("file", path.name)
    if path.is_dir():
        return Opening(project=_project_of(path))
    if path.name == _MARKER:
        return Opening(project=path.parent)
    if path.suffix.lower() not in _VIDEOS:
        raise UserError(f"{path.name} is neither a video (MP4, MOV, WebM) nor a project folder")
    from engine.media.sniff import sniff  # late: the window starts without the media layer

    sniff(path)
    return Opening(video=path)


def is_project(folder: Path) -> bool:
    """Whether a folder looks like a project: its marker, or what older tools left in one."""
    return (folder / _MARKER).is_file() or any((folder / sign).is_dir() for sign in _SIGNS)


def _project_of(folder: Path) -> Path:
    if is_project(folder):
        return folder
    raise UserError(f"{folder.name} is no project: it has no {_MARKER}")
