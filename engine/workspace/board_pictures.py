"""The pictures of boards: where they are, and whether they are what people approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder
from engine.domain.listing import is_picture
from engine.domain.paths import ProjectPath
from engine.errors import RecoilError

if TYPE_CHECKING:
    from engine.domain.board_art import BoardArt
    from engine.store.project import Project
    from engine.workspace.references import ContentHashes

PREP = ProjectPath("prep")


def storyboards(episode: int) -> ProjectPath:
    """Where the board art of an episode lies."""
    return PREP / episode_folder(episode) / "storyboards"


def is_as_approved(project: Project, art: BoardArt, hashes: ContentHashes) -> bool:
    """Whether the picture is still the one that people approved.

    Boards of other tools have no hash of it, and a picture that is gone is no other picture.
    """
    if not art.approved_sha256:
        return True
    try:
        found = hashes.of(project.resolve(project.path(art.artifact)))
    except (RecoilError, OSError):
        return True
    return found == art.approved_sha256


def picture_at(project: Project, written: str) -> ProjectPath | None:
    """A picture that a document names, when it is one of the project and is there."""
    if not written or not is_picture(written):
        return None
    try:
        path = project.path(written)
        return path if project.resolve(path).is_file() else None
    except (RecoilError, OSError):
        return None
