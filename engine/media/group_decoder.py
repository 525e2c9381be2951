"""One thread's way from a group of packets to its scores."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from engine.media.groups import NotSplittable
from engine.media.run_scores import NotExact, RunScores
from engine.media.source import open_again

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.media.groups import Group

    OnFrame = Callable[[VideoFrame], None]

_UNSMOOTHED = {"skip_loop_filter": "noref"}


class GroupDecoder:
    """Scores one group after another; use it in a ``with`` statement.

    The last step of H.264 smooths the edges of blocks. Left out of the pictures that no other one
    is made from, it saves a tenth of the time and moves quick scores by less than 0.5. A group in
    which such a picture has to be exact is decoded again with all steps, so that what comes out
    depends on the group alone.
    """

    def __init__(self, path: Path, like: VideoStream, on_frame: OnFrame | None = None) -> None:
        self.frames = 0  # decoded so far
        self._path = path
        self._like = like
        self._on_frame = on_frame
        self._sources = ExitStack()
        self._spare: VideoStream | None = None
        self._quick: VideoStream | None = None
        self._thorough: VideoStream | None = None

    def __enter__(self) -> Self:
        self._spare = self._opened()
        return self

    def __exit__(self, *_: object) -> None:
        self._sources.close()

    def scores(self, group: Group, is_stopped: Callable[[], bool]) -> RunScores:
        """The scores of ``group``; of its beginning when it is stopped.

        Raises:
            NotSplittable: a frame is damaged.
            ProbeFailed, av.FFmpegError: it cannot be decoded.
        """
        if group.coding.codec == "h264" and group.is_framed:
            self._quick = self._quick or self._decoder(_UNSMOOTHED)
            run = RunScores(lambda frame: _is_smoothed(frame, group))
            try:
                return self._scored(group, self._quick, run, is_stopped)
            except NotExact:
                self.frames -= run.count
        self._thorough = self._thorough or self._decoder({})
        return self._scored(group, self._thorough, RunScores(), is_stopped)

    def _scored(
        self, group: Group, stream: VideoStream, run: RunScores, is_stopped: Callable[[], bool]
    ) -> RunScores:
        decoder = stream.codec_context
        try:
            for packet in (*group.packets, None):
                if is_stopped():
                    break
                for frame in decoder.decode(packet):
                    self._take(frame, run)
        finally:
            decoder.flush_buffers()
        return run

    def _take(self, frame: VideoFrame, run: RunScores) -> None:
        if frame.is_corrupt:
            raise NotSplittable
        run.add(frame)
        if self._on_frame is not None:
            self._on_frame(frame)
        self.frames += 1

    def _decoder(self, options: dict[str, str]) -> VideoStream:
        stream, self._spare = self._spare or self._opened(), None
        stream.codec_context.options = options
        return stream

    def _opened(self) -> VideoStream:
        source, stream = open_again(self._path, self._like)
        self._sources.enter_context(source)
        return stream


def _is_smoothed(frame: VideoFrame, group: Group) -> bool:
    return group.is_reference(frame.pts) and not frame.interlaced_frame
