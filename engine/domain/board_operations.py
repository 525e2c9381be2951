"""What may be done to the boards of a scene: operations on its body, as ``scene_operations``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.board import CardStatus
from engine.domain.board_art import art_in
from engine.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.domain.board_art import BoardArt
    from engine.domain.scene_operations import BodyInHand, Operation

# What was said of one revision and of no other.
_OF_A_REVISION = ("photoreal_artifact", "rejection_reason", "approved_sha256", "areas", "panel")


def approve_boards(hashes: Mapping[str, str], now: str) -> Operation:
    """Approve the board of every beat that has one; ``hashes`` are those of the art, by path.

    Another board than those is a Conflict: nobody has looked at it.
    """

    def operation(body: BodyInHand) -> None:
        for beat_id in body.beat_ids():
            board = _board(body, beat_id)
            art = art_in(board)
            if not art.artifact:
                continue
            sha = _known(beat_id, art, hashes)
            if art.is_approved and art.approved_sha256 == sha:
                continue
            board.pop("rejection_reason", None)
            board |= {
                "status": CardStatus.APPROVED.value,
                "approved_version": art.revision,
                "approved_sha256": sha,
                "approved_at": now,
            }
            body.beat(beat_id)["board"] = board

    return operation


def reject_boards(looked_at: Iterable[str], reason: str) -> Operation:
    """Reject the board of every beat that has one; another than those is a Conflict."""
    known = {path: path for path in looked_at}

    def operation(body: BodyInHand) -> None:
        for beat_id in body.beat_ids():
            board = _board(body, beat_id)
            art = art_in(board)
            if not art.artifact:
                continue
            _known(beat_id, art, known)
            if art.status is CardStatus.REJECTED and art.reason == reason:
                continue
            board["status"] = CardStatus.REJECTED.value
            board.pop("rejection_reason", None)
            if reason:
                board["rejection_reason"] = reason
            body.beat(beat_id)["board"] = board

    return operation


def propose_boards(
    revision: int, keys: Mapping[str, object], *, only_newer: bool = True
) -> Operation:
    """Let another revision be the board of every beat; nobody has judged it.

    ``keys`` are those of the art: ``artifact``, ``areas``, ``inputs``. With several beats each
    gets its place on the sheet. Twice is as good as once: with ``only_newer`` a revision that was
    noted before changes nothing, whatever people made of it since.
    """

    def operation(body: BodyInHand) -> None:
        places = _places(body)
        for beat_id in body.beat_ids():
            board = _board(body, beat_id)
            art = art_in(board)
            if art.revision == revision or (only_newer and art.newest >= revision):
                continue
            kept = {key: value for key, value in board.items() if key not in _OF_A_REVISION}
            own = {} if places is None else {"panel": places[beat_id]}
            body.beat(beat_id)["board"] = {
                **kept,
                "status": CardStatus.PROPOSED.value,
                "version": revision,
                "newest_version": max(revision, art.newest),
                **keys,
                **own,
            }

    return operation


def _known(beat_id: str, art: BoardArt, looked_at: Mapping[str, str]) -> str:
    if art.artifact not in looked_at:
        raise Conflict(f"{beat_id} has another board by now: v{art.revision}")
    return looked_at[art.artifact]


def _board(body: BodyInHand, beat_id: str) -> dict[str, object]:
    """The board of a beat, one's own copy."""
    there = body.beat(beat_id).get("board")
    return dict(there) if isinstance(there, dict) else {}


def _places(body: BodyInHand) -> dict[str, int] | None:
    """Where on the sheet each beat's shot is; None when the one beat has all of it."""
    ids = body.beat_ids()
    return {beat_id: place for place, beat_id in enumerate(ids)} if len(ids) > 1 else None
