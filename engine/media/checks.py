"""What can be seen in a rendered take: does it decode, is it what was asked for, does it show much.

A check that could not run says so; it never says that all is well.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.take_checks import Check, Finding, TakeChecks
from engine.domain.timing import FrameSpan
from engine.domain.verdict import Pictures
from engine.errors import MediaError
from engine.media.animatic_layers import read_picture
from engine.media.filmstrip import poster
from engine.media.opencv import cv2
from engine.media.probe import probe
from engine.media.scores import scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.domain.take_checks import TakeExpectation
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo
    from engine.media.scan import Scan

THRESHOLD = 27.0  # of cuts, as everywhere (02)

_SLACK = Fraction(1, 2)  # seconds a model may be off the length it was asked for
_SAME_SHAPE = 0.03  # how far sides may differ in proportion
_LIKENESS = 0.35  # correlation of two small grey pictures below which they are not one scene
_SMALL = (36, 64)
_MORE_CUTS = 2  # beyond the planned ones, before a batch is not plausible any more

MOTION, BLANK = "motion_failure", "unknown"


def look_at(path: Path, expected: TakeExpectation, job: JobContext) -> TakeChecks:
    """All checks of a take.

    Raises:
        Stopped: ``job`` was cancelled.
    """
    look = _picture if expected.is_picture else _video
    try:
        found = tuple(look(path, expected, job))
    except MediaError as error:
        found = (Check("decodable", Finding.FAIL, MOTION, is_hard=True, note=str(error)),)
    return TakeChecks((*found, Check("identity", Finding.NOT_CHECKED, note="no face model is set")))


def _video(path: Path, expected: TakeExpectation, job: JobContext) -> Iterator[Check]:
    info = probe(path)
    if info.frames < 2:  # noqa: PLR2004 - one frame is a still, and cannot be scored
        yield Check("decodable", Finding.FAIL, MOTION, is_hard=True, note="a single frame")
        return
    seen = scan(path, job)
    yield _decodable(info, seen)
    yield _duration(info, expected)
    yield _size((info.width, info.height), expected)
    yield from _blank(seen)
    yield _cuts(seen, expected)
    yield _start(path, expected)


def _picture(path: Path, expected: TakeExpectation, job: JobContext) -> Iterator[Check]:
    job.check()
    picture = read_picture(path)
    yield Check("decodable", Finding.PASS)
    height, width = picture.shape[:2]
    yield _size((width, height), expected)
    flat = float(np.std(picture[..., :3])) < 1
    yield _said("black", is_fine=not flat, category=BLANK, is_hard=True, note="one colour only")


def _decodable(info: VideoInfo, seen: Scan) -> Check:
    missing = info.frames - seen.timeline.count
    note = f"{missing} of {info.frames} frames cannot be decoded"
    return _said("decodable", is_fine=missing <= 0, category=MOTION, is_hard=True, note=note)


def _duration(info: VideoInfo, expected: TakeExpectation) -> Check:
    if expected.duration is None:
        return Check("duration", Finding.NOT_CHECKED)
    is_right = abs(info.duration - expected.duration) <= _SLACK
    note = f"{float(info.duration):.2f} s, {float(expected.duration):.2f} s were asked for"
    is_half = info.duration * 2 < expected.duration
    return _said("duration", is_fine=is_right, category=MOTION, is_hard=is_half, note=note)


def _size(size: tuple[int, int], expected: TakeExpectation) -> Check:
    if expected.size is None:
        return Check("size", Finding.NOT_CHECKED)
    width, height = size
    wanted_width, wanted_height = expected.size
    proportion = width * wanted_height / (height * wanted_width)
    is_right = abs(proportion - 1) <= _SAME_SHAPE and height * 2 > wanted_height
    note = f"{width}x{height}, {wanted_width}x{wanted_height} was asked for"
    return _said("size", is_fine=is_right, category="coverage_geometry_broken", note=note)


def _blank(seen: Scan) -> Iterator[Check]:
    """Black and frozen, over the whole take; single shots of a pass are judged when it is cut."""
    pictures = Pictures(seen.luma.tolist(), seen.track.content)
    whole = FrameSpan(0, seen.timeline.count)
    is_black, is_frozen = pictures.are_black(whole), pictures.are_frozen(whole)
    yield _said("black", is_fine=not is_black, category=BLANK, is_hard=True, note="it is black")
    note = "nothing moves in it"
    yield _said("frozen", is_fine=not is_frozen, category=MOTION, is_hard=True, note=note)


def _cuts(seen: Scan, expected: TakeExpectation) -> Check:
    cuts, planned = len(seen.track.cuts_at(THRESHOLD)), expected.shots - 1
    most = planned * 2 + _MORE_CUTS
    note = f"{cuts} cuts, {planned} are planned"
    is_plausible = cuts <= most and (planned == 0 or cuts > 0)
    return _said("cuts", is_fine=is_plausible, category="coverage_geometry_broken", note=note)


def _start(path: Path, expected: TakeExpectation) -> Check:
    """Whether the first frame looks like the start frame it was to begin with."""
    if expected.start_frame is None:
        return Check("start frame", Finding.NOT_CHECKED)
    try:
        wanted = _small(read_picture(expected.start_frame))
    except MediaError as error:
        return Check("start frame", Finding.NOT_CHECKED, note=str(error))
    likeness = _likeness(wanted, _small(_first_frame(path)))
    note = f"likeness {likeness:.2f}"
    return _said("start frame", is_fine=likeness >= _LIKENESS, category="identity_drift", note=note)


def _first_frame(path: Path) -> NDArray[np.uint8]:
    shown = cv2.imdecode(np.frombuffer(poster(path), np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(shown, np.uint8)


def _small(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture[..., :3], cv2.COLOR_BGR2GRAY)  # noqa: PLR2004
    return cv2.resize(grey, _SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Pearson's correlation of two pictures, -1 to 1; 1 for two that are both of one grey."""
    centred = [picture - picture.mean() for picture in (one, other)]
    lengths = [float(np.linalg.norm(picture)) for picture in centred]
    if min(lengths) < 1:
        return 1.0 if max(lengths) < 1 else 0.0
    return float((centred[0] * centred[1]).sum() / (lengths[0] * lengths[1]))


def _said(
    name: str, *, is_fine: bool, category: str, is_hard: bool = False, note: str = ""
) -> Check:
    if is_fine:
        return Check(name, Finding.PASS)
    return Check(name, Finding.FAIL, category, is_hard, note)
