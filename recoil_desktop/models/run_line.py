"""A line of the runs pane: a batch, a beat of it, or a take, as values that never change."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class LineKind(StrEnum):
    """What a line stands for."""

    ROOT = "root"
    BATCH = "batch"
    BEAT = "beat"
    TAKE = "take"


class Stage(StrEnum):
    """How a line stands, for colours and order; the words beside it say more."""

    IDLE = "idle"  # nothing was rendered, and nothing is under way
    WAITING = "waiting"  # its turn comes
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    QUESTION = "question"  # only a person can go on


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line. Money in micro-dollars, ``share`` 0 to 1, None while nobody knows.

    A batch of one beat is one line: it names its beat, and its takes lie right below it.
    """

    key: str
    kind: LineKind
    title: str = ""
    detail: str = ""
    stage: Stage = Stage.IDLE
    word: str = ""
    share: float | None = None
    scene_id: str = ""
    beat_id: str = ""
    take_id: str = ""
    dispatch_id: str = ""
    shot_ids: tuple[str, ...] = ()
    attempts: int = 0
    cost_micro: int | None = None
    estimate_micro: int | None = None
    model: str = ""
    strategy: str = ""
    reason: str = ""
    output: str = ""
    is_missing: bool = False
    is_primary: bool = False
    checks: Mapping[str, str] = field(default_factory=dict)
    children: tuple[RunLine, ...] = ()


EMPTY_RUN = RunLine("", LineKind.ROOT)
