"""PySceneDetect's own answer: the yardstick for cuts."""

from __future__ import annotations

import logging
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenedetect import ContentDetector, SceneManager, detect, open_video

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

logging.getLogger("pyscenedetect").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Theirs:
    """What PySceneDetect says: score and seconds of every frame, seconds of cuts by threshold."""

    content: list[float]
    times: list[float]
    cuts: dict[float, tuple[float, ...]]

    def frames(self, threshold: float) -> tuple[int, ...]:
        """The cuts at ``threshold`` as indexes of frames."""
        return tuple(bisect_left(self.times, cut) for cut in self.cuts[threshold])


def by_pyscenedetect(path: Path, thresholds: Sequence[float]) -> Theirs:
    """Its own classes, a detector for each threshold, over one decode of its own."""
    manager = SceneManager()
    detectors = [_Recorder(threshold) for threshold in thresholds]
    for detector in detectors:
        manager.add_detector(detector)
    manager.detect_scenes(open_video(str(path)))
    cuts = {
        threshold: tuple(sorted(detector.cuts))
        for threshold, detector in zip(thresholds, detectors, strict=True)
    }
    return Theirs(detectors[0].content, detectors[0].times, cuts)


def cuts_of_a_fresh_run(path: Path, threshold: float) -> tuple[float, ...]:
    """Seconds of the cuts that ``scenedetect.detect`` finds by itself."""
    scenes = detect(str(path), ContentDetector(threshold=threshold))
    return tuple(start.seconds for start, _end in scenes[1:])


class _Recorder(ContentDetector):  # type: ignore[misc]
    """PySceneDetect's detector, which also keeps every score, its time, and its own cuts."""

    def __init__(self, threshold: float) -> None:
        super().__init__(threshold=threshold)
        self.content: list[float] = []
        self.times: list[float] = []
        self.cuts: set[float] = set()

    def process_frame(self, timecode: Any, frame_img: Any) -> Any:
        found = super().process_frame(timecode, frame_img)
        self.content.append(self._frame_score)
        self.times.append(timecode.seconds)
        self.cuts.update(cut.seconds for cut in found)
        return found
