"""Writing pass records as plain JSON, so that what nobody changed stays as it was."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from engine.domain.passes import PassRecord, PassStateDocument
from engine.errors import Conflict, CorruptFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.cut_record import Record
    from engine.store.draft import Draft
    from engine.store.project import Project


def record_in(project: Project, draft: Draft, episode: int, pass_id: str) -> Record:
    """The record as it is now, under the lock.

    Raises:
        Conflict: it is gone.
    """
    return _record(project, _document(project, draft, episode), episode, pass_id)


def amend(
    project: Project, episode: int, pass_id: str, operation: Callable[[Record], Record]
) -> None:
    """Change a record as it is now; a note about work going on, nothing that undo knows.

    Raises:
        Conflict: the record is gone.
        CorruptFile, Offline, Busy, DiskFailed: nothing has changed.
    """

    def change(document: PassStateDocument) -> None:
        record = document.passes.get(pass_id)
        if record is None:
            raise Conflict(f"the record of pass {pass_id} is gone")
        document.passes[pass_id] = PassRecord.read(operation(record.as_json()))

    project.passes.update(episode, change)


def put_record(
    project: Project,
    draft: Draft,
    episode: int,
    pass_id: str,
    *,
    changed: Record,
    restore: Record | None = None,
) -> None:
    """Put a record into a change set; undo brings back ``restore``, else what stands there now."""
    document = _document(project, draft, episode)
    back = None if restore is None else _with(document, pass_id, restore)
    draft.put_json(project.passes.path(episode), _with(document, pass_id, changed), back)


def _document(project: Project, draft: Draft, episode: int) -> Record:
    return draft.read_json(project.passes.path(episode)) or {"schema_version": 1, "passes": {}}


def _record(project: Project, document: Record, episode: int, pass_id: str) -> Record:
    passes = document.get("passes")
    record = passes.get(pass_id) if isinstance(passes, dict) else None
    if record is None:
        raise Conflict(f"the record of pass {pass_id} is gone")
    if not isinstance(record, dict):
        place = project.resolve(project.passes.path(episode))
        raise CorruptFile(place, f"the record of {pass_id} is not an object")
    return deepcopy(record)


def _with(document: Record, pass_id: str, record: Record) -> Record:
    passes = document.get("passes")
    known = passes if isinstance(passes, dict) else {}
    return {**document, "passes": {**known, pass_id: record}}
