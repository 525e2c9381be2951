"""Failure modes and ways to try again, in the words of people."""

from __future__ import annotations

from types import MappingProxyType

from engine.domain.retry_order import applicable
from engine.domain.sidecar import FailureMode

_STRATEGIES = MappingProxyType(
    {
        "change_seed": "another seed",
        "soften_prompt": "milder words",
        "reduce_refs": "fewer references",
        "anatomy_anchor": "words that say what people are made of",
        "ref_prune_and_anchor": "only the first references, and words that hold to them",
        "simplify_motion": "less motion",
        "shorten_duration": "a quarter shorter",
        "upgrade_tier": "the next better tier",
        "switch_i2v_to_r2v": "references instead of a start frame",
        "regen_previz": "a new previz of the first shot",
    }
)
# What people write when they mean a failure; the first that fits counts.
_HINTS = (
    (("hand", "finger", "arm", "leg", "limb"), FailureMode.ANATOMY_LIMB_MISCOUNT),
    (("merge", "melt", "two faces"), FailureMode.ANATOMY_FACE_MERGE),
    (
        ("face", "identity", "not her", "not him", "other person", "hair"),
        FailureMode.IDENTITY_DRIFT,
    ),
    (("coat", "cloth", "dress", "wardrobe", "costume", "shirt"), FailureMode.WARDROBE_MISMATCH),
    (("background", "extra people", "crowd"), FailureMode.BACKGROUND_CONTAMINATION),
    (("light", "dark", "bright", "colour", "color"), FailureMode.LIGHTING_MISMATCH),
    (("grid", "panel", "split screen"), FailureMode.GRID_INFLUENCE),
    (("freeze", "frozen", "motion", "jerk", "stutter", "moves"), FailureMode.MOTION_FAILURE),
    (("last frame", "end frame", "ends"), FailureMode.END_FRAME_DRIFT),
    (("lip", "sound", "audio", "sync"), FailureMode.AUDIO_SYNC_DRIFT),
    (("reference", "bleed", "leak"), FailureMode.REF_BLEED),
    (("blocked", "filter", "policy"), FailureMode.CONTENT_FILTER_HARD_BLOCK),
    (("soften", "tame"), FailureMode.SAFETY_SOFTENED),
    (("axis", "angle", "geometry", "side"), FailureMode.COVERAGE_GEOMETRY_BROKEN),
)


def mode_words(mode: FailureMode | str) -> str:
    """A failure mode as people read it: ``identity drift``."""
    return str(mode).replace("_", " ").replace("ref ", "reference ")


def strategy_words(name: str) -> str:
    """What a strategy changes: ``fewer references``."""
    return _STRATEGIES.get(name, name.replace("_", " "))


def what_follows(mode: FailureMode) -> str:
    """What a new take of the batch is going to propose."""
    ways = applicable(mode)
    if not ways:
        return "A new take proposes nothing by itself: say in its note what should be different."
    rest = [strategy_words(name) for name in ways[1:3]]
    then = f", else {' or '.join(rest)}" if rest else ""
    return f"A new take of its batch proposes {strategy_words(ways[0])}{then}."


def guessed_mode(reason: str) -> FailureMode | None:
    """The failure mode that somebody's words speak of; None when they could mean anything."""
    said = reason.lower()
    for words, mode in _HINTS:
        if any(word in said for word in words):
            return mode
    return None
