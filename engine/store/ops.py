"""The log of operations: what was begun, how it ended, what never ended (01)."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.errors import CorruptFile, RecoilError
from engine.store import files
from engine.store.json_text import parse_object
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.clock import Clock
    from engine.store.locks import Locks
    from engine.store.project_files import ProjectFiles

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
        self._append(op_id, name, "started", {"parent_op_id": parent, "args": dict(args or {})})
        return op_id

    def completed(self, op_id: str, name: str, outputs: Mapping[str, object] | None = None) -> None:
        """Note that it is done."""
        self._append(op_id, name, "completed", {"outputs": dict(outputs or {})})

    def failed(self, op_id: str, name: str, reason: str) -> None:
        """Note that it ended badly."""
        self._append(op_id, name, "failed", {"outputs": {"error": reason}})

    @contextmanager
    def recorded(
        self, name: str, args: Mapping[str, object] | None = None
    ) -> Iterator[dict[str, object]]:
        """Note the beginning and, with what the block put into the dict, the end."""
        op_id = self.started(name, args)
        outputs: dict[str, object] = {}
        try:
            yield outputs
        except RecoilError as error:
            self.failed(op_id, name, str(error))
            raise
        self.completed(op_id, name, outputs)

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

    def _append(self, op_id: str, name: str, status: str, keys: Mapping[str, object]) -> None:
        head = {"ts": stamp(self._clock.now()), "op_id": op_id, "event": name, "status": status}
        line = json.dumps({**head, **keys}, ensure_ascii=False, default=str)
        with self._locks.hold("ops-log", "the log of operations"):
            self._project.append_line(LOG, line)

    def _op(self, line: bytes) -> Op | None:
        if not line.strip():
            return None
        try:
            keys = parse_object(line, self._project.root / str(LOG))
        except CorruptFile:
            return None  # torn by a power cut, or somebody else's
        name = keys.get("event") or keys.get("name") or ""
        words = [str(keys.get(key) or "") for key in ("op_id", "status", "ts")]
        return Op(words[0], str(name), words[1], words[2], keys)
