"""Makes what the inspector shows out of a node's files; beside the GUI thread."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, find_shot_number
from engine.domain.nodes import NodeKind
from engine.errors import RecoilError
from recoil_desktop.models.subject import Fact, Notes, ShotLine, Subject
from recoil_desktop.session.shot_subject import (
    facts_of_pass,
    facts_of_shot,
    frame_of,
    lines_of_pass,
    pass_lines,
    shot_lines,
    take_lines,
    video_lines,
)
from recoil_desktop.widgets.amounts import amount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.domain.nodes import Node
    from engine.domain.passes import PassRecord
    from engine.domain.review import ReviewSheet
    from engine.domain.sidecar import Sidecar
    from engine.jobs import JobContext
    from engine.store.project import Project

_GOOD = {"matched"}
_BAD = {"too short", "black", "frozen"}
_MEDIA = (".mp4", ".mov", ".webm", ".png", ".jpg", ".jpeg", ".webp")


def subject_of(project: Project, node: Node, _job: JobContext) -> Subject:
    """Everything that is known about one line of the tree."""
    problem = ""
    sidecar: Sidecar | None = None
    try:
        sidecar = _sidecar(project, node)
    except RecoilError as error:
        problem = str(error)
    record = _record(project, node)
    has_notes = _is_media(node) and not problem
    if node.kind is NodeKind.SHOT and node.detail.shot_id:
        return _shot_subject(project, node)
    found = facts_of_pass(project, node) if record is not None else None
    return Subject(
        key=node.key,
        title=node.name,
        kind=str(node.kind),
        status="corrupt" if problem else node.status,
        path=str(node.path) if node.path is not None else "",
        facts=(*(lines_of_pass(found, node) if found else ()), *_facts(node, sidecar, record)),
        takes=video_lines(found) if found else (),
        shots=tuple(_shots(node, record)),
        shots_title="Shots of this pass",
        stars=(sidecar.star_count if sidecar else 0) if has_notes else None,
        notes=_notes(sidecar) if has_notes else None,
        raw=_raw(sidecar),
        problem=problem,
        is_locked=project.offline is not None,
    )


def _shot_subject(project: Project, node: Node) -> Subject:
    """A shot: how far it is, its takes, what it begins with, and the passes that hold it."""
    shot = facts_of_shot(project, node)
    known = shot_lines(shot) if shot else _facts(node, None, None)
    return Subject(
        key=node.key,
        title=node.detail.shot_id,
        kind=str(node.kind),
        status=node.status,
        facts=tuple(known),
        takes=take_lines(shot) if shot else (),
        shots=pass_lines(shot) if shot else (),
        shots_title="Passes that hold it",
        frame=frame_of(project, shot.start_frame) if shot else None,
        is_locked=project.offline is not None,
    )


def subject_of_video(video: Path, sheet: ReviewSheet | None) -> Subject:
    """A video that belongs to no pass; what is in it is known when it has been read."""
    facts = tuple(_video_facts(sheet)) if sheet is not None else ()
    return Subject(str(video), video.name, "video", path=str(video), facts=facts)


def _video_facts(sheet: ReviewSheet) -> Iterator[Fact]:
    timeline = sheet.timeline
    width, height = sheet.size
    yield Fact("Length", f"{float(timeline.duration):.2f} s, {timeline.count} frames")
    yield Fact("Picture", f"{width} x {height}")
    yield Fact("Frames a second", f"{float(timeline.rate):.5g}")
    yield Fact("Sound", "yes" if sheet.has_audio else "none")


def _is_media(node: Node) -> bool:
    return node.path is not None and str(node.path).lower().endswith(_MEDIA)


def _sidecar(project: Project, node: Node) -> Sidecar | None:
    if node.path is None or not _is_media(node):
        return None
    return project.sidecars.read(node.path)


def _record(project: Project, node: Node) -> PassRecord | None:
    found = PassId.find(node.detail.pass_id)
    if str(node.kind) != "pass" or found is None:
        return None
    try:
        return project.passes.read(found.episode).passes.get(node.detail.pass_id)
    except RecoilError:
        return None  # the tree shows the document as corrupt


def _notes(sidecar: Sidecar | None) -> Notes:
    if sidecar is None:
        return Notes()
    return Notes(sidecar.notes or "", tuple(str(tag) for tag in sidecar.tags))


def _raw(sidecar: Sidecar | None) -> str:
    return json.dumps(sidecar.as_json(), indent=2, ensure_ascii=False) if sidecar else ""


def _facts(node: Node, sidecar: Sidecar | None, record: PassRecord | None) -> Iterator[Fact]:
    detail = node.detail
    if detail.coverage is not None:
        covered = f"{detail.coverage.covered} of {detail.coverage.planned} planned"
        yield Fact("Shots covered", covered)
    if node.kind is NodeKind.ORPHAN and detail.summary and not detail.is_corrupt:
        yield Fact("Why here", detail.summary)
    if detail.shot_id:
        yield Fact("Shot", detail.shot_id)
    if detail.pass_id:
        yield Fact("Pass", detail.pass_id)
    if detail.model:
        yield Fact("Model", detail.model)
    if detail.take is not None:
        yield Fact("Take", str(detail.take))
    if detail.cost_micro is not None:
        yield Fact("Cost", amount(detail.cost_micro))
    if record is not None:
        yield from _record_facts(record)
    if sidecar is not None:
        yield from _sidecar_facts(sidecar)
    if detail.count:
        yield Fact("Files", str(detail.count))


def _record_facts(record: PassRecord) -> Iterator[Fact]:
    if record.verdict_summary:
        yield Fact("Verdict", record.verdict_summary)
    if record.expected_cuts is not None and record.detected_cuts is not None:
        is_right = record.expected_cuts == record.detected_cuts
        words = f"{record.detected_cuts} found, {record.expected_cuts} expected"
        yield Fact("Cuts", words, "" if is_right else "warn")
    if record.scene_detect_threshold is not None:
        yield Fact("Threshold", f"{record.scene_detect_threshold:g}")
    if record.extraction_method:
        yield Fact("Cut by", record.extraction_method.replace("_", " "))
    if record.lineage_ref is not None and record.lineage_ref.original_pass_id:
        yield Fact("Replaces part of", record.lineage_ref.original_pass_id)


def _sidecar_facts(sidecar: Sidecar) -> Iterator[Fact]:
    if sidecar.segment_timestamp_start is not None and sidecar.segment_timestamp_end is not None:
        start, end = sidecar.segment_timestamp_start, sidecar.segment_timestamp_end
        yield Fact("In the pass", f"{_clock(start)} to {_clock(end)} ({end - start:.2f} s)")
    if sidecar.alignment_delta_s is not None:
        yield Fact("Off the plan", f"{sidecar.alignment_delta_s:+.2f} s")
    if sidecar.source_video:
        yield Fact("Cut from", sidecar.source_video)
    if sidecar.rejection_reason:
        yield Fact("Rejected because", sidecar.rejection_reason, "bad")
    if sidecar.failure_mode and sidecar.failure_mode != "none":
        yield Fact("Failure", sidecar.failure_mode.replace("_", " "), "bad")
    if sidecar.updated_at:
        yield Fact("Changed", sidecar.updated_at.replace("T", " ").removesuffix("Z"))


def _shots(node: Node, record: PassRecord | None) -> Iterator[ShotLine]:
    if record is None:
        return
    clips = {_number(child.detail.shot_id): child for child in node.children if child.path}
    verdicts = _verdicts(record)
    for index, shot_id in enumerate(record.segment_shot_ids):
        number = _number(shot_id)
        finding, fix = verdicts.get(number, ("", ""))
        clip = clips.get(number)
        yield ShotLine(
            number=number,
            times=_times(record, index),
            finding=finding or ("cut" if clip else "not cut yet"),
            tone=_tone(finding, is_cut=clip is not None),
            fix=fix,
            path=str(clip.path) if clip else "",
        )


def _number(shot_id: str) -> str:
    return find_shot_number(shot_id) or shot_id


def _tone(finding: str, *, is_cut: bool) -> str:
    if not finding:
        return "good" if is_cut else "muted"
    if finding in _GOOD:
        return "good"
    return "bad" if any(word in finding for word in _BAD) else "warn"


def _verdicts(record: PassRecord) -> dict[str, tuple[str, str]]:
    """Finding and fix by shot number, as far as the record tells."""
    shots = record.verdict.get("shots") if isinstance(record.verdict, dict) else None
    found: dict[str, tuple[str, str]] = {}
    for shot in shots if isinstance(shots, list) else []:
        if isinstance(shot, dict) and isinstance(shot.get("shot_id"), str):
            findings = shot.get("findings")
            words = ", ".join(map(str, findings)) if isinstance(findings, list) else ""
            found[_number(shot["shot_id"])] = (words, str(shot.get("fix") or ""))
    return found


def _times(record: PassRecord, index: int) -> str:
    times = record.segment_timestamps.get(str(index))
    if times is None or times.start is None or times.end is None:
        return ""
    return f"{_clock(times.start)} – {_clock(times.end)}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:05.2f}"
