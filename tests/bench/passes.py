"""Synthetic passes of every kind that is hard to cut, with the exact truth about each."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np

from tests.bench.camera import Actor, Camera, View, Whip, palette, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Random = np.random.Generator

BITS = 20
SAMPLE_RATE = 48_000
CLICK = 240
MIX_SECONDS = 0.4
MOTIONS = ("pan", "zoom", "handheld", "still", "pan", "handheld")
NEARNESS = {"near": 0.9, "nearhard": 0.35, "jumpcut": 0.18}
HARD_KINDS = (
    "near", "nearhard", "flash", "fade", "dissolve", "whip", "shake", "dark", "darknear",
    "samepal", "gray", "mixed", "fastmotion", "jumpcut", "short",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make one pass."""

    name: str
    kind: str
    width: int
    height: int
    rate: int
    shots: int
    seed: int
    seconds: float | None = None

    @property
    def file(self) -> str:
        """The file it becomes."""
        return f"{self.name}.mp4"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height


@dataclass(frozen=True, slots=True)
class Truth:
    """What is in a pass.

    ``starts`` are the first frames of the shots; ``cuts`` those of them that are hard cuts;
    ``gradual`` the first and last frames of fades and dissolves; ``distractors`` stretches that
    must not be taken for a cut.
    """

    name: str
    kind: str
    rate: int
    width: int
    height: int
    frames: int
    cell: int
    starts: tuple[int, ...]
    cuts: tuple[int, ...]
    gradual: tuple[tuple[int, int], ...]
    distractors: tuple[tuple[int, int], ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Truth:
        """The truth as it was written beside its pass."""
        frozen = {k: _tuples(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**frozen)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Frames per shot."""
        ends = (*self.starts[1:], self.frames)
        return tuple(end - start for start, end in zip(self.starts, ends, strict=True))


def _recipes() -> Iterator[Recipe]:
    seed = 100
    for width, height, counts in ((720, 1280, (2, 4, 6, 8)), (1080, 1920, (3, 6))):
        for rate in (24, 30):
            for shots in counts:
                name = f"plain_{width}x{height}_{rate}_{shots}"
                yield Recipe(name, "plain", width, height, rate, shots, seed := seed + 1)
    for kind in HARD_KINDS:
        for take, (rate, shots) in enumerate(((24, 3), (30, 5), (25, 4))):
            yield Recipe(f"{kind}_{take}", kind, 720, 1280, rate, shots, seed := seed + 1)
    yield Recipe("landscape", "plain", 1280, 720, 24, 5, seed + 1)
    yield Recipe("long_720x1280_30", "plain", 720, 1280, 30, 8, seed + 2, 15)
    yield Recipe("long_1080x1920_30", "plain", 1080, 1920, 30, 8, seed + 3, 15)


RECIPES = tuple(_recipes())


def make_pass(recipe: Recipe, folder: Path) -> Path:
    """Render the pass and write the truth beside it, last, so that a pass with truth is whole."""
    cv2.setNumThreads(1)
    path = folder / recipe.file
    unfinished = path.with_suffix(f".{os.getpid()}.part.mp4")
    truth = _Maker(recipe).write(unfinished)
    unfinished.replace(path)
    path.with_suffix(".json").write_text(json.dumps(asdict(truth)))
    return path


def read_number(luma: Picture, cell: int) -> int:
    """The number burnt into the lower left corner of a frame."""
    edge = cell // 4
    row = luma[luma.shape[0] - cell + edge : luma.shape[0] - edge]
    cells = [row[:, bit * cell + edge : (bit + 1) * cell - edge] for bit in range(BITS)]
    return sum(1 << bit for bit, part in enumerate(cells) if part.mean() > 128)


class _Maker:
    """Makes one pass: its shots, the mixes between them, its grain and its sound."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._rng = rng = np.random.default_rng(recipe.seed)
        self._lengths = _lengths(recipe, rng)
        self._starts = tuple(int(n) for n in (0, *accumulate(self._lengths[:-1])))
        self._mix = int(MIX_SECONDS * recipe.rate)
        self._cell = max(8, recipe.width // 40) // 2 * 2
        self._distractors: list[tuple[int, int]] = []
        self._cameras = list(_Crew(recipe, rng).cameras())
        self._flashes = self._plan_flashes()
        self._plan_whips()
        self._grain = [_grain(rng, recipe.size) for _ in range(4)]

    def write(self, path: Path) -> Truth:
        """Encode the pass."""
        recipe = self._recipe
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
            video = container.add_stream("libx264", rate=recipe.rate)
            video.width, video.height = recipe.size
            video.pix_fmt = "yuv420p"
            video.options = {"crf": "18", "preset": "veryfast"}
            video.codec_context.thread_count = 1
            audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
            for number, picture in enumerate(self._pictures()):
                frame = av.VideoFrame.from_ndarray(self._finished(picture, number), format="bgr24")
                frame.pts, frame.time_base = number, Fraction(1, recipe.rate)
                container.mux(video.encode(frame))
            container.mux(video.encode())
            for sound in _sound(self._starts, sum(self._lengths), recipe.rate):
                container.mux(audio.encode(sound))
            container.mux(audio.encode())
        return self._truth()

    def _pictures(self) -> Iterator[Picture]:
        for shot, (camera, length) in enumerate(zip(self._cameras, self._lengths, strict=True)):
            for step in range(length):
                yield self._mixed(shot, step, camera.picture(step))

    def _mixed(self, shot: int, step: int, picture: Picture) -> Picture:
        kind, mix = self._recipe.kind, self._mix
        if kind == "fade":
            into = step / mix if shot else 1.0
            last = self._lengths[shot] - 1 - step
            out = last / mix if shot < len(self._lengths) - 1 else 1.0
            share = min(into, out, 1.0)
            return picture if share == 1.0 else cv2.convertScaleAbs(picture, alpha=share)
        if kind == "dissolve" and shot and step < mix:
            share = (step + 1) / (mix + 1)
            before = self._cameras[shot - 1].picture(self._lengths[shot - 1] + step)
            return cv2.addWeighted(picture, share, before, 1 - share, 0)
        if self._starts[shot] + step in self._flashes:
            return cv2.addWeighted(picture, 0.15, np.full_like(picture, 255), 0.85, 0)
        return picture

    def _finished(self, picture: Picture, number: int) -> Picture:
        width, height = self._recipe.size
        y, x = self._rng.integers(0, 64, 2)
        grain = self._grain[number % 4][y : y + height, x : x + width]
        picture = cv2.add(picture, grain, dtype=cv2.CV_8U)
        for bit in range(BITS):
            value = 255 if (number >> bit) & 1 else 0
            picture[height - self._cell :, bit * self._cell : (bit + 1) * self._cell] = value
        return picture

    def _plan_flashes(self) -> frozenset[int]:
        flashes: set[int] = set()
        if self._recipe.kind not in {"flash", "mixed"}:
            return frozenset()
        for start, length in zip(self._starts, self._lengths, strict=True):
            for _ in range(2 if length > self._recipe.rate else 0):
                first = start + int(self._rng.integers(length // 5, length * 4 // 5))
                last = first + int(self._rng.integers(1, 4))
                flashes.update(range(first, last))
                self._distractors.append((first, last))
        return frozenset(flashes)

    def _plan_whips(self) -> None:
        for shot, camera in enumerate(self._cameras):
            if self._recipe.kind != "whip" and not (self._recipe.kind == "mixed" and shot % 2):
                continue
            first = int(self._lengths[shot] * 0.4)
            last = first + int(self._rng.integers(5, 9))
            camera.whip = Whip(first, last, float(self._rng.uniform(0.9, 1.4)))
            self._distractors.append((self._starts[shot] + first, self._starts[shot] + last))

    def _truth(self) -> Truth:
        kind, inner = self._recipe.kind, self._starts[1:]
        gradual: tuple[tuple[int, int], ...] = ()
        if kind == "fade":
            gradual = tuple((n - self._mix, n + self._mix) for n in inner)
        if kind == "dissolve":
            gradual = tuple((n, n + self._mix) for n in inner)
        return Truth(
            self._recipe.name, kind, self._recipe.rate, *self._recipe.size, sum(self._lengths),
            self._cell, self._starts, () if gradual else inner, gradual, tuple(self._distractors),
        )  # fmt: skip


class _Crew:
    """Chooses a place, a camera move and actors for every shot of a pass."""

    def __init__(self, recipe: Recipe, rng: Random) -> None:
        self._recipe, self._rng = recipe, rng
        self._world_size = (int(recipe.width * 1.7), int(recipe.height * 1.5))
        self._colours = palette(rng)
        self._home = self._world(self._colours)
        self._cast = self._actors(palette(rng))

    def cameras(self) -> Iterator[Camera]:
        """One camera per shot."""
        for shot in range(self._recipe.shots):
            yield self._camera(shot)

    def _camera(self, shot: int) -> Camera:
        recipe, rng = self._recipe, self._rng
        motion, colours, gain = str(rng.choice(MOTIONS)), palette(rng), 1.0
        place, view, actors = None, None, self._actors(colours)
        match recipe.kind:
            case "near" | "nearhard" | "jumpcut":
                place, view = self._home, self._near_view()
                actors = actors if recipe.kind == "near" else self._cast
            case "samepal":
                place = self._world(self._colours)
            case "dark":
                place, gain = self._world(palette(rng, (30, 150))), rng.uniform(0.08, 0.2)
            case "darknear":
                place, gain = self._world(self._colours), 0.12
            case "shake":
                motion = "shake"
            case "fastmotion":
                motion = "fast"
            case "mixed":
                motion = ("shake", "pan", "handheld", "fast")[shot % 4]
                place = (None, self._world(self._colours), self._home, None)[shot % 4]
                gain = 0.3 if shot % 4 == 3 else 1.0
        place = self._world(colours) if place is None else place
        return Camera(
            rng, place, recipe.size, recipe.rate,
            motion=motion, actors=actors, view=view, gain=gain,
        )  # fmt: skip

    def _near_view(self) -> View:
        """Another framing of the same place."""
        (width, height), rng = self._world_size, self._rng
        nearness = NEARNESS[self._recipe.kind]
        x, y = 0.5 + rng.uniform(-0.24, 0.24, 2) * nearness
        scale = min(width / self._recipe.width, height / self._recipe.height)
        zoom = 0.62 * (1 + rng.uniform(-0.35, 0.35) * nearness) * scale
        return View(width * x, height * y, zoom)

    def _actors(self, colours: NDArray[np.float32]) -> list[Actor]:
        return [Actor(self._rng, self._recipe.size, colours) for _ in range(2)]

    def _world(self, colours: NDArray[np.float32]) -> Picture:
        return world(self._rng, self._world_size, colours, gray=self._recipe.kind == "gray")


def _lengths(recipe: Recipe, rng: Random) -> tuple[int, ...]:
    seconds = recipe.seconds or min(15.0, max(5.0, recipe.shots * rng.uniform(1.6, 2.6)))
    shares = rng.dirichlet(np.ones(recipe.shots) * 6)
    lengths = np.maximum(
        (shares * seconds * recipe.rate).round().astype(int), int(0.7 * recipe.rate)
    )
    if recipe.kind == "short":  # below PySceneDetect's minimum
        lengths = np.maximum((lengths * 0.35).astype(int), 9)
    return tuple(int(n) for n in lengths)


def _grain(rng: Random, size: tuple[int, int]) -> NDArray[np.int16]:
    width, height = size
    fine = rng.normal(0, 1.6, (height // 2 + 32, width // 2 + 32)).astype(np.float32)
    grain = cv2.resize(fine, (width + 64, height + 64), interpolation=cv2.INTER_LINEAR)
    return cv2.merge([grain.astype(np.int16)] * 3)


def _sound(starts: tuple[int, ...], frames: int, rate: int) -> Iterator[av.AudioFrame]:
    """A tone per shot and a click where a shot begins."""
    time = np.arange(frames * SAMPLE_RATE // rate) / SAMPLE_RATE
    samples = np.zeros(len(time), np.float32)
    for shot, (start, end) in enumerate(zip(starts, (*starts[1:], frames), strict=True)):
        first, last = start * SAMPLE_RATE // rate, end * SAMPLE_RATE // rate
        samples[first:last] = 0.1 * np.sin(2 * np.pi * 220 * 2 ** (shot / 4) * time[first:last])
        click = 0.9 * np.sign(np.sin(2 * np.pi * 3000 * time[:CLICK]))
        samples[first : first + CLICK] = click[: len(samples) - first]
    for at in range(0, len(samples), 1024):
        part = np.ascontiguousarray(samples[None, at : at + 1024])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        yield frame


def _tuples(values: list[Any]) -> tuple[Any, ...]:
    return tuple(tuple(v) if isinstance(v, list) else v for v in values)
