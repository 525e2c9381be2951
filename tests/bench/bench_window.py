"""How the window feels: how soon it is there, and how long it ever stands still under load."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.bench.harness import ROUNDS, Row, figure, seconds

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from engine.jobs import JobContext
    from tests.bench.material import Material, Pass

STALL_P99_MS = 50
STALL_MAX_MS = 200
START_RATIO = 2.0
COMMAND_MS = 400
TICK_MS = 5

EMPTY_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
app.processEvents()
import os; os._exit(0)
"""
OUR_WINDOW = """
import os
import sys
import types
# The real start, up to what is done when the window has been painted.
after = types.SimpleNamespace(run_loop=lambda *_: os._exit(0))
sys.modules["recoil_desktop.life"] = after
sys.argv = ["recoil-desktop"]
from recoil_desktop.__main__ import main
main()
"""
BARE_PYTHON = "import pydantic"


def rows(material: Material) -> list[Row]:
    """Start, command line, and stalls while two passes are scored and one is cut."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-window-") as folder:
        os.environ["RECOIL_STATE_DIR"] = folder
        os.environ["RECOIL_PROJECTS_ROOT"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return [_start(), *_commands(), *_stalls(material, Path(folder))]


# -- how soon it is there ------------------------------------------------------


def _start() -> Row:
    ours = partial(_run, [sys.executable, "-c", OUR_WINDOW])
    empty = partial(_run, [sys.executable, "-c", EMPTY_WINDOW])
    ours(), empty()
    pairs = [(seconds(ours), seconds(empty)) for _ in range(2 * ROUNDS)]
    ratios = sorted(own / other for own, other in pairs)
    return Row(
        "start to first window, empty project, warm",
        median(own for own, _ in pairs) * 1e3,
        median(other for _, other in pairs) * 1e3,
        median(ratios),
        f"<= {START_RATIO:g}x of an empty PySide6 window",
        median(ratios) <= START_RATIO,
        low=ratios[0],
        high=ratios[-1],
    )


def _commands() -> list[Row]:
    return [_command("--help"), _command("projects")]


def _command(word: str) -> Row:
    ours = partial(_run, [sys.executable, "-m", "engine.cli", word])
    bare = partial(_run, [sys.executable, "-c", BARE_PYTHON])
    ours(), bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    times = sorted(own * 1e3 for own, _ in pairs)
    return Row(
        f"recoil {word}",
        median(times),
        median(other * 1e3 for _, other in pairs),
        median(own / other for own, other in pairs),
        f"<= {COMMAND_MS} ms in all (beside: python with pydantic)",
        median(times) <= COMMAND_MS,
        low=times[0],
        high=times[-1],
    )


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


# -- how long it stands still --------------------------------------------------


class StallMeter:
    """Ticks every 5 ms on the GUI thread and notes by how much each tick came late."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer  # late: the platform is chosen in rows()

        self.late: list[float] = []
        self._last: float | None = None
        self._timer = QTimer(interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to measure."""
        self.late.clear()
        self._last = None
        self._timer.start()

    def stop(self) -> None:
        """End measuring."""
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.late.append((now - self._last) * 1e3 - TICK_MS)
        self._last = now


def _stalls(material: Material, folder: Path) -> list[Row]:
    import qasync  # late: the platform is chosen in rows()
    from PySide6.QtWidgets import QApplication

    from recoil_desktop.process import GarbageCollection, give_memory_back, tune

    tune()
    give_memory_back()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    garbage = GarbageCollection()
    with loop:
        late = loop.run_until_complete(_measured(app, material, folder))
    garbage.stop()
    worst = quantiles(late, n=100)[98]
    note = "two passes of 1080x1920 and 720x1280 scored, one cut, all at once"
    return [
        figure("stalls of the window under load, p99", worst, at_most=STALL_P99_MS, unit="ms",
               note=note),
        figure("stalls of the window under load, longest", max(late), at_most=STALL_MAX_MS,
               unit="ms", note=note),
    ]  # fmt: skip


async def _measured(app: QApplication, material: Material, folder: Path) -> list[float]:
    from tests.helpers.windows import a_window  # late: brings Qt

    meter, late = StallMeter(), list[float]()
    async with a_window(app, size=(1440, 900)) as stage:
        jobs = stage.session.services.jobs
        jobs.start_blocking("Warm", partial(_score, material.portrait))
        await stage.rest()
        for number in range(3):
            meter.start()
            works = (
                partial(_score, material.portrait),
                partial(_score, material.full_hd),
                partial(_cut, material.portrait, folder / str(number)),
            )
            for work in works:
                jobs.start_blocking("Load", work)
            await stage.rest()
            meter.stop()
            late += meter.late
    return late


def _score(which: Pass, job: JobContext) -> None:
    from engine.media.scores import scan  # late: brings av

    scan(which.path, job)


def _cut(which: Pass, folder: Path, job: JobContext) -> None:
    from engine.domain.timing import FrameSpan
    from engine.media.cut import cut_clips  # late: brings av

    folder.mkdir()
    edges = (*which.truth.starts, which.truth.frames)
    spans = [FrameSpan(first, end) for first, end in pairwise(edges)]
    cut_clips(which.path, spans, [folder / f"{n}.mp4" for n in range(len(spans))], ctx=job)
