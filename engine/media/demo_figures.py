"""The demo's people, drawn by code: figures with volume and a rim of the place's light."""

# ruff: noqa: PLR2004 - a drawing is made of numbers

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from engine.media.demo_paint import (
    HEIGHT,
    WIDTH,
    box,
    colour,
    curve,
    develop,
    edge,
    noise,
    paint,
    shape,
    shine,
)
from engine.media.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engine.media.demo_paint import Colour, Light, Mask, Point

_SKIN = colour("c98d6b")
_AMBIENT = 0.5  # light on what turns neither to it nor away
_HEAD = 0.133  # of a figure's height, crown to chin

# Outlines in heads, x to where the person looks, the crown at the top, the chin at 1.
_PROFILE = [
    (-0.1, 0.0), (0.18, 0.02), (0.34, 0.13), (0.39, 0.3), (0.38, 0.41), (0.43, 0.5), (0.47, 0.59),
    (0.4, 0.63), (0.42, 0.69), (0.4, 0.73), (0.41, 0.78), (0.37, 0.83), (0.37, 0.92), (0.28, 0.99),
    (0.1, 0.96), (0.05, 1.3), (-0.26, 1.34), (-0.3, 0.9), (-0.4, 0.6), (-0.42, 0.32), (-0.3, 0.09),
]  # fmt: skip
_EAR = [(-0.08, 0.47), (0.02, 0.46), (0.01, 0.6), (-0.05, 0.66), (-0.09, 0.58)]
_HAIR = {
    "long": [
        (-0.06, -0.05), (0.22, -0.03), (0.37, 0.1), (0.3, 0.2), (0.12, 0.25), (0.02, 0.42),
        (0.02, 0.8), (0.07, 1.25), (0.0, 1.75), (-0.26, 1.95), (-0.5, 1.7), (-0.52, 1.0),
        (-0.5, 0.3), (-0.32, 0.03),
    ],
    "short": [
        (-0.08, -0.06), (0.2, -0.06), (0.38, 0.05), (0.39, 0.17), (0.26, 0.2), (0.12, 0.23),
        (0.05, 0.42), (-0.05, 0.45), (-0.1, 0.66), (-0.28, 0.8), (-0.42, 0.64), (-0.47, 0.32),
        (-0.34, 0.06),
    ],
    "bun": [
        (-0.06, -0.04), (0.2, -0.03), (0.36, 0.1), (0.28, 0.2), (0.1, 0.28), (-0.02, 0.45),
        (-0.12, 0.62), (-0.3, 0.72), (-0.43, 0.56), (-0.47, 0.3), (-0.33, 0.05),
    ],
}  # fmt: skip
_BUN = [
    (-0.3, 0.16),
    (-0.32, 0.02),
    (-0.46, -0.04),
    (-0.6, 0.08),
    (-0.6, 0.26),
    (-0.48, 0.36),
    (-0.36, 0.3),
]
_COAT = [
    (-0.24, 1.13), (0.1, 1.13), (0.36, 1.24), (0.74, 1.36), (0.86, 1.62), (0.8, 2.4), (0.72, 3.1),
    (0.8, 4.2), (0.86, 5.0), (0.3, 5.1), (-0.36, 5.1), (-0.9, 5.0), (-0.82, 4.2), (-0.72, 3.1),
    (-0.86, 2.4), (-0.92, 1.62), (-0.76, 1.36),
]  # fmt: skip
_ARM = [
    (-0.34, 1.5), (0.02, 1.48), (0.14, 2.1), (0.16, 2.9), (0.28, 3.5), (0.2, 3.86), (-0.02, 3.88),
    (-0.12, 3.3), (-0.3, 2.5), (-0.42, 1.9),
]  # fmt: skip
_COLLAR = [(-0.26, 1.1), (0.1, 1.06), (0.2, 1.3), (0.04, 1.62), (-0.12, 1.3), (-0.3, 1.26)]
_LEGS = [
    [(-0.48, 4.9), (0.0, 4.9), (-0.06, 6.2), (-0.1, 7.3), (-0.4, 7.3), (-0.42, 6.2)],
    [(-0.02, 4.9), (0.48, 4.9), (0.42, 6.2), (0.36, 7.3), (0.08, 7.3), (0.06, 6.2)],
]
_SHOES = [
    [(-0.42, 7.22), (-0.1, 7.22), (0.08, 7.42), (0.06, 7.5), (-0.42, 7.5)],
    [(0.06, 7.22), (0.36, 7.22), (0.56, 7.42), (0.54, 7.5), (0.06, 7.5)],
]


class Shot(StrEnum):
    """How near the camera is to a person."""

    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"


_SIZES = {Shot.FULL: (0.56, 0.36), Shot.MEDIUM: (1.3, 0.3), Shot.CLOSE: (2.5, 0.22)}


@dataclass(frozen=True, slots=True)
class Person:
    """Who someone is, as far as a silhouette tells."""

    hair: str
    hair_tone: str
    coat_tone: str
    collar_tone: str
    width: float


PEOPLE = {
    "jade": Person("long", "3a2721", "a8322d", "d8c9a8", 0.92),
    "marcus": Person("short", "352b24", "252b3d", "cfd3da", 1.08),
    "lin": Person("bun", "9a968f", "4d5c3f", "b9ae93", 0.98),
}


@dataclass(frozen=True, slots=True)
class Lighting:
    """A place's light on people: the soft one in front, the hard one from behind, its side."""

    key: Colour
    rim: Colour
    from_left: bool = True


def figure(
    name: str, shot: Shot, lighting: Lighting, *, x: float = 0.5, looks_left: bool = False
) -> NDArray[np.uint8]:
    """A person as BGRA on the demo's canvas, ``x`` (share of the width) its middle."""
    person = PEOPLE[name]
    light = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    cloth = noise(np.random.default_rng(len(name)), (10, 3), 3)
    stand = _Stand(shot, x, person.width, looks_left)
    cast = _Cast(light, cover, lighting, stand, cloth)
    _draw(cast, person)
    rim_from = -1 if lighting.from_left else 1
    width = 2 + 5 * _SIZES[shot][0]
    shine(light, edge(cover, rim_from, -0.55, width), lighting.rim, 1.5)
    shine(light, edge(cover, -rim_from, -0.2, width * 0.5), lighting.rim, 0.35)
    solid = light / np.maximum(cover, 0.02)[..., None]
    printed = develop(solid, exposure=1.25, vignette=0, bloom=0)
    alpha = (cover * 255).round().astype(np.uint8)
    return np.dstack([printed, alpha])


def _draw(cast: _Cast, person: Person) -> None:
    hair, coat = colour(person.hair_tone), colour(person.coat_tone)
    for leg in _LEGS:
        cast.part(leg, colour("15151b"))
    for shoe in _SHOES:
        cast.part(shoe, colour("0b0a0c"))
    cast.part(_PROFILE, _SKIN, roundness=0.45)
    cast.part(_COAT, coat, folds=0.5)
    cast.part(_COLLAR, colour(person.collar_tone))
    cast.part(_ARM, coat, folds=0.35, lift=1.25)
    if person.hair == "bun":
        cast.part(_BUN, hair, folds=0.5)
    cast.part(_EAR, _SKIN, roundness=0.45)
    cast.part(_HAIR[person.hair], hair, folds=0.6)
    cast.face()


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a figure stands and how large it is."""

    shot: Shot
    x: float
    width: float
    looks_left: bool

    @property
    def head(self) -> float:
        """The height of a head in pixels."""
        return _SIZES[self.shot][0] * HEIGHT * _HEAD

    def placed(self, outline: Sequence[Point]) -> list[Point]:
        """An outline in heads as shares of the canvas."""
        top = _SIZES[self.shot][1]
        side = -1 if self.looks_left else 1
        broad = self.head / WIDTH * side
        tall = self.head / HEIGHT
        return [
            (self.x + x * broad * (self.width if y > 1 else 1), top + y * tall) for x, y in outline
        ]


@dataclass(frozen=True, slots=True)
class _Cast:
    """A figure while it is painted: its light, what it covers, and how it is lit."""

    light: Light
    cover: Mask
    lighting: Lighting
    stand: _Stand
    cloth: Mask

    def part(
        self,
        outline: Sequence[Point],
        tone: Colour,
        *,
        folds: float = 0.0,
        lift: float = 1.0,
        roundness: float = 1.0,
    ) -> None:
        """One part, round like a body: bright where it turns to the light."""
        patch = shape(curve(self.stand.placed(outline)), soft=1.1)
        volume = (_AMBIENT + roundness * self._turned(patch.mask)).clip(0.06, 1.4) * lift
        if folds:
            volume = volume * (1 - folds * 0.5 + folds * self.cloth[patch.place])
        key = np.asarray(self.lighting.key, np.float32)
        lit = volume[..., None] * np.asarray(tone, np.float32) * key
        opening = (1 - patch.mask)[..., None]
        under, covered = self.light[patch.place], self.cover[patch.place]
        under *= opening
        under += patch.mask[..., None] * lit
        covered *= opening[..., 0]
        covered += patch.mask

    def face(self) -> None:
        """The shadows of a face: the eye's hollow, a brow, the line of the mouth, the jaw."""
        marks = [
            ([(0.16, 0.4), (0.3, 0.39), (0.31, 0.48), (0.18, 0.49)], 0.55),
            ([(0.15, 0.345), (0.34, 0.335), (0.34, 0.37), (0.16, 0.385)], 0.65),
            ([(0.28, 0.725), (0.4, 0.715), (0.4, 0.74), (0.29, 0.745)], 0.5),
            ([(-0.26, 0.98), (0.08, 1.03), (0.2, 1.05), (0.04, 1.2), (-0.26, 1.2)], 0.4),
        ]
        for outline, strength in marks:
            soft = max(1.0, self.stand.head * (0.045 if len(outline) > 4 else 0.018))
            paint(self.light, shape(self.stand.placed(outline), soft=soft), (0, 0, 0), strength)
        if self.stand.shot is not Shot.FULL:
            eye = self.stand.placed(box(0.255, 0.43, 0.275, 0.445))
            shine(self.light, shape(eye, soft=1.2), self.lighting.rim, 0.08)

    def _turned(self, mask: Mask) -> Mask:
        """How far a part as round as its outline turns to the light, or away."""
        size = max(2.0, self.stand.head * 0.16)
        # Nothing fine is left after such a blur: it is made small, and stretched.
        shrunk = min(1.0, 4 / size)
        height, width = (max(1, int(side * shrunk)) for side in mask.shape)
        small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
        around = cv2.GaussianBlur(small, (0, 0), size * shrunk)
        across = cv2.Sobel(around, cv2.CV_32F, 1, 0, ksize=3) * size * shrunk
        down = cv2.Sobel(around, cv2.CV_32F, 0, 1, ksize=3) * size * shrunk
        across, down = (cv2.resize(slope, mask.shape[::-1]) for slope in (across, down))
        side = 1.0 if self.lighting.from_left else -1.0
        return np.asarray(0.16 * down - 0.2 * side * across, np.float32)
