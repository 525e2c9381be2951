"""What is expected of a rendered take, and what checks say of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path


class Finding(StrEnum):
    """What a check says. One that could not run never says that all is well."""

    PASS = "pass"
    FAIL = "fail"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class TakeExpectation:
    """What a take should be; None where nobody said."""

    is_picture: bool
    duration: Fraction | None = None
    size: tuple[int, int] | None = None
    shots: int = 1
    start_frame: Path | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``category`` is the failure mode it stands for; a hard one fails the take."""

    name: str
    verdict: Finding
    category: str = ""
    is_hard: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakeChecks:
    """All checks of one take, in the order in which they were made."""

    checks: tuple[Check, ...]

    def hard_failure(self) -> Check | None:
        """The first check that says the take cannot be used; None when none does."""
        failed = (one for one in self.checks if one.verdict is Finding.FAIL and one.is_hard)
        return next(failed, None)
