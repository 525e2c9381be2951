"""The viewer: any picture or video of the project, by frame and by timecode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.cache import Caches
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes


class Viewer(QWidget):
    """Content of the viewer dock."""

    def __init__(
        self,
        jobs: JobRunner,
        caches: Caches,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)

    def show_media(self, path: Path) -> None:
        """Show a video or a picture."""

    def clear(self) -> None:
        """Show the empty state."""

    def close_media(self) -> None:
        """End all threads; before the window goes."""
