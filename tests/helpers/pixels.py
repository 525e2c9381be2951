"""Reads the burnt-in numbers back from pixels that were made to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np

from tests.helpers.clips import read_number

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from engine.media.picture import Picture


def number_in(picture: Picture, turned: int = 0, width: int = 0) -> int:
    """The number in a frame server's picture.

    ``turned`` is the video's rotation, clockwise; ``width`` its width when the picture is smaller.
    """
    return number_of(np.rot90(pixels_of(picture), turned // 90), width)


def number_in_image(image: QImage, width: int = 0) -> int:
    """The number in a painted image; ``width`` is the video's width when that is another."""
    return number_of(pixels_of_image(image), width)


def pixels_of(picture: Picture) -> NDArray[np.uint8]:
    """Rows of RGB."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(-1, picture.row // 4, 4)
    return rows[: picture.height, : picture.width, 2::-1]


def pixels_of_image(image: QImage) -> NDArray[np.uint8]:
    """Rows of RGB."""
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def number_of(pixels: NDArray[np.uint8], width: int = 0) -> int:
    """The number in rows of RGB, first scaled to ``width`` pixels when that is not 0."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    width = width or frame.width
    return read_number(frame.reformat(width, round(frame.height * width / frame.width)))
