"""One window in a process of its own, opening a large project; prints what it measured as JSON."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import psutil
import qasync
from PySide6.QtCore import QDir, QModelIndex
from PySide6.QtWidgets import QApplication, QFileSystemModel, QTreeView

from engine.domain.nodes import walk
from engine.domain.paths import ProjectPath
from engine.domain.query import parse_query
from engine.domain.search import Finder
from engine.store.cache import Caches
from engine.store.places import Places
from engine.store.project import Project
from engine.workspace.tree import ProjectTree
from recoil_desktop.process import GarbageCollection, give_memory_back, tune
from tests.bench.bench_window import StallMeter
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.windows import Stage

PATIENCE = 240
ROUNDS = 5
CHANGED = "renders/ep_001/EP001_SH5_take1.mp4"


def main() -> None:
    """``tree_window.py WHAT PROJECT [QUERY ...]``."""
    what, root, *queries = sys.argv[1:]
    if what == "search":
        told = search(Path(root), queries)
    elif what == "qt":
        told = qt_expanded(Path(root))
    else:
        measure = {"window": opened, "change": changed}[what]
        told = in_window(lambda stage: measure(stage, Path(root)))
    print(json.dumps(told), flush=True)
    os._exit(0)  # what comes after was measured by nobody


# -- our window ----------------------------------------------------------------


def in_window(measure: Callable[[Stage], object]) -> dict[str, float]:
    """Do it in a shown window whose process is tuned as the program's."""
    tune()
    give_memory_back()
    app = QApplication([])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    garbage = GarbageCollection()

    async def run() -> dict[str, float]:
        async with a_window(app, size=(1440, 900)) as stage:
            told: dict[str, float] = await measure(stage)  # type: ignore[misc]
            return told

    with loop:
        told = loop.run_until_complete(run())
    garbage.stop()
    return told


async def opened(stage: Stage, root: Path) -> dict[str, float]:
    """How soon it can be used and is complete, how long the window stood still, what it holds."""
    tree, meter = stage.session.parts.tree, StallMeter()
    wanted = sum(len(names) for _, _, names in os.walk(root / "renders")) // 2
    meter.start()
    begin = time.perf_counter()
    stage.session.projects.open(root)
    await until(lambda: len(tree.model.tree.children) == 3 and tree.view.isVisible())
    usable = time.perf_counter() - begin
    await until(lambda: _files(stage) >= wanted)
    whole = time.perf_counter() - begin
    await _rest(stage)
    meter.stop()
    return {
        "usable": usable,
        "whole": whole,
        "verified": time.perf_counter() - begin,
        "memory": psutil.Process().memory_info().rss / 1e6,
        "stall_p99": quantiles(meter.late, n=100)[98],
        "stall_max": max(meter.late),
    }


async def changed(stage: Stage, root: Path) -> dict[str, float]:
    """How soon a sidecar that another program writes is seen, and what that costs."""
    stage.session.projects.open(root)
    await until(lambda: stage.session.projects.current is not None)
    await _rest(stage)
    shown: list[float] = []
    for number in range(ROUNDS):
        begin = time.perf_counter()
        write(root, f"round {number}")
        await until(partial(_has_status, stage, f"round {number}"))
        shown.append(time.perf_counter() - begin)
        await asyncio.sleep(1.0)  # the watcher's hints of this round are over
    return {"shown": median(shown), "cost": await _cost(stage, root)}


async def _rest(stage: Stage) -> None:
    """Everything has been read, and whoever looks at it then has looked."""
    await until(lambda: stage.session.projects.current.glance.is_whole)
    await until(lambda: not stage.session.services.jobs.running)


async def _cost(stage: Stage, root: Path) -> float:
    """What one change takes from the hint to the line, without waiting for the hint."""
    project, pane = stage.session.projects.current, stage.session.parts.tree
    costs: list[float] = []
    for number in range(2 * ROUNDS):
        write(root, f"cost {number}")
        begin = time.process_time()
        pane.show_tree(project.tree.refresh([ProjectPath("renders/ep_001")]))
        pane.view.viewport().repaint()
        costs.append(time.process_time() - begin)
        await asyncio.sleep(0.3)
    return median(costs)


def write(root: Path, status: str) -> None:
    """As other programs write: beside, and then in its place."""
    sidecar = root / f"{CHANGED}.json"
    new = sidecar.with_name(".new")
    new.write_text(json.dumps({"status": status}))
    new.replace(sidecar)


def _files(stage: Stage) -> int:
    return sum(category.detail.count for category in stage.session.parts.tree.model.tree.children)


def _has_status(stage: Stage, status: str) -> bool:
    episodes = stage.session.parts.tree.model.tree.children[-1]
    lines = walk(episodes.children[0])
    return any(n.status == status for n in lines if n.path and n.path.text == CHANGED)


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - anything may be waited for
            await asyncio.sleep(0.005)


# -- searching -----------------------------------------------------------------


def search(root: Path, queries: list[str]) -> dict[str, float]:
    """The slowest query, each asked anew as if something else had been asked before."""
    gc.disable()  # as in the program: there it runs between, on the GUI thread
    caches = Caches(Places.from_environment().cache_dir / "media")
    tree = ProjectTree(Project.open(root), caches)
    tree.build()
    finder = Finder()
    finder.vocabulary(tree.root)
    times = [median(_asked(finder, tree, query) for _ in range(ROUNDS)) for query in queries]
    return {"worst": max(times), "lines": sum(1 for _ in walk(tree.root))}


def _asked(finder: Finder, tree: ProjectTree, query: str) -> float:
    finder.pruned(tree.root, parse_query("something else"))
    begin = time.perf_counter()
    finder.pruned(tree.root, parse_query(query))
    return time.perf_counter() - begin


# -- the yardstick -------------------------------------------------------------


def qt_expanded(root: Path) -> dict[str, float]:
    """Qt's own model of files, every folder expanded in a tree view until all is there."""
    app = QApplication([])
    wanted = sum(len(files) + len(folders) for _, folders, files in os.walk(root))
    model = QFileSystemModel()
    model.setFilter(QDir.Filter.AllEntries | QDir.Filter.NoDotAndDotDot | QDir.Filter.Hidden)
    view = QTreeView()
    view.setModel(model)
    view.setUniformRowHeights(True)
    seen = 0
    folders: list[QModelIndex] = []

    def grow(parent: QModelIndex, first: int, last: int) -> None:
        nonlocal seen
        if model.filePath(parent).startswith(str(root)):
            seen += last - first + 1
            folders.extend(
                model.index(row, 0, parent)
                for row in range(first, last + 1)
                if model.isDir(model.index(row, 0, parent))
            )

    model.rowsInserted.connect(grow)
    begin = time.perf_counter()
    top = model.setRootPath(str(root))
    view.setRootIndex(top)
    view.resize(400, 900)
    view.show()
    while seen < wanted and time.perf_counter() - begin < PATIENCE:
        app.processEvents()
        waiting, folders[:] = list(folders), []
        for index in waiting:
            view.expand(index)
            if model.canFetchMore(index):
                model.fetchMore(index)
    return {"whole": time.perf_counter() - begin, "seen": seen, "wanted": wanted}


if __name__ == "__main__":
    main()
