"""Small real projects: rendered passes with their plan, as a renderer would leave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.helpers.clips import make_clip
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RATE = 24


@dataclass(slots=True)
class Show:
    """A project with rendered passes in episode 1."""

    root: Path
    files: ProjectFiles = field(init=False)
    _coverage: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files = ProjectFiles(self.root)
        self.files.settings(title=self.root.name)

    def add_pass(
        self,
        number: int,
        *,
        planned: Sequence[int] = (24, 24, 24),
        rendered: Sequence[int] | None = None,
        tag: str = "A_JADE",
        status: str = "registered",
    ) -> str:
        """A pass of ``planned`` frames per shot that the model rendered as ``rendered``; its id."""
        numbers = [f"{number * 10 + index:02d}" for index in range(len(planned))]
        pass_id = f"EP001_PASS_{number:03d}_SH{'_'.join(numbers)}_{tag}"
        video = f"renders/ep_001/EP001_COV_{number:03d}_SH{'_'.join(numbers)}_take1.mp4"
        target = self.root / video
        target.parent.mkdir(parents=True, exist_ok=True)
        make_clip(target, shots=rendered or planned, rate=RATE, seed=number)
        shots = [f"EP001_SH{each}" for each in numbers]
        self._coverage.append({"pass_id": pass_id, "segments": _segments(shots, planned)})
        self.files.coverage(1, *self._coverage)
        self.files.record(
            1,
            pass_id,
            status=status,
            segment_shot_ids=shots,
            video_path=video,
            takes=[{"take": 1, "model": "seedance"}],
        )
        return pass_id


def _segments(shots: list[str], planned: Sequence[int]) -> list[dict[str, object]]:
    return [
        {
            "segment_index": index,
            "source_shot_id": shot,
            "duration_s": frames / RATE,
            "prompt": f"Jade walks into the kitchen, {index}",
        }
        for index, (shot, frames) in enumerate(zip(shots, planned, strict=True))
    ]
