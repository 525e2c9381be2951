"""What may be done to the status of a scene: operations on the body as it stands now (08 L1).

An operation works on the plain JSON of the beats it asks for, under the scene's lock. Several are
saved with one write through ``all_of``. Each is done whole or, when it raises, not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from engine.errors import Conflict, DataError, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

BEAT_KEYS = frozenset({"approved", "max_takes", "phantom_recoveries"})
METADATA_KEYS = frozenset({"inputs_fingerprint", "reroll_cleared_stale"})


class BodyInHand(Protocol):
    """A scene body while it is changed."""

    def beat_ids(self) -> tuple[str, ...]:
        """The beats in order."""
        ...

    def beat(self, beat_id: str) -> dict[str, object]:
        """The JSON of a beat; what is changed in it is saved.

        Raises:
            NotFound: there is no such beat.
        """
        ...


Operation = Callable[[BodyInHand], None]


def append_take(beat_id: str, take: Mapping[str, object]) -> Operation:
    """Add a take to a beat; Conflict when there is one of this id."""

    def operation(body: BodyInHand) -> None:
        takes = _takes(body.beat(beat_id))
        if _find(takes, take["take_id"]) is not None:
            raise Conflict(f"{beat_id} has a take {take['take_id']} already")
        takes.append(dict(take))

    return operation


def put_take(beat_id: str, take: Mapping[str, object]) -> Operation:
    """Add a take, or lay its keys over the one of the same id: twice is as good as once."""

    def operation(body: BodyInHand) -> None:
        takes = _takes(body.beat(beat_id))
        there = _find(takes, take["take_id"])
        if there is None:
            takes.append(dict(take))
        else:
            there.update(take)

    return operation


def set_take(beat_id: str, take_id: str, keys: Mapping[str, object]) -> Operation:
    """Set keys of a take (``status``, ``workflow``, ``take_metadata``); the others stay."""

    def operation(body: BodyInHand) -> None:
        _take(body.beat(beat_id), take_id).update(keys)

    return operation


def set_primary(beat_id: str, take_id: str | None) -> Operation:
    """Choose the take that counts, or none."""

    def operation(body: BodyInHand) -> None:
        beat = body.beat(beat_id)
        if take_id is not None:
            _take(beat, take_id)
        beat["primary_take_id"] = take_id

    return operation


def set_board(beat_id: str, keys: Mapping[str, object] | None) -> Operation:
    """Set keys of a beat's board, which is made when there is none; None takes it away."""

    def operation(body: BodyInHand) -> None:
        beat = body.beat(beat_id)
        there = beat.get("board")
        board = there if isinstance(there, dict) else {}
        beat["board"] = None if keys is None else board | dict(keys)

    return operation


def set_beat(beat_id: str, keys: Mapping[str, object]) -> Operation:
    """Set ``approved``, ``max_takes`` or ``phantom_recoveries`` of a beat."""
    _check_keys(keys, BEAT_KEYS)

    def operation(body: BodyInHand) -> None:
        body.beat(beat_id).update(keys)

    return operation


def set_inputs(beat_id: str, keys: Mapping[str, object]) -> Operation:
    """Set ``inputs_fingerprint`` or ``reroll_cleared_stale`` of a beat."""
    _check_keys(keys, METADATA_KEYS)

    def operation(body: BodyInHand) -> None:
        beat = body.beat(beat_id)
        there = beat.get("beat_metadata")
        beat["beat_metadata"] = (there if isinstance(there, dict) else {}) | dict(keys)

    return operation


def all_of(*operations: Operation) -> Operation:
    """Several operations, one after the other, saved together or not at all."""

    def operation(body: BodyInHand) -> None:
        for one in operations:
            one(body)

    return operation


def _takes(beat: dict[str, object]) -> list[object]:
    there = beat.get("takes")
    if there is None:
        there = beat["takes"] = []
    if not isinstance(there, list):
        raise DataError(f"the takes of {beat.get('beat_id')} are no list")
    return there


def _find(takes: list[object], take_id: object) -> dict[str, object] | None:
    for take in takes:
        if isinstance(take, dict) and take.get("take_id") == take_id:
            return take
    return None


def _take(beat: dict[str, object], take_id: str) -> dict[str, object]:
    found = _find(_takes(beat), take_id)
    if found is None:
        raise NotFound("take", take_id)
    return found


def _check_keys(keys: Mapping[str, object], allowed: frozenset[str]) -> None:
    if wrong := sorted(set(keys) - allowed):
        raise Refused(f"not status that may be set so: {', '.join(wrong)}")
