"""How a take is to be made: the keys of the generation config, the elements, the picture's size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.orchestration.payload_beat import PayloadRefused

if TYPE_CHECKING:
    from engine.domain.scenes import Beat
    from engine.orchestration.payload_overrides import PayloadOverrides

GENERATION_KEYS = (
    "tier",
    "seed",
    "resolution",
    "format_mode",
    "anchor_duration_s",
    "regen_previz_for_segment",
)
USUAL_SHORT_SIDE = 720
_SIDES = range(16, 16_385)
_EXACT = re.compile(r"([0-9]{2,5})\s*[xX×*]\s*([0-9]{2,5})")
_LINES = re.compile(r"([0-9]{2,5})[pP]?")
_RATIO = re.compile(r"([1-9][0-9]{0,4})\s*[:/xX×]\s*([1-9][0-9]{0,4})")


def generation_config(beat: Beat, overrides: PayloadOverrides) -> dict[str, object]:
    """The config of the beat under that of the overrides; a null removes its key.

    Raises:
        PayloadRefused: a seed is no whole number, a tier no word.
    """
    wishes: dict[str, object] = {**beat.beat_metadata.generation_config}
    wishes |= overrides.generation_config
    wishes |= {"tier": overrides.tier} if overrides.tier is not None else {}
    wishes |= {"seed": overrides.seed} if overrides.seed is not None else {}
    config = {key: wishes[key] for key in GENERATION_KEYS if wishes.get(key) is not None}
    seed, tier = config.get("seed", 0), config.get("tier", "")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise PayloadRefused("bad_seed", beat.beat_id, f"a seed is a whole number: {seed!r}")
    if not isinstance(tier, str):
        raise PayloadRefused("bad_tier", beat.beat_id, f"a tier is a word: {tier!r}")
    return config


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """``base`` with ``over`` laid on it, objects into objects; a null removes its key."""
    result = {key: value for key, value in base.items() if value is not None}
    for key, value in over.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            result[key] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def size_of(resolution: object, aspect_ratio: str | None) -> tuple[int, int] | None:
    """Width and height for ``720x1280``, or for ``720p`` (or nothing) in an aspect ratio.

    None when these words mean something only to the model; sides are even.
    """
    said = "" if resolution is None else str(resolution).strip()
    if exact := _EXACT.fullmatch(said):
        return _usable(Fraction(int(exact[1])), Fraction(int(exact[2])))
    ratio = _RATIO.fullmatch(aspect_ratio.strip()) if aspect_ratio else None
    lines = _LINES.fullmatch(said)
    if ratio is None or (said and lines is None):
        return None
    short = Fraction(int(lines[1]) if lines else USUAL_SHORT_SIDE)
    wide, high = int(ratio[1]), int(ratio[2])
    return _usable(short * wide / min(wide, high), short * high / min(wide, high))


def _usable(width: Fraction, height: Fraction) -> tuple[int, int] | None:
    sides = round(width / 2) * 2, round(height / 2) * 2
    return sides if sides[0] in _SIDES and sides[1] in _SIDES else None
