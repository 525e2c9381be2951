"""Takes that only a person can judge, and what failures taught: logs beside the plan (01)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import CorruptFile, NotFound, Refused
from engine.store import files
from engine.store.json_text import parse_object
from engine.store.locks import REVIEW_QUEUE
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.clock import Clock
    from engine.domain.paths import ProjectPath
    from engine.store.locks import Locks
    from engine.store.project_files import ProjectFiles

QUEUE = STATE / "visual" / "review_queue.jsonl"
LABELS = STATE / "visual" / "filter_safety_labels.jsonl"
LEARNING = STATE / "visual" / "learning.jsonl"
OPEN, RESOLVED = "open", "resolved"

_LARGEST = 256 * 1024 * 1024

Entry = Mapping[str, object]


class ReviewQueue:
    """The queue, and the two logs that are written with it. A resolved entry is a newer line.

    Other tools append to these files too; their keys are kept, lines that are no JSON passed over.
    """

    def __init__(self, project: ProjectFiles, locks: Locks, clock: Clock) -> None:
        self._project = project
        self._locks = locks
        self._clock = clock

    def add(self, entry: Entry) -> str:
        """Ask a person; gives the entry's id. Durable when it returns."""
        rq_id = f"rq_{secrets.token_hex(6)}"
        now = stamp(self._clock.now())
        self._append(QUEUE, {"rq_id": rq_id, **entry, "status": OPEN, "created_at": now})
        return rq_id

    def entries(self) -> tuple[Entry, ...]:
        """The newest state of every entry, oldest entry first."""
        found: dict[str, Entry] = {}
        for line in self._lines(QUEUE):
            rq_id = str(line.get("rq_id") or "")
            if rq_id:
                found[rq_id] = {**found.get(rq_id, {}), **line}
        return tuple(found.values())

    def open(self) -> tuple[Entry, ...]:
        """What still waits for somebody."""
        return tuple(entry for entry in self.entries() if entry.get("status") == OPEN)

    def resolve(self, rq_id: str, note: str = "") -> Entry:
        """A person has looked at it.

        Raises:
            NotFound: there is no such entry.
            Refused: it was resolved before.
        """
        entry = next((one for one in self.entries() if one.get("rq_id") == rq_id), None)
        if entry is None:
            raise NotFound("review", rq_id)
        if entry.get("status") == RESOLVED:
            raise Refused(f"already resolved: {rq_id}")
        now = stamp(self._clock.now())
        resolved = {**entry, "status": RESOLVED, "resolved_at": now, "resolution": note}
        self._append(QUEUE, resolved)
        return resolved

    def label(self, entry: Entry) -> None:
        """Note a prompt that a filter refused for good."""
        self._append(LABELS, {"ts": stamp(self._clock.now()), **entry})

    def learn(self, entry: Entry) -> None:
        """Note which strategy followed which failure, and how it went."""
        self._append(LEARNING, {"ts": stamp(self._clock.now()), **entry})

    def _append(self, path: ProjectPath, entry: Entry) -> None:
        line = json.dumps(dict(entry), ensure_ascii=False, default=str)
        with self._locks.hold(REVIEW_QUEUE, "the review queue"):
            self._project.append_line(path, line)
            files.sync_file(self._project.place(path))

    def _lines(self, path: ProjectPath) -> Iterator[Entry]:
        data = files.read_bytes(self._project.place(path), _LARGEST) or b""
        for line in data.split(b"\n"):
            try:
                if line.strip():
                    yield parse_object(line, self._project.root / str(path))
            except CorruptFile:
                continue  # torn by a power cut, or somebody else's
