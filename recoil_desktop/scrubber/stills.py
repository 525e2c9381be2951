"""Reads still pictures as they are meant to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QImageReader

from engine.errors import ProbeFailed

if TYPE_CHECKING:
    from pathlib import Path


def read_still(path: Path) -> QImage:
    """The picture, upright.

    Raises:
        ProbeFailed: in one line, why none can be read.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise ProbeFailed(path, f"no picture can be read from it: {reader.errorString().lower()}")
    return image
