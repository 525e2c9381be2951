"""Small pieces that the answers of several commands are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.changes import Change, ChangeKind
from engine.domain.listing import is_media

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.store.journal import AppliedChange

STATE_FOLDER = "state/visual/passes/"
SCENE_FOLDER = "state/visual/orchestration/"
COMMENTS = "/comments.json"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that is plain facts, with the lines a person reads."""

    facts: Mapping[str, object]
    said: tuple[str, ...] = ()

    def as_json(self) -> Mapping[str, object]:
        """The facts."""
        return self.facts

    def lines(self) -> Iterable[str]:
        """The lines."""
        return self.said


def changes_of(change: AppliedChange | None, *more: Change) -> frozenset[Change]:
    """What a change set touched, as views want to know it."""
    paths = change.paths if change else ()
    noted = [Change(ChangeKind.HISTORY, change.id)] if change else []
    return frozenset([*(Change(_kind(path), path) for path in paths), *noted, *more])


def seconds(time: float) -> str:
    """A time for people: ``3.42 s``."""
    return f"{time:.2f} s"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 cut``, ``2 cuts``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _kind(path: str) -> ChangeKind:
    if path.startswith(STATE_FOLDER):
        return ChangeKind.PASS
    if path.startswith(SCENE_FOLDER):
        return ChangeKind.SCENE
    if path.startswith("prep/") and path.endswith(COMMENTS):
        return ChangeKind.COMMENT
    if path == "project.json":
        return ChangeKind.PROJECT
    is_sidecar = path.endswith(".json") and is_media(path.removesuffix(".json"))
    return ChangeKind.SIDECAR if is_sidecar else ChangeKind.MEDIA
