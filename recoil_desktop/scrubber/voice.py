"""The sound of what is shown frame by frame, ready before it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from recoil_desktop.scrubber.player import SoundOnly


class Voice(QObject):
    """One sound at a time, and the next one ready behind it.

    Nothing is loaded while it is muted: who works in silence pays nothing for sound.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaking: SoundOnly | None = None
        self._waiting: SoundOnly | None = None
        self._volume = 100
        self._is_speaking = False

    @property
    def path(self) -> Path | None:
        """What is heard now; None in silence."""
        return self._speaking.path if self._speaking and self._is_speaking else None

    def speak(self, path: Path, seconds: Fraction, rate: float) -> None:
        """Let ``path`` be heard from ``seconds`` on, at ``rate`` above 0."""
        if not self._volume:
            self.rest()
            return
        if self._waiting is not None and self._waiting.path == path:
            self._speaking, self._waiting = self._waiting, self._speaking
            if self._waiting is not None:
                self._waiting.pause()
        if self._speaking is None:
            self._speaking = self._make()
        self._speaking.load(path)
        self._speaking.set_volume(self._volume)
        self._speaking.play_from(seconds, rate)
        self._is_speaking = True

    def prepare(self, path: Path) -> None:
        """Have ``path`` ready, for it is heard next."""
        is_there = self._speaking is not None and self._speaking.path == path
        if not self._volume or is_there:
            return
        if self._waiting is None:
            self._waiting = self._make()
        if self._waiting.path != path:
            self._waiting.load(path)

    def rest(self) -> None:
        """Be silent."""
        self._is_speaking = False
        if self._speaking is not None:
            self._speaking.pause()

    def set_volume(self, percent: int) -> None:
        """0 to 100; from silence it begins with the next run."""
        self._volume = percent
        if self._speaking is not None:
            self._speaking.set_volume(percent)

    def close(self) -> None:
        """Let go of all files."""
        self.rest()
        for voice in (self._speaking, self._waiting):
            if voice is not None:
                voice.load(None)

    def _make(self) -> SoundOnly:
        from recoil_desktop.scrubber.player import SoundOnly  # late: Qt's multimedia is slow

        made = SoundOnly(self)
        made.set_volume(self._volume)
        return made
