"""Where a frame lies on the timeline: zoom and pan as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, replace

CLOSEST = 48.0  # pixels of one frame at the deepest zoom


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A stretch of frames laid over ``width`` pixels.

    ``first`` is the frame (with its fraction) at pixel 0, ``zoom`` the pixels of one frame. Every
    method that changes something answers with a new scale whose stretch lies inside the video.
    """

    count: int = 1
    width: int = 1
    first: float = 0.0
    zoom: float = 1.0

    @classmethod
    def fitted(cls, count: int, width: int) -> TimeScale:
        """The whole video over the whole width."""
        count, width = max(count, 1), max(width, 1)
        return cls(count, width, 0.0, width / count)

    @property
    def shown(self) -> float:
        """How many frames fit the width."""
        return self.width / self.zoom

    @property
    def is_fitted(self) -> bool:
        """Is the whole video in sight?"""
        return self.zoom <= self._widest + 1e-9

    def x(self, frame: float) -> float:
        """The pixel at which ``frame`` starts."""
        return (frame - self.first) * self.zoom

    def position(self, x: float) -> float:
        """The place under pixel ``x``, in frames."""
        return self.first + x / self.zoom

    def frame_under(self, x: float) -> int:
        """The frame painted at pixel ``x``, kept inside the video."""
        return min(max(int(self.position(x)), 0), self.count - 1)

    def boundary_near(self, x: float) -> int:
        """The frame whose first pixel is nearest to ``x``: where a cut dropped there lies."""
        return min(max(round(self.position(x)), 0), self.count)

    def zoomed(self, factor: float, x: float) -> TimeScale:
        """Closer (``factor`` above 1) or farther, with the frame under pixel ``x`` held still."""
        held = self.position(x)
        zoom = min(max(self.zoom * factor, self._widest), self._closest)
        return self._at(held - x / zoom, zoom)

    def panned(self, pixels: float) -> TimeScale:
        """Moved by ``pixels`` towards the end."""
        return self._at(self.first + pixels / self.zoom, self.zoom)

    def around(self, frame: float, frames: float) -> TimeScale:
        """``frame`` in the middle, with ``frames`` frames in sight."""
        zoom = min(max(self.width / frames, self._widest), self._closest)
        return self._at(frame - self.width / zoom / 2, zoom)

    def showing(self, frame: float, margin: float = 24.0) -> TimeScale:
        """The same zoom, moved only as far as ``frame`` needs to be in sight."""
        x = self.x(frame)
        margin = min(margin, self.width / 4)
        if x < margin:
            return self.panned(x - margin)
        if x > self.width - margin:
            return self.panned(x - self.width + margin)
        return self

    def following(self, frame: float) -> TimeScale:
        """A page further when ``frame`` has played out of sight."""
        if 0 <= self.x(frame) <= self.width:
            return self
        return self._at(frame - self.shown * 0.1, self.zoom)

    def resized(self, width: int) -> TimeScale:
        """Another width: a fitted scale stays fitted, another keeps its left edge."""
        width = max(width, 1)
        if self.is_fitted:
            return self.fitted(self.count, width)
        zoom = max(self.zoom, width / self.count)
        return replace(self, width=width).zoomed(zoom / self.zoom, 0.0).panned(0.0)

    @property
    def _widest(self) -> float:
        return self.width / self.count

    @property
    def _closest(self) -> float:
        return max(CLOSEST, self._widest)

    def _at(self, first: float, zoom: float) -> TimeScale:
        last = max(self.count - self.width / zoom, 0.0)
        return replace(self, first=min(max(first, 0.0), last), zoom=zoom)
