"""A small copy of a video in which every frame stands alone, so that any frame shows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.jobs import JobContext

LONGEST_SIDE = 720
"""Pixels of the longer side of a proxy."""


def make_proxy(source: Path, target: Path, ctx: JobContext | None = None) -> Path:
    """Write the proxy of ``source`` to ``target``, whole or not at all; stamps start at 0.

    Raises:
        ProbeFailed: the source cannot be decoded.
        Stopped: the job was cancelled.
    """
    raise NotImplementedError
