"""Rejecting takes: the reason beside the file, the shot's status, and a lesson for later (03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.ids import episode_id, shot_episode
from engine.domain.shot_states import rejected_status
from engine.domain.sidecar import FailureMode, MediaStatus
from engine.errors import Refused, UserError
from engine.store.review_queue import LEARNING
from engine.workspace.curation_words import short_shot, thing
from engine.workspace.marking import check_media
from engine.workspace.promotion import status_of
from engine.workspace.shot_takes import chosen_take, shot_of, takes_of, whole_shot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.paths import ProjectPath
    from engine.domain.sidecar import Sidecar
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Why:
    """Why something was rejected: in the editor's words, and as one of the failure modes."""

    reason: str
    mode: FailureMode

    @classmethod
    def of(cls, reason: str, mode: str) -> Why:
        """What was said, checked.

        Raises:
            UserError: no reason, or an unknown failure mode.
        """
        known = [each.value for each in FailureMode]
        if mode not in known:
            raise UserError(f"not a failure mode: {mode!r} (one of {', '.join(known)})")
        if not reason.strip():
            raise UserError("a reason is needed")
        return cls(reason.strip(), FailureMode(mode))


@dataclass(frozen=True, slots=True)
class Rejected:
    """One take, and the status of its shot before and now; either may be unknown."""

    path: ProjectPath | None
    shot_id: str
    previous_status: str
    new_status: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """Everything that was rejected in one go."""

    items: tuple[Rejected, ...]
    change: AppliedChange


def reject_shot(project: Project, shot: str, take: str | None, why: Why) -> Rejection:
    """Reject a take of a shot: the one called ``take``, else the one that counts.

    A shot that has no take yet is rejected by itself.

    Raises:
        UserError, NotFound: there is no such shot or take.
        Refused: every take of it is rejected already.
        CorruptFile: a document or sidecar that would change cannot be read; it stays as it is.
    """
    whole = whole_shot(project, shot)
    found = chosen_take(takes_of(project, whole), whole, take)
    if found is None:
        return _reject(project, {}, why, shots=(whole,))
    return _reject(project, check_media(project, [found.path]), why)


def reject_files(project: Project, paths: Sequence[ProjectPath], why: Why) -> Rejection:
    """Reject files, as one change set; those that are takes of a shot reject it too.

    Raises:
        UserError, NotFound, Refused, CorruptFile: as ``check_media``.
    """
    return _reject(project, check_media(project, paths), why)


def _reject(
    project: Project,
    files: dict[ProjectPath, Sidecar | None],
    why: Why,
    shots: Sequence[str] = (),
) -> Rejection:
    if files and all(status_of(one) == MediaStatus.REJECTED for one in files.values()):
        names = ", ".join(path.name for path in files)
        raise Refused(f"already rejected: {names}")
    with project.changes.writing() as draft:
        work = _Rejecting(project, draft, why)
        items = [work.file(path, sidecar) for path, sidecar in files.items()]
        items += [work.shot(shot, None) for shot in shots]
        change = draft.commit("reject", _title(tuple(files), shots))
    return Rejection(tuple(items), change)


@dataclass(frozen=True, slots=True)
class _Rejecting:
    """Collects the steps of one rejection."""

    project: Project
    draft: Draft
    why: Why

    def file(self, path: ProjectPath, sidecar: Sidecar | None) -> Rejected:
        """The take is marked, and its shot with it."""
        keys: dict[str, object] = {
            "status": MediaStatus.REJECTED.value,
            "rejection_reason": self.why.reason,
            "failure_mode": self.why.mode.value,
        }
        self.project.sidecars.merge(self.draft, path, keys)
        shot = shot_of(path, sidecar)
        if shot:
            return self.shot(shot, path, sidecar)
        self._learn(path, "", sidecar, status_of(sidecar))
        return Rejected(path, "", status_of(sidecar), MediaStatus.REJECTED.value)

    def shot(self, shot: str, path: ProjectPath | None, sidecar: Sidecar | None = None) -> Rejected:
        """The shot is marked after where it stood."""
        episode = shot_episode(shot)
        stood = self.project.shots.in_draft(self.draft, episode).of(shot).status
        status = rejected_status(stood, path.name if path else "")
        keys: dict[str, object] = {
            "status": status,
            "rejection_reason": self.why.reason,
            "failure_mode": self.why.mode.value,
            "updated_at": self._now(),
        }
        if path is not None:
            keys["rejected_take"] = path.text
        self.project.shots.put(self.draft, episode, shot, keys)
        self._learn(path, shot, sidecar, stood)
        return Rejected(path, shot, stood, status)

    def _learn(
        self, path: ProjectPath | None, shot: str, sidecar: Sidecar | None, stood: str
    ) -> None:
        """A lesson; undo answers it with another, for a log keeps what was once said."""
        provenance = sidecar.provenance if sidecar else None
        said: dict[str, object] = {
            "ts": self._now(),
            "event": "rejected",
            "project": self.project.name,
            "episode_id": episode_id(shot_episode(shot)) if shot else None,
            "shot_id": shot or None,
            "path": path.text if path else None,
            "take": sidecar.take if sidecar else None,
            "model": sidecar.model if sidecar else None,
            "pass_id": (sidecar.source_pass_id or sidecar.pass_id) if sidecar else None,
            "beat_id": provenance.beat_id if provenance else None,
            "failure_mode": self.why.mode.value,
            "reason": self.why.reason,
            "previous_status": stood or None,
        }
        lesson = {key: value for key, value in said.items() if value is not None}
        self.draft.append(LEARNING, lesson, lesson | {"event": "rejection taken back"})

    def _now(self) -> str:
        return stamp(self.project.clock.now())


def _title(paths: tuple[ProjectPath, ...], shots: Sequence[str]) -> str:
    if len(paths) > 1:
        return f"Reject {len(paths)} takes"
    return f"Reject {thing(paths[0]) if paths else short_shot(shots[0])}"
