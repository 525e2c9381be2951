"""From a download to a take of the project: checked, named, with its origin beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.board_art import BOARD_PURPOSE
from engine.domain.money import micro_to_usd
from engine.domain.passes import PassRecord, PassStatus, PassTake
from engine.domain.scenes import Modality
from engine.domain.sidecar import MediaStatus
from engine.domain.take_checks import Finding, TakeExpectation
from engine.orchestration.board_filing import board_sidecar
from engine.orchestration.gates import check_take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.dispatches import Dispatch, DispatchIntent
    from engine.domain.passes import PassStateDocument
    from engine.domain.paths import ProjectPath
    from engine.jobs import JobContext
    from engine.store.project import Project

# A pass that nobody has looked at yet: its first video is the one to be cut.
_UNSEEN = (None, PassStatus.PENDING, PassStatus.GENERATING, PassStatus.FAILED)


def download_place(project: Project, dispatch: Dispatch) -> Path:
    """Where the output of a dispatch is fetched to: called what it is, once that is known."""
    suffix = str(dispatch.detail.get("suffix") or dispatch.target.suffix)
    return project.takes.download(dispatch.dispatch_id, suffix)


def check_download(
    project: Project, intent: DispatchIntent, place: Path, job: JobContext
) -> dict[str, object]:
    """What is noted of the checks of a fetched take.

    ``checks`` says pass, fail or not checked by name; ``failed_check`` and ``failure_mode`` are
    there when one of them says that the take cannot be used.
    """
    found = check_take(place, _expectation(project, intent), job)
    noted: dict[str, object] = {
        "checks": {check.name: str(check.verdict) for check in found.checks}
    }
    if soft := [check for check in found.checks if check.verdict is Finding.FAIL]:
        noted["soft_failures"] = [
            {"name": check.name, "category": check.category, "note": check.note}
            for check in soft
            if not check.is_hard
        ]
    if (failed := found.hard_failure()) is not None:
        noted |= {"failed_check": failed.name, "failure_mode": failed.category}
    return noted


def file_take(project: Project, intent: DispatchIntent, dispatch: Dispatch) -> ProjectPath:
    """Put a fetched take into its place, and tell its pass; may be done again.

    Raises:
        NotFound: the download is gone.
        Refused: something else has its name.
        Offline, Busy, DiskFailed: the download is still there.
    """
    target = _with_suffix(intent.target, str(dispatch.detail.get("suffix") or ""))
    sidecar = _sidecar(project, intent, dispatch)
    fetched = download_place(project, dispatch)
    project.takes.file(fetched, target, str(dispatch.detail["sha256"]), sidecar)
    pass_id = _pass_of(intent)
    if pass_id is not None:
        _tell_pass(project, intent, dispatch, pass_id, target)
    return target


def refile_take(
    project: Project, intent: DispatchIntent, dispatch: Dispatch, target: ProjectPath, fetched: Path
) -> None:
    """Put a take that was filed once and vanished into its place; what people noted of it stays.

    Raises:
        Refused, Offline, Busy, DiskFailed, CorruptFile: like ``file_take``.
    """
    is_known = project.files.exists(target.sidecar())
    sidecar = {} if is_known else _sidecar(project, intent, dispatch)
    project.takes.file(fetched, target, str(dispatch.detail["sha256"]), sidecar)


def _expectation(project: Project, intent: DispatchIntent) -> TakeExpectation:
    payload = intent.payload
    size = payload.get("size")
    start = payload.get("start_frame")
    # Models render whole seconds, or one of a few lengths: what is billed is what comes.
    duration = payload.get("billed_duration_s") or payload.get("duration_s")
    return TakeExpectation(
        is_picture=intent.modality == Modality.IMAGE_T2I,
        duration=None if duration is None else Fraction(str(duration)),
        size=(int(size[0]), int(size[1])) if isinstance(size, list | tuple) else None,
        shots=len(intent.shot_ids),
        start_frame=_local(project, start),
    )


def _local(project: Project, reference: object) -> Path | None:
    if not isinstance(reference, str) or "://" in reference:
        return None
    return project.resolve(project.path(reference))


def _with_suffix(target: ProjectPath, suffix: str) -> ProjectPath:
    """Some models give WebM or JPEG where MP4 or PNG was expected: a file is called what it is."""
    if not suffix or suffix == target.suffix:
        return target
    return target.parent / f"{target.stem}{suffix}"


def _sidecar(project: Project, intent: DispatchIntent, dispatch: Dispatch) -> dict[str, object]:
    now = stamp(project.clock.now())
    payload = intent.payload
    more = board_sidecar(intent) if intent.purpose == BOARD_PURPOSE else {}
    return {
        "status": MediaStatus.CANDIDATE.value,
        "created_at": now,
        "updated_at": now,
        "notes": "",
        "tags": [tag] if isinstance(tag := payload.get("tag"), str) and tag else [],
        "source": "coverage_pass" if _pass_of(intent) else "generated",
        "source_type": "pass" if len(intent.shot_ids) > 1 or _pass_of(intent) else "take",
        "model": intent.model,
        "cost_usd": micro_to_usd(_cost(intent, dispatch)),
        "pass_id": _pass_of(intent),
        "shot_id": intent.shot_ids[0] if len(intent.shot_ids) == 1 else None,
        "take": _take_number(intent),
        "provenance": _provenance(intent, dispatch),
        "checks": dict(_checks(dispatch)),
        **more,
    }


def _provenance(intent: DispatchIntent, dispatch: Dispatch) -> dict[str, object]:
    payload, known = intent.payload, intent.payload.get("provenance")
    return {
        **(known if isinstance(known, dict) else {}),
        "batch_id": intent.scene_id,
        "scene_version": intent.version,
        "beat_id": intent.beat_id,
        "take_id": intent.take_id,
        "prompt": payload.get("prompt"),
        "seed": payload.get("seed"),
        "refs": list(_listed(payload.get("references"))),
        "provider": intent.provider,
        "dispatch_id": intent.dispatch_id,
        "request_id": dispatch.request_id,
        "run_id": intent.run_id,
    }


def _tell_pass(
    project: Project,
    intent: DispatchIntent,
    dispatch: Dispatch,
    pass_id: str,
    target: ProjectPath,
) -> None:
    """Note the take in its pass; the pass waits to be cut when this is its first video."""
    take = PassTake(
        take=_take_number(intent),
        model=intent.model,
        cost_usd=micro_to_usd(_cost(intent, dispatch)),
    )

    def change(document: PassStateDocument) -> None:
        now = stamp(project.clock.now())
        record = document.passes.get(pass_id) or PassRecord(pass_id=pass_id, created_at=now)
        record.segment_shot_ids = record.segment_shot_ids or list(intent.shot_ids)
        record.takes = [one for one in record.takes if one.take != take.take] + [take]
        record.cost_usd = take.cost_usd
        record.updated_at = now
        if record.status in _UNSEEN and _is_free(project, record, target):
            record.video_path = str(target)
            record.status = PassStatus.REGISTERED
        document.passes[pass_id] = record

    project.passes.update(intent.episode, change)


def _is_free(project: Project, record: PassRecord, target: ProjectPath) -> bool:
    shown = record.video_path
    return not shown or shown == str(target) or not project.files.exists(project.path(shown))


def _pass_of(intent: DispatchIntent) -> str | None:
    grouping = intent.payload.get("grouping")
    found = grouping.get("source_pass_id") if isinstance(grouping, dict) else None
    return found if isinstance(found, str) and found else None


def _take_number(intent: DispatchIntent) -> int:
    number = intent.payload.get("take")
    return number if isinstance(number, int) else 1


def _cost(intent: DispatchIntent, dispatch: Dispatch) -> int:
    billed = dispatch.detail.get("billed_micro")
    return billed if isinstance(billed, int) else intent.estimate_micro


def _checks(dispatch: Dispatch) -> Mapping[str, object]:
    checks = dispatch.detail.get("checks")
    return checks if isinstance(checks, dict) else {}


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()
