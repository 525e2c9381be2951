"""Rolling a written intent forward, the first time and after a crash (08 M1, M2)."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from engine.domain.listing import BOUNDARY_FRAMES
from engine.errors import Conflict, CorruptFile, DiskFailed, RecoilError, Refused
from engine.store import files
from engine.store.journal import (
    HISTORY,
    JOURNALS,
    AppliedChange,
    Journal,
    StuckChange,
    history_path,
    ids_in,
    journal_path,
    read_journal,
)
from engine.store.locks import REVIEW_QUEUE, Locks, document_locks
from engine.store.project_files import ARCHIVES, STATE, TRASH
from engine.store.scene_names import scene_locks
from engine.store.steps import AppendStep, MoveStep, PutStep, Standing, Step, look_safely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles

STAGING = STATE / "staging"
SHARED = STATE / "visual" / "passes"


def begin(project: ProjectFiles, journal: Journal) -> None:
    """Write the intent. From here on the change set will be done.

    Raises:
        DiskFailed: it could not be written; nothing has changed.
    """
    project.make_folder(HISTORY)
    project.write_text(journal_path(journal.change.id), journal.as_text())


def roll_forward(project: ProjectFiles, journal: Journal) -> AppliedChange:
    """Do what is left of a begun change set; the change lock is held.

    Raises:
        Conflict: a step is stuck; what was done stays done and the journal is kept.
        DiskFailed: the system would not; a journal of which nothing was done is dropped.
    """
    first = first_undone(project, journal.steps)
    for index, step in enumerate(journal.steps[first:], start=first):
        look = look_safely(step, project)
        if look.standing is Standing.NEITHER:
            raise Conflict(f"{journal.change.title} is stuck: {look.reason}")
        if look.standing is Standing.BEFORE:
            _carry_out(project, journal, index)
    _tidy_after(project, journal.steps)
    _carry_out_end(project, journal.change.id)
    files.remove_own_folder(project.place(STAGING / journal.change.id))
    return journal.change


def recover(project: ProjectFiles) -> tuple[tuple[AppliedChange, ...], tuple[StuckChange, ...]]:
    """Finish what dead processes began, oldest first; the change lock is held."""
    done: list[AppliedChange] = []
    stuck: list[StuckChange] = []
    leaving = _put_aside(project)
    for change_id in ids_in(project, JOURNALS):
        try:
            journal = read_journal(project, journal_path(change_id))
            if journal is not None and journal_path(change_id) not in leaving:
                _remove_temporaries(project, journal)
                with shared_documents(project, journal.steps):
                    done.append(roll_forward(project, journal))
        except RecoilError as error:
            stuck.append(_stuck(change_id, str(error)))
    return tuple(done), tuple(stuck)


@contextmanager
def shared_documents(project: ProjectFiles, steps: tuple[Step, ...]) -> Iterator[None]:
    """Hold the locks of scenes, whose status is saved without the change lock, those of the
    documents that other tools write too, and last that of the logs.
    """
    paths = {step.path for step in steps if isinstance(step, PutStep)}
    shared = [path for path in paths if path.is_under(SHARED)]
    if shared:
        project.make_folder(SHARED)
    with ExitStack() as held:
        for lock in scene_locks(project, (path for step in steps for path in step.paths)):
            held.enter_context(lock.held())
        held.enter_context(document_locks(project.place(path) for path in shared))
        if any(isinstance(step, AppendStep) for step in steps):
            logs = Locks(project.root / str(STATE) / "locks", project.make_place)
            held.enter_context(logs.hold_unsigned(REVIEW_QUEUE, "the review queue"))
        yield


def first_undone(project: ProjectFiles, steps: tuple[Step, ...]) -> int:
    """The step to go on with: whatever stands before a move that is done, or begun, is done too.

    A later step may have filled a place that an earlier one vacated, so the earlier one cannot
    tell by itself. A move can: its source was there when the intent was written.
    """
    for index in reversed(range(len(steps))):
        step = steps[index]
        if isinstance(step, MoveStep):
            look = look_safely(step, project)
            if look.standing is Standing.AFTER:
                return index + 1
            if look.standing is Standing.BEFORE and step.is_half_done(project):
                return index
    return 0


def remove_temporaries(project: ProjectFiles, folder: ProjectPath) -> None:
    """Remove unfinished files that a dead process left in a folder; the change lock is held."""
    for name in project.names(folder):
        if files.is_temporary(name):
            files.remove_quick(project.place(folder) / name)


def _carry_out(project: ProjectFiles, journal: Journal, index: int) -> None:
    step = journal.steps[index]
    try:
        step.carry_out(project)
    except Refused as error:  # somebody without our locks was faster
        raise Conflict(f"{journal.change.title} is stuck: {error}") from error
    except DiskFailed as error:
        if index == 0 and look_safely(step, project).standing is Standing.BEFORE:
            project.remove(journal_path(journal.change.id))
            raise
        reason = f"{error.reason}; it will be finished when that is mended"
        raise DiskFailed(error.path, reason) from error


def _carry_out_end(project: ProjectFiles, change_id: str) -> None:
    # A step too: who is killed in the middle of it may leave the journal under both names.
    step = MoveStep(journal_path(change_id), history_path(change_id))
    if look_safely(step, project).standing is Standing.BEFORE:
        step.carry_out(project)


def _tidy_after(project: ProjectFiles, steps: tuple[Step, ...]) -> None:
    # What came back out of trash or archive leaves no empty folders there, nor does undo in the
    # episode.
    for step in steps:
        left = step.source if isinstance(step, MoveStep) else step.path
        folder = left.parent
        kept = next((one for one in (TRASH, ARCHIVES) if left.is_under(one)), None)
        if kept is not None and not project.exists(left):
            files.remove_empty_folders(project.place(folder), up_to=project.place(kept))
        elif folder.name == BOUNDARY_FRAMES and not project.exists(left):
            place = project.place(folder)
            files.remove_empty_folders(place, up_to=place.parent)


def _remove_temporaries(project: ProjectFiles, journal: Journal) -> None:
    folders = {path.parent for step in journal.steps for path in step.paths}
    for folder in sorted(folders | {JOURNALS, HISTORY}):
        remove_temporaries(project, folder)


def _put_aside(project: ProjectFiles) -> set[ProjectPath]:
    """The journals that somebody began to put aside: to finish one of them would cross that."""
    leaving: set[ProjectPath] = set()
    for change_id in ids_in(project, JOURNALS):
        with suppress(CorruptFile):
            journal = read_journal(project, journal_path(change_id))
            for step in journal.steps if journal is not None else ():
                leaving |= {path for path in step.paths if path.is_under(JOURNALS)}
    return leaving


def _stuck(change_id: str, reason: str) -> StuckChange:
    return StuckChange(change_id, change_id, str(journal_path(change_id)), reason)
