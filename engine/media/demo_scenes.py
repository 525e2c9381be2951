"""From the demo's script to what the renderer takes: stills drawn to files, and shots of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.media.animatic_camera import Framing, Motion
from engine.media.animatic_layers import Veil, read_picture
from engine.media.animatic_scene import AnimaticSegment
from engine.media.demo_figures import Shot, figure
from engine.media.demo_pictures import LIGHTING, PLACES
from engine.media.opencv import cv2
from engine.store.files import write_quick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TILE = (270, 480)
_GAP = 14
_PAPER = (24, 25, 28)


def draw_place(place: str, take: int, target: Path) -> None:
    """Draw one picture of a place into a JPEG."""
    _write(PLACES[place](take), target, (cv2.IMWRITE_JPEG_QUALITY, 94))


def draw_person(
    target: Path, who: str, *, near: str, place: str, x: float, looks_left: bool
) -> None:
    """Draw a person in a place's light into a PNG with an alpha channel."""
    picture = figure(who, Shot(near), LIGHTING[place], x=x, looks_left=looks_left)
    _write(picture, target, (cv2.IMWRITE_PNG_COMPRESSION, 2))


def shot_of(
    picture: Path,
    person: Path | None,
    *,
    frames: int,
    motion: str,
    view: tuple[float, float, float],
    veil: str,
    seed: int,
    dissolve: int = 0,
    flashes: tuple[int, ...] = (),
) -> AnimaticSegment:
    """A shot of a drawn place and person, in the renderer's terms."""
    return AnimaticSegment(
        frames,
        picture=picture,
        foreground=person,
        seed=seed,
        motion=Motion(motion),
        framing=Framing(*view),
        dissolve=dissolve,
        flashes=flashes,
        veil=Veil(veil),
    )


def draw_storyboard(panels: Sequence[tuple[Path, Path | None, str, str]], target: Path) -> None:
    """A strip of panels: place, person, name and a line of text for each, into a PNG."""
    width, height = _TILE
    strip = Image.new("RGB", (_GAP + (width + _GAP) * len(panels), height + 110), _PAPER)
    draw = ImageDraw.Draw(strip)
    for number, (picture, person, name, words) in enumerate(panels):
        left = _GAP + number * (width + _GAP)
        strip.paste(Image.fromarray(_still(picture, person)[..., ::-1]), (left, _GAP))
        draw.text((left, height + 24), name, fill=(240, 238, 232), font=_font(20))
        for line, text in enumerate(_wrapped(words)):
            place = (left, height + 50 + 17 * line)
            draw.text(place, text, fill=(170, 168, 160), font=_font(14))
    _write(np.asarray(strip)[..., ::-1], target, (cv2.IMWRITE_PNG_COMPRESSION, 4))


def _still(picture: Path, person: Path | None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    still = cv2.resize(read_picture(picture), _TILE, interpolation=cv2.INTER_AREA)
    if person is None:
        return still
    front = cv2.resize(read_picture(person), _TILE, interpolation=cv2.INTER_AREA)
    opacity = front[..., 3:].astype(np.float32) / 255
    return (still * (1 - opacity) + front[..., :3] * opacity).astype(np.uint8)


def _wrapped(words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > 36:  # noqa: PLR2004 - letters that fit a panel
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def _font(points: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=points)


def _write(
    picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], target: Path, how: tuple[int, int]
) -> None:
    _, data = cv2.imencode(target.suffix, picture, list(how))
    write_quick(target, data.tobytes())
