"""The change sets of a project: made, recovered, taken back, made again (08 M)."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import Conflict, CorruptFile, NotFound, Refused
from engine.store import apply
from engine.store.apply import STAGING
from engine.store.checks import check_before, stage
from engine.store.draft import Draft
from engine.store.journal import (
    HISTORY,
    AppliedChange,
    Direction,
    Journal,
    StuckChange,
    aside_path,
    history_path,
    ids_in,
    newest_first,
    next_id,
    read_journal,
    touched,
)
from engine.store.leftovers import (
    KEPT,
    clear_staging,
    clear_temporaries,
    prune_history,
    release_staging,
    staging_name,
)
from engine.store.locks import Owner
from engine.store.merge import Crossed
from engine.store.stuck import changes_aside, stuck_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.clock import Clock
    from engine.store.draft import Intent
    from engine.store.locks import Locks
    from engine.store.marker import Marker
    from engine.store.project_files import ProjectFiles

LOCK = "changes"
_MOST_KNOWN = 10_000  # records in memory


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of the change sets that dead processes left."""

    finished: tuple[AppliedChange, ...] = ()
    stuck: tuple[StuckChange, ...] = ()


class ChangeSets:
    """Everything that changes the project goes through ``writing``, one at a time."""

    def __init__(self, project: ProjectFiles, locks: Locks, marker: Marker, clock: Clock) -> None:
        self._project = project
        self._locks = locks
        self._marker = marker
        self._clock = clock
        self._known: dict[str, AppliedChange] = {}

    # -- making --------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Draft]:
        """A draft, with the project's change lock held; what dead processes left is done first.

        Inside, be quick: no decoding, no dialog, no second ``writing`` in the same thread.

        Raises:
            Offline: the project's marker cannot be read.
            Busy: somebody else is writing, also after 5 s.
        """
        with self._locked():
            change_id = next_id(self._project, secrets.token_hex(4))
            draft = Draft(self._project, change_id, self._now(), self._carry_out)
            try:
                yield draft
            finally:
                draft.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """The change lock for a small write that cannot be undone; raises like ``writing``."""
        with self._locked():
            self._marker.ensure_id()
            yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder of one's own for files in the making; the only place encoders write to.

        What was not adopted when the block ends is removed.
        """
        self._marker.check_online()
        name = staging_name(Owner.this_process(), secrets.token_hex(4))
        folder = self._project.make_folder(STAGING / name)
        try:
            yield folder
        finally:
            release_staging(self._project, name)

    # -- history -------------------------------------------------------------

    def history(self, limit: int = 50) -> tuple[AppliedChange, ...]:
        """What people did, newest first; a change that was taken back says so."""
        undone: dict[str, bool] = {}
        found: list[AppliedChange] = []
        for change in self._changes_newest_first():
            undone.setdefault(change.subject, change.direction is Direction.UNDO)
            if change.direction is Direction.DO:
                found.append(replace(change, is_undone=undone[change.id]))
            if len(found) == limit:
                break
        return tuple(found)

    def undo(self, change_id: str | None = None) -> AppliedChange:
        """Take back a change set, or the newest that was not taken back yet.

        Raises:
            NotFound: there is no such change set.
            Refused: there is nothing to undo, or it was undone.
            Conflict: somebody changed the same since; nothing has changed.
        """
        with self.writing() as draft:
            newest = self._last_done() if change_id is None else self._latest_of(change_id)
            if newest is None:
                raise Refused("nothing to undo")
            if newest.change.direction is Direction.UNDO:
                raise Refused(f"already undone: {newest.change.title}")
            return self._invert(draft, newest, Direction.UNDO)

    def redo(self, change_id: str | None = None) -> AppliedChange:
        """Make again what was taken back: this change set, or the one undone last.

        Raises:
            Like ``undo``; without an id nothing is redone over a newer change.
        """
        with self.writing() as draft:
            newest = self._last_undone() if change_id is None else self._latest_of(change_id)
            if newest is None:
                raise Refused("nothing to redo")
            if newest.change.direction is not Direction.UNDO:
                raise Refused(f"not undone: {newest.change.title}")
            return self._invert(draft, newest, Direction.REDO)

    # -- recovery ------------------------------------------------------------

    def recover(self) -> Recovery:
        """Finish what dead processes began and clear away what they left unfinished.

        Run when a project is opened; ``writing`` does the necessary part by itself. While somebody
        is at long work nobody knows which unfinished files are a dead process's: they stay.
        """
        with self._locked() as recovery:
            clear_staging(self._project)
            if not self._locks.is_anybody_at_work(but=LOCK):
                clear_temporaries(self._project)
            prune_history(self._project, self._clock.now() - KEPT)
        return recovery

    def finish(self) -> Recovery:
        """Finish what dead processes began; what they left unfinished stays where it is."""
        with self._locked() as recovery:
            return recovery

    def stuck(self) -> tuple[StuckChange, ...]:
        """The begun change sets that no longer fit what is on disk; looks only."""
        return stuck_changes(self._project)

    def aside(self) -> tuple[StuckChange, ...]:
        """The stuck change sets that a person put aside; looks only."""
        return changes_aside(self._project)

    def put_aside(self, change_id: str) -> tuple[StuckChange, AppliedChange]:
        """Stop trying to finish a stuck change set; what it left half done stays as it is.

        Its intent and the clips it has not brought in yet are kept. Undo puts it back, to be tried
        again. Gives what is kept, and the change that did it.

        Raises:
            NotFound: no change set of this id is stuck.
        """
        with self.writing() as draft:
            stuck = next((one for one in self.stuck() if one.id == change_id), None)
            if stuck is None:
                raise NotFound("stuck change", change_id)
            draft.put_aside(change_id)
            change = draft.commit("aside", f"Put aside: {stuck.title}")
        return replace(stuck, path=str(aside_path(change_id))), change

    # -- inside --------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[Recovery]:
        self._marker.check_online()
        with self._locks.hold(LOCK, f"changes to project {self._project.root.name}"):
            self._marker.check_online()
            yield Recovery(*apply.recover(self._project))

    def _now(self) -> str:
        return stamp(self._clock.now())

    def _carry_out(self, intent: Intent) -> AppliedChange:
        with apply.shared_documents(self._project, intent.steps):
            return self._begin(intent)

    def _begin(self, intent: Intent) -> AppliedChange:
        check_before(self._project, intent.steps, intent.fresh)
        self._marker.ensure_id()
        stage(self._project, intent.steps, intent.fresh)
        change = AppliedChange(
            id=intent.id,
            kind=intent.kind,
            title=intent.title,
            at=self._now(),
            paths=touched(intent.steps),
            undoes=intent.undoes,
            direction=intent.direction,
        )
        journal = Journal(change, intent.steps)
        apply.begin(self._project, journal)
        return apply.roll_forward(self._project, journal)

    def _invert(self, draft: Draft, newest: Journal, direction: Direction) -> AppliedChange:
        change = newest.change
        try:
            draft.take_back(newest.steps)
        except (Crossed, Refused, NotFound) as error:
            verb = "undo" if direction is Direction.UNDO else "redo"
            raise Conflict(f"cannot {verb} {change.title}: {error}") from error
        return draft.commit_inverse(change.kind, change.title, change.subject, direction)

    def _last_done(self) -> Journal | None:
        return self._newest(lambda change: change.direction is not Direction.UNDO)

    def _last_undone(self) -> Journal | None:
        newest = self._newest(lambda change: change.direction is not Direction.REDO)
        return newest if newest and newest.change.direction is Direction.UNDO else None

    def _newest(self, wanted: Callable[[AppliedChange], bool]) -> Journal | None:
        """The newest record that is the last about its subject and is wanted."""
        seen: set[str] = set()
        for journal in newest_first(self._project):
            if journal.change.subject not in seen and wanted(journal.change):
                return journal
            seen.add(journal.change.subject)
        return None

    def _changes_newest_first(self) -> Iterator[AppliedChange]:
        """Every record without its steps; one is read once, for it is never written again."""
        for change_id in reversed(ids_in(self._project, HISTORY)):
            known = self._known.get(change_id)
            if known is None:
                with suppress(CorruptFile):
                    journal = read_journal(self._project, history_path(change_id))
                    known = journal.change if journal is not None else None
            if known is None:
                continue
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[change_id] = known
            yield known

    def _latest_of(self, subject: str) -> Journal:
        for journal in newest_first(self._project):
            if journal.change.subject == subject:
                return journal
        raise NotFound("change", subject)
