"""How often each thing is used, in a file of this user's own; it never leaves the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import CorruptFile
from engine.store import files
from engine.store.json_text import json_text, parse_object
from engine.store.quick_lock import UnsignedLock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ACTIONS, COMMANDS = "actions", "commands"

_PATIENCE = 1.0  # seconds: nobody waits for a counter
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Use:
    """How often something was used, and when last."""

    name: str
    count: int
    last: str = ""


class Counters:
    """Adds to the counters of ``path``; what else stands in the file stays.

    A file that cannot be read is never written over: counting is refused until somebody looks.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        place = path.parent / "locks" / "counters.lock"
        self._lock = UnsignedLock(place, "the counters", _PATIENCE)

    def uses(self, group: str) -> tuple[Use, ...]:
        """Everything of a group that was ever used, most used first.

        Raises:
            CorruptFile: the file is there and cannot be read, or is none of counters.
        """
        found = _group(files.read_json(self.path) or {}, group, self.path)
        uses = [Use(name, _count(one, self.path), _last(one)) for name, one in found.items()]
        return tuple(sorted(uses, key=lambda use: (-use.count, use.name)))

    def add(self, counts: Mapping[str, Mapping[str, int]], now: str) -> None:
        """Add ``counts`` (by group and name); ``now`` is noted as the time of the last use.

        Raises:
            CorruptFile, Busy, DiskFailed: nothing was counted, the file is as it was.
        """
        files.make_folder(self.path.parent / "locks")
        with self._lock.held():
            text = files.read_text(self.path)
            keys = {} if text is None else parse_object(text, self.path)
            keys = {"schema_version": _SCHEMA} | keys
            for group, added in counts.items():
                keys[group] = self._added(_group(keys, group, self.path), added.items(), now)
            # A power cut may take the last few uses; a file that is half written it never leaves.
            files.write_quick(self.path, json_text(keys, like=text).encode())

    def _added(
        self, known: Mapping[str, object], added: Iterable[tuple[str, int]], now: str
    ) -> dict[str, object]:
        group = dict(known)
        for name, count in added:
            before = group.get(name, {})
            total = _count(before, self.path) + count
            kept = before if isinstance(before, dict) else {}
            group[name] = kept | {"count": total, "last": now}
        return group


def _group(keys: Mapping[str, object], group: str, path: Path) -> Mapping[str, object]:
    version, found = keys.get("schema_version", _SCHEMA), keys.get(group, {})
    if not isinstance(version, int) or version > _SCHEMA:
        raise CorruptFile(path, f"written by a newer version: schema {version!r}")
    if not isinstance(found, dict):
        raise CorruptFile(path, f"{group} are not counters")
    return found


def _count(one: object, path: Path) -> int:
    count = one.get("count", 0) if isinstance(one, dict) else None
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise CorruptFile(path, "not a count")
    return count


def _last(one: object) -> str:
    return str(one.get("last") or "") if isinstance(one, dict) else ""
