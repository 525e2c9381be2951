"""Decodes the groups of one video side by side, in threads, and gives them back in order."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty, Queue
from typing import TYPE_CHECKING, Self

import av

from engine.errors import MediaError
from engine.media.groups import NotSplittable
from engine.media.run_scores import RunScores
from engine.media.source import open_video, set_threads, video_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.jobs import JobContext
    from engine.media.groups import Group

    OnFrame = Callable[[VideoFrame], None]

_LOOK_EVERY = 0.05  # seconds between two looks at whether the job was cancelled


@dataclass(frozen=True, slots=True, eq=False)
class _Done:
    """A decoded group, or what went wrong with it."""

    index: int
    run: RunScores | None
    failure: Exception | None = None


class GroupDecoders:
    """A few threads, each with a decoder of its own; FFmpeg and OpenCV let them run at once.

    Frame threads inside one decoder wait for each other; whole groups don't. The first thread uses
    the decoder of ``stream``. Use it in a ``with`` statement: leaving it stops and joins the
    threads.
    """

    def __init__(
        self, path: Path, stream: VideoStream, workers: int, on_frame: OnFrame | None = None
    ) -> None:
        self._path = path
        self._stream = stream
        self._on_frame = on_frame
        self._waiting: Queue[Group | None] = Queue()
        self._done: Queue[_Done] = Queue()
        self._stopped = threading.Event()
        self._frames = [0] * workers
        self._threads = [
            threading.Thread(target=self._work, args=(n,), name=f"scan {path.name} {n}")
            for n in range(workers)
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

    @property
    def frames(self) -> int:
        """How many frames were decoded so far."""
        return sum(self._frames)

    def runs(
        self, groups: Iterable[Group], at_once: int, ctx: JobContext, total: int | None
    ) -> Iterator[RunScores]:
        """The scores of every group, in the order of their indexes.

        At most ``at_once`` groups are demuxed and not yet given back, which bounds the memory.

        Raises:
            NotSplittable: a frame is damaged, so that one decoder has to see all.
            Stopped: the job was cancelled.
        """
        set_threads(self._stream, 1)
        coming = iter(groups)
        finished: dict[int, RunScores] = {}
        next_index, under_way = 0, self._hand_out(coming, at_once)
        while under_way:
            done = self._wait(ctx, total)
            if done.failure is not None:
                raise done.failure
            if done.run is not None:
                finished[done.index] = done.run
            while next_index in finished:
                yield finished.pop(next_index)
                next_index, under_way = next_index + 1, under_way - 1
            under_way += self._hand_out(coming, at_once - under_way)

    def _hand_out(self, groups: Iterator[Group], most: int) -> int:
        for handed in range(most):
            group = next(groups, None)
            if group is None:
                return handed
            self._waiting.put(group)
        return max(most, 0)

    def _wait(self, ctx: JobContext, total: int | None) -> _Done:
        while True:
            ctx.report(self.frames, total)
            try:
                return self._done.get(timeout=_LOOK_EVERY)
            except Empty:
                continue

    def _work(self, number: int) -> None:
        try:
            if number == 0:
                self._decode_groups(number, self._stream)
                return
            with open_video(self._path) as source:
                self._decode_groups(number, video_stream(self._path, source, threads=1))
        except (MediaError, OSError, NotSplittable, av.FFmpegError) as error:
            failure = error if isinstance(error, MediaError) else NotSplittable(str(error))
            self._done.put(_Done(-1, None, failure))

    def _decode_groups(self, number: int, stream: VideoStream) -> None:
        while not self._stopped.is_set() and (group := self._waiting.get()) is not None:
            self._done.put(_Done(group.index, self._decode(number, stream, group)))
            stream.codec_context.flush_buffers()

    def _decode(self, number: int, stream: VideoStream, group: Group) -> RunScores:
        run = RunScores()
        for packet in (*group.packets, None):
            if self._stopped.is_set():
                break
            for frame in stream.codec_context.decode(packet):
                if frame.is_corrupt:
                    raise NotSplittable
                run.add(frame)
                if self._on_frame is not None:
                    self._on_frame(frame)
                self._frames[number] += 1
        return run
