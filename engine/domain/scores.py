"""The per-frame content scores of one decode: every threshold is answered from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

START_THRESHOLD = 27.0
MINIMUM_LENGTH = 15


@dataclass(frozen=True, slots=True)
class ScoreTrack:
    """How much each frame differs from the one before, as PySceneDetect's ContentDetector says.

    ``content[i]`` is the score of frame i against frame i-1, the first one 0. ``numbers[i]`` is its
    time in frames at the average rate: i itself at a constant rate. PySceneDetect measures lengths
    as differences of these, rounded.
    """

    content: Sequence[float]
    numbers: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.content) != len(self.numbers):
            raise ValueError("a score track needs one number per score")

    @classmethod
    def constant(cls, content: Sequence[float]) -> ScoreTrack:
        """The track of a video at a constant frame rate."""
        return cls(content, range(len(content)))

    @property
    def count(self) -> int:
        """How many frames were scored."""
        return len(self.content)

    def cuts_at(self, threshold: float, min_length: int = MINIMUM_LENGTH) -> tuple[int, ...]:
        """The frames at which a new shot starts, as a fresh PySceneDetect run would give them."""
        above = [i for i, score in enumerate(self.content) if score >= threshold]
        if min_length <= 0:
            return tuple(above)
        return tuple(sorted(set(self._merged(above, min_length))))

    def _merged(self, above: Sequence[int], min_length: int) -> Iterator[int]:
        """PySceneDetect's FlashFilter in its MERGE mode, jumping from peak to peak.

        A peak too soon after another starts a merge (once a first cut was given); while merging,
        the peaks run together, and the last one of them is the cut if they lasted long enough.
        """
        last = 0  # the filter measures from the first frame it sees
        merge_start: int | None = None
        enabled = False
        for peak in above:
            if merge_start is not None and self._ends(merge_start, last, peak, min_length):
                yield last
                merge_start = None
            far = self._length(last, peak) >= min_length
            last = peak
            if merge_start is not None:
                continue
            if far:
                enabled = True
                yield peak
            elif enabled:
                merge_start = peak
        if merge_start is not None and self._ends(merge_start, last, self.count, min_length):
            yield last

    def _ends(self, merge_start: int, last: int, stop: int, min_length: int) -> bool:
        """Whether a merge that lasted long enough ends in the quiet frames before ``stop``."""
        quiet = stop - 1 > last and self._length(last, stop - 1) >= min_length
        return quiet and self._length(merge_start, last) >= min_length

    def _length(self, first: int, end: int) -> int:
        return round(self.numbers[end] - self.numbers[first])
