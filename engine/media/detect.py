"""Cuts of a video: one decode or the cache, then the threshold ladder."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.align import TOLERANCE
from engine.domain.ladder import climb
from engine.media.scores import scan, scan_cached

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.detection import Detection
    from engine.jobs import JobContext
    from engine.media.scan import Scan
    from engine.store.cache import Caches

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found and the scan it was found in."""

    detection: Detection
    scan: Scan


def detect(
    path: Path,
    expected: int | None = None,
    durations: Sequence[Fraction] | None = None,
    caches: Caches | None = None,
    ctx: JobContext | None = None,
    *,
    tolerance: Fraction = TOLERANCE,
) -> Detected:
    """Find the cuts of ``path``; ``expected`` is how many there should be, if that is known.

    ``tolerance`` is how far, in seconds, a cut may be from its planned time.

    Raises:
        ProbeFailed: the file cannot be decoded; never "zero cuts".
        Stopped: the job was cancelled.
    """
    # Where nothing is kept, nobody would look at the filmstrip.
    found = scan(path, ctx) if caches is None else scan_cached(path, caches, ctx)
    detection = climb(found.track, found.timeline, expected, durations, tolerance)
    if detection.skipped_alignment:
        log.info(
            "%s: %d cuts for %s expected and no durations known: alignment skipped",
            path.name,
            len(detection.cuts),
            expected,
        )
    return Detected(detection, found)
