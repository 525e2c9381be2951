"""What the segmentation panel tells the rest of the window about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitingPass:
    """A pass that waits for its editor: its name and, in a few words, why."""

    pass_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The panel in one value: enough to enable actions and to say why one is off.

    ``blocked`` is the sentence of the confirm button; None means it may be pressed. Frames are
    indexes from 0; ``in_point`` and ``out_point`` are the first and the last frame of the range.
    """

    pass_id: str | None = None
    has_video: bool = False
    cuts: int = 0
    cuts_needed: int | None = None
    blocked: str | None = "open a pass or a video first"
    selected_cut: int | None = None
    doubtful: int = 0
    shot_here: str | None = None
    in_point: int | None = None
    out_point: int | None = None
    playing: bool = False
    snapping: bool = True
    has_plan: bool = False
    has_proposal: bool = False
    can_undo: bool = False
    can_redo: bool = False
    undo_title: str = ""
    redo_title: str = ""
    waiting: int = 0

    @property
    def has_selected_cut(self) -> bool:
        """Is there a cut that the keys act on?"""
        return self.selected_cut is not None

    @property
    def is_loose(self) -> bool:
        """Is it a video outside any project?"""
        return self.has_video and self.pass_id is None

    @property
    def has_range(self) -> bool:
        """Are both ends of the range set?"""
        return self.in_point is not None and self.out_point is not None
