"""Standard input line by line, read so that the end of the program need not wait for a line."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PIECE = 65536
_LONGEST = 64 * 1024 * 1024  # bytes of a line; who sends more sends no request


class Lines:
    """The lines that come in on a file descriptor, on the running loop.

    The thread that reads is a daemon: nobody can wake it from its read, and it holds nothing that
    the end of the program needs (``sys.stdin`` would be locked by it).
    """

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

    async def __aiter__(self) -> AsyncIterator[str]:
        """The lines until the end of the input."""
        while (line := await self._lines.get()) is not None:
            yield line

    def _read(self) -> None:
        rest = b""
        with suppress(OSError, RuntimeError):  # closed, or the loop is
            while len(rest) <= _LONGEST and (piece := os.read(self._descriptor, _PIECE)):
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    self._tell(line.decode("utf-8", "replace"))
            if rest:
                self._tell(rest.decode("utf-8", "replace"))
        with suppress(RuntimeError):
            self._tell(None)

    def _tell(self, line: str | None) -> None:
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
