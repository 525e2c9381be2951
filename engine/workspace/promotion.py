"""Statuses that people give to files: pinned, candidate and back, for several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.sidecar import MediaStatus
from engine.errors import UserError
from engine.workspace.curation_words import things
from engine.workspace.marking import check_media, mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

_S = MediaStatus
PROMOTABLE = (_S.PINNED, _S.CANDIDATE, _S.REGISTERED, _S.UNTRACKED)
_OTHER_WAYS = {
    _S.CANONICAL: "canonical needs an asset type and an entity: --canonical char jade",
    _S.REJECTED: "a rejection needs a reason: recoil reject SHOT --mode FAILURE --reason TEXT",
    _S.ARCHIVED: "archiving moves the file: recoil archive PATH",
}
_VERBS = {
    _S.PINNED: "Pin {}",
    _S.CANDIDATE: "Make {} a candidate",
    _S.REGISTERED: "Mark {} registered",
    _S.UNTRACKED: "Mark {} untracked",
}
# What a rejection left behind says nothing any more about a file that was taken back in.
_OF_A_REJECTION = ("rejection_reason", "failure_mode")


@dataclass(frozen=True, slots=True)
class Promoted:
    """One file: its status before and now."""

    path: ProjectPath
    previous_status: str
    new_status: str


@dataclass(frozen=True, slots=True)
class Promotion:
    """What became of all of them; ``change`` is None when they stood so already."""

    files: tuple[Promoted, ...]
    change: AppliedChange | None


def check_status(status: str) -> MediaStatus:
    """``status`` as one that may be given by hand.

    Raises:
        UserError: it is none, or is given in another way, which the error says.
    """
    if status in tuple(_OTHER_WAYS):
        raise UserError(_OTHER_WAYS[MediaStatus(status)])
    if status not in PROMOTABLE:
        known = ", ".join(PROMOTABLE)
        raise UserError(f"not a status: {status!r} (one of {known}, or --canonical TYPE ENTITY)")
    return MediaStatus(status)


def promote(project: Project, paths: Sequence[ProjectPath], status: str) -> Promotion:
    """Give files a status, as one change set; everything else in their sidecars stays.

    Raises:
        UserError: it is no status that is given so, or something is no media file.
        NotFound, Refused, CorruptFile: as ``check_media``.
    """
    wanted = check_status(status)
    files = check_media(project, paths)
    title = _VERBS[wanted].format(things(tuple(files)))

    def keys(_path: ProjectPath, sidecar: Sidecar | None) -> Mapping[str, object]:
        known = sidecar.as_json() if sidecar else {}
        stale = [key for key in _OF_A_REJECTION if known.get(key) is not None]
        return {"status": wanted.value} | dict.fromkeys(stale)

    change = mark(project, files, keys, kind="promote", title=title)
    return Promotion(
        tuple(Promoted(path, status_of(known), wanted.value) for path, known in files.items()),
        change,
    )


def status_of(sidecar: Sidecar | None) -> str:
    """The status of a file as the tree shows it."""
    return (sidecar.status if sidecar else None) or MediaStatus.UNTRACKED.value
