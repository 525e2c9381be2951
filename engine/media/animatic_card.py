"""The card an animatic shows where a shot has no picture: its name, and what was asked for."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.media.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_LINES = 9


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a card is made of: its tone, from what to what share of it the light falls, its ink."""

    lightness: float
    saturation: float
    shade: float
    light: float
    ink: tuple[int, int, int]
    small_ink: tuple[int, int, int]


_PALE, _DARK = ((245, 243, 238), (206, 203, 196)), ((24, 25, 28), (66, 66, 70))
# Far enough from each other, each from each, that a cut between two cards is seen as one.
PAPERS = (
    _Paper(0.17, 0.42, 0.55, 0.75, *_PALE),
    _Paper(0.88, 0.16, 0.86, 0.14, *_DARK),
    _Paper(0.42, 0.13, 0.8, 0.3, *_PALE),
    _Paper(0.66, 0.55, 0.86, 0.2, *_DARK),
)


def draw_card(title: str, text: str, seed: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """A card of ``size`` (width, height) as BGR; its hue and its paper by ``seed``."""
    width, height = size
    paper = PAPERS[seed % len(PAPERS)]
    picture = Image.fromarray(_ground(seed, size, paper))
    draw = ImageDraw.Draw(picture)
    margin, unit = width // 6, width / 864
    top = int(height * 0.36)
    draw.rectangle((margin, top, margin + int(64 * unit), top + int(6 * unit)), fill=_accent(seed))
    draw.text((margin, top + 28 * unit), title, fill=paper.ink, font=_font(62 * unit))
    lines = wrap(" ".join(text.split()), 34)[:_MOST_LINES]
    for number, line in enumerate(lines):
        place = (margin, top + (130 + 46 * number) * unit)
        draw.text(place, line, fill=paper.small_ink, font=_font(31 * unit))
    return cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2BGR)


def _font(points: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=max(8, points))


def _accent(seed: int) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(_hue(seed), 0.62, 0.7)
    return int(red * 255), int(green * 255), int(blue * 255)


def _hue(seed: int) -> float:
    return float(np.random.default_rng(seed).uniform(0, 1))


def _ground(seed: int, size: tuple[int, int], paper: _Paper) -> NDArray[np.uint8]:
    """A ground with a soft light and a texture, so that the camera's move can be seen."""
    width, height = size
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.exp(-(((x / width - 0.25) / 0.8) ** 2 + ((y / height - 0.3) / 0.5) ** 2))
    fibre = sum(
        cv2.resize(rng.normal(0, 1, (n, n)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
        * weight
        for n, weight in ((7, 0.5), (41, 0.3), (230, 0.2))
    )
    tint = np.array(colorsys.hls_to_rgb(_hue(seed), paper.lightness, paper.saturation)) * 255
    lit = paper.shade + paper.light * light[..., None]
    ground = tint * lit + 5 * np.asarray(fibre)[..., None]
    return np.asarray(ground.clip(0, 255), np.uint8)
