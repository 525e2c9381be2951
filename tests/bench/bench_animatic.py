"""The local provider: a pass of ten seconds against the time it lasts, and what the loop feels."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.providers.animatic import AnimaticProvider
from engine.providers.base import RenderRequest
from tests.bench.harness import Row, figure, percentile
from tests.helpers.providers import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.material import Material

SECONDS = 10.0
ROUNDS = 3
AT_ONCE = 8
_TICK = 0.005  # seconds between two looks at whether the loop still turns
_LENGTHS = (2.5, 3.5, 1.5, 2.5)
_SHORT = (1.0, 1.5)


def rows(_material: Material) -> list[Row]:
    """The row of the issue about the animatic, and the stalls of a loop that renders many."""
    folder = Path(tempfile.mkdtemp(prefix="recoil-bench-"))
    try:
        _pictures(folder)
        return [
            _speed("animatic of 10 s, 720x1280, of pictures", folder, ["a.png", "b.png"]),
            _speed("animatic of 10 s, 720x1280, of cards", folder, []),
            *_stalls(folder),
        ]
    finally:
        shutil.rmtree(folder)


def _pictures(folder: Path) -> None:
    chance = np.random.default_rng(1)
    for name in ("a.png", "b.png"):
        coarse = chance.integers(0, 255, (24, 14, 3), np.uint8)
        cv2.imwrite(str(folder / name), cv2.resize(coarse, (864, 1536)))


def _request(
    folder: Path, key: str, references: list[str], lengths: Sequence[float] = _LENGTHS
) -> RenderRequest:
    segments = [
        {"shot_id": f"EP001_SH0{n}", "prompt": "Rain on the pier.", "duration_s": length}
        for n, length in enumerate(lengths, start=1)
    ]
    payload = {"segments": segments, "size": [720, 1280], "references": references, "seed": 7}
    return RenderRequest(key, "animatic", "animatic", "r2v_multi", payload, folder)


def _speed(name: str, folder: Path, references: list[str]) -> Row:
    """From the order to the file, sound and all."""

    async def once(number: int) -> float:
        provider = AnimaticProvider()
        began = time.perf_counter()
        try:
            submission = await provider.submit(_request(folder, f"d_{number}", references))
            status = await ended(provider, submission)
            await provider.download(status, folder / "made.mp4")
            return time.perf_counter() - began
        finally:
            await provider.close()

    asyncio.run(once(0))
    times = sorted(asyncio.run(once(number)) for number in range(ROUNDS))
    ratios = [SECONDS / spent for spent in times]
    return Row(
        name,
        median(times) * 1e3,
        SECONDS * 1e3,
        median(ratios),
        ">= 1x real time",
        median(ratios) >= 1,
        low=min(ratios),
        high=max(ratios),
    )


def _stalls(folder: Path) -> list[Row]:
    """How late a loop wakes up that does nothing, while ``AT_ONCE`` passes are rendered beside."""

    async def measured() -> list[float]:
        provider = AnimaticProvider(hands=AT_ONCE)
        try:
            keys = [f"d_{number}" for number in range(AT_ONCE)]
            requests = [_request(folder, key, ["a.png"], _SHORT) for key in keys]
            jobs = [await provider.submit(request) for request in requests]
            late: list[float] = []
            while not all([(await provider.status(job)).state.is_end for job in jobs]):
                began = time.perf_counter()
                await asyncio.sleep(_TICK)
                late.append((time.perf_counter() - began - _TICK) * 1e3)
            return late
        finally:
            await provider.close()

    late = asyncio.run(measured())
    return [
        figure(
            "loop beside 8 animatics at once, p99", percentile(late, 0.99), at_most=50, unit="ms"
        ),
        figure("loop beside 8 animatics at once, worst", max(late), at_most=200, unit="ms"),
    ]
