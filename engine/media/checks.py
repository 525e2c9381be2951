"""What can be seen in a rendered take: whether it decodes, how long and large it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.take_checks import Check, Finding, TakeChecks
from engine.errors import MediaError
from engine.media.probe import probe

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.take_checks import TakeExpectation
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo

_SLACK = Fraction(1, 2)  # seconds a model may be off the length it was asked for


def look_at(path: Path, expected: TakeExpectation, job: JobContext) -> TakeChecks:
    """All checks of a take."""
    job.check()
    try:
        info = probe(path)
    except MediaError as error:
        failed = Check("decodable", Finding.FAIL, "motion_failure", is_hard=True, note=str(error))
        return TakeChecks((failed,))
    return TakeChecks((Check("decodable", Finding.PASS), _length(info, expected)))


def _length(info: VideoInfo, expected: TakeExpectation) -> Check:
    if expected.duration is None:
        return Check("duration", Finding.NOT_CHECKED)
    is_right = abs(info.duration - expected.duration) <= _SLACK
    note = f"{float(info.duration):.2f} s, {float(expected.duration):.2f} s were asked for"
    return Check("duration", Finding.PASS if is_right else Finding.FAIL, note=note)
