"""Which names are media, and which files and folders no listing shows."""

from __future__ import annotations

import re

VIDEO_SUFFIXES = (".mp4", ".mov", ".webm")
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
MEDIA_SUFFIXES = VIDEO_SUFFIXES + PICTURE_SUFFIXES

# Where the first frames of a pass's segments lie.
BOUNDARY_FRAMES = "boundary_frames"

_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_HIDDEN_FOLDERS = frozenset({"_archive", "_meta", "_history", BOUNDARY_FRAMES})


def is_video(name: str) -> bool:
    """Whether a file of this name is a video."""
    return name.lower().endswith(VIDEO_SUFFIXES)


def is_picture(name: str) -> bool:
    """Whether a file of this name is a picture."""
    return name.lower().endswith(PICTURE_SUFFIXES)


def is_media(name: str) -> bool:
    """Whether a file of this name is a video or a picture."""
    return name.lower().endswith(MEDIA_SUFFIXES)


def is_hidden_file(name: str) -> bool:
    """Whether listings pass over a file of this name."""
    return name.startswith(".")


def is_hidden_folder(name: str) -> bool:
    """Whether listings pass over a folder of this name and all in it."""
    return name.startswith(".") or name in _HIDDEN_FOLDERS or "backup" in name


def split_suffix(name: str) -> tuple[str, str]:
    """A name in stem and media suffix, as written; the suffix is empty when it is not media."""
    for suffix in MEDIA_SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)], name[-len(suffix) :]
    return name, ""


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names as people count: ``take2`` before ``take10``."""
    return tuple(
        (0, len(part.lstrip("0")), part.lstrip("0"))
        if part[0] in "0123456789"
        else (1, 0, part.casefold())
        for part in _RUNS.findall(name)
    )
