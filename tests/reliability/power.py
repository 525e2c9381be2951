"""Cuts the power: replays what was written and tries what a disk may have kept of it.

``python -m tests.reliability.power SEED STATES`` records the calls of every kind of change, then
makes the states that are possible after any number of them: names that were not synced are there
or not, in any subset; content that was not synced is old, empty, half or whole.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.store import files as door
from tests.reliability import gate, world
from tests.reliability.checker import Tree, tree, visible
from tests.reliability.kills import Scenario, faults, folder_in_memory, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

Call = tuple[Any, ...]

_UNSEEN = ("/state/locks/", ".lock")  # a lock means nothing after a power cut
_RENAME = "rename_no_replace"


@dataclass(slots=True)
class Recorder:
    """The calls that changed something, in order."""

    root: str
    calls: list[Call] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def note(self, verb: str, *arguments: object) -> None:
        """One call was made."""
        names = [str(one) for one in arguments if isinstance(one, str | Path)]
        seen = all(name.startswith(self.root) for name in names)
        if seen and not any(part in name for name in names for part in _UNSEEN):
            self.calls.append((verb, *(str(a) if isinstance(a, Path) else a for a in arguments)))
        elif verb == "create" and "/provider/" in names[0]:
            self.calls.append(("told", Path(names[0]).name))  # no power cut unmakes that


@contextmanager
def recorded(root: Path) -> Iterator[Recorder]:
    """Stand before the calls of ``os`` that change files and note the successful ones."""
    recorder = Recorder(str(root))
    own = {name: getattr(os, name) for name in _TAPS}
    own_rename = vars(door)[_RENAME]
    for name, tap in _TAPS.items():
        setattr(os, name, tap(recorder, own[name]))
    vars(door)[_RENAME] = _tap_names(recorder, own_rename, "rename")
    try:
        yield recorder
    finally:
        for name, original in own.items():
            setattr(os, name, original)
        vars(door)[_RENAME] = own_rename


def _tap_open(recorder: Recorder, call: Any) -> Any:
    def tapped(path: Any, flags: int, *rest: Any, **keys: Any) -> int:
        is_new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
        descriptor: int = call(path, flags, *rest, **keys)
        recorder.names[descriptor] = str(path)
        if is_new:
            recorder.note("create", str(path))
        return descriptor

    return tapped


def _tap_write(recorder: Recorder, call: Any) -> Any:
    def tapped(descriptor: int, data: bytes) -> int:
        written: int = call(descriptor, data)
        if descriptor in recorder.names:
            recorder.note("write", recorder.names[descriptor], bytes(data[:written]))
        return written

    return tapped


def _tap_fsync(recorder: Recorder, call: Any) -> Any:
    def tapped(descriptor: int) -> None:
        call(descriptor)
        if descriptor in recorder.names:
            recorder.note("sync", recorder.names[descriptor])

    return tapped


def _tap_names(recorder: Recorder, call: Any, verb: str) -> Any:
    def tapped(*names: Any, **keys: Any) -> None:
        call(*names, **keys)
        recorder.note(verb, *(str(name) for name in names[:2] if not isinstance(name, int)))

    return tapped


_TAPS: dict[str, Any] = {
    "open": _tap_open,
    "write": _tap_write,
    "fsync": _tap_fsync,
    "replace": lambda r, call: _tap_names(r, call, "rename"),
    "rename": lambda r, call: _tap_names(r, call, "rename"),
    "link": lambda r, call: _tap_names(r, call, "link"),
    "unlink": lambda r, call: _tap_names(r, call, "unlink"),
    "mkdir": lambda r, call: _tap_names(r, call, "mkdir"),
}


class Disk:
    """A file system of which only what was synced is sure to be there after a power cut."""

    def __init__(self, before: Tree, root: str) -> None:
        self._root = root
        self._numbers = count()
        self._kept: dict[int, bytes] = {}  # content that is on the disk
        self._now: dict[int, bytes] = {}  # content that programs see
        self._sure: dict[str, int] = {}  # names that are on the disk
        self._names: dict[str, int] = {}  # names that programs see
        self._pending: list[Call] = []  # changes of names that may be there or not
        for name, content in before.items():
            number = next(self._numbers)
            self._kept[number] = self._now[number] = content
            self._sure[name] = self._names[name] = number

    def do(self, call: Call) -> None:
        """One recorded call."""
        match call:
            case ("create", path):
                number = next(self._numbers)
                self._kept[number] = self._now[number] = b""
                self._set(self._inside(path), number)
            case ("write", path, data):
                self._now[self._names[self._inside(path)]] += data
            case ("sync", path) if self._inside(path) in self._names:
                number = self._names[self._inside(path)]
                self._kept[number] = self._now[number]
            case ("sync", folder):
                self._settle(self._inside(folder))
            case ("rename", source, target):
                self._rename(self._inside(source), self._inside(target))
            case ("link", source, target):
                self._set(self._inside(target), self._names[self._inside(source)])
            case ("unlink", path):
                name = self._inside(path)
                self._names.pop(name)
                self._pending.append(("gone", name, _folder(name)))
            case _:
                pass  # folders: their names are synced before anything is in them

    def after_cut(self, draw: random.Random) -> Tree:
        """What may be there when the power comes back."""
        names = dict(self._sure)
        for change in self._pending:
            if draw.random() < _CHANCE:
                _apply(names, change)
        return {name: self._content(number, draw) for name, number in names.items()}

    def is_settled(self) -> bool:
        """Whether everything that was done is on the disk."""
        return not self._pending and all(
            self._kept[number] == self._now[number] for number in self._sure.values()
        )

    def _inside(self, path: str) -> str:
        return os.path.relpath(path, self._root)

    def _set(self, name: str, number: int) -> None:
        self._names[name] = number
        self._pending.append(("set", name, number, _folder(name)))

    def _rename(self, source: str, target: str) -> None:
        if source in self._names:
            number = self._names[target] = self._names.pop(source)
            self._pending.append(("rename", source, target, number, _folder(target)))
        elif any(name.startswith(f"{source}/") for name in self._names):
            change = ("folder", source, target, _folder(target))
            _apply(self._names, change)
            self._pending.append(change)

    def _settle(self, folder: str) -> None:
        left = []
        for change in self._pending:
            if change[-1] == folder:
                _apply(self._sure, change)
            else:
                left.append(change)
        self._pending = left

    def _content(self, number: int, draw: random.Random) -> bytes:
        kept, now = self._kept[number], self._now[number]
        # A log keeps what was synced of it; of the rest, and of a new file, any part may be there.
        lost = len(now) - len(kept)
        return now[: len(kept) + draw.choice([0, 1, lost // 2, lost - 1, lost])] if lost else now


_CHANCE = 0.5


def replay(scenario: Scenario, place: Path, draw: random.Random, states: int) -> Counter[str]:
    """Try ``states`` different states of one kind of change; gives what was wrong."""
    work = place / "work"
    shutil.copytree(scenario.folder, work)
    root = work / "projects" / "demo"
    with recorded(root) as recorder:
        world.CHANGES[scenario.name.rpartition("+")[2]](world.opened(root))
    shutil.rmtree(work)
    before = tree(scenario.folder / "projects" / "demo")
    found: Counter[str] = Counter()
    for _ in range(states):
        length = draw.randint(0, len(recorder.calls) + 3)  # the end counts four times
        disk = Disk(before, str(root))
        for call in recorder.calls[:length]:
            disk.do(call)
        told = [call[1] for call in recorder.calls[:length] if call[0] == "told"]
        is_done = length >= len(recorder.calls)
        if is_done and not disk.is_settled():
            found[f"{scenario.name}: reported done before it was on the disk"] += 1
        faults_here = _faults_after(scenario, place, disk.after_cut(draw), told, is_done)
        found.update(f"{scenario.name} after {length}: {fault}" for fault in faults_here)
    return found


def _faults_after(
    scenario: Scenario, place: Path, state: Tree, told: list[str], is_done: bool
) -> list[str]:
    world_folder = place / "cut"
    root = world_folder / "projects" / "demo"
    shutil.copytree(scenario.folder / "outside", world_folder / "outside")
    for job in told:
        (world_folder / "provider").mkdir(exist_ok=True)
        (world_folder / "provider" / job).touch()
    for name, content in state.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    try:
        kept = not is_done or visible(tree(root)) == scenario.after
        return faults(scenario, root) + ([] if kept else ["what was done is not there"])
    except Exception as error:  # noqa: BLE001 - a recovery that crashes is a finding
        return [f"recovery raised {error!r}"]
    finally:
        shutil.rmtree(world_folder)


def _apply(names: dict[str, int], change: Call) -> None:
    match change:
        case ("set", name, number, _):
            names[name] = number
        case ("rename", source, target, number, _):
            names.pop(source, None)
            names[target] = number
        case ("gone", name, _):
            names.pop(name, None)
        case ("folder", source, target, _):  # one name, whatever lies in it
            for name in [one for one in names if one.startswith(f"{source}/")]:
                names[target + name.removeprefix(source)] = names.pop(name)


def _folder(name: str) -> str:
    return os.path.dirname(name) or "."  # noqa: PTH120 - names, not places


def main(seed: int, states: int, only: str = "", until: str = "end") -> None:
    """Try states of all scenarios, or of one, and print the figures; as in ``kills``."""
    gate.install()
    draw, found = random.Random(seed), Counter[str]()
    place = folder_in_memory()
    try:
        chosen = world.chosen(only)
        for number, (earlier, change) in enumerate(chosen):
            scenario = prepare(place / str(number), earlier, change)
            found += replay(scenario, place, draw, max(1, states // len(chosen)))
            if until == "first" and found:
                break
    finally:
        shutil.rmtree(place)
    figures = {"seed": seed, "states": states, "violations": dict(found.most_common(20))}
    print(json.dumps(figures))  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
