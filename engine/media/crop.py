"""A part of a picture as a picture of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import MediaError
from engine.media.animatic_layers import encoded, read_picture

if TYPE_CHECKING:
    from pathlib import Path


def cropped(path: Path, area: tuple[float, float, float, float]) -> bytes:
    """The part ``area`` (left, top, width, height, all 0 to 1) of a picture, as PNG.

    Raises:
        MediaError: the picture cannot be read, or nothing of it lies there.
    """
    picture = read_picture(path)
    high, wide = picture.shape[:2]
    left, top, width, height = area
    columns = slice(round(left * wide), round((left + width) * wide))
    rows = slice(round(top * high), round((top + height) * high))
    part = picture[rows, columns]
    if not part.size:
        raise MediaError(path, "nothing lies in this part of it")
    return encoded(part, ".png")
