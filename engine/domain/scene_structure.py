"""What of a scene body is structure and what is status, on the plain JSON of the body.

A body is immutable in structure once it is a version; status may change in the active one.
Keys we do not know are structure: nobody may change them behind a version's back.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SCENE_STATUS = frozenset({"locked", "status", "created_at"})
BEAT_STATUS = frozenset(
    {
        "approved",
        "board",
        "created_at",
        "max_takes",
        "phantom_recoveries",
        "primary_take_id",
        "status",
        "takes",
    }
)
METADATA_STATUS = frozenset({"inputs_fingerprint", "reroll_cleared_stale"})


def scene_structure(body: Mapping[str, object]) -> dict[str, object]:
    """What a scene is to show: all but takes, boards, status and moments."""
    kept = {key: value for key, value in body.items() if key not in SCENE_STATUS}
    beats = body.get("beats")
    if isinstance(beats, list):
        kept["beats"] = [beat_structure(one) if isinstance(one, dict) else one for one in beats]
    return kept


def beat_structure(beat: Mapping[str, object]) -> dict[str, object]:
    """What a beat is to show."""
    kept = {key: value for key, value in beat.items() if key not in BEAT_STATUS}
    metadata = beat.get("beat_metadata")
    if isinstance(metadata, dict):
        kept["beat_metadata"] = {k: v for k, v in metadata.items() if k not in METADATA_STATUS}
    return kept


def sha_of_structure(body: Mapping[str, object]) -> str:
    """A hash of a body's structure; what says nothing (null, empty, 3.0 for 3) does not count."""
    return sha_of_json(normal(scene_structure(body)))


def sha_of_json(value: object) -> str:
    """A hash of a JSON value; the order of keys does not count."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def normal(value: object) -> object:
    """A JSON value as it is compared: without empty members, whole numbers as such."""
    match value:
        case dict():
            members = ((key, normal(item)) for key, item in value.items())
            return {key: item for key, item in members if not _says_nothing(item)}
        case list() | tuple():
            return [normal(item) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _says_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
