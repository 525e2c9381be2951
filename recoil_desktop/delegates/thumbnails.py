"""Small pictures for lists and boards: not there yet, or there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPixmap

    from engine.store.cache import Caches


class Thumbnails(QObject):
    """Loads posters of videos and pictures in threads of its own; at most ``limit`` are kept."""

    loaded = Signal(object)  # Path: ask for it again

    def __init__(
        self, caches: Caches, *, height: int = 180, limit: int = 600, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)

    def get(self, path: Path) -> QPixmap | None:
        """The thumbnail of ``path``, or None: not yet (``loaded`` follows) or none can be made."""
        return None

    def close(self) -> None:
        """Stop loading and wait for the threads."""
