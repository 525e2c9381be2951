"""Wrong versions of the write protocol; a suite that misses one of them proves nothing.

Each is a small edit of a copy of the sources, in which the kills or the power cuts are run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable  # noqa: TC003 - names the table below
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STORE = "engine/store"


@dataclass(frozen=True, slots=True)
class Mutant:
    """Edits of one file, right and wrong in turn, and the program that has to notice.

    ``only`` is the kind of change that the program is run with; empty for all.
    """

    name: str
    file: str
    edits: tuple[str, ...]
    program: str
    only: str = ""


def _kills(name: str, file: str, *edits: str) -> Mutant:
    return Mutant(name, f"{STORE}/{file}", edits, "kills")


def _power(name: str, file: str, *edits: str) -> Mutant:
    return Mutant(name, f"{STORE}/{file}", edits, "power")


def _money(program: str, name: str, file: str, *edits: str) -> Mutant:
    return Mutant(name, f"{STORE}/{file}", edits, program, "render")


_DONE = "    _carry_out_end(project, journal.change.id)"

MUTANTS = (
    _power(
        "content is not synced",
        "files.py",
        "mode_like=path, sync=_sync)\n        os.replace",
        "mode_like=path, sync=lambda _descriptor: None)\n        os.replace",
    ),
    _power(
        "names of documents are not synced",
        "files.py",
        "        os.replace(temporary, path)  # noqa: PTH105 - one family of calls\n"
        "        sync_folder(path.parent)",
        "        os.replace(temporary, path)",
    ),
    _power(
        "names of moved files are not synced",
        "files.py",
        "        sync_folder(target.parent)\n        if source.parent",
        "        if source.parent",
    ),
    _power(
        "what encoders made is not synced",
        "checks.py",
        "            files.sync_file(project.place(path))",
        "            pass",
    ),
    _kills(
        "the journal goes before the steps",
        "apply.py",
        "    first = first_undone(project, journal.steps)\n    for",
        f"    first = first_undone(project, journal.steps)\n{_DONE}\n    for",
        f"    _tidy_after(project, journal.steps)\n{_DONE}",
        "    _tidy_after(project, journal.steps)",
    ),
    _kills(
        "no journal is written",
        "apply.py",
        "    project.write_text(journal_path(journal.change.id), journal.as_text())",
        "    project.write_text(history_path(journal.change.id), journal.as_text())",
        f"    _tidy_after(project, journal.steps)\n{_DONE}",
        "    _tidy_after(project, journal.steps)",
    ),
    _kills(
        "steps are done without looking",
        "apply.py",
        "        if look.standing is Standing.NEITHER:",
        "        if False:",
        "        if look.standing is Standing.BEFORE:",
        "        if True:",
    ),
    _kills(
        "a move counts as done before it is",
        "steps.py",
        "        return BEFORE if is_at_source else AFTER",
        "        return AFTER",
    ),
    _kills(
        "a document that is done counts as somebody else's",
        "steps.py",
        "            if current == self.after:",
        "            if current == self.after and not current:",
    ),
    _kills(
        "nothing is recovered",
        "apply.py",
        "    for change_id in ids_in(project, JOURNALS):\n        try:\n            journal",
        "    for change_id in []:\n        try:\n            journal",
    ),
    _kills(
        "recovery starts at the first step again",
        "apply.py",
        "            return index + 1\n",
        "            return 0\n",
    ),
    _kills(
        "documents are written in place",
        "files.py",
        "    with _disk(path), _temporary(path) as temporary:\n"
        "        _create(temporary, data, mode_like=path, sync=_sync)\n"
        "        os.replace(temporary, path)",
        "    with _disk(path):\n"
        "        at = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)\n"
        "        os.write(at, data)\n"
        "        os.close(at)",
    ),
    _kills(
        "the trash removes",
        "draft.py",
        "        self.move(path, target)\n        self._trashed",
        "        self._put(path, None, None)\n        self._trashed",
    ),
    _kills(
        "unfinished files are left lying",
        "leftovers.py",
        "        if files.is_temporary(name):\n                files.remove_quick",
        "        if not name:\n                files.remove_quick",
    ),
    _kills(
        "a file under two names is left so",
        "steps.py",
        "            files.remove_file(source)\n        else:",
        "            pass\n        else:",
    ),
    _kills(
        "a new sidecar is put before its clip is there",
        "draft.py",
        "        return is_beside or any(one.source == step.path for one in moves)",
        "        return False",
    ),
    _power(
        "removed documents come back",
        "files.py",
        "            os.unlink(path)  # noqa: PTH108 - one family of calls\n"
        "        sync_folder(path.parent)",
        "            os.unlink(path)",
    ),
    _power(
        "new companions are not synced",
        "files.py",
        "        _create(temporary, data, mode_like=path, sync=_sync)\n        _rename",
        "        _create(temporary, data, mode_like=path, sync=lambda _descriptor: None)\n"
        "        _rename",
    ),
    _power(
        "the journal is written after the first step",
        "apply.py",
        "    project.write_text(journal_path(journal.change.id), journal.as_text())",
        "    journal.steps[0].carry_out(project)\n"
        "    project.write_text(journal_path(journal.change.id), journal.as_text())",
    ),
    _money(
        "power",
        "states of the ledger are not synced",
        "ledger.py",
        "            after = self._lines.view.dispatches[dispatch_id]\n"
        "        self._lines.sync(size)",
        "            after = self._lines.view.dispatches[dispatch_id]",
    ),
    _money(
        "power",
        "a sync of the ledger covers what is written after it",
        "ledger_file.py",
        "            self._synced = there",
        "            self._synced = there + 1000",
    ),
    _money(
        "kills",
        "a torn line of the ledger is ended as if it were whole",
        "files.py",
        'TORN = b"\\x18\\n"',
        'TORN = b"\\n"',
    ),
    _money(
        "kills",
        "the ledger is written before the intent",
        "ledger.py",
        "        is_ours = self._write_intent(intent)\n",
        "        is_ours = True\n",
        "        self._lines.sync(size)\n        return reserved",
        "        self._write_intent(intent)\n        self._lines.sync(size)\n"
        "        return reserved",
    ),
    Mutant(
        "a take has its name before its sidecar has",
        f"{STORE}/takes.py",
        ("                self._settle(batch, lambda one: [one.target])\n", ""),
        "power",
        "file_take",
    ),
    _money(
        "budget",
        "the budget is decided before the lock",
        "ledger.py",
        "            found = self._decide(intent, caps)\n            if found",
        "            found = None\n            if found",
    ),
    _money(
        "budget",
        "processes do not wait for each other",
        "quick_lock.py",
        "            if not _is_taken_soon(descriptor, self._patience):",
        "            if False:",
    ),
    _money(
        "budget",
        "what others wrote is not read under the lock",
        "ledger.py",
        "            self._lines.catch_up()\n            self._check_trust()\n            yield",
        "            self._check_trust()\n            yield",
    ),
)


# How much work an effort is, program by program; the seed comes first.
_ARGUMENTS: dict[str, Callable[[int], list[str]]] = {
    "kills": lambda effort: ["7", str(effort), "stop"],
    "power": lambda effort: ["7", str(effort)],
    "budget": lambda effort: ["7", str(effort // 28)],
}


def findings(mutant: Mutant, folder: Path, effort: int) -> dict[str, int]:
    """What the mutant's program finds wrong, or why it cannot even run; empty for nothing."""
    for package in ("engine", "tests/reliability", "tests/helpers"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__py*"))
    (folder / "tests" / "__init__.py").touch()
    source = folder / mutant.file
    text = source.read_text(encoding="utf-8")
    for right, wrong in zip(mutant.edits[::2], mutant.edits[1::2], strict=True):
        if right not in text:
            raise AssertionError(f"{mutant.name}: not in {mutant.file} any more: {right}")
        text = text.replace(right, wrong, 1)
    source.write_text(text, encoding="utf-8")
    return _violations(mutant, folder, effort)


def _violations(mutant: Mutant, folder: Path, effort: int) -> dict[str, int]:
    arguments = _ARGUMENTS[mutant.program](effort)
    arguments += [mutant.only, "first"] if mutant.program != "budget" else []
    program = [sys.executable, "-m", f"tests.reliability.{mutant.program}", *arguments]
    result = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        return {result.stderr.strip().rpartition("\n")[2]: 1}
    found: dict[str, int] = json.loads(result.stdout)["violations"]
    return found
