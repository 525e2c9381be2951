"""Rejecting a segment, and asking for its shot once more as a pass of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.ids import PassId, check_tag, same_shot, shot_number
from engine.domain.names import SegmentName, parse_media_name
from engine.domain.passes import PassStatus
from engine.domain.sidecar import FailureMode, MediaStatus
from engine.errors import NotFound, Refused, UserError
from engine.workspace.clips import existing_clips
from engine.workspace.cutting import short_name
from engine.workspace.pass_records import put_record
from engine.workspace.pass_videos import find_pass, shots_of, video_of

if TYPE_CHECKING:
    from engine.domain.cut_record import Record
    from engine.domain.passes import PassRecord
    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

USUAL_TAG = "REGEN"


@dataclass(frozen=True, slots=True)
class NewPass:
    """A pass that was asked for; ``replaces`` is the rejected clip it is to stand in for."""

    pass_id: str
    replaces: ProjectPath | None
    change: AppliedChange


def reject_segment(
    project: Project, clip: ProjectPath, reason: str, failure_mode: str
) -> AppliedChange:
    """Mark a segment rejected; everything else in its sidecar stays.

    Raises:
        NotFound: there is no such file.
        Refused: it is no segment.
        UserError: no reason, or an unknown failure mode.
        CorruptFile: its sidecar cannot be read; it stays as it is.
    """
    reason = reason.strip()
    if not reason:
        raise UserError("a reason is needed")
    _check_mode(failure_mode)
    if not project.resolve(clip).is_file():
        raise NotFound("segment", str(clip))
    sidecar = project.sidecars.read(clip)
    shot = _shot_of(clip, sidecar)
    with project.changes.writing() as draft:
        keys: dict[str, object] = {
            "status": MediaStatus.REJECTED.value,
            "rejection_reason": reason,
            "failure_mode": failure_mode,
            "shot_id": shot,
        }
        project.sidecars.merge(draft, clip, keys)
        return draft.commit("reject segment", f"Reject {clip.name}")


def regenerate(
    project: Project, shot: str, from_pass: str, reason: str, tag: str | None = None
) -> NewPass:
    """A new pending pass of one shot, with its origin; the rejected clip learns who replaces it.

    ``from_pass`` may be the beginning of an id, if only one pass begins so.

    Raises:
        NotFound: no such pass, or the shot is not in it.
        UserError: a bad shot, tag or reason.
    """
    reason, tag = reason.strip(), check_tag(tag or USUAL_TAG)
    if not reason:
        raise UserError("a reason is needed")
    episode, origin = find_pass(project, from_pass)
    index, shot_id = _planned(origin, shot)
    rejected = _rejected_clip(project, episode, origin, shot_id)
    with project.changes.writing() as draft:
        counter = project.passes.next_counter(draft, episode)
        pass_id = str(PassId(episode, counter, (shot_id,), tag))
        lineage: Record = {
            "original_pass_id": origin.pass_id,
            "segment_index": index,
            "reason": reason,
        }
        record = _pending(project, pass_id, shot_id, lineage)
        put_record(project, draft, episode, pass_id, changed=record)
        if rejected is not None:
            project.sidecars.merge(draft, rejected, {"replaced_by": pass_id})
        change = draft.commit("regenerate", f"Regenerate {shot_id} as {short_name(pass_id)}")
    return NewPass(pass_id, rejected, change)


def _check_mode(failure_mode: str) -> None:
    known = [mode.value for mode in FailureMode]
    if failure_mode not in known:
        raise UserError(f"not a failure mode: {failure_mode!r} (one of {', '.join(known)})")


def _shot_of(clip: ProjectPath, sidecar: Sidecar | None) -> str:
    """The shot a segment stands for.

    Raises:
        Refused: neither its sidecar nor its name calls it a segment.
    """
    name = parse_media_name(clip.name)
    if not isinstance(name, SegmentName) and not (sidecar and sidecar.is_segment):
        raise Refused(f"not a segment: {clip}")
    if sidecar and (said := sidecar.shot_id or sidecar.parent_shot_id or sidecar.source_shot_id):
        return said
    return name.shot_number if isinstance(name, SegmentName) else ""


def _planned(origin: PassRecord, shot: str) -> tuple[int, str]:
    """Which planned segment of a pass a shot is, and its id there."""
    shot_number(shot)
    for index, planned in enumerate(shots_of(origin)):
        if same_shot(planned, shot):
            return index, planned
    raise NotFound("shot", f"{shot} in pass {origin.pass_id}")


def _rejected_clip(
    project: Project, episode: int, origin: PassRecord, shot_id: str
) -> ProjectPath | None:
    """The rejected segment of the shot, if the pass was cut and it was rejected."""
    try:
        video = video_of(project, episode, origin)
    except NotFound:
        return None
    for path, name in existing_clips(project, video):
        if name.letter is None and same_shot(name.shot_number, shot_id):
            sidecar = project.sidecars.read(path)
            if sidecar is not None and sidecar.status == MediaStatus.REJECTED:
                return path
    return None


def _pending(project: Project, pass_id: str, shot_id: str, lineage: Record) -> Record:
    now = stamp(project.clock.now())
    return {
        "pass_id": pass_id,
        "status": PassStatus.PENDING.value,
        "segment_shot_ids": [shot_id],
        "video_path": None,
        "takes": [],
        "cost_usd": None,
        "expected_cuts": 0,
        "lineage_ref": lineage,
        "created_at": now,
        "updated_at": now,
    }
