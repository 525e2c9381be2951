"""What every transport can do, whatever it runs: one video, two side by side, a whole episode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from engine.domain.timing import FrameSpan, Timeline


class Transport(Protocol):
    """Verbs and signals that bars, keys and marks need; see ``Player`` for what each means."""

    @property
    def frame_changed(self) -> SignalInstance:
        """int: the playhead stands on this frame."""

    @property
    def picture_changed(self) -> SignalInstance:
        """int, int: the frame that was asked for, and the one that is shown."""

    @property
    def playing_changed(self) -> SignalInstance:
        """bool."""

    @property
    def rate_changed(self) -> SignalInstance:
        """float: negative runs backwards, 0 stands."""

    @property
    def loop_changed(self) -> SignalInstance:
        """FrameSpan or None."""

    @property
    def timeline(self) -> Timeline | None:
        """When each frame is shown; None while nothing is open."""

    @property
    def frame(self) -> int:
        """Where the playhead stands."""

    @property
    def is_playing(self) -> bool:
        """Whether it runs."""

    @property
    def looped(self) -> FrameSpan | None:
        """What playback stays inside of."""

    @property
    def volume(self) -> int:
        """0 to 100."""

    def show_frame(self, frame: int) -> None:
        """Go there."""

    def sweep_to(self, frame: int) -> None:
        """Go there while dragging."""

    def step(self, frames: int) -> None:
        """Pause and move."""

    def pause(self) -> None:
        """Stand still."""

    def toggle(self) -> None:
        """Play or pause."""

    def faster_forward(self) -> None:
        """L."""

    def faster_backward(self) -> None:
        """J."""

    def loop(self, span: FrameSpan | None) -> None:
        """Stay inside ``span``."""

    def set_volume(self, percent: int) -> None:
        """0 to 100."""

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
