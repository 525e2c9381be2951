"""Exact frames for the scrubber: any frame by its number, the newest wish first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.errors import RecoilError
    from engine.media.picture import Shown

DEFAULT_MEMORY = 512 * 1024 * 1024
"""Bytes that decoded frames may fill."""


class FrameServer:
    """Decodes frames of one video in a thread of its own and hands them to ``deliver``.

    Only the newest wish counts. ``deliver`` and ``fail`` are called on the server's thread.
    """

    def __init__(
        self,
        path: Path,
        timeline: Timeline,
        deliver: Callable[[Shown], None],
        fail: Callable[[RecoilError], None],
        *,
        box: tuple[int, int] = (720, 720),
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        raise NotImplementedError

    def show(self, frame: int) -> None:
        """Wish for the exact picture of ``frame`` and nothing else."""

    def sweep(self, frame: int) -> None:
        """Wish for ``frame`` while dragging: a near picture may come before the exact one."""

    def set_box(self, width: int, height: int) -> None:
        """The size in pixels that pictures are made to fit; they are never enlarged."""

    def use_proxy(self, path: Path) -> None:
        """Take frames from this preview copy from now on."""

    def close(self) -> None:
        """Stop and wait until the thread has ended."""
