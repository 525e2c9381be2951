"""Small pictures of a video: the filmstrip that a scan leaves, the poster, single frames."""

from __future__ import annotations

import threading
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import av

from engine.errors import ProbeFailed
from engine.media.frame_times import tick_of
from engine.media.jpeg import JpegMaker
from engine.media.probe import probe, quick_duration
from engine.media.scan_file import kept_scan, media_key_of
from engine.media.source import media_errors, open_first_picture, open_video, video_stream
from engine.media.strip import Filmstrip, Tile

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline
    from engine.store.cache import Caches

TILE_HEIGHT = 120
_MOST_TILES = 60
_SHORTEST_STEP = Fraction(1, 4)  # seconds between two tiles
_TRIES = 300  # packets that may pass before a picture must have come


class StripMaker:
    """Takes its pictures from the frames that a scan decodes; safe to call from any thread."""

    def __init__(self, duration: Fraction) -> None:
        self._step = max(duration / _MOST_TILES, _SHORTEST_STEP)
        self._lock = threading.Lock()
        self._makers = threading.local()
        self._taken: dict[int, tuple[int, bytes]] = {}  # by step: stamp and picture
        self._tick = Fraction(0)
        self._first: int | None = None
        self._width = 0

    @classmethod
    def for_video(cls, path: Path) -> StripMaker:
        """A maker whose pictures are spread over the whole of ``path``."""
        return cls(quick_duration(path))

    def take(self, frame: VideoFrame) -> None:
        """Keep a picture of ``frame`` if it is the first one of its step."""
        stamp, tick = frame.pts, frame.time_base
        if stamp is None or tick is None:
            return
        step = max(1, int(self._step / tick))
        if self._first is None or stamp < self._first:
            self._first = stamp
        place = stamp // step
        # Frames come in no order, so each must know by itself that the one before lies in another.
        before = stamp - (frame.duration or 1)
        if before // step == place and before >= 0:
            return
        jpeg, width = self._maker().make(frame, TILE_HEIGHT)
        with self._lock:
            self._width, self._tick = width, tick
            known = self._taken.get(place)
            if known is None or stamp < known[0]:
                self._taken[place] = (stamp, jpeg)

    def strip(self) -> Filmstrip:
        """What was taken, in order; times count from the video's first frame."""
        first = self._first or 0
        tiles = tuple(
            Tile(max(stamp - first, 0) * self._tick, jpeg)
            for stamp, jpeg in (self._taken[place] for place in sorted(self._taken))
        )
        return Filmstrip(self._width, TILE_HEIGHT, tiles)

    def _maker(self) -> JpegMaker:
        if not hasattr(self._makers, "jpeg"):
            self._makers.jpeg = JpegMaker()
        maker: JpegMaker = self._makers.jpeg
        return maker


def filmstrip(path: Path, caches: Caches) -> Filmstrip | None:
    """The strip that an earlier scan left in the cache, or None.

    Raises:
        ProbeFailed: there is no such file.
    """
    kept = kept_scan(path, caches)
    return kept.strip if kept else None


def poster(path: Path, caches: Caches | None = None, height: int = 180) -> bytes:
    """The first picture of a video as JPEG, at most ``height`` pixels high.

    Raises:
        ProbeFailed: the file shows no picture.
    """
    key = f"{media_key_of(path)}-{height}"
    known = caches.get("poster", key) if caches else None
    if known is not None:
        return known
    source, stream = open_first_picture(path)
    with source, media_errors(path):
        jpeg, _ = JpegMaker().make(_first_picture(path, source, stream), height)
    if caches:
        caches.put("poster", key, jpeg)
    return jpeg


def frame_picture(
    path: Path, frame: int, height: int = 360, timeline: Timeline | None = None
) -> bytes:
    """Frame number ``frame`` as JPEG, from the real decoder.

    Raises:
        ProbeFailed: the file has no such frame or cannot be decoded.
    """
    timeline = timeline or probe(path).timeline
    if not 0 <= frame < timeline.count:
        raise ProbeFailed(path, f"has no frame {frame}: it has {timeline.count}")
    with open_video(path) as source, media_errors(path):
        stream = video_stream(path, source)
        first = stream.start_time or 0
        wanted = first + round(timeline.time(frame) / tick_of(stream))
        for start in (wanted, first):  # a broken index may lead behind the frame
            source.seek(start, stream=stream)
            for shown in source.decode(stream):
                if shown.pts is None or shown.pts < wanted:
                    continue
                if shown.pts > wanted and start != first:
                    break
                return JpegMaker().make(shown, height)[0]
    raise ProbeFailed(path, f"frame {frame} cannot be decoded")


def _first_picture(path: Path, source: InputContainer, stream: VideoStream) -> VideoFrame:
    """From the first key frame alone: a decoder asked for its rest need not see what follows."""
    decoder = stream.codec_context
    decoder.options = {"skip_loop_filter": "all"}  # nobody sees it in a picture so much smaller
    for packet in islice(source.demux(stream), _TRIES):
        if not packet.size or not packet.is_keyframe or packet.is_discard:
            continue
        try:
            frames = [*decoder.decode(packet), *decoder.decode(None)]
        except av.FFmpegError:
            frames = []
        if frames:
            return frames[0]
        decoder.flush_buffers()
    raise ProbeFailed(path, "damaged: no picture can be decoded")
