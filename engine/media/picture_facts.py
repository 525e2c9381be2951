"""What a picture file is, from its header alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from engine.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path


def picture_facts(path: Path) -> tuple[int, int, bool]:
    """Width, height and whether it has an alpha channel; reads the picture's header alone.

    Raises:
        MediaError: it is missing or no picture.
    """
    try:
        with Image.open(path) as picture:
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            return picture.width, picture.height, has_alpha
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise MediaError(path, "not a picture") from error
