"""Small pieces of text that several formats say in the same way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id

if TYPE_CHECKING:
    from engine.export.timeline import CutTimeline

_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
# What XML 1.0 and JSON readers cannot take: control characters and halves of pairs.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str, longest: int = 0) -> str:
    """A text on one line; with ``longest``, cut off there with an ellipsis."""
    line = _SPACES.sub(" ", _UNSPEAKABLE.sub(" ", text)).strip()
    return line if not longest or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def speakable(text: str) -> str:
    """A text without the characters that no reader takes; its lines stay."""
    return _UNSPEAKABLE.sub("", text)


def title_of(timeline: CutTimeline) -> str:
    """The name of the whole: project and episode."""
    return one_line(f"{timeline.title} {episode_id(timeline.episode)}")
