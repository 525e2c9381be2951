"""What actions may ask of the window: the verbs of the session, by their names only."""

from __future__ import annotations

from typing import Any, Protocol


class Desk(Protocol):
    """The session as actions see it; the real one lives a layer above."""

    @property
    def segmentation(self) -> Any:
        """The segmentation panel; its verbs are its public methods."""
