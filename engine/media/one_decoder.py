"""Scores a video that cannot be split: one decoder with threads, the scores right behind it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Full, Queue
from typing import TYPE_CHECKING

from engine.media.run_scores import RunScores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from av.video.frame import VideoFrame

    OnFrame = Callable[[VideoFrame], None]
    Add = Callable[[VideoFrame], None]

_AHEAD = 8  # decoded frames that wait to be scored
_LOOK_EVERY = 0.1  # seconds between two looks at whether scoring has failed


def score_in_one_go(
    frames: Iterable[VideoFrame | None],
    on_frame: OnFrame | None,
    report: Callable[[int], None],
    *,
    in_thread: bool,
) -> tuple[RunScores, int]:
    """The scores of ``frames``, and how many of them were damaged (None).

    ``report`` is told the number of frames decoded so far and may raise to stop. With
    ``in_thread`` a thread scores while the next frames are decoded.
    """
    run, damaged = RunScores(), 0

    def add(frame: VideoFrame) -> None:
        run.add(frame)
        if on_frame is not None:
            on_frame(frame)

    with _behind(add) if in_thread else _at_once(add) as take:
        for count, frame in enumerate(frames):
            report(count)
            if frame is None:
                damaged += 1
            else:
                take(frame)
    return run, damaged


@contextmanager
def _at_once(add: Add) -> Iterator[Add]:
    yield add


@contextmanager
def _behind(add: Add) -> Iterator[Add]:
    """Give frames to ``add`` in a thread; what it raises is raised here."""
    frames: Queue[VideoFrame | None] = Queue(_AHEAD)

    def work() -> None:
        while (frame := frames.get()) is not None:
            add(frame)

    with ThreadPoolExecutor(1, thread_name_prefix="score") as pool:
        working = pool.submit(work)
        try:
            yield lambda frame: _put(frames, frame, working)
        finally:
            _put(frames, None, working)
        working.result()


def _put(frames: Queue[VideoFrame | None], frame: VideoFrame | None, working: Future[None]) -> None:
    while not working.done():
        try:
            frames.put(frame, timeout=_LOOK_EVERY)
        except Full:
            continue
        return
    if frame is not None:
        working.result()  # scoring has failed: there is no use in decoding on
