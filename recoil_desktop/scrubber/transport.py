"""Plays a video and shows its exact frames: what the panel and the viewer talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.timing import FrameSpan, Timeline
    from recoil_desktop.scrubber.surface import VideoSurface

RATES = (1, 2, 4)


class Player(QObject):
    """One video on one surface.

    Playing forward comes from the system's player with sound; paused, stepping, dragging and
    backwards come by frame number from the exact frame server. One player serves many videos:
    ``open`` again instead of making another.
    """

    frame_changed = Signal(int)  # the playhead stands on this frame
    picture_changed = Signal(int, int)  # requested, decoded: numbers of the frame on the surface
    playing_changed = Signal(bool)
    rate_changed = Signal(float)  # negative runs backwards, 0 stands
    loop_changed = Signal(object)  # FrameSpan or None
    opened = Signal()  # the first picture is there
    preview_progressed = Signal(int)  # percent of the preview proxy; 100 when it is in use
    failed = Signal(str)  # one line

    def __init__(
        self,
        surface: VideoSurface,
        *,
        memory_mb: int = 512,
        proxies: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``proxies`` is the folder for preview proxies; None makes none."""
        super().__init__(parent)

    def open(self, path: Path, timeline: Timeline) -> None:
        """Show the first frame of ``path``; what was open before is closed."""

    def close(self) -> None:
        """Let go of the video; ends every thread."""

    @property
    def path(self) -> Path | None: ...

    @property
    def timeline(self) -> Timeline | None: ...

    @property
    def frame(self) -> int:
        """The frame the playhead stands on."""
        return 0

    @property
    def is_playing(self) -> bool:
        """Whether it runs, in either direction."""
        return False

    @property
    def rate(self) -> float:
        """1, 2, 4 forward, negative backwards, 0 when it stands."""
        return 0.0

    def show_frame(self, frame: int) -> None:
        """Stand on ``frame`` (kept inside the video) and show exactly it; while playing, go on."""

    def sweep_to(self, frame: int) -> None:
        """Like ``show_frame`` while dragging: a near picture may come before the exact one."""

    def step(self, frames: int) -> None:
        """Pause and move by ``frames``."""

    def play(self) -> None:
        """Run forward at normal speed; at the end, from the start."""

    def pause(self) -> None:
        """Stand still on the frame in sight."""

    def toggle(self) -> None:
        """Space: play or pause."""

    def set_rate(self, rate: float) -> None:
        """Run at ``rate``: one of 1, 2, 4 or their negatives; 0 pauses."""

    def faster_forward(self) -> None:
        """L: forward, each time twice as fast up to four times."""

    def faster_backward(self) -> None:
        """J: backward, each time twice as fast up to four times."""

    def loop(self, span: FrameSpan | None) -> None:
        """Keep playback inside ``span``; None lets it run to the end."""

    def set_volume(self, percent: int) -> None:
        """0 to 100."""

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
