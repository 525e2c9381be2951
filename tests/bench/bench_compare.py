"""How two takes and a whole episode are looked at: at full rate, toggled, over the cuts."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.harness import Row, figure, percentile, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.views.compare.pane import ComparePane
    from tests.bench.material import Material

SHOTS, TAKES = 120, 4
CUT_MS = 500
OPEN_MS = 1500
TOGGLE_MS = 16
SHARE = 0.9  # of the pictures that are due have to be seen
PLAYED = 4.0  # seconds
_TOGGLES = 60
_PATIENCE = 60
_SIZE = (820, 700)


def rows(material: Material) -> list[Row]:
    """Two takes of 720x1280 side by side, a reel of them, and the cut of a large episode."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-compare-") as folder:
        os.environ["RECOIL_STATE_DIR"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        pair = [material.portrait.path, material.full_hd.path]
        return [_cut(Path(folder), material.portrait.path), *_looked_at(Path(folder), pair)]


# -- the engine ------------------------------------------------------------------------------


def _cut(folder: Path, clip: Path) -> Row:
    from engine.store.project import Project
    from engine.workspace.episode_cut import episode_cut
    from tests.helpers.projects import ProjectFiles

    files = ProjectFiles(folder / "show")
    files.settings(fps=30)
    files.plan(1, *(f"EP001_SH{shot:02d}" for shot in range(1, SHOTS + 1)))
    for shot in range(1, SHOTS + 1):
        for take in range(1, TAKES + 1):
            name = f"renders/ep_001/EP001_SH{shot}_take{take}.mp4"
            target = files.media(name, status="candidate", model="wan")
            target.unlink()
            target.hardlink_to(_beside(clip, folder))
    project = Project.open(files.root)
    name = f"cut of an episode of {SHOTS} shots and {SHOTS * TAKES} takes"
    return within(name, lambda: episode_cut(project, 1), limit_ms=CUT_MS)


def _beside(clip: Path, folder: Path) -> Path:
    """The clip on the file system of ``folder``, where links to it can be made."""
    copy = folder / "clip.mp4"
    if not copy.exists():
        copy.write_bytes(clip.read_bytes())
    return copy


# -- the window ------------------------------------------------------------------------------


def _looked_at(folder: Path, clips: list[Path]) -> list[Row]:
    import qasync
    from PySide6.QtWidgets import QApplication  # late: the platform is chosen in rows()

    from recoil_desktop.process import tune

    tune()
    found = QApplication.instance()
    app: QApplication = found if isinstance(found, QApplication) else QApplication([])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        result: list[Row] = loop.run_until_complete(_measured(folder, clips))
    asyncio.set_event_loop(None)
    return result


async def _measured(folder: Path, clips: list[Path]) -> list[Row]:
    from recoil_desktop.jobs import JobRunner

    jobs = JobRunner()
    found = [*await _compared(jobs, folder, clips), await _reeled(jobs, folder, clips)]
    await jobs.shut_down()
    return found


async def _compared(jobs: JobRunner, folder: Path, clips: list[Path]) -> list[Row]:
    from engine.domain.paths import ProjectPath
    from recoil_desktop.models.compare_takes import ComparedTake, TakeChoice
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.compare.pane import ComparePane
    from recoil_desktop.views.compare.stage import Mode

    pane = ComparePane(jobs, Themes(), SettingsStore(folder))
    pane.bar.mute.click()
    pane.resize(*_SIZE)
    pane.show()
    takes = tuple(ComparedTake(c.name, ProjectPath(c.name), c.stem) for c in clips)
    begin = time.perf_counter()
    pane.show_choice(TakeChoice("takes", takes, 0, 1), (clips[0], clips[1]))
    await _until(lambda: pane.pairing.timeline and pane.pairing.is_complete)
    opened = (time.perf_counter() - begin) * 1e3
    pane.show_mode(Mode.SIDE)
    pairs = await _played(pane)
    due = float(pane.pairing.timeline.rate) if pane.pairing.timeline else 0.0
    toggled = _toggled(pane)
    pane.close_media()
    pane.close()
    note = "720x1280 against 1080x1920, 30 fps, exact frames of both decoders"
    return [
        figure("two takes on screen", opened, at_most=OPEN_MS, unit="ms", note=note),
        figure("moments of both takes a second", pairs, at_least=due * SHARE, unit="/s",
               note="side by side; never a pair of two moments"),
        figure("toggle to the other take, p95", toggled, at_most=TOGGLE_MS, unit="ms",
               note="key to painted"),
    ]  # fmt: skip


async def _played(pane: ComparePane) -> float:
    seen: list[int] = []
    note = lambda: seen.append(pane.pairing.moment)  # noqa: E731 - disconnected below
    pane.conductor.show_frame(0)
    await _until(lambda: pane.pairing.is_complete)
    pane.pairing.presented.connect(note)
    begin = time.perf_counter()
    pane.conductor.play()
    await asyncio.sleep(PLAYED)
    spent = time.perf_counter() - begin
    pane.conductor.pause()
    pane.pairing.presented.disconnect(note)
    return len(set(seen)) / spent


def _toggled(pane: ComparePane) -> float:
    times = []
    for _ in range(_TOGGLES):
        begin = time.perf_counter()
        pane.toggle()
        pane.stage.repaint()
        times.append((time.perf_counter() - begin) * 1e3)
    return percentile(times, 95)


async def _reeled(jobs: JobRunner, folder: Path, clips: list[Path]) -> Row:
    """Over the cut from one clip to the next: how long the next one's first picture takes."""
    from recoil_desktop.scrubber.reel import Reel, ReelItem
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.context_play.pane import ContextPane

    rate, frames = Fraction(30), 30
    items = [
        ReelItem(str(n), f"SH{n}", clips[n % 2], Fraction(n), Fraction(1), rate, frames)
        for n in range(5)
    ]
    pane = ContextPane(jobs, Themes(), SettingsStore(folder))
    pane.bar.mute.click()
    pane.resize(*_SIZE)
    pane.show()
    begun: dict[int, float] = {}
    shown: dict[int, float] = {}
    pane.player.item_changed.connect(lambda n: begun.setdefault(n, time.perf_counter()))
    pane.conductor.picture_changed.connect(
        lambda _asked, _came: shown.setdefault(pane.player.index, time.perf_counter())
    )
    pane.play_all(Reel(tuple(items), rate, (720, 1280), "EP001"))
    await _until(lambda: not pane.conductor.is_playing)
    waits = [max(shown[n] - begun[n], 0) * 1e3 for n in range(1, 5) if n in shown and n in begun]
    pane.close_media()
    pane.close()
    worst = max(waits) if len(waits) == len(items) - 1 else float("inf")
    return figure(
        "over a cut of the reel to the next clip, worst",
        worst,
        at_most=float(1000 / rate),
        unit="ms",
        note="its first picture was ready",
    )


async def _until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not is_so():  # noqa: ASYNC110 - anything may be waited for
            await asyncio.sleep(0.002)
