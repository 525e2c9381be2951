"""What of an episode's runs waits for a person: jobs, judgements, checks, videos, gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.inbox import InboxItem, InboxKind, Place, Room
from engine.domain.money import format_usd
from engine.domain.scenes import TakeStatus
from engine.domain.take_checks import Finding
from engine.workspace.inbox import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from engine.domain.run_sight import BeatSight, EpisodeSight, OpenJob, SceneSight, TakeSight

GATES = {
    "active_version_not_derived": "this version has no board of its own",
    "no_board": "it has no board",
    "board_proposed": "its board is not approved",
    "board_rejected": "its board was rejected",
    "board_ssot_not_approved": "its approved board is no readable picture",
    "scene_locked": "it is locked",
}
"""Why a batch may not be rendered, in words."""

_BOARDS = {"no_board", "board_proposed", "board_rejected", "board_ssot_not_approved"}
_WHAT = {
    InboxKind.FAILED: "could not be rendered",
    InboxKind.LOST: "lost its video",
    InboxKind.STALE: "is older than its references",
    InboxKind.CHECK: "did not pass its checks",
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people said before: files that were taken or refused, and beats that were judged."""

    files: AbstractSet[str] = frozenset()
    judged: AbstractSet[str] = frozenset()


def waiting_in_runs(sight: EpisodeSight, decisions: Decisions) -> Iterator[InboxItem]:
    """Everything of one episode's runs that waits."""
    if sight.problem:
        yield _damaged(sight)
    jobs = [job for job in sight.jobs if job.needs_person]
    yield from (_unknown(job) for job in jobs)
    if not sight.run_by:
        yield from _collectable(sight.episode, [job for job in sight.jobs if _can_come(job)])
    for scene in sight.scenes:
        yield from _of_scene(sight, scene, decisions)


def judgements(entries: Sequence[Mapping[str, object]]) -> Iterator[InboxItem]:
    """The entries of the review queue, which only a person can judge."""
    for entry in entries:
        rq_id = str(entry.get("rq_id") or "")
        subject = str(entry.get("scene_id") or entry.get("shot_id") or rq_id)
        mode = str(entry.get("failure_mode") or "").replace("_", " ")
        attempts = entry.get("attempts")
        tries = len(attempts) if isinstance(attempts, list) else 0
        parts = (
            str(entry.get("reason") or ""),
            "" if mode in {"unknown", "none"} else mode,
            _counted(tries, "attempt") if tries else "",
        )
        yield InboxItem(
            kind=InboxKind.JUDGEMENT,
            subject=rq_id,
            title=f"Only you can judge {title_of(subject)}",
            detail=_listed(parts),
            episode=_episode_of(entry),
            place=Place(Room.QUEUE, rq_id),
            fix=f"recoil reviews resolve {rq_id}",
            paths=(output,) if (output := str(entry.get("output") or "")) else (),
        )


# -- jobs --------------------------------------------------------------------


def _damaged(sight: EpisodeSight) -> InboxItem:
    return InboxItem(
        kind=InboxKind.CORRUPT,
        subject="ledger",
        title="The ledger of paid jobs is damaged",
        detail=f"{sight.problem}; nothing is paid until it is mended",
        place=Place(Room.RUNS),
        fix="recoil jobs",
        paths=("state/visual/ledger.jsonl",),
    )


def _unknown(job: OpenJob) -> InboxItem:
    is_lost = job.state == "lost_remote"
    what = "does not know the job any more" if is_lost else "may have taken the job"
    return InboxItem(
        kind=InboxKind.JOB,
        subject=job.dispatch_id,
        title=f"{job.provider} {what}: {title_of(job.scene_id)}",
        detail=_listed((job.reason, f"{format_usd(job.held_micro)} stay reserved")),
        episode=job.episode,
        place=Place(Room.RUNS, job.scene_id),
        fix=f"recoil jobs decide {job.dispatch_id} found|pay-again|give-up",
    )


def _can_come(job: OpenJob) -> bool:
    return not job.needs_person and job.was_sent


def _collectable(episode: int, jobs: Sequence[OpenJob]) -> Iterator[InboxItem]:
    if not jobs:
        return
    where = ", ".join(dict.fromkeys(job.provider for job in jobs))
    held = sum(job.held_micro for job in jobs)
    yield InboxItem(
        kind=InboxKind.FINISHED,
        subject=where,
        title=f"{_counted(len(jobs), 'job')} at {where} to collect",
        detail=f"nobody follows them; {format_usd(held)} are held, fetching costs nothing",
        episode=episode,
        place=Place(Room.RUNS),
        fix=f"recoil collect --episode {episode}",
    )


# -- batches -----------------------------------------------------------------


def _of_scene(sight: EpisodeSight, scene: SceneSight, decisions: Decisions) -> Iterator[InboxItem]:
    episode = sight.episode
    if scene.problem:
        yield _unreadable(scene, episode)
        return
    if scene.candidates:
        yield _version(scene, episode)
    elif scene.blocked and any(beat.primary is None for beat in scene.beats):
        yield _gate(scene, episode)
    busy = {job.beat_id for job in sight.jobs}
    for beat in scene.beats:
        is_idle = not sight.run_by and beat.beat_id not in busy
        yield from _of_beat(beat, episode, decisions, is_idle=is_idle)


def _unreadable(scene: SceneSight, episode: int) -> InboxItem:
    return InboxItem(
        kind=InboxKind.CORRUPT,
        subject=scene.scene_id,
        title=f"{title_of(scene.scene_id)} can't be read",
        detail=f"{scene.problem}; it is kept as it is",
        episode=episode,
        place=Place(Room.RUNS, scene.scene_id),
        fix="recoil snapshot list",
    )


def _version(scene: SceneSight, episode: int) -> InboxItem:
    newest = scene.candidates[-1]
    return InboxItem(
        kind=InboxKind.VERSION,
        subject=scene.scene_id,
        title=f"Version {newest} of {title_of(scene.scene_id)} waits",
        detail=f"version {scene.version} counts until you conform",
        episode=episode,
        place=Place(Room.VERSIONS, scene.scene_id),
        fix=f"recoil rederive --episode {episode} --batch {scene.scene_id} --conform {newest}",
    )


def _gate(scene: SceneSight, episode: int) -> InboxItem:
    is_board = scene.blocked in _BOARDS
    batch = scene.scene_id
    remedy = f"recoil board --episode {episode}"
    if scene.blocked == "active_version_not_derived":
        version = f"--mark-derived {scene.version}"
        remedy = f"recoil rederive --episode {episode} --batch {batch} {version}"
    return InboxItem(
        kind=InboxKind.GATE,
        subject=batch,
        title=f"{title_of(batch)} is blocked",
        detail=GATES.get(scene.blocked, scene.blocked.replace("_", " ")),
        episode=episode,
        place=Place(Room.BOARD if is_board else Room.RUNS, batch),
        fix=remedy,
    )


def _of_beat(
    beat: BeatSight, episode: int, decisions: Decisions, *, is_idle: bool
) -> Iterator[InboxItem]:
    primary = beat.primary
    if primary is None:
        last = beat.takes[-1] if beat.takes else None
        is_over = last is not None and last.status == TakeStatus.FAILED
        if last is not None and is_over and is_idle and beat.beat_id not in decisions.judged:
            yield _exhausted(beat, last, episode)
        return
    if primary.is_missing:
        name = primary.output.rpartition("/")[2] or "its video"
        detail = f"{name} is not there any more"
        yield _take(InboxKind.LOST, beat, primary, episode, detail)
    elif beat.is_stale:
        detail = "the pictures it was rendered from were changed since"
        yield _take(InboxKind.STALE, beat, primary, episode, detail)
    failed = [name for name, verdict in primary.checks.items() if verdict == Finding.FAIL]
    if failed and not primary.is_missing and primary.output not in decisions.files:
        words = ", ".join(name.replace("_", " ") for name in failed)
        detail = f"failed: {words}; pin it or reject it"
        yield _take(InboxKind.CHECK, beat, primary, episode, detail)


def _exhausted(beat: BeatSight, last: TakeSight, episode: int) -> InboxItem:
    tries = _counted(len(beat.takes), "attempt")
    detail = _listed((last.error or last.failure_mode.replace("_", " "), tries))
    return _take(InboxKind.FAILED, beat, last, episode, detail)


def _take(
    kind: InboxKind, beat: BeatSight, take: TakeSight, episode: int, detail: str
) -> InboxItem:
    return InboxItem(
        kind=kind,
        subject=beat.beat_id,
        title=f"{title_of(beat.scene_id)} {_WHAT[kind]}",
        detail=detail,
        episode=episode,
        place=Place(Room.RUNS, beat.scene_id),
        fix=f"recoil generate --episode {episode} --dry-run",
        paths=(take.output,) if take.output else (),
    )


# -- words -------------------------------------------------------------------


def _episode_of(entry: Mapping[str, object]) -> int | None:
    found = entry.get("episode_id")
    return find_episode(found) if isinstance(found, str | int) else None


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _listed(words: Sequence[str]) -> str:
    return " · ".join(word for word in words if word)
