"""Small pictures of stills and videos: what lists, boards and contact sheets show."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from engine.domain.listing import is_picture
from engine.errors import ProbeFailed
from engine.media.filmstrip import frame_picture, poster
from engine.media.probe import probe
from engine.media.scan_file import media_key_of

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from engine.store.cache import Caches

_KIND = "thumbnail"
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP")
_LONGEST = 16384  # pixels (rule E3)
_ENDLESS = 1 << 20
_QUALITY = 85
_GAP = 1.0  # decoders and boxes shrink to what is just larger: as good to look at, twice as quick
_ORIENTATION, _LYING = 0x0112, range(5, 9)
_BEHIND = "#7f7f7f"  # what is seen through a picture with holes
_DAMAGES = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)


def thumbnail(
    path: Path, height: int, caches: Caches | None = None, at: Fraction | None = None
) -> bytes:
    """A picture or video as JPEG, upright and at most ``height`` pixels high.

    ``at`` are seconds into the video; without it the first picture is shown.

    Raises:
        ProbeFailed: the file shows no picture.
    """
    if not is_picture(path.name):
        return _of_video(path, height, caches, at) if at else poster(path, caches, height)
    key = f"{media_key_of(path)}-{height}"
    known = caches.get(_KIND, key) if caches else None
    if known is not None:
        return known
    jpeg = _of_picture(path, height)
    if caches:
        caches.put(_KIND, key, jpeg)
    return jpeg


def _of_video(path: Path, height: int, caches: Caches | None, at: Fraction) -> bytes:
    key = f"{media_key_of(path)}-{height}-{at}"
    known = caches.get(_KIND, key) if caches else None
    if known is not None:
        return known
    timeline = probe(path).timeline
    frame = min(timeline.frame_near(at), timeline.count - 1)
    jpeg = frame_picture(path, frame, height, timeline)
    if caches:
        caches.put(_KIND, key, jpeg)
    return jpeg


def _of_picture(path: Path, height: int) -> bytes:
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            if max(picture.size) > _LONGEST:
                raise ProbeFailed(path, f"larger than {_LONGEST} pixels")
            is_lying = picture.getexif().get(_ORIENTATION, 1) in _LYING
            box = (height, _ENDLESS) if is_lying else (_ENDLESS, height)
            picture.thumbnail(box, reducing_gap=_GAP)
            return _as_jpeg(_opaque(ImageOps.exif_transpose(picture)))
    except _DAMAGES as error:
        raise ProbeFailed(path, "no picture can be read from it") from error


def _opaque(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, _BEHIND)
    return Image.alpha_composite(ground, seen).convert("RGB")


def _as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
