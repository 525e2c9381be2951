"""Small videos with exact ground truth: numbers burnt into every frame, a click at every shot."""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
import tempfile
import threading
import wave
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BITS = 12  # numbers up to 4095
SAMPLE_RATE = 48_000
CLICK = 240  # samples: 5 ms
MIX = 8  # frames of a dissolve or a fade, each side

_OPTIONS = {
    "libx264": {"crf": "20", "preset": "veryfast"},
    "libx265": {"crf": "22", "preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "b": "2M"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "24", "b": "0"},
    "mpeg4": {"qscale": "3"},
}


@dataclass(frozen=True, slots=True)
class Clip:
    """A video that was made, and the truth about it.

    ``starts`` are the first frames of its shots, ``cuts`` the same without the first one; in a
    dissolve or a fade the new shot starts with the first frame of the mix.
    """

    path: Path
    frames: int
    starts: tuple[int, ...]
    rate: Fraction
    cell: int

    @property
    def cuts(self) -> tuple[int, ...]:
        """The first frame of every shot but the first."""
        return self.starts[1:]


def make_clip(
    path: Path,
    *,
    shots: Sequence[int] = (24, 24, 24),
    rate: Fraction | int = 24,
    size: tuple[int, int] = (180, 320),
    audio: int = 1,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    gop: int | None = None,
    b_frames: int = 2,
    seed: int = 7,
    stamps: Sequence[int] | None = None,
    rotation: int = 0,
    kind: str = "plain",
    hidden: int = 0,
    colour: int | None = None,
    options: dict[str, str] | None = None,
) -> Clip:
    """Render a video; its container follows from the suffix (``.mp4 .mov .webm``).

    ``shots`` are frames per shot. ``audio`` is the number of tracks (True is one). ``stamps`` are
    the milliseconds at which the frames appear. ``hidden`` frames at the start lie before an edit
    list and must not be seen; numbers start after them. ``rotation`` is written as a display
    matrix. ``colour`` is the number of primaries, transfer and matrix (1 is BT.709). ``kind`` is
    one of ``plain near flash dissolve fade dark black frozen fused still``: in ``black`` and
    ``frozen`` the second shot is that, in ``fused`` it goes on into the third without a cut.
    """
    recipe = _Recipe(
        path.suffix, tuple(shots), Fraction(rate), size, int(audio), codec, pixel_format,
        gop, b_frames, seed, None if stamps is None else tuple(stamps), rotation, kind, hidden,
        colour, tuple(sorted((options or {}).items())),
    )  # fmt: skip
    _put(recipe, path)
    seen = tuple(max(start - hidden, 0) for start in recipe.starts)
    return Clip(path, sum(shots) - hidden, seen, recipe.rate, _cell(size[0]))


@dataclass(frozen=True, slots=True)
class _Recipe:
    """All that a video depends on: the same recipe gives the same bytes."""

    suffix: str
    shots: tuple[int, ...]
    rate: Fraction
    size: tuple[int, int]
    audio: int
    codec: str
    pixel_format: str
    gop: int | None
    b_frames: int
    seed: int
    stamps: tuple[int, ...] | None
    rotation: int
    kind: str
    hidden: int
    colour: int | None
    options: tuple[tuple[str, str], ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The first frames of its shots, hidden ones counted."""
        return 0, *accumulate(self.shots[:-1])


def _put(recipe: _Recipe, path: Path) -> None:
    """Copy the video from those that were made before, or make it and keep it."""
    words = f"{av.__version__} {recipe!r}".encode() + Path(__file__).read_bytes()
    kept = _shelf() / f"{hashlib.sha256(words).hexdigest()}{recipe.suffix}"
    if not kept.exists():
        made = kept.with_name(f"{os.getpid()}-{threading.get_ident()}-{kept.name}")
        _render(recipe, made)
        made.replace(kept)
    shutil.copyfile(kept, path)


@cache
def _shelf() -> Path:
    """Where videos are kept from one test, process and day to the next; it may be deleted."""
    folder = Path(tempfile.gettempdir()) / f"recoil-test-clips-{getpass.getuser()}"
    folder.mkdir(exist_ok=True)
    return folder


def _render(recipe: _Recipe, path: Path) -> None:
    rate, stamps = recipe.rate, recipe.stamps
    rng = np.random.default_rng(recipe.seed)
    pictures = _pictures(recipe.kind, recipe.shots, recipe.size, rng)
    muxing = {} if path.suffix == ".webm" else {"movflags": "+faststart"}
    with av.open(str(path), "w", options=muxing) as container:
        video = container.add_stream(recipe.codec, rate=rate)
        _set_up(video, recipe)
        tracks = [_audio_track(container, path) for _ in range(recipe.audio)]
        _write_video(container, video, pictures, stamps, recipe.hidden)
        seen = tuple(max(start - recipe.hidden, 0) for start in recipe.starts)
        length = _seconds(sum(recipe.shots) - recipe.hidden, rate, stamps)
        for track in tracks:
            _write_audio(container, track, [_time(start, rate, stamps) for start in seen], length)


def _set_up(video: av.VideoStream, recipe: _Recipe) -> None:
    video.width, video.height = recipe.size
    video.pix_fmt = recipe.pixel_format
    video.thread_count = 1
    video.options = _codec_options(recipe.codec, recipe.gop, recipe.b_frames)
    video.options |= dict(recipe.options)
    video.codec_context.time_base = 1 / recipe.rate if recipe.stamps is None else Fraction(1, 1000)
    if recipe.colour is not None:
        video.color_primaries = video.color_trc = video.colorspace = recipe.colour
    if recipe.rotation:
        video.set_display_rotation(recipe.rotation)


def numbers_in(path: Path) -> list[int]:
    """The burnt-in number of every frame, in the order they are shown."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        return [read_number(frame) for frame in container.decode(stream)]


def read_number(frame: av.VideoFrame, cell: int | None = None) -> int:
    """The number burnt into one decoded frame; frames are read before any rotation."""
    luma = frame.reformat(format="gray").to_ndarray()
    cell = cell or _cell(luma.shape[1])
    edge = max(1, cell // 4)
    row = luma[luma.shape[0] - cell + edge : luma.shape[0] - edge]
    cells = [row[:, bit * cell + edge : (bit + 1) * cell - edge] for bit in range(BITS)]
    return sum(1 << bit for bit, part in enumerate(cells) if part.mean() > 128)


def clicks_in(path: Path, track: int = 0) -> list[float]:
    """When the clicks of an audio track are heard, in seconds of what a player plays."""
    samples = _sound(path, track)
    # AAC rings a little before a click.
    loud = np.flatnonzero(np.abs(samples) > 0.6)
    firsts = [int(n) for k, n in enumerate(loud) if k == 0 or n - loud[k - 1] > SAMPLE_RATE // 20]
    return [n / SAMPLE_RATE for n in firsts]


def make_text(path: Path, text: str = "#EXTM3U\nfile:///etc/hostname\n") -> Path:
    """A text file dressed as a video."""
    path.write_text(text)
    return path


def make_sound(path: Path, seconds: float = 1.0) -> Path:
    """A WAV file: media without a video stream."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(bytes(2 * int(seconds * SAMPLE_RATE)))
    return path


# -- pictures --------------------------------------------------------------------------------


def _pictures(
    kind: str, shots: Sequence[int], size: tuple[int, int], rng: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """The frames as RGB, one after another."""
    cameras = _cameras(kind, shots, size, rng)
    for index, length in enumerate(shots):
        for step in range(length):
            yield _mixed(kind, cameras, shots, index, step).clip(0, 255).astype(np.uint8)


class _Camera:
    """Pans over a big still picture."""

    def __init__(self, world: NDArray[np.float32], size: tuple[int, int], way: NDArray[np.float64]):
        self.world = world
        self.size = size
        self.start = way[:2]
        self.speed = way[2:]
        self.gain = 1.0

    def frame(self, step: int) -> NDArray[np.float32]:
        width, height = self.size
        room = np.array([self.world.shape[1] - width, self.world.shape[0] - height])
        x, y = (self.start * room + self.speed * step).astype(int) % (room + 1)
        return self.world[y : y + height, x : x + width] * self.gain


def _cameras(
    kind: str, shots: Sequence[int], size: tuple[int, int], rng: np.random.Generator
) -> list[_Camera]:
    shared = _world(rng, size)
    cameras: list[_Camera] = []
    for index in range(len(shots)):
        world = shared if kind == "near" else _world(rng, size)
        way = np.concatenate([rng.uniform(0, 0.8, 2), rng.choice([-1.0, 0.7, 1.3], 2)])
        camera = _Camera(world, size, way)
        if kind == "fused" and index == 2:
            before = cameras[1]
            room = np.array([before.world.shape[1] - size[0], before.world.shape[0] - size[1]])
            camera = _Camera(before.world, size, np.concatenate([before.start, before.speed]))
            camera.start = before.start + before.speed * shots[1] / room
        if kind == "dark":
            camera.gain = 0.16
        if kind == "black" and index == 1:
            camera.gain = 0.0
        if kind == "still" or (kind == "frozen" and index == 1):
            camera.speed = np.zeros(2)
        cameras.append(camera)
    return cameras


def _mixed(
    kind: str, cameras: Sequence[_Camera], shots: Sequence[int], index: int, step: int
) -> NDArray[np.float32]:
    picture = cameras[index].frame(step)
    if kind == "dissolve" and index and step < MIX:
        share = (step + 1) / (MIX + 1)
        picture = picture * share + cameras[index - 1].frame(shots[index - 1] + step) * (1 - share)
    if kind == "fade":
        into = step / MIX if index else 1.0
        out = (shots[index] - 1 - step) / MIX if index < len(shots) - 1 else 1.0
        picture = picture * min(into, out, 1.0)
    if kind == "flash" and step in {shots[index] // 2, shots[index] // 2 + 1}:
        picture = picture * 0.15 + 217
    return picture


def _world(rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """A picture larger than the frame: coarse to fine noise between two colours."""
    width, height = int(size[0] * 1.5) + 2, int(size[1] * 1.3) + 2
    noise = np.zeros((height, width), np.float32)
    for cells, weight in ((3, 0.55), (9, 0.3), (40, 0.15)):
        coarse = rng.random((cells, cells)).astype(np.float32)
        noise += weight * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    low, high = np.sort(rng.uniform(10, 245, (2, 3)), axis=0)
    mix = (noise - noise.min()) / np.ptp(noise)
    world: NDArray[np.float32] = (low + mix[..., None] * (high - low)).astype(np.float32)
    return world[..., rng.permutation(3)]


def _cell(width: int) -> int:
    """The side of one square of the burnt-in number, in pixels."""
    return max(4, min(16, width // (BITS + 2)))


def _burn(picture: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
    height, cell = picture.shape[0], _cell(picture.shape[1])
    for bit in range(BITS):
        value = 235 if (number >> bit) & 1 else 16
        picture[height - cell :, bit * cell : (bit + 1) * cell] = value
    return picture


# -- streams ---------------------------------------------------------------------------------


def _codec_options(codec: str, gop: int | None, b_frames: int) -> dict[str, str]:
    options = dict(_OPTIONS.get(codec, {}))
    if gop is not None:
        options["g"] = str(gop)
    if codec.startswith("libx26"):
        options["bf"] = str(b_frames)
    return options


def _write_video(
    container: av.container.OutputContainer,
    video: av.VideoStream,
    pictures: Iterator[NDArray[np.uint8]],
    stamps: Sequence[int] | None,
    hidden: int,
) -> None:
    for number, picture in enumerate(pictures):
        shown = number - hidden
        frame = av.VideoFrame.from_ndarray(_burn(picture, max(shown, 0)), format="rgb24")
        frame.pts = stamps[number] if stamps is not None else shown
        frame.time_base = video.codec_context.time_base
        container.mux(video.encode(frame))
    container.mux(video.encode())


def _audio_track(container: av.container.OutputContainer, path: Path) -> av.AudioStream:
    codec = "libopus" if path.suffix == ".webm" else "aac"
    return container.add_stream(codec, rate=SAMPLE_RATE, layout="mono")


def _write_audio(
    container: av.container.OutputContainer,
    track: av.AudioStream,
    starts: Sequence[Fraction],
    length: Fraction,
) -> None:
    samples = _tones(starts, length, track.index)
    step = track.codec_context.frame_size or 1024
    for at in range(0, len(samples), step):
        part = np.ascontiguousarray(samples[None, at : at + step])
        if part.shape[1] < step:
            part = np.pad(part, ((0, 0), (0, step - part.shape[1])))
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        container.mux(track.encode(frame))
    container.mux(track.encode())


def _tones(starts: Sequence[Fraction], length: Fraction, track: int) -> NDArray[np.float32]:
    """A tone per shot, another height per track, and a click where a shot begins."""
    time = np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE
    samples = np.zeros(len(time), np.float32)
    ends = [*starts[1:], length]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        first, last = int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)
        pitch = 220 * 2 ** (index / 4) * (track + 1)
        samples[first:last] = 0.1 * np.sin(2 * np.pi * pitch * time[first:last])
        click = 0.9 * np.sign(np.sin(2 * np.pi * 3000 * time[:CLICK] + 0.1))
        samples[first : first + CLICK] = click[: len(samples) - first]
    return samples


def _sound(path: Path, track: int) -> NDArray[np.float32]:
    """What a player plays: nothing before time 0 or after the track's end, silence in gaps."""
    parts: list[tuple[int, NDArray[np.float32]]] = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[track]
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
        end = round((stream.duration or 0) * stream.time_base * SAMPLE_RATE)
        for frame in container.decode(stream):
            at = round(frame.pts * frame.time_base * SAMPLE_RATE)
            for piece in resampler.resample(frame):
                samples = piece.to_ndarray()[0]
                parts.append((at, samples))
                at += len(samples)
    sound = np.zeros(max((at + len(piece) for at, piece in parts), default=0), np.float32)
    for at, samples in parts:
        kept = samples[max(-at, 0) :]
        sound[max(at, 0) : max(at, 0) + len(kept)] = kept
    return sound[:end] if end else sound


def _time(frame: int, rate: Fraction, stamps: Sequence[int] | None) -> Fraction:
    return Fraction(stamps[frame], 1000) if stamps is not None else frame / rate


def _seconds(frames: int, rate: Fraction, stamps: Sequence[int] | None) -> Fraction:
    """The end of the last frame; at a variable rate it lasts as long as the one before."""
    if stamps is None:
        return frames / rate
    return Fraction(2 * stamps[-1] - stamps[-2], 1000)
