"""Clearing away what dead processes left unfinished; the change lock is held."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import CorruptFile
from engine.store import files
from engine.store.apply import STAGING
from engine.store.journal import (
    ASIDE,
    HISTORY,
    JOURNALS,
    aside_path,
    history_path,
    ids_in,
    journal_path,
    read_journal,
)
from engine.store.locks import Owner

if TYPE_CHECKING:
    from datetime import datetime

    from engine.store.project_files import ProjectFiles

KEPT = timedelta(days=90)  # for so long a change can be undone

_ALWAYS_KEPT = 100  # of the newest changes, however old they are
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")
_OWNED = re.compile(r"([A-Za-z0-9.-]+)~([0-9]+)~([0-9]+)~[0-9a-f]+")


def staging_name(owner: Owner, token: str) -> str:
    """A staging folder's name, which says whose it is."""
    return f"{_UNSAFE.sub('-', owner.host)}~{owner.pid}~{int(owner.started * 100)}~{token}"


def clear_staging(project: ProjectFiles) -> None:
    """Remove staging folders of processes that are gone, unless a begun change needs them."""
    needed = _needed_staging(project)
    for name in project.names(STAGING):
        if needed is not None and name not in needed and not _is_in_use(name):
            files.remove_own_folder(project.place(STAGING / name))


def release_staging(project: ProjectFiles, name: str) -> None:
    """Remove one's own staging folder, unless a change that was begun and not done needs it."""
    needed = _needed_staging(project)
    if needed is not None and name not in needed:
        files.remove_own_folder(project.place(STAGING / name))


def clear_temporaries(project: ProjectFiles) -> None:
    """Remove unfinished files anywhere in the project; links are not followed."""
    for folder, _, names in os.walk(project.root):
        for name in names:
            if files.is_temporary(name):
                files.remove_quick(Path(folder) / name)


def prune_history(project: ProjectFiles, before: datetime) -> None:
    """Forget change sets from before a moment; their trash stays."""
    for change_id in ids_in(project, HISTORY)[:-_ALWAYS_KEPT]:
        try:
            journal = read_journal(project, history_path(change_id))
        except CorruptFile:
            continue
        if journal is None or journal.change.at >= stamp(before):
            return
        project.remove(history_path(change_id))


def _needed_staging(project: ProjectFiles) -> set[str] | None:
    """The staging folders that begun changes name, also those put aside; None when unreadable."""
    needed: set[str] = set()
    begun = [journal_path(one) for one in ids_in(project, JOURNALS)]
    aside = [aside_path(one) for one in ids_in(project, ASIDE)]
    for path in (*begun, *aside):
        try:
            journal = read_journal(project, path)
        except CorruptFile:
            return None
        for step in journal.steps if journal is not None else ():
            needed |= {path.parts[2] for path in step.paths if path.is_under(STAGING)}
    return needed


def _is_in_use(name: str) -> bool:
    found = _OWNED.fullmatch(name)
    if found is None:
        return False  # documents of a change set that was never begun
    here = Owner.this_process()
    is_local = found[1] == _UNSAFE.sub("-", here.host)
    host = here.host if is_local else found[1]
    return Owner(host, int(found[2]), int(found[3]) / 100, "").is_alive
