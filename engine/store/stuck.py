"""Change sets that fit neither before nor after: what they did, and what is left (08 M2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import CorruptFile
from engine.store.apply import STAGING, first_undone
from engine.store.journal import (
    ASIDE,
    JOURNALS,
    StuckChange,
    aside_path,
    ids_in,
    journal_path,
    read_journal,
)
from engine.store.project_files import TRASH
from engine.store.steps import AFTER, AppendStep, Look, MoveStep, Standing, Step, look_safely

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.store.journal import Journal
    from engine.store.project_files import ProjectFiles


def stuck_changes(project: ProjectFiles) -> tuple[StuckChange, ...]:
    """The begun change sets that do not fit what is on disk; looks only."""
    found = (_found(project, one, journal_path(one)) for one in ids_in(project, JOURNALS))
    return tuple(stuck for stuck in found if stuck is not None and stuck.reason)


def changes_aside(project: ProjectFiles) -> tuple[StuckChange, ...]:
    """The change sets that a person put aside, oldest first; without a reason they fit by now."""
    found = (_found(project, one, aside_path(one)) for one in ids_in(project, ASIDE))
    return tuple(stuck for stuck in found if stuck is not None)


def _found(project: ProjectFiles, change_id: str, path: ProjectPath) -> StuckChange | None:
    try:
        journal = read_journal(project, path)
    except CorruptFile as error:
        return StuckChange(change_id, change_id, str(path), error.reason)
    return None if journal is None else _described(project, journal, path)


def _described(project: ProjectFiles, journal: Journal, path: ProjectPath) -> StuckChange:
    looks = _looks(project, journal)
    # What comes after the first step that is not done is not decided by how it looks now.
    next_open = next((look for _step, look in looks if look is not AFTER), AFTER)
    reason = next_open.reason if next_open.standing is Standing.NEITHER else ""
    done = tuple(_words(step) for step, look in looks if look is AFTER)
    left = tuple(_words(step) for step, look in looks if look is not AFTER)
    return StuckChange(journal.change.id, journal.change.title, str(path), reason, done, left)


def _looks(project: ProjectFiles, journal: Journal) -> list[tuple[Step, Look]]:
    first = first_undone(project, journal.steps)
    done = [(step, AFTER) for step in journal.steps[:first]]
    left = [(step, look_safely(step, project)) for step in journal.steps[first:]]
    return [*done, *left]


def _words(step: Step) -> str:
    """A step for people: what it makes, moves, writes or removes."""
    if isinstance(step, MoveStep):
        if step.source.is_under(STAGING):
            return f"new {step.target}"
        if step.target.is_under(TRASH):
            return f"trash {step.source}"
        return f"move {step.source} to {step.target}"
    if isinstance(step, AppendStep):
        return f"add a line to {step.path}"
    return f"{'remove' if step.after is None else 'write'} {step.path}"
