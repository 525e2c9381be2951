"""The sound of a video as a picture: the lowest and highest sample of every few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from engine.jobs import JobContext
from engine.media.sniff import sniff
from engine.media.source import media_errors, open_video
from engine.store.cache import media_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

    from engine.store.cache import Caches

PER_SECOND = 200
_RATE = 48_000
_BUCKET = _RATE // PER_SECOND
_KIND = "waveform"
_FULL = 127  # peaks are kept in eight bits


@dataclass(frozen=True, slots=True)
class Waveform:
    """Peaks of the first audio track, from the moment of the video's first frame on.

    ``lows`` and ``highs`` lie in -1..1, ``per_second`` of them a second.
    """

    per_second: int
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]

    def columns(self, start: float, end: float, count: int) -> list[tuple[float, float]]:
        """Lowest and highest value in each of ``count`` equal parts of ``start..end`` seconds.

        Outside the sound there is silence.
        """
        edges = np.linspace(start, end, count + 1) * self.per_second
        firsts = np.floor(edges[:-1]).astype(int)
        lasts = np.maximum(np.ceil(edges[1:]).astype(int), firsts + 1)
        return [self._range(first, last) for first, last in zip(firsts, lasts, strict=True)]

    def _range(self, first: int, last: int) -> tuple[float, float]:
        first, last = max(first, 0), min(last, len(self.lows))
        if first >= last:
            return 0.0, 0.0
        return float(self.lows[first:last].min()), float(self.highs[first:last].max())


def peaks(path: Path, caches: Caches | None, ctx: JobContext | None = None) -> Waveform | None:
    """The waveform of ``path``, from the cache when it is there; None for a silent video.

    Raises:
        ProbeFailed: the file cannot be read.
        Stopped: the job was cancelled.
    """
    sniff(path)
    key = media_key(path)
    known = caches.get(_KIND, key) if caches is not None else None
    if known is None:
        known = _measured(path, ctx or JobContext())
        if caches is not None:
            caches.put(_KIND, key, known)
    return _unpacked(known)


def _unpacked(data: bytes) -> Waveform | None:
    if not data:
        return None
    lows, highs = np.frombuffer(data, np.int8).reshape(2, -1).astype(np.float32) / _FULL
    return Waveform(PER_SECOND, lows, highs)


def _measured(path: Path, ctx: JobContext) -> bytes:
    """Lows, then highs, eight bits each; nothing for a video without sound."""
    with open_video(path) as source, media_errors(path):
        tracks = [s for s in source.streams.audio if s.codec_context is not None]
        if not tracks:
            return b""
        meter, origin = _Meter(), _origin(source)
        for at, samples in _sound(source, tracks[0]):
            meter.add(at - round(origin * _RATE), samples)
            ctx.report(max(at, 0) // _RATE)
    return meter.packed()


def _origin(source: InputContainer) -> Fraction:
    """When the first frame appears, in seconds of the file."""
    pictures = source.streams.video
    if not pictures or pictures[0].start_time is None or pictures[0].time_base is None:
        return Fraction(0)
    return pictures[0].start_time * pictures[0].time_base


def _sound(source: InputContainer, track: AudioStream) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Pieces of one channel and the sample they start with."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=_RATE)
    for packet in source.demux(track):
        try:
            frames = packet.decode()
        except av.FFmpegError:  # the end, or a damaged packet: silence
            continue
        for frame in frames:
            if frame.pts is None or frame.time_base is None:
                continue
            at = round(frame.pts * frame.time_base * _RATE)
            for piece in resampler.resample(frame):
                samples = piece.to_ndarray()[0]
                yield at, samples
                at += len(samples)


class _Meter:
    """Lowest and highest sample of every bucket, from sample 0 on."""

    def __init__(self) -> None:
        self._end = 0
        self._rest = np.zeros(0, np.float32)
        self._lows: list[NDArray[np.float32]] = []
        self._highs: list[NDArray[np.float32]] = []

    def add(self, at: int, samples: NDArray[np.float32]) -> None:
        """Samples that start at ``at``; a gap is silence, what was heard already is dropped."""
        late = self._end - at
        samples = samples[late:] if late > 0 else np.pad(samples, (-late, 0))
        self._end += len(samples)
        heard = np.concatenate([self._rest, samples])
        whole = len(heard) // _BUCKET * _BUCKET
        self._take(heard[:whole])
        self._rest = heard[whole:]

    def packed(self) -> bytes:
        if len(self._rest):
            self._take(np.pad(self._rest, (0, _BUCKET - len(self._rest))))
        if not self._lows:
            return b""
        both = np.stack([np.concatenate(self._lows), np.concatenate(self._highs)])
        return np.round(both.clip(-1, 1) * _FULL).astype(np.int8).tobytes()

    def _take(self, samples: NDArray[np.float32]) -> None:
        buckets = samples.reshape(-1, _BUCKET)
        self._lows.append(buckets.min(axis=1))
        self._highs.append(buckets.max(axis=1))
