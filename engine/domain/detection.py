"""What the detector answers about one video."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.domain.align import Alignment


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One threshold that was tried and how many cuts it gave."""

    threshold: float
    cuts: int


@dataclass(frozen=True, slots=True)
class Detection:
    """Cuts as frame indexes, the threshold that gave them, and how they fit what was planned.

    ``converged`` is the word of the rules: the cuts may be used without asking the editor.
    ``skipped_alignment`` says that there were more cuts than expected and no durations to align to.
    """

    cuts: tuple[int, ...]
    threshold: float
    converged: bool
    history: tuple[LadderStep, ...]
    alignment: Alignment | None = None
    skipped_alignment: bool = False
