"""The board art of a beat, and whether people approved it as it is now.

Approval is of one revision: a newer one is proposed again, and so is a picture that was painted
over under the same name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.board import CardStatus

if TYPE_CHECKING:
    from engine.domain.scenes import Beat, Board

_REVISION = re.compile(r".*_v([1-9][0-9]{0,8})(?:\.[A-Za-z]+)?")
BOARD_PURPOSE = "board"
"""What the dispatch of a batch's board art is for."""

_WHOLE = 1.0001  # decimals in files are rounded
_APPROVED, _REJECTED = CardStatus.APPROVED.value, CardStatus.REJECTED.value


Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardArt:
    """What a body says of a beat's board.

    ``newest`` is the highest revision that was ever noted here; people may have gone back to an
    earlier one since.
    ``areas`` are the panels of a sheet: left, top, width, height, all 0 to 1; ``panel`` is the
    place on it of a beat that is but one of several. ``inputs`` are hashes of the pictures it was
    drawn from, by path.
    ``approved_sha256`` is the hash of the picture that was approved; boards of other tools have
    none, nor an approved revision.
    """

    status: CardStatus = CardStatus.NONE
    artifact: str = ""
    revision: int | None = None
    newest: int = 0
    approved_revision: int | None = None
    approved_sha256: str = ""
    reason: str = ""
    areas: tuple[Area, ...] = ()
    panel: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_approved(self) -> bool:
        """Whether this revision is the approved one."""
        return self.status is CardStatus.APPROVED

    def area(self, place: int) -> Area | None:
        """The part of the sheet that shows one panel; None where nobody knows it."""
        return self.areas[place] if 0 <= place < len(self.areas) else None


NO_ART = BoardArt()


def art_of(beat: Beat) -> BoardArt:
    """The board art of a beat."""
    return NO_ART if beat.board is None else _of_document(beat.board)


def art_in(board: object) -> BoardArt:
    """The board art in the ``board`` of a beat as JSON; none where nothing can be made of it."""
    if not isinstance(board, dict):
        return NO_ART
    artifact = _text(board.get("photoreal_artifact")) or _text(board.get("artifact"))
    if not artifact:
        return NO_ART
    revision = _number(board.get("version")) or revision_of(artifact) or 1
    approved = _number(board.get("approved_version"))
    status = _status(board.get("status"), revision, approved)
    if status is CardStatus.APPROVED and approved is None:
        approved = revision
    return BoardArt(
        status=status,
        artifact=artifact,
        revision=revision,
        newest=max(revision, _number(board.get("newest_version")) or 0),
        approved_revision=approved,
        approved_sha256=_text(board.get("approved_sha256")) if approved == revision else "",
        reason=_text(board.get("rejection_reason")),
        areas=_areas(board.get("areas")),
        panel=_place(board.get("panel")),
        inputs=_hashes(board.get("inputs")),
    )


def revision_of(artifact: str) -> int | None:
    """The revision in the name of board art: 2 of ``BATCH_001_v2.png``."""
    found = _REVISION.fullmatch(artifact.rpartition("/")[2])
    return int(found[1]) if found else None


def _of_document(board: Board) -> BoardArt:
    return art_in({**dict(board), **(board.model_extra or {})})


def _status(said: object, revision: int, approved: int | None) -> CardStatus:
    """What is said, unless it was said of another revision."""
    if said == _APPROVED and approved in (None, revision):
        return CardStatus.APPROVED
    return CardStatus.REJECTED if said == _REJECTED else CardStatus.PROPOSED


def _areas(said: object) -> tuple[Area, ...]:
    """The panels of a sheet; none when one of them is none."""
    found = [_area(one) for one in said] if isinstance(said, list) else []
    return tuple(one for one in found if one) if all(found) else ()


def _area(said: object) -> Area | None:
    match said:
        case [int() | float(), int() | float(), int() | float(), int() | float()]:
            left, top, width, height = map(float, said)
        case _:
            return None
    is_inside = min(left, top) >= 0 and max(left + width, top + height) <= _WHOLE
    return (left, top, width, height) if is_inside and min(width, height) > 0 else None


def _place(said: object) -> int | None:
    return said if type(said) is int and said >= 0 else None


def _hashes(said: object) -> dict[str, str]:
    known = said if isinstance(said, Mapping) else {}
    return {path: sha for path, sha in known.items() if isinstance(sha, str)}


def _number(said: object) -> int | None:
    """A revision as some tool wrote it: 2, "2" or "v2"."""
    if isinstance(said, str):
        digits = said.removeprefix("v")
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None  # noqa: PLR2004
    return said if type(said) is int and said > 0 else None


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""
