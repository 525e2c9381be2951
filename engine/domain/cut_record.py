"""What cutting writes into a pass record: beginning, end, way back. On the record's plain JSON.

Plain JSON, because undo brings back the very bytes: keys that were not there before have to be gone
again, and those of other tools stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.passes import PassStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGUN_FROM = "extracting_from"
REASON = "review_reason"

Record = dict[str, object]


def begun(record: Mapping[str, object], changes: Mapping[str, object]) -> Record:
    """The record while its video is being cut; it remembers how it stood before.

    A record whose work died stands begun already: it goes on remembering the first beginning.
    """
    origin = before(record)
    wanted = {"status": PassStatus.EXTRACTING.value, **changes}
    memory = {
        "keys": list(wanted),
        "values": {key: origin[key] for key in wanted if key in origin},
    }
    return {**origin, **wanted, BEGUN_FROM: memory}


def before(record: Mapping[str, object]) -> Record:
    """The record as it was before the work on it began; itself when none did."""
    match record.get(BEGUN_FROM):
        case {"keys": list(keys), "values": dict(values)}:
            kept = {k: v for k, v in record.items() if k not in keys or k in values}
            return {k: values.get(k, v) for k, v in kept.items() if k != BEGUN_FROM}
        case _:
            return dict(record)


def finished(record: Mapping[str, object], changes: Mapping[str, object]) -> Record:
    """The record when the clips are there."""
    kept = {k: v for k, v in record.items() if k not in (BEGUN_FROM, REASON)}
    return {**kept, "status": PassStatus.EXTRACTED.value, **changes}


def sent_to_review(
    record: Mapping[str, object], reason: str, changes: Mapping[str, object]
) -> Record:
    """The record of a pass whose editor has to say where the cuts are, and why."""
    review = {"status": PassStatus.SEGMENTATION_REVIEW.value, REASON: reason}
    return {**before(record), **review, **changes}


def was_confirmed(record: Mapping[str, object]) -> bool:
    """Whether an editor has said where the cuts are."""
    return bool(record.get("confirmed_timestamps"))
