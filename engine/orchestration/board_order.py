"""Which boards are to be drawn, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.money import micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.orchestration.board_payload import BoardPayload
    from engine.store.scenes import LoadedScene


@dataclass(frozen=True, slots=True)
class StoryboardWish:
    """Which batches are to be drawn; ``note`` says in words what shall be different."""

    batches: tuple[str, ...]
    seed: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What became of one board, or would; ``problem`` is why there is none."""

    batch_id: str
    revision: int = 0
    artifact: str = ""
    model: str = ""
    estimate_micro: int = 0
    cost_micro: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The row as commands answer it; money in dollars."""
        return {
            "batch_id": self.batch_id,
            "revision": self.revision or None,
            "artifact": self.artifact or None,
            "model": self.model,
            "estimate_usd": micro_to_usd(self.estimate_micro),
            "cost_usd": micro_to_usd(self.cost_micro),
            "problem": self.problem or None,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class BoardsReport:
    """Every board that was asked for."""

    episode: int
    rows: tuple[BoardRow, ...] = field(default=())
    is_dry: bool = False

    @property
    def estimate_micro(self) -> int:
        """What all of it would probably cost."""
        return sum(row.estimate_micro for row in self.rows if not row.problem)

    @property
    def spent_micro(self) -> int:
        """What it cost, failed ones too."""
        return sum(row.cost_micro for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlannedBoard:
    """A board that may be drawn; ``reserve_micro`` is the most it can cost.

    ``is_new``: its batch has no body yet.
    """

    loaded: LoadedScene
    payload: BoardPayload
    estimate_micro: int
    reserve_micro: int
    is_new: bool = False

    @property
    def batch_id(self) -> str:
        """The batch."""
        return self.loaded.scene.scene_id


def named(episode: int, batches: Sequence[str]) -> str:
    """What is drawn, in a few words."""
    if len(batches) == 1:
        return f"the board of {batches[0]}"
    return f"{len(batches)} boards of {episode_id(episode)}"
