"""What is wrong with a take and what follows: modes, how they are told apart, what to do (05)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.sidecar import FailureMode

if TYPE_CHECKING:
    from collections.abc import Mapping

_Mode = FailureMode

# Checks that are named after what they look for.
_BY_CHECK = MappingProxyType(
    {
        "identity": _Mode.IDENTITY_DRIFT,
        "anatomy": _Mode.ANATOMY_LIMB_MISCOUNT,
        "safety": _Mode.CONTENT_FILTER_HARD_BLOCK,
        "decodable": _Mode.MOTION_FAILURE,
        "frozen": _Mode.MOTION_FAILURE,
    }
)
# Words of errors, the first that fits counts.
_BY_WORDS = (
    (re.compile(r"content.?policy|safety|moderation|flagged|sensitive", re.IGNORECASE), "block"),
    (re.compile(r"no.?frames|corrupt|no video|cannot be decoded", re.IGNORECASE), "motion"),
    (re.compile(r"identity|character|face", re.IGNORECASE), "identity"),
)
_WORDS = MappingProxyType(
    {
        "block": _Mode.CONTENT_FILTER_HARD_BLOCK,
        "motion": _Mode.MOTION_FAILURE,
        "identity": _Mode.IDENTITY_DRIFT,
    }
)
_BY_KIND = MappingProxyType(
    {
        "content_policy": _Mode.CONTENT_FILTER_HARD_BLOCK,
        "partner_validation": _Mode.CONTENT_FILTER_HARD_BLOCK,
        "no_frames": _Mode.MOTION_FAILURE,
    }
)
# Failures of the service and not of the picture: the same may simply be asked again.
PASSING_KINDS = frozenset({"server", "timeout", "lost_remote", "never_arrived", "lost_answer"})


class Action(StrEnum):
    """What follows a failure."""

    ACCEPT = "accept"
    REROLL = "reroll"
    SOFTEN = "soften"
    REVIEW = "review"


ACTIONS: Mapping[FailureMode, Action] = MappingProxyType(
    {
        _Mode.NONE: Action.ACCEPT,
        _Mode.BACKGROUND_CONTAMINATION: Action.ACCEPT,
        _Mode.WARDROBE_MISMATCH: Action.ACCEPT,
        _Mode.LIGHTING_MISMATCH: Action.ACCEPT,
        _Mode.END_FRAME_DRIFT: Action.ACCEPT,
        _Mode.AUDIO_SYNC_DRIFT: Action.ACCEPT,
        _Mode.COVERAGE_GEOMETRY_BROKEN: Action.ACCEPT,
        _Mode.ANATOMY_FACE_MERGE: Action.REROLL,
        _Mode.ANATOMY_LIMB_MISCOUNT: Action.REROLL,
        _Mode.IDENTITY_DRIFT: Action.REROLL,
        _Mode.GRID_INFLUENCE: Action.REROLL,
        _Mode.REF_BLEED: Action.REROLL,
        _Mode.MOTION_FAILURE: Action.REROLL,
        _Mode.SAFETY_SOFTENED: Action.SOFTEN,
        _Mode.CONTENT_FILTER_HARD_BLOCK: Action.SOFTEN,
        _Mode.UNKNOWN: Action.REVIEW,
    }
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a take is no good. ``confidence`` is 0 to 1: a typed word is sure, words in errors less.

    ``is_hard``: the take cannot be used at all. ``is_passing``: the service failed, the picture is
    not to blame.
    """

    mode: FailureMode
    confidence: float
    is_hard: bool = True
    is_passing: bool = False

    @property
    def action(self) -> Action:
        """What follows; a soft drift of identity is accepted with a note."""
        if self.mode is _Mode.IDENTITY_DRIFT and not self.is_hard:
            return Action.ACCEPT
        return ACTIONS[self.mode]


def classify(
    *,
    typed_mode: str = "",
    category: str = "",
    check: str = "",
    kind: str = "",
    error: str = "",
    is_hard: bool = True,
) -> Failure:
    """The failure that these words speak of; the first that says something counts (05).

    In this order: the critic's typed mode, the check's category, the check's name, the provider's
    kind, words in the error. Nothing at all is ``none``.
    """
    for word, confidence in ((typed_mode, 1.0), (category, 0.9)):
        if (mode := _mode(word)) is not None:
            return Failure(mode, confidence, is_hard)
    if (mode := _BY_CHECK.get(check)) is not None:
        return Failure(mode, 0.8, is_hard)
    if (mode := _BY_KIND.get(kind)) is not None:
        return Failure(mode, 0.9, is_hard)
    if kind in PASSING_KINDS:
        return Failure(_Mode.UNKNOWN, 0.5, is_hard, is_passing=True)
    return _from_words(error, is_hard=is_hard)


def _from_words(error: str, *, is_hard: bool) -> Failure:
    for pattern, name in _BY_WORDS:
        if pattern.search(error):
            return Failure(_WORDS[name], 0.6, is_hard)
    return Failure(_Mode.UNKNOWN if error else _Mode.NONE, 0.3, is_hard)


def _mode(word: str) -> FailureMode | None:
    return _Mode(word) if word in tuple(_Mode) else None
