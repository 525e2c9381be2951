"""Pass state on disk: one document per episode, changed as operations on what is there now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder
from engine.domain.passes import PassStateDocument
from engine.errors import CorruptFile
from engine.store.json_text import json_text
from engine.store.locks import document_locks
from engine.store.project_files import STATE, check_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.paths import ProjectPath
    from engine.store.changes import ChangeSets
    from engine.store.draft import Draft
    from engine.store.plans import CoveragePlans
    from engine.store.project_files import ProjectFiles

FOLDER = STATE / "visual" / "passes"
COUNTERS = STATE / "counters.json"

_NAME = re.compile(r"ep_(\d{3})_pass_state\.json")


class PassStates:
    """The pass state of every episode of a project; ``coverage`` knows what is still planned."""

    def __init__(self, files: ProjectFiles, changes: ChangeSets, coverage: CoveragePlans) -> None:
        self._files = files
        self._changes = changes
        self._coverage = coverage

    def path(self, episode: int) -> ProjectPath:
        """Where an episode's document lies."""
        return FOLDER / f"{episode_folder(episode)}_pass_state.json"

    def episodes(self) -> tuple[int, ...]:
        """The episodes that have a document."""
        found = (_NAME.fullmatch(name) for name in self._files.names(FOLDER))
        return tuple(int(match[1]) for match in found if match)

    def read(self, episode: int) -> PassStateDocument:
        """The document of an episode; an empty one when there is none.

        Raises:
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        found = self._files.read_document(self.path(episode), PassStateDocument)
        return found if found is not None else _empty()

    def update(self, episode: int, operation: Callable[[PassStateDocument], None]) -> None:
        """Change the document as it is now, under the lock. Not a change set: nothing to undo.

        For what only says how far a machine is (``extracting``); decisions of people are change
        sets. Not inside ``changes.writing()``, which holds the same lock.

        Raises:
            CorruptFile, Offline, Busy, DiskFailed: nothing has changed.
        """
        path = self.path(episode)
        with self._changes.exclusive():
            folder = self._files.make_folder(FOLDER)
            with document_locks([folder / path.name]):
                self._update(path, episode, operation)

    def read_in(self, draft: Draft, episode: int) -> PassStateDocument:
        """The document as a draft sees it."""
        return draft.read_document(self.path(episode), PassStateDocument) or _empty()

    def put_in(
        self,
        draft: Draft,
        episode: int,
        document: PassStateDocument,
        restore: PassStateDocument | None = None,
    ) -> None:
        """Put the document into a draft; ``restore`` is what undo brings back instead."""
        back = None if restore is None else restore.as_json()
        draft.put_json(self.path(episode), document.as_json(), back)

    def next_counter(self, draft: Draft, episode: int) -> int:
        """A pass counter nobody has, had or is to have: the highest used or planned and one.

        A draft proves that the change lock is held; the number is written down at once, so it is
        not given out again, whatever becomes of the draft.
        """
        known = self._files.read_json(COUNTERS) or {}
        last = known.get(episode_folder(episode), 0)
        used = self.read_in(draft, episode).highest_counter()
        last = last if isinstance(last, int) else 0
        counter = max(last, used, self._planned_counter(episode)) + 1
        self._files.write_text(COUNTERS, json_text(known | {episode_folder(episode): counter}))
        return counter

    def _planned_counter(self, episode: int) -> int:
        """The highest number in the planners' document; one that is broken stops nobody."""
        try:
            planned = self._coverage.read(episode)
        except CorruptFile:
            return 0
        return planned.highest_counter() if planned else 0

    def _update(
        self, path: ProjectPath, episode: int, operation: Callable[[PassStateDocument], None]
    ) -> None:
        now = self._files.read_text(path)
        document = self.read(episode)
        check_schema(path, {"schema_version": document.schema_version})
        operation(document)
        wanted = json_text(document.as_json(), like=now)
        if wanted != now:
            self._files.write_text(path, wanted)


def _empty() -> PassStateDocument:
    return PassStateDocument(schema_version=1, passes={}, shot_links={})
