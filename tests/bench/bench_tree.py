"""The tree of a project of 100,000 media files with their sidecars: opened, followed, searched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench.harness import Row, figure
from tests.helpers.large import make_large_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.material import Material

LARGE, SMALL = 100_000, 1_000
ROUNDS = 5

FIRST_SECONDS = 1.0
COLD_SECONDS = 10.0
WARM_SECONDS = 2.0
SHOWN_MS = 300
GROWTH = 1.5
MOST_MB = 600
SEARCH_MS = 100
QUERIES = (
    "e01 status=review", "model=seedance take>=2", "tag:hero", "jade -pinned", "nothing at all",
    "status=candidate take1", "shot=12 kind=clip", "cost>0.5",
)  # fmt: skip


def rows(_material: Material) -> list[Row]:
    """Opening, one changed file, memory, search; and Qt's own model of files beside it."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-tree-") as text:
        folder = Path(text)
        large, small = folder / "projects" / "large", folder / "projects" / "small"
        count = make_large_project(large, LARGE)
        make_large_project(small, SMALL)
        note = f"{count:,} media files with sidecars"
        return [
            *_openings(folder, large, note),
            *_changes(folder, large, small),
            *_searches(folder, large),
        ]


# -- opening -------------------------------------------------------------------


def _openings(folder: Path, large: Path, note: str) -> list[Row]:
    ours, theirs, warm = [], [], []
    for number in range(ROUNDS):  # in turn, each in a fresh process with a state of its own
        state = folder / f"state {number}"
        ours.append(_told("window", large, state))
        theirs.append(_told("qt", large, state))
        warm.append(_told("window", large, state))
    ratios = sorted(qt["whole"] / own["whole"] for own, qt in zip(ours, theirs, strict=True))
    return [
        _seconds("first open: window usable", ours, "usable", FIRST_SECONDS, note),
        _seconds("first open: tree complete, no index", ours, "whole", COLD_SECONDS, note),
        _seconds("opened again: tree complete, from the index", warm, "whole", WARM_SECONDS, note),
        Row(
            "first open, tree complete",
            median(own["whole"] for own in ours) * 1e3,
            median(qt["whole"] for qt in theirs) * 1e3,
            median(ratios),
            "faster than QFileSystemModel in a tree fully expanded",
            median(ratios) > 1,
            low=ratios[0],
            high=ratios[-1],
        ),
        _stalls("stalls of the window while it is read, p99", ours, "stall_p99"),
        figure(
            "memory of the whole window with it",
            max(each["memory"] for each in (*ours, *warm)),
            at_most=MOST_MB,
            unit="MB",
            note="resident, the largest of all openings",
        ),
    ]


def _seconds(name: str, told: Sequence[dict[str, float]], key: str, most: float, note: str) -> Row:
    times = sorted(each[key] for each in told)
    middle = median(times)
    return Row(
        name, middle, None, None, f"<= {most:g} s", middle <= most, "s", times[0], times[-1], note
    )


def _stalls(name: str, told: Sequence[dict[str, float]], key: str) -> Row:
    return figure(name, median(each[key] for each in told), at_most=50, unit="ms")


# -- one file changes ----------------------------------------------------------


def _changes(folder: Path, large: Path, small: Path) -> list[Row]:
    pairs = [
        (_told("change", large, folder / "state 0"), _told("change", small, folder / "state s"))
        for _ in range(3)
    ]
    shown = sorted(each["shown"] for each, _ in pairs)
    ratios = sorted(one["cost"] / other["cost"] for one, other in pairs)
    return [
        Row(
            "one changed sidecar, from the disk to its line",
            median(shown) * 1e3,
            None,
            None,
            f"<= {SHOWN_MS} ms",
            median(shown) * 1e3 <= SHOWN_MS,
            low=shown[0] * 1e3,
            high=shown[-1] * 1e3,
            note=f"watcher's patience and all, {LARGE:,} files",
        ),
        Row(
            "work for one changed sidecar",
            median(one["cost"] for one, _ in pairs) * 1e3,
            median(other["cost"] for _, other in pairs) * 1e3,
            median(ratios),
            f"<= {GROWTH:g}x of a project of {SMALL:,} files",
            median(ratios) <= GROWTH,
            low=ratios[0],
            high=ratios[-1],
        ),
    ]


# -- searching -----------------------------------------------------------------


def _searches(folder: Path, large: Path) -> list[Row]:
    told = _told("search", large, folder / "state 0")
    return [
        figure(
            "search, the slowest of eight queries",
            told["worst"] * 1e3,
            at_most=SEARCH_MS,
            unit="ms",
            note=f"{round(told['lines']):,} lines, median of {ROUNDS} each",
        )
    ]


# -- in processes of their own -------------------------------------------------


def _told(what: str, root: Path, state: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "RECOIL_STATE_DIR": str(state),
        "RECOIL_PROJECTS_ROOT": str(root.parent),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "tests.bench.tree_window", what, str(root), *QUERIES]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
