"""How much two pictures look alike: small sketches of them, compared without regard to light."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.errors import MediaError
from engine.media.filmstrip import poster

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.store.cache import Caches

    Sketch = NDArray[np.float32]

_SIDE = 24
_POSTER = 180
_FLAT = 2.0  # a spread of brightness below this is an empty picture: it looks like nothing


def sketch_of_picture(path: Path) -> Sketch:
    """The sketch of a picture file.

    Raises:
        MediaError: it is no picture.
    """
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (4 * _SIDE, 4 * _SIDE))
            return _sketch(picture)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise MediaError(path, "not a picture") from error


def sketch_of_video(path: Path, caches: Caches | None = None) -> Sketch:
    """The sketch of a video's first frame.

    Raises:
        ProbeFailed: it shows no picture.
    """
    with Image.open(io.BytesIO(poster(path, caches, _POSTER))) as picture:
        return _sketch(picture)


def likeness(one: Sketch, other: Sketch) -> float:
    """How alike two sketches are, 0 to 1: their shapes in each colour, not how bright they are."""
    first, second = one - one.mean(axis=(0, 1)), other - other.mean(axis=(0, 1))
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    if spread < _FLAT**2 * first.size:
        return 0.0
    return max(0.0, float((first * second).sum()) / spread)


def _sketch(picture: Image.Image) -> Sketch:
    small = picture.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float32)
