"""Exact frames while scrubbing: first visits, revisits, neighbours, stepping, memory."""

from __future__ import annotations

import queue
import random
import threading
import time
from contextlib import closing, contextmanager
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import av

from engine.media.frame_finder import FrameFinder
from engine.media.frames import DEFAULT_MEMORY, FrameServer
from engine.media.probe import probe
from engine.media.proxy import make_proxy
from tests.bench.harness import ROUNDS, Row, figure, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.media.picture import Shown
    from tests.bench.material import Material

GROUPS = (12, 48, 250)
VISITS = 12
STEPS = 100
BOX = (405, 720)
FRAME_MS = 16
REST = 0.5  # seconds in which a resting playhead's neighbours are fetched
WAIT = 30


def rows(material: Material) -> Iterator[Row]:
    """Every size and group length, then what holds for all."""
    for source in (material.portrait.path, material.full_hd.path):
        size = probe(source)
        for group in GROUPS:
            path = _with_groups(source, material.folder, group)
            name = f"{size.width}x{size.height} group {group}"
            yield _first_visits(path, name)
            yield from _visits_again(path, name)
            yield from _steps(path, name)
        path = _with_groups(source, material.folder, GROUPS[0], slices=1)
        yield _first_visits(path, f"{size.width}x{size.height} group {GROUPS[0]}, one slice")
    yield _memory(_with_groups(material.full_hd.path, material.folder, 250))
    yield _with_proxy(_with_groups(material.full_hd.path, material.folder, 250), material.folder)


def _first_visits(path: Path, name: str) -> Row:
    """In turn: a server that has shown frame 0 jumps; a fresh PyAV seeks and decodes."""
    timeline = probe(path).timeline
    frames = random.Random(1).sample(range(20, timeline.count), VISITS)
    ours, plain = [], []
    for frame in frames:
        pairs = [
            (_cold_jump(path, timeline, frame), _plain_decode(path, timeline, frame))
            for _ in range(ROUNDS)
        ]
        ours.append(median(pair[0] for pair in pairs))
        plain.append(median(pair[1] for pair in pairs))
    ours_95, plain_95 = percentile(ours, 0.95), percentile(plain, 0.95)
    ratio = ours_95 / plain_95
    return Row(
        f"first visit p95, {name}", ours_95 * 1e3, plain_95 * 1e3, ratio, "<= 1.2x", ratio <= 1.2
    )


def _visits_again(path: Path, name: str) -> Iterator[Row]:
    with _desk(path) as desk:
        frames = random.Random(2).sample(range(20, desk.count - 20), VISITS)
        for frame in frames:
            desk.show(frame)
        again = [desk.show(frame) * 1e3 for _ in range(ROUNDS) for frame in frames]
        beside = []
        for frame in frames[: VISITS // 2]:
            desk.show(frame)
            threading.Event().wait(REST)
            beside += [desk.show(frame + move) * 1e3 for move in (1, -1, 2, -2, 4, -4)]
    yield figure(f"revisit p95, {name}", percentile(again, 0.95), at_most=FRAME_MS, unit="ms")
    yield figure(f"neighbour p95, {name}", percentile(beside, 0.95), at_most=FRAME_MS, unit="ms")


def _steps(path: Path, name: str) -> Iterator[Row]:
    """A key held down: the next frame is asked for when the last one is there."""
    with _desk(path) as desk:
        start = desk.count - STEPS - 20
        lasts = float(STEPS / desk.rate)
        desk.show(start)
        forward = sum(desk.show(start + step) for step in range(1, STEPS + 1))
    with _desk(path) as desk:
        desk.show(start + STEPS)
        back = sum(desk.show(start + STEPS - step) for step in range(1, STEPS + 1))
    for way, took in (("forward", forward), ("back", back)):
        ratio = lasts / took
        title = f"stepping {STEPS} frames {way}, {name}"
        yield Row(title, took * 1e3, lasts * 1e3, ratio, ">= 1x real time", ratio >= 1)


def _memory(path: Path) -> Row:
    info = probe(path)
    highest = 0
    with closing(FrameFinder(path, info.timeline, DEFAULT_MEMORY)) as finder:
        for frame in random.Random(3).sample(range(info.frames), VISITS):
            finder.find(frame, BOX)
            while finder.fetch_one():
                pass
            highest = max(highest, finder.size)
    limit = DEFAULT_MEMORY / 2**20
    return figure("memory of decoded frames", highest / 2**20, at_most=limit, unit="MB")


def _with_proxy(path: Path, folder: Path) -> Row:
    proxy = folder / "scrub_proxy.mp4"
    if not proxy.exists():
        make_proxy(path, proxy)
    with _desk(path) as desk:
        desk.server.use_proxy(proxy)
        desk.show(0)
        frames = random.Random(4).sample(range(desk.count), VISITS * 4)
        times = [desk.show(frame) * 1e3 for frame in frames]
    return figure("any frame p95 with its preview", percentile(times, 0.95), at_most=16, unit="ms")


# -- tools -----------------------------------------------------------------------------------


class _Desk:
    """A server and the time it takes to deliver a frame."""

    def __init__(self, path: Path, timeline: Timeline) -> None:
        self.count, self.rate = timeline.count, Fraction(timeline.rate)
        self._answers: queue.Queue[Shown] = queue.Queue()
        self.server = FrameServer(path, timeline, self._answers.put, print, box=BOX)
        self.show(0)

    def show(self, frame: int) -> float:
        """Seconds until exactly ``frame`` was there."""
        began = time.perf_counter()
        self.server.show(frame)
        while (answer := self._answers.get(timeout=WAIT)).requested != frame:
            pass
        took = time.perf_counter() - began
        assert answer.is_exact
        return took


@contextmanager
def _desk(path: Path, timeline: Timeline | None = None) -> Iterator[_Desk]:
    desk = _Desk(path, timeline or probe(path).timeline)
    try:
        yield desk
    finally:
        desk.server.close()


def _cold_jump(path: Path, timeline: Timeline, frame: int) -> float:
    with _desk(path, timeline) as desk:
        return desk.show(frame)


def _plain_decode(path: Path, timeline: Timeline, frame: int) -> float:
    """What the frame costs at least: seek to its key frame and decode, nothing else.

    It decodes as PyAV does by itself: slices side by side. It neither scales nor hands over.
    """
    with av.open(str(path)) as source:
        stream = source.streams.video[0]
        next(iter(source.decode(stream)))
        stamp = round(timeline.time(frame) / (stream.time_base or 1))
        began = time.perf_counter()
        source.seek(stamp, stream=stream)
        for decoded in source.decode(stream):
            if decoded.pts is not None and decoded.pts >= stamp:
                break
        return time.perf_counter() - began


def _with_groups(source: Path, folder: Path, group: int, slices: int = 2) -> Path:
    """The same pictures with a key frame every ``group`` frames, made once.

    Most encoders write one slice a frame; more of them can be decoded side by side.
    """
    target = folder / f"{source.stem}_group_{group}{'_one_slice' if slices == 1 else ''}.mp4"
    if target.exists():
        return target
    part = target.with_suffix(".part")
    with av.open(str(source)) as opened, av.open(str(part), "w", format="mp4") as output:
        options = {"crf": "23", "preset": "veryfast", "g": str(group), "sc_threshold": "0"}
        original = opened.streams.video[0]
        stream = output.add_stream("libx264", rate=original.average_rate, options=options)
        stream.thread_type = "FRAME" if slices == 1 else "SLICE"
        stream.width, stream.height, stream.pix_fmt = original.width, original.height, "yuv420p"
        for frame in opened.decode(original):
            frame.pict_type = 0  # its own key frames must not stay
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return part.replace(target)
