"""The log of operations: what was begun, how it ended, what never ended (01)."""

from __future__ import annotations

import json
import logging
import secrets
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import CorruptFile, RecoilError
from engine.jobs import Stopped
from engine.redaction import redacted
from engine.store import files
from engine.store.json_text import parse_object
from engine.store.locks import Owner
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.clock import Clock
    from engine.store.locks import Locks
    from engine.store.project_files import ProjectFiles

log = logging.getLogger(__name__)

LOG = STATE / "visual" / "ops.log.jsonl"

_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Op:
    """One line of the log; unknown keys are in ``line``."""

    op_id: str
    name: str
    status: str
    ts: str
    line: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def owner(self) -> Owner | None:
        """The process that began it, where that was noted."""
        match self.line.get("owner"):
            case {"host": str(host), "pid": int(pid), "started": float(started) | int(started)}:
                return Owner(host, pid, started, "")
            case _:
                return None

    @property
    def is_at_work(self) -> bool:
        """Whether the process that began it still runs on this machine."""
        return self.owner is not None and self.owner.is_local and self.owner.is_alive

    @property
    def is_dead(self) -> bool:
        """Whether the process that began it ran on this machine and is gone."""
        return self.owner is not None and not self.owner.is_alive


@dataclass(slots=True)
class Recording:
    """An operation at work; what is put into ``outputs`` stands in the line that ends it.

    ``op_id`` is empty as long as it has not begun.
    """

    op_id: str = ""
    outputs: dict[str, object] = field(default_factory=dict)


class OpsLog:
    """Appends to the log under its lock; a line of it that is no JSON is passed over."""

    def __init__(self, project: ProjectFiles, locks: Locks, clock: Clock) -> None:
        self._project = project
        self._locks = locks
        self._clock = clock

    def started(
        self, name: str, args: Mapping[str, object] | None = None, parent: str | None = None
    ) -> str:
        """Note that something begins; returns its ``op_id``."""
        op_id = f"op_{secrets.token_hex(6)}"
        me = asdict(Owner.this_process())
        owner = {key: me[key] for key in ("host", "pid", "started")}
        keys = {"parent_op_id": parent, "args": dict(args or {}), "owner": owner}
        self._append(op_id, name, "started", keys)
        return op_id

    def completed(self, op_id: str, name: str, outputs: Mapping[str, object] | None = None) -> None:
        """Note that it is done."""
        self._append(op_id, name, "completed", {"outputs": dict(outputs or {})})

    def failed(self, op_id: str, name: str, reason: str) -> None:
        """Note that it ended badly."""
        self._append(op_id, name, "failed", {"outputs": {"error": reason}})

    @contextmanager
    def recorded(
        self, name: str, args: Mapping[str, object] | None = None, parent: str | None = None
    ) -> Iterator[Recording]:
        """Note the beginning and, with what the block put into the outputs, the end.

        A bug or a stop by the system is noted as ``crashed``. That the end cannot be noted is no
        error of the work: it is logged, and the operation dangles.

        Raises:
            Busy, DiskFailed: the beginning cannot be noted; nothing was done.
        """
        recording = Recording(self.started(name, args, parent))
        with self._ended(name, recording):
            yield recording

    @contextmanager
    def batch(self, name: str, args: Mapping[str, object] | None = None) -> Iterator[Batch]:
        """Operations that belong together, under one that is noted when the first of them begins.

        A look that finds nothing to do leaves no line. What dead processes began ends here.
        """
        batch = Batch(self, name, dict(args or {}), Recording())
        with self._ended(name, batch.recording):
            yield batch

    def note_crashed(self) -> None:
        """Note the end of what processes of this machine began and did not live to end."""
        for op in self.dangling():
            if op.is_dead:
                self._append(op.op_id, op.name, "crashed", {"outputs": {}})

    def ops(self) -> tuple[Op, ...]:
        """All lines, oldest first."""
        text = files.read_bytes(self._project.place(LOG), _LARGEST) or b""
        found = (self._op(line) for line in text.split(b"\n"))
        return tuple(op for op in found if op is not None)

    def dangling(self) -> tuple[Op, ...]:
        """What was begun and never ended, oldest first."""
        began: dict[str, Op] = {}
        for op in self.ops():
            if op.status == "started":
                began[op.op_id] = op
            else:
                began.pop(op.op_id, None)
        return tuple(began.values())

    @contextmanager
    def _ended(self, name: str, recording: Recording) -> Iterator[None]:
        status = "crashed"
        try:
            yield
            status = "completed"
        except (RecoilError, Stopped) as error:
            status = "failed"
            recording.outputs["error"] = "stopped" if isinstance(error, Stopped) else str(error)
            raise
        finally:
            if recording.op_id:
                self._end(recording, name, status)

    def _end(self, recording: Recording, name: str, status: str) -> None:
        try:
            self._append(recording.op_id, name, status, {"outputs": recording.outputs})
        except RecoilError as error:
            log.warning("the end of %s (%s) was not noted: %s", name, status, error)

    def _append(self, op_id: str, name: str, status: str, keys: Mapping[str, object]) -> None:
        head = {"ts": stamp(self._clock.now()), "op_id": op_id, "event": name, "status": status}
        line = redacted(json.dumps({**head, **keys}, ensure_ascii=False, default=str))
        with self._locks.hold("ops-log", "the log of operations"):
            self._project.append_line(LOG, line)

    def _op(self, line: bytes) -> Op | None:
        if not line.strip():
            return None
        try:
            keys = parse_object(line, self._project.root / str(LOG))
        except CorruptFile:
            return None  # torn by a power cut, or somebody else's
        return op_of(keys)


def op_of(keys: Mapping[str, object]) -> Op:
    """A line of the log as an operation."""
    name = keys.get("event") or keys.get("name") or ""
    words = [str(keys.get(key) or "") for key in ("op_id", "status", "ts")]
    return Op(words[0], str(name), words[1], words[2], keys)


@dataclass(slots=True)
class Batch:
    """Operations with one parent; see ``OpsLog.batch``."""

    ops: OpsLog
    name: str
    args: Mapping[str, object]
    recording: Recording

    @contextmanager
    def recorded(self, name: str, args: Mapping[str, object] | None = None) -> Iterator[Recording]:
        """One of them; the first notes the beginning of all. Raises like ``OpsLog.recorded``."""
        if not self.recording.op_id:
            self.ops.note_crashed()
            self.recording.op_id = self.ops.started(self.name, self.args)
        with self.ops.recorded(name, args, self.recording.op_id) as recording:
            yield recording
