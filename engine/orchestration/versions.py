"""Deriving scenes anew, and which of their versions counts: nothing here is dispatched (04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.canonical import plan_sha
from engine.domain.ids import episode_id
from engine.domain.names import Strategy
from engine.domain.scene_diff import SceneDiff, scene_diff
from engine.domain.scene_stamp import PlanState, ScenesRun
from engine.errors import CorruptFile, NotFound
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.orchestration.planning import read_shots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Scene, SceneVersion
    from engine.orchestration.grouping import Group
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.store.scenes import LoadedScene

SOURCE = "rederive"


@dataclass(frozen=True, slots=True)
class RederiveOrder:
    """What to derive. ``batches`` are scene ids, None for all that the grouping gives.

    A batch that is there already is grouped as it was when nothing else is said.
    """

    episode: int
    batches: tuple[str, ...] | None = None
    grouping: str | None = None


class Became(StrEnum):
    """What became of a batch."""

    WRITTEN = "written"  # it had no body
    STAGED = "staged"  # a new candidate
    FOUND = "found"  # an equal candidate is there
    SAME = "same"  # the active version is equal
    CORRUPT = "corrupt"  # untouched


@dataclass(frozen=True, slots=True)
class RederivedBatch:
    """One batch; ``version`` is the one that holds what the plan gives."""

    scene_id: str
    became: Became
    version: int = 1
    active_version: int = 1
    trouble: CorruptFile | None = None

    @property
    def is_current(self) -> bool:
        """Whether the active body is the plan's."""
        return self.became in {Became.WRITTEN, Became.SAME}


@dataclass(frozen=True, slots=True)
class Rederived:
    """All batches of a derivation; ``change`` is None when nothing had to be written."""

    batches: tuple[RederivedBatch, ...]
    is_stamped: bool = False
    change: AppliedChange | None = None

    @property
    def written(self) -> tuple[str, ...]:
        """The batches that have their first body now."""
        return tuple(one.scene_id for one in self.batches if one.became is Became.WRITTEN)

    @property
    def candidates(self) -> dict[str, int]:
        """The candidate that holds what the plan gives, where it is not the active version."""
        waiting = {Became.STAGED, Became.FOUND}
        return {one.scene_id: one.version for one in self.batches if one.became in waiting}

    @property
    def corrupt(self) -> dict[str, CorruptFile]:
        """The batches whose files cannot be read."""
        return {one.scene_id: one.trouble for one in self.batches if one.trouble is not None}


@dataclass(frozen=True, slots=True)
class BatchVersions:
    """The versions of a batch, as they are listed; a flat body is version 1 alone."""

    scene_id: str
    active_version: int = 1
    status: str = ""
    versions: tuple[SceneVersion, ...] = ()
    is_derived: bool = True
    trouble: CorruptFile | None = None

    @property
    def candidates(self) -> tuple[int, ...]:
        """The versions newer than the one that counts, oldest first."""
        newer = (one.version for one in self.versions if one.version > self.active_version)
        return tuple(sorted(newer))


def rederive(project: Project, order: RederiveOrder) -> Rederived:
    """Derive the scenes of the plan and keep what differs as candidates: one change set.

    A batch whose files cannot be read stays as it is and is told; the others go on.

    Raises:
        NotFound: the episode has no plan, or a batch is none of the plan's.
        UserError: the plan, its passes or the grouping cannot be derived.
        CorruptFile: plan, coverage or derivation manifest cannot be read; nothing has changed.
    """
    shots = read_shots(project, order.episode)
    now = stamp(project.clock.now())
    scenes = [
        scene_of(group, order.episode, project.name, now)
        for group in _groups(project, order, shots)
    ]
    with project.changes.writing() as draft:
        done = Rederived(
            tuple(_rederived(project, draft, order.episode, scene) for scene in scenes)
        )
        stamp_of = (order.episode, _run(order, done.batches), plan_state(shots))
        if not draft.is_empty:
            is_stamped = project.derivation.stamp_scenes_in(draft, *stamp_of)
            change = draft.commit("rederive", _title(order.episode, done))
            return replace(done, is_stamped=is_stamped, change=change)
    # A stamp alone is nothing that anybody would want to undo.
    return replace(done, is_stamped=project.derivation.stamp_scenes(*stamp_of))


def versions_of(project: Project, episode: int, scene_id: str) -> BatchVersions:
    """The versions of one batch; one that cannot be read says so in ``trouble``.

    Raises:
        NotFound: there is no such batch.
    """
    try:
        loaded = project.scenes.load(episode, scene_id)
        manifest = project.scenes.manifest(episode, scene_id)
    except CorruptFile as error:
        return BatchVersions(scene_id, trouble=error)
    if loaded is None:
        raise NotFound("batch", scene_id)
    listed = () if manifest is None else tuple(manifest.versions)
    status = loaded.scene.status.value
    return BatchVersions(scene_id, loaded.version, status, listed, loaded.is_derived)


def all_versions(project: Project, episode: int) -> tuple[BatchVersions, ...]:
    """The versions of every batch of an episode that has a body."""
    return tuple(versions_of(project, episode, one) for one in project.scenes.ids(episode))


def diff_versions(project: Project, episode: int, scene_id: str, one: int, other: int) -> SceneDiff:
    """What became of every shot of a batch from version ``one`` to ``other``.

    Raises:
        NotFound: there is no such batch or version.
        CorruptFile: one of the bodies cannot be read.
    """
    first, second = (_loaded(project, episode, scene_id, number) for number in (one, other))
    return scene_diff(first.scene, second.scene)


def plan_state(shots: Sequence[CanonicalShot]) -> PlanState:
    """What the derivation manifest keeps of the plan that scenes were made from."""
    return PlanState(plan_sha(shots), {shot.shot_id: shot.source_text_hash for shot in shots})


# -- inside ------------------------------------------------------------------


def _groups(project: Project, order: RederiveOrder, shots: Sequence[CanonicalShot]) -> list[Group]:
    coverage = project.coverage.read(order.episode)
    if order.batches is None:
        return list(group_shots(order.grouping or Strategy.CONTINUITY, shots, coverage))
    known: dict[str, Mapping[str, Group]] = {}
    found: list[Group] = []
    for batch in dict.fromkeys(order.batches):
        strategy = order.grouping or _strategy_of(project, order.episode, batch)
        if strategy not in known:
            known[strategy] = {one.scene_id: one for one in group_shots(strategy, shots, coverage)}
        if batch not in known[strategy]:
            raise NotFound("batch", batch)
        found.append(known[strategy][batch])
    return found


def _strategy_of(project: Project, episode: int, batch: str) -> str:
    """How a batch was grouped that is there already."""
    try:
        loaded = project.scenes.load(episode, batch)
    except CorruptFile:
        loaded = None  # told later, as trouble of that batch
    grouping = None if loaded is None else _grouping_of(loaded.scene)
    return grouping or Strategy.CONTINUITY


def _grouping_of(scene: Scene) -> str | None:
    said = scene.scene_metadata.grouping
    return said.strategy if said is not None and said.strategy in tuple(Strategy) else None


def _rederived(project: Project, draft: Draft, episode: int, scene: Scene) -> RederivedBatch:
    try:
        staged = project.scenes.stage_in(draft, episode, scene, SOURCE)
    except NotFound:
        project.scenes.create_in(draft, episode, scene)
        return RederivedBatch(scene.scene_id, Became.WRITTEN)
    except CorruptFile as error:
        return RederivedBatch(scene.scene_id, Became.CORRUPT, trouble=error)
    became = Became.STAGED if staged.is_new else Became.FOUND
    if staged.version == staged.active_version:
        became = Became.SAME
    return RederivedBatch(scene.scene_id, became, staged.version, staged.active_version)


def _run(order: RederiveOrder, batches: Sequence[RederivedBatch]) -> ScenesRun:
    return ScenesRun(
        grouping=order.grouping or Strategy.CONTINUITY,
        planned=tuple(one.scene_id for one in batches),
        written=tuple(one.scene_id for one in batches if one.is_current),
        is_sliced=order.batches is not None,
    )


def _title(episode: int, done: Rederived) -> str:
    staged = sum(one.became is Became.STAGED for one in done.batches)
    parts = [
        f"{number} {word}"
        for number, word in ((len(done.written), "written"), (staged, "staged"))
        if number
    ]
    return f"Rederive {episode_id(episode)}: {', '.join(parts)}"


def _loaded(project: Project, episode: int, scene_id: str, version: int) -> LoadedScene:
    loaded = project.scenes.load(episode, scene_id, version)
    if loaded is None:
        raise NotFound("batch", scene_id)
    return loaded
