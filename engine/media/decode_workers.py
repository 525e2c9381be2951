"""Decodes the groups of one video side by side, in threads, and puts their scores together."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty, Queue
from typing import TYPE_CHECKING, Self

import av

from engine.errors import MediaError
from engine.media.group_decoder import GroupDecoder
from engine.media.groups import NotSplittable
from engine.media.run_scores import JoinedScores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av.video.stream import VideoStream

    from engine.jobs import JobContext
    from engine.media.group_decoder import OnFrame
    from engine.media.groups import Group
    from engine.media.run_scores import RunScores

_LOOK_EVERY = 0.05  # seconds between two looks at whether the job was cancelled


@dataclass(frozen=True, slots=True, eq=False)
class _Done:
    """A decoded group, or what went wrong with it."""

    index: int
    run: RunScores | Exception


class GroupDecoders:
    """A few threads, each with a decoder of its own; FFmpeg and OpenCV let them run at once.

    Frame threads inside one decoder wait for each other; whole groups don't. Use it in a ``with``
    statement: leaving it stops and joins the threads.
    """

    def __init__(
        self, path: Path, stream: VideoStream, workers: int, on_frame: OnFrame | None = None
    ) -> None:
        self._waiting: Queue[Group | None] = Queue()
        self._done: Queue[_Done] = Queue()
        self._stopped = threading.Event()
        self._decoders = [GroupDecoder(path, stream, on_frame) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._work, args=(decoder,), name=f"scan {path.name} {n}")
            for n, decoder in enumerate(self._decoders)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for _thread in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def scores(
        self, groups: Iterable[Group], at_once: int, ctx: JobContext, total: int | None
    ) -> JoinedScores:
        """The scores of all groups together.

        At most ``at_once`` groups are demuxed and not yet joined, which bounds the memory.

        Raises:
            NotSplittable: a frame is damaged, so that one decoder has to see all.
            Stopped: the job was cancelled.
        """
        joined, coming = JoinedScores(), iter(groups)
        handed_out = self._hand_out(coming, at_once)
        while joined.runs < handed_out:
            done = self._wait(ctx, total)
            if isinstance(done.run, Exception):
                raise done.run
            joined.add(done.index, done.run)
            handed_out += self._hand_out(coming, at_once - (handed_out - joined.runs))
        return joined

    def _hand_out(self, groups: Iterator[Group], most: int) -> int:
        for handed in range(most):
            group = next(groups, None)
            if group is None:
                return handed
            self._waiting.put(group)
        return max(most, 0)

    def _wait(self, ctx: JobContext, total: int | None) -> _Done:
        while True:
            ctx.report(sum(decoder.frames for decoder in self._decoders), total)
            try:
                return self._done.get(timeout=_LOOK_EVERY)
            except Empty:
                continue

    def _work(self, decoder: GroupDecoder) -> None:
        try:
            with decoder:
                while (group := self._waiting.get()) is not None and not self._stopped.is_set():
                    run = decoder.scores(group, self._stopped.is_set)
                    self._done.put(_Done(group.index, run))
        except (MediaError, OSError, NotSplittable, av.FFmpegError) as error:
            failure = error if isinstance(error, MediaError) else NotSplittable(str(error))
            self._done.put(_Done(-1, failure))
