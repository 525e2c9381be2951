"""The scores of one run of consecutive frames, and how runs are joined."""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.media.groups import NotSplittable
from engine.media.opencv import cv2
from engine.media.sampling import Sampler, distance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from av.video.frame import VideoFrame

    from engine.media.sampling import Picture

LAGS = (1, 2, 3, 5)  # besides 0: frame i-1-k is compared with frame i+k
REACH = 2 * max(LAGS) + 1  # how far apart compared frames are, at most
# A quick score this high is looked at exactly, so that all thresholds a few points above are exact.
_RECHECK = 10.0
# A frame that differs less from the one before is no visible cut, whatever else speaks for one.
_STIR = 2.5
_FAR = float("inf")
_BINS = (8, 4, 4)
CLASSES = 8 * 4 * 4


def _numbers() -> array[float]:
    return array("d")


def _ticks() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Marks:
    """What is kept of each frame of a run, in order, in few bytes.

    ``apart[k]`` holds, for frame j, its distance to frame j - (2k+1): the pair around j-k. It is
    0 where there is no such pair, infinite where no cut can be. ``histograms`` are rows of
    ``CLASSES`` counts of two bytes.
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


class NotExact(NotSplittable):
    """A frame is needed exactly of which the decoder left something out."""


class RunScores:
    """Scores frames that follow each other, given one by one.

    ``is_exact`` tells whether a frame is what every decoder shows, to the bit.

    Raises:
        NotExact: when added, a frame whose score needs exact pixels that are not there.
    """

    def __init__(self, is_exact: Callable[[VideoFrame], bool] = lambda _frame: True) -> None:
        self.marks = Marks()
        self.first: _Seen | None = None
        self.last: _Seen | None = None
        self.head: list[Picture] = []
        self.tail: deque[Picture] = deque(maxlen=REACH)
        self.is_joined = False
        self._is_exact = is_exact
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
        seen = _Seen(frame, self._sampler, look.hsv, self._is_exact)
        self._note(frame, seen.against(self.last) if self.last else 0.0, look.luma, look.hsv)
        if self.first is None:
            self.first = seen
        if len(self.head) < REACH:
            self.head.append(look.hsv)
        self.tail.append(look.hsv)
        self.last = seen

    def follow(self, before: RunScores) -> None:
        """Score the first frame against the last one of the run before, if both have frames."""
        if self.is_joined or self.first is None or before.last is None:
            return
        self.marks.scores[0] = self.first.against(before.last)
        self.is_joined = True
        if self.first is not self.last:
            self.first.forget()
        if before.first is not before.last:
            before.last.forget()

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
            may_be_cut = len(values) < lag or marks.scores[-1 - lag] >= _STIR
            values.append(_apart(self.tail, 2 * lag + 1, hsv) if may_be_cut else _FAR)


class _Seen:
    """A frame that was looked at; its exact picture is made only when it is needed."""

    __slots__ = ("_exact", "_frame", "_is_exact", "_sampler", "hsv")

    def __init__(
        self,
        frame: VideoFrame,
        sampler: Sampler,
        hsv: Picture,
        is_exact: Callable[[VideoFrame], bool],
    ) -> None:
        self.hsv = hsv
        self._frame: VideoFrame | None = frame
        self._sampler = sampler
        self._is_exact = is_exact
        self._exact: Picture | None = None

    @property
    def exact(self) -> Picture:
        """The pixels PySceneDetect compares."""
        if self._exact is None:
            assert self._frame is not None  # noqa: S101 - forgotten only when nobody asks any more
            if not self._is_exact(self._frame):
                raise NotExact
            is_same = self._sampler.is_always_exact
            self._exact = self.hsv if is_same else self._sampler.exact(self._frame)
            self._frame = None
        return self._exact

    def forget(self) -> None:
        """Let go of the frame: it was compared with both of its neighbours."""
        self._frame = None

    def against(self, before: _Seen) -> float:
        """The content score against the frame before; 0 where the size of pictures changes."""
        if before.hsv.shape != self.hsv.shape:
            return 0.0
        score = distance(self.hsv, before.hsv)
        if score < _RECHECK:
            return score
        one, other = self.exact, before.exact
        return distance(one, other) if one.shape == other.shape else 0.0


class JoinedScores:
    """Runs put together in order, as if they had been one; they may come in any order."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.runs = 0  # joined so far
        self._early: dict[int, RunScores] = {}
        self._last: RunScores | None = None
        self._tail: list[Picture] = []

    @classmethod
    def of(cls, run: RunScores) -> JoinedScores:
        """Of a video that was one run."""
        joined = cls()
        joined.add(0, run)
        return joined

    def add(self, index: int, run: RunScores) -> None:
        """Add run number ``index``; what compares frames across borders is filled in."""
        self._early[index] = run
        # As soon as both sides of a border are there: its frames need not wait for other runs.
        if index - 1 in self._early:
            run.follow(self._early[index - 1])
        if index + 1 in self._early:
            self._early[index + 1].follow(run)
        while (following := self._early.pop(self.runs, None)) is not None:
            self._append(following)

    def _append(self, run: RunScores) -> None:
        self.runs += 1
        if run.first is None:
            return
        if self._last is not None:
            run.follow(self._last)
            self._fill_lags(run)
        self.marks.extend(run.marks)
        self._last = run
        self._tail = [*self._tail, *run.tail][-REACH:]

    def _fill_lags(self, run: RunScores) -> None:
        known = [*self._tail, *run.head]
        scores = [*self.marks.scores[-len(self._tail) :], *run.marks.scores[:REACH]]
        for lag, values in run.marks.apart.items():
            step = 2 * lag + 1
            for n in range(min(step, len(run.head))):
                at = len(self._tail) + n
                may_be_cut = at < lag or scores[at - lag] >= _STIR
                values[n] = _apart(known[:at], step, run.head[n]) if may_be_cut else _FAR


def _apart(before: Sequence[Picture], step: int, hsv: Picture) -> float:
    """The distance to the picture ``step`` frames earlier, 0 when there is none."""
    if len(before) < step or before[-step].shape != hsv.shape:
        return 0.0
    return distance(before[-step], hsv)


def _histogram(hsv: Picture) -> bytes:
    """How many pixels, of every other row, fall into each of ``CLASSES`` classes of colour."""
    counts = cv2.calcHist([hsv[::2]], [0, 1, 2], None, _BINS, [0, 180, 0, 256, 0, 256])
    return counts.astype(np.uint16).tobytes()
