"""Words, colours and icons for the statuses and kinds that the engine names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from recoil_desktop.theme import Theme

_LABELS = {
    "segmentation_review": "review",
    "untracked": "",
    "none": "",
}
_TONES = {
    "canonical": "accent_text",
    "pinned": "info",
    "candidate": "muted",
    "registered": "muted",
    "pending": "faint",
    "generating": "info",
    "extracting": "info",
    "extracted": "good",
    "segmentation_review": "warn",
    "failed": "bad",
    "rejected": "bad",
    "archived": "faint",
    "corrupt": "bad",
    "approved": "good",
    "proposed": "info",
}
_KIND_ICONS = {
    "category": "folder",
    "asset type": "folder",
    "entity": "asset",
    "folder": "folder",
    "episode": "episode",
    "group": "list",
    "pass": "pass",
    "segment": "segment",
    "extra": "extra",
    "shot": "shot",
    "take": "film",
    "media": "film",
    "video": "film",
    "quarantine": "quarantine",
    "orphan": "question",
}


def status_label(status: str) -> str:
    """The word shown for a status; nothing for one that says nothing."""
    return _LABELS.get(status, status.replace("_", " "))


def status_colour(theme: Theme, status: str) -> QColor:
    """The colour of a status: good, warning, bad or quiet."""
    colour: QColor = getattr(theme, _TONES.get(status, "muted"))
    return colour


def kind_icon(kind: str, *, name: str = "") -> str:
    """The icon of a tree line; pictures are told from videos by their name."""
    if kind in {"media", "take", "orphan"} and name.lower().endswith(
        (".png", ".jpg", ".jpeg", ".webp")
    ):
        return "picture"
    return _KIND_ICONS.get(kind, "folder")
