"""The sound under an animatic: a room's breath, a chord, a step at every shot; by seed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SAMPLE_RATE = 48_000
_PIECE = 1024
_CHORDS = ((0, 3, 7, 10), (0, 5, 7, 12), (0, 3, 8, 12), (0, 2, 7, 9))  # semitones
_FADE = SAMPLE_RATE // 8


@dataclass(frozen=True, slots=True)
class SoundBed:
    """How a pass sounds: ``root`` is its lowest tone in Hz, ``air`` how loud the room is."""

    seed: int = 0
    root: float = 98.0
    air: float = 0.05


def sound_frames(
    bed: SoundBed, starts: Sequence[Fraction], seconds: Fraction
) -> Iterator[av.AudioFrame]:
    """The bed in stereo, ``seconds`` long, with a soft hit at each of ``starts``."""
    samples = _mixed(bed, starts, seconds)
    for at in range(0, samples.shape[1], _PIECE):
        piece = np.ascontiguousarray(samples[:, at : at + _PIECE])
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield frame


def _mixed(bed: SoundBed, starts: Sequence[Fraction], seconds: Fraction) -> NDArray[np.float32]:
    rng = np.random.default_rng(bed.seed)
    length = int(seconds * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    sides = [_air(rng, length) * bed.air + _chord(rng, bed.root, time) for _ in range(2)]
    samples = np.stack(sides)
    for start in starts:
        at = int(start * SAMPLE_RATE)
        hit = _hit(rng, bed.root)[: length - at]
        samples[:, at : at + len(hit)] += hit
    edge = np.minimum(np.minimum(np.arange(length), np.arange(length)[::-1]) / _FADE, 1)
    return (samples * edge).clip(-1, 1).astype(np.float32)


def _air(rng: np.random.Generator, length: int) -> NDArray[np.float64]:
    """Noise without highs: what a room or a street sounds like from afar."""
    coarse = rng.normal(0, 1, length // 24 + 2)
    fine = rng.normal(0, 0.25, length)
    return np.interp(np.arange(length) / 24, np.arange(len(coarse)), coarse) + fine


def _chord(rng: np.random.Generator, root: float, time: NDArray[np.float64]) -> NDArray[np.float64]:
    tones = _CHORDS[int(rng.integers(len(_CHORDS)))]
    sound = np.zeros_like(time)
    for tone in tones:
        hertz = root * 2 ** (tone / 12) * (1 + rng.normal(0, 0.0008))
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * rng.uniform(0.06, 0.18) * time + rng.uniform(0, 6))
        sound += 0.035 * swell * np.sin(2 * np.pi * hertz * time)
        sound += 0.008 * swell * np.sin(4 * np.pi * hertz * time)
    return sound


def _hit(rng: np.random.Generator, root: float) -> NDArray[np.float64]:
    """A low knock with a little noise on top."""
    time = np.arange(SAMPLE_RATE // 3) / SAMPLE_RATE
    knock = 0.28 * np.sin(2 * np.pi * (root * 0.75 - 30 * time) * time) * np.exp(-time * 14)
    return knock + 0.05 * rng.normal(0, 1, len(time)) * np.exp(-time * 60)
