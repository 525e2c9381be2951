"""The sound of a clip: packets copied where they can be, encoded to AAC where they cannot."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

import av
import numpy as np

from engine.media.cut_source import sound_stream
from engine.media.source import open_video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from engine.domain.timing import FrameSpan
    from engine.media.cut_index import CutIndex, Packet, SoundTrack
    from engine.media.cut_source import SourceReader

    Sound = NDArray[np.float32]  # channels by samples

_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)  # what AAC knows, up to 48k
_LAYOUTS = frozenset({"mono", "stereo", "3.0", "4.0", "5.0", "5.1", "7.1"})
_BITS_PER_CHANNEL = 96_000
_JITTER = Fraction(1, 500)  # s: stamps of WebM are rounded to milliseconds, that is no gap
_LEAD = Fraction(1, 2)  # s: decoders of sound need a run-up


def sound_packets(
    reader: SourceReader, span: FrameSpan, clip: av.container.OutputContainer
) -> list[Iterator[av.Packet]]:
    """The packets of every audio track that sounds during ``span``, its streams added to ``clip``.

    All tracks are kept, in their order.
    """
    return [
        _copied(reader, track, span, clip)
        if _can_be_copied(reader.index, track)
        else _encoded(reader, track, span, clip)
        for track in tracks_heard(reader.index, span)
    ]


def tracks_heard(index: CutIndex, span: FrameSpan) -> list[SoundTrack]:
    """The audio tracks that have any sound during ``span``; a clip has only these."""
    return [track for track in index.sounds if _heard(index, track, span)]


def _can_be_copied(index: CutIndex, track: SoundTrack) -> bool:
    if track.codec != "aac" or not index.is_mp4:
        return False
    # Only the run-up may be cut away by an edit list; what lies in between could not be told apart.
    shown = [packet.is_shown for packet in track.packets]
    first = shown.index(True) if True in shown else len(shown)
    return all(shown[first:]) and all(packet.position >= 0 for packet in track.packets)


def _heard(index: CutIndex, track: SoundTrack, span: FrameSpan) -> list[Packet]:
    """The packets that sound during the span, and one before: the first needs it to decode."""
    start, end = _bounds(index, track, span)
    heard = [p for p in track.packets if p.pts + 2 * p.duration > start and p.pts < end]
    return heard if any(p.pts + p.duration > start for p in heard) else []


def _bounds(index: CutIndex, track: SoundTrack, span: FrameSpan) -> tuple[int, int]:
    """The span in the track's own ticks: the last one before its start, the first at its end."""
    start, end = (seconds / track.time_base for seconds in _seconds(index, span))
    return floor(start), ceil(end)


def _seconds(index: CutIndex, span: FrameSpan) -> tuple[Fraction, Fraction]:
    return index.stamp(span.first) * index.time_base, index.stamp(span.end) * index.time_base


def _copied(
    reader: SourceReader,
    track: SoundTrack,
    span: FrameSpan,
    clip: av.container.OutputContainer,
) -> Iterator[av.Packet]:
    template = reader.sound(track.number)
    stream = clip.add_stream_from_template(template)
    stream.time_base = track.time_base
    stream.metadata.update(template.metadata)
    start, end = _bounds(reader.index, track, span)
    heard = _heard(reader.index, track, span)

    def packets() -> Iterator[av.Packet]:
        for entry in heard:
            packet = av.Packet(reader.data(entry))
            # Stamps before 0 become an edit list: the run-up is decoded but not heard.
            packet.pts = packet.dts = entry.pts - start
            packet.duration = min(entry.duration, max(end - entry.pts, 1))
            packet.time_base = track.time_base
            packet.is_keyframe = True
            packet.stream = stream
            yield packet

    return packets()


def _encoded(
    reader: SourceReader,
    track: SoundTrack,
    span: FrameSpan,
    clip: av.container.OutputContainer,
) -> Iterator[av.Packet]:
    template = reader.sound(track.number)
    rate = next((known for known in _RATES if known >= template.rate), _RATES[-1])
    layout = template.layout.name if template.layout.name in _LAYOUTS else "stereo"
    stream = clip.add_stream("aac", rate=rate, layout=layout)
    stream.bit_rate = _BITS_PER_CHANNEL * stream.layout.nb_channels
    stream.metadata.update(template.metadata)
    start, end = _seconds(reader.index, span)

    def packets() -> Iterator[av.Packet]:
        pieces = _pieces(reader, track, (start, end), stream)
        for at, samples in _joined(pieces, round((end - start) * rate), int(_JITTER * rate)):
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return packets()


def _pieces(
    reader: SourceReader,
    track: SoundTrack,
    bounds: tuple[Fraction, Fraction],
    stream: av.AudioStream,
) -> Iterator[tuple[int, Sound]]:
    """Decoded sound with its place in the clip, in samples, which may be before 0."""
    start, end = bounds
    resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
    with open_video(reader.index.path) as container:
        source = sound_stream(container, track.number)
        run_up = max(start - _LEAD, Fraction(0))
        if run_up:
            container.seek(int(run_up / track.time_base), stream=source, backward=True)
        for frame in container.decode(source):
            at = (frame.pts or 0) * track.time_base
            if at >= end:
                break
            place = round((at - start) * stream.rate)
            for piece in resampler.resample(frame):
                yield place, piece.to_ndarray()
                place += piece.samples


def _joined(
    pieces: Iterator[tuple[int, Sound]], length: int, slack: int
) -> Iterator[tuple[int, Sound]]:
    """The pieces as one run of ``length`` samples from 0; gaps wider than ``slack`` are silent."""
    done = 0
    for place, piece in pieces:
        gap = min(place, length) - done
        samples = piece
        if gap > slack:
            yield done, np.zeros((len(piece), gap), np.float32)
            done += gap
        elif gap < (-slack if done else 0):
            samples = piece[:, -gap:]
        samples = np.ascontiguousarray(samples[:, : length - done])
        if samples.shape[1]:
            yield done, samples
            done += samples.shape[1]
