"""Editors for a place in a video: its frame number or its timecode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from fractions import Fraction

    from recoil_desktop.theme import Themes


class FrameField(QLineEdit):
    """Shows a frame number and takes one: ``120``, ``+12``, ``-12``."""

    entered = Signal(int)  # a frame inside the video
    refused = Signal(str)  # why what was typed is no place in this video

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_video(self, count: int, rate: Fraction) -> None:
        """What is a valid place from now on."""

    def set_frame(self, frame: int) -> None:
        """Show ``frame`` unless somebody is typing."""


class TimecodeField(FrameField):
    """Shows and takes a timecode: ``HH:MM:SS:FF``, ``SS:FF``, ``+12``, ``-1:00``."""
