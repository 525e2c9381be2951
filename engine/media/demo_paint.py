"""Brushes for the demo's pictures: light, haze, glows, reflections and a film-like print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.media.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Light = NDArray[np.floating[Any]]  # height x width x red, green, blue; 1 is paper white
    Mask = NDArray[np.floating[Any]]  # height x width, 0 to 1
    Colour = tuple[float, float, float]
    Point = tuple[float, float]  # in shares of width and height

WIDTH, HEIGHT = 900, 1600
_SHIFT = 4  # bits behind the point in cv2's coordinates
_WIDE_BLUR = 12  # pixels
_BLOOM = 0.55  # brightness from which light spills over


def colour(code: str, strength: float = 1.0) -> Colour:
    """A colour from its ``rrggbb``, as light."""
    parts = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (strength * part**2.2 for part in parts)
    return red, green, blue


def canvas(*stops: tuple[float, Colour]) -> Light:
    """A canvas with a vertical run of colours: heights from 0 (top) to 1, and their colours."""
    heights, colours = zip(*stops, strict=True)
    rows = np.linspace(0, 1, HEIGHT)
    run = np.stack([np.interp(rows, heights, channel) for channel in zip(*colours, strict=True)], 1)
    return np.repeat(run[:, None].astype(np.float32), WIDTH, axis=1)


def noise(rng: np.random.Generator, cells: Point, octaves: int = 4) -> Mask:
    """Cloudy noise from 0 to 1; ``cells`` are the coarsest waves across and down."""
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    for octave in range(octaves):
        columns, rows = (max(2, int(side * 2**octave)) for side in cells)
        coarse = rng.random((rows + 1, columns + 1)).astype(np.float32)
        total += cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) / 1.9**octave
    low, high = np.percentile(total[::8, ::8], (1, 99))
    return ((total - low) / (high - low)).clip(0, 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Patch:
    """A mask that is nothing outside a rectangle: painting through it touches only that."""

    mask: Mask
    top: int
    left: int

    __array_ufunc__ = None  # an array times a patch is the patch's business

    @property
    def place(self) -> tuple[slice, slice]:
        """The rectangle in the canvas."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def __mul__(self, other: Mask) -> Patch:
        return Patch(self.mask * other[self.place], self.top, self.left)

    __rmul__ = __mul__

    def full(self) -> Mask:
        """The mask of the whole canvas."""
        whole = np.zeros((HEIGHT, WIDTH), np.float32)
        whole[self.place] = self.mask
        return whole


def shape(*outlines: Sequence[Point], soft: float = 0.8) -> Patch:
    """A mask of filled outlines with an edge ``soft`` pixels wide."""
    corners = np.concatenate([np.asarray(outline) for outline in outlines]) * (WIDTH, HEIGHT)
    room = 3 * soft + 2
    left, top = np.clip(corners.min(0) - room, 0, (WIDTH - 2, HEIGHT - 2)).astype(int)
    right, bottom = np.clip(corners.max(0) + room, (left + 2, top + 2), (WIDTH, HEIGHT)).astype(int)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for outline in outlines:
        points = (np.asarray(outline) * (WIDTH, HEIGHT) - (left, top)) * (1 << _SHIFT)
        cv2.fillPoly(mask, [points.round().astype(np.int32)], 255, cv2.LINE_AA, _SHIFT)
    return Patch(_blurred(mask, soft).astype(np.float32) / 255, int(top), int(left))


def _blurred(mask: NDArray[np.uint8], soft: float) -> NDArray[np.uint8]:
    if soft <= _WIDE_BLUR:
        return cv2.GaussianBlur(mask, (0, 0), soft)
    # A wide blur has nothing fine in it: it can be made small, and stretched.
    shrunk = 1 / (soft / 4)
    small = cv2.resize(mask, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 4)
    return cv2.resize(small, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The outline of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def curve(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed smooth outline through ``points`` (Catmull-Rom)."""
    ring = np.array(points)
    before, after, later = (np.roll(ring, turn, axis=0) for turn in (1, -1, -2))
    outline = [
        ring
        + (after - before) * share / 2
        + (2 * before - 5 * ring + 4 * after - later) * share**2 / 2
        + (3 * ring - before - 3 * after + later) * share**3 / 2
        for share in np.linspace(0, 1, steps, endpoint=False)
    ]
    joined = np.stack(outline, axis=1).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in joined]


def paint(light: Light, mask: Mask | Patch, tone: Colour | Light, opacity: float = 1.0) -> None:
    """Cover the canvas with a colour or another canvas where the mask is."""
    where, cover = _place(mask)
    paper = np.asarray(tone, np.float32)
    under = light[where]
    under += (cover * opacity)[..., None] * ((paper[where] if paper.ndim > 1 else paper) - under)


def shine(light: Light, mask: Mask | Patch, tone: Colour, strength: float = 1.0) -> None:
    """Add light of a colour where the mask is."""
    where, cover = _place(mask)
    light[where] += (cover * strength)[..., None] * np.asarray(tone, np.float32)


def dim(light: Light, mask: Mask | Patch, factor: float | Mask) -> None:
    """Multiply the light where the mask is."""
    where, cover = _place(mask)
    by = factor[where] if isinstance(factor, np.ndarray) else factor
    light[where] *= (1 + cover * (by - 1))[..., None]


def glow(light: Light, spots: Iterable[tuple[float, float, float, Colour]]) -> None:
    """Add soft round lights: middle x and y, radius (share of the width), colour."""
    for middle_x, middle_y, radius, tone in spots:
        reach = int(3.2 * radius * WIDTH) + 1
        x, y = int(middle_x * WIDTH), int(middle_y * HEIGHT)
        side = min(2 * reach + 1, 65)
        ramp = np.linspace(-3.2, 3.2, side, dtype=np.float32)
        bell = np.exp(-(ramp[:, None] ** 2 + ramp[None] ** 2) / 2)
        spread = cv2.resize(bell, (2 * reach + 1, 2 * reach + 1), interpolation=cv2.INTER_LINEAR)
        _stamp(light, spread, (x - reach, y - reach), tone)


def discs(
    light: Light,
    rng: np.random.Generator,
    area: Sequence[float],
    *,
    tones: Sequence[Colour],
    count: int,
    radius: float,
) -> None:
    """Lights out of focus, discs with a bright rim, inside ``area`` (left, top, right, bottom)."""
    for _ in range(count):
        x = int(rng.uniform(area[0], area[2]) * WIDTH)
        y = int(rng.uniform(area[1], area[3]) * HEIGHT)
        size = max(2, int(radius * WIDTH * rng.uniform(0.35, 1)))
        ramp = np.arange(-size - 2, size + 3, dtype=np.float32)
        distance = np.hypot(ramp[:, None], ramp[None])
        inside = (size - distance + 0.5).clip(0, 2) / 2
        rim = np.exp(-(((distance - size * 0.93) / (0.07 * size + 0.7)) ** 2))
        red, green, blue = tones[int(rng.integers(len(tones)))]
        bright = rng.uniform(0.12, 0.9)
        tone = (red * bright, green * bright, blue * bright)
        _stamp(light, inside * (0.75 + 0.4 * rim), (x - size - 2, y - size - 2), tone)


def _stamp(light: Light, spot: Mask, corner: tuple[int, int], tone: Colour) -> None:
    """Add a small picture of light, as far as it lies on the canvas."""
    left, top = corner
    inside = spot[max(-top, 0) : HEIGHT - top, max(-left, 0) : WIDTH - left]
    if inside.size:
        rows = slice(max(top, 0), max(top, 0) + inside.shape[0])
        columns = slice(max(left, 0), max(left, 0) + inside.shape[1])
        light[rows, columns] += inside[..., None] * np.asarray(tone, np.float32)


def _place(mask: Mask | Patch) -> tuple[tuple[slice, slice], Mask]:
    if isinstance(mask, Patch):
        return mask.place, mask.mask
    return (slice(None), slice(None)), mask


def mirror(
    light: Light,
    rng: np.random.Generator,
    ground: Patch,
    *,
    level: float,
    strength: float,
    roughness: float = 0.5,
) -> None:
    """Let the ``ground`` mirror what stands above the height ``level``."""
    row = int(level * HEIGHT)
    depth = HEIGHT - row
    above = light[max(row - depth, 0) : row][::-1]
    above = cv2.resize(above, (WIDTH, depth), interpolation=cv2.INTER_LINEAR)
    waves = noise(rng, (5, 60), 3)[row:] - 0.5
    y, x = np.mgrid[0:depth, 0:WIDTH].astype(np.float32)
    nearness = np.linspace(0.15, 1, depth, dtype=np.float32)[:, None]
    bent = cv2.remap(
        above,
        x + waves * 46 * roughness * nearness,
        y + waves * 150 * roughness * nearness,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    smeared = cv2.blur(bent, (5, 1 + 2 * int(30 * roughness + 4)))
    puddles = 0.35 + 0.65 * noise(rng, (4, 14), 3)[row:, :, None]
    light[row:] += smeared * strength * puddles * ground.full()[row:, :, None]


def edge(mask: Mask, across: float, down: float, width: float) -> Mask:
    """The edge of a mask that looks towards (``across``, ``down``), ``width`` pixels wide."""
    shift = np.array([[1, 0, -across * width], [0, 1, -down * width]], np.float32)
    moved = cv2.warpAffine(mask, shift, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    rim = (mask - cv2.GaussianBlur(moved, (0, 0), width * 0.6)).clip(0, 1)
    return cv2.GaussianBlur(rim, (0, 0), 0.9) * mask


def develop(
    light: Light,
    *,
    exposure: float = 1.0,
    warmth: float = 0.0,
    shade: Colour = (0, 0, 0),
    vignette: float = 0.45,
    bloom: float = 0.5,
) -> NDArray[np.uint8]:
    """Print the light as a picture (BGR): bloom, a film's curve, tinted shadows, dark corners."""
    small = cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    spill = (small - _BLOOM).clip(0, 4)
    spill = cv2.GaussianBlur(spill, (0, 0), 5) + cv2.GaussianBlur(spill, (0, 0), 22)
    light = light + bloom * cv2.resize(spill, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    corner = 1 - vignette * ((x * x * 0.8 + y * y * 0.7) / 1.5) ** 1.2
    exposed = light * exposure * corner[..., None]
    exposed = exposed * np.array([1 + warmth, 1, 1 - warmth], np.float32)
    printed = _film(exposed)
    luma = printed @ np.array([0.21, 0.72, 0.07], np.float32)
    printed += (1 - luma[..., None]) ** 3 * np.asarray(shade, np.float32)
    return np.ascontiguousarray((printed[..., ::-1].clip(0, 1) * 255).round().astype(np.uint8))


def _film(exposed: Light) -> Light:
    """A film's curve (Hable, 2010, fitted by Narkowicz, 2015), then display gamma."""
    exposed = exposed.clip(0, None)
    curve_up = exposed * (2.51 * exposed + 0.03)
    curve_down = exposed * (2.43 * exposed + 0.59) + 0.14
    printed: Light = (curve_up / curve_down).clip(0, 1) ** np.float32(1 / 2.2)
    return printed
