"""Where the video is painted: letterboxed, sharp, without a flicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recoil_desktop.theme import Themes


class VideoSurface(QWidget):
    """Paints the last picture it was given and keeps it until a better one comes."""

    box_changed = Signal(int, int)  # the size in device pixels that a picture may fill

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def show_image(self, image: QImage) -> None:
        """Paint ``image`` from now on."""

    def clear(self, message: str = "") -> None:
        """Show no picture but ``message``."""

    def set_safe_areas(self, shown: bool) -> None:
        """Draw the 9:16 safe areas over the picture."""
