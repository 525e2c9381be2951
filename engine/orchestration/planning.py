"""What a run means to do: the plan's groups against the scenes that are there. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.canonical import canonical_plan
from engine.domain.ids import episode_id
from engine.domain.scene_drift import Drift, drift
from engine.errors import CorruptFile, NotFound, RecoilError
from engine.orchestration.asked_passes import with_asked_passes
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.canonical import CanonicalShot
    from engine.domain.coverage import CoverageDocument
    from engine.domain.scenes import Beat, Scene
    from engine.orchestration.grouping import Group
    from engine.orchestration.order import RunOrder
    from engine.store.project import Project
    from engine.store.scenes import LoadedScene


class Course(StrEnum):
    """What becomes of a batch in this run."""

    RENDER = "render"
    RENDERED = "rendered"  # a coverage pass that came from elsewhere: its video is there
    GONE = "gone"  # such a pass, whose video is not where it was
    STAGE = "stage"  # another body than the active version: kept as a candidate
    DRIFTED = "drifted"  # the text of a versioned body changed: rederive and conform
    CORRUPT = "corrupt"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedScene:
    """One batch of a run.

    ``scene`` is what will be rendered: the active body with its takes, its metadata refreshed from
    the plan in memory; ``derived`` is what the plan gives now. ``is_new``: there is no body yet.
    """

    group: Group
    derived: Scene
    scene: Scene
    version: int = 1
    course: Course = Course.RENDER
    is_new: bool = False
    is_derived: bool = True
    trouble: RecoilError | None = None

    @property
    def scene_id(self) -> str:
        """The batch."""
        return self.derived.scene_id

    def beats(self) -> tuple[Beat, ...]:
        """What there is to render, in order."""
        return tuple(self.scene.beats)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Everything a run means to do, in the order of the plan."""

    shots: tuple[CanonicalShot, ...]
    scenes: tuple[PlannedScene, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the plan has no shots."""
        return not self.shots

    def beats(self) -> Iterator[tuple[PlannedScene, Beat]]:
        """Every beat with its scene."""
        for scene in self.scenes:
            for beat in scene.beats():
                yield scene, beat


def plan_run(project: Project, order: RunOrder) -> RunPlan:
    """Read the plan, group it, and lay the groups over the scenes that are there.

    A body that cannot be read is that batch's trouble alone.

    Raises:
        NotFound: the episode has no plan, or a scene that was asked for does not exist.
        BadPlan, UserError: the plan, its passes or the grouping cannot be rendered.
        CorruptFile: plan or coverage cannot be read.
    """
    shots = read_shots(project, order.episode)
    coverage = _coverage(project, order, shots)
    groups = group_shots(order.strategy, shots, coverage, order.passes)
    chosen = [group for group in groups if order.scenes is None or group.scene_id in order.scenes]
    missing = set(order.scenes or ()) - {group.scene_id for group in groups}
    if missing:
        raise NotFound("batch", min(missing))
    now = stamp(project.clock.now())
    return RunPlan(shots, tuple(_planned(project, order, group, now) for group in chosen))


def _coverage(
    project: Project, order: RunOrder, shots: tuple[CanonicalShot, ...]
) -> CoverageDocument | None:
    planned = project.coverage.read(order.episode)
    if order.passes is None:
        return planned
    state = project.passes.read(order.episode)
    return with_asked_passes(planned, state, shots, order.passes)


def read_shots(project: Project, episode: int) -> tuple[CanonicalShot, ...]:
    """The checked shots of an episode's plan.

    Raises:
        NotFound: there is no plan.
        BadPlan: a shot of it cannot be rendered; names it.
        CorruptFile: it cannot be read.
    """
    document = project.plans.read(episode)
    if document is None:
        raise NotFound("plan", f"of {episode_id(episode)} ({project.plans.path(episode)})")
    return canonical_plan(document, episode)


def _planned(project: Project, order: RunOrder, group: Group, now: str) -> PlannedScene:
    derived = scene_of(group, order.episode, project.name, now)
    try:
        loaded = project.scenes.load(order.episode, derived.scene_id)
    except CorruptFile as error:
        return PlannedScene(
            group=group, derived=derived, scene=derived, course=Course.CORRUPT, trouble=error
        )
    if loaded is None:
        course, trouble = _course_without_scene(project, order, group)
        return PlannedScene(
            group=group,
            derived=derived,
            scene=derived,
            course=course,
            is_new=True,
            trouble=trouble,
        )
    return _laid_over(group, derived, loaded)


def _course_without_scene(
    project: Project, order: RunOrder, group: Group
) -> tuple[Course, RecoilError | None]:
    """Whether somebody rendered, or registered, the group's coverage pass without a scene.

    A video that vanished never costs money by itself (08 D7).

    Raises:
        CorruptFile: the pass state cannot be read; nobody knows, so nothing may be paid.
    """
    pass_id = group.identity.source_pass_id
    record = project.passes.read(order.episode).passes.get(pass_id) if pass_id else None
    video = record.video_path if record else None
    if not video:
        return Course.RENDER, None
    if project.files.exists(project.path(video)):
        return Course.RENDERED, None
    if order.rerender_missing:
        return Course.RENDER, None
    return Course.GONE, NotFound("video", video)


def _laid_over(group: Group, derived: Scene, loaded: LoadedScene) -> PlannedScene:
    found = drift(loaded.scene, derived)
    planned = PlannedScene(
        group=group,
        derived=derived,
        scene=loaded.scene,
        version=loaded.version,
        is_derived=loaded.is_derived,
    )
    match found:
        case Drift.NONE | Drift.METADATA:
            return replace(planned, scene=_refreshed(loaded.scene, derived))
        case Drift.SHOT_RAW if loaded.is_versioned:
            return replace(planned, course=Course.DRIFTED)
        case Drift.SHOT_RAW:
            return replace(planned, scene=_refreshed(loaded.scene, derived))
        case _:
            return replace(planned, course=Course.STAGE)


def _refreshed(active: Scene, derived: Scene) -> Scene:
    """The active body with the plan's metadata of now, takes and boards kept; in memory only."""
    beats = []
    for beat in active.beats:
        fresh = derived.beat(beat.beat_id)
        if fresh is None:
            beats.append(beat)
            continue
        kept = beat.beat_metadata
        metadata = fresh.beat_metadata.model_copy(
            update={
                "inputs_fingerprint": kept.inputs_fingerprint,
                "reroll_cleared_stale": kept.reroll_cleared_stale,
            }
        )
        beats.append(beat.model_copy(update={"beat_metadata": metadata}))
    return active.model_copy(update={"beats": beats})
