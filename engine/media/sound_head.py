"""What the sound of a video is made of, from its head alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ProbeFailed
from engine.media.source import media_errors, open_video

if TYPE_CHECKING:
    from pathlib import Path


def sound_head(path: Path) -> tuple[int, int] | None:
    """Channels and samples a second of the first sound track; None when none can be read."""
    try:
        with open_video(path) as source, media_errors(path):
            tracks = source.streams.audio
            return (tracks[0].channels, tracks[0].sample_rate) if tracks else None
    except ProbeFailed:
        return None
