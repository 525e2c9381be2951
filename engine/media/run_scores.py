"""The scores of one run of consecutive frames, and how runs are joined."""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.media.opencv import cv2
from engine.media.sampling import Sampler, distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from av.video.frame import VideoFrame

    from engine.media.sampling import Picture

LAGS = (1, 2, 3, 5)  # besides 0: frame i-1-k is compared with frame i+k
REACH = 2 * max(LAGS) + 1  # how far apart compared frames are, at most
# A quick score this high is looked at exactly, so that all thresholds a few points above are exact.
_RECHECK = 10.0
_BINS = (8, 4, 4)
CLASSES = 8 * 4 * 4


def _numbers() -> array[float]:
    return array("d")


def _ticks() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Marks:
    """What is kept of each frame of a run, in order, in few bytes.

    ``apart[k]`` holds, for frame j, its distance to frame j - (2k+1); 0 where there is none yet.
    ``histograms`` are rows of ``CLASSES`` counts of two bytes.
    """

    stamps: array[int] = field(default_factory=_ticks)
    durations: array[int] = field(default_factory=_ticks)
    scores: array[float] = field(default_factory=_numbers)
    luma: array[float] = field(default_factory=_numbers)
    keys: bytearray = field(default_factory=bytearray)
    histograms: bytearray = field(default_factory=bytearray)
    apart: dict[int, array[float]] = field(
        default_factory=lambda: {lag: _numbers() for lag in LAGS}
    )

    def extend(self, other: Marks) -> None:
        """Append the frames of the run that follows."""
        self.stamps += other.stamps
        self.durations += other.durations
        self.scores += other.scores
        self.keys += other.keys
        self.luma += other.luma
        self.histograms += other.histograms
        for lag, values in other.apart.items():
            self.apart[lag] += values


class RunScores:
    """Scores frames that follow each other, given one by one."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.first: _Seen | None = None
        self.last: _Seen | None = None
        self.head: list[Picture] = []
        self.tail: deque[Picture] = deque(maxlen=REACH)
        self._sampler: Sampler | None = None

    @property
    def count(self) -> int:
        """How many frames were scored."""
        return len(self.marks.scores)

    def add(self, frame: VideoFrame) -> None:
        """Score the next frame against those before it."""
        if self._sampler is None or not self._sampler.fits(frame):
            self._sampler = Sampler(frame)
        look = self._sampler.quick(frame)
        seen = _Seen(frame, self._sampler, look.hsv)
        self._note(frame, seen.against(self.last) if self.last else 0.0, look.luma, look.hsv)
        if self.first is None:
            self.first = seen
        if len(self.head) < REACH:
            self.head.append(look.hsv)
        self.tail.append(look.hsv)
        self.last = seen

    def _note(self, frame: VideoFrame, score: float, luma: float, hsv: Picture) -> None:
        marks = self.marks
        follows = marks.stamps[-1] + 1 if marks.stamps else 0
        marks.stamps.append(follows if frame.pts is None else frame.pts)
        marks.durations.append(frame.duration or 0)
        marks.scores.append(score)
        marks.keys.append(frame.key_frame)
        marks.luma.append(luma)
        marks.histograms += _histogram(hsv)
        for lag, values in marks.apart.items():
            values.append(_apart(self.tail, 2 * lag + 1, hsv))


class _Seen:
    """A frame that was looked at; its exact picture is made only when it is needed."""

    __slots__ = ("_exact", "_frame", "_sampler", "hsv")

    def __init__(self, frame: VideoFrame, sampler: Sampler, hsv: Picture) -> None:
        self.hsv = hsv
        self._frame: VideoFrame | None = frame
        self._sampler = sampler
        self._exact: Picture | None = hsv if sampler.is_always_exact else None

    @property
    def exact(self) -> Picture:
        """The pixels PySceneDetect compares."""
        if self._exact is None and self._frame is not None:
            self._exact = self._sampler.exact(self._frame)
            self._frame = None
        assert self._exact is not None  # noqa: S101 - either was given or just made
        return self._exact

    def against(self, before: _Seen) -> float:
        """The content score against the frame before; 0 where the size of pictures changes."""
        if before.hsv.shape != self.hsv.shape:
            return 0.0
        score = distance(self.hsv, before.hsv)
        if score < _RECHECK or self._sampler.is_always_exact:
            return score
        one, other = self.exact, before.exact
        return distance(one, other) if one.shape == other.shape else 0.0


class JoinedScores:
    """Runs put together in order, as if they had been one."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._last: _Seen | None = None
        self._tail: list[Picture] = []

    @classmethod
    def of(cls, runs: Iterable[RunScores]) -> JoinedScores:
        """All runs of a video, given in order."""
        joined = cls()
        for run in runs:
            joined.append(run)
        return joined

    def append(self, run: RunScores) -> None:
        """Add the run that follows; what compares frames across the border is filled in."""
        if run.first is None:
            return
        if self._last is not None:
            run.marks.scores[0] = run.first.against(self._last)
            self._fill_lags(run)
        self.marks.extend(run.marks)
        self._last = run.last
        self._tail = [*self._tail, *run.tail][-REACH:]

    def _fill_lags(self, run: RunScores) -> None:
        known = [*self._tail, *run.head]
        for lag, values in run.marks.apart.items():
            step = 2 * lag + 1
            for n in range(min(step, len(run.head))):
                values[n] = _apart(known[: len(self._tail) + n], step, run.head[n])


def _apart(before: Sequence[Picture], step: int, hsv: Picture) -> float:
    """The distance to the picture ``step`` frames earlier, 0 when there is none."""
    if len(before) < step or before[-step].shape != hsv.shape:
        return 0.0
    return distance(before[-step], hsv)


def _histogram(hsv: Picture) -> bytes:
    """How many pixels, of every other row, fall into each of ``CLASSES`` classes of colour."""
    counts = cv2.calcHist([hsv[::2]], [0, 1, 2], None, _BINS, [0, 180, 0, 256, 0, 256])
    return counts.astype(np.uint16).tobytes()
