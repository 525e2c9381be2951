"""Checks of a take when it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.take_checks import TakeChecks, TakeExpectation
    from engine.jobs import JobContext


def check_take(path: Path, expected: TakeExpectation, job: JobContext) -> TakeChecks:
    """Look at a take. A file that cannot be decoded is a finding, not an error.

    Raises:
        Stopped: ``job`` was cancelled.
    """
    from engine.media.checks import look_at  # late: brings av

    return look_at(path, expected, job)
