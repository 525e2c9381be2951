"""Cutting a pass: clips are made aside and come into the project as one change set."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain import cut_record
from engine.domain.ids import PassId
from engine.errors import CutFailed, RecoilError
from engine.jobs import Stopped
from engine.store.steps import fingerprint_of
from engine.workspace.boundary_pictures import (
    make_pictures,
    picture_path,
    put_pictures,
)
from engine.workspace.clips import ClipPlan, clip_sidecar, existing_clips
from engine.workspace.pass_records import amend, put_record, record_in
from engine.workspace.pass_videos import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.domain.timing import Timeline
    from engine.jobs import JobContext
    from engine.media.cut import ClipReport
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.boundary_pictures import BoundaryPicture
    from engine.workspace.pass_videos import PassVideo

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CutOrder:
    """What is to be cut from a pass's video, and what its record says while and after.

    ``shots`` is the number of planned ones.
    """

    video: PassVideo
    timeline: Timeline
    clips: tuple[ClipPlan, ...]
    shots: int
    while_cutting: Mapping[str, object] = field(default_factory=dict)
    afterwards: Mapping[str, object] = field(default_factory=dict)

    def target_of(self, report: ClipReport) -> ProjectPath:
        """The name in the project of a clip that was made aside."""
        return next(clip.path for clip in self.clips if clip.path.name == report.path.name)


@dataclass(frozen=True, slots=True)
class CutClip:
    """One clip of a pass as it turned out; ``error`` says why it is not there."""

    plan: ClipPlan
    error: RecoilError | None = None

    def as_json(self) -> dict[str, object]:
        """The clip as ``--json`` lists it."""
        segment = self.plan.segment
        told: dict[str, object] = {
            "path": str(self.plan.path),
            "shot_id": segment.parent,
            **self.plan.times,
            "frames": segment.frames.count,
            "class": segment.segment_class,
        }
        return told | ({"error": str(self.error)} if self.error else {})


@dataclass(frozen=True, slots=True)
class CutResult:
    """The clips of a pass, and the change set that brought them."""

    clips: tuple[CutClip, ...]
    change: AppliedChange | None

    @property
    def failed(self) -> tuple[CutClip, ...]:
        """The clips that are not there."""
        return tuple(clip for clip in self.clips if clip.error)


def cut_missing(project: Project, order: CutOrder, job: JobContext) -> CutResult:
    """Make the clips that are not there yet; one that fails is named, the rest go on.

    The pass's lease is held by the caller. Without all clips the video gets no marker, so that the
    next extraction tries again.

    Raises:
        RecoilError, Stopped: the record is as it was before.
    """
    _begin(project, order)
    try:
        there = {clip.path for clip in order.clips if project.files.exists(clip.path)}
        wanted = [clip for clip in order.clips if clip.path not in there]
        with project.changes.staging() as folder:
            reports = _cut(project, order, wanted, folder, job)
            cut = _judged(order, wanted, reports)
            if wanted and len([clip for clip in cut if clip.error]) == len(wanted):
                raise CutFailed(project.resolve(order.video.path), _reason(cut))
            pictures = _pictures(
                project, order, [c.plan for c in cut if not c.error], reports, folder
            )
            change = _commit_missing(project, order, cut, reports, pictures)
    except (RecoilError, Stopped):
        amend(project, order.video.episode, order.video.pass_id, cut_record.before)
        raise
    return CutResult(cut, change)


def cut_anew(project: Project, order: CutOrder, job: JobContext) -> CutResult:
    """Make all clips and put them in the place of the old ones, which go to the trash.

    The pass's lease is held by the caller.

    Raises:
        CutFailed: a clip failed. The old ones are still there, and the pass is in review with the
            reason.
        RecoilError, Stopped: the same.
    """
    _begin(project, order)
    try:
        with project.changes.staging() as folder:
            reports = _cut(project, order, order.clips, folder, job)
            cut = _judged(order, order.clips, reports)
            if any(clip.error for clip in cut):
                raise CutFailed(project.resolve(order.video.path), _reason(cut))
            pictures = _pictures(project, order, order.clips, reports, folder)
            change = _commit_anew(project, order, reports, pictures)
    except (RecoilError, Stopped) as error:
        _send_back(project, order, "stopped" if isinstance(error, Stopped) else str(error))
        raise
    return CutResult(cut, change)


def short_name(pass_id: str) -> str:
    """A pass as titles name it: ``EP001 PASS 011``."""
    parts = PassId.find(pass_id)
    return f"EP{parts.episode:03d} PASS {parts.counter:03d}" if parts else pass_id


# -- the record on the way ---------------------------------------------------


def _begin(project: Project, order: CutOrder) -> None:
    changes = {"updated_at": stamp(project.clock.now()), **order.while_cutting}
    amend(
        project,
        order.video.episode,
        order.video.pass_id,
        lambda record: cut_record.begun(record, changes),
    )


def _send_back(project: Project, order: CutOrder, reason: str) -> None:
    now = stamp(project.clock.now())
    log.warning("the cuts of %s were not carried out: %s", order.video.pass_id, reason)
    amend(
        project,
        order.video.episode,
        order.video.pass_id,
        lambda record: cut_record.sent_to_review(record, reason, {"updated_at": now}),
    )


# -- cutting -----------------------------------------------------------------


def _cut(
    project: Project,
    order: CutOrder,
    clips: Sequence[ClipPlan],
    folder: Path,
    job: JobContext,
) -> tuple[ClipReport, ...]:
    from engine.media.cut import cut_clips  # late: brings av

    if not clips:
        return ()
    return cut_clips(
        place_of(project, order.video),
        [clip.segment.frames for clip in clips],
        [folder / clip.path.name for clip in clips],
        ctx=job,
        timeline=order.timeline,
    )


def _judged(
    order: CutOrder, wanted: Sequence[ClipPlan], reports: Sequence[ClipReport]
) -> tuple[CutClip, ...]:
    """All clips of the order in their order; those not wanted were there."""
    errors = {clip.path: report.error for clip, report in zip(wanted, reports, strict=True)}
    return tuple(CutClip(clip, errors.get(clip.path)) for clip in order.clips)


def _reason(cut: Sequence[CutClip]) -> str:
    failed = [clip for clip in cut if clip.error]
    first = failed[0]
    reason = getattr(first.error, "reason", first.error)
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{first.plan.path.name} was not cut: {reason}{more}"


def _pictures(
    project: Project,
    order: CutOrder,
    clips: Sequence[ClipPlan],
    reports: Sequence[ClipReport],
    folder: Path,
) -> tuple[BoundaryPicture, ...]:
    """The boundary frames of clips that were just cut, and those that lack of the others."""
    cut = {order.target_of(report): report.path for report in reports if report.error is None}
    there = project.sidecars.boundary_frames(order.video.path)
    wanted = [
        clip
        for clip in clips
        if clip.segment.index is not None
        and (clip.path in cut or picture_path(order.video, clip.segment.index) not in there)
    ]
    return make_pictures(project, order, wanted, cut, folder)


# -- one change set ----------------------------------------------------------


def _commit_missing(
    project: Project,
    order: CutOrder,
    cut: Sequence[CutClip],
    reports: Sequence[ClipReport],
    pictures: Sequence[BoundaryPicture],
) -> AppliedChange:
    sidecars = _sidecars(project, order)
    with project.changes.writing() as draft:
        _adopt(draft, order, reports)
        put_pictures(draft, pictures)
        for clip in cut:
            path = clip.plan.path
            if not clip.error and not draft.exists(path.sidecar()):
                draft.put_json(path.sidecar(), sidecars[path])
        if not any(clip.error for clip in cut):
            draft.put_text(order.video.path.marker(), f"{len(cut)}\n")
        _finish_record(project, draft, order)
        return draft.commit("extract", f"Extract {short_name(order.video.pass_id)}")


def _commit_anew(
    project: Project,
    order: CutOrder,
    reports: Sequence[ClipReport],
    pictures: Sequence[BoundaryPicture],
) -> AppliedChange:
    sidecars = _sidecars(project, order)
    with project.changes.writing() as draft:
        for path, _name in list(existing_clips(project, order.video)):
            draft.trash(path)
            if draft.exists(path.sidecar()):
                draft.trash(path.sidecar())
        for path in project.sidecars.boundary_frames(order.video.path):
            draft.trash(path)
        _adopt(draft, order, reports)
        put_pictures(draft, pictures)
        for path, sidecar in sidecars.items():
            draft.put_json(path.sidecar(), sidecar)
        draft.put_text(order.video.path.marker(), f"{len(order.clips)}\n")
        _finish_record(project, draft, order)
        return draft.commit("confirm", f"Confirm cuts of {short_name(order.video.pass_id)}")


def _sidecars(project: Project, order: CutOrder) -> dict[ProjectPath, dict[str, object]]:
    source = fingerprint_of(place_of(project, order.video)) or ""
    now = stamp(project.clock.now())
    return {
        clip.path: clip_sidecar(order.video, clip, order.shots, source, now) for clip in order.clips
    }


def _adopt(draft: Draft, order: CutOrder, reports: Sequence[ClipReport]) -> None:
    for report in reports:
        if report.error is None:
            draft.adopt(report.path, order.target_of(report))


def _finish_record(project: Project, draft: Draft, order: CutOrder) -> None:
    episode, pass_id = order.video.episode, order.video.pass_id
    record = record_in(project, draft, episode, pass_id)
    changes = {**order.afterwards, "updated_at": stamp(project.clock.now())}
    put_record(
        project,
        draft,
        episode,
        pass_id,
        changed=cut_record.finished(record, changes),
        restore=cut_record.before(record),
    )
