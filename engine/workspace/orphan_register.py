"""A video that nobody knew becomes a pass: its record, its name, its sidecar, as one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.ids import PassId, episode_folder, episode_id
from engine.domain.listing import split_suffix
from engine.domain.names import PassName, Strategy
from engine.domain.orphans import take_of
from engine.domain.passes import PassStatus
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import Refused
from engine.store import files
from engine.workspace.orphan_companions import check_free, move_all
from engine.workspace.orphan_source import check_is_whole, check_source, sidecar_of
from engine.workspace.pass_records import put_record
from engine.workspace.pass_videos import RENDERS

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.cut_record import Record
    from engine.domain.orphans import RegisterOrder
    from engine.domain.sidecar import Sidecar
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.orphan_source import Source

SOURCE = "registered_orphan"

_LONGEST_NAME = 220  # bytes; sidecars, marks and unfinished files need the rest of 255
_DECIDED = (MediaStatus.CANDIDATE, MediaStatus.PINNED, MediaStatus.CANONICAL)


@dataclass(frozen=True, slots=True)
class Registered:
    """A video that is a pass now."""

    pass_id: str
    video: ProjectPath
    change: AppliedChange


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the pass will be called, and where its video will lie."""

    order: RegisterOrder
    counter: int
    take: int
    suffix: str

    @property
    def pass_id(self) -> str:
        """The id of the new pass."""
        order = self.order
        return str(PassId(order.episode, self.counter, order.shots, order.tag))

    @property
    def video(self) -> ProjectPath:
        """Where its video will lie."""
        order = self.order
        name = PassName(
            Strategy.COVERAGE,
            order.episode,
            self.counter,
            order.shots,
            take=self.take,
            suffix=self.suffix,
        )
        return ProjectPath(f"{RENDERS}/{episode_folder(order.episode)}/{name}")


def register(project: Project, source: Source, order: RegisterOrder) -> Registered:
    """Check everything, then do it; a video from elsewhere is copied and left where it is.

    Raises:
        ProbeFailed: it is no whole video.
        Refused: it has a pass, or a name is taken.
        CorruptFile: its sidecar, or the pass state, cannot be read; they stay as they are.
    """
    check_source(project, source)
    check_is_whole(source.place)
    if source.path is not None:
        return register_here(project, source, order)
    with project.changes.staging() as room:
        # What is copied is what is looked at: a file that was exchanged meanwhile is seen.
        staged = room / source.name
        files.copy_no_replace(source.place, staged)
        check_is_whole(staged)
        return adopt(project, source, staged, order)


def register_here(project: Project, source: Source, order: RegisterOrder) -> Registered:
    """Register a video of the project that was checked; it is moved."""
    media = source.path
    if media is None:
        raise Refused(f"{source.name} does not lie in an episode")
    with project.changes.writing() as draft:
        sidecar = sidecar_of(project, source)
        plan = _planned(project, draft, source, order)
        moves = [(media, plan.video)]
        if sidecar is not None:
            moves.append((media.sidecar(), plan.video.sidecar()))
        check_free(draft, tuple(moves))
        move_all(draft, tuple(moves))
        # Marks and pictures of an earlier cutting say nothing about the pass it is now.
        left = project.sidecars.companions(media)
        for old in left:
            if old != media.sidecar():
                draft.trash(old)
        return _commit(project, draft, source, plan, sidecar)


def adopt(project: Project, source: Source, staged: Path, order: RegisterOrder) -> Registered:
    """Register a video that was copied into a staging folder."""
    sidecar = sidecar_of(project, source)
    with project.changes.writing() as draft:
        plan = _planned(project, draft, source, order)
        check_free(draft, ((project.files.path_of(staged), plan.video),))
        draft.adopt(staged, plan.video)
        return _commit(project, draft, source, plan, sidecar)


def _planned(project: Project, draft: Draft, source: Source, order: RegisterOrder) -> _Plan:
    project.passes.read_in(draft, order.episode)
    _stem, suffix = split_suffix(source.name)
    trial = _Plan(order, 999, take_of(source.name), suffix.lower())
    if len(trial.video.name) > _LONGEST_NAME:
        raise Refused(f"a video of {len(order.shots)} shots cannot be named")
    counter = project.passes.next_counter(draft, order.episode)
    return _Plan(order, counter, trial.take, trial.suffix)


def _commit(
    project: Project, draft: Draft, source: Source, plan: _Plan, sidecar: Sidecar | None
) -> Registered:
    keys = _sidecar_keys(plan, sidecar)
    if source.path is None and sidecar is not None:
        keys = sidecar.as_json() | keys
    project.sidecars.merge(draft, plan.video, keys)
    record = _record(project, source, plan, sidecar)
    put_record(project, draft, plan.order.episode, plan.pass_id, changed=record)
    words = f"{episode_id(plan.order.episode)} PASS {plan.counter:03d}"
    change = draft.commit("register", f"Register {source.name} as {words}")
    return Registered(plan.pass_id, plan.video, change)


def _sidecar_keys(plan: _Plan, sidecar: Sidecar | None) -> dict[str, object]:
    order = plan.order
    known = sidecar.as_json() if sidecar else {}
    status = known.get("status")
    provenance = known.get("provenance")
    grouping = {
        "strategy": Strategy.COVERAGE.value,
        "ordinal": plan.counter,
        "shot_ids": list(order.shots),
        "source_pass_id": plan.pass_id,
    }
    keys: dict[str, object] = {
        "status": status if status in _DECIDED else MediaStatus.REGISTERED.value,
        "pass_id": plan.pass_id,
        "video_path": str(plan.video),
        "format_type": order.format_type,
        "source": SOURCE,
        "model": order.model,
        "take": plan.take,
        "provenance": (provenance if isinstance(provenance, dict) else {}) | {"grouping": grouping},
    }
    if known.get("source_type") == "pass_segment":
        keys["source_type"] = SOURCE
    return keys | ({"notes": order.notes} if order.notes else {})


def _record(project: Project, source: Source, plan: _Plan, sidecar: Sidecar | None) -> Record:
    order, now = plan.order, stamp(project.clock.now())
    cost = sidecar.cost_usd if sidecar else None
    return {
        "pass_id": plan.pass_id,
        "status": PassStatus.REGISTERED.value,
        "segment_shot_ids": list(order.shots),
        "video_path": str(plan.video),
        "takes": [{"take": plan.take, "model": order.model, "cost_usd": cost}],
        "cost_usd": cost,
        "expected_cuts": len(order.shots) - 1,
        "registered_from_orphan": True,
        "reconstructed_provenance": _provenance(source, order, sidecar),
        "created_at": now,
        "updated_at": now,
    }


def _provenance(source: Source, order: RegisterOrder, sidecar: Sidecar | None) -> Record:
    """What is known of where it came from; an address on this machine is nobody's business."""
    before = sidecar.as_json() if sidecar else {}
    kept = ("pass_id", "shot_id", "source")
    known = {f"former_{key}": before[key] for key in kept if before.get(key)}
    told: Record = {
        "original_name": source.name,
        "original_path": str(source.path) if source.path else None,
        "model": order.model,
        "tag": order.tag,
        "shot_ids": list(order.shots),
        "format_type": order.format_type,
    }
    return told | known | ({"notes": order.notes} if order.notes else {})
