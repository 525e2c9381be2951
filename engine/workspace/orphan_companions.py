"""What belongs to a media file and goes where it goes: sidecar, marker, boundary frames (03)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from engine.domain.listing import BOUNDARY_FRAMES
from engine.domain.paths import ProjectPath
from engine.errors import Refused

if TYPE_CHECKING:
    from engine.store.draft import Draft
    from engine.store.project import Project

Moves = tuple[tuple[ProjectPath, ProjectPath], ...]


def moves_of(project: Project, media: ProjectPath, target: ProjectPath) -> Moves:
    """The file and its companions, each with its place when the file is called ``target``."""
    moves = [(media, target)]
    beside = ((media.sidecar(), target.sidecar()), (media.marker(), target.marker()))
    moves += [move for move in beside if project.files.exists(move[0])]
    folder = ProjectPath(f"{target.parent}/{BOUNDARY_FRAMES}")
    for frame in project.sidecars.boundary_frames(media):
        number = frame.name.removeprefix(media.stem)
        moves.append((frame, ProjectPath(f"{folder}/{target.stem}{number}")))
    return tuple(moves)


def kept_beside(project: Project, draft: Draft, media: ProjectPath, wanted: ProjectPath) -> Moves:
    """Like ``moves_of``, with `` (2)`` in the name when something has it already: both are kept."""
    for number in count(1):
        name = wanted.name if number == 1 else f"{wanted.stem} ({number}){wanted.suffix}"
        moves = moves_of(project, media, ProjectPath(f"{wanted.parent}/{name}"))
        if not taken(draft, moves):
            return moves
    raise AssertionError("unreachable")


def check_free(draft: Draft, moves: Moves) -> None:
    """Refuse when something has one of the names."""
    if (path := taken(draft, moves)) is not None:
        raise Refused(f"the name is taken: {path}")


def taken(draft: Draft, moves: Moves) -> ProjectPath | None:
    """The first of the places that something has already, with those of companions to come."""
    target = moves[0][1]
    places = (*(place for _, place in moves), target.sidecar(), target.marker())
    return next((place for place in places if draft.exists(place)), None)


def move_all(draft: Draft, moves: Moves) -> None:
    """Collect the moves."""
    for source, target in moves:
        draft.move(source, target)
