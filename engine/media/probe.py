"""What is in a video file: streams, sizes and the exact time of every frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.domain.timing import Timeline
from engine.media.sniff import Container


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio stream of a video."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """A readable video: its picture stream, its audio tracks and when each frame is shown.

    ``width`` and ``height`` are as shown, after rotation; ``coded_*`` as stored. ``rotation`` is
    in degrees, clockwise, one of 0, 90, 180, 270. ``rate`` is the constant rate, or the average
    one when ``is_variable``.
    """

    path: Path
    container: Container
    codec: str
    pixel_format: str
    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    rate: Fraction
    is_variable: bool
    audio: tuple[AudioTrack, ...]
    timeline: Timeline

    @property
    def frames(self) -> int:
        """How many frames are shown."""
        return self.timeline.count

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame's start to the last one's end."""
        return self.timeline.duration

    @property
    def has_audio(self) -> bool:
        """Whether there is any sound."""
        return bool(self.audio)


def probe(path: Path) -> VideoInfo:
    """Read the streams and demux every packet; nothing is decoded.

    Raises:
        ProbeFailed: with one line that says why the file is no usable video.
    """
    raise NotImplementedError


def quick_duration(path: Path) -> Fraction:
    """How long the video is, in seconds, from its header alone; may count a longer audio track.

    Raises:
        ProbeFailed: the header cannot be read.
    """
    raise NotImplementedError


def is_growing(path: Path, settle: float = 2.0) -> bool:
    """Whether the file's size changes within ``settle`` seconds (rule E2).

    Answers at once for a file that was last written longer ago than that.
    """
    raise NotImplementedError
