"""What the panes that look at takes together tell the rest of the window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookingState:
    """Enough to enable their actions: what lies on the sides, how it is shown, what is on."""

    has_media: bool = False  # in the viewer
    has_video: bool = False
    marks: int = 0  # on the viewer's line
    takes: int = 0  # that may be put on the sides
    has_a: bool = False
    has_b: bool = False
    mode: str = ""
    is_b_in_sight: bool = False
    shots: int = 0  # on the reel
    is_whole: bool = False  # the reel is the whole episode
