"""How good people think files are: 0 to 5 stars, in the sidecar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.sidecar import MOST_STARS
from engine.errors import UserError
from engine.workspace.curation_words import things
from engine.workspace.marking import check_media, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.paths import ProjectPath
    from engine.store.journal import AppliedChange
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Starred:
    """What was given to which files; ``before`` are their stars until now, in the same order."""

    paths: tuple[ProjectPath, ...]
    stars: int
    before: tuple[int, ...]
    change: AppliedChange | None


def set_stars(project: Project, paths: Sequence[ProjectPath], stars: int) -> Starred:
    """Give files 0 to 5 stars, as one change set.

    Raises:
        UserError: another number, or something that is no media file.
        NotFound, Refused, CorruptFile: as ``check_media``.
    """
    if not 0 <= stars <= MOST_STARS:
        raise UserError(f"0 to {MOST_STARS} stars, not {stars}")
    files = check_media(project, paths)
    before = tuple(sidecar.star_count if sidecar else 0 for sidecar in files.values())
    given = "no stars" if not stars else "1 star" if stars == 1 else f"{stars} stars"
    title = f"Give {given} to {things(tuple(files))}"
    # A file without stars gets no key that says so.
    changed = {
        path: sidecar
        for (path, sidecar), had in zip(files.items(), before, strict=True)
        if had != stars or (sidecar is not None and sidecar.stars not in {None, stars})
    }
    change = mark(project, changed, lambda *_: {"stars": stars}, kind="stars", title=title)
    return Starred(tuple(files), stars, before, change)
