"""One paid job from the reservation to the charge, and a provider that counts and bills.

The provider is a folder beside the projects: a file per job it was sent. What a program does after
a restart is here in its plainest form: it asks, and goes on from where the ledger stands.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.dispatches import Cap, Dispatch, DispatchIntent, DispatchState
from engine.domain.paths import ProjectPath
from engine.errors import DiskFailed
from engine.store import files
from engine.store.takes import DOWNLOADS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.store.project import Project

S = DispatchState
TARGET = ProjectPath("renders/ep_001/EP001_CONT_001_SH1_2_take1.mp4")
FILM = b"RENDERED " * 40
BILL = 400_000
BUDGET = Cap("episode", "1", 2 * BILL)
NOW = "2026-05-04T16:04:00Z"


@dataclass(frozen=True, slots=True)
class Provider:
    """Takes jobs, renders them at once, bills each."""

    folder: Path

    def submit(self, key: str) -> str:
        """One request on the wire: a job of its own each time, also for the same key."""
        self.folder.mkdir(exist_ok=True)
        place = self.folder / f"{key}.{len(self.jobs())}"
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        return place.name

    def find(self, key: str) -> str | None:
        """The job of a key, if it was ever sent."""
        return next((job for job in self.jobs() if job.startswith(key)), None)

    def jobs(self) -> list[str]:
        """All jobs; each is billed."""
        return sorted(one.name for one in self.folder.iterdir()) if self.folder.is_dir() else []


def provider_of(project: Project) -> Provider:
    """The one that belongs to the world of a project."""
    return Provider(project.root.parent.parent / "provider")


def an_intent(number: int, **changes: object) -> DispatchIntent:
    """What is meant by job ``number``."""
    keys: dict[str, object] = {
        "dispatch_id": f"d_{number:032x}",
        "episode": 1,
        "scene_id": "BATCH_001",
        "version": 1,
        "beat_id": f"BATCH_001__{number}",
        "purpose": "take 1",
        "take_id": "take_1",
        "provider": "counting",
        "model": "wan",
        "modality": "r2v_multi",
        "shot_ids": ["EP001_SH01", "EP001_SH02"],
        "payload": {"prompt": "a door", "duration_s": 5.0},
        "target": str(TARGET.with_name(f"EP001_CONT_{number:03d}_SH1_2_take1.mp4")),
        "estimate_micro": BILL,
        "reserve_micro": BILL,
        "run_id": "run_1",
        "program": "test",
        "created_at": NOW,
    }
    return DispatchIntent.from_json(keys | changes)


def render(project: Project, facts: Mapping[str, object]) -> None:
    """Reserve, and go through all states."""
    dispatch = project.ledger.reserve(an_intent(1), [BUDGET]).dispatch
    _send(project, dispatch)
    _finish(project, project.ledger.view().dispatches[dispatch.dispatch_id], facts)


def file_take(project: Project, facts: Mapping[str, object]) -> None:
    """A take that was fetched whole gets its place, with its origin beside it."""
    place = project.takes.download(an_intent(2).dispatch_id, TARGET.suffix)
    if not place.exists():
        files.write_atomic(place, FILM)
    target = an_intent(2).target
    project.takes.file(place, target, hashlib.sha256(FILM).hexdigest(), facts)


def settle(project: Project, facts: Mapping[str, object]) -> None:
    """After a restart: every open dispatch goes on from where it stands."""
    if project.files.names(DOWNLOADS):
        file_take(project, facts)
    for dispatch in project.ledger.view().still_open():
        if dispatch.state is S.RESERVED:
            project.ledger.note(dispatch.dispatch_id, S.CANCELLED, proof="it was never sent")
            continue
        if dispatch.state is S.SUBMITTING:
            _reconcile(project, dispatch)
        now = project.ledger.view().dispatches[dispatch.dispatch_id]
        if not now.state.is_end:
            _finish(project, now, facts)


def money_faults(project: Project) -> list[str]:
    """What is wrong between the ledger and the provider, when all dispatches have ended."""
    view, jobs = project.ledger.view(), provider_of(project).jobs()
    figures, billed = view.figures(), len(jobs) * BILL
    keys = [job.partition(".")[0] for job in jobs]
    found = [f"{key} was sent twice" for key in set(keys) if keys.count(key) > 1]
    if view.problem:
        found.append(f"the ledger is damaged: {view.problem}")
    if figures.reserved:
        found.append("money is held that nobody will settle")
    if figures.billed != billed:
        found.append(f"the ledger says {figures.billed} and the provider billed {billed}")
    return found


def _send(project: Project, dispatch: Dispatch) -> None:
    project.ledger.note(dispatch.dispatch_id, S.SUBMITTING)
    request_id = provider_of(project).submit(dispatch.dispatch_id)
    project.ledger.note(dispatch.dispatch_id, S.ACCEPTED, request_id=request_id)


def _reconcile(project: Project, dispatch: Dispatch) -> None:
    request_id = provider_of(project).find(dispatch.dispatch_id)
    if request_id is None:
        proof = "the provider does not know the key"
        project.ledger.note(dispatch.dispatch_id, S.FAILED_FREE, proof=proof)
    else:
        project.ledger.note(dispatch.dispatch_id, S.ACCEPTED, request_id=request_id)


def _finish(project: Project, dispatch: Dispatch, facts: Mapping[str, object]) -> None:
    """From accepted, or any later state, to the charge."""
    ledger, dispatch_id, state = project.ledger, dispatch.dispatch_id, dispatch.state
    if state is S.ACCEPTED:
        ledger.notes(dispatch_id, [(S.RUNNING, {}), (S.COMPLETED, {"billed_micro": BILL})])
        state = S.COMPLETED
    if state is S.RUNNING:
        state = ledger.note(dispatch_id, S.COMPLETED, billed_micro=BILL).state
    if state is S.VERIFIED and project.files.exists(dispatch.target):
        state = ledger.note(dispatch_id, S.COMMITTED).state
    if state in {S.DOWNLOADED, S.VERIFIED}:
        state = ledger.note(dispatch_id, S.COMPLETED, reason="fetched again").state
    if state is S.COMPLETED:
        _fetch(project, dispatch, facts)
    ledger.note(dispatch_id, S.CHARGED)


def _fetch(project: Project, dispatch: Dispatch, facts: Mapping[str, object]) -> None:
    ledger, dispatch_id, target = project.ledger, dispatch.dispatch_id, dispatch.target
    with project.changes.staging() as staging:
        _download(staging / target.name)
        ledger.note(dispatch_id, S.DOWNLOADED)
        ledger.note(dispatch_id, S.VERIFIED)
        with project.changes.writing() as draft:
            draft.adopt(staging / target.name, target)
            draft.put_json(target.sidecar(), {**facts, "status": "candidate"})
            draft.commit("render", "Render SH1_2")
    ledger.note(dispatch_id, S.COMMITTED)


def _download(place: Path) -> None:
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT)
        try:
            os.write(descriptor, FILM)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DiskFailed(place, str(error)) from error
