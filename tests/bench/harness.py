"""How everything is measured: in turn, several rounds, medians, and ratios instead of times."""

from __future__ import annotations

import json
import os
import platform
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROUNDS = 5
NOT_INSTALLED = ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS")
SHORTEST = 0.002  # seconds; quicker work is repeated inside a round until it takes this long


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    ``ours`` and ``yardstick`` are in ``unit``; ``ratio`` is what the goal speaks of, ``low`` and
    ``high`` its spread over the rounds. ``goal`` is a sentence for people, ``ok`` its answer.
    """

    name: str
    ours: float
    yardstick: float | None
    ratio: float | None
    goal: str
    ok: bool
    unit: str = "ms"
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians of two pieces of work that were run in turn, in seconds, and their ratio.

    ``ratio`` is yardstick over ours, the median over the rounds: above 1 we are faster.
    """

    ours: float
    yardstick: float
    ratio: float
    low: float
    high: float


def in_turn(
    ours: Callable[[], object], yardstick: Callable[[], object], rounds: int = ROUNDS
) -> Pair:
    """Run A B A B ...; one unmeasured round first, so that files and code are warm."""
    ours(), yardstick()
    pairs = [(seconds(ours), seconds(yardstick)) for _ in range(rounds)]
    ratios = sorted(other / own for own, other in pairs)
    return Pair(
        median(own for own, _ in pairs),
        median(other for _, other in pairs),
        median(ratios),
        ratios[0],
        ratios[-1],
    )


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes once; very quick work is repeated and averaged."""
    times, begin = 0, time.perf_counter()
    while True:
        work()
        times += 1
        spent = time.perf_counter() - begin
        if spent >= SHORTEST:
            return spent / times


def compared(
    name: str,
    ours: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    at_least: float,
    rounds: int = ROUNDS,
    note: str = "",
) -> Row:
    """A row whose goal is to be ``at_least`` so many times as fast as the yardstick."""
    return paired_row(name, in_turn(ours, yardstick, rounds), at_least=at_least, note=note)


def paired_row(name: str, pair: Pair, *, at_least: float, note: str = "") -> Row:
    """The row of a pair that was measured before."""
    return Row(
        name,
        pair.ours * 1e3,
        pair.yardstick * 1e3,
        pair.ratio,
        f">= {at_least:g}x",
        pair.ratio >= at_least,
        low=pair.low,
        high=pair.high,
        note=note,
    )


def within(
    name: str,
    work: Callable[[], object],
    *,
    limit_ms: float,
    rounds: int = ROUNDS,
    note: str = "",
) -> Row:
    """A row whose goal is an absolute limit, in milliseconds."""
    work()
    times = sorted(seconds(work) * 1e3 for _ in range(rounds))
    return Row(
        name,
        median(times),
        None,
        None,
        f"<= {limit_ms:g} ms",
        median(times) <= limit_ms,
        low=times[0],
        high=times[-1],
        note=note,
    )


def figure(
    name: str,
    value: float,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str = "",
    yardstick: float | None = None,
    note: str = "",
) -> Row:
    """A row about something that is no time: an F1, a count, a size."""
    goals = [f">= {at_least:g}"] if at_least is not None else []
    goals += [f"<= {at_most:g}"] if at_most is not None else []
    ok = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    ratio = value / yardstick if yardstick else None
    return Row(name, value, yardstick, ratio, " and ".join(goals) or "-", ok, unit, note=note)


def as_installed() -> dict[str, str]:
    """The environment of a fresh process of an installed program.

    Its byte code lies ready (after the first round), and nothing is inherited that a developer's
    shell or this very process has set.
    """
    folder = str(Path(tempfile.gettempdir()) / "recoil-bench-code")
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INSTALLED}
    return {**kept, "PYTHONPYCACHEPREFIX": folder}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


# -- showing ---------------------------------------------------------------------------------


def table(rows: Iterable[Row]) -> str:
    """The rows as text, one per line, in aligned columns."""
    cells = [("row", "ours", "yardstick", "ratio", "spread", "goal", "")]
    cells += [_cells(row) for row in rows]
    widths = [max(len(line[k]) for line in cells) for k in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Keep the figures with machine and date."""
    report = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rows": [asdict(row) for row in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2) + "\n")


def machine() -> str:
    """Cores, system and Python, without any name of the host."""
    import psutil

    cores = psutil.cpu_count() or 1
    return f"{cores} cores, {platform.system()} {platform.machine()}, {platform.python_version()}"


def _cells(row: Row) -> tuple[str, ...]:
    spread = "" if row.low is None or row.high is None else f"{row.low:.3g} to {row.high:.3g}"
    return (
        row.name + (f" ({row.note})" if row.note else ""),
        _amount(row.ours, row.unit),
        "-" if row.yardstick is None else _amount(row.yardstick, row.unit),
        "-" if row.ratio is None else f"{row.ratio:.2f}x",
        spread,
        row.goal,
        "ok" if row.ok else "MISSED",
    )


def _amount(value: float, unit: str) -> str:
    digits = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{digits} {unit}".rstrip()
