"""How quick the ledger is: replayed from the disk, and added to by many at once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.ledger_lines import opening_line
from engine.domain.project_settings import ProjectSettings
from engine.store.ledger_file import LEDGER
from engine.store.project import Project
from tests.bench.harness import Row, figure, percentile, seconds, within
from tests.helpers.ledgers import NOW, TO_THE_END, S, an_intent, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.material import Material

LINES = 10_000
REPLAY_MS = 250
APPEND_P95_MS = 15
CPU_MS = 0.5
GROWTH = 2.1
WRITERS = 8
NOTES = 200
ROUNDS = 5
ROOT = Path(__file__).parent.parent.parent


def rows(material: Material) -> list[Row]:
    """Replaying a ledger of two sizes, and appending to one by eight processes."""
    with tempfile.TemporaryDirectory(prefix="ledger-", dir=material.folder) as folder:
        return [*_replays(Path(folder)), *_appends(Path(folder))]


def _replays(folder: Path) -> Iterator[Row]:
    usual, twice = (_a_ledger(folder, size) for size in (LINES, 2 * LINES))
    name = f"ledger of {LINES:,} lines replayed"
    yield within(name, partial(_replay, usual), limit_ms=REPLAY_MS)
    times = [[seconds(partial(_replay, root)) for root in (usual, twice)] for _ in range(ROUNDS)]
    short, long = (min(column) for column in zip(*times, strict=True))
    yield figure(f"{name}: time for twice as many", long / short, at_most=GROWTH, unit="x")


def _appends(folder: Path) -> Iterator[Row]:
    root = _a_ledger(folder, LINES // 2)
    dispatches = [_a_dispatch(root, 10**6 + number) for number in range(WRITERS)]
    bare = _written_together(root, ["-"] * WRITERS)
    times = _written_together(root, dispatches)
    yield figure(
        "ledger appended to, p95",
        percentile(times, 0.95),
        at_most=APPEND_P95_MS,
        unit="ms",
        yardstick=percentile(bare, 0.95),
        note=f"{WRITERS} processes, each line synced; the yardstick only writes and syncs",
    )
    yield figure("ledger: processor time of a line", _cpu_ms(root), at_most=CPU_MS, unit="ms")


def _written_together(root: Path, dispatches: Sequence[str]) -> list[float]:
    """A process per dispatch, all begin at once; the milliseconds of every line."""
    writers = [_a_writer(root, one) for one in dispatches]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    for writer in writers:
        _start(writer)
    answers = [writer.communicate()[0] for writer in writers]
    return [one for answer in answers for one in json.loads(answer)]


def _a_ledger(folder: Path, size: int) -> Path:
    """A project whose ledger has so many lines of jobs that went through all states."""
    root = folder / f"demo{len(list(folder.iterdir()))}"
    Project.create(root, ProjectSettings.read({"mode": "microdrama"}))
    lines = [opening_line(NOW)]
    for number in range(size // (len(TO_THE_END) + 1)):
        lines += lines_of(an_intent(number), *TO_THE_END, billed_micro=310_000)
    place = root / str(LEDGER)
    place.parent.mkdir(parents=True)
    place.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return root


def _replay(root: Path) -> None:
    view = Project.open(root).ledger.view()
    assert not view.problem, view.problem


def _a_dispatch(root: Path, number: int) -> str:
    intent = an_intent(number)
    Project.open(root).ledger.reserve(intent, [])
    return intent.dispatch_id


def _a_writer(root: Path, dispatch_id: str) -> subprocess.Popen[str]:
    program = ("-m", "tests.bench.ledger_writer", str(root), dispatch_id, str(NOTES))
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *program], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    )


def _start(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


def _cpu_ms(root: Path) -> float:
    ledger, intent = Project.open(root).ledger, an_intent(10**7)
    ledger.reserve(intent, [])
    begin = time.process_time()
    for _ in range(NOTES):
        ledger.note(intent.dispatch_id, S.SUBMITTING)
        ledger.note(intent.dispatch_id, S.RESERVED)
    return (time.process_time() - begin) * 1e3 / (2 * NOTES)
