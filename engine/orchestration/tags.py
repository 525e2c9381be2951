"""The semantic tag of a take: who or where it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.canonical import CanonicalShot

_BAD = re.compile(r"[^A-Z0-9_]")


def tag_of(shots: Sequence[CanonicalShot]) -> str:
    """The tag for these shots.

    One character common to all of a batch: ``A_JADE``; else ``COV_KITCHEN`` when there is one
    location, else ``COV_ENV``. A single shot: ``SOLO_JADE``, ``SOLO_ENV`` with nobody in it,
    ``SOLO`` when several are.
    """
    if len(shots) == 1:
        return _tag_of_one(shots[0])
    shared = shared_characters(shots)
    if len(shared) == 1 and (who := _word(shared[0])):
        return f"A_{who}"
    location = shared_location(shots)
    return f"COV_{_word(location or '') or 'ENV'}"


def shared_characters(shots: Iterable[CanonicalShot]) -> tuple[str, ...]:
    """The characters that are in every shot, in the order of the first."""
    first, *others = [shot.characters for shot in shots] or [()]
    return tuple(who for who in first if all(who in other for other in others))


def shared_location(shots: Iterable[CanonicalShot]) -> str | None:
    """The one location of all shots; None when they have several, or one has none."""
    places = {shot.location_id for shot in shots}
    return places.pop() if len(places) == 1 else None


def _tag_of_one(shot: CanonicalShot) -> str:
    if shot.is_env_only or not shot.characters:
        return "SOLO_ENV"
    who = _word(shot.characters[0]) if len(shot.characters) == 1 else ""
    return f"SOLO_{who}" if who else "SOLO"


def _word(name: str) -> str:
    """A name as a tag spells it: bad characters are dropped, every part begins with a letter."""
    parts = (part.lstrip("0123456789") for part in _BAD.sub("", name.upper()).split("_"))
    return "_".join(part for part in parts if part)
