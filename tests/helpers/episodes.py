"""Episodes to be rendered: a project with a plan, and a desk to run it from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.project_settings import ProjectSettings
from engine.orchestration.desk import Desk
from engine.orchestration.order import RunOrder
from engine.orchestration.pace import Pace
from engine.orchestration.runner import EpisodeRunner
from engine.providers.profiles import Profiles
from engine.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.orchestration.events import RunEvent
    from engine.orchestration.order import RunReport
    from engine.providers.base import Provider

CENTS_A_SECOND = 5


def an_episode(
    root: Path,
    *,
    places: Sequence[str] = ("KITCHEN", "KITCHEN", "KITCHEN", "HALL"),
    seconds: float = 1,
    **settings: object,
) -> Project:
    """A project whose first episode has a shot for each place."""
    keys = {"mode": "feature", "aspect_ratio": "9:16", "default_video_model": "scripted-1"}
    project = Project.create(root / "show", ProjectSettings.read(keys | settings))
    write_plan(project, [a_shot(n, place, seconds) for n, place in enumerate(places, start=1)])
    return project


def a_shot(number: int, place: str, seconds: float = 1, **raw: object) -> dict[str, object]:
    """A shot as planners write it."""
    return {
        "shot_id": f"EP001_SH{number:02d}",
        "pipeline": "video",
        "location_id": place,
        "duration_s": seconds,
        "raw": {"prompt": f"Something happens, {number}.", **raw},
    }


def write_plan(project: Project, shots: Sequence[dict[str, object]], episode: int = 1) -> None:
    """Put the plan of an episode there."""
    place = project.root / str(project.plans.path(episode))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"episode_id": f"EP{episode:03d}", "shots": list(shots)}))


def profiles(price: float | None = CENTS_A_SECOND / 100) -> Profiles:
    """One model of the scripted renderer, at this price a second in dollars."""
    return Profiles.load(json.dumps(profile_file(price)))


def profile_file(price: float | None) -> dict[str, object]:
    """The file of models that ``profiles`` reads."""
    call = {"endpoint": "scripted/one"}
    return {
        "schema_version": 1,
        "note": "for tests",
        "models": [
            {
                "id": "scripted-1",
                "title": "Scripted",
                "provider": "scripted",
                "calls": {"video_i2v": call, "r2v_multi": call},
                "usd_per_second": price,
                "usd_per_image": None,
                "priced_on": "2026-11-01",
                "max_references": 9,
            }
        ],
    }


async def at_once(_seconds: float) -> None:
    """Sleep not at all."""


@dataclass(slots=True)
class Stage:
    """A project, a renderer, and what was heard of their runs."""

    project: Project
    renderer: Provider
    profiles: Profiles = field(default_factory=profiles)
    heard: list[RunEvent] = field(default_factory=list)

    def desk(self, **order: object) -> Desk:
        """The desk of a new run."""
        order = {"episode": 1, "provider": "scripted", **order}
        return Desk(
            project=Project.open(self.project.root, clock=self.project.clock),
            order=RunOrder(**order),  # type: ignore[arg-type]
            profiles=self.profiles,
            renderer=lambda _name: self.renderer,
            tell=self.heard.append,
            pace=Pace(0, 0, at_once),
        )

    def runner(self, **order: object) -> EpisodeRunner:
        """A new run."""
        return EpisodeRunner(self.desk(**order))

    async def run(self, **order: object) -> RunReport:
        """Run to the end."""
        return await self.runner(**order).run()

    def events(self, kind: type) -> list[RunEvent]:
        """What was heard of one kind."""
        return [event for event in self.heard if isinstance(event, kind)]
