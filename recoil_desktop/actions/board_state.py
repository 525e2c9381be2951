"""What actions know of the board, its notes and the lightbox: what is chosen there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardState:
    """A snapshot of the board.

    ``chosen`` are the selected batches, ``approvable`` and ``rejectable`` those of them for which
    the verb does something. ``panel`` is the chosen panel, ``has_media`` whether there is anything
    to look at. ``problem`` is what is broken about the only chosen card.
    """

    episode: int | None = None
    cards: int = 0
    waiting: int = 0  # cards whose art nobody has judged
    chosen: tuple[str, ...] = ()
    approvable: tuple[str, ...] = ()
    rejectable: tuple[str, ...] = ()
    renderable: tuple[str, ...] = ()
    panel: str = ""
    panels: int = 0
    next_segment: str = (
        ""  # the panel after the one at hand: that its picture may be a reference of
    )
    has_media: bool = False
    has_picture: bool = False
    problem: str = ""

    @property
    def only(self) -> str:
        """The selected batch when exactly one is."""
        return self.chosen[0] if len(self.chosen) == 1 else ""


@dataclass(frozen=True, slots=True)
class NotesState:
    """A snapshot of the comments: the selected ones, and where a new one would go."""

    chosen: tuple[str, ...] = ()
    is_resolved: bool = False  # all of the selected ones
    has_place: bool = False  # the selected one names a file or a panel to go to
    target: str = ""  # what a new note would be about; nothing while nothing can be noted
    has_frame: bool = False  # the viewer stands on a frame of what the note would be about


@dataclass(frozen=True, slots=True)
class LightboxState:
    """A snapshot of the lightbox."""

    count: int = 0
    has_chosen: bool = False
    is_playing: bool = False
