"""Projects as other tools leave them on disk, made of small real files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class ProjectFiles:
    """Writes a project's files; media are a few bytes, for nothing here decodes them."""

    root: Path
    _states: dict[int, dict[str, object]] = field(default_factory=dict)

    def settings(self, **keys: object) -> None:
        """Write ``project.json``."""
        self.document("project.json", {"id": "test", "mode": "microdrama", **keys})

    def document(self, path: str, data: object) -> Path:
        """Write a JSON file."""
        return self.text(path, json.dumps(data))

    def text(self, path: str, text: str) -> Path:
        """Write a file of any text, its folders too."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def media(self, path: str, **sidecar: object) -> Path:
        """Write a media file, with a sidecar when keys for it are given."""
        target = self.text(path, "media")
        if sidecar:
            self.document(path + ".json", sidecar)
        return target

    def plan(self, episode: int, *shots: str, **keys: object) -> None:
        """Write a flat plan of these shots."""
        entries = [{"shot_id": shot, "duration_s": 3} for shot in shots]
        self.document(f"state/visual/plans/ep_{episode:03d}_plan.json", {"shots": entries, **keys})

    def coverage(self, episode: int, *passes: dict[str, object]) -> None:
        """Write the coverage passes."""
        path = f"state/visual/coverage_passes/ep_{episode:03d}_passes.json"
        self.document(path, {"passes": list(passes)})

    def record(self, episode: int, pass_id: str, **keys: object) -> None:
        """Add a pass record to the episode's state."""
        state = self._states.setdefault(episode, {})
        state[pass_id] = {"pass_id": pass_id, "status": "registered", **keys}
        path = f"state/visual/passes/ep_{episode:03d}_pass_state.json"
        self.document(path, {"schema_version": 1, "passes": state, "shot_links": {}})


def many_files(files: ProjectFiles, *, episodes: int, shots: int, takes: int = 4) -> int:
    """Fill a project with ``episodes * shots * takes`` media files; gives how many."""
    for episode in range(1, episodes + 1):
        folder = f"renders/ep_{episode:03d}"
        files.plan(episode, *(f"EP{episode:03d}_SH{shot:02d}" for shot in range(1, shots + 1)))
        for shot in range(1, shots + 1):
            for take in range(1, takes + 1):
                name = f"EP{episode:03d}_SH{shot}_take{take}.mp4"
                if take == takes:
                    name = f"shot_{shot:03d}_FROM_PASS_{shot:03d}_A_JADE_take1.mp4"
                files.media(f"{folder}/{name}", status="candidate", model="wan", cost_usd=0.4)
    return episodes * shots * takes
