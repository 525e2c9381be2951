"""The demo's places under the open sky: a wet street, a roof at dusk, a pier before sunrise."""

# ruff: noqa: PLR2004 - a drawing is made of numbers

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.media.demo_paint import (
    HEIGHT,
    WIDTH,
    box,
    canvas,
    colour,
    develop,
    glow,
    mirror,
    noise,
    paint,
    shape,
    shine,
)
from engine.media.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.media.demo_paint import Colour, Light, Point

NEON = (colour("ff3d7f", 1.5), colour("2fe0ff", 1.3), colour("ffb347", 1.4), colour("7a5cff", 1.3))


def alley(seed: int) -> NDArray[np.uint8]:
    """A narrow street at night after rain, neon on both sides, light at its end."""
    rng = np.random.default_rng(seed)
    far: Point = (float(rng.uniform(0.42, 0.58)), 0.47)
    light = canvas(
        (0, colour("0a1024")), (0.4, colour("232a52")), (0.5, colour("3a2f55")), (1, (0, 0, 0))
    )
    glow(light, [(far[0], far[1] - 0.02, 0.16, colour("ff8a5c", 0.9))])
    _street_end(light, rng, far)
    for side in (0.0, 1.0):
        _street_side(light, rng, side, far)
    ground = shape(
        [(0, 1), (far[0] - 0.05, far[1] + 0.03), (far[0] + 0.05, far[1] + 0.03), (1, 1)], soft=2
    )
    paint(light, ground, colour("11131f", 0.6))
    mirror(
        light,
        rng,
        shape(box(-0.1, far[1] + 0.035, 1.1, 1.1), soft=1),
        level=far[1] + 0.035,
        strength=0.75,
    )
    _cables(light, rng, far)
    smoke = noise(rng, (3, 5)) * shape(box(0.1, 0.25, 0.9, 0.75), soft=120)
    paint(light, smoke, colour("5a4a78", 0.55), 0.4)
    return develop(light, exposure=1.25, shade=(0.0, 0.012, 0.035), vignette=0.6)


def rooftop(seed: int) -> NDArray[np.uint8]:
    """Above the city when the sun has just gone: layers of towers, first lights, clouds."""
    rng = np.random.default_rng(seed)
    light = canvas(
        (0, colour("1d2350")), (0.25, colour("5a3f7d")), (0.43, colour("d9637a")),
        (0.54, colour("ffb36b", 1.3)), (0.6, colour("ffd99a", 1.3)), (1, colour("3a2440")),
    )  # fmt: skip
    sun = float(rng.uniform(0.25, 0.75))
    glow(
        light, [(sun, 0.56, 0.12, colour("ffe2a8", 1.8)), (sun, 0.56, 0.4, colour("ff7f50", 0.45))]
    )
    clouds = (1.6 * noise(rng, (2, 9), 5) - 0.7).clip(0, 1)
    paint(light, clouds * shape(box(-0.2, 0.02, 1.2, 0.5), soft=90), colour("4a2f63"), 0.75)
    rims = (noise(rng, (2, 12), 5) - 0.62).clip(0, 1) * shape(box(-0.2, 0.2, 1.2, 0.55), soft=80)
    shine(light, rims, colour("ff9a70", 2.2))
    for depth, tone in enumerate(("b0607a", "6d3f66", "3c2650", "1b1430")):
        _towers(light, rng, 0.57 + 0.035 * depth, colour(tone, 0.9), depth)
    _parapet(light, rng)
    return develop(light, exposure=0.95, shade=(0.015, 0.0, 0.03), vignette=0.4)


def pier(seed: int) -> NDArray[np.uint8]:
    """A wooden pier before sunrise: a calm sea, fog, a lighthouse far out."""
    rng = np.random.default_rng(seed)
    light = canvas(
        (0, colour("6f8fa8")), (0.3, colour("a9bcc4")), (0.46, colour("f0d9c0", 1.1)),
        (0.5, colour("c9d0cf")), (0.7, colour("54727f")), (1, colour("22363f")),
    )  # fmt: skip
    east = float(rng.uniform(0.3, 0.7))
    glow(
        light,
        [(east, 0.47, 0.3, colour("ffcf9a", 0.5)), (east, 0.475, 0.07, colour("fff0d0", 0.9))],
    )
    clouds = (noise(rng, (2, 8), 5) - 0.5).clip(0, 1) * shape(box(-0.2, -0.1, 1.2, 0.42), soft=70)
    paint(light, clouds, colour("71808c"), 0.9)
    _sea(light, rng, east)
    _lighthouse(light, 0.76 if east < 0.5 else 0.2)
    bank = noise(rng, (2, 10)) * shape(box(-0.2, 0.4, 1.2, 0.56), soft=60)
    paint(light, bank, colour("dfe3e0"), 0.75)
    _planks(light, rng)
    return develop(light, exposure=0.92, shade=(0.0, 0.012, 0.025), vignette=0.35, bloom=0.3)


# -- the street ------------------------------------------------------------------------------


def _street_end(light: Light, rng: np.random.Generator, far: Point) -> None:
    """Houses across the end of the street, pale with distance, and the lights before them."""
    for depth, tone in enumerate(("8a4f66", "5a3450")):
        for number in range(5):
            x = far[0] - 0.08 + 0.035 * number
            top = far[1] - float(rng.uniform(0.05, 0.13)) + 0.035 * depth
            paint(
                light, shape(box(x, top, x + 0.03, far[1] + 0.04), soft=1), colour(tone, 0.8), 0.85
            )
    spots = [(far[0] + float(rng.uniform(-0.05, 0.05)), far[1] + 0.012, 0.006) for _ in range(9)]
    glow(light, [(*spot, NEON[n % 4]) for n, spot in enumerate(spots)])
    glow(light, [(far[0], far[1] + 0.01, 0.07, colour("ffb48a", 0.7))])


def _street_side(light: Light, rng: np.random.Generator, side: float, far: Point) -> None:
    """House fronts from the lens (``side`` 0 left, 1 right) to the end of the street."""
    toward = far[0] + (0.06 if side else -0.06)
    wall = [(side, -0.2), (toward, far[1] - 0.16), (toward, far[1] + 0.04), (side, 1.02)]
    front = shape(wall, soft=1)
    bricks = 0.5 + noise(rng, (9, 60), 3) * 0.8
    paint(light, front, np.asarray(colour("2a2740", 0.55)) * bricks[..., None])
    for depth in np.geomspace(1, 0.13, 7):
        x = side + (toward - side) * (1 - depth)
        for floor in range(5):
            _front_window(light, rng, (x, side, toward, far[1]), float(depth), floor)
    for number, depth in enumerate((0.86, 0.6, 0.42, 0.3, 0.21)):
        _sign(light, rng, (side, toward, far[1]), depth, NEON[(number + int(rng.integers(4))) % 4])


def _front_window(
    light: Light,
    rng: np.random.Generator,
    place: tuple[float, float, float, float],
    depth: float,
    floor: int,
) -> None:
    x, side, toward, horizon = place
    step = (toward - side) * 0.1 * depth
    middle = horizon + (0.1 - 0.21 * floor) * depth - 0.06 * depth
    half = 0.05 * depth
    pane = [
        (x, middle - half), (x + step, middle - half * 0.93),
        (x + step, middle + half * 0.93), (x, middle + half),
    ]  # fmt: skip
    lit = rng.random() < 0.35
    tone = colour("ffc27a", float(rng.uniform(0.5, 1.2))) if lit else colour("0c0f1c")
    paint(light, shape(pane, soft=1), tone, 0.9)
    if lit:
        glow(light, [(x + step / 2, middle, 0.05 * depth, colour("ffb060", 0.15))])


def _sign(
    light: Light,
    rng: np.random.Generator,
    place: tuple[float, float, float],
    depth: float,
    tone: Colour,
) -> None:
    """A neon sign that stands out from the wall, with strokes like writing."""
    side, toward, horizon = place
    x = side + (toward - side) * (1 - depth)
    inward = 1 if side == 0 else -1
    wide, tall = 0.1 * depth * inward, 0.2 * depth
    top = horizon - float(rng.uniform(0.28, 0.5)) * depth
    frame = box(min(x, x + wide), top, max(x, x + wide), top + tall)
    paint(light, shape(frame, soft=1.2), [0.22 * part for part in tone], 0.95)  # type: ignore[arg-type]
    for stroke in range(4):
        y = top + tall * (0.14 + 0.23 * stroke)
        start = float(rng.uniform(0.15, 0.35))
        bar = _bar(x + wide * start, x + wide * 0.85, y, y + tall * 0.07)
        shine(light, shape(bar, soft=1.5), tone, 1.6)
        if rng.random() < 0.7:
            post = x + wide * float(rng.uniform(0.3, 0.8))
            shine(
                light,
                shape(
                    box(post, y - tall * 0.06, post + abs(wide) * 0.09, y + tall * 0.16), soft=1.5
                ),
                tone,
                1.4,
            )
    middle = x + wide / 2
    glow(light, [(middle, top + tall / 2, 0.16 * depth, tuple(0.3 * part for part in tone))])  # type: ignore[list-item]


def _cables(light: Light, rng: np.random.Generator, far: Point) -> None:
    for _ in range(6):
        height = float(rng.uniform(-0.02, 0.3))
        sag = float(rng.uniform(0.03, 0.08))
        x = np.linspace(0, 1, 40)
        y = height + (far[1] - 0.3 - height) * 0.25 + sag * (1 - (2 * x - 1) ** 2)
        line = np.stack([x * WIDTH, y * HEIGHT], 1).round().astype(np.int32)
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.polylines(mask, [line], False, 255, 2, cv2.LINE_AA)
        paint(light, mask.astype(np.float32) / 255, colour("05060c"), 0.9)


def _bar(one: float, other: float, top: float, bottom: float) -> list[Point]:
    """A box between two sides in either order."""
    return box(min(one, other), top, max(one, other), bottom)


# -- the roof --------------------------------------------------------------------------------


def _towers(light: Light, rng: np.random.Generator, base: float, tone: Colour, depth: int) -> None:
    """One row of houses against the sky, nearer ones darker and with more windows."""
    outlines, x = [], -0.05
    lit: list[list[Point]] = []
    while x < 1.05:
        wide = float(rng.uniform(0.05, 0.12)) * (1 + 0.35 * depth)
        top = base - float(rng.uniform(0.02, 0.2)) * (0.75 + 0.16 * depth)
        outlines.append(box(x, top, x + wide, 1.2))
        if rng.random() < 0.4:
            outlines.append(box(x + wide * 0.4, top - 0.03, x + wide * 0.44, top))
        if depth:
            lit += _lit_windows(rng, (x, top, wide), depth)
        x += wide + float(rng.uniform(0, 0.02))
    paint(light, shape(*outlines, soft=1.6 - 0.3 * depth), tone, 0.96)
    if lit:
        shine(light, shape(*lit, soft=0.8), colour("ffcf8a", 0.35 + 0.25 * depth))


def _lit_windows(
    rng: np.random.Generator, house: tuple[float, float, float], depth: int
) -> list[list[Point]]:
    left, top, wide = house
    size = 0.0045 * depth
    return [
        box(float(x), float(y), float(x + size), float(y + 0.75 * size))
        for y in np.arange(top + 0.012, min(top + 0.34, 0.75), 0.0085 * (1 + depth))
        for x in np.arange(left + size, left + wide - size, 2.6 * size)
        if rng.random() < 0.2
    ]


def _parapet(light: Light, rng: np.random.Generator) -> None:
    """The roof one stands on: tiles, a wall, a tank on legs."""
    left = float(rng.choice([0.06, 0.7]))
    dark = colour("0d0a18")
    legs = [box(left + 0.02 + n * 0.065, 0.62, left + 0.032 + n * 0.065, 0.82) for n in range(3)]
    tank = [
        (left, 0.53),
        (left + 0.09, 0.505),
        (left + 0.18, 0.53),
        (left + 0.18, 0.64),
        (left, 0.64),
    ]
    paint(light, shape(tank, *legs, soft=1.3), dark, 0.98)
    floor = shape(box(-0.1, 0.81, 1.1, 1.1), soft=1.5)
    tiles = 0.6 + 0.6 * noise(rng, (14, 6), 3)
    paint(light, floor, np.asarray(colour("2a2038", 0.7)) * tiles[..., None])
    paint(light, shape(box(-0.1, 0.765, 1.1, 0.815), soft=1.5), colour("3b2b47", 0.8), 0.98)
    shine(light, shape(box(-0.1, 0.764, 1.1, 0.768), soft=2), colour("ff9a6a", 0.7))


# -- the sea ---------------------------------------------------------------------------------


def _sea(light: Light, rng: np.random.Generator, east: float) -> None:
    rows = int(0.5 * HEIGHT)
    depth = np.linspace(0, 1, HEIGHT - rows, dtype=np.float32)[:, None]
    waves = 0.65 * noise(rng, (4, 90), 3)[rows:] + 0.35 * noise(rng, (14, 160), 2)[rows:]
    swell = (waves - 0.5) * (0.25 + 0.8 * depth)
    light[rows:] *= 1 + swell[..., None]
    across = np.linspace(0, 1, WIDTH, dtype=np.float32)[None]
    path = np.exp(-(((across - east) / (0.05 + 0.2 * depth)) ** 2)) * (waves > 0.56) * (1 - depth)
    light[rows:] += path[..., None] * np.asarray(colour("ffe0b0", 0.8), np.float32)


def _lighthouse(light: Light, x: float) -> None:
    rock = [(x - 0.12, 0.505), (x - 0.05, 0.488), (x + 0.04, 0.484), (x + 0.13, 0.505)]
    tower = [(x - 0.018, 0.488), (x - 0.011, 0.385), (x + 0.011, 0.385), (x + 0.018, 0.488)]
    lamp = [*box(x - 0.009, 0.368, x + 0.009, 0.385)]
    roof = [(x - 0.013, 0.368), (x, 0.354), (x + 0.013, 0.368)]
    paint(light, shape(rock, tower, roof, soft=1.6), colour("56666f"), 0.85)
    beam = [(x, 0.376), (x - 0.7, 0.33), (x - 0.7, 0.42)]
    shine(light, shape(beam, soft=14), colour("fff0c8", 0.14))
    paint(light, shape(lamp, soft=1.2), colour("fff3cf", 2.2), 0.95)
    glow(light, [(x, 0.377, 0.05, colour("ffe9b8", 1.1))])


def _planks(light: Light, rng: np.random.Generator) -> None:
    """The boards of the pier, with posts, towards the horizon."""
    boards = shape([(0.08, 1.1), (0.43, 0.6), (0.57, 0.6), (0.92, 1.1)], soft=1.2)
    wood = 0.45 + 0.75 * noise(rng, (40, 3), 3)
    paint(light, boards, np.asarray(colour("6b5a4c", 0.8)) * wood[..., None], 0.97)
    rows = [float(y) for y in 0.6 + 0.45 * np.linspace(0, 1, 24) ** 1.9]
    gaps = [box(0, y, 1, y + 0.0035 * (1 + 5 * (y - 0.6))) for y in rows]
    paint(light, shape(*gaps, soft=0.9) * boards.full(), colour("1a1a1c"), 0.85)
    for y in (0.63, 0.7, 0.82, 1.0):
        near = (y - 0.55) * 1.6
        for side in (-1, 1):
            x = 0.5 + side * (0.07 + 0.35 * (y - 0.6) / 0.5)
            post = box(x - 0.018 * near, y - 0.17 * near, x + 0.018 * near, y + 0.02)
            paint(light, shape(post, soft=1), colour("2c2a2b"), 0.98)
            cap = box(x - 0.018 * near, y - 0.17 * near, x + 0.018 * near, y - 0.16 * near)
            shine(light, shape(cap, soft=1), colour("d8dcd8", 0.35))
