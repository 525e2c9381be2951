"""Content scores of every frame from one decode, equal to PySceneDetect's ContentDetector."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.jobs import JobContext
    from engine.media.scan import Scan
    from engine.store.cache import Caches


def scan(
    path: Path, ctx: JobContext | None = None, *, workers: int = 2, strip: bool = False
) -> Scan:
    """Decode ``path`` once and score every frame; with ``strip`` the filmstrip comes along.

    Raises:
        ProbeFailed: the file cannot be decoded.
        Stopped: the job was cancelled.
    """
    raise NotImplementedError


def scan_cached(path: Path, caches: Caches | None, ctx: JobContext | None = None) -> Scan:
    """The scan of ``path`` from the cache, or a fresh one that is then kept, filmstrip included."""
    raise NotImplementedError
