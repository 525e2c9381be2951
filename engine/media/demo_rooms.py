"""The demo's places with a roof: a noodle shop, a hospital corridor, a flat above the city."""

# ruff: noqa: PLR2004 - a drawing is made of numbers

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.media.demo_paint import (
    box,
    canvas,
    colour,
    curve,
    develop,
    dim,
    discs,
    glow,
    mirror,
    noise,
    paint,
    shape,
    shine,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.media.demo_paint import Light, Point

_CITY = (
    colour("ffb45e"), colour("ff5f6d"), colour("57c7ff"), colour("ffe1a6"), colour("8d7bff"),
)  # fmt: skip


def shop(seed: int) -> NDArray[np.uint8]:
    """A noodle shop late in the evening: lamps, shelves, steam, the rainy street outside."""
    rng = np.random.default_rng(seed)
    light = canvas((0, colour("2a1710")), (0.5, colour("5b3420")), (1, colour("1a0d08")))
    light *= (0.75 + 0.5 * noise(rng, (3, 5)))[..., None]
    left = float(rng.choice([0.08, 0.5]))
    _night_window(light, rng, (left, 0.2, left + 0.42, 0.52))
    _shelves(light, rng, 0.56 if left < 0.3 else 0.05)
    counter = shape(box(-0.1, 0.66, 1.1, 0.71), soft=2)
    paint(light, shape(box(-0.1, 0.69, 1.1, 1.1), soft=2), colour("2c150c", 0.7))
    planks = noise(rng, (24, 1), 3)
    paint(light, counter, colour("8a5230"), 0.95)
    dim(light, shape(box(-0.1, 0.66, 1.1, 1.1)), 0.55 + 0.6 * planks)
    _bowls(light, rng)
    for x in (0.2, 0.52, 0.84):
        _lamp(light, x + float(rng.uniform(-0.04, 0.04)), float(rng.uniform(0.1, 0.19)))
    steam = shape(box(0.1, 0.42, 0.9, 0.6), soft=70) * (noise(rng, (4, 3)) * noise(rng, (9, 5)))
    shine(light, steam, colour("ffd9a8", 0.22))
    return develop(
        light, exposure=0.72, warmth=0.03, shade=(0.02, 0.008, 0.03), vignette=0.6, bloom=0.3
    )


def corridor(seed: int) -> NDArray[np.uint8]:
    """A hospital corridor at night: a row of lamps, closed doors, a polished floor."""
    rng = np.random.default_rng(seed)
    far: Point = (float(rng.uniform(0.46, 0.54)), 0.45)
    light = canvas((0, colour("20302f")), (0.45, colour("3d5a55")), (1, colour("142220")))
    light *= (0.8 + 0.4 * noise(rng, (3, 5)))[..., None]
    _corridor_shell(light, far)
    for depth in range(6):
        _corridor_bay(light, rng, far, depth)
    glow(
        light,
        [(far[0], far[1], 0.1, colour("cfeee6", 0.9)), (far[0], 0.3, 0.5, colour("9fd8c8", 0.12))],
    )
    floor = shape([(-0.25, 1.3), (1.25, 1.3), (far[0] + 0.06, 0.52), (far[0] - 0.06, 0.52)], soft=2)
    mirror(light, rng, floor, level=0.52, strength=0.5, roughness=0.12)
    return develop(light, exposure=1.2, warmth=-0.03, shade=(0.0, 0.018, 0.016), vignette=0.55)


def apartment(seed: int) -> NDArray[np.uint8]:
    """A dark flat high above the city: a wide window, curtains, one lamp."""
    rng = np.random.default_rng(seed)
    light = canvas((0, colour("10131f")), (0.6, colour("1c2033")), (1, colour("0b0b12")))
    _night_window(light, rng, (0.14, 0.08, 0.92, 0.62))
    for x in (0.4, 0.66):
        paint(light, shape(box(x - 0.006, 0.08, x + 0.006, 0.62)), colour("0a0c14"))
    folds = noise(rng, (30, 1), 2)
    for left, right in ((-0.1, 0.22), (0.84, 1.1)):
        cloth = shape(
            curve(
                [(left, 0.02), (right, 0.02), (right - 0.03, 0.4), (right + 0.02, 0.8), (left, 0.8)]
            ),
            soft=3,
        )
        paint(light, cloth, np.asarray(colour("39415f", 0.55)) * (0.35 + folds[..., None]), 0.96)
    floor = shape([(-0.1, 0.78), (1.1, 0.78), (1.1, 1.1), (-0.1, 1.1)], soft=2)
    paint(light, floor, colour("15131a"), 0.9)
    mirror(light, rng, floor, level=0.785, strength=0.35, roughness=0.25)
    x = float(rng.choice([0.12, 0.86]))
    glow(light, [(x, 0.56, 0.05, colour("ffd9a0", 1.6)), (x, 0.6, 0.26, colour("ff9d55", 0.3))])
    _sofa(light)
    paint(
        light,
        shape([(x - 0.05, 0.6), (x - 0.03, 0.53), (x + 0.03, 0.53), (x + 0.05, 0.6)], soft=1.5),
        colour("ffe4b8", 1.6),
    )
    paint(light, shape(box(x - 0.004, 0.6, x + 0.004, 0.8)), colour("08080c"))
    return develop(light, exposure=1.3, shade=(0.0, 0.006, 0.03), vignette=0.55)


# -- parts -----------------------------------------------------------------------------------


def _night_window(
    light: Light, rng: np.random.Generator, place: tuple[float, float, float, float]
) -> None:
    """A window on a city at night, out of focus, with a frame."""
    left, top, right, bottom = place
    pane = shape(box(*place), soft=1.5)
    view = canvas(
        (0, colour("0a1230")), (top, colour("101a3d")), (bottom, colour("2b2450")), (1, (0, 0, 0))
    )
    discs(
        view,
        rng,
        (left, top + 0.45 * (bottom - top), right, bottom),
        tones=_CITY,
        count=60,
        radius=0.035,
    )
    discs(view, rng, place, tones=_CITY, count=14, radius=0.02)
    paint(light, pane, view)
    rail = 0.008
    bars = [
        box(left - rail, top - rail, right + rail, top),
        box(left - rail, bottom, right + rail, bottom + rail),
        box(left - rail, top, left, bottom),
        box(right, top, right + rail, bottom),
    ]
    paint(light, shape(*bars, soft=1), colour("0c0908"))


def _shelves(light: Light, rng: np.random.Generator, left: float) -> None:
    """Three boards with bottles and bowls, lit from above."""
    for row in range(3):
        y = 0.3 + 0.1 * row
        x = left + 0.01
        while x < left + 0.36:
            wide, tall = float(rng.uniform(0.018, 0.045)), float(rng.uniform(0.03, 0.07))
            neck = wide * float(rng.choice([0.3, 0.5, 1.0]))
            middle = x + wide / 2
            left_half = [
                (x, y),
                (x, y - tall * 0.6),
                (middle - neck / 2, y - tall * 0.75),
                (middle - neck / 2, y - tall),
            ]
            jar = left_half + [(2 * middle - side, height) for side, height in left_half[::-1]]
            tone = colour(
                str(rng.choice(["7b4a2a", "3d5a4a", "8f6d3b", "5b2d2a", "c9b48a"])),
                float(rng.uniform(0.3, 0.9)),
            )
            paint(light, shape(jar, soft=1), tone, 0.95)
            shine(
                light,
                shape(
                    box(x + wide * 0.2, y - tall * 0.55, x + wide * 0.3, y - tall * 0.1), soft=1.5
                ),
                colour("ffd9a0", 0.35),
            )
            x += wide + float(rng.uniform(0.004, 0.02))
        paint(light, shape(box(left, y, left + 0.38, y + 0.009)), colour("1d0f09"))


def _bowls(light: Light, rng: np.random.Generator) -> None:
    for x in (0.16, 0.44, 0.76):
        middle, y = x + float(rng.uniform(-0.03, 0.03)), 0.655
        bowl = curve(
            [
                (middle - 0.07, y - 0.018),
                (middle + 0.07, y - 0.018),
                (middle + 0.045, y + 0.02),
                (middle - 0.045, y + 0.02),
            ]
        )
        rim = curve(
            [
                (middle - 0.068, y - 0.02),
                (middle, y - 0.029),
                (middle + 0.068, y - 0.02),
                (middle, y - 0.013),
            ]
        )
        paint(light, shape(bowl, soft=1.2), colour("b9482f", 0.8), 0.97)
        paint(light, shape(rim, soft=1), colour("f3dcae", 0.9), 0.97)


def _lamp(light: Light, x: float, y: float) -> None:
    """A hanging lamp and its cone of light."""
    paint(light, shape(box(x - 0.002, -0.1, x + 0.002, y)), colour("0a0605"))
    cone = [(x - 0.05, y + 0.04), (x + 0.05, y + 0.04), (x + 0.34, 0.72), (x - 0.34, 0.72)]
    shine(light, shape(cone, soft=34), colour("ffae5c", 0.1))
    glow(
        light,
        [(x, y + 0.045, 0.05, colour("ffd9a0", 1.6)), (x, y + 0.05, 0.16, colour("ff9a4a", 0.22))],
    )
    shade = [(x - 0.06, y + 0.04), (x - 0.02, y), (x + 0.02, y), (x + 0.06, y + 0.04)]
    paint(light, shape(shade, soft=1), colour("5c1b12", 0.9), 0.97)


def _towards(far: Point, near: Point, depth: float) -> Point:
    """The point on the line from the lens (``depth`` 1) to the vanishing point (0)."""
    return far[0] + (near[0] - far[0]) * depth, far[1] + (near[1] - far[1]) * depth


def _corridor_shell(light: Light, far: Point) -> None:
    corners: list[Point] = [(-0.25, -0.35), (1.25, -0.35), (1.25, 1.3), (-0.25, 1.3)]
    inner = [_towards(far, corner, 0.08) for corner in corners]
    faces = {"1d2c2b": (0, 1), "6f9a90": (1, 2), "17201f": (2, 3), "5c857c": (3, 0)}
    for tone, (one, other) in faces.items():
        face = [corners[one], corners[other], inner[other], inner[one]]
        paint(light, shape(face, soft=1.2), colour(tone, 0.55), 0.82)
    for side in (0, 1):
        rail = [(side * 1.5 - 0.25, 0.82), (side * 1.5 - 0.25, 0.86)]
        ends = [_towards(far, point, 0.08) for point in reversed(rail)]
        paint(
            light, shape([(float(x), y) for x, y in [*rail, *ends]], soft=1), colour("23403c"), 0.9
        )


def _corridor_bay(light: Light, rng: np.random.Generator, far: Point, depth: int) -> None:
    """One lamp in the ceiling and a door on either side; ``depth`` counts from the lens."""
    near, back = 0.72**depth, 0.72 ** (depth + 0.45)
    lamp = [
        _towards(far, (0.36, -0.33), near), _towards(far, (0.64, -0.33), near),
        _towards(far, (0.64, -0.33), back), _towards(far, (0.36, -0.33), back),
    ]  # fmt: skip
    is_broken = depth == int(rng.integers(1, 5))
    paint(light, shape(lamp, soft=1.3), colour("dff7ee", 0.25 if is_broken else 1.9), 0.97)
    if not is_broken:
        middle = _towards(far, (0.5, -0.3), (near + back) / 2)
        glow(light, [(middle[0], middle[1] + 0.02, 0.22 * near, colour("bfe8dc", 0.3))])
    for side in (-0.25, 1.25):
        door = [
            _towards(far, (side, -0.02), near * 0.93), _towards(far, (side, -0.02), back * 0.95),
            _towards(far, (side, 1.28), back * 0.95), _towards(far, (side, 1.28), near * 0.93),
        ]  # fmt: skip
        paint(
            light,
            shape(door, soft=1),
            colour("2f4a46" if rng.random() < 0.7 else "8fb0a5", 0.6),
            0.92,
        )
        handle = _towards(far, (side, 0.68), back * 1.0)
        glow(light, [(handle[0], handle[1], 0.004, colour("ffffff", 0.8))])


def _sofa(light: Light) -> None:
    back = curve(
        [(0.26, 0.7), (0.32, 0.665), (0.72, 0.665), (0.78, 0.7), (0.79, 0.83), (0.25, 0.83)]
    )
    seat = curve([(0.23, 0.765), (0.81, 0.765), (0.82, 0.85), (0.22, 0.85)])
    paint(light, shape(back, soft=1.5), colour("232a3f", 0.75), 0.98)
    paint(light, shape(seat, soft=1.5), colour("1b2134", 0.7), 0.98)
    shine(
        light,
        shape(curve([(0.3, 0.668), (0.74, 0.668), (0.74, 0.674), (0.3, 0.674)]), soft=3),
        colour("6f86c9", 0.3),
    )
