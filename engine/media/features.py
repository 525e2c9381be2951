"""What the marks of all frames say about cuts: evidence that flashes and motion do not fool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.domain.evidence import Evidence
from engine.media.run_scores import CLASSES, LAGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from engine.media.run_scores import Marks

    Values = NDArray[np.float64]

_AROUND = 6  # frames on each side that tell how much moves here anyway
_STILL = 2.0  # a score that even a still picture with grain may have
_WINDOW = 7  # frames on each side whose histograms are compared
_BLOCK = 512  # frames at a time, so that long videos need no more memory


def evidence_of(marks: Marks) -> Evidence:
    """The evidence of a whole video."""
    content = np.array(marks.scores)
    histograms = np.frombuffer(marks.histograms, np.uint16).reshape(-1, CLASSES)
    return Evidence(
        content=content.astype(np.float32),
        effective=effective(content, marks.apart).astype(np.float32),
        local=relative_to_motion(content).astype(np.float32),
        histogram=histogram_change(histograms).astype(np.float32),
        keyframe=_without_first(marks.keys),
    )


def effective(content: Values, apart: Mapping[int, Sequence[float]]) -> Values:
    """The least distance of any pair of frames i-1-k and i+k: small where the picture comes back.

    ``apart[k]`` holds for frame j its distance to frame j - (2k+1), so the pair around i is found
    at i+k.
    """
    least = content.copy()
    for lag in LAGS:
        around = np.asarray(apart[lag], np.float64)[2 * lag + 1 :]
        middle = least[lag + 1 : lag + 1 + len(around)]
        np.minimum(middle, around, out=middle)
    return least


def relative_to_motion(content: Values) -> Values:
    """The score over what is usual within a few frames of it; 1 or less is no cut."""
    after = _usual_after(content)[1:]
    before = _usual_after(content[:0:-1])[::-1]
    ratio = np.zeros(len(content))
    ratio[1:] = content[1:] / (_STILL + np.maximum(before, after))
    return ratio


def histogram_change(histograms: NDArray[np.uint16]) -> Values:
    """How differently the seven frames before and the seven from here on are coloured, 0 to 1."""
    change = np.zeros(len(histograms))
    for start in range(0, len(histograms), _BLOCK):
        first = max(0, start - _WINDOW)
        stop = min(len(histograms), start + _BLOCK)
        rows = histograms[first : stop + _WINDOW].astype(np.float64)
        rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1)
        change[start:stop] = _window_change(rows, start - first, stop - first)
    return change


def _without_first(keys: bytearray) -> NDArray[np.bool_]:
    flags = np.frombuffer(keys, np.uint8).astype(np.bool_)
    flags[:1] = False
    return flags


def _usual_after(scores: Values) -> Values:
    """The larger of the median and half the maximum of the few scores that follow each one."""
    if not len(scores):
        return scores
    ahead = np.full((_AROUND, len(scores)), np.inf)
    for k in range(_AROUND):
        ahead[k, : max(0, len(scores) - k - 1)] = scores[k + 1 :]
    counts = np.minimum(np.arange(len(scores))[::-1], _AROUND)
    ahead.sort(axis=0)  # what is missing is infinite and goes last
    columns, last = np.arange(len(scores)), np.maximum(counts - 1, 0)
    median = (ahead[last // 2, columns] + ahead[(last + 1) // 2, columns]) / 2
    usual = np.maximum(median, ahead[last, columns] / 2)
    usual[counts == 0] = 0
    return usual


def _window_change(rows: Values, start: int, stop: int) -> Values:
    sums = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])
    here = np.arange(start, stop)
    before, after = np.maximum(here - _WINDOW, 0), np.minimum(here + _WINDOW, len(rows))
    old = (sums[here] - sums[before]) / np.maximum(here - before, 1)[:, None]
    new = (sums[after] - sums[here]) / (after - here)[:, None]
    change: Values = np.abs(old - new).sum(axis=1) / 2
    change[here == 0] = 0  # the first frame of all has nothing before it
    return change
