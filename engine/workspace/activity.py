"""What goes on in a project and what went on last, whoever did it, by its log of operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine.errors import RecoilError
from engine.store.locks import Owner
from engine.store.ops_reader import OpsReader

if TYPE_CHECKING:
    from engine.store.ops import Op
    from engine.store.project import Project

_WORDS = {
    "extract": "Cut passes",
    "extract_pass": "Cut {}",
    "confirm": "Confirm the cuts of {}",
    "generate": "Generate {}",
    "shoot": "Shoot {}",
}
_SUBJECTS = ("pass_id", "shot_id", "episode", "video", "path")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the log. Times as they are written there.

    ``status`` is running, dangling, completed, failed or crashed, or another program's own word;
    ``took`` is in seconds, None where nobody knows. ``is_part``: it belongs to a larger one;
    ``is_here``: this very process began it.
    """

    op_id: str
    name: str
    title: str
    status: str
    began: str = ""
    ended: str = ""
    took: float | None = None
    error: str = ""
    by: str = ""
    is_part: bool = False
    is_here: bool = False

    def as_json(self) -> dict[str, object]:
        """It as ``recoil activity --json`` lists it."""
        return {
            "op_id": self.op_id,
            "name": self.name,
            "title": self.title,
            "status": self.status,
            "began": self.began,
            "ended": self.ended,
            "took_s": self.took,
            "error": self.error,
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class Activity:
    """What runs now, what was begun and never ended, and what ended last, newest first.

    ``trouble`` says why the log cannot be read.
    """

    running: tuple[Operation, ...] = ()
    dangling: tuple[Operation, ...] = ()
    last: tuple[Operation, ...] = ()
    trouble: str = ""


class ActivityLooker:
    """Looks again and again; what was read of the log is not read twice. For one thread."""

    def __init__(self, project: Project) -> None:
        self._reader = OpsReader(project.files)

    def look(self, limit: int = 50) -> Activity:
        """What goes on now."""
        try:
            self._reader.read()
        except RecoilError as error:
            return Activity(trouble=str(error))
        opened = [(op, op.is_at_work) for op in self._reader.open()]
        return Activity(
            running=tuple(_open(op, "running") for op, is_alive in reversed(opened) if is_alive),
            dangling=tuple(
                _open(op, "dangling") for op, is_alive in reversed(opened) if not is_alive
            ),
            last=tuple(_ended(end, begin) for end, begin in self._reader.last(limit)),
        )


def _open(op: Op, status: str) -> Operation:
    owner = op.owner
    by = "" if owner is None else f"pid {owner.pid} on {owner.host}"
    return Operation(
        op_id=op.op_id,
        name=op.name,
        title=_title(op),
        status=status,
        began=op.ts,
        by=by,
        is_part=bool(op.line.get("parent_op_id")),
        is_here=_is_here(op),
    )


def _ended(end: Op, begin: Op | None) -> Operation:
    outputs = end.line.get("outputs")
    error = outputs.get("error") if isinstance(outputs, Mapping) else None
    return Operation(
        op_id=end.op_id,
        name=end.name,
        title=_title(begin or end),
        status=end.status,
        began=begin.ts if begin else "",
        ended=end.ts,
        took=_between(begin.ts, end.ts) if begin else None,
        error=str(error or ""),
        is_part=bool((begin or end).line.get("parent_op_id")),
        is_here=begin is not None and _is_here(begin),
    )


def _is_here(op: Op) -> bool:
    owner, here = op.owner, Owner.this_process()
    return owner is not None and (owner.host, owner.pid) == (here.host, here.pid)


def _title(op: Op) -> str:
    """It in words: ``Cut EP001_PASS_011_SH01_02_A_JADE``; a name nobody knows stays as it is."""
    words = _WORDS.get(op.name, op.name.replace("_", " ").capitalize() or "An operation")
    subject = _subject(op)
    if "{}" in words:
        return words.format(subject or "").strip()
    return f"{words}: {subject}" if subject else words


def _subject(op: Op) -> str:
    args = op.line.get("args")
    if not isinstance(args, Mapping):
        return ""
    named = next((args[key] for key in _SUBJECTS if args.get(key)), "")
    return f"EP{named:03d}" if isinstance(named, int) else str(named)


def _between(begin: str, end: str) -> float | None:
    try:
        took = datetime.fromisoformat(end) - datetime.fromisoformat(begin)
    except (ValueError, TypeError):  # another program's idea of a time
        return None
    return max(0.0, took.total_seconds())
