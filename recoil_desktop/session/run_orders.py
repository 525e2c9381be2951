"""Orders of runs as the window remembers them, so that an interrupted run can go on as it was."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.orchestration.order import RunOrder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.run_sight import EpisodeSight


def order_as_json(order: RunOrder) -> dict[str, object]:
    """An order as it is remembered; what was left to the project stays so."""
    known = asdict(order)
    return {key: list(v) if isinstance(v, tuple) else v for key, v in known.items()}


def order_from_json(keys: Mapping[str, object]) -> RunOrder | None:
    """The order that was remembered; None when no run can honour it any more."""
    names = {one.name for one in fields(RunOrder)}
    words = {k: tuple(v) if isinstance(v, list) else v for k, v in keys.items() if k in names}
    try:
        order = RunOrder(**words)  # type: ignore[arg-type]
        order.check()
    except (TypeError, UserError):
        return None
    return order


def order_of_sight(sight: EpisodeSight) -> RunOrder:
    """An order that goes on with the jobs that are open, when nobody knows the first one."""
    jobs = [job for job in sight.jobs if not job.needs_person]
    scenes = tuple(dict.fromkeys(job.scene_id for job in jobs))
    known = {scene.scene_id: scene.strategy for scene in sight.scenes}
    strategies = {known.get(scene) for scene in scenes} - {None, ""}
    providers = {job.provider for job in jobs}
    return RunOrder(
        episode=sight.episode,
        grouping=strategies.pop() if len(strategies) == 1 else None,
        scenes=scenes or None,
        provider=providers.pop() if len(providers) == 1 else None,
    )
