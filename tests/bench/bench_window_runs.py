"""How the window feels while an episode is rendered in it, and with a thousand beats on screen."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from tests.bench.bench_window import STALL_MAX_MS, STALL_P99_MS, StallMeter
from tests.bench.harness import Row, figure

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.bench.material import Material

RENDERS = 8
SHOTS, SECONDS = 3, 2
BEATS = 1000
STEP_MS = 16
_PATIENCE, _LOOK = 200, 0.05


def rows(_material: Material) -> list[Row]:
    """Stalls while eight animatics are rendered, and the time of one refresh of a large run."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-runs-") as folder:
        os.environ["RECOIL_STATE_DIR"] = folder
        os.environ["RECOIL_PROJECTS_ROOT"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Row]:
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
        late = loop.run_until_complete(_stalls(app, folder))
        steps = loop.run_until_complete(_steps(app))
    garbage.stop()
    note = f"{RENDERS} passes of {SHOTS * SECONDS} s, 720x1280, rendered, checked and filed"
    return [
        figure("stalls while animatics are rendered, p99", quantiles(late, n=100)[98],
               at_most=STALL_P99_MS, unit="ms", note=note),
        figure("stalls while animatics are rendered, longest", max(late), at_most=STALL_MAX_MS,
               unit="ms", note=note),
        figure(f"one refresh of a run of {BEATS:,} beats, p95", quantiles(steps, n=20)[18],
               at_most=STEP_MS, unit="ms", note="events taken in, lines made, tree painted"),
    ]  # fmt: skip


async def _stalls(app: QApplication, folder: Path) -> list[float]:
    from engine.orchestration.order import RunOrder
    from tests.helpers.windows import a_window  # late: brings Qt

    root = _show(folder)
    meter = StallMeter()
    async with a_window(app, size=(1440, 900)) as stage:
        await stage.open(root)
        await stage.until(lambda: stage.session.run_watch.episodes)
        stage.session.show_pane("runs")
        await stage.rest()
        meter.start()
        order = RunOrder(episode=1, grouping="coverage", concurrency=RENDERS)
        stage.session.run_watch.start(order)
        async with asyncio.timeout(_PATIENCE):
            while stage.session.run_watch.run is not None:  # noqa: ASYNC110 - as the tests wait
                await asyncio.sleep(_LOOK)
        meter.stop()
        await stage.rest()
    return meter.late


def _show(folder: Path) -> Path:
    """An episode of eight passes that nobody cuts by itself."""
    from tests.helpers.projects import ProjectFiles

    files = ProjectFiles(folder / "show")
    files.settings(mode="client", default_video_model="animatic", aspect_ratio="9:16")
    numbers = range(1, RENDERS * SHOTS + 1)
    shots = [
        {"shot_id": f"EP001_SH{number:02d}", "pipeline": "video", "duration_s": SECONDS,
         "location_id": "PIER", "raw": {"prompt": f"Jade walks, {number}."}}
        for number in numbers
    ]  # fmt: skip
    files.document("state/visual/plans/ep_001_plan.json", {"shots": shots})
    passes: list[dict[str, object]] = []
    for counter in range(RENDERS):
        own = [f"{counter * SHOTS + k + 1:02d}" for k in range(SHOTS)]
        segments = [
            {"segment_index": k, "source_shot_id": f"EP001_SH{number}", "duration_s": SECONDS}
            for k, number in enumerate(own)
        ]
        pass_id = f"EP001_PASS_{counter + 1:03d}_SH{'_'.join(own)}_A_JADE"
        passes.append({"pass_id": pass_id, "segments": segments})
    files.coverage(1, *passes)
    return files.root


async def _steps(app: QApplication) -> list[float]:
    """What the GUI thread does for every 50 ms of a run, with the pane painted."""
    from recoil_desktop.actions.catalogue import ALL_ACTIONS
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.models.run_book import RunBook
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.runs.pane import RunsPane, RunsShown
    from tests.helpers.runs import a_planned_beat, completed, dispatched, progress, the_beginning

    pane = RunsPane(ActionRegistry(ALL_ACTIONS, _Nobody()), Themes(app))  # type: ignore[arg-type]
    pane.resize(900, 700)
    pane.show()
    book = RunBook()
    book.hear(the_beginning(*(a_planned_beat(number) for number in range(1, BEATS + 1))))
    steps: list[float] = []
    for number in range(1, BEATS + 1, 4):
        began = time.perf_counter()
        for each in range(number, number + 4):
            book.hear([dispatched(each), progress(each), completed(each)])
        pane.show_runs(RunsShown((1,), 1, is_running=True, lines=book.tree))
        app.processEvents()
        steps.append((time.perf_counter() - began) * 1e3)
    pane.close()
    pane.deleteLater()
    return steps


class _Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, _verb: str) -> object:
        return lambda *_arguments: None
